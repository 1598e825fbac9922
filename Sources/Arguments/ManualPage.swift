import Text

extension Program {
  /// The manual page in roff's man macros, section 1.
  /// - Parameter date: the date of the release, as `2026-01-31`.
  /// - Returns: the page's source.
  package func manualPage(date: String) -> String {
    var lines = [
      ".TH \(name.uppercased()) 1 \(date) \"\(escaped("\(name) \(version)"))\" \"User Commands\"",
      // Words of commands and file names must survive copying from the page.
      ".nh",
      ".SH NAME", "\(escaped(name)) \\- \(roff(summary))",
      ".SH SYNOPSIS", ".B \(escaped(name))", escaped(String(usage(of: nil).dropFirst(name.count + 1))),
    ]
    if !details.isEmpty {
      lines.append(".SH DESCRIPTION")
      lines.append(paragraphs(details).map(roff).joined(separator: "\n.PP\n"))
    }
    lines.append(".SH COMMANDS")
    for command in commands {
      lines += [".SS \(escaped(String(usage(of: command).dropFirst(name.count + 1))))", roff(command.summary) + "."]
      lines += paragraphs(command.details).flatMap { [".PP", roff($0)] }
      if let operand = command.operand { lines += entry(escaped(operand.name), operand.description) }
      lines += command.visibleOptions.flatMap { entry($0.roffLabel, description(of: $0, in: command)) }
    }
    lines.append(".SH GLOBAL OPTIONS")
    lines += options.flatMap { entry($0.roffLabel, description(of: $0, in: nil)) }
    if !exitCodes.isEmpty {
      lines.append(".SH EXIT STATUS")
      lines += exitCodes.flatMap { entry(String($0.code), $0.meaning) }
    }
    let examples = examples + commands.flatMap(\.examples)
    if !examples.isEmpty {
      lines.append(".SH EXAMPLES")
      let texts = examples.map { example in
        "\(roff(example.summary)):\n.PP\n.RS 4\n.nf\n\(escaped("\(name) \(example.arguments)"))\n.fi\n.RE"
      }
      lines.append(texts.joined(separator: "\n.PP\n"))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Option {
  fileprivate var roffLabel: String {
    let forms = [short.map { "-\($0)" }, dashed].compactMap { $0 }.map { "\\fB\(escaped($0))\\fR" }
    return forms.joined(separator: ", ") + (value.map { " \\fI\(escaped($0.name))\\fR" } ?? "")
  }
}

private func entry(_ label: String, _ text: String) -> [String] { [".TP", label, roff(text) + "."] }

/// The text as a line for roff, with what stands in backquotes in bold.
private func roff(_ text: String) -> String {
  let parts = text.split(at: "`", omittingEmptySubsequences: false).map { escaped(String($0)) }
  let line = parts.enumerated().map { $0.offset % 2 == 1 ? "\\fB\($0.element)\\fR" : $0.element }.joined()
  return line.begins(with: ".") ? "\\&" + line : line
}

/// The text with the characters replaced that roff would read as its own or print as others (groff_char(7)).
private func escaped(_ text: String) -> String {
  let replacements: [Unicode.Scalar: String] = [
    "\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", "\"": "\\(dq", "\n": " ",
  ]
  return text.unicodeScalars.map { replacements[$0] ?? String($0) }.joined()
}
