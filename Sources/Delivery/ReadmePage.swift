import Text

/// The README of a cluster as HTML: the Markdown that `ClusterReadme` writes, and no more of that language.
struct ReadmePage {
  /// A section: what stands below a heading of the second level.
  struct Section {
    /// The heading.
    let title: String
    /// What is below it.
    var content: [Element]
  }

  /// The sections in their order; what stands above the first one has the title of the whole.
  private(set) var sections: [Section] = []

  private var lines: ArraySlice<Substring>

  /// Reads a README.
  init(_ markdown: String) {
    lines = markdown.split(at: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.popFirst() {
      if line.isEmpty { continue }
      if let title = line.rest(after: "# ") ?? line.rest(after: "## ") {
        sections.append(Section(title: String(title), content: []))
      } else if let block = block(from: line), !sections.isEmpty {
        sections[sections.count - 1].content.append(block)
      }
    }
  }

  private mutating func block(from line: Substring) -> Element? {
    if let title = line.rest(after: "### ") { return Element("h3", [], Self.inline(title)) }
    if line.begins(with: "    ") { return code(from: line) }
    // The page has the picture itself.
    if line.begins(with: "![") { return nil }
    if line.begins(with: "| ") { return table(from: line) }
    if line.begins(with: "- ") { return list(from: line) }
    return Element("p", [], Self.inline(line))
  }

  /// The lines that begin as one does, without their beginning.
  private mutating func rows(from line: Substring, _ beginning: String) -> [Substring] {
    var rows = [line.rest(after: beginning) ?? line]
    while let row = lines.first?.rest(after: beginning) {
      rows.append(row)
      lines.removeFirst()
    }
    return rows
  }

  private mutating func code(from line: Substring) -> Element {
    let text = rows(from: line, "    ").joined(separator: "\n")
    return Element(
      "div",
      [("class", "command")],
      [
        Element("button", [("type", "button"), ("data-command", nil)], "Copy"),
        Element("pre", [("tabindex", "0")], [Element("code", [], text)]),
      ]
    )
  }

  private mutating func table(from line: Substring) -> Element {
    let rows = rows(from: line, "| ").filter { !$0.begins(with: "---") }.map { row in
      row.split(at: " | ").map { cell in cell.ends(with: " |") ? Substring(cell.utf8.dropLast(2)) : cell }
    }
    return Element(
      "table",
      [],
      rows.enumerated().map { index, row in
        Element("tr", [], row.map { Element(index == 0 ? "th" : "td", [], Self.inline($0)) })
      }
    )
  }

  private mutating func list(from line: Substring) -> Element {
    Element("ul", [], rows(from: line, "- ").map { Element("li", [], Self.inline($0)) })
  }

  /// A text with links, code in backquotes, and strong words between `**`.
  static func inline(_ text: Substring) -> [Element.Content] {
    let parts = text.split(at: "](", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let start = parts[0].utf8.lastIndex(of: UInt8(ascii: "[")) else { return words(text) }
    let target = parts[1].before(")")
    let label = parts[0][parts[0].utf8.index(after: start)...]
    let link = Element("a", [("href", String(target))], words(label))
    return words(parts[0][..<start]) + [.element(link)] + inline(parts[1].rest(after: "\(target))") ?? "")
  }

  private static func words(_ text: Substring) -> [Element.Content] {
    text.split(at: "`", omittingEmptySubsequences: false).enumerated().flatMap { index, part -> [Element.Content] in
      index % 2 == 1 ? [.element(Element("code", [], String(part)))] : strong(part)
    }
  }

  private static func strong(_ text: Substring) -> [Element.Content] {
    text.split(at: "**", omittingEmptySubsequences: false).enumerated().map { index, part in
      index % 2 == 1 ? .element(Element("strong", [], String(part))) : .text(String(part))
    }
  }
}
