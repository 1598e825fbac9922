/// What PyYAML, which cloud-init reads with, takes a scalar for: by YAML 1.1, where it differs from the program's own
/// reader (yaml/resolver.py of github.com/yaml/pyyaml).
enum PyYAMLType {
  case null
  case boolean
  case integer
  case float
  case date
  case text

  /// Reads the text of a plain scalar.
  init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE", "false", "False", "FALSE", "on", "On", "ON",
      "off",
      "Off", "OFF":
      self = .boolean
    case ".nan", ".NaN", ".NAN": self = .float
    default:
      let bytes = Array(text.utf8)
      let number = bytes[(bytes.first.map { $0 == Self.plus || $0 == Self.minus } == true ? 1 : 0)...]
      if Self.isDate(bytes[...]) {
        self = .date
      } else if Self.isInteger(number) {
        self = .integer
      } else if Self.isFloat(number) {
        self = .float
      } else {
        self = .text
      }
    }
  }

  private static let plus = UInt8(ascii: "+")
  private static let minus = UInt8(ascii: "-")
  private static let colon = UInt8(ascii: ":")
  private static let dot = UInt8(ascii: ".")

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isDigitOrLine(_ byte: UInt8) -> Bool { isDigit(byte) || byte == UInt8(ascii: "_") }

  private static func isInteger(_ number: ArraySlice<UInt8>) -> Bool {
    guard let first = number.first, isDigit(first) else { return false }
    if first != UInt8(ascii: "0") {
      let parts = number.split(separator: colon, omittingEmptySubsequences: false)
      return parts[0].allSatisfy(isDigitOrLine) && parts.dropFirst().allSatisfy(isSixtieth)
    }
    let digits = number.dropFirst()
    switch digits.first {
    case nil: return true
    case UInt8(ascii: "b"): return digits.count > 1 && digits.dropFirst().allSatisfy { "01_".utf8.contains($0) }
    case UInt8(ascii: "x"):
      return digits.count > 1 && digits.dropFirst().allSatisfy { "0123456789abcdefABCDEF_".utf8.contains($0) }
    default: return digits.allSatisfy { "01234567_".utf8.contains($0) }
    }
  }

  /// A part of a number to the base of 60, such as an hour's minutes.
  private static func isSixtieth(_ part: ArraySlice<UInt8>) -> Bool {
    (1...2).contains(part.count) && part.allSatisfy(isDigit) && (part.count == 1 || part.first.map { $0 < 54 } == true)
  }

  private static func isFloat(_ number: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: number, as: UTF8.self)
    if [".inf", ".Inf", ".INF"].contains(text) { return true }
    guard let point = number.firstIndex(of: dot) else { return false }
    let parts = number[..<point].split(separator: colon, omittingEmptySubsequences: false)
    let isWhole =
      parts[0].first.map(isDigit) == true && parts[0].allSatisfy(isDigitOrLine)
      && parts.dropFirst().allSatisfy(isSixtieth)
    var fraction = number[(point + 1)...]
    if !isWhole && !(number.startIndex == point && fraction.first.map(isDigit) == true) { return false }
    fraction = fraction.drop(while: isDigitOrLine)
    // An exponent has a sign.
    guard let e = fraction.first else { return true }
    fraction = fraction.dropFirst()
    guard [UInt8(ascii: "e"), UInt8(ascii: "E")].contains(e), let sign = fraction.first, sign == plus || sign == minus
    else {
      return false
    }
    return fraction.count > 1 && fraction.dropFirst().allSatisfy(isDigit)
  }

  /// A date, perhaps with a time behind it.
  private static func isDate(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: minus, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, (1...2).contains(parts[1].count),
      (parts[0] + parts[1]).allSatisfy(isDigit)
    else { return false }
    let day = parts[2].prefix(while: isDigit)
    let time = parts[2].dropFirst(day.count)
    if time.isEmpty { return parts[1].count == 2 && day.count == 2 }
    return (1...2).contains(day.count) && "Tt \t".utf8.contains(time[time.startIndex]) && time.contains(colon)
  }
}
