@testable import YAML
import Findings
import Testing

@Suite struct ParserFindingsTests {
  @Test(arguments: ["", "\u{FEFF}", "\n", "# only a comment\n", "---\n", "---\n...\n"])
  func `an empty document is an error`(_ text: String) {
    #expect(findings(in: text) == ["1:1+1 yaml-empty: there is nothing in this document"])
  }

  @Test func `two keys that only look the same are two keys`() {
    #expect(findings(in: "é: 1\ne\u{301}: 2\nK: 1\n\u{212A}: 2\n") == [])
    #expect(
      findings(in: "e\u{301}: 1\ne\u{301}: 2\n") == [
        "2:1+2 yaml-duplicate-key: the key `e\u{301}` stands here a second time (keep one of the two) [1:1+2 the first one is here]"
      ]
    )
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      ("*a", 0), ("*missing", 30_000), ("!t ", 0), ("&a 1, *a, *b", 0),
    ]
  )
  func `a text that is wrong from end to end is read in no time, and its findings are bounded`(
    _ item: String,
    _ anchors: Int
  ) {
    let names = (0..<anchors).map { "&anchor\($0) 1," }.joined()
    let findings = findings(in: "[\(names)" + String(repeating: item + ",\n", count: 30_000) + "]\n")
    #expect(findings.count == 101)
    #expect(findings.last?.contains("and 29900 more errors, from here on") == true)
  }

  @Test(arguments: [
    ("{a: 1, host: k{id}}", "1:15+1 yaml-syntax: a value within brackets ends before `{` (quote it: 'k{id}')"),
    (
      "{host: kafka-{id}.example.internal, a: 1}",
      "1:14+1 yaml-syntax: a value within brackets ends before `{` (quote it: 'kafka-{id}.example.internal')"
    ),
    ("[a, k{id}]", "1:6+1 yaml-syntax: a value within brackets ends before `{` (quote it: 'k{id}')"),
  ])
  func `a value that a brace cuts in two is shown in quotes`(_ text: String, _ finding: String) {
    #expect(findings(in: text) == [finding])
  }

  @Test(arguments: [
    (
      "a: 1\n---\nb: 2\n",
      "2:1+3 yaml-documents: a second document begins here (keep one document in a file)"
    ),
    (
      "a: 1\nb: 2\n'a': 3\n",
      "3:1+3 yaml-duplicate-key: the key `a` stands here a second time (keep one of the two) [1:1+1 the first one is here]"
    ),
    ("{[a]: 1}", "1:2+1 yaml-key: a list or mapping can't be a key (use a string as the key)"),
    ("? a: b\n: 1", "1:3+1 yaml-key: a list or mapping can't be a key (use a string as the key)"),
    ("x: &x [1]\n*x : 2", "2:1+2 yaml-key: a list or mapping can't be a key (use a string as the key)"),
    ("a: *x", "1:4+2 yaml-unknown-alias: there is no anchor `&x` before this alias"),
    (
      "defaults: &defaults 1\nb: *default\n",
      "2:4+8 yaml-unknown-alias: there is no anchor `&default` before this alias (did you mean `*defaults`?)"
    ),
    ("a: &a [b, *a]\n", "1:11+2 yaml-recursive-alias: the alias `*a` stands inside what it names"),
    ("a: &a {b: *a}\n", "1:11+2 yaml-recursive-alias: the alias `*a` stands inside what it names"),
    ("a:\n  <<: 1\n", "2:7+1 yaml-merge: `<<` takes a mapping or a list of mappings"),
    ("a:\n  <<: [1, {b: 2}]\n", "2:7+1 yaml-merge: `<<` takes a mapping or a list of mappings"),
    ("a: !vault x\n", "1:4+8 yaml-tag: the tag `!vault` is not known (remove the tag)"),
    ("a: !!set {b}\n", "1:4+7 yaml-tag: the tag `!!set` is not known (remove the tag)"),
    ("a: !!int abc\n", "1:4+9 yaml-tag: the tag `!!int` doesn't fit this value"),
    ("a: !!map [1]\n", "1:4+7 yaml-tag: the tag `!!map` doesn't fit this value"),
    ("a: !!str [1]\n", "1:4+7 yaml-tag: the tag `!!str` doesn't fit this value"),
  ])
  func `structure`(_ text: String, _ finding: String) {
    #expect(findings(in: text) == [finding])
  }

  @Test func `all findings of a document are reported, up to the one that ends the parse`() {
    let ids = findings(in: "a: *x\na: 1\nb: !t 1\nc: [\n").map { $0.split(separator: " ")[1] }
    #expect(ids == ["yaml-unknown-alias:", "yaml-duplicate-key:", "yaml-tag:", "yaml-syntax:"])
  }

  @Test(arguments: [
    "a:\n\tb: 1\n", "a: 1\n\tb: 2\n", "a: |\n\tx\n", "a:\n\t- x\n",
  ])
  func `a tab as indentation`(_ text: String) {
    #expect(findings(in: text) == ["2:1+1 yaml-tab: a tab can't indent YAML (use spaces)"])
  }

  @Test(arguments: [
    ("a: [1, 2\n", "1:4+5 this bracket is never closed"),
    ("a: {b: 1\n\n", "1:4+5 this bracket is never closed"),
    ("a: [1", "1:4+2 this bracket is never closed"),
    ("a: {b: 1 # c", "1:4+9 this bracket is never closed"),
    ("a: [1\nb: 2\n", "2:2+1 a comma or `]` is missing before this [1:4+2 the list begins here]"),
    ("a: {b: 1 c: 2}\n", "1:11+1 a comma or `}` is missing before this [1:4+11 the mapping begins here]"),
    ("a: \"x\nb: 1\n", "1:4+2 this quote is never closed"),
    ("a: 'x\n---\n", "1:4+2 this quote is never closed"),
    (
      "a: b: c\n",
      "1:5+1 a colon can't stand here (put a value with a colon in quotes, or check the indentation)"
    ),
    ("a: - b\n", "1:4+1 a list can't begin here (begin it on a line of its own)"),
    ("a: @x\n", "1:4+1 a value can't begin with this character (put the value in quotes)"),
    ("a: \"\\q\"\n", #"1:5+1 this escape is not known (write `\\` for a backslash, or use single quotes)"#),
    ("a: 1\nb\nc: 3\n", "2:1+1 this is not `key: value` (put a colon and a blank between a key and its value)"),
    (
      "a:\n  b: 1\n c: 2\n",
      "3:2+1 this doesn't fit the mapping round it (give the keys of a mapping the same indentation)"
        + " [1:1+2 the mapping begins here]"
    ),
    (
      "- a\nb: 1\n",
      "2:1+1 this doesn't fit the list round it (give the items of a list the same indentation)"
        + " [1:1+3 the list begins here]"
    ),
    ("a: 'x' y\n", "1:8+1 the value has ended before this (put the whole value in one pair of quotes)"),
    ("a: ]\n", "1:4+1 a value is missing before this"),
    ("a: *.log\n", "1:5+1 an anchor or alias needs a name (put a value that begins with `&` or `*` in quotes)"),
    ("- a\nb\n", "2:1+1 this is not `key: value` (put a colon and a blank between a key and its value)"),
    ("[a]\nb\n", "2:1+1 the document has ended before this (check the indentation)"),
    ("a: |0\n x\n", "1:5+1 found an indentation indicator equal to 0"),
  ])
  func `syntax`(_ text: String, _ finding: String) {
    #expect(findings(in: text).map { $0.replacing("yaml-syntax: ", with: "") } == [finding])
  }

  @Test(arguments: [
    ([0x61, 0x3A, 0x20, 0xC3], 4), ([0xFF, 0xFE, 0x61, 0x00], 1), ([0x61, 0xC0, 0x80], 2),
    ([0x61, 0xED, 0xA0, 0x80], 2),
    ([0xC3, 0xA9, 0x80], 2),
  ])
  func `what is not UTF-8 is refused where it stands`(_ bytes: [UInt8], _ column: Int) {
    let source = Source(name: "t.yaml", bytes: Array("x: 1\n".utf8) + bytes)
    #expect(findings(in: source) == ["2:\(column)+1 yaml-encoding: this is not UTF-8 (save the file as UTF-8)"])
  }

  @Test(arguments: [
    ("\0", "0000"), ("\u{7}", "0007"), ("\u{7F}", "007F"), ("\u{85}", "0085"), ("\u{9B}", "009B"), ("\u{2028}", "2028"),
    ("\u{2029}", "2029"), ("\u{FEFF}", "FEFF"), ("\u{FFFE}", "FFFE"),
  ])
  func `a character that can't stand in YAML is refused where it stands`(_ character: String, _ number: String) {
    let finding =
      "2:5+1 yaml-character: the character U+\(number) can't stand in YAML as it is"
      + " (remove it, or write `\\u\(number)` in double quotes)"
    #expect(findings(in: "a: 1\nb: é\(character)\n") == [finding])
  }

  @Test func `a lone carriage return is refused`() {
    let finding = "2:5+1 yaml-character: a carriage return can't stand alone (end lines with LF or CR LF)"
    #expect(findings(in: "a: 1\r\nb: 2\rc: 3\r\n") == [finding])
  }

  @Test func `a text that is too large is refused`() {
    let text = "a: 1\n" + String(repeating: "#", count: ParserLimit.bytes)
    #expect(findings(in: text) == ["1:1+1 yaml-too-large: a text of more than 1048576 bytes is not read"])
  }

  @Test(arguments: [
    String(repeating: "[", count: ParserLimit.depth + 1),
    String(repeating: "[", count: 100_000),
    String(repeating: "[", count: ParserLimit.depth) + "1",
  ])
  func `nodes nested too deep are refused`(_ text: String) {
    #expect(findings(in: text) == ["1:65+1 yaml-too-deep: more than 64 nodes are nested"])
  }

  @Test func `an alias that nests nodes too deep is refused`() {
    let nested = String(repeating: "[", count: 62) + String(repeating: "]", count: 62)
    #expect(findings(in: "a: &a \(nested)\nb: [*a]\n") == [])
    #expect(findings(in: "a: &a \(nested)\nb: [[*a]]\n") == ["2:6+2 yaml-too-deep: more than 64 nodes are nested"])
  }

  @Test func `too many nodes are refused`() {
    let text = "[" + String(repeating: "1,", count: ParserLimit.nodes) + "]"
    #expect(findings(in: text) == ["1:200000+1 yaml-too-many-nodes: the document has more than 100000 nodes"])
  }

  @Test func `aliases that multiply nodes are refused`() {
    let text =
      "a: &a [1,2,3,4,5,6,7,8,9]\n"
      + ["ab", "bc", "cd", "de", "ef"].map { pair in
        let aliases = Array(repeating: "*\(pair.first ?? "?")", count: 10).joined(separator: ",")
        return "\(pair.last ?? "?"): &\(pair.last ?? "?") [\(aliases)]\n"
      }.joined()
    #expect(findings(in: text).map { $0.split(separator: " ")[1] } == ["yaml-too-many-nodes:"])
  }
}
