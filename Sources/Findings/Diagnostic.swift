/// A finding about the operator's input.
package struct Diagnostic: Error, Sendable {
  /// How bad it is.
  package enum Severity: String, Sendable {
    /// Nothing is written.
    case error
    /// The output is written all the same.
    case warning
    /// Nothing is wrong; it is good to know.
    case note
  }

  /// A second place that belongs to the finding, such as the first of two equal keys.
  package struct Note: Sendable {
    /// What is there.
    package let message: String
    /// Where.
    package let mark: SourceMark?

    /// Makes a note.
    package init(_ message: String, at mark: SourceMark?) {
      self.message = message
      self.mark = mark
    }
  }

  /// How bad it is.
  package let severity: Severity
  /// A stable name for the kind of finding, in lower case with hyphens.
  package let id: String
  /// One sentence without a full stop; backquotes round keys and values.
  package let message: String
  /// The place it is about; nil when it is about no place in a file.
  package let mark: SourceMark?
  /// What to do about it.
  package let help: String?
  /// Lines that could be written, shown below the help.
  package let example: [String]
  /// Further places.
  package let notes: [Note]

  /// Makes a diagnostic.
  package init(
    _ severity: Severity,
    _ id: String,
    _ message: String,
    at mark: SourceMark?,
    help: String? = nil,
    example: [String] = [],
    notes: [Note] = []
  ) {
    self.severity = severity
    self.id = id
    self.message = message
    self.mark = mark
    self.help = help
    self.example = example
    self.notes = notes
  }
}

/// The findings of a run, in the order in which they were made.
///
/// Of each severity it keeps the first hundred about a file and counts the rest, so that neither the reader nor the
/// program is buried by a file that is wrong from end to end.
package struct Diagnostics: Sendable {
  private struct Key: Hashable {
    let id: String
    let message: String
    let source: ObjectIdentifier?
    let line: Int
    let column: Int
  }

  /// What is counted together: the findings of a severity about a file.
  private struct Group: Hashable {
    let file: String?
    let severity: Diagnostic.Severity

    init(_ severity: Diagnostic.Severity, _ mark: SourceMark?) {
      file = mark?.source.name
      self.severity = severity
    }
  }

  /// How many findings of a group there are, and the first that isn't kept.
  private struct Count {
    var kept = 0
    var left = 0
    var firstLeft: SourceMark?
  }

  /// How many findings of a severity about a file are kept.
  package static let limit = 100

  private var kept: [Diagnostic] = []
  private var counts: [Group: Count] = [:]
  private var groups: [Group] = []
  private var keys: Set<Key> = []
  /// How many more pairs of characters may be compared to find what misspelt words were meant to be.
  private var work = 50_000_000

  /// How many there are, with those that aren't kept.
  package var count: Int { keys.count }

  /// Whether any is an error.
  package private(set) var hasErrors = false

  /// Makes an empty collection.
  package init() {}

  /// All that are kept, and behind them for each file how many more there are.
  package var all: [Diagnostic] {
    kept
      + groups.compactMap { group in
        guard let count = counts[group], count.left > 0 else { return nil }
        let noun = group.severity.rawValue + (count.left == 1 ? "" : "s")
        return Diagnostic(
          group.severity,
          "more-findings",
          "and \(count.left) more \(noun), from here on",
          at: count.firstLeft,
          help: "mend the first \(Self.limit), and the next run shows more"
        )
      }
  }

  /// The same by the place they are about, file by file; those about no place first.
  package var inReadingOrder: Diagnostics {
    var files = ["": 0]
    let ranks = kept.enumerated().map { index, diagnostic in
      let mark = diagnostic.mark
      let name = mark?.source.name ?? ""
      let file = files[name] ?? files.count
      files[name] = file
      return (file, mark?.line ?? 0, mark?.column ?? 0, index)
    }
    var ordered = self
    ordered.kept = ranks.sorted(by: <).map { kept[$0.3] }
    return ordered
  }

  /// The same without those that don't hold.
  package func keeping(_ holds: (Diagnostic) -> Bool) -> Diagnostics {
    var rest = Diagnostics()
    for diagnostic in kept where holds(diagnostic) { rest.append(diagnostic) }
    return rest
  }

  /// Adds one, unless it is there already: what is wrong with a file may be found again at every node.
  package mutating func append(_ diagnostic: Diagnostic) {
    let mark = diagnostic.mark
    let key = Key(
      id: diagnostic.id,
      message: diagnostic.message,
      source: mark.map { ObjectIdentifier($0.source) },
      line: mark?.line ?? 0,
      column: mark?.column ?? 0
    )
    if !keys.insert(key).inserted { return }
    if diagnostic.severity == .error { hasErrors = true }
    let group = Group(diagnostic.severity, mark)
    if counts[group] == nil { groups.append(group) }
    if isFull(group) {
      leave(1, of: group, from: mark)
    } else {
      kept.append(diagnostic)
      counts[group, default: Count()].kept += 1
    }
  }

  /// Adds those of another collection.
  package mutating func append(contentsOf other: Diagnostics) {
    for diagnostic in other.kept { append(diagnostic) }
    for group in other.groups {
      if let count = other.counts[group], count.left > 0 { leave(count.left, of: group, from: count.firstLeft) }
    }
    keys = keys.isEmpty ? other.keys : keys.union(other.keys)
  }

  private func isFull(_ group: Group) -> Bool { counts[group]?.kept ?? 0 >= Self.limit }

  private mutating func leave(_ number: Int, of group: Group, from mark: SourceMark?) {
    if counts[group]?.left ?? 0 == 0 { counts[group, default: Count()].firstLeft = mark }
    counts[group, default: Count()].left += number
  }

  /// The candidate nearest to a misspelt word at a place, if any is near enough to be what was meant; nil too when
  /// errors about that file aren't kept any more, or enough was compared.
  package mutating func nearest(
    to word: String,
    in candidates: some Sequence<String>,
    at mark: SourceMark?
  ) -> String? {
    isFull(Group(.error, mark)) ? nil : Findings.nearest(to: word, in: candidates, work: &work)
  }

  /// Adds an error.
  package mutating func error(
    _ id: String,
    _ message: String,
    at mark: SourceMark?,
    help: String? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    append(Diagnostic(.error, id, message, at: mark, help: help, notes: notes))
  }

  /// Adds a warning.
  package mutating func warning(
    _ id: String,
    _ message: String,
    at mark: SourceMark?,
    help: String? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    append(Diagnostic(.warning, id, message, at: mark, help: help, notes: notes))
  }

  /// Adds what is good to know.
  package mutating func note(_ id: String, _ message: String, at mark: SourceMark?, help: String? = nil) {
    append(Diagnostic(.note, id, message, at: mark, help: help))
  }
}
