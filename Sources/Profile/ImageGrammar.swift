import Text

/// The grammar of a reference to an image: `[registry/]name[:tag][@digest]`.
///
/// Source: reference/reference.go and regexp.go of github.com/distribution/reference, which Docker and Compose read
/// references with.
enum ImageGrammar {
  /// How to mend the reference; nil when the grammar allows it, and it says which image, by a tag or a digest.
  static func fault(in text: String) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return "use ASCII characters without blanks" }
    let atSigns = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    if atSigns.count > 2 { return "write one digest, behind one `@`" }
    var name = atSigns[0]
    var tag: ArraySlice<UInt8>?
    // A colon before the last slash belongs to the registry's port.
    let lastPart = (name.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
    if let colon = name[lastPart...].firstIndex(of: UInt8(ascii: ":")) {
      tag = name[(colon + 1)...]
      name = name[..<colon]
    }
    if let fault = fault(inName: name) { return fault }
    if let tag, let fault = fault(inTag: tag) { return fault }
    if atSigns.count == 2, let fault = fault(inDigest: atSigns[1]) { return fault }
    if tag == nil && atSigns.count == 1 { return "write it as repository:tag, such as confluentinc/cp-kafka:5.3.1" }
    return nil
  }

  private static func fault(inName name: ArraySlice<UInt8>) -> String? {
    if name.count > 255 { return "the name before tag and digest can have 255 characters" }
    var parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if parts.contains(where: \.isEmpty) { return "write a name before the tag, and one between slashes" }
    // What Docker takes for a registry: it has a dot or a port, or is localhost. Docker would also take a name with
    // capitals for one, and find no host of that name.
    if parts.count > 1,
      parts[0].contains(where: { ".:[".utf8.contains($0) }) || parts[0].elementsEqual("localhost".utf8),
      let fault = fault(inRegistry: parts.removeFirst())
    {
      return fault
    }
    for part in parts {
      if part.contains(where: isCapital) {
        return "write the name in lower case; only a registry's and a tag can have capitals"
      }
      guard isPathComponent(part) else {
        return
          "between slashes use lower-case letters and digits, with one `.`, one or two `_`, or some `-` between them"
      }
    }
    if parts.count == 1, name.count == 64, name.allSatisfy(isHexadecimal) {
      return "64 hexadecimal digits are the id of an image; write its name"
    }
    return nil
  }

  private static func fault(inRegistry registry: ArraySlice<UInt8>) -> String? {
    var host = registry
    if registry.first == UInt8(ascii: "[") {
      guard let end = registry.firstIndex(of: UInt8(ascii: "]")),
        registry[..<end].dropFirst().allSatisfy({ isHexadecimal($0) || isCapital($0) || $0 == UInt8(ascii: ":") }),
        registry[end...].count == 1 || registry[registry.index(after: end)] == UInt8(ascii: ":")
      else { return "write an IPv6 address of a registry as [2001:db8::1]:5000" }
      host = registry[registry.index(after: end)...]
      if host.isEmpty { return nil }
      return isPort(host.dropFirst()) ? nil : "a registry's port is a number from 1 to 65535"
    }
    if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
      if !isPort(host[(colon + 1)...]) { return "a registry's port is a number from 1 to 65535" }
      host = host[..<colon]
    }
    let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let areLabels = labels.allSatisfy { label in
      label.first.map(isAlphanumeric) == true && label.last.map(isAlphanumeric) == true
        && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
    return areLabels ? nil : "a registry's name has letters, digits, and inner hyphens between its dots"
  }

  private static func isPort(_ digits: ArraySlice<UInt8>) -> Bool {
    digits.allSatisfy(isDigit)
      && Int(String(decoding: digits, as: UTF8.self)).map { (1...65_535).contains($0) } == true
  }

  /// `[a-z0-9]+` with a separator of `.`, `_`, `__` or any number of `-` between each two.
  private static func isPathComponent(_ part: ArraySlice<UInt8>) -> Bool {
    var separator: [UInt8] = []
    var isFirst = true
    for byte in part {
      if isLower(byte) || isDigit(byte) {
        let isKnown =
          separator.isEmpty || [[46], [95], [95, 95]].contains(separator) || separator.allSatisfy { $0 == 45 }
        if !isKnown || isFirst && !separator.isEmpty { return false }
        isFirst = false
        separator = []
      } else {
        guard "._-".utf8.contains(byte) else { return false }
        separator.append(byte)
      }
    }
    return separator.isEmpty
  }

  private static func fault(inTag tag: ArraySlice<UInt8>) -> String? {
    if tag.contains(UInt8(ascii: ":")) { return "write one tag, behind one colon" }
    if tag.isEmpty { return "write a tag behind the colon, such as 5.3.1" }
    if tag.count > 128 { return "a tag can have 128 characters" }
    let isWord = tag.allSatisfy { isAlphanumeric($0) || "_.-".utf8.contains($0) }
    if isWord && tag.first != UInt8(ascii: ".") && tag.first != UInt8(ascii: "-") { return nil }
    return "a tag has letters, digits, `_`, `.` and `-`, and begins with none of the last two"
  }

  /// The algorithms that are registered, with how many hexadecimal digits each gives (OCI image specification,
  /// "Registered Algorithms").
  private static let algorithms = [("sha256", 64), ("sha384", 96), ("sha512", 128)]

  private static func fault(inDigest digest: ArraySlice<UInt8>) -> String? {
    let parts = digest.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let algorithm = algorithms.first(where: { Array($0.0.utf8) == Array(parts[0]) }) else {
      return "write a digest as sha256: with 64 hexadecimal digits, as `docker images --digests` prints it"
    }
    guard parts[1].count == algorithm.1 else {
      return
        "a \(algorithm.0) digest has \(algorithm.1) hexadecimal digits, and this one has \(parts[1].count) characters"
    }
    if parts[1].allSatisfy(isHexadecimal) { return nil }
    return "a digest has the digits 0 to 9 and a to f, in lower case"
  }

  private static func isLower(_ byte: UInt8) -> Bool { byte.isLetter && !byte.isCapital }
  private static func isCapital(_ byte: UInt8) -> Bool { byte.isCapital }
  private static func isDigit(_ byte: UInt8) -> Bool { byte.isDigit }
  private static func isAlphanumeric(_ byte: UInt8) -> Bool { byte.isLetter || byte.isDigit }
  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}
