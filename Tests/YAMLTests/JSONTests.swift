import Foundation
import Testing
import YAML

@Suite struct JSONTests {
  @Test func `collections are indented by two`() {
    let node: Node = ["a": [1, ["b": "c"], [], [:]], "d": Node(.sequence(["flow"])).inFlow]
    #expect(
      node.json == """
        {
          "a": [
            1,
            {
              "b": "c"
            },
            [],
            {}
          ],
          "d": [
            "flow"
          ]
        }

        """
    )
  }

  @Test(arguments: [
    ("1", "1"), ("-12", "-12"), ("+1", "1"), ("0755", "755"), ("0x1F", "31"), ("0o17", "15"), ("1.5", "1.5"),
    ("-0.5e-3", "-0.5e-3"), ("1E3", "1E3"), ("true", "true"), ("False", "false"), ("null", "null"), ("~", "null"),
    ("", "null"), ("12345678901234567890", "12345678901234567890"), (".5", "\".5\""), ("1.", "\"1.\""),
    ("1.e3", "\"1.e3\""), ("+1.5", "\"+1.5\""), ("01.5", "\"01.5\""), (".inf", "\".inf\""), (".nan", "\".nan\""),
    ("1_000", "\"1_000\""), ("yes", "\"yes\""), ("a", "\"a\""),
  ])
  func `a plain scalar is what JSON can say of it`(_ text: String, _ json: String) {
    #expect(Node(.scalar(Scalar(text, style: .plain))).json == json + "\n")
  }

  @Test(arguments: [Scalar.Style.string, .singleQuoted, .doubleQuoted, .literal, .folded])
  func `a scalar of any other style is a string`(_ style: Scalar.Style) {
    #expect(Node(.scalar(Scalar("1", style: style))).json == "\"1\"\n")
  }

  @Test(arguments: [
    ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#), ("\n\r\t", #""\n\r\t""#),
    ("\0\u{1}\u{F}", #""\u0000\u0001\u000f""#),
    ("\u{10}\u{1B}\u{1F}", #""\u0010\u001b\u001f""#), ("é🚀", #""é🚀""#),
  ])
  func `strings are escaped`(_ text: String, _ json: String) {
    #expect(Node.string(text).json == json + "\n")
  }

  @Test(arguments: 0..<20) func `Foundation reads random documents`(_ seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    for _ in 0..<20 {
      let texts = (0..<20).map { _ in generator.text() }
      let read = try JSONDecoder().decode([String].self, from: Data(Node(.sequence(texts.map(Node.string))).json.utf8))
      #expect(read.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
    }
  }
}
