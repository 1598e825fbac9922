@testable import Findings
import Testing

@Suite struct DiagnosticTextTests {
  private func mark(_ text: String, line: Int = 1, column: Int, length: Int = 1) -> SourceMark {
    SourceMark(source: Source(name: "dev.yaml", text: text), line: line, column: column, length: length)
  }

  @Test func `a finding has heading, line, underline, help and notes`() {
    let text = "nodes:\n  count: many\n"
    let finding = Diagnostic(
      .error,
      "type",
      "`many` is not a number",
      at: mark(text, line: 2, column: 10, length: 4),
      help: "write a number from 1 to 9",
      notes: [
        Diagnostic.Note("it counts these", at: mark(text, column: 1, length: 5)), Diagnostic.Note("elsewhere", at: nil),
      ]
    )
    #expect(
      finding.text(colour: false, program: "kafka-cloud-init") == """
        dev.yaml:2:10: error: `many` is not a number
            count: many
                   ^~~~
          help: write a number from 1 to 9
        dev.yaml:1:1: note: it counts these
          nodes:
          ^~~~~
        kafka-cloud-init: note: elsewhere

        """
    )
  }

  @Test func `a finding without a mark has the program's name`() {
    #expect(
      Diagnostic(.warning, "x", "odd", at: nil).text(colour: false, program: "kafka-cloud-init")
        == "kafka-cloud-init: warning: odd\n"
    )
  }

  @Test func `colour is bold red, yellow or cyan`() {
    let error = Diagnostic(.error, "x", "bad", at: mark("abc", column: 2), help: "do", notes: [.init("see", at: nil)])
    #expect(
      error.text(colour: true, program: "kafka-cloud-init") == """
        dev.yaml:1:2: \u{1B}[1;31merror:\u{1B}[0m bad
          abc
           \u{1B}[1;31m^\u{1B}[0m
          \u{1B}[36mhelp:\u{1B}[0m do
        kafka-cloud-init: \u{1B}[36mnote:\u{1B}[0m see

        """
    )
    let warning = Diagnostic(.warning, "x", "odd", at: nil)
    #expect(
      warning.text(colour: true, program: "kafka-cloud-init") == "kafka-cloud-init: \u{1B}[33mwarning:\u{1B}[0m odd\n"
    )
  }

  /// The two lines below the heading.
  private func excerpt(_ text: String, column: Int, length: Int = 1) -> [String] {
    let finding = Diagnostic(.error, "x", "m", at: mark(text, column: column, length: length))
    return finding.text(colour: false, program: "kafka-cloud-init").split(separator: "\n").dropFirst().map(String.init)
  }

  @Test(arguments: [
    ("tabs", "\ta:\tbc", 5, 2, "      a:    bc", "            ^~"),
    ("wide", "日本: é🚀x", 5, 3, "  日本: é🚀x", "        ^~~~"),
    ("combining", "e\u{301}x: y", 5, 1, "  e\u{301}x: y", "     ^"),
    ("past the end", "abc", 9, 3, "  abc", "     ^"),
    ("longer than the line", "abc", 2, 99, "  abc", "   ^~"),
    ("controls", "a\u{1B}[31m\u{7}\u{202E}b", 9, 1, "  a\u{FFFD}[31m\u{FFFD}\u{FFFD}b", "          ^"),
    ("byte order mark", "\u{FEFF}ab", 2, 1, "  ab", "   ^"),
  ])
  func `the underline stands below what is meant`(
    _ reason: String,
    _ text: String,
    _ column: Int,
    _ length: Int,
    _ line: String,
    _ underline: String
  ) {
    #expect(excerpt(text, column: column, length: length) == [line, underline], "\(reason)")
  }

  @Test(.timeLimit(.minutes(1))) func `of a line as long as a file only what is shown is looked at`() {
    let source = Source(name: "t.yaml", text: String(repeating: "é", count: 500_000))
    for column in stride(from: 1, through: 500_001, by: 5_000) {
      let finding = Diagnostic(.error, "a", "b", at: SourceMark(source: source, line: 1, column: column))
      let lines = finding.text(colour: false, program: "kafka-cloud-init").split(separator: "\n")
      #expect(lines[1].unicodeScalars.filter { $0 == "é" }.count == min(100, 500_041 - max(column, 41)))
    }
  }

  @Test func `a long line is cut round the column`() {
    let text = String(repeating: "a", count: 200) + "X" + String(repeating: "b", count: 200)
    let cut = "  …" + String(repeating: "a", count: 40) + "X" + String(repeating: "b", count: 59) + "…"
    #expect(excerpt(text, column: 201) == [cut, String(repeating: " ", count: 43) + "^"])
    #expect(excerpt(text, column: 201, length: 200)[1].count == 43 + 60)
    #expect(excerpt(text, column: 1)[0] == "  " + String(repeating: "a", count: 100) + "…")
    #expect(
      excerpt(text, column: 401) == [
        "  …" + String(repeating: "b", count: 41), String(repeating: " ", count: 43) + "^",
      ]
    )
  }

  @Test func `no control character of the input reaches the terminal`() {
    let hostile = "\u{1B}[2J\u{7}\n\r\u{9B}\u{202E}"
    let mark = SourceMark(source: Source(name: hostile, text: hostile), line: 1, column: 1)
    let text = Diagnostic(.error, "x", hostile, at: mark, help: hostile, notes: [.init(hostile, at: mark)]).text(
      colour: false,
      program: "kafka-cloud-init"
    )
    #expect(
      text.unicodeScalars.filter { $0 != "\n" }.allSatisfy {
        ![.control, .format].contains($0.properties.generalCategory)
      }
    )
    #expect(text.split(separator: "\n").count == 7)
  }

  @Test func `a line that the source lacks is left out`() {
    #expect(
      Diagnostic(.error, "x", "m", at: mark("a", line: 3, column: 1)).text(colour: false, program: "kafka-cloud-init")
        == "dev.yaml:3:1: error: m\n"
    )
  }
}
