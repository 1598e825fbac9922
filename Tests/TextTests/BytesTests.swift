import Text
import Testing

/// Characters that Swift takes for a part of the one before or behind them, and that no other program does.
@Suite struct BytesTests {
  private static let marks = ["\u{600}", "\u{301}", "\u{200D}", "\u{FEFF}", "\u{1F3FB}"]

  @Test(arguments: marks) func `a character hides no other from a search`(_ mark: String) {
    let text = "a\(mark)/\(mark)b"
    #expect(text.includes("/"))
    #expect(text.split(at: "/").map { Array($0.utf8) } == ["a\(mark)", "\(mark)b"].map { Array($0.utf8) })
    #expect("/\(mark)".begins(with: "/"))
    #expect("\(mark)/".ends(with: "/"))
    #expect(Array("\(mark)$\(mark)".putting("$$", for: "$").utf8) == Array("\(mark)$$\(mark)".utf8))
    #expect(text.before("/").isSame(as: "a\(mark)"))
    #expect("/\(mark)".rest(after: "/")?.isSame(as: mark) == true)
  }

  @Test func `a line feed behind a carriage return is one by itself`() {
    #expect("a\r\nb".split(at: "\n").map { Array($0.utf8) } == ["a\r", "b"].map { Array($0.utf8) })
    #expect("a\r\n".ends(with: "\n"))
  }

  @Test func `what only looks the same is not the same`() {
    #expect(!"é".isSame(as: "e\u{301}"))
    #expect(!"\u{212A}".isSame(as: "K"))
    #expect(!"\u{212A}AFKA_".begins(with: "KAFKA_"))
    #expect(!"e\u{301}\u{323}".isSame(as: "e\u{323}\u{301}"))
    #expect("e\u{301}".isSame(as: "e\u{301}"))
  }

  @Test func `parts are what stands between separators, by default without the empty ones`() {
    #expect(",a,,b,".split(at: ",") == ["a", "b"])
    #expect(",a,,b,".split(at: ",", omittingEmptySubsequences: false) == ["", "a", "", "b", ""])
    #expect("a=b=c".split(at: "=", maxSplits: 1, omittingEmptySubsequences: false) == ["a", "b=c"])
    #expect("a...b".split(at: "...") == ["a", "b"])
    #expect("aaa".putting("b", for: "aa") == "ba")
    #expect("".split(at: ",", omittingEmptySubsequences: false) == [""])
  }

  @Test func `without the other text there is all before it and nothing behind it`() {
    #expect("abc".before(":") == "abc")
    #expect("abc".rest(after: "b") == nil)
    #expect(!"ab".begins(with: "abc") && !"bc".ends(with: "abc"))
  }

  @Test func `a text in a message is cut after eighty characters, whatever Swift takes for one`() {
    #expect(quoted("abc") == "`abc`")
    #expect(quoted("a" + String(repeating: "\u{301}", count: 100)).unicodeScalars.count == 83)
  }
}
