import Text

/// A range of IPv4 addresses in CIDR notation.
package struct AddressRange: Sendable, Equatable, CustomStringConvertible {
  /// The first address, as a number.
  private let first: UInt32
  /// How many bits all its addresses have in common.
  package let length: Int

  private init(first: UInt32, length: Int) {
    self.first = first
    self.length = length
  }

  /// Reads a range such as `10.0.0.0/16`, without bits that the range doesn't count.
  package init?(_ text: String) {
    let halves = text.split(at: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, let length = Int(halves[1]), (0...32).contains(length), halves[1] == String(length),
      let first = Self.number(String(halves[0])), first & ~Self.mask(length) == 0
    else { return nil }
    self.init(first: first, length: length)
  }

  /// The range of one address.
  package init?(address: String) {
    guard let number = Self.number(address) else { return nil }
    self.init(first: number, length: 32)
  }

  /// An address in dotted decimal form as a number; each of its parts can be written in one way only.
  static func number(_ address: String) -> UInt32? {
    let parts = address.split(at: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { UInt8($0) }
    guard parts.count == 4, numbers.count == 4, zip(parts, numbers).allSatisfy({ $0 == String($1) }) else { return nil }
    return numbers.reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func mask(_ length: Int) -> UInt32 { length == 0 ? 0 : ~0 << UInt32(32 - length) }

  /// The range as CIDR notation has it.
  package var description: String { "\(Self.text(first))/\(length)" }

  /// Its first address but one, which a router there has by custom, with the range's length.
  package var router: String { "\(Self.text(first + 1))/\(length)" }

  private static func text(_ address: UInt32) -> String {
    stride(from: 24, through: 0, by: -8).map { String(address >> UInt32($0) & 0xFF) }.joined(separator: ".")
  }

  /// Its addresses, as numbers.
  package var addresses: Range<Int> { Int(first)..<Int(first) + (1 << (32 - length)) }

  /// Whether all of another range is in it.
  package func contains(_ other: Self) -> Bool {
    length <= other.length && other.first & Self.mask(length) == first
  }

  /// Whether it has an address in common with another.
  package func touches(_ other: Self) -> Bool { contains(other) || other.contains(self) }

  /// The part of some more bits with that number, from 0.
  package func part(_ number: Int, bits: Int) -> Self {
    Self(first: first | UInt32(number) << UInt32(32 - length - bits), length: length + bits)
  }
}
