package import Cluster
import Text
import YAML

/// The page for whoever pastes: the picture, each file behind a button that copies it, and the README's steps to tick off.
///
/// It is one file without network: it opens from a folder, and a policy in it keeps every request from leaving.
package struct Page {
  /// What is pasted for a launch.
  package struct Pasted: Sendable {
    /// Its path in the cluster's folder.
    package let path: String
    /// The text; nil where it is to be sent as a file: bytes that aren't text, or more texts than a page can carry.
    package let text: String?
    /// What the size is held against: the bytes that EC2 gets.
    package let size: Int
    /// Whether the console must be told that it is base64 already.
    package let isBase64: Bool

    /// Makes one of its parts.
    package init(path: String, text: String?, size: Int, isBase64: Bool) {
      self.path = path
      self.text = text
      self.size = size
      self.isBase64 = isBase64
    }
  }

  private let cluster: Cluster
  private let pasted: [Pasted]
  private let limit: Int
  private let readme: ReadmePage

  /// The page of a cluster; `pasted` is one for each launch, `limit` the most bytes that EC2 takes of each, and `readme` the
  /// README's text.
  package init(of cluster: Cluster, pasted: [Pasted], limit: Int, readme: String) {
    self.cluster = cluster
    self.pasted = pasted
    self.limit = limit
    self.readme = ReadmePage(readme)
  }

  /// The file: an HTML document in UTF-8.
  package var bytes: [UInt8] {
    var bytes = Array("<!doctype html>\n".utf8)
    Element("html", [("lang", "en")], [head, body]).append(to: &bytes)
    return bytes
  }

  private var head: Element {
    Element(
      "head",
      [],
      [
        Element("meta", [("charset", "utf-8")], [Element]()),
        Element("meta", [("name", "viewport"), ("content", "width=device-width")], [Element]()),
        Element("meta", [("http-equiv", "Content-Security-Policy"), ("content", Self.policy)], [Element]()),
        Element("title", [], "Kafka cluster \(cluster.name)"),
        Element("style", [], [.raw(Self.style)]),
      ]
    )
  }

  private static let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

  private var body: Element {
    var sections = readme.sections
    let first = sections.isEmpty ? nil : sections.removeFirst()
    let introduction = Element(
      "section",
      [],
      [Element("h1", [], first?.title ?? cluster.name), Element("div", [("class", "picture")], [picture])]
        + (first?.content ?? [])
    )
    let steps = sections.enumerated().map { index, section in
      let id = "step-\(index + 1)"
      let label = Element(
        "label",
        [],
        [.element(Element("input", [("type", "checkbox"), ("id", id)], [Element]())), .text(" \(section.title)")]
      )
      return Element("section", [], [Element("h2", [], [label])] + section.content)
    }
    return Element(
      "body",
      [],
      [
        Element("main", [], [introduction, files] + steps),
        Element("p", [("id", "said"), ("role", "status"), ("aria-live", "polite")], [Element]()),
        Element("script", [("type", "application/json"), ("id", "files")], [.raw(texts)]),
        Element("script", [], [.raw(Self.script)]),
      ]
    )
  }

  private var picture: Element { TopologyPicture(of: cluster).element }

  private var files: Element {
    let items = pasted.enumerated().map { index, file in
      let name = Element("code", [], file.path)
      let size =
        "\(file.size) of \(limit) bytes"
        + (file.isBase64 ? "; in the console, tick that it is base64 encoded already" : "")
      guard file.text != nil else {
        return Element("li", [], [.element(name), .text(", \(size): to be sent as a file")])
      }
      return Element(
        "li",
        [],
        [
          .element(Element("button", [("type", "button"), ("data-file", "\(index)")], "Copy \(file.path)")),
          .text(" \(size)"),
          .element(
            Element(
              "details",
              [("data-file", "\(index)")],
              [Element("summary", [], "Show it"), Element("pre", [("tabindex", "0")], [Element]())]
            )
          ),
        ]
      )
    }
    return Element(
      "section",
      [],
      [Element("h2", [], "User-data to paste"), Element("ul", [("class", "files")], items)]
    )
  }

  /// The texts as JSON in which no `<` is, so that nothing in them ends the script.
  private var texts: String {
    var bytes: [UInt8] = []
    Node(.sequence(pasted.map { file in file.text.map(Node.string) ?? .null })).appendJSON(to: &bytes)
    return String(decoding: bytes, as: UTF8.self).putting("\\u003c", for: "<")
  }

  private static let script = """
    const files = JSON.parse(document.getElementById('files').textContent);
    const said = document.getElementById('said');
    async function copy(text, name) {
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const area = document.createElement('textarea');
        area.value = text;
        document.body.append(area);
        area.select();
        document.execCommand('copy');
        area.remove();
      }
      said.textContent = 'Copied ' + name;
    }
    for (const button of document.querySelectorAll('button[data-file]')) {
      button.onclick = () => copy(files[button.dataset.file], button.textContent.slice(5));
    }
    for (const button of document.querySelectorAll('button[data-command]')) {
      button.onclick = () => copy(button.nextElementSibling.textContent.trimEnd(), 'the command');
    }
    for (const details of document.querySelectorAll('details[data-file]')) {
      details.ontoggle = () => { details.querySelector('pre').textContent = files[details.dataset.file]; };
    }

    """

  private static let style = """
    :root { color-scheme: light dark }
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
    pre { overflow: auto; padding: .6rem; border: 1px solid #8886; border-radius: 4px; font-size: 14px; margin: 0 }
    details pre { max-height: 24rem }
    .picture { overflow: auto }
    .files { list-style: none; padding: 0 }
    .files li { margin: .5rem 0 }
    .command { position: relative; margin: .8rem 0 }
    .command button { position: absolute; right: .4rem; top: .4rem }
    button { font: inherit; font-size: 14px; padding: .1rem .6rem; cursor: pointer }
    table { border-collapse: collapse; display: block; overflow: auto }
    th, td { border: 1px solid #8886; padding: .2rem .6rem; text-align: left }
    #said { position: fixed; bottom: 0; right: 1rem; background: Canvas; padding: 0 .6rem }
    """
}
