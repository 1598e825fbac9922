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

/// The length of every line in Unicode scalars; throws at the first that can't stand in a text.
///
/// The line breaks that only YAML 1.1 knows (U+0085, U+2028, U+2029) are refused, so that both versions, and the line
/// numbers, agree.
private func lengthsOfLines(in source: Source) throws(Diagnostic) -> [Int] {
  var lengths: [Int] = []
  var column = 0
  var here: SourceMark { SourceMark(source: source, line: lengths.count + 1, column: column + 1) }
  guard source.bytes.count <= ParserLimit.bytes else {
    throw Diagnostic(.error, "yaml-too-large", "a text of more than \(ParserLimit.bytes) bytes is not read", at: here)
  }
  var bytes = source.bytes.dropFirst(source.byteOrderMarkLength).makeIterator()
  var parser = Unicode.UTF8.ForwardParser()
  var isAfterReturn = false
  while true {
    let character: Unicode.Scalar
    switch parser.parseScalar(from: &bytes) {
    case .valid(let encoded): character = Unicode.UTF8.decode(encoded)
    case .error:
      throw Diagnostic(.error, "yaml-encoding", "this is not UTF-8", at: here, help: "save the file as UTF-8")
    case .emptyInput:
      return lengths + [column]
    }
    switch character {
    case "\n":
      lengths.append(column)
      column = 0
    case _ where isAfterReturn:
      throw Diagnostic(
        .error,
        "yaml-character",
        "a carriage return can't stand alone",
        at: here,
        help: "end lines with LF or CR LF"
      )
    case "\r": break
    case "\t", " "..."~", "\u{A0}"..."\u{2027}", "\u{202A}"..."\u{FEFE}", "\u{FF00}"..."\u{FFFD}",
      "\u{10000}"..."\u{10FFFF}":
      column += 1
    default:
      let digits = String(character.value, radix: 16, uppercase: true)
      let number = String(repeating: "0", count: 4 - digits.count) + digits
      throw Diagnostic(
        .error,
        "yaml-character",
        "the character U+\(number) can't stand in YAML as it is",
        at: here,
        help: "remove it, or write `\\u\(number)` in double quotes"
      )
    }
    isAfterReturn = character == "\r"
  }
}

/// An event of libyaml in Swift's own types.
private struct Event {
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
private struct Parser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let source: Source
  private let lineLengths: [Int]
  private var nodes = 0
  /// What each anchor, whose name is of ASCII alone, names; nil while the parser is still inside it.
  private var anchors: [String: Node?] = [:]
  /// The names of the anchors in their order.
  private var anchorNames: [String] = []
  private(set) var diagnostics = Diagnostics()

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

