import Findings

extension Diagnostics {
  /// Appends the findings as a JSON array of objects, with null for what a finding doesn't have.
  package func appendJSON(to output: inout [UInt8]) {
    Node(.sequence(all.map(\.node))).appendJSON(to: &output)
  }
}

extension Diagnostic {
  fileprivate var node: Node {
    let entries: [Mapping.Entry] =
      [
        .init(key: "severity", value: .string(severity.rawValue)),
        .init(key: "id", value: .string(id)),
        .init(key: "message", value: .string(message)),
      ] + place(mark) + [
        .init(key: "help", value: help.map(Node.string) ?? .null),
        .init(key: "notes", value: Node(.sequence(notes.map(\.node)))),
      ]
    return Node(.mapping(Mapping(entries)))
  }
}

extension Diagnostic.Note {
  fileprivate var node: Node {
    Node(.mapping(Mapping([.init(key: "message", value: .string(message))] + place(mark))))
  }
}

private func place(_ mark: SourceMark?) -> [Mapping.Entry] {
  [
    .init(key: "file", value: (mark?.source.name).map(Node.string) ?? .null),
    .init(key: "line", value: (mark?.line).map(Node.integer) ?? .null),
    .init(key: "column", value: (mark?.column).map(Node.integer) ?? .null),
    .init(key: "length", value: (mark?.length).map(Node.integer) ?? .null),
  ]
}
