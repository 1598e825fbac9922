import Text

/// What a reader of YAML 1.2 takes a scalar for.
package enum ScalarType: Sendable, Equatable {
  /// Nothing: `null`, `~` or no text at all.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A whole number.
  case integer(Int)
  /// Any other number, also a whole one that an `Int` can't hold.
  case float
  /// A text.
  case string
}

extension Scalar {
  /// The type by the core schema of YAML 1.2.2 (section 10.3.2); only a plain scalar can be anything but a string.
  package var type: ScalarType {
    guard style == .plain else { return .string }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN":
      return .float
    default: break
    }
    if let integer { return .integer(integer) }
    return isDecimal ? .float : .string
  }

  /// Whether YAML 1.1 readers take the plain scalar for a boolean and YAML 1.2 readers for a string.
  package var isAmbiguousBoolean: Bool {
    style == .plain && ["y", "yes", "n", "no", "on", "off"].contains(text.lowercased())
  }

  private var integer: Int? {
    if let digits = text.rest(after: "0o") { return Int(unsigned: digits, radix: 8) }
    if let digits = text.rest(after: "0x") { return Int(unsigned: digits, radix: 16) }
    return Int(text)
  }

  /// Whether the text is a decimal number.
  ///
  /// That is `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
  private var isDecimal: Bool {
    var rest = text.utf8[...]
    rest.dropSign()
    var digits = rest.dropDigits()
    if rest.drop(".") { digits += rest.dropDigits() }
    guard digits > 0 else { return false }
    if rest.drop("e") || rest.drop("E") {
      rest.dropSign()
      guard rest.dropDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}

extension Int {
  /// Makes a number of digits without a sign.
  fileprivate init?(unsigned digits: Substring, radix: Int) {
    if digits.begins(with: "-") || digits.begins(with: "+") { return nil }
    self.init(digits, radix: radix)
  }
}

extension Substring.UTF8View {
  /// Drops that character from the front; false when something else stands there.
  @discardableResult
  fileprivate mutating func drop(_ character: Unicode.Scalar) -> Bool {
    guard first == UInt8(ascii: character) else { return false }
    removeFirst()
    return true
  }

  fileprivate mutating func dropSign() {
    if !drop("-") { drop("+") }
  }

  /// Drops digits from the front and says how many there were.
  fileprivate mutating func dropDigits() -> Int {
    let count = prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.count
    removeFirst(count)
    return count
  }
}
