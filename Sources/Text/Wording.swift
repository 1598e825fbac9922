/// A text of the operator's in backquotes, cut where it would bury the message.
package func quoted(_ text: String) -> String {
  let start = Substring(text.unicodeScalars.prefix(80))
  return "`\(start)\(start.endIndex == text.endIndex ? "" : "…")`"
}

/// `a`, `b` and `c`, as a sentence has them.
package func listed(_ words: [String], _ conjunction: String = "and") -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
}
