import Findings
import Text
import YAML

/// Texts, numbers and words.
extension Reader {
  /// The text at a key, by the rule that the table has for it.
  mutating func text(_ name: String, in object: Object) -> Sourced<String>? {
    guard let text = string(name, in: object) else { return nil }
    guard let rule = object.section[name].shape.rule else { return text }
    return check(text, rule, path: object.path(of: name))
  }

  /// The same, or what the table has for it where it isn't there.
  mutating func textOrDefault(_ name: String, in object: Object) -> Sourced<String> {
    text(name, in: object) ?? Sourced(object.section[name].defaultText)
  }

  /// The texts of the list at a key, each by the rule that the table has for them.
  mutating func texts(_ name: String, in object: Object) -> [Sourced<String>] {
    let rule = object.section[name].shape.item?.rule
    return (list(name, in: object) ?? []).compactMap { item in
      guard let text = string(item.node, path: item.path) else { return nil }
      return rule.map { check(text, $0, path: item.path) } ?? text
    }
  }

  /// The text at a key, not set against any rule.
  mutating func string(_ name: String, in object: Object) -> Sourced<String>? {
    node(name, in: object).flatMap { string($0, path: object.path(of: name)) }
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

  /// The whole number at a key, in the range that the table has for it.
  mutating func integer(_ name: String, in object: Object) -> Sourced<Int>? {
    guard let node = node(name, in: object), case .integer(let range) = object.section[name].shape else { return nil }
    return integer(node, path: object.path(of: name), range, help: hint(node, for: object.section[name]))
  }

  /// The same, or what the table has for it where it isn't there.
  mutating func integerOrDefault(_ name: String, in object: Object) -> Sourced<Int> {
    integer(name, in: object) ?? Sourced(object.section[name].defaultInteger)
  }

  /// A whole number in a range.
  mutating func integer(
    _ node: Node,
    path: String,
    _ range: ClosedRange<Int>,
    help: String? = nil
  ) -> Sourced<Int>? {
    guard let scalar = node.scalar, case .integer(let value) = scalar.type else {
      wrongType(node, path, "a whole number from \(range.lowerBound) to \(range.upperBound)", help: help)
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

  /// The boolean at a key.
  mutating func boolean(_ name: String, in object: Object) -> Sourced<Bool>? {
    guard let node = node(name, in: object) else { return nil }
    guard let scalar = node.scalar, case .boolean(let value) = scalar.type else {
      wrongType(
        node,
        object.path(of: name),
        object.section[name].shape.description,
        help: hint(node, for: object.section[name])
      )
      return nil
    }
    return Sourced(value, at: node.mark)
  }

  /// The same, or what the table has for it where it isn't there.
  mutating func booleanOrDefault(_ name: String, in object: Object) -> Sourced<Bool> {
    boolean(name, in: object) ?? Sourced(object.section[name].defaultBoolean)
  }

  /// An amount of memory such as `512m` or `2g`, in MiB.
  mutating func memory(_ name: String, in object: Object) -> Sourced<Int>? {
    guard let text = string(name, in: object) else { return nil }
    let units = ["m": 1, "M": 1, "g": 1024, "G": 1024]
    if let unit = units[text.value.utf8.last.map { String(Unicode.Scalar($0)) } ?? ""],
      let count = Int(Substring(text.value.utf8.dropLast())), (1...(1 << 24)).contains(count),
      !text.value.begins(with: "+")
    {
      return Sourced(count * unit, at: text.mark)
    }
    diagnostics.error(
      "bad-memory",
      "`\(object.path(of: name))` is \(quoted(text.value)), which is no amount of memory",
      at: text.mark,
      help: "write a whole number with `m` (MiB) or `g` (GiB), such as 512m"
    )
    return nil
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

  /// The word of an enumeration at a key.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String,
    in object: Object,
    as type: Choice.Type
  ) -> Sourced<Choice>? where Choice.RawValue == String {
    string(name, in: object).flatMap { choice($0, path: object.path(of: name), as: type) }
  }

  /// The same, or what the table has for it where it isn't there.
  mutating func choiceOrDefault<Choice: RawRepresentable & CaseIterable>(
    _ name: String,
    in object: Object,
    as type: Choice.Type
  ) -> Sourced<Choice> where Choice.RawValue == String {
    choice(name, in: object, as: type) ?? Sourced(object.section[name].defaultChoice(of: type))
  }

  /// The word of an enumeration that a text is.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ text: Sourced<String>,
    path: String,
    as type: Choice.Type
  ) -> Sourced<Choice>? where Choice.RawValue == String {
    if let choice = Choice(rawValue: text.value) { return Sourced(choice, at: text.mark) }
    let known = Choice.allCases.map(\.rawValue)
    let help =
      diagnostics.nearest(to: text.value, in: known, at: text.mark).map { "did you mean `\($0)`?" }
      ?? "it can be \(listed(known.map { "`\($0)`" }, "or"))"
    diagnostics.error("unknown-value", "`\(path)` can't be \(quoted(text.value))", at: text.mark, help: help)
    return nil
  }
}
