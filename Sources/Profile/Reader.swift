import Findings
import Text
import YAML

/// Reads values out of a profile's tree and collects what is wrong with them.
///
/// Each function gives nil after it has reported why, or when the key isn't there.
struct Reader {
  /// A mapping of the profile, with its keys in the table and its path from the top.
  struct Object {
    let mapping: Mapping
    let mark: SourceMark?
    let section: Section
    let path: String
    /// The path in the table, where `*` stands for a name and `[]` for a place in a list.
    let place: String

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func place(of key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    /// One that nothing is in.
    static func empty(_ section: Section, _ path: String) -> Self {
      Object(mapping: Mapping(), mark: nil, section: section, path: path, place: path)
    }
  }

  var diagnostics = Diagnostics()
  /// The paths of the table that were asked for, where a test wants to know.
  var asked: Set<String>?

  /// What a function reads; nil when it has reported anything, so that no later finding follows from half a value.
  mutating func ifClean<Value>(_ read: (inout Reader) -> Value) -> Value? {
    let count = diagnostics.count
    let value = read(&self)
    return diagnostics.count == count ? value : nil
  }

  /// The keys at the top of the profile about whose values something was reported.
  private(set) var doubts: Set<String> = []

  /// What a function reads of a key at the top, which is in doubt when anything is reported about it.
  mutating func noting<Value>(_ key: String, _ read: (inout Reader) -> Value) -> Value {
    let count = diagnostics.count
    let value = read(&self)
    if diagnostics.count != count { doubts.insert(key) }
    return value
  }

  // MARK: Mappings and lists

  /// The node at a key; when nothing goes without it, its absence is reported.
  mutating func node(_ name: String, in object: Object) -> Node? {
    let key = object.section[name]
    asked?.insert(object.place(of: name))
    if let node = object.mapping[name] { return node }
    if case .needed(let help) = key.without {
      diagnostics.error(
        "missing-key",
        "`\(object.path(of: name))` is missing",
        at: object.mark.map(\.firstCharacter),
        help: help
      )
    }
    return nil
  }

  /// Opens a mapping and reports the keys that don't belong there.
  ///
  /// A key that is nearly one that isn't there was meant for it, and is read as if it were it.
  mutating func open(_ node: Node, _ section: Section, path: String, place: String, shape: Shape? = nil) -> Object? {
    guard var mapping = node.mapping else {
      wrongType(node, path, (shape ?? .mapping(section)).description)
      return nil
    }
    if section.others != nil {
      if bounded(mapping.entries, of: node, path: path) == nil { return nil }
    } else if mapping.entries.contains(where: { !section.has($0.key) }) {
      indent(&mapping, in: section)
      let present = Set(mapping.entries.lazy.map(\.key).filter(section.has))
      var absent = section.keys.map(\.name).filter { !present.contains($0) }
      for (index, entry) in mapping.entries.enumerated() where !section.has(entry.key) {
        let meant = diagnostics.nearest(to: entry.key, in: absent, at: entry.keyMark)
        reportUnknown(entry, in: section, place: place, meant: meant)
        guard let meant else { continue }
        absent.removeAll { $0 == meant }
        mapping.entries[index] = Mapping.Entry(key: meant, keyMark: entry.keyMark, value: entry.value)
      }
    }
    return Object(mapping: mapping, mark: node.mark, section: section, path: path, place: place)
  }

  /// Puts keys that stand beside a key with nothing behind it, and belong below it, where they belong, and reports that once.
  private mutating func indent(_ mapping: inout Mapping, in section: Section) {
    var index = 0
    while index < mapping.entries.count {
      let entry = mapping.entries[index]
      index += 1
      guard entry.value.scalar?.type == .null, section.has(entry.key),
        let inner = section[entry.key].shape.section
      else { continue }
      let strayed = mapping.entries[index...].prefix { !section.has($0.key) && inner.has($0.key) }
      guard let first = strayed.first else { continue }
      let names = strayed.map { "`\($0.key)`" }
      diagnostics.error(
        "bad-indentation",
        "\(listed(names)) \(names.count == 1 ? "stands" : "stand") beside `\(entry.key)`, and \(names.count == 1 ? "belongs" : "belong") below it",
        at: first.keyMark,
        help: "indent \(names.count == 1 ? "it" : "them") by two blanks"
      )
      mapping.entries[index - 1].value = Node(.mapping(Mapping(Array(strayed))), mark: first.keyMark)
      mapping.entries.removeSubrange(index..<(index + strayed.count))
    }
  }

