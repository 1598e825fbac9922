import Findings
import Text
import YAML

/// The hosts of a compose file that are called otherwise on a node, and what the file says with their new names.
struct HostReferences {
  /// What a host becomes.
  struct Target {
    /// The service that it is on a node.
    let service: String
    /// The ports on which that one listens, by those of the file.
    let ports: [Int: Int]
  }

  /// The hosts by their names: services, host names, names of containers, aliases in networks.
  let hosts: [String: Target]

  /// A service with all that it says of the hosts; `name` is its own, which it doesn't wait for.
  func followed(in service: Mapping, of name: String) -> Mapping {
    var service = service
    for key in ["depends_on", "links", "volumes_from"] {
      service[key] = service[key].flatMap { references(in: $0, of: name) }
    }
    for key in ["network_mode", "ipc", "pid"] {
      guard let value = service[key], let host = value.scalar?.text.rest(after: "service:"),
        let target = hosts[String(host)]
      else { continue }
      service[key] = Node.string("service:\(target.service)").marked(value.mark)
    }
    if let environment = service["environment"] {
      service["environment"] = texts(in: environment, isEnvironment: true)
    }
    for key in ["command", "entrypoint", "healthcheck"] {
      service[key] = service[key].map { texts(in: $0, isEnvironment: false) }
    }
    return service
  }

  /// Names of services: items such as `kafka1:alias`, or keys; nil where none is left.
  private func references(in value: Node, of name: String) -> Node? {
    func target(_ text: some StringProtocol) -> String { hosts[String(text)]?.service ?? String(text) }
    switch value.content {
    case .scalar: return value
    case .sequence(let items):
      var seen = Set<String>()
      let left = items.compactMap { item -> Node? in
        guard let text = item.scalar?.text else { return item }
        let service = text.before(":")
        let rest = text.rest(after: service) ?? ""
        if target(service) == name || !seen.insert(target(service) + rest).inserted { return nil }
        return hosts[String(service)] == nil ? item : Node.string(target(service) + rest).marked(item.mark)
      }
      return left.isEmpty ? nil : Node(.sequence(left), mark: value.mark, isFlow: value.isFlow)
    case .mapping(let conditions):
      var left = Mapping()
      for entry in conditions.entries where target(entry.key) != name && left[target(entry.key)] == nil {
        left.entries.append(.init(key: target(entry.key), keyMark: entry.keyMark, value: entry.value))
      }
      return left.entries.isEmpty ? nil : Node(.mapping(left), mark: value.mark, isFlow: value.isFlow)
    }
  }

  private func texts(in node: Node, isEnvironment: Bool) -> Node {
    switch node.content {
    case .mapping(var mapping):
      for index in mapping.entries.indices {
        let entry = mapping.entries[index]
        let holdsHost = isEnvironment && Self.wordsOfHosts.contains { entry.key.includes($0) }
        mapping.entries[index].value =
          holdsHost && entry.value.scalar.map { hosts[$0.text] != nil } ?? false
          ? Node.string(hosts[entry.value.scalar?.text ?? ""]?.service ?? "").marked(entry.value.mark)
          : texts(in: entry.value, isEnvironment: isEnvironment)
      }
      return Node(.mapping(mapping), mark: node.mark, isFlow: node.isFlow)
    case .sequence(let items):
      return Node(
        .sequence(items.map { texts(in: $0, isEnvironment: isEnvironment) }),
        mark: node.mark,
        isFlow: node.isFlow
      )
    case .scalar(var scalar):
      guard let text = followed(in: scalar.text) else { return node }
      scalar.text = text
      return Node(.scalar(scalar), mark: node.mark)
    }
  }

  /// A text with the hosts' new names and ports; nil where it says nothing of them.
  ///
  /// A name counts as a host before a port (`kafka1:9092`), and behind `://` or `@`; a path or a word is none. Where several
  /// brokers of the file become the one of the node, a list names it once.
  func followed(in text: String) -> String? {
    var seen = Set<String>()
    var hasChanged = false
    let items = text.split(at: ",", omittingEmptySubsequences: false).compactMap { item -> String? in
      let changed = followed(item)
      hasChanged = hasChanged || changed != nil
      let isRepeated = !seen.insert(changed ?? String(item)).inserted
      return changed != nil && isRepeated ? nil : changed ?? String(item)
    }
    return hasChanged ? items.joined(separator: ",") : nil
  }

  private func followed(_ text: Substring) -> String? {
    var result: [UInt8] = []
    var rest = text.utf8
    var hasChanged = false
    while let start = rest.firstIndex(where: Self.isOfName) {
      result += rest[..<start]
      let name = rest[start...].prefix(while: Self.isOfName)
      rest = rest[name.endIndex...]
      let port = rest.first == UInt8(ascii: ":") ? rest.dropFirst().prefix(while: \.isDigit) : rest.prefix(0)
      let isHost = !port.isEmpty || Self.marks.contains { result.suffix($0.utf8.count).elementsEqual($0.utf8) }
      guard isHost, let target = hosts[String(Substring(name))] else {
        result += name
        continue
      }
      hasChanged = true
      result += target.service.utf8
      if let number = Int(Substring(port)) {
        result += ":\(target.ports[number] ?? number)".utf8
        rest = rest[port.endIndex...]
      }
    }
    return hasChanged ? String(decoding: result + rest, as: UTF8.self) : nil
  }

  private static let marks = ["://", "@"]

  /// Parts of the names of variables that hold a host without a port.
  private static let wordsOfHosts = ["HOST", "SERVER", "BROKER", "ADDRESS"]

  /// Whether a byte can be one of a host's name.
  private static func isOfName(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }
}
