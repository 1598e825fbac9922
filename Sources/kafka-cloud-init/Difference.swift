/// The difference between two versions of a file in the unified format of diff(1), empty when there is none.
///
/// - Parameters:
///   - old: the file's bytes now; nil when there is no file.
///   - new: its bytes after a render; nil when it would be removed.
///   - path: the path to name.
/// - Returns: the text, with three lines of context round each change.
func difference(from old: [UInt8]?, to new: [UInt8]?, path: String) -> String {
  if old == new { return "" }
  let before = lines(of: old)
  let after = lines(of: new)
  let change = after.difference(from: before)
  var removed = Set<Int>()
  var inserted = Set<Int>()
  for step in change {
    switch step {
    case .remove(let offset, _, _): removed.insert(offset)
    case .insert(let offset, _, _): inserted.insert(offset)
    }
  }
  var script: [(mark: Character, line: String)] = []
  var oldIndex = 0
  var newIndex = 0
  while oldIndex < before.count || newIndex < after.count {
    if removed.contains(oldIndex) {
      script.append(("-", before[oldIndex]))
      oldIndex += 1
    } else if inserted.contains(newIndex) {
      script.append(("+", after[newIndex]))
      newIndex += 1
    } else {
      script.append((" ", before[oldIndex]))
      oldIndex += 1
      newIndex += 1
    }
  }
  let names = "--- \(old == nil ? "/dev/null" : path)\n+++ \(new == nil ? "/dev/null" : path)\n"
  return names + hunks(of: script)
}

private func lines(of bytes: [UInt8]?) -> [String] {
  guard let bytes else { return [] }
  var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  if lines.last?.isEmpty == true { lines.removeLast() }
  return lines.map(String.init)
}

private func hunks(of script: [(mark: Character, line: String)]) -> String {
  let context = 3
  let changed = script.indices.filter { script[$0].mark != " " }
  var ranges: [Range<Int>] = []
  for index in changed {
    let range = max(0, index - context)..<min(script.count, index + context + 1)
    if let last = ranges.last, range.lowerBound <= last.upperBound {
      ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
    } else {
      ranges.append(range)
    }
  }
  return ranges.map { range in
    let lines = script[range]
    let before = script[..<range.lowerBound]
    let position = "-\(span(before, lines, without: "+")) +\(span(before, lines, without: "-"))"
    return "@@ \(position) @@\n" + lines.map { "\($0.mark)\($0.line)\n" }.joined()
  }.joined()
}

/// First line and number of lines of a hunk in one of the two files.
private func span(
  _ before: ArraySlice<(mark: Character, line: String)>,
  _ lines: ArraySlice<(mark: Character, line: String)>,
  without mark: Character
) -> String {
  let count = lines.count { $0.mark != mark }
  let start = before.count { $0.mark != mark } + (count == 0 ? 0 : 1)
  return "\(start),\(count)"
}
