import Text

/// A key of the profile: what it says, what may stand there, and what holds without it.
struct Key: Sendable {
  /// Its name; `*` stands for names of the operator's own.
  let name: String
  /// What may stand there.
  let shape: Shape
  /// What holds without it.
  let without: Without
  /// What it says, in Markdown, as docs/profile.md and the schema have it.
  let words: String
  /// A value that may stand there, in YAML's flow style.
  let example: String?
  /// What a number counts.
  let unit: String?

  init(
    _ name: String,
    _ shape: Shape,
    _ words: String,
    without: Without = .nothing,
    example: String? = nil,
    unit: String? = nil
  ) {
    self.name = name
    self.shape = shape
    self.words = words
    self.without = without
    self.example = example
    self.unit = unit
  }
}

/// What may stand at a key.
indirect enum Shape: Sendable {
  /// A text, by a rule where it has one.
  case text(NameRule?)
  /// A text, a number or a boolean, all of which end up as text.
  case setting(NameRule?)
  /// One of some words.
  case choice([String])
  /// A whole number.
  case integer(ClosedRange<Int>)
  /// `true` or `false`.
  case boolean
  /// An amount of memory such as `512m`.
  case memory
  /// A list, which may have to hold something.
  case list(Shape, least: Int = 0)
  /// A mapping.
  case mapping(Section)
  /// Either of two, of different types, and what that is called.
  case either(Shape, Shape, wanted: String)
  /// Something, or nothing behind the colon.
  case orNothing(Shape)
  /// A text of several lines.
  case content
  /// What another program reads.
  case anything

  /// The words of an enumeration.
  static func choice<Choice: RawRepresentable & CaseIterable>(of type: Choice.Type) -> Self
  where Choice.RawValue == String { .choice(type.allCases.map(\.rawValue)) }

  /// The mapping that it may be.
  var section: Section? {
    switch self {
    case .mapping(let section): section
    case .either(let first, let second, _): first.section ?? second.section
    case .orNothing(let shape): shape.section
    default: nil
    }
  }

  /// What the items are of the list that it may be.
  var item: Shape? {
    switch self {
    case .list(let item, _): item
    case .either(let first, let second, _): first.item ?? second.item
    default: nil
    }
  }

  /// The rule of a text.
  var rule: NameRule? {
    switch self {
    case .text(let rule), .setting(let rule): rule
    default: nil
    }
  }

  /// What is wanted, in the words of a message.
  var description: String {
    switch self {
    case .text, .setting, .choice, .memory, .content, .anything: "text"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "`true` or `false`"
    case .list: "a list"
    case .mapping: "a mapping of keys to values"
    case .either(_, _, let wanted): wanted
    case .orNothing(let shape): shape.description
    }
  }
}

/// What holds without a key.
enum Without: Sendable {
  /// Nothing goes without it.
  case needed(help: String)
  /// This value.
  case value(Literal)
  /// What these words say.
  case said(String)
  /// It isn't there.
  case nothing

  /// A value of the table.
  enum Literal: Sendable {
    case text(String)
    case integer(Int)
    case boolean(Bool)
  }
}

/// The keys of a mapping.
struct Section: Sendable {
  /// The keys by name.
  let keys: [Key]
  /// The names of the operator's own that may stand there, by a rule where they have one, and what stands behind them.
  let others: Key?
  let nameRule: NameRule?
  /// Whether it may have no keys.
  let isEmptyAllowed: Bool

  init(
    _ keys: [Key],
    others: Key? = nil,
    names nameRule: NameRule? = nil,
    isEmptyAllowed: Bool = true
  ) {
    self.keys = keys
    self.others = others
    self.nameRule = nameRule
    self.isEmptyAllowed = isEmptyAllowed
  }

  /// The key of that name; what reads one that isn't in the table is a fault of the program.
  subscript(name: String) -> Key {
    guard let key = keys.first(where: { $0.name == name }) else {
      preconditionFailure("the table has no key `\(name)`")
    }
    return key
  }

  /// Whether a key of that name is in the table, names of the operator's own aside.
  func has(_ name: String) -> Bool { keys.contains { $0.name.isSame(as: name) } }
}

extension Key {
  /// The text that holds without it.
  var defaultText: String {
    if case .value(.text(let value)) = without { return value }
    preconditionFailure("the table has no text for `\(name)`")
  }

  /// The number that holds without it.
  var defaultInteger: Int {
    if case .value(.integer(let value)) = without { return value }
    preconditionFailure("the table has no number for `\(name)`")
  }

  /// The boolean that holds without it.
  var defaultBoolean: Bool {
    if case .value(.boolean(let value)) = without { return value }
    preconditionFailure("the table has no boolean for `\(name)`")
  }

  /// The word of an enumeration that holds without it.
  func defaultChoice<Choice: RawRepresentable>(of type: Choice.Type) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: defaultText) else { preconditionFailure("`\(name)` can't be \(defaultText)") }
    return choice
  }
}
