import Findings
import YAML

extension Node {
  /// Reads a text that must be right.
  static func parsed(_ text: String) throws -> Node {
    var diagnostics = Diagnostics()
    guard let node = Node.parse(Source(name: "t.yaml", text: text), into: &diagnostics) else {
      throw diagnostics.all.first ?? Diagnostic(.error, "test", "no node and no finding", at: nil)
    }
    return node
  }

  /// The node as a YAML document.
  var yaml: String {
    var output: [UInt8] = []
    appendYAML(to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  /// The node as a JSON text.
  var json: String {
    var output: [UInt8] = []
    appendJSON(to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  /// What a reader sees of the node: scalars by type and exact text, without marks and styles.
  var shape: String {
    switch content {
    case .scalar(let scalar):
      switch scalar.type {
      case .string: "s\(Array(scalar.text.utf8))"
      case .null: "null"
      case .boolean, .integer, .float: scalar.text
      }
    case .sequence(let items):
      "[" + items.map(\.shape).joined(separator: ",") + "]"
    case .mapping(let mapping):
      "{" + mapping.entries.map { "\(Array($0.key.utf8)):\($0.value.shape)" }.joined(separator: ",") + "}"
    }
  }
}

/// The findings about a text, rendered as `line:column+length id: message (help) [line:column note]`.
func findings(in source: Source) -> [String] {
  var diagnostics = Diagnostics()
  _ = Node.parse(source, into: &diagnostics)
  return diagnostics.all.map { finding in
    func place(_ mark: SourceMark?) -> String {
      mark.map { "\($0.line):\($0.column)+\($0.length)" } ?? "nowhere"
    }
    let help = finding.help.map { " (\($0))" } ?? ""
    let notes = finding.notes.map { " [\(place($0.mark)) \($0.message)]" }.joined()
    return "\(place(finding.mark)) \(finding.id): \(finding.message)\(help)\(notes)"
  }
}

/// The findings about a text.
func findings(in text: String) -> [String] {
  findings(in: Source(name: "t.yaml", text: text))
}
