package import Findings
import Text
import CLibYAML

/// How much YAML one text may hold, so that no profile can take all memory or overflow the stack.
package enum ParserLimit {
  /// The most bytes of a text.
  package static let bytes = 1 << 20
  /// The most nodes of a document, with keys and with the nodes that aliases expand to.
  package static let nodes = 100_000
  /// The most nodes inside one another.
  package static let depth = 64
}

extension Node {
  /// Reads the one document of a source; nil when there is an error, which an empty document is too.
  ///
  /// Aliases become copies of what they name, marked where the alias stands. Merge keys (`<<`) are resolved by the
  /// rules of YAML 1.1 (https://yaml.org/type/merge.html), the merged entries after the mapping's own.
  ///
  /// With `goesOn` a key that stands twice is no reason to give nil: the first is taken, so that all else can be checked.
  package static func parse(_ source: Source, goesOn: Bool = false, into diagnostics: inout Diagnostics) -> Node? {
    do throws(Diagnostic) {
      let lineLengths = try lengthsOfLines(in: source)
      return unsafe source.bytes.withUnsafeBufferPointer { bytes in
        var parser = unsafe Parser(source, bytes, lineLengths: lineLengths)
        let document = parser.document(goesOn: goesOn)
        diagnostics.append(contentsOf: parser.diagnostics)
        return document
      }
    } catch {
      diagnostics.append(error)
      return nil
    }
  }
}

/// An event of libyaml in Swift's own types.
struct Event {
  enum Kind {
    case alias
    case scalar(Scalar)
    case sequence
    case mapping
    case end
    case documentStart
    case documentEnd
    case streamStart
    case streamEnd
  }

  let kind: Kind
  let mark: SourceMark
  var anchor: String?
  var tag: String?
  var isFlow = false
}

/// An owner of libyaml's parser, which must not move in memory and must not outlive the bytes that it reads.
@safe
struct Parser: ~Copyable {
  let parser: UnsafeMutablePointer<yaml_parser_t>
  let source: Source
  let lineLengths: [Int]
  var nodes = 0
  /// What each anchor, whose name is of ASCII alone, names; nil while the parser is still inside it.
  var anchors: [String: Node?] = [:]
  /// The names of the anchors in their order.
  var anchorNames: [String] = []
  var diagnostics = Diagnostics()

