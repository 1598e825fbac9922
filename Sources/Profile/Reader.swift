import Findings
import Text
import YAML

/// Reads values out of a profile's tree and collects what is wrong with them.
///
/// Each function gives nil after it has reported why, or when the key isn't there.
struct Reader {
  /// A mapping of the profile with its path from the top.
  struct Object {
    let mapping: Mapping
    let mark: SourceMark?
    let path: String

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
  }

  var diagnostics = Diagnostics()

  /// What a function reads; nil when it has reported anything, so that no later finding follows from half a value.
  mutating func ifClean<Value>(_ read: (inout Reader) -> Value) -> Value? {
    let count = diagnostics.count
    let value = read(&self)
    return diagnostics.count == count ? value : nil
  }

  // MARK: Mappings and lists

  /// The node below a key that must be there.
  mutating func required(_ key: String, in parent: Object, help: String) -> Node? {
    let node = parent.mapping[key]
    if node == nil {
      diagnostics.error(
        "missing-key",
        "`\(parent.path(of: key))` is missing",
        at: parent.mark.map(\.firstCharacter),
        help: help
      )
    }
    return node
  }

  /// Opens a mapping and reports the keys that `ProfileKey` doesn't have below `schema`.
  mutating func object(
    _ node: Node,
    path: String,
    schema: String,
    expected: String = "a mapping of keys to values"
  ) -> Object? {
    guard let mapping = node.mapping else {
      wrongType(node, path, expected)
      return nil
    }
    let known = ProfileKey.names(below: schema)
    if known.last == "*" {
      if bounded(mapping.entries, of: node, path: path) == nil { return nil }
    } else {
      for entry in mapping.entries where !known.contains(entry.key) {
        let help =
          diagnostics.nearest(to: entry.key, in: known, at: entry.keyMark).map { "did you mean `\($0)`?" }
          ?? "the keys here are \(listed(known.map { "`\($0)`" }))"
        diagnostics.error("unknown-key", "unknown key \(quoted(entry.key))", at: entry.keyMark, help: help)
      }
    }
    return Object(mapping: mapping, mark: node.mark, path: path)
  }

  /// Opens the mapping below a key, if the key is there.
  mutating func object(_ key: String, in parent: Object) -> Object? {
    parent.mapping[key].flatMap { object($0, path: parent.path(of: key), schema: parent.path(of: key)) }
  }

  /// The items below a key.
  mutating func list(_ key: String, in parent: Object) -> [Node]? {
    guard let node = parent.mapping[key] else { return nil }
    guard let items = node.sequence else {
      wrongType(node, parent.path(of: key), "a list")
      return nil
    }
    return bounded(items, of: node, path: parent.path(of: key))
  }

  /// The most items of a list, and the most names that the operator chooses in a mapping: what would be made of more has
  /// no room in user-data or in a cluster.
  static let mostItems = 1_000

  /// The items of a list or mapping, if there aren't more than a profile may have.
  mutating func bounded<Item>(_ items: [Item], of node: Node, path: String) -> [Item]? {
    if items.count <= Self.mostItems { return items }
    diagnostics.error(
      "too-many-items",
      "`\(path)` has \(items.count) items, and \(Self.mostItems) are the most",
      at: node.mark.map(\.firstCharacter),
      help: "see whether a list went wrong that a program made"
    )
    return nil
  }

  // MARK: Scalars

  /// The text below a key that must be there.
  mutating func requiredString(_ key: String, in parent: Object, help: String) -> Sourced<String>? {
    required(key, in: parent, help: help).flatMap { string($0, path: parent.path(of: key)) }
  }

  /// The text below a key.
  mutating func string(_ key: String, in parent: Object) -> Sourced<String>? {
    parent.mapping[key].flatMap { string($0, path: parent.path(of: key)) }
  }

