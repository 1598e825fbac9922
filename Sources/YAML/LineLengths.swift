import Findings
import Text
import CLibYAML

/// The length of every line in Unicode scalars; throws at the first that can't stand in a text.
///
/// The line breaks that only YAML 1.1 knows (U+0085, U+2028, U+2029) are refused, so that both versions, and the line
/// numbers, agree.
func lengthsOfLines(in source: Source) throws(Diagnostic) -> [Int] {
  var lengths: [Int] = []
  var column = 0
  var here: SourceMark { SourceMark(source: source, line: lengths.count + 1, column: column + 1) }
  guard source.bytes.count <= ParserLimit.bytes else {
    throw Diagnostic(.error, "yaml-too-large", "a text of more than \(ParserLimit.bytes) bytes is not read", at: here)
  }
  var bytes = source.bytes.dropFirst(source.byteOrderMarkLength).makeIterator()
  var parser = Unicode.UTF8.ForwardParser()
  var isAfterReturn = false
  while true {
    let character: Unicode.Scalar
    switch parser.parseScalar(from: &bytes) {
    case .valid(let encoded): character = Unicode.UTF8.decode(encoded)
    case .error:
      throw Diagnostic(.error, "yaml-encoding", "this is not UTF-8", at: here, help: "save the file as UTF-8")
    case .emptyInput:
      return lengths + [column]
    }
    switch character {
    case "\n":
      lengths.append(column)
      column = 0
    case _ where isAfterReturn:
      throw Diagnostic(
        .error,
        "yaml-character",
        "a carriage return can't stand alone",
        at: here,
        help: "end lines with LF or CR LF"
      )
    case "\r": break
    case "\t", " "..."~", "\u{A0}"..."\u{2027}", "\u{202A}"..."\u{FEFE}", "\u{FF00}"..."\u{FFFD}",
      "\u{10000}"..."\u{10FFFF}":
      column += 1
    default:
      let digits = String(character.value, radix: 16, uppercase: true)
      let number = String(repeating: "0", count: 4 - digits.count) + digits
      throw Diagnostic(
        .error,
        "yaml-character",
        "the character U+\(number) can't stand in YAML as it is",
        at: here,
        help: "remove it, or write `\\u\(number)` in double quotes"
      )
    }
    isAfterReturn = character == "\r"
  }
}
