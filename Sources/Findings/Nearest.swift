/// The candidate nearest to a misspelt word, if any is near enough to be what was meant.
///
/// Distance is Levenshtein's with swapped neighbours as one edit; a third of the word's length may differ, at least
/// one. A word of more than 100 characters is not compared, as the time grows with the square of the length.
package func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
  var work = Int.max
  return nearest(to: word, in: candidates, work: &work)
}

/// The same with a bound to the pairs of characters that are compared, which counts down; when it is used up there is no
/// answer.
func nearest(to word: String, in candidates: some Sequence<String>, work: inout Int) -> String? {
  let letters = Array(word.lowercased().unicodeScalars)
  guard letters.count <= 100 else { return nil }
  let limit = max(1, letters.count / 3)
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    work -= 1
    if work < 0 { return nil }
    if abs(candidate.unicodeScalars.count - letters.count) > limit { continue }
    let others = Array(candidate.lowercased().unicodeScalars)
    work -= letters.count * others.count
    if work < 0 { return nil }
    let distance = editDistance(letters, others)
    if distance <= limit && distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.candidate
}

private func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
  var (beforeLast, last) = ([Int](), Array(0...second.count))
  for row in first.indices {
    var current = [row + 1]
    current.reserveCapacity(second.count + 1)
    for column in second.indices {
      let cost = first[row] == second[column] ? 0 : 1
      var distance = min(last[column + 1] + 1, current[column] + 1, last[column] + cost)
      if row > 0 && column > 0 && first[row] == second[column - 1] && first[row - 1] == second[column] {
        distance = min(distance, beforeLast[column - 1] + 1)
      }
      current.append(distance)
    }
    (beforeLast, last) = (last, current)
  }
  return last[second.count]
}
