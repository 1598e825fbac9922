import Findings
import Testing
import YAML

@Suite struct ParserTests {
  @Test func `scalars keep their text and style`() throws {
    let text = """
      - plain
      - 'single ''x'''
      - "double \\u00E9"
      - |
        literal
          block
      - >-
        folded
        block
      - !!str 12
      -
      """
    let scalars = try Node.parsed(text).sequence?.map(\.scalar)
    #expect(
      scalars == [
        Scalar("plain", style: .plain),
        Scalar("single 'x'", style: .singleQuoted),
        Scalar("double é", style: .doubleQuoted),
        Scalar("literal\n  block\n", style: .literal),
        Scalar("folded block", style: .folded),
        Scalar("12", style: .string),
        Scalar("", style: .plain),
      ]
    )
  }

  @Test func `mappings keep their order and flow collections stay flow`() throws {
    let node = try Node.parsed("b: {y: 1}\na: [2]\nc:\n- 3\n")
    let mapping = try #require(node.mapping)
    #expect(mapping.entries.map(\.key) == ["b", "a", "c"])
    #expect(mapping.entries.map(\.value.isFlow) == [true, true, false])
  }

  @Test func `marks count lines and characters from 1 and end with the first line`() throws {
    let node = try Node.parsed(
      "\u{FEFF}ключ: é🚀x # why\r\nother:   |\r\n  a\r\n  b\r\nlist: [one, \"two\r\n  three\"]\r\n"
    )
    let entries = try #require(node.mapping?.entries)
    let items = try #require(entries[2].value.sequence)
    let marks = [entries[0].keyMark, entries[0].value.mark, entries[1].value.mark, items[0].mark, items[1].mark]
    #expect(
      marks.map { [$0?.line, $0?.column, $0?.length] } == [
        [1, 1, 4], [1, 7, 3], [2, 10, 1], [5, 8, 3], [5, 13, 4],
      ]
    )
    #expect(node.mapping?["other"]?.scalar?.text == "a\nb\n")
  }

  @Test func `an alias is a copy marked where it stands`() throws {
    let mapping = try #require(try Node.parsed("a: &x {k: v}\nb: *x\n").mapping)
    #expect(mapping["a"]?.shape == mapping["b"]?.shape)
    #expect(mapping["b"]?.mark?.line == 2)
    #expect(mapping["b"]?.mapping?["k"]?.mark?.line == 1)
  }

  @Test func `an anchor can be given again`() throws {
    #expect(try Node.parsed("[&a 1, *a, &a 2, *a]").json == "[\n  1,\n  1,\n  2,\n  2\n]\n")
  }

  @Test(arguments: [
    ("own keys win, before and after", "{b: &b {k: 1, l: 1}, m: {k: 2, <<: *b, n: 3}}", "{k: 2, n: 3, l: 1}"),
    ("the earlier mapping wins", "{b: [&x {k: 1}, &y {k: 2, l: 2}], m: {<<: [*x, *y]}}", "{k: 1, l: 2}"),
    ("what was merged is merged on", "{b: &b {k: 1}, c: &c {<<: *b}, m: {<<: *c}}", "{k: 1}"),
    ("a mapping that stands there", "m: {<<: {k: 1}}", "{k: 1}"),
    ("a quoted key is no merge key", "m: {'<<': {k: 1}}", "{'<<': {k: 1}}"),
  ])
  func `merge keys`(_ reason: String, _ text: String, _ merged: String) throws {
    #expect(try Node.parsed(text).mapping?["m"]?.shape == Node.parsed(merged).shape, "\(reason)")
  }

  @Test(arguments: [
    ("!!str 1", "'1'"), ("!!int '1'", "1"), ("!!float 1", "1"), ("!!bool 'true'", "true"), ("!!null ''", "null"),
    ("!!map {a: 1}", "{a: 1}"), ("!!seq [1]", "[1]"), ("!!str 'x'", "x"), ("!<tag:yaml.org,2002:str> 1", "'1'"),
  ])
  func `core tags`(_ text: String, _ same: String) throws {
    #expect(try Node.parsed("[\(text)]").json == Node.parsed("[\(same)]").json)
  }

  @Test(arguments: [
    "a: 1\r\nb: 2\r\n", "\u{FEFF}a: 1\nb: 2", "---\na: 1\nb: 2\n...\n", "%YAML 1.2\n---\na: 1\nb: 2", "{a: 1,\tb: 2}",
  ])
  func `forms of one document`(_ text: String) throws {
    #expect(try Node.parsed(text).shape == Node.parsed("{a: 1, b: 2}").shape)
  }

  @Test func `exactly the most nodes and the most depth are read`() throws {
    let items = Array(repeating: "1", count: ParserLimit.nodes - 1)
    #expect(try Node.parsed("[" + items.joined(separator: ",") + "]").sequence?.count == items.count)
    let nested = String(repeating: "[", count: ParserLimit.depth) + String(repeating: "]", count: ParserLimit.depth)
    #expect(findings(in: nested) == [])
    let text = "a: 1\n" + String(repeating: "#", count: ParserLimit.bytes - 5)
    #expect(findings(in: text) == [])
  }
}
