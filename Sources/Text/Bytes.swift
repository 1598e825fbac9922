/// Text as the programs see it that read what this one writes: a row of bytes.
///
/// Swift searches and compares strings by grapheme clusters and canonical equivalence (Unicode Annexes 29 and 15). A `$`
/// beside U+0600 or with U+0301 behind it is no `$` to it, `"\r\n"` has no `"\n"`, and the Kelvin sign equals `K`, while
/// a shell, compose, Terraform and the kernel see bytes. Sources search, cut and compare text by these functions alone,
/// which a test of the repository sees to.
extension StringProtocol where SubSequence == Substring {
  /// Whether the text begins with another.
  package func begins(with prefix: some StringProtocol) -> Bool { utf8.starts(with: prefix.utf8) }

  /// Whether the text ends with another.
  package func ends(with suffix: some StringProtocol) -> Bool {
    utf8.reversed().starts(with: suffix.utf8.reversed())
  }

  /// Whether another text stands somewhere in this one.
  package func includes(_ part: some StringProtocol) -> Bool { firstPlace(of: part, from: startIndex) != nil }

  /// Whether the bytes are the same.
  package func isSame(as other: some StringProtocol) -> Bool {
    // The middle is quick to tell most texts apart.
    utf8.count == other.utf8.count && self == other && utf8.elementsEqual(other.utf8)
  }

  /// What follows a beginning; nil where the text begins otherwise.
  package func rest(after prefix: some StringProtocol) -> Substring? {
    begins(with: prefix) ? self[utf8.index(startIndex, offsetBy: prefix.utf8.count)...] : nil
  }

  /// What stands before the first of a text, or everything where there is none.
  package func before(_ part: some StringProtocol) -> Substring {
    self[..<(firstPlace(of: part, from: startIndex)?.lowerBound ?? endIndex)]
  }

  /// The parts between each two of a text, by default without the empty ones.
  package func split(
    at separator: some StringProtocol,
    maxSplits: Int = .max,
    omittingEmptySubsequences: Bool = true
  ) -> [Substring] {
    var parts: [Substring] = []
    var start = startIndex
    func take(_ end: Index) {
      if start < end || !omittingEmptySubsequences { parts.append(self[start..<end]) }
    }
    while parts.count < maxSplits, let place = firstPlace(of: separator, from: start) {
      take(place.lowerBound)
      start = place.upperBound
    }
    take(endIndex)
    return parts
  }

  /// The text with something else in the place of each of a text.
  package func putting(_ replacement: String, for part: some StringProtocol) -> String {
    split(at: part, omittingEmptySubsequences: false).joined(separator: replacement)
  }

  /// The first place of a text that isn't empty.
  ///
  /// In UTF-8 no character's bytes are part of another's, so it begins and
  /// ends between two characters.
  private func firstPlace(of part: some StringProtocol, from start: Index) -> Range<Index>? {
    guard let first = part.utf8.first else { return nil }
    var rest = utf8[start...]
    while let place = rest.firstIndex(of: first) {
      rest = rest[place...]
      if rest.starts(with: part.utf8) { return place..<utf8.index(place, offsetBy: part.utf8.count) }
      rest.removeFirst()
    }
    return nil
  }
}

extension UInt8 {
  /// Whether it is a digit of ASCII.
  package var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// Whether it is a capital letter of ASCII.
  package var isCapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }

  /// Whether it is a letter of ASCII.
  package var isLetter: Bool { isCapital || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
}
