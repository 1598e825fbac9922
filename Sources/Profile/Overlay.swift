package import Findings
import Text
package import YAML

extension Node {
  /// This profile with another laid over it: mappings key by key, everything else replaced whole.
  ///
  /// It is how a profile changes the one that it names in `extends`.
  package func overlaid(with upper: Node) -> Node {
    guard var mapping, let changes = upper.mapping else { return upper }
    let places = mapping.places
    for entry in changes.entries {
      if let index = places[Array(entry.key.utf8)] {
        let merged = mapping.entries[index].value.overlaid(with: entry.value)
        mapping.entries[index] = Mapping.Entry(key: entry.key, keyMark: entry.keyMark, value: merged)
      } else {
        mapping.entries.append(entry)
      }
    }
    return Node(.mapping(mapping), mark: upper.mark, isFlow: isFlow)
  }
}

/// A value given on the command line, with `--set PATH=VALUE` or an option of its own.
package struct Override: Sendable {
  /// A step of the path.
  private enum Step {
    case key(String)
    case index(Int)
  }

  private let steps: [Step]
  private let value: Node
  private let mark: SourceMark

  /// Reads `PATH=VALUE`: a dotted path such as `nodes.count` or `nodes[0].host`, and a value in YAML.
  ///
  /// What follows `broker.` is one property name, dots and all. Gives nil after it has reported why.
  package init?(_ argument: String, into diagnostics: inout Diagnostics) {
    let source = Source(name: "--set", text: argument)
    mark = SourceMark(source: source, line: 1, column: 1, length: argument.unicodeScalars.count)
    let parts = argument.split(at: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let steps = Self.steps(parts[0]) else {
      diagnostics.error(
        "bad-override",
        "\(quoted("--set \(argument)")) is not PATH=VALUE",
        at: mark,
        help: "write it like `--set nodes.count=3` or `--set nodes[0].host=kafka.example.com`"
      )
      return nil
    }
    if case .key("extends") = steps[0] {
      diagnostics.error(
        "bad-override",
        "`extends` can't be set",
        at: mark,
        help: "name the profile that extends the other one instead"
      )
      return nil
    }
    // Blanks instead of the path keep the value at its column in the argument.
    let width = parts[0].unicodeScalars.count + 1
    let text = String(repeating: " ", count: width) + parts[1]
    if parts[1].isEmpty {
      value = .string("").marked(mark)
    } else {
      guard let node = Node.parse(Source(name: "--set", text: text), into: &diagnostics) else { return nil }
      value = node.moved(to: source)
    }
    self.steps = steps
  }

  /// The forms that `--delivery` names, in the place of the profile's.
  package init(delivery forms: [Profile.Delivery.Form]) {
    let names = forms.map(\.rawValue)
    let text = names.joined(separator: ",")
    let source = Source(name: "--delivery", text: text)
    mark = SourceMark(source: source, line: 1, column: 1, length: text.unicodeScalars.count)
    steps = [.key("delivery")]
    var column = 1
    var items: [Node] = []
    for name in names {
      let length = name.unicodeScalars.count
      items.append(.string(name).marked(SourceMark(source: source, line: 1, column: column, length: length)))
      column += length + 1
    }
    value = Node(.sequence(items), mark: mark)
  }

  private static func steps(_ path: Substring) -> [Step]? {
    if let property = path.rest(after: "broker."), !property.isEmpty {
      return [.key("broker"), .key(String(property))]
    }
    var steps: [Step] = []
    for part in path.split(at: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(at: "[", omittingEmptySubsequences: false)
      guard let key = pieces.first, !key.isEmpty else { return nil }
      steps.append(.key(String(key)))
      for piece in pieces.dropFirst() {
        guard piece.ends(with: "]"), let index = Int(Substring(piece.utf8.dropLast())), index >= 0 else { return nil }
        steps.append(.index(index))
      }
    }
    return steps
  }

  /// The profile with this value in its place; what is wrong with the place is reported.
  package func applied(to profile: Node, into diagnostics: inout Diagnostics) -> Node {
    set(steps[...], in: profile, path: "", &diagnostics)
  }

  private func set(_ steps: ArraySlice<Step>, in node: Node?, path: String, _ diagnostics: inout Diagnostics) -> Node {
    guard let step = steps.first else { return value }
    let rest = steps.dropFirst()
    switch step {
    case .key(let key):
      guard var mapping = node.map({ $0.scalar?.type == .null ? Mapping() : $0.mapping }) ?? Mapping() else {
        let kind = node?.sequence == nil ? "a value" : "a list"
        return refused(
          node,
          "`\(path)` is \(kind), and has no key \(quoted(key))",
          "set all of `\(path)` at once",
          &diagnostics
        )
      }
      let path = path.isEmpty ? key : "\(path).\(key)"
      let changed = set(rest, in: mapping[key], path: path, &diagnostics)
      if mapping[key] != nil {
        mapping[key] = changed
      } else {
        mapping.entries.append(Mapping.Entry(key: key, keyMark: mark, value: changed))
      }
      return Node(.mapping(mapping), mark: node?.mark ?? mark)
    case .index(let index):
      guard var items = node?.sequence else {
        return refused(
          node,
          "`\(path)` is no list, and has no item \(index)",
          "set all of `\(path)` at once",
          &diagnostics
        )
      }
      guard items.indices.contains(index) else {
        let help = "items are counted from 0"
        return refused(node, "`\(path)` has \(items.count) items, and no item \(index)", help, &diagnostics)
      }
      items[index] = set(rest, in: items[index], path: "\(path)[\(index)]", &diagnostics)
      return Node(.sequence(items), mark: node?.mark)
    }
  }

  private func refused(_ node: Node?, _ message: String, _ help: String, _ diagnostics: inout Diagnostics) -> Node {
    diagnostics.error("bad-override", message, at: mark, help: help)
    return node ?? .null
  }
}

extension Node {
  /// The same tree with its marks in another source that has it at the same lines and columns.
  fileprivate func moved(to source: Source) -> Node {
    func moved(_ mark: SourceMark?) -> SourceMark? {
      mark.map { SourceMark(source: source, line: $0.line, column: $0.column, length: $0.length) }
    }
    let content: Content =
      switch self.content {
      case .scalar(let scalar): .scalar(scalar)
      case .sequence(let items): .sequence(items.map { $0.moved(to: source) })
      case .mapping(let mapping):
        .mapping(
          Mapping(
            mapping.entries.map {
              Mapping.Entry(key: $0.key, keyMark: moved($0.keyMark), value: $0.value.moved(to: source))
            }
          )
        )
      }
    return Node(content, mark: moved(mark), isFlow: isFlow)
  }
}
