package import Findings

/// A text of a test in which `«` and `»` stand round the places of findings, and `‹` and `›` round those of their notes.
package struct MarkedText {
  /// The text without the marks, under the name `t.yaml`.
  package let source: Source
  /// The text without the marks.
  package var text: String { String(decoding: source.bytes, as: UTF8.self) }
  /// The places of findings, or of the values that a test is about.
  package let places: [Place]
  private let notePlaces: [Place]

  /// Reads a text with marks, none of them across lines or inside another of its kind.
  package init(_ text: String) {
    var bare = ""
    var line = 1
    var column = 1
    var starts: [Character: (line: Int, column: Int)] = [:]
    var places: [Character: [Place]] = [:]
    for character in text.unicodeScalars {
      switch character {
      case "«", "‹":
        starts[Character(character)] = (line, column)
        continue
      case "»", "›":
        let opening: Character = character == "»" ? "«" : "‹"
        guard let start = starts.removeValue(forKey: opening) else { fatalError("\(character) without \(opening)") }
        places[opening, default: []].append(
          Place(line: start.line, column: start.column, length: column - start.column)
        )
        continue
      case "\n":
        line += 1
        column = 1
      default:
        column += 1
      }
      bare.unicodeScalars.append(character)
    }
    source = Source(name: "t.yaml", text: bare)
    self.places = places["«"] ?? []
    notePlaces = places["‹"] ?? []
  }

  /// The findings expected: the first at the first place of the text, and so on, and their notes likewise; where there
  /// are more findings than places, those left over at the last.
  package func findings(_ expected: [Finding]) -> [Finding] {
    var noteIndex = 0
    return expected.enumerated().map { index, finding in
      var finding = finding
      finding.place = index < places.count ? places[index] : places.last
      for note in finding.notes.indices {
        finding.notes[note].place = noteIndex < notePlaces.count ? notePlaces[noteIndex] : notePlaces.last
        noteIndex += 1
      }
      return finding
    }
  }
}

/// Where something stands in `t.yaml`.
package struct Place: Equatable, Comparable, CustomStringConvertible {
  let line: Int
  let column: Int
  let length: Int

  package var description: String { "\(line):\(column)+\(length)" }

  package static func < (first: Place, second: Place) -> Bool {
    (first.line, first.column) < (second.line, second.column)
  }
}

/// A diagnostic in a form that tests can compare and print.
package struct Finding: Equatable, CustomStringConvertible {
  struct Note: Equatable {
    let message: String
    var place: Place?

    init(_ message: String, at place: Place?) {
      self.message = message
      self.place = place
    }
  }

  /// How bad it is.
  package let severity: Diagnostic.Severity
  /// The diagnostic's id.
  package let id: String
  let message: String
  let help: String?
  var notes: [Note]
  var place: Place?

  /// The finding with notes of which a test says only the text, since they are about another file.
  package var withBareNotes: Finding {
    var finding = self
    for note in finding.notes.indices { finding.notes[note].place = nil }
    return finding
  }

  /// An error that is expected.
  package static func error(_ id: String, _ message: String, help: String? = nil, notes: [String] = []) -> Finding {
    Finding(severity: .error, id: id, message: message, help: help, notes: notes.map { Note($0, at: nil) })
  }

  /// A warning that is expected.
  package static func warning(_ id: String, _ message: String, help: String? = nil, notes: [String] = []) -> Finding {
    Finding(severity: .warning, id: id, message: message, help: help, notes: notes.map { Note($0, at: nil) })
  }

  /// A note that is expected.
  package static func note(_ id: String, _ message: String) -> Finding {
    Finding(severity: .note, id: id, message: message, help: nil, notes: [])
  }

  package var description: String {
    let help = help.map { " (\($0))" } ?? ""
    let notes = notes.map { " [\($0.message) at \($0.place?.description ?? "no place")]" }.joined()
    return "\(place?.description ?? "no place") \(severity) \(id): \(message)\(help)\(notes)"
  }
}

extension SourceMark {
  /// The place, which a test can compare.
  package var place: Place { Place(line: line, column: column, length: length) }
}

extension Diagnostics {
  /// The findings in the order of their places.
  package var findings: [Finding] {
    all.map { finding in
      Finding(
        severity: finding.severity,
        id: finding.id,
        message: finding.message,
        help: finding.help,
        notes: finding.notes.map { Finding.Note($0.message, at: $0.mark?.place) },
        place: finding.mark?.place
      )
    }.enumerated().sorted { first, second in
      switch (first.element.place, second.element.place) {
      case (let one?, let other?) where one != other: one < other
      case (nil, _?): true
      case (_?, nil): false
      default: first.offset < second.offset
      }
    }.map(\.element)
  }
}
