import Findings
import Text
import YAML

/// What is said of keys and values that don't belong where they stand.
extension Reader {
  /// Puts keys that stand beside a key with nothing behind it, and belong below it, where they belong, and reports that once.
  mutating func indent(_ mapping: inout Mapping, in section: Section) {
    var index = 0
    while index < mapping.entries.count {
      let entry = mapping.entries[index]
      index += 1
      guard entry.value.scalar?.type == .null, section.has(entry.key),
        let inner = section[entry.key].shape.section
      else { continue }
      let strayed = mapping.entries[index...].prefix { !section.has($0.key) && inner.has($0.key) }
      guard let first = strayed.first else { continue }
      let names = strayed.map { "`\($0.key)`" }
      diagnostics.error(
        "bad-indentation",
        "\(listed(names)) \(names.count == 1 ? "stands" : "stand") beside `\(entry.key)`, and \(names.count == 1 ? "belongs" : "belong") below it",
        at: first.keyMark,
        help: "indent \(names.count == 1 ? "it" : "them") by two blanks"
      )
      mapping.entries[index - 1].value = Node(.mapping(Mapping(Array(strayed))), mark: first.keyMark)
      mapping.entries.removeSubrange(index..<(index + strayed.count))
    }
  }

  mutating func reportUnknown(_ entry: Mapping.Entry, in section: Section, place: String, meant: String?) {
    let known = section.keys.map(\.name)
    let help: String
    if let near = meant ?? diagnostics.nearest(to: entry.key, in: known, at: entry.keyMark) {
      help = "did you mean `\(near)`?"
    } else if let elsewhere = Schema.home(of: entry.key, seenFrom: place) {
      help = "it belongs \(elsewhere)"
    } else {
      help = "the keys here are \(listed(known.map { "`\($0)`" }))"
    }
    diagnostics.error("unknown-key", "unknown key \(quoted(entry.key))", at: entry.keyMark, help: help)
  }

  /// The right form of a value of the wrong type, where it can be told from what is written.
  func hint(_ node: Node, for key: Key) -> String? {
    guard let scalar = node.scalar, scalar.type != .null, scalar.text.utf8.count <= 60 else { return nil }
    let text = scalar.text
    switch key.shape {
    case .list(.text, _), .list(.choice, _), .list(.integer, _):
      if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && !",[]{}#&*!|>'\"%@`:".utf8.contains($0) }), !text.isEmpty {
        return "write it as `\(key.name): [\(text)]`"
      }
      return key.example.map { "write it like `\(key.name): \($0)`" }
    case .list: return key.example.map { "write it like `\(key.name): \($0)`" }
    case .integer:
      let digits = text.utf8.prefix { $0.isDigit }
      let rest = text.utf8.dropFirst(digits.count).drop { $0 == UInt8(ascii: " ") }
      if digits.isEmpty { return nil }
      if rest.isEmpty {
        return scalar.style == .plain ? nil : "write it without quotes: `\(key.name): \(Substring(digits))`"
      }
      guard rest.allSatisfy(\.isLetter) else { return nil }
      return "write the number alone, without `\(Substring(rest))`: `\(key.name): \(Substring(digits))`"
        + (key.unit.map { "; it counts \($0)" } ?? "")
    case .boolean:
      switch text.lowercased() {
      case "yes", "on", "y", "true": return "write `\(key.name): true`"
      case "no", "off", "n", "false": return "write `\(key.name): false`"
      default: return nil
      }
    default: return nil
    }
  }

  mutating func wrongType(_ node: Node, _ path: String, _ expected: String, help: String? = nil) {
    let found =
      switch node.content {
      case .mapping: "a mapping"
      case .sequence: "a list"
      case .scalar(let scalar): scalar.type == .null ? "nothing" : quoted(scalar.text)
      }
    let place = path.isEmpty ? "a profile" : "`\(path)`"
    diagnostics.error("wrong-type", "\(place) must be \(expected), not \(found)", at: node.mark, help: help)
  }
}