  private mutating func reportUnknown(_ entry: Mapping.Entry, in section: Section, place: String, meant: String?) {
    let known = section.keys.map(\.name)
    let help: String
    if let near = meant ?? diagnostics.nearest(to: entry.key, in: known, at: entry.keyMark) {
      help = "did you mean `\(near)`?"
    } else if let elsewhere = Schema.home(of: entry.key, seenFrom: place) {
      help = "it belongs \(elsewhere)"
    } else {
      help = "the keys here are \(listed(known.map { "`\($0)`" }))"
    }
    diagnostics.error("unknown-key", "unknown key \(quoted(entry.key))", at: entry.keyMark, help: help)
  }

  /// Opens the mapping at a key, if the key is there.
  mutating func section(_ name: String, in object: Object) -> Object? {
    guard let node = node(name, in: object), let section = object.section[name].shape.section else { return nil }
    return open(node, section, path: object.path(of: name), place: object.place(of: name))
  }

  /// The entries of a mapping whose names the operator chooses, each with its path.
  mutating func entries(of object: Object) -> [(name: Sourced<String>, value: Node, path: String)] {
    asked?.insert(object.place(of: "*"))
    return object.mapping.entries.map {
      (Sourced($0.key, at: $0.keyMark), $0.value, object.path(of: $0.key))
    }
  }

  /// The items of the list at a key, each with its path.
  mutating func list(_ name: String, in object: Object) -> [(node: Node, path: String)]? {
    guard let node = node(name, in: object) else { return nil }
    let path = object.path(of: name)
    guard let items = node.sequence else {
      wrongType(node, path, object.section[name].shape.description, help: hint(node, for: object.section[name]))
      return nil
    }
    return bounded(items, of: node, path: path)?.enumerated().map { ($1, "\(path)[\($0)]") }
  }

  /// Opens an item of a list of mappings.
  mutating func item(_ item: (node: Node, path: String), of name: String, in object: Object) -> Object? {
    guard let section = object.section[name].shape.item?.section else { return nil }
    return open(item.node, section, path: item.path, place: object.place(of: name) + "[]")
  }

  /// The items of a list or mapping, if there aren't more than a profile may have.
  mutating func bounded<Item>(_ items: [Item], of node: Node, path: String) -> [Item]? {
    if items.count <= Schema.mostItems { return items }
    diagnostics.error(
      "too-many-items",
      "`\(path)` has \(items.count) items, and \(Schema.mostItems) are the most",
      at: node.mark.map(\.firstCharacter),
      help: "see whether a list went wrong that a program made"
    )
    return nil
  }

  // MARK: Scalars

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

  /// The right form of a value of the wrong type, where it can be told from what is written.
  private func hint(_ node: Node, for key: Key) -> String? {
    guard let scalar = node.scalar, scalar.type != .null, scalar.text.utf8.count <= 60 else { return nil }
    let text = scalar.text
    switch key.shape {
    case .list(.text, _), .list(.choice, _), .list(.integer, _):
      if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && !",[]{}#&*!|>'\"%@`:".utf8.contains($0) }), !text.isEmpty {
        return "write it as `\(key.name): [\(text)]`"
      }
      return key.example.map { "write it like `\(key.name): \($0)`" }
    case .list: return key.example.map { "write it like `\(key.name): \($0)`" }
    case .integer:
      let digits = text.utf8.prefix { $0.isDigit }
      let rest = text.utf8.dropFirst(digits.count).drop { $0 == UInt8(ascii: " ") }
      if digits.isEmpty { return nil }
      if rest.isEmpty {
        return scalar.style == .plain ? nil : "write it without quotes: `\(key.name): \(Substring(digits))`"
      }
      guard rest.allSatisfy(\.isLetter) else { return nil }
      return "write the number alone, without `\(Substring(rest))`: `\(key.name): \(Substring(digits))`"
        + (key.unit.map { "; it counts \($0)" } ?? "")
    case .boolean:
      switch text.lowercased() {
      case "yes", "on", "y", "true": return "write `\(key.name): true`"
      case "no", "off", "n", "false": return "write `\(key.name): false`"
      default: return nil
      }
    default: return nil
    }
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
