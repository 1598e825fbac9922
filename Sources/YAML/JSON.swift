import Text

extension Node {
  /// Appends the node as a JSON text (RFC 8259), indented by two blanks, with a line feed at the end.
  ///
  /// A plain scalar becomes what the core schema of YAML 1.2 takes it for, as far as JSON has that; every other scalar
  /// is a string.
  package func appendJSON(to output: inout [UInt8]) {
    append(to: &output, depth: 0)
    output.append(UInt8(ascii: "\n"))
  }

  /// Appends the node, whose parents are so many.
  private func append(to output: inout [UInt8], depth: Int) {
    switch content {
    case .scalar(let scalar):
      scalar.append(to: &output)
    case .sequence(let items):
      output.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        output.append(lineBreakAt: depth + 1, afterComma: index > 0)
        item.append(to: &output, depth: depth + 1)
      }
      if !items.isEmpty { output.append(lineBreakAt: depth) }
      output.append(UInt8(ascii: "]"))
    case .mapping(let mapping):
      output.append(UInt8(ascii: "{"))
      for (index, entry) in mapping.entries.enumerated() {
        output.append(lineBreakAt: depth + 1, afterComma: index > 0)
        output.append(jsonString: entry.key)
        output.append(UInt8(ascii: ":"))
        output.append(UInt8(ascii: " "))
        entry.value.append(to: &output, depth: depth + 1)
      }
      if !mapping.entries.isEmpty { output.append(lineBreakAt: depth) }
      output.append(UInt8(ascii: "}"))
    }
  }
}

extension [UInt8] {
  /// Appends a line feed and the indentation of a depth.
  fileprivate mutating func append(lineBreakAt depth: Int, afterComma: Bool = false) {
    if afterComma { append(UInt8(ascii: ",")) }
    append(UInt8(ascii: "\n"))
    append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }
}

extension Scalar {
  fileprivate func append(to output: inout [UInt8]) {
    switch type {
    case .null: output.append(contentsOf: "null".utf8)
    case .boolean(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): output.append(contentsOf: String(value).utf8)
    case .float where isJSONNumber: output.append(contentsOf: text.utf8)
    case .float, .string: output.append(jsonString: text)
    }
  }

  /// Whether a number of YAML is one of JSON too: a digit before and after the point, no plus sign, no leading zero.
  private var isJSONNumber: Bool {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let number = Array(text.utf8.drop { $0 == UInt8(ascii: "-") })
    guard let first = number.first, digits ~= first else { return false }
    if first == UInt8(ascii: "0"), number.count > 1, digits ~= number[1] { return false }
    guard let point = number.firstIndex(of: UInt8(ascii: ".")) else { return true }
    return point + 1 < number.count && digits ~= number[point + 1]
  }
}