  /// The text of a node: any scalar but null and, unquoted, a boolean.
  mutating func string(_ node: Node, path: String) -> Sourced<String>? {
    guard let scalar = node.scalar else {
      wrongType(node, path, "text")
      return nil
    }
    switch scalar.type {
    case .null:
      diagnostics.error(
        "missing-value",
        "`\(path)` has no value",
        at: node.mark,
        help: "give it one, or remove the key"
      )
      return nil
    case .boolean:
      return quotedOnly(node, scalar, path)
    default:
      if scalar.isAmbiguousBoolean { return quotedOnly(node, scalar, path) }
    }
    if scalar.text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      diagnostics.error(
        "control-character",
        "`\(path)` has a control character or a line break in it",
        at: node.mark,
        help: "write it on one line; after `>-`, YAML makes one line of several"
      )
      return nil
    }
    return Sourced(scalar.text, at: node.mark)
  }

  private mutating func quotedOnly(_ node: Node, _ scalar: Scalar, _ path: String) -> Sourced<String>? {
    diagnostics.error(
      "wrong-type",
      "`\(path)` must be text, and YAML readers take `\(scalar.text)` for a boolean",
      at: node.mark,
      help: "put it in quotes: '\(scalar.text)'"
    )
    return nil
  }

  /// A whole number in a range.
  mutating func integer(_ key: String, in parent: Object, _ range: ClosedRange<Int>) -> Sourced<Int>? {
    parent.mapping[key].flatMap { integer($0, path: parent.path(of: key), range) }
  }

  /// The whole number below a key that must be there.
  mutating func requiredInteger(
    _ key: String,
    in parent: Object,
    _ range: ClosedRange<Int>,
    help: String
  ) -> Sourced<Int>? {
    required(key, in: parent, help: help).flatMap { integer($0, path: parent.path(of: key), range) }
  }

  /// A whole number in a range.
  mutating func integer(_ node: Node, path: String, _ range: ClosedRange<Int>) -> Sourced<Int>? {
    guard let scalar = node.scalar, case .integer(let value) = scalar.type else {
      wrongType(node, path, "a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    guard range.contains(value) else {
      diagnostics.error(
        "out-of-range",
        "`\(path)` is \(scalar.text), and must be from \(range.lowerBound) to \(range.upperBound)",
        at: node.mark
      )
      return nil
    }
    return Sourced(value, at: node.mark)
  }

  /// A boolean.
  mutating func boolean(_ key: String, in parent: Object) -> Sourced<Bool>? {
    guard let node = parent.mapping[key] else { return nil }
    guard let scalar = node.scalar, case .boolean(let value) = scalar.type else {
      wrongType(node, parent.path(of: key), "`true` or `false`")
      return nil
    }
    return Sourced(value, at: node.mark)
  }

  /// An amount of memory such as `512m` or `2g`, in MiB.
  mutating func memory(_ key: String, in parent: Object) -> Sourced<Int>? {
    guard let text = string(key, in: parent) else { return nil }
    let units = ["m": 1, "M": 1, "g": 1024, "G": 1024]
    if let unit = units[text.value.utf8.last.map { String(Unicode.Scalar($0)) } ?? ""],
      let count = Int(Substring(text.value.utf8.dropLast())), (1...(1 << 24)).contains(count),
      !text.value.begins(with: "+")
    {
      return Sourced(count * unit, at: text.mark)
    }
    diagnostics.error(
      "bad-memory",
      "`\(parent.path(of: key))` is \(quoted(text.value)), which is no amount of memory",
      at: text.mark,
      help: "write a whole number with `m` (MiB) or `g` (GiB), such as 512m"
    )
    return nil
  }

  /// A text that a rule allows.
  mutating func name(_ key: String, in parent: Object, _ rule: NameRule) -> Sourced<String>? {
    string(key, in: parent).flatMap { check($0, rule, path: parent.path(of: key)) }
  }

  /// The text, if the rule allows it, or a sample of what it stands for.
  mutating func check(
    _ text: Sourced<String>,
    _ rule: NameRule,
    path: String,
    sample: String? = nil
  ) -> Sourced<String>? {
    if rule.allows(sample ?? text.value) { return text }
    diagnostics.error(
      rule.id,
      "`\(path)` is \(quoted(text.value)), which is no \(rule.noun)",
      at: text.mark,
      help: rule.advice(sample ?? text.value) ?? rule.help
    )
    return nil
  }

  /// One of the values of an enumeration.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String,
    in parent: Object,
    as type: Choice.Type
  ) -> Sourced<Choice>? where Choice.RawValue == String {
    guard let text = string(key, in: parent) else { return nil }
    if let choice = Choice(rawValue: text.value) { return Sourced(choice, at: text.mark) }
    unknownValue(text, path: parent.path(of: key), known: Choice.allCases.map(\.rawValue))
    return nil
  }

  /// Reports a text that is none of the known ones.
  mutating func unknownValue(_ text: Sourced<String>, path: String, known: [String]) {
    let help =
      diagnostics.nearest(to: text.value, in: known, at: text.mark).map { "did you mean `\($0)`?" }
      ?? "it can be \(listed(known.map { "`\($0)`" }, "or"))"
    diagnostics.error("unknown-value", "`\(path)` can't be \(quoted(text.value))", at: text.mark, help: help)
  }

  mutating func wrongType(_ node: Node, _ path: String, _ expected: String, help: String? = nil) {
    let found =
      switch node.content {
      case .mapping: "a mapping"
      case .sequence: "a list"
      case .scalar(let scalar): scalar.type == .null ? "nothing" : quoted(scalar.text)
      }
    let place = path.isEmpty ? "a profile" : "`\(path)`"
    diagnostics.error("wrong-type", "\(place) must be \(expected), not \(found)", at: node.mark, help: help)
  }
}
