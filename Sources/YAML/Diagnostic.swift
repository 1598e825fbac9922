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
  /// Further places.
  package let notes: [Note]

  /// Makes a diagnostic.
  package init(
    _ severity: Severity,
    _ id: String,
    _ message: String,
    at mark: SourceMark?,
    help: String? = nil,
    notes: [Note] = []
  ) {
    self.severity = severity
    self.id = id
    self.message = message
    self.mark = mark
    self.help = help
    self.notes = notes
  }
}

/// The findings of a run, in the order in which they were made.
package struct Diagnostics: Sendable {
  private struct Key: Hashable {
    let id: String
    let message: String
    let source: ObjectIdentifier?
    let line: Int
    let column: Int
  }

  /// All of them.
  package private(set) var all: [Diagnostic] = []
  private var keys: Set<Key> = []

  /// Makes an empty collection.
  package init() {}

  /// Whether any is an error.
  package var hasErrors: Bool { all.contains { $0.severity == .error } }

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
    if keys.insert(key).inserted { all.append(diagnostic) }
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
