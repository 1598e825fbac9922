import Text

extension Schema {
  /// The table of docs/profile.md.
  package static var reference: String {
    let rows = entries.map { entry in
      let standard =
        switch entry.key.without {
        case .needed: "needed"
        case .value(.text(let text)): "`\(text)`"
        case .value(.integer(let value)): "\(value)"
        case .value(.boolean(let value)): "`\(value)`"
        case .said(let words): words
        case .nothing: ""
        }
      return "| `\(entry.path)` | \(entry.key.words) | \(standard.isEmpty ? "" : standard + " ")|\n"
    }
    return "| key | says | default |\n| --- | --- | --- |\n" + rows.joined()
  }

  /// Words of the table without Markdown's links, for where nobody follows them.
  static func plain(_ words: String) -> String {
    let parts = words.split(at: "](#", omittingEmptySubsequences: false).map(String.init)
    var text = parts[0]
    for part in parts.dropFirst() {
      let pieces = part.split(at: ")", maxSplits: 1, omittingEmptySubsequences: false)
      let halves = text.split(at: "[", omittingEmptySubsequences: false)
      let shown = halves[halves.count - 1]
      let before = halves.dropLast().joined(separator: "[")
      text = before + (shown == "see below" ? "see docs/profile.md#\(pieces[0])" : shown)
      if pieces.count > 1 { text += pieces[1] }
    }
    return text
  }
}
