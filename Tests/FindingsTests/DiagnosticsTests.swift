@testable import Findings
import Testing

/// How many findings are kept.
@Suite struct DiagnosticsTests {
  private static let source = Source(name: "t.yaml", text: "a\n")

  private func mark(_ line: Int, in source: Source = DiagnosticsTests.source) -> SourceMark {
    SourceMark(source: source, line: line, column: 1)
  }

  private func errors(_ lines: ClosedRange<Int>) -> Diagnostics {
    var diagnostics = Diagnostics()
    for line in lines { diagnostics.error("a", "b", at: mark(line)) }
    return diagnostics
  }

  @Test func `a hundred findings about a file are all shown`() {
    #expect(errors(1...100).all.map(\.mark?.line) == Array(1...100))
  }

  @Test func `of more the first hundred are shown, and how many there are`() throws {
    let diagnostics = errors(1...1_234)
    #expect(diagnostics.count == 1_234)
    #expect(diagnostics.hasErrors)
    #expect(diagnostics.all.count == 101)
    let last = try #require(diagnostics.all.last)
    #expect(last.severity == .error && last.id == "more-findings")
    #expect(last.message == "and 1134 more errors, from here on")
    #expect(last.help == "mend the first 100, and the next run shows more")
    #expect(last.mark?.line == 101)
    #expect(errors(1...101).all.last?.message == "and 1 more error, from here on")
  }

  @Test func `a file that is wrong from end to end hides nothing about another, and no error is behind warnings`() {
    var diagnostics = Diagnostics()
    for line in 1...150 { diagnostics.warning("a", "b", at: mark(line)) }
    #expect(!diagnostics.hasErrors)
    diagnostics.error("a", "c", at: mark(1))
    diagnostics.error("a", "d", at: mark(1, in: Source(name: "u.yaml", text: "")))
    diagnostics.error("a", "e", at: nil)
    #expect(diagnostics.all.suffix(4).map(\.message) == ["c", "d", "e", "and 50 more warnings, from here on"])
    #expect(diagnostics.hasErrors)
  }

  @Test func `an error that isn't shown is one all the same`() {
    var all = Diagnostics()
    all.append(contentsOf: errors(1...100))
    all.append(contentsOf: errors(101...300))
    all.append(contentsOf: errors(101...300))
    #expect(all.count == 300)
    #expect(all.all.count == 101)
    #expect(all.hasErrors)
  }

  @Test func `one that is made again is counted once`() {
    var diagnostics = errors(1...200)
    for line in 1...200 { diagnostics.error("a", "b", at: mark(line)) }
    #expect(diagnostics.all.last?.message == "and 100 more errors, from here on")
  }

  @Test func `in reading order the rest comes last`() {
    var diagnostics = Diagnostics()
    for line in (1...101).reversed() { diagnostics.error("a", "b", at: mark(line)) }
    let lines = diagnostics.inReadingOrder.all.map(\.mark?.line)
    #expect(lines == Array(2...101) + [1])
  }

  @Test func `what was meant is looked for as long as somebody reads it`() {
    var diagnostics = errors(1...99)
    #expect(diagnostics.nearest(to: "brokr", in: ["broker"], at: mark(100)) == "broker")
    diagnostics.error("a", "b", at: mark(100))
    #expect(diagnostics.nearest(to: "brokr", in: ["broker"], at: mark(101)) == nil)
    #expect(diagnostics.nearest(to: "brokr", in: ["broker"], at: nil) == "broker")
  }

  @Test(.timeLimit(.minutes(1))) func `the search for what was meant ends when much was compared`() {
    var diagnostics = Diagnostics()
    let names = (0..<100_000).map { String(repeating: "a", count: 90) + String($0) }
    let word = String(repeating: "b", count: 95)
    for line in 1...99 { #expect(diagnostics.nearest(to: word, in: names, at: mark(line)) == nil) }
    #expect(diagnostics.nearest(to: "brokr", in: ["broker"], at: mark(1)) == nil)
  }
}
