/// The candidate nearest to a misspelt word, if any is near enough to be what was meant.
///
/// Distance is Levenshtein's with swapped neighbours as one edit; a third of the word's length may differ, at least
/// one. A word of more than 100 characters is not compared, as the time grows with the square of the length.
package func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
  guard word.count <= 100 else { return nil }
  let limit = max(1, word.count / 3)
  var best: (candidate: String, distance: Int)?
  for candidate in candidates where abs(candidate.count - word.count) <= limit {
    let distance = editDistance(word, candidate)
    if distance <= limit && distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.candidate
}

private func editDistance(_ first: String, _ second: String) -> Int {
  let first = Array(first.lowercased())
  let second = Array(second.lowercased())
  if first.isEmpty || second.isEmpty { return max(first.count, second.count) }
  var rows = [[Int]](repeating: [Int](repeating: 0, count: second.count + 1), count: first.count + 1)
  for row in 0...first.count { rows[row][0] = row }
  for column in 0...second.count { rows[0][column] = column }
  for row in 1...first.count {
    for column in 1...second.count {
      let cost = first[row - 1] == second[column - 1] ? 0 : 1
      var distance = min(rows[row - 1][column] + 1, rows[row][column - 1] + 1, rows[row - 1][column - 1] + cost)
      if row > 1 && column > 1 && first[row - 1] == second[column - 2] && first[row - 2] == second[column - 1] {
        distance = min(distance, rows[row - 2][column - 2] + 1)
      }
      rows[row][column] = distance
    }
  }
  return rows[first.count][second.count]
}
