/// A text as each reader further down takes it for itself; what a text becomes in YAML and roff is with their writers.
extension String {
  /// One word of sh, bash or zsh: between single quotes nothing but the next of them has a meaning (POSIX.1-2017, Shell
  /// Command Language, 2.2.2).
  package var shellWord: String { "'\(putting(#"'\''"#, for: "'"))'" }

  /// One word of fish, which in single quotes reads `\\` and `\'` (fish documentation, "Quotes").
  package var fishWord: String { "'\(putting(#"\\"#, for: #"\"#).putting(#"\'"#, for: "'"))'" }

  /// A value in a compose file, where `$` begins a variable and `$$` is a dollar (Compose specification, "Interpolation").
  package var composeText: String { putting("$$", for: "$") }

  /// A value in Terraform's JSON syntax, where every string is a template.
  ///
  /// `${` and `%{` begin a sequence of theirs, and with the first character doubled stand for themselves (Terraform
  /// documentation, "Strings and Templates"). A byte order
  /// mark at the beginning of a template is dropped (stripUTF8BOM of github.com/hashicorp/hcl), so it doesn't stand there.
  package var terraformText: String {
    (begins(with: "\u{FEFF}") ? #"${""}"# : "") + putting("$${", for: "${").putting("%%{", for: "%{")
  }

  /// Whether CloudFormation would look something up and put it in the place of a part of the text.
  ///
  /// It resolves `{{resolve:SERVICE:KEY}}` in every property, also where an intrinsic function put it together, and has
  /// no way to write the same as text (AWS CloudFormation user guide, "Get values stored in other services using dynamic
  /// references"). A reference that is written otherwise than there counts as one too.
  package var hasDynamicReference: Bool {
    split(at: "{{", omittingEmptySubsequences: false).dropFirst().contains { part in
      let word = part.utf8.drop { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: " ") }.prefix(7)
      return String(decoding: word, as: UTF8.self).lowercased() == "resolve"
    }
  }

  /// A text in XML or HTML, between tags or as an attribute's value in double quotes.
  ///
  /// XML has no way to write most control characters (XML 1.0, 2.2), so each is the character that stands for none. A
  /// carriage return is written by number, or a reader would take it for a line feed (XML 1.0, 2.11).
  package var markupText: String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar {
      case "&": text.append(contentsOf: "&amp;".unicodeScalars)
      case "<": text.append(contentsOf: "&lt;".unicodeScalars)
      case ">": text.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": text.append(contentsOf: "&quot;".unicodeScalars)
      case "\r": text.append(contentsOf: "&#13;".unicodeScalars)
      case "\t", "\n": text.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": text.append("\u{FFFD}")
      default: text.append(scalar)
      }
    }
    return String(text)
  }

  /// A string of JSON with its quotes (RFC 8259, section 7).
  package var jsonText: String {
    var bytes: [UInt8] = []
    bytes.append(jsonString: self)
    return String(decoding: bytes, as: UTF8.self)
  }
}
