import Findings
import Text
import YAML

extension Reader {
  /// Checks a key of the operator's cloud-config that the program has no rules of its own for.
  ///
  /// Of what is known to be harmless the types are checked; what is known to do harm is refused; and of the rest is said
  /// that it isn't checked.
  mutating func checkCloudConfig(_ entry: Mapping.Entry, mount: String) {
    let path = "cloud_config.\(entry.key)"
    if let reason = CloudConfigKey.reasonToRefuse(entry.key) {
      refuseKey(path, at: entry.keyMark, reason)
      return
    }
    if let type = CloudConfigKey.harmless(entry.key) {
      check(entry.value, type, path: path, mount: mount)
      return
    }
    if let type = CloudConfigKey.unjudged(entry.key) {
      check(entry.value, type, path: path, mount: mount)
      warnUnchecked(
        path,
        at: entry.keyMark,
        help: "whether it leaves the volume, Docker and the boot alone isn't known here"
      )
      return
    }
    checkUnknown(entry, CloudConfigKey.names, path: path)
  }

  /// A key that is nearly one of cloud-init's was meant for that; of any other nothing is known.
  private mutating func checkUnknown(_ entry: Mapping.Entry, _ known: [String], path: String) {
    if let near = diagnostics.nearest(to: entry.key, in: known, at: entry.keyMark) {
      diagnostics.error(
        "unknown-key",
        "unknown key \(quoted(entry.key))",
        at: entry.keyMark,
        help: "did you mean `\(near)`?"
      )
    } else {
      warnUnchecked(path, at: entry.keyMark, help: "cloud-init's schema has no such key, so it may do nothing")
    }
  }

  private mutating func warnUnchecked(_ path: String, at mark: SourceMark?, help: String) {
    diagnostics.warning("unchecked-key", "\(quoted(path)) is passed on unchecked", at: mark, help: help)
  }

  private mutating func refuseKey(_ path: String, at mark: SourceMark?, _ reason: String) {
    diagnostics.error("refused-key", "`\(path)` is refused", at: mark, help: reason)
  }

  /// Checks a value by cloud-init's schema.
  mutating func check(_ node: Node, _ type: CloudConfigType, path: String, mount: String) {
    switch type {
    case .anything:
      // What is refused by its path is so below anything.
      for entry in node.mapping?.entries ?? [] { checkRefused(entry, path: path) }
      return
    case .either(let types):
      if let type = types.first(where: { node.hasForm(of: $0) }) {
        check(node, type, path: path, mount: mount)
        return
      }
    case _ where !node.hasForm(of: type): break
    case .list(let type):
      for (index, item) in (node.sequence ?? []).enumerated() {
        check(item, type, path: "\(path)[\(index)]", mount: mount)
      }
      return
    case .names(let type):
      for entry in node.mapping?.entries ?? [] {
        if checkRefused(entry, path: path) { continue }
        check(entry.value, type, path: "\(path).\(entry.key)", mount: mount)
      }
      return
    case .fields(let fields, let required):
      checkFields(node, fields, required, path: path, mount: mount)
      return
    case .path:
      checkPath(node, node.scalar?.text ?? "", path: path, mount: mount)
      return
    case .redirection:
      checkRedirection(node, path: path, mount: mount)
      return
    case .text, .boolean, .integer, .null, .choice: return
    }
    let isText = node.scalar.map { $0.type != .null } == true && type.takesText
    wrongType(node, path, type.description, help: isText ? "put it in quotes: '\(node.scalar?.text ?? "")'" : nil)
  }

