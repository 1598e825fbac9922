/// A text that values are read from: a profile, a value given with `--set`, an upstream compose file.
package final class Source: Sendable {
  /// The name that diagnostics print: the path as the operator wrote it.
  package let name: String
  /// The text as it was read, not yet known to be UTF-8.
  package let bytes: [UInt8]

  /// Makes a source of a name and its bytes.
  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Makes a source of a name and a text.
  package convenience init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The length of the byte order mark at the beginning, 0 without one; it belongs to no line.
  package var byteOrderMarkLength: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF] as [UInt8]) ? 3 : 0 }

  /// The line of that number, counted from 1, without its line break; nil when the text has no such line.
  package func line(_ number: Int) -> String? {
    bytes(ofLine: number).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of that line.
  func bytes(ofLine number: Int) -> ArraySlice<UInt8>? {
    var start = byteOrderMarkLength
    for _ in 1..<max(number, 1) {
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      start = end + 1
    }
    guard start < bytes.count else { return nil }
    return bytes[start...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
  }
}

/// Where a value stands in its source.
package struct SourceMark: Sendable {
  /// The text it stands in.
  package let source: Source
  /// The line, counted from 1.
  package let line: Int
  /// The column of its first character, counted from 1 in Unicode scalars, as libyaml counts.
  package let column: Int
  /// How many Unicode scalars of that line it covers, at least 1.
  package let length: Int

  /// Makes a mark; a length below 1 becomes 1.
  package init(source: Source, line: Int, column: Int, length: Int = 1) {
    self.source = source
    self.line = line
    self.column = column
    self.length = max(length, 1)
  }
}

extension SourceMark {
  /// The same place, one character long: for findings about a whole mapping.
  package var firstCharacter: SourceMark { SourceMark(source: source, line: line, column: column) }
}
