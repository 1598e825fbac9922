package import Cluster
import Profile
package import Text

/// The picture of a cluster as SVG, for light and for dark pages, with texts that can be selected.
package struct TopologyPicture {
  private let topology: Topology
  private let metrics = Metrics()

  /// The picture of a cluster.
  package init(of cluster: Cluster) { topology = Topology(of: cluster) }

  /// The file: an SVG document in UTF-8.
  package var bytes: [UInt8] {
    var bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
    element.append(to: &bytes)
    return bytes
  }

  /// Sizes in pixels.
  ///
  /// No font is assumed, so texts are measured as the widest usual ones would be, and what is drawn
  /// wider than its place is squeezed into it.
  private struct Metrics {
    let line = 18
    let margin = 16
    let padding = 10
    let widest = 340

    /// How wide a text is at most, in 13 pixels of a usual sans serif.
    func width(of text: String) -> Int {
      Int(Double(text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 1 : 2) }) * 7.4) + 1
    }
  }

  private var columnWidth: Int {
    let boxes = topology.zones.flatMap(\.boxes)
    let texts = boxes.flatMap { box in lines(of: box).map(\.text) + [box.volume, Self.alike(box.others)] }
    let widest = (topology.zones.map(\.name) + texts).map(metrics.width(of:)).max() ?? 0
    return min(max(widest, 180), metrics.widest) + 4 * metrics.padding
  }

  private struct Line {
    let text: String
    let style: String
  }

  private func lines(of box: Topology.Box) -> [Line] {
    let node = box.node
    var lines = [Line(text: "broker \(node.id)", style: "strong"), Line(text: node.host, style: "plain")]
    lines.append(
      Line(text: [node.instanceType.value, node.address].compactMap(\.self).joined(separator: ", "), style: "weak")
    )
    for service in box.services {
      let words = [service.isVoter ? "\u{25CF}" : "\u{25CB}", service.name] + service.ports
      lines.append(Line(text: words.joined(separator: " "), style: "plain"))
    }
    return lines
  }

  private func height(of box: Topology.Box) -> Int {
    let others = box.others.isEmpty ? 0 : metrics.line + metrics.padding / 2
    return (lines(of: box).count + 1) * metrics.line + 2 * metrics.padding + 6 + others
  }

  /// The picture.
  package var element: Element {
    let (line, margin, padding) = (metrics.line, metrics.margin, metrics.padding)
    let columns = topology.zones.count
    let column = columnWidth
    let inner = max(columns * column + (columns - 1) * margin, 420)
    let width = inner + 2 * margin
    var y = margin + line
    var drawn: [Element] = [text(topology.title, x: margin, y: y, within: inner, "title")]
    y += line / 2 + padding
    for door in topology.doors {
      let from = door.from.isEmpty ? "whom your security groups let in" : door.from.joined(separator: ", ")
      let rows = ["\(door.who), from \(from)"] + door.doors.map { "\u{2193} \($0.what) :\($0.port)" }
      let height = rows.count * line + padding
      drawn.append(rectangle(x: margin, y: y, width: inner, height: height, "door"))
      for (index, row) in rows.enumerated() {
        drawn.append(
          text(
            row,
            x: margin + padding,
            y: y + (index + 1) * line,
            within: inner - 2 * padding,
            index == 0 ? "strong" : "plain"
          )
        )
      }
      y += height + padding
    }
    let heights = topology.zones.map { zone in
      zone.boxes.reduce(line + padding) { $0 + self.height(of: $1) + padding }
    }
    let tallest = heights.max() ?? 0
    for (index, zone) in topology.zones.enumerated() {
      drawn.append(self.zone(zone, x: margin + index * (column + margin), y: y, width: column, height: tallest))
    }
    y += tallest + padding
    let rows = ["\u{25CF} \(topology.quorum)", topology.copies] + topology.parts.map { "AWS: \($0)" }
    for row in rows {
      y += line
      drawn.append(text(row, x: margin, y: y, within: inner, "weak"))
    }
    let height = y + margin
    let described = [
      Element("title", [], topology.title),
      Element("desc", [], "Zones with their nodes, who connects to what, and the quorum"),
      Element("style", [], [.raw(Self.style)]),
      rectangle(x: 0, y: 0, width: width, height: height, "page"),
    ]
    return Element(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", "0 0 \(width) \(height)"), ("width", "\(width)"),
        ("height", "\(height)"), ("role", "img"),
      ],
      described + drawn
    )
  }

  private func zone(_ zone: Topology.Zone, x: Int, y: Int, width: Int, height: Int) -> Element {
    let (line, padding) = (metrics.line, metrics.padding)
    var drawn = [
      rectangle(x: x, y: y, width: width, height: height, "zone"),
      text(zone.name, x: x + padding, y: y + line, within: width - 2 * padding, "weak"),
    ]
    var top = y + line + padding
    for box in zone.boxes {
      let height = self.height(of: box)
      let (left, inner) = (x + padding, width - 2 * padding)
      if !box.others.isEmpty {
        drawn.append(rectangle(x: left + 4, y: top + 4, width: inner, height: height, "node"))
      }
      drawn.append(rectangle(x: left, y: top, width: inner, height: height, "node"))
      var baseline = top + line
      for one in lines(of: box) {
        drawn.append(text(one.text, x: left + padding, y: baseline, within: inner - 2 * padding, one.style))
        baseline += line
      }
      drawn.append(
        rectangle(
          x: left + padding,
          y: baseline - line + padding,
          width: inner - 2 * padding,
          height: line + 4,
          "volume"
        )
      )
      drawn.append(
        text(box.volume, x: left + 2 * padding, y: baseline + padding - 1, within: inner - 4 * padding, "plain")
      )
      if !box.others.isEmpty {
        baseline += line + padding
        drawn.append(
          text(Self.alike(box.others), x: left + padding, y: baseline + 4, within: inner - 2 * padding, "strong")
        )
      }
      top += height + padding
    }
    return Element("g", [], drawn)
  }

  /// `and 32 more like it, 4 to 97`.
  private static func alike(_ ids: [Int]) -> String {
    guard let first = ids.first, let last = ids.last else { return "" }
    if ids.count == 1 { return "and broker \(first), like it" }
    return ids.count < 4
      ? "and brokers \(listed(ids.map { "\($0)" })), like it"
      : "and \(ids.count) more like it, brokers \(first) to \(last)"
  }

  private func rectangle(x: Int, y: Int, width: Int, height: Int, _ style: String) -> Element {
    Element(
      "rect",
      [
        ("x", "\(x)"), ("y", "\(y)"), ("width", "\(width)"), ("height", "\(height)"),
        ("rx", style == "page" ? "0" : "4"),
        ("class", style),
      ],
      [Element]()
    )
  }

  private func text(_ text: String, x: Int, y: Int, within width: Int, _ style: String) -> Element {
    var attributes: [(name: String, value: String?)] = [("x", "\(x)"), ("y", "\(y)"), ("class", style)]
    if metrics.width(of: text) > width {
      attributes += [("textLength", "\(width)"), ("lengthAdjust", "spacingAndGlyphs")]
    }
    return Element("text", attributes, text)
  }

  private static let style = """
    text { font: 13px system-ui, sans-serif; fill: #1b1f24; white-space: pre }
    .title { font-size: 16px; font-weight: 600 }
    .strong { font-weight: 600 }
    .weak { fill: #57606a }
    .page { fill: #ffffff }
    .door { fill: #eaf5ec; stroke: #4b8f5c }
    .zone { fill: #f6f8fa; stroke: #c3cad2 }
    .node { fill: #ffffff; stroke: #57606a }
    .volume { fill: #fff4d6; stroke: #b08800 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .weak { fill: #9aa4af }
      .page { fill: #0d1117 }
      .door { fill: #12261a; stroke: #57ab6a }
      .zone { fill: #151b23; stroke: #3d444d }
      .node { fill: #0d1117; stroke: #9aa4af }
      .volume { fill: #2b2410; stroke: #d4a72c }
    }
    """
}
