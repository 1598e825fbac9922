extension Diagnostic {
  /// The finding as a person reads it in a terminal: a heading, the line it is about, what to do, and the notes.
  ///
  /// Ends with a line feed. No control character of the input gets into it. Where there is no place, the program speaks.
  package func text(colour: Bool, program: String) -> String {
    let ink: Ink =
      switch severity {
      case .error: .red
      case .warning: .yellow
      case .note: .cyan
      }
    var text = paragraph(severity.rawValue, message, at: mark, program, ink: colour ? ink : nil)
    if let help {
      text += "  \(paint("help:", colour ? .cyan : nil)) \(printable(help))\n"
    }
    for line in example { text += "    \(printable(line))\n" }
    for note in notes {
      text += paragraph("note", note.message, at: note.mark, program, ink: colour ? .cyan : nil)
    }
    return text
  }
}

/// A colour as the parameters of ECMA-48's SGR sequence.
private enum Ink: String {
  case red = "1;31"
  case yellow = "33"
  case cyan = "36"
}

private func paint(_ text: String, _ ink: Ink?) -> String {
  ink.map { "\u{1B}[\($0.rawValue)m\(text)\u{1B}[0m" } ?? text
}

/// A heading, and below it the line of the mark with its underline when the source has that line.
private func paragraph(_ label: String, _ message: String, at mark: SourceMark?, _ program: String, ink: Ink?) -> String
{
  let place = mark.map { "\(printable($0.source.name)):\($0.line):\($0.column)" } ?? program
  let heading = "\(place): \(paint(label + ":", ink)) \(printable(message))\n"
  guard let mark, let line = mark.source.bytes(ofLine: mark.line) else { return heading }
  let excerpt = Excerpt(of: line, column: mark.column, length: mark.length)
  return heading + "  \(excerpt.line)\n  \(excerpt.indentation)\(paint(excerpt.underline, ink))\n"
}

/// As much of a line as fits a terminal, and what to write below it.
private struct Excerpt {
  let line: String
  let indentation: String
  let underline: String

  /// The most characters of a line, and how many of them stand before the column when the line is cut.
  private static let (limit, lead) = (100, 40)

  init(of line: ArraySlice<UInt8>, column: Int, length: Int) {
    // A line may be the whole file, so no more than what is shown is decoded.
    func isFirstByte(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }
    let count = line.count(where: isFirstByte)
    let start = min(max(column - 1, 0), count)
    let first = count > Self.limit ? max(0, start - Self.lead) : 0
    var (passed, begin) = (0, line.startIndex)
    while begin < line.endIndex, passed < first || !isFirstByte(line[begin]) {
      if isFirstByte(line[begin]) { passed += 1 }
      begin += 1
    }
    // A character has at most four bytes.
    let shown = String(decoding: line[begin...].prefix(Self.limit * 4), as: UTF8.self)
    let cells = shown.unicodeScalars.prefix(min(Self.limit, count - first)).map(Cell.init)
    let prefix = first > 0 ? [Cell("…")] : []
    let suffix = first + cells.count < count ? [Cell("…")] : []
    let end = min(start - first + length, cells.count)
    let width = cells[(start - first)..<end].reduce(0) { $0 + $1.width }
    self.line = (prefix + cells + suffix).map(\.text).joined()
    indentation = String(repeating: " ", count: (prefix + cells[..<(start - first)]).reduce(0) { $0 + $1.width })
    underline = "^" + String(repeating: "~", count: max(width - 1, 0))
  }
}

/// A character as a terminal shows it.
private struct Cell {
  let text: String
  /// How many columns it takes, near enough: clusters of several emoji count once for each.
  let width: Int

  init(_ character: Unicode.Scalar) {
    switch (character, character.properties.generalCategory) {
    case ("\t", _): (text, width) = ("    ", 4)
    case ("\u{200D}", _), (_, .nonspacingMark), (_, .enclosingMark): (text, width) = (String(character), 0)
    case (_, .control), (_, .format), (_, .lineSeparator), (_, .paragraphSeparator), (_, .unassigned):
      (text, width) = ("\u{FFFD}", 1)
    default: (text, width) = (String(character), character.isWide ? 2 : 1)
    }
  }
}

extension Unicode.Scalar {
  /// Whether terminals give it two columns, by the blocks of East Asian wide characters (Unicode Annex 11).
  fileprivate var isWide: Bool {
    switch self {
    case "\u{1100}"..."\u{115F}", "\u{2E80}"..."\u{A4CF}", "\u{AC00}"..."\u{D7A3}", "\u{F900}"..."\u{FAFF}",
      "\u{FE30}"..."\u{FE6F}", "\u{FF00}"..."\u{FF60}", "\u{FFE0}"..."\u{FFE6}", "\u{20000}"..."\u{3FFFD}":
      true
    default: properties.isEmojiPresentation
    }
  }
}

/// A text on one line, without anything that a terminal would obey.
private func printable(_ text: String) -> String {
  text.unicodeScalars.map { Cell($0).text }.joined()
}
