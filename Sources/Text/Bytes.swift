/// Text as the programs see it that read what this one writes: a row of bytes.
///
/// Swift searches and compares strings by grapheme clusters and canonical equivalence (Unicode Annexes 29 and 15). A `$`
/// beside U+0600 or with U+0301 behind it is no `$` to it, `"\r\n"` has no `"\n"`, and the Kelvin sign equals `K`, while
/// a shell, compose, Terraform and the kernel see bytes. Sources search, cut and compare text by these functions alone,
/// which a test of the repository sees to.
///
/// What is generic here only leads to functions of `Substring`, which the compiler makes fast.
extension StringProtocol where SubSequence == Substring {
  /// Whether the text begins with another.
  package func begins<Other: StringProtocol>(with prefix: Other) -> Bool where Other.SubSequence == Substring {
    unsafe self[...].withBytes { bytes in
      unsafe prefix[...].withBytes { prefix in
        unsafe bytes.count >= prefix.count && prefix.elementsEqual(bytes.prefix(prefix.count))
      }
    }
  }

  /// Whether the text ends with another.
  package func ends<Other: StringProtocol>(with suffix: Other) -> Bool where Other.SubSequence == Substring {
    unsafe self[...].withBytes { bytes in
      unsafe suffix[...].withBytes { suffix in
        unsafe bytes.count >= suffix.count && suffix.elementsEqual(bytes.suffix(suffix.count))
      }
    }
  }

  /// Whether another text stands somewhere in this one.
  package func includes<Other: StringProtocol>(_ part: Other) -> Bool where Other.SubSequence == Substring {
    self[...].firstPlace(of: part[...]) != nil
  }

  /// Whether the bytes are the same.
  package func isSame<Other: StringProtocol>(as other: Other) -> Bool where Other.SubSequence == Substring {
    unsafe self[...].withBytes { bytes in
      unsafe other[...].withBytes { other in unsafe bytes.count == other.count && other.elementsEqual(bytes) }
    }
  }

  /// What follows a beginning; nil where the text begins otherwise.
  package func rest<Other: StringProtocol>(after prefix: Other) -> Substring? where Other.SubSequence == Substring {
    begins(with: prefix) ? self[utf8.index(startIndex, offsetBy: prefix.utf8.count)...] : nil
  }

  /// What stands before the first of a text, or everything where there is none.
  package func before<Other: StringProtocol>(_ part: Other) -> Substring where Other.SubSequence == Substring {
    self[..<(self[...].firstPlace(of: part[...])?.lowerBound ?? endIndex)]
  }

  /// The parts between each two of a text, by default without the empty ones.
  package func split<Other: StringProtocol>(
    at separator: Other,
    maxSplits: Int = .max,
    omittingEmptySubsequences: Bool = true
  ) -> [Substring] where Other.SubSequence == Substring {
    self[...].parts(between: separator[...], maxSplits: maxSplits, omitsEmpty: omittingEmptySubsequences)
  }

  /// The text with something else in the place of each of a text.
  package func putting<Other: StringProtocol>(_ replacement: String, for part: Other) -> String
  where Other.SubSequence == Substring {
    guard includes(part) else { return String(self[...]) }
    return split(at: part, omittingEmptySubsequences: false).joined(separator: replacement)
  }
}

extension Substring {
  fileprivate func parts(between separator: Substring, maxSplits: Int, omitsEmpty: Bool) -> [Substring] {
    var parts: [Substring] = []
    var rest = self
    while parts.count < maxSplits, let place = rest.firstPlace(of: separator) {
      if rest.startIndex < place.lowerBound || !omitsEmpty { parts.append(rest[..<place.lowerBound]) }
      rest = rest[place.upperBound...]
    }
    if rest.startIndex < endIndex || !omitsEmpty { parts.append(rest) }
    return parts
  }

  /// The first place of a text that isn't empty.
  ///
  /// In UTF-8 no character's bytes are part of another's, so it begins and
  /// ends between two characters.
  fileprivate func firstPlace(of part: Substring) -> Range<Index>? {
    let offset = unsafe withBytes { bytes in
      unsafe part.withBytes { part -> Int? in
        guard let first = unsafe part.first, part.count <= bytes.count else { return nil }
        for start in 0...(bytes.count - part.count) where unsafe bytes[start] == first {
          if unsafe bytes[start..<start + part.count].elementsEqual(part) { return start }
        }
        return nil
      }
    }
    guard let offset else { return nil }
    let start = utf8.index(startIndex, offsetBy: offset)
    return start..<utf8.index(start, offsetBy: part.utf8.count)
  }

  /// Lends the bytes, of a copy where they don't lie in a row.
  fileprivate func withBytes<Answer>(_ body: (UnsafeBufferPointer<UInt8>) -> Answer) -> Answer {
    if let answer = unsafe utf8.withContiguousStorageIfAvailable(body) { return answer }
    return unsafe Array(utf8).withUnsafeBufferPointer(body)
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
