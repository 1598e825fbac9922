import Testing
import YAML

/// Texts and how the quoting policy writes them in block style.
let quotingTable: [(text: String, block: String)] = [
  // Safe in every reader.
  ("abc", "abc"), ("a b", "a b"), ("a:b", "a:b"), ("a#b", "a#b"), ("/opt/kafka", "/opt/kafka"), ("./run", "./run"),
  (".env", ".env"), ("-Xmx1g", "-Xmx1g"), ("--config", "--config"), ("a, b", "a, b"), ("{}x", "'{}x'"),
  ("x{}", "x{}"), ("a'b", "a'b"), ("a\"b", "a\"b"), ("a\\b", "a\\b"), ("~/x", "~/x"), ("$X", "$X"), ("=x", "=x"),
  ("<x>", "<x>"), ("2g", "2g"), ("3.9.0-rc1", "3.9.0-rc1"), ("é", "é"), ("日本", "日本"), ("✅", "✅"), ("\u{A0}", "\u{A0}"),
  // Words.
  ("true", "'true'"), ("True", "'True'"), ("FALSE", "'FALSE'"), ("yes", "'yes'"), ("No", "'No'"), ("on", "'on'"),
  ("OFF", "'OFF'"), ("y", "'y'"), ("N", "'N'"), ("null", "'null'"), ("NULL", "'NULL'"), ("~", "'~'"),
  (".inf", "'.inf'"),
  ("-.INF", "'-.INF'"), ("+.inf", "'+.inf'"), (".NaN", "'.NaN'"), ("<<", "'<<'"), ("=", "'='"),
  // Numbers, dates and times of either version.
  ("0", "'0'"), ("-1", "'-1'"), ("+1", "'+1'"), ("0755", "'0755'"), ("0o17", "'0o17'"), ("0x1F", "'0x1F'"),
  ("0b11", "'0b11'"), ("22:22", "'22:22'"), ("1:2:3.5", "'1:2:3.5'"), ("1e3", "'1e3'"), ("1_000", "'1_000'"),
  ("1,000", "'1,000'"), (".5", "'.5'"), ("1.", "'1.'"), ("685.230_15e+03", "'685.230_15e+03'"),
  ("2001-01-01", "'2001-01-01'"), ("2001-12-14t21:59:43.10-05:00", "'2001-12-14t21:59:43.10-05:00'"),
  ("2001-12-14 21:59:43.10 -5", "'2001-12-14 21:59:43.10 -5'"), ("10.0.0.1", "'10.0.0.1'"), ("2181", "'2181'"),
  // Indicators.
  ("", "''"), ("-", "'-'"), ("- x", "'- x'"), ("?", "'?'"), ("? x", "'? x'"), ("?x", "?x"), ("!", "'!'"),
  ("!x", "'!x'"),
  ("&", "'&'"), ("&x", "'&x'"), ("*", "'*'"), ("*x", "'*x'"), ("%", "'%'"), ("%x", "'%x'"), ("@", "'@'"),
  ("@x", "'@x'"),
  ("`", "'`'"), ("`x", "'`x'"), ("|", "'|'"), (">", "'>'"), ("'", "''''"), ("\"", "'\"'"), ("[", "'['"), ("]", "']'"),
  ("{", "'{'"), ("}", "'}'"), (",", "','"), ("#", "'#'"), ("# x", "'# x'"), ("x #", "'x #'"), ("x # y", "'x # y'"),
  (":", "':'"), (":x", ":x"), ("x:", "'x:'"), ("x: y", "'x: y'"), ("---", "'---'"), ("--- x", "'--- x'"),
  ("...", "'...'"), ("... go", "'... go'"), ("---x", "'---x'"),
  // Blanks.
  (" ", "' '"), (" x", "' x'"), ("x ", "'x '"), ("  ", "'  '"),
  // What needs escapes.
  ("\t", #""\t""#), ("a\tb", #""a\tb""#), ("\r", #""\r""#), ("a\r\nb", #""a\r\nb""#), ("\0", #""\0""#),
  ("\u{7}", #""\a""#), ("\u{1B}[0m", #""\e[0m""#), ("\u{1}", #""\x01""#), ("\u{7F}", #""\x7F""#), ("\u{85}", #""\N""#),
  ("\u{9F}", #""\x9F""#), ("\u{2028}", #""\L""#), ("\u{2029}", #""\P""#), ("\u{FEFF}x", #""\uFEFFx""#),
  ("\u{FFFE}", #""\uFFFE""#), ("\u{FFFF}", #""\uFFFF""#), ("🚀", #""\U0001F680""#), ("\u{10FFFF}", #""\U0010FFFF""#),
  // Several lines.
  ("a\n", "|\n  a"), ("a\nb", "|-\n  a\n  b"), ("a\nb\n", "|\n  a\n  b"), ("a\n\n", "|+\n  a\n"),
  ("a\n\nb", "|-\n  a\n\n  b"),
  (" a\nb\n", "|2\n   a\n  b"), ("\na\n", "|2\n\n  a"), ("a\n\tb\n", #""a\n\tb\n""#), ("a\n b\n", "|\n  a\n   b"),
  ("---\n", "|\n  ---"), ("# a\nb: c\n", "|\n  # a\n  b: c"), ("a \nb\n", #""a \nb\n""#), ("a\nb ", #""a\nb ""#),
  ("\ta\n", #""\ta\n""#), ("\n", "|2+\n"), ("\n\n", "|2+\n\n"), (" \n", #"" \n""#), ("a\u{85}\nb", #""a\N\nb""#),
  ("a\u{1}\n", #""a\x01\n""#), ("🚀\n", #""\U0001F680\n""#),
]

@Suite struct EmitterTests {
  @Test(arguments: quotingTable)
  func `the policy gives a string this form in block style`(_ text: String, _ block: String) throws {
    let node = Node.string(text)
    #expect(node.yaml == block + "\n")
    #expect(try Node.parsed(node.yaml).shape == node.shape)
  }

  @Test(arguments: [
    ("abc", "abc"), ("a b", "a b"), ("a:b", "'a:b'"), ("a,b", "'a,b'"), ("a?", "'a?'"), ("x[0]", "'x[0]'"),
    ("x{}", "'x{}'"), ("a#b", "a#b"), ("", "''"), ("yes", "'yes'"), ("a\nb\n", #""a\nb\n""#),
  ])
  func `the policy gives a string this form in flow style`(_ text: String, _ flow: String) throws {
    let node = Node(.sequence([.string(text)])).inFlow
    #expect(node.yaml == "[\(flow)]\n")
    #expect(try Node.parsed(node.yaml).shape == node.shape)
  }

  @Test(arguments: [
    ("abc", "abc"), ("on", "'on'"), ("yes", "'yes'"), ("<<", "'<<'"), ("2181", "'2181'"), ("", "''"),
    ("null", "'null'"),
    ("log.retention.hours", "log.retention.hours"), ("a: b", "'a: b'"), ("---", "'---'"), ("? a", "'? a'"),
    ("a\tb", #""a\tb""#),
  ])
  func `the policy gives a key this form`(_ key: String, _ form: String) throws {
    let node = Node(.mapping(Mapping([Mapping.Entry(key: key, value: 1)])))
    #expect(node.yaml == "\(form): 1\n")
    #expect(node.inFlow.yaml == "{\(form): 1}\n")
    #expect(try Node.parsed(node.yaml).shape == node.shape)
  }

  @Test(arguments: ["a\nb", "a\nb\n", "\u{85}", String(repeating: "k", count: 500)])
  func `a key that is long or has several lines comes back`(_ key: String) throws {
    let node = Node(.mapping(Mapping([Mapping.Entry(key: key, value: ["x": 1])])))
    #expect(try Node.parsed(node.yaml).shape == node.shape)
    #expect(try Node.parsed(node.inFlow.yaml).shape == node.shape)
  }

  @Test(arguments: [
    (Scalar("1", style: .singleQuoted), "'1'"), (Scalar("a\tb", style: .singleQuoted), #""a\tb""#),
    (Scalar("a\nb", style: .singleQuoted), "|-\n  a\n  b"), (Scalar("1", style: .doubleQuoted), #""1""#),
    (Scalar("a", style: .literal), "|-\n  a"), (Scalar("1\n", style: .literal), "|\n  1"),
    (Scalar("a \nb", style: .literal), #""a \nb""#), (Scalar("a ", style: .literal), "\"a \""),
    (Scalar("a\n", style: .folded), "|\n  a"), (Scalar("1", style: .plain), "1"), (Scalar("~", style: .plain), "~"),
    (Scalar("0755", style: .plain), "0755"),
  ])
  func `a style is kept where the text allows it`(_ scalar: Scalar, _ form: String) throws {
    #expect(Node(.scalar(scalar)).yaml == form + "\n")
  }

  @Test func `collections are indented by two and empty ones are in flow style`() {
    let node: Node = [
      "mapping": ["list": ["a", ["b", "c"], ["k": "v", "l": true]], "script": .literal("x\n  y\n")],
      "empty": [[], [:]],
      "flow": Node(.sequence([1, .null, ["a": [Node(.scalar(Scalar("", style: .plain)))]]])).inFlow,
      "nothing": Node(.scalar(Scalar("", style: .plain))),
    ]
    #expect(
      node.yaml == """
        mapping:
          list:
          - a
          - - b
            - c
          - k: v
            l: true
          script: |
            x
              y
        empty:
        - []
        - {}
        flow: [1, null, {a: [null]}]
        nothing:

        """
    )
  }

  @Test func `lines are as long as they need to be`() {
    let words = String(repeating: "word ", count: 2000) + "end"
    for node in [["a": .string(words)], ["a": .string(words + ": #")], ["a": .string("\t" + words)]] as [Node] {
      #expect(node.yaml.split(separator: "\n").count == 1)
    }
    #expect(Node(.sequence(Array(repeating: "item", count: 500))).inFlow.yaml.split(separator: "\n").count == 1)
  }

  @Test func `a document has no markers, even after a block that ends in empty lines`() {
    #expect(Node.literal("a\n\n\n").yaml == "|+\n  a\n\n\n")
    #expect((["a": .literal("b\n\n")] as Node).yaml == "a: |+\n  b\n\n")
  }

  @Test func `output is appended`() {
    var output = Array("before\n".utf8)
    (["a": 1] as Node).appendYAML(to: &output)
    (["b": 2] as Node).appendYAML(to: &output)
    #expect(String(decoding: output, as: UTF8.self) == "before\na: 1\nb: 2\n")
  }

  @Test func `more than one buffer of libyaml's comes out whole`() throws {
    let node = Node(.sequence((0..<20_000).map { .string("item \($0)") }))
    #expect(try Node.parsed(node.yaml).shape == node.shape)
  }
}
