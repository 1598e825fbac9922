import Findings
import Text
import CLibYAML

/// What libyaml stopped at, in words for people.
extension Parser {
  /// The error that libyaml stopped at, in words for somebody who doesn't know how a parser goes about it.
  var syntaxError: Diagnostic {
    let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "this is not YAML"
    let place = unsafe parser.pointee.problem_mark
    let here = mark(from: place, to: place)
    let context = unsafe parser.pointee.context == nil ? nil : mark(from: parser.pointee.context_mark)
    func error(_ message: String, at mark: SourceMark? = here, help: String? = nil, note: String? = nil) -> Diagnostic {
      let notes = note.map { [Diagnostic.Note($0, at: context)] } ?? []
      return Diagnostic(.error, "yaml-syntax", message, at: mark, help: help, notes: notes)
    }

    let line = source.line(here.line)?.unicodeScalars ?? String.UnicodeScalarView()
    let before = line.prefix(place.column)
    if line.dropFirst(place.column).first == "\t" {
      return Diagnostic(.error, "yaml-tab", "a tab can't indent YAML", at: here, help: "use spaces")
    }
    switch problem {
    case "could not find expected ':'":
      return error("this is not `key: value`", at: context, help: "put a colon and a blank between a key and its value")
    case "mapping values are not allowed in this context":
      return error("a colon can't stand here", help: "put a value with a colon in quotes, or check the indentation")
    case "block sequence entries are not allowed in this context":
      return error("a list can't begin here", help: "begin it on a line of its own")
    case "found character that cannot start any token":
      return error("a value can't begin with this character", help: "put the value in quotes")
    case "found unknown escape character":
      return error("this escape is not known", help: "write `\\\\` for a backslash, or use single quotes")
    case "found unexpected end of stream", "found unexpected document indicator":
      return error("this quote is never closed", at: context)
    case "did not find expected ',' or ']'" where isEnd(place), "did not find expected ',' or '}'" where isEnd(place):
      return error("this bracket is never closed", at: context)
    case "did not find expected ',' or ']'" where value(beforeBraceAt: place.column, in: line) != nil,
      "did not find expected ',' or '}'" where value(beforeBraceAt: place.column, in: line) != nil:
      let value = value(beforeBraceAt: place.column, in: line)
      return error(
        "a value within brackets ends before `{`",
        help: value.map { "quote it: '\($0)'" }
      )
    case "did not find expected ',' or ']'":
      return error("a comma or `]` is missing before this", note: "the list begins here")
    case "did not find expected ',' or '}'":
      return error("a comma or `}` is missing before this", note: "the mapping begins here")
    case "did not find expected key" where before.contains { $0.value != 0x20 }:
      return error("the value has ended before this", help: "put the whole value in one pair of quotes")
    case "did not find expected key":
      return error(
        "this doesn't fit the mapping round it",
        help: "give the keys of a mapping the same indentation",
        note: "the mapping begins here"
      )
    case "did not find expected node content":
      return error("a value is missing before this")
    case "did not find expected alphabetic or numeric character":
      return error("an anchor or alias needs a name", help: "put a value that begins with `&` or `*` in quotes")
    case "did not find expected <document start>":
      return error("the document has ended before this", help: "check the indentation")
    case "did not find expected '-' indicator":
      return error(
        "this doesn't fit the list round it",
        help: "give the items of a list the same indentation",
        note: "the list begins here"
      )
    default:
      return error(problem)
    }
  }

  /// The value that a brace at that column has cut in two, such as `kafka-{id}.example`.
  func value(beforeBraceAt column: Int, in line: String.UnicodeScalarView) -> String? {
    let ends: [Unicode.Scalar] = [" ", ",", "[", "]"]
    let before = String(
      String.UnicodeScalarView(line.prefix(column).reversed().prefix { !ends.contains($0) && $0 != "{" }.reversed())
    )
    let rest = line.dropFirst(column)
    guard rest.first == "{", !before.isEmpty, !before.includes("'"), !before.includes("\"") else { return nil }
    var value = before
    var depth = 0
    for character in rest {
      if ends.contains(character) || character == "}" && depth == 0 { break }
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      value.unicodeScalars.append(character)
    }
    return value.utf8.count <= 80 ? value : nil
  }

  /// Whether the text has ended there; libyaml adds a line break when the last line has none.
  func isEnd(_ mark: yaml_mark_t) -> Bool {
    mark.line >= lineLengths.count || mark.line == lineLengths.count - 1 && mark.column == lineLengths[mark.line]
  }
}
