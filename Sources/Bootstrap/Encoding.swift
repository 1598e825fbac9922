/// A form in which user-data is handed to EC2.
package enum Encoding: String, Sendable, CaseIterable {
  /// The document itself, to paste.
  case plain
  /// gzip, which cloud-init recognises by its content.
  case gzip
  /// base64 on one line.
  case base64
  /// gzip in base64 on one line, to paste with "already base64 encoded" ticked.
  case gzipBase64 = "gzip+base64"

  /// What follows `user-data` in the name of a file in this form.
  package var fileExtension: String {
    switch self {
    case .plain: "yaml"
    case .gzip: "gz"
    case .base64: "base64"
    case .gzipBase64: "gz.base64"
    }
  }

  /// Whether the form is compressed.
  package var isCompressed: Bool { self == .gzip || self == .gzipBase64 }
}

extension UserData {
  /// The size in bytes that EC2 counts: of the document, or of its gzip form.
  package func size(compressed: Bool) -> Int { compressed ? gzip(document).count : document.count }

  /// The document in a form.
  package func encoded(_ encoding: Encoding) -> [UInt8] {
    switch encoding {
    case .plain: document
    case .gzip: gzip(document)
    case .base64: base64(document)
    case .gzipBase64: base64(gzip(document))
    }
  }
}

/// The bytes in base64 (RFC 4648, section 4) on one line, with padding.
package func base64(_ bytes: [UInt8]) -> [UInt8] {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  let size = (bytes.count + 2) / 3 * 4
  return unsafe [UInt8](unsafeUninitializedCapacity: size) { text, count in
    let (bytes, alphabet) = (bytes.span, alphabet.span)
    var place = 0
    func append(_ digit: Int) {
      unsafe text.initializeElement(at: place, to: alphabet[digit & 63])
      place += 1
    }
    let whole = bytes.count / 3 * 3
    for index in stride(from: 0, to: whole, by: 3) {
      let group = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
      append(group >> 18)
      append(group >> 12)
      append(group >> 6)
      append(group)
    }
    if whole < bytes.count {
      let group = Int(bytes[whole]) << 16 | (whole + 1 < bytes.count ? Int(bytes[whole + 1]) << 8 : 0)
      append(group >> 18)
      append(group >> 12)
      if whole + 1 < bytes.count { append(group >> 6) }
    }
    while place < size {
      unsafe text.initializeElement(at: place, to: UInt8(ascii: "="))
      place += 1
    }
    count = size
  }
}