  init(_ source: Source, _ bytes: UnsafeBufferPointer<UInt8>, lineLengths: [Int]) {
    self.source = source
    self.lineLengths = lineLengths
    unsafe parser = .allocate(capacity: 1)
    precondition(unsafe yaml_parser_initialize(parser) == 1, "libyaml has no memory")
    unsafe yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  // MARK: - Nodes

  mutating func document(goesOn: Bool) -> Node? {
    do throws(Diagnostic) {
      let root = try root()
      let isWhole = goesOn ? diagnostics.all.allSatisfy { $0.id == "yaml-duplicate-key" } : !diagnostics.hasErrors
      return isWhole ? root : nil
    } catch {
      diagnostics.append(error)
      return nil
    }
  }

  mutating func root() throws(Diagnostic) -> Node {
    var root: Node?
    while true {
      let event = try next()
      switch event.kind {
      case .streamStart, .documentEnd: break
      case .documentStart:
        if root != nil {
          throw Diagnostic(
            .error,
            "yaml-documents",
            "a second document begins here",
            at: event.mark,
            help: "keep one document in a file"
          )
        }
      case .streamEnd:
        guard let root, root.scalar != Scalar("", style: .plain) else {
          let start = SourceMark(source: source, line: 1, column: 1)
          throw Diagnostic(.error, "yaml-empty", "there is nothing in this document", at: start)
        }
        return root
      case .alias, .scalar, .sequence, .mapping, .end:
        root = try node(event, depth: 1)
      }
    }
  }

  mutating func node(_ event: Event, depth: Int) throws(Diagnostic) -> Node {
    if case .alias = event.kind { return try alias(event, depth: depth) }
    try count(1, depth: depth, at: event.mark)
    if let anchor = event.anchor {
      if anchors[anchor] == nil { anchorNames.append(anchor) }
      anchors.updateValue(nil, forKey: anchor)
    }
    let content: Node.Content
    switch event.kind {
    case .scalar(let scalar): content = .scalar(scalar)
    case .sequence: content = .sequence(try sequence(depth: depth))
    default: content = .mapping(try mapping(depth: depth))
    }
    var node = Node(content, mark: event.mark, isFlow: event.isFlow)
    if let tag = event.tag { apply(tag, to: &node) }
    if let anchor = event.anchor { anchors.updateValue(node, forKey: anchor) }
    return node
  }

  mutating func sequence(depth: Int) throws(Diagnostic) -> [Node] {
    var items: [Node] = []
    while let event = try nextInCollection() {
      items.append(try node(event, depth: depth + 1))
    }
    return items
  }

  mutating func mapping(depth: Int) throws(Diagnostic) -> Mapping {
    var mapping = Mapping()
    var keyMarks: [[UInt8]: SourceMark] = [:]
    var merged: [Mapping.Entry] = []
    while let event = try nextInCollection() {
      let key = try node(event, depth: depth + 1)
      let value = try node(next(), depth: depth + 1)
      guard let scalar = key.scalar else {
        diagnostics.error(
          "yaml-key",
          "a list or mapping can't be a key",
          at: event.mark,
          help: "use a string as the key"
        )
        continue
      }
      let bytes = Array(scalar.text.utf8)
      if let first = keyMarks[bytes] {
        diagnostics.error(
          "yaml-duplicate-key",
          "the key \(quoted(scalar.text)) stands here a second time",
          at: event.mark,
          help: "keep one of the two",
          notes: [Diagnostic.Note("the first one is here", at: first)]
        )
        continue
      }
      keyMarks[bytes] = event.mark
      if scalar == Scalar("<<", style: .plain) {
        merged += entries(toMerge: value)
      } else {
        mapping.entries.append(Mapping.Entry(key: scalar.text, keyMark: event.mark, value: value))
      }
    }
    for entry in merged where keyMarks[Array(entry.key.utf8)] == nil {
      keyMarks[Array(entry.key.utf8)] = entry.keyMark
      mapping.entries.append(entry)
    }
    return mapping
  }

  func nextInCollection() throws(Diagnostic) -> Event? {
    let event = try next()
    if case .end = event.kind { return nil }
    return event
  }

  func next() throws(Diagnostic) -> Event {
    var event = unsafe yaml_event_t()
    defer { unsafe yaml_event_delete(&event) }
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw syntaxError }
    let mark = unsafe mark(from: event.start_mark, to: event.end_mark)
    switch unsafe event.type {
    case YAML_ALIAS_EVENT:
      return Event(kind: .alias, mark: mark, anchor: unsafe string(event.data.alias.anchor))
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let text = unsafe String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return Event(
        kind: .scalar(Scalar(text, style: unsafe style(scalar.style))),
        mark: mark,
        anchor: unsafe string(scalar.anchor),
        tag: unsafe string(scalar.tag)
      )
    case YAML_SEQUENCE_START_EVENT:
      let start = unsafe event.data.sequence_start
      return Event(
        kind: .sequence,
        mark: mark,
        anchor: unsafe string(start.anchor),
        tag: unsafe string(start.tag),
        isFlow: unsafe start.style == YAML_FLOW_SEQUENCE_STYLE
      )
    case YAML_MAPPING_START_EVENT:
      let start = unsafe event.data.mapping_start
      return Event(
        kind: .mapping,
        mark: mark,
        anchor: unsafe string(start.anchor),
        tag: unsafe string(start.tag),
        isFlow: unsafe start.style == YAML_FLOW_MAPPING_STYLE
      )
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return Event(kind: .end, mark: mark)
    case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, mark: mark)
    case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, mark: mark)
    case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, mark: mark)
    default: return Event(kind: .streamEnd, mark: mark)
    }
  }

  func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe text.map { unsafe String(cString: $0) }
  }

  func style(_ style: yaml_scalar_style_t) -> Scalar.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  /// A mark that ends with its first line when the end is on another one or not given.
  func mark(from start: yaml_mark_t, to end: yaml_mark_t? = nil) -> SourceMark {
    let lineEnd = start.line < lineLengths.count ? lineLengths[start.line] : 0
    let end = end.flatMap { $0.line == start.line ? $0.column : nil } ?? lineEnd
    return SourceMark(source: source, line: start.line + 1, column: start.column + 1, length: end - start.column)
  }

  // MARK: - Syntax errors

}
