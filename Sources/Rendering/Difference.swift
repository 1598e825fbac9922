import Text

/// The difference between two versions of a file in the unified format of diff(1), empty when there is none.
///
/// - Parameters:
///   - old: the file's bytes now; nil when there is no file.
///   - new: its bytes after a render; nil when it would be removed.
///   - path: the path to name.
/// - Returns: the text, with three lines of context round each change, as patch(1) takes it.
package func difference(from old: [UInt8]?, to new: [UInt8]?, path: String) -> [UInt8] {
  if old == new { return [] }
  let oldName = old == nil ? "/dev/null" : path
  let newName = new == nil ? "/dev/null" : path
  if [old, new].contains(where: { $0 != nil && String(validating: $0 ?? [], as: UTF8.self) == nil }) {
    return Array("Binary files \(oldName) and \(newName) differ\n".utf8)
  }
  // A tab ends a name that has blanks in it, for patch.
  let end = path.includes(" ") ? "\t\n" : "\n"
  let head = Array("--- \(oldName)\(end)+++ \(newName)\(end)".utf8)
  return head + hunks(of: script(from: lines(of: old), to: lines(of: new)))
}

/// A line with its line feed, if it has one, which may be missing at the end of a file.
private typealias Line = ArraySlice<UInt8>

private let (kept, removed, inserted) = (UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "+"))

private func lines(of bytes: [UInt8]?) -> [Line] {
  var lines: [Line] = []
  var rest = (bytes ?? [])[...]
  while !rest.isEmpty {
    let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
    lines.append(rest[..<end])
    rest = rest[end...]
  }
  return lines
}

/// Every line of both versions, marked with what becomes of it.
private func script(from before: [Line], to after: [Line]) -> [(mark: UInt8, line: Line)] {
  var removals = Set<Int>()
  var insertions = Set<Int>()
  for step in after.difference(from: before) {
    switch step {
    case .remove(let offset, _, _): removals.insert(offset)
    case .insert(let offset, _, _): insertions.insert(offset)
    }
  }
  var script: [(mark: UInt8, line: Line)] = []
  var oldIndex = 0
  var newIndex = 0
  while oldIndex < before.count || newIndex < after.count {
    if removals.contains(oldIndex) {
      script.append((removed, before[oldIndex]))
      oldIndex += 1
    } else if insertions.contains(newIndex) {
      script.append((inserted, after[newIndex]))
      newIndex += 1
    } else {
      script.append((kept, before[oldIndex]))
      oldIndex += 1
      newIndex += 1
    }
  }
  return script
}

private func hunks(of script: [(mark: UInt8, line: Line)]) -> [UInt8] {
  let context = 3
  var ranges: [Range<Int>] = []
  for index in script.indices where script[index].mark != kept {
    let range = max(0, index - context)..<min(script.count, index + context + 1)
    if let last = ranges.last, range.lowerBound <= last.upperBound {
      ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
    } else {
      ranges.append(range)
    }
  }
  var text: [UInt8] = []
  for range in ranges {
    let before = script[..<range.lowerBound]
    let old = span(before, script[range], without: inserted)
    let new = span(before, script[range], without: removed)
    text += Array("@@ -\(old) +\(new) @@\n".utf8)
    for (mark, line) in script[range] {
      text.append(mark)
      text += line
      if line.last != UInt8(ascii: "\n") { text += Array("\n\\ No newline at end of file\n".utf8) }
    }
  }
  return text
}

/// First line and number of lines of a hunk in one of the two files.
private func span(
  _ before: ArraySlice<(mark: UInt8, line: Line)>,
  _ lines: ArraySlice<(mark: UInt8, line: Line)>,
  without mark: UInt8
) -> String {
  let count = lines.count { $0.mark != mark }
  let start = before.count { $0.mark != mark } + (count == 0 ? 0 : 1)
  return "\(start),\(count)"
}