  private mutating func checkFields(
    _ node: Node,
    _ fields: [String: CloudConfigType],
    _ required: [[String]],
    path: String,
    mount: String
  ) {
    let entries = node.mapping?.entries ?? []
    let count = diagnostics.count
    for entry in entries {
      if checkRefused(entry, path: path) { continue }
      // The older names have hyphens.
      if let type = fields[entry.key] ?? fields[entry.key.putting("_", for: "-")] {
        check(entry.value, type, path: "\(path).\(entry.key)", mount: mount)
      } else {
        checkUnknown(entry, fields.keys.sorted(), path: "\(path).\(entry.key)")
      }
    }
    // A key that is missing may be one of those misspelt.
    if diagnostics.count > count { return }
    for group in required where !entries.contains(where: { group.contains($0.key) }) {
      diagnostics.error(
        "missing-key",
        "`\(path).\(group[0])` is missing",
        at: node.mark.map(\.firstCharacter),
        help: "cloud-init does nothing without it"
      )
    }
  }

  @discardableResult
  private mutating func checkRefused(_ entry: Mapping.Entry, path: String) -> Bool {
    let prefix = "cloud_config."
    let path = "\(path).\(entry.key)"
    guard let reason = CloudConfigKey.reasonToRefuse(path.rest(after: prefix).map(String.init) ?? "") else {
      return false
    }
    refuseKey(path, at: entry.keyMark, reason)
    return true
  }

  // MARK: Paths

  /// cloud-init opens the file, or the program behind `|`.
  private mutating func checkRedirection(_ node: Node, path: String, mount: String) {
    let text = node.scalar?.text ?? ""
    var rest = text.utf8[...]
    while let first = rest.first, first == UInt8(ascii: ">") || first == UInt8(ascii: " ") { rest.removeFirst() }
    if rest.first == UInt8(ascii: "|") { return }
    checkPath(node, String(decoding: rest, as: UTF8.self), path: path, mount: mount)
  }

  /// Checks where something of the operator's would be; gives whether it may be there.
  @discardableResult
  mutating func checkPath(_ node: Node, _ text: String, path: String, mount: String) -> Bool {
    let place = NodePath(text, mount: mount)
    if place.leadsUp {
      diagnostics.error(
        "bad-path",
        "`\(path)` is \(quoted(text)), which has a way back in it",
        at: node.mark,
        help: "leave out `..`"
      )
      return false
    }
    switch place.fault {
    case .own:
      diagnostics.error(
        "taken-path",
        "`\(path)` is \(quoted(text)), where this program has a file of its own",
        at: node.mark,
        help: "choose another path"
      )
    case .belowMount:
      diagnostics.error(
        "path-below-mount",
        "`\(path)` is below the mount point `\(mount)`",
        at: node.mark,
        help: "cloud-init writes files before the data volume is mounted, which would hide it; write it by `runcmd`"
      )
    case .refused(let reason):
      diagnostics.error(
        "refused-path",
        "`\(path)` is \(quoted(text)), and that is refused",
        at: node.mark,
        help: reason
      )
    case nil: return true
    }
    return false
  }
}

extension Node {
  /// Whether cloud-init would find that kind of value, whatever is in it.
  fileprivate func hasForm(of type: CloudConfigType) -> Bool {
    switch type {
    case .text, .path, .redirection: return pyYAMLType == .text
    case .boolean: return pyYAMLType == .boolean
    case .integer: return pyYAMLType == .integer
    case .null: return pyYAMLType == .null
    case .choice(let texts): return pyYAMLType == .text && texts.contains(scalar?.text ?? "")
    case .list: return sequence != nil
    case .fields, .names: return mapping != nil
    case .either(let types): return types.contains { hasForm(of: $0) }
    case .anything: return true
    }
  }

  private var pyYAMLType: PyYAMLType? {
    scalar.map { $0.style == .plain ? PyYAMLType(plain: $0.text) : .text }
  }
}

extension CloudConfigType {
  /// Whether a scalar would be right in quotes, and nothing but a scalar would be.
  fileprivate var takesText: Bool {
    switch self {
    case .text, .path, .redirection: true
    case .either(let types): types.contains { $0.takesText } && types.allSatisfy(\.isScalar)
    default: false
    }
  }

  private var isScalar: Bool {
    switch self {
    case .list, .fields, .names, .anything: false
    default: true
    }
  }
}
