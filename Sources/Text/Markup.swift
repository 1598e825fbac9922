/// An element of SVG or HTML with what is in it, from which the text is made; nothing in it is taken for markup.
package struct Element: Sendable {
  /// What an element has in it.
  package enum Content: Sendable {
    /// Another element.
    case element(Element)
    /// A text.
    case text(String)
    /// What `style` and `script` have: it is read as it is up to the end tag, so `</` must not be in it.
    case raw(String)
  }

  /// The name of the tag.
  package let name: String
  /// The attributes in their order; nil for one without a value, as HTML has them.
  package var attributes: [(name: String, value: String?)]
  /// What is in it.
  package var content: [Content]

  /// Makes an element.
  package init(_ name: String, _ attributes: [(name: String, value: String?)] = [], _ content: [Content] = []) {
    self.name = name
    self.attributes = attributes
    self.content = content
  }

  /// Makes an element of elements.
  package init(_ name: String, _ attributes: [(name: String, value: String?)] = [], _ elements: [Element]) {
    self.init(name, attributes, elements.map(Content.element))
  }

  /// Makes an element of a text.
  package init(_ name: String, _ attributes: [(name: String, value: String?)] = [], _ text: String) {
    self.init(name, attributes, [.text(text)])
  }

  /// Elements of HTML without an end tag that a page of ours has (HTML Living Standard, 13.1.2, "void elements").
  private static let void = ["meta", "input", "br", "hr", "link", "img"]

  /// Appends the element as HTML, in which an element of SVG is as it is in XML.
  package func append(to bytes: inout [UInt8]) {
    bytes += "<\(name)".utf8
    for attribute in attributes {
      bytes += " \(attribute.name)".utf8
      if let value = attribute.value { bytes += "=\"\(value.markupText)\"".utf8 }
    }
    bytes += ">".utf8
    if Self.void.contains(name) { return }
    for part in content {
      switch part {
      case .element(let element): element.append(to: &bytes)
      case .text(let text): bytes += text.markupText.utf8
      case .raw(let text): bytes += text.utf8
      }
    }
    bytes += "</\(name)>".utf8
    if Self.lines.contains(name) { bytes.append(UInt8(ascii: "\n")) }
  }

  /// Elements behind which a line ends, so that two files of a cluster can be compared by lines.
  private static let lines = [
    "g", "text", "rect", "line", "path", "style", "title", "desc", "svg", "section", "p", "li",
    "tr", "h1", "h2", "h3", "script", "head", "body", "table", "ol", "ul", "button", "div", "pre",
  ]
}
