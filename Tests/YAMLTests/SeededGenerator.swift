import YAML

/// A generator of the same numbers for the same seed: SplitMix64 (Steele, Lea, Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// A short text of characters that mean something to YAML and some that don't.
  mutating func text() -> String {
    let pieces = [
      "a", "b c", "true", "~", "0", "17", "1e3", ".", "-", "- ", "--", "---", "?", "? ", ":", ": ", ",", "[", "]", "{",
      "}", "#", " #", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`", "\\", "<<", "=", "_", "+", "/", " ", "  ",
      "\n", "\n\n", " \n", "\n ", "\t", "\r", "\r\n", "é", "日本", "🚀", "\u{301}", "\u{85}", "\u{A0}", "\u{2028}",
      "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{1}", "\u{7F}", "\0", "\u{1B}[", "...", "yes",
    ]
    let count = Int.random(in: 0...6, using: &self)
    return (0..<count).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
  }

  /// A tree of such texts in every style that keeps them strings.
  mutating func node(depth: Int = 0) -> Node {
    let isFlow = Bool.random(using: &self)
    let count = Int.random(in: 0...3, using: &self)
    switch Int.random(in: depth == 0 ? 7...9 : 0...(depth > 4 ? 6 : 9), using: &self) {
    case 0: return .integer(Int.random(in: -9...9, using: &self))
    case 1: return .null
    case 2: return .literal(text())
    case 3: return Node(.scalar(Scalar(text(), style: .singleQuoted)))
    case 4: return Node(.scalar(Scalar(text(), style: .folded)))
    case 5: return Node(.scalar(Scalar("", style: .plain)))
    case 6: return .string(text())
    case 7, 8: return Node(.sequence((0..<count).map { _ in node(depth: depth + 1) }), isFlow: isFlow && depth > 1)
    default:
      var mapping = Mapping()
      for _ in 0..<count { mapping[text()] = node(depth: depth + 1) }
      return Node(.mapping(mapping), isFlow: isFlow && depth > 1)
    }
  }
}
