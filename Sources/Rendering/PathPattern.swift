import Text

/// The paths of a kind of file: `{id}` stands for a broker's id, `{name}` for the name of a cluster.
struct PathPattern: ExpressibleByStringLiteral, Sendable {
  private let text: [UInt8]

  init(_ text: String) { self.text = Array(text.utf8) }

  init(stringLiteral text: String) { self.init(text) }

  /// Whether a path is one of them.
  func matches(_ path: String) -> Bool { id(in: path) != nil }

  /// The id in a path that is one of them, 0 where the pattern has none; nil for any other path.
  func id(in path: String) -> Int? { Self.match(text[...], Array(path.utf8)[...], id: 0) }

  private static func match(_ pattern: ArraySlice<UInt8>, _ path: ArraySlice<UInt8>, id: Int) -> Int? {
    if let rest = pattern.rest(after: "{id}") {
      let digits = path.prefix(while: \.isDigit)
      guard digits.count < 2 || digits.first != UInt8(ascii: "0"),
        let id = UInt32(String(decoding: digits, as: UTF8.self))
      else { return nil }
      return match(rest, path[digits.endIndex...], id: Int(id))
    }
    if let rest = pattern.rest(after: "{name}") {
      let longest = path.prefix { $0 != UInt8(ascii: "/") }
      return longest.indices.lazy.compactMap { match(rest, path[($0 + 1)...], id: id) }.first
    }
    guard let next = pattern.first else { return path.isEmpty ? id : nil }
    return path.first == next ? match(pattern.dropFirst(), path.dropFirst(), id: id) : nil
  }
}

extension ArraySlice<UInt8> {
  /// What follows a text that the bytes begin with; nil when they begin otherwise.
  fileprivate func rest(after text: String) -> ArraySlice<UInt8>? {
    starts(with: text.utf8) ? dropFirst(text.utf8.count) : nil
  }
}
