extension [UInt8] {
  /// Appends a text as a string of JSON (RFC 8259, section 7).
  package mutating func append(jsonString text: String) {
    append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      // What needs no escape is appended in runs: nearly all of most texts.
      var start = bytes.startIndex
      for index in bytes.indices {
        guard let escape = unsafe jsonEscape(bytes[index]) else { continue }
        unsafe append(contentsOf: bytes[start..<index])
        append(contentsOf: escape.utf8)
        start = index + 1
      }
      unsafe append(contentsOf: bytes[start...])
    }
    append(UInt8(ascii: "\""))
  }
}

/// What a byte of a text is written as in a string of JSON; nil for itself.
private func jsonEscape(_ byte: UInt8) -> String? {
  if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") { return nil }
  return switch byte {
  case UInt8(ascii: "\""): #"\""#
  case UInt8(ascii: "\\"): #"\\"#
  case UInt8(ascii: "\n"): #"\n"#
  case UInt8(ascii: "\t"): #"\t"#
  case UInt8(ascii: "\r"): #"\r"#
  case 0..<0x10: #"\u000"# + String(byte, radix: 16)
  default: #"\u00"# + String(byte, radix: 16)
  }
}