  private mutating func root() throws(Diagnostic) -> Node {
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

  private mutating func node(_ event: Event, depth: Int) throws(Diagnostic) -> Node {
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

  private mutating func sequence(depth: Int) throws(Diagnostic) -> [Node] {
    var items: [Node] = []
    while let event = try nextInCollection() {
      items.append(try node(event, depth: depth + 1))
    }
    return items
  }

  private mutating func mapping(depth: Int) throws(Diagnostic) -> Mapping {
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

  private mutating func entries(toMerge value: Node) -> [Mapping.Entry] {
    let mappings = (value.sequence ?? [value]).map(\.mapping)
    if mappings.contains(where: { $0 == nil }) {
      diagnostics.error("yaml-merge", "`<<` takes a mapping or a list of mappings", at: value.mark)
    }
    return mappings.flatMap { $0?.entries ?? [] }
  }

  private mutating func alias(_ event: Event, depth: Int) throws(Diagnostic) -> Node {
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

  private mutating func apply(_ tag: String, to node: inout Node) {
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

  private mutating func count(_ count: Int, depth: Int, at mark: SourceMark) throws(Diagnostic) {
    nodes += count
    if nodes > ParserLimit.nodes {
      throw Diagnostic(.error, "yaml-too-many-nodes", "the document has more than \(ParserLimit.nodes) nodes", at: mark)
    }
    if depth > ParserLimit.depth {
      throw Diagnostic(.error, "yaml-too-deep", "more than \(ParserLimit.depth) nodes are nested", at: mark)
    }
  }

  // MARK: - Events

  private func nextInCollection() throws(Diagnostic) -> Event? {
    let event = try next()
    if case .end = event.kind { return nil }
    return event
  }

  private func next() throws(Diagnostic) -> Event {
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

  private func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe text.map { unsafe String(cString: $0) }
  }

  private func style(_ style: yaml_scalar_style_t) -> Scalar.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  /// A mark that ends with its first line when the end is on another one or not given.
  private func mark(from start: yaml_mark_t, to end: yaml_mark_t? = nil) -> SourceMark {
    let lineEnd = start.line < lineLengths.count ? lineLengths[start.line] : 0
    let end = end.flatMap { $0.line == start.line ? $0.column : nil } ?? lineEnd
    return SourceMark(source: source, line: start.line + 1, column: start.column + 1, length: end - start.column)
  }

  // MARK: - Syntax errors

  /// The error that libyaml stopped at, in words for somebody who doesn't know how a parser goes about it.
  private var syntaxError: Diagnostic {
    let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "this is not YAML"
    let place = unsafe parser.pointee.problem_mark
    let here = mark(from: place, to: place)
    let context = unsafe parser.pointee.context == nil ? nil : mark(from: parser.pointee.context_mark)
    func error(_ message: String, at mark: SourceMark? = here, help: String? = nil, note: String? = nil) -> Diagnostic {
      let notes = note.map { [Diagnostic.Note($0, at: context)] } ?? []
      return Diagnostic(.error, "yaml-syntax", message, at: mark, help: help, notes: notes)
    }

    let line = source.line(here.line)?.unicodeScalars ?? String.UnicodeScalarView()
    let before = line.prefix(place.column)
    if line.dropFirst(place.column).first == "\t" {
      return Diagnostic(.error, "yaml-tab", "a tab can't indent YAML", at: here, help: "use spaces")
    }
    switch problem {
    case "could not find expected ':'":
      return error("this is not `key: value`", at: context, help: "put a colon and a blank between a key and its value")
    case "mapping values are not allowed in this context":
      return error("a colon can't stand here", help: "put a value with a colon in quotes, or check the indentation")
    case "block sequence entries are not allowed in this context":
      return error("a list can't begin here", help: "begin it on a line of its own")
    case "found character that cannot start any token":
      return error("a value can't begin with this character", help: "put the value in quotes")
    case "found unknown escape character":
      return error("this escape is not known", help: "write `\\\\` for a backslash, or use single quotes")
    case "found unexpected end of stream", "found unexpected document indicator":
      return error("this quote is never closed", at: context)
    case "did not find expected ',' or ']'" where isEnd(place), "did not find expected ',' or '}'" where isEnd(place):
      return error("this bracket is never closed", at: context)
    case "did not find expected ',' or ']'" where value(beforeBraceAt: place.column, in: line) != nil,
      "did not find expected ',' or '}'" where value(beforeBraceAt: place.column, in: line) != nil:
      let value = value(beforeBraceAt: place.column, in: line)
      return error(
        "a value within brackets ends before `{`",
        help: value.map { "quote it: '\($0)'" }
      )
    case "did not find expected ',' or ']'":
      return error("a comma or `]` is missing before this", note: "the list begins here")
    case "did not find expected ',' or '}'":
      return error("a comma or `}` is missing before this", note: "the mapping begins here")
    case "did not find expected key" where before.contains { $0.value != 0x20 }:
      return error("the value has ended before this", help: "put the whole value in one pair of quotes")
    case "did not find expected key":
      return error(
        "this doesn't fit the mapping round it",
        help: "give the keys of a mapping the same indentation",
        note: "the mapping begins here"
      )
    case "did not find expected node content":
      return error("a value is missing before this")
    case "did not find expected alphabetic or numeric character":
      return error("an anchor or alias needs a name", help: "put a value that begins with `&` or `*` in quotes")
    case "did not find expected <document start>":
      return error("the document has ended before this", help: "check the indentation")
    case "did not find expected '-' indicator":
      return error(
        "this doesn't fit the list round it",
        help: "give the items of a list the same indentation",
        note: "the list begins here"
      )
    default:
      return error(problem)
    }
  }

  /// The value that a brace at that column has cut in two, such as `kafka-{id}.example`.
  private func value(beforeBraceAt column: Int, in line: String.UnicodeScalarView) -> String? {
    let ends: [Unicode.Scalar] = [" ", ",", "[", "]"]
    let before = String(
      String.UnicodeScalarView(line.prefix(column).reversed().prefix { !ends.contains($0) && $0 != "{" }.reversed())
    )
    let rest = line.dropFirst(column)
    guard rest.first == "{", !before.isEmpty, !before.includes("'"), !before.includes("\"") else { return nil }
    var value = before
    var depth = 0
    for character in rest {
      if ends.contains(character) || character == "}" && depth == 0 { break }
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      value.unicodeScalars.append(character)
    }
    return value.utf8.count <= 80 ? value : nil
  }

  /// Whether the text has ended there; libyaml adds a line break when the last line has none.
  private func isEnd(_ mark: yaml_mark_t) -> Bool {
    mark.line >= lineLengths.count || mark.line == lineLengths.count - 1 && mark.column == lineLengths[mark.line]
  }
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
