package import Findings
import Text

/// A node of a YAML document, read or built.
package struct Node: Sendable {
  /// What kinds of node there are.
  package enum Content: Sendable {
    /// A scalar.
    case scalar(Scalar)
    /// A sequence.
    case sequence([Node])
    /// A mapping.
    case mapping(Mapping)
  }

  /// What the node holds.
  package var content: Content
  /// Where it was read, or which profile value it was made from; nil for what this program adds by itself.
  package var mark: SourceMark?
  /// Whether a sequence or mapping is written in flow style, as `[a, b]` or `{a: b}`.
  package var isFlow: Bool

  /// Makes a node.
  package init(_ content: Content, mark: SourceMark? = nil, isFlow: Bool = false) {
    self.content = content
    self.mark = mark
    self.isFlow = isFlow
  }
}

/// A scalar: its text, and how it is or was written.
package struct Scalar: Sendable, Equatable {
  /// How a scalar is written.
  package enum Style: Sendable {
    /// As it is, without quotes: the reader decides by its look whether it is a number, a boolean, null or a string.
    case plain
    /// A string, whatever it looks like; the emitter chooses the shortest form that every reader takes for a string.
    case string
    /// In single quotes.
    case singleQuoted
    /// In double quotes.
    case doubleQuoted
    /// As a literal block (`|`).
    case literal
    /// As a folded block (`>`).
    case folded
  }

  /// The text, after unquoting.
  package var text: String
  /// The style.
  package var style: Style

  /// Makes a scalar.
  package init(_ text: String, style: Style) {
    self.text = text
    self.style = style
  }
}

/// A mapping with string keys, in the order in which they were written.
package struct Mapping: Sendable {
  /// A key with its value.
  package struct Entry: Sendable {
    /// The key.
    package var key: String
    /// Where the key stands.
    package var keyMark: SourceMark?
    /// The value.
    package var value: Node

    /// Makes an entry.
    package init(key: String, keyMark: SourceMark? = nil, value: Node) {
      self.key = key
      self.keyMark = keyMark
      self.value = value
    }
  }

  /// The entries in order, no two with the same key.
  package var entries: [Entry]

  /// Makes a mapping; the keys must be distinct.
  package init(_ entries: [Entry] = []) {
    self.entries = entries
  }

  /// The entry of a key.
  package func entry(_ key: String) -> Entry? {
    place(of: key).map { entries[$0] }
  }

  private func place(of key: String) -> Int? { entries.firstIndex { $0.key.isSame(as: key) } }

  /// The place of each key among the entries, for whoever looks for many; a key is what its bytes are.
  package var places: [[UInt8]: Int] {
    Dictionary(zip(entries.lazy.map { Array($0.key.utf8) }, entries.indices)) { first, _ in first }
  }

  /// The value of a key; setting one keeps its place or appends it, setting nil removes it.
  package subscript(key: String) -> Node? {
    get { entry(key)?.value }
    set {
      switch (place(of: key), newValue) {
      case (let index?, let value?): entries[index].value = value
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?): entries.append(Entry(key: key, value: value))
      case (nil, nil): break
      }
    }
  }
}

extension Node {
  /// A string, in the form that the emitter finds best.
  package static func string(_ text: String) -> Node { Node(.scalar(Scalar(text, style: .string))) }

  /// A string as a literal block.
  package static func literal(_ text: String) -> Node { Node(.scalar(Scalar(text, style: .literal))) }

  /// A whole number.
  package static func integer(_ value: Int) -> Node { Node(.scalar(Scalar(String(value), style: .plain))) }

  /// A boolean.
  package static func boolean(_ value: Bool) -> Node { Node(.scalar(Scalar(value ? "true" : "false", style: .plain))) }

  /// Null.
  package static let null = Node(.scalar(Scalar("null", style: .plain)))

  /// The scalar, if it is one.
  package var scalar: Scalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// The items of a sequence, if it is one.
  package var sequence: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// The mapping, if it is one.
  package var mapping: Mapping? {
    if case .mapping(let mapping) = content { mapping } else { nil }
  }

  /// The same node in flow style.
  package var inFlow: Node { Node(content, mark: mark, isFlow: true) }

  /// The same node with another mark.
  package func marked(_ mark: SourceMark?) -> Node { Node(content, mark: mark, isFlow: isFlow) }
}

extension Node: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral text: String) { self = .string(text) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
  package init(arrayLiteral items: Node...) { self.init(.sequence(items)) }
  package init(dictionaryLiteral entries: (String, Node)...) {
    self.init(.mapping(Mapping(entries.map { Mapping.Entry(key: $0.0, value: $0.1) })))
  }
}

extension Mapping: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral entries: (String, Node)...) {
    self.init(entries.map { Entry(key: $0.0, value: $0.1) })
  }
}
