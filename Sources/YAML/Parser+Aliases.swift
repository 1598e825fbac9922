import Findings
import Text
import CLibYAML

/// What aliases, merge keys and tags make of nodes, and how many that may be.
extension Parser {
  mutating func entries(toMerge value: Node) -> [Mapping.Entry] {
    let mappings = (value.sequence ?? [value]).map(\.mapping)
    if mappings.contains(where: { $0 == nil }) {
      diagnostics.error("yaml-merge", "`<<` takes a mapping or a list of mappings", at: value.mark)
    }
    return mappings.flatMap { $0?.entries ?? [] }
  }

  mutating func alias(_ event: Event, depth: Int) throws(Diagnostic) -> Node {
    let name = event.anchor ?? ""
    switch anchors[name] {
    case let node??:
      try count(node.count, depth: depth + node.height - 1, at: event.mark)
      return node.marked(event.mark)
    case .some(nil):
      try count(1, depth: depth, at: event.mark)
      diagnostics.error(
        "yaml-recursive-alias",
        "the alias \(quoted("*\(name)")) stands inside what it names",
        at: event.mark
      )
    case nil:
      try count(1, depth: depth, at: event.mark)
      let meant = diagnostics.nearest(to: name, in: anchorNames, at: event.mark)
      diagnostics.error(
        "yaml-unknown-alias",
        "there is no anchor \(quoted("&\(name)")) before this alias",
        at: event.mark,
        help: meant.map { "did you mean `*\($0)`?" }
      )
    }
    return Node(Node.null.content, mark: event.mark)
  }

  mutating func apply(_ tag: String, to node: inout Node) {
    let core = "tag:yaml.org,2002:"
    let name = tag.rest(after: core).map { "!!" + $0 } ?? tag
    let plain = Scalar(node.scalar?.text ?? "", style: .plain)
    switch (name, node.content, plain.type) {
    case ("!!map", .mapping, _), ("!!seq", .sequence, _): break
    case ("!!str", .scalar(let scalar), _):
      if scalar.style == .plain { node.content = .scalar(Scalar(scalar.text, style: .string)) }
    case ("!!null", .scalar, .null), ("!!bool", .scalar, .boolean), ("!!int", .scalar, .integer),
      ("!!float", .scalar, .integer), ("!!float", .scalar, .float):
      node.content = .scalar(plain)
    case ("!!map", _, _), ("!!seq", _, _), ("!!str", _, _), ("!!null", _, _), ("!!bool", _, _), ("!!int", _, _),
      ("!!float", _, _):
      diagnostics.error("yaml-tag", "the tag \(quoted(name)) doesn't fit this value", at: node.mark)
    default:
      diagnostics.error("yaml-tag", "the tag \(quoted(name)) is not known", at: node.mark, help: "remove the tag")
    }
  }

  mutating func count(_ count: Int, depth: Int, at mark: SourceMark) throws(Diagnostic) {
    nodes += count
    if nodes > ParserLimit.nodes {
      throw Diagnostic(.error, "yaml-too-many-nodes", "the document has more than \(ParserLimit.nodes) nodes", at: mark)
    }
    if depth > ParserLimit.depth {
      throw Diagnostic(.error, "yaml-too-deep", "more than \(ParserLimit.depth) nodes are nested", at: mark)
    }
  }

  // MARK: - Events
}

extension Node {
  /// How many nodes it is made of, itself and keys too.
  fileprivate var count: Int {
    switch content {
    case .scalar: 1
    case .sequence(let items): items.reduce(1) { $0 + $1.count }
    case .mapping(let mapping): mapping.entries.reduce(1) { $0 + 1 + $1.value.count }
    }
  }

  /// How many nodes stand inside one another, itself included.
  fileprivate var height: Int {
    switch content {
    case .scalar: 1
    case .sequence(let items): 1 + (items.map(\.height).max() ?? 0)
    case .mapping(let mapping): 1 + (mapping.entries.map(\.value.height).max() ?? 0)
    }
  }
}
