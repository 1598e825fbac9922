import Findings
import Text
import Catalog
import Profile
import Services

/// The nodes: ids, names, addresses, zones.
extension Resolver {
  /// A node before it is set against others.
  struct NodePattern {
    let id: Sourced<Int>
    let host: Sourced<String>
    let zone: String?
    let address: Sourced<String>?
    let instanceType: Sourced<String>
    /// The memory that the profile says for this type, which goes before what is known of the type.
    let memory: Int?
  }

  mutating func expandedNodes() -> [NodePattern] {
    switch profile.nodes {
    case .list(let nodes):
      return nodes.map { node in
        NodePattern(
          id: node.id,
          host: Sourced(node.host.value.putting(String(node.id.value), for: "{id}"), at: node.host.mark),
          zone: node.zone?.value,
          address: node.address,
          instanceType: node.instanceType ?? profile.instance.type,
          memory: node.instanceType == nil ? profile.instance.memory?.value : nil
        )
      }
    case .pattern(let pattern):
      if pattern.count.value > 1 && !pattern.host.value.includes("{id}") {
        diagnostics.error(
          "one-host",
          "all \(pattern.count.value) nodes would be called `\(pattern.host.value)`",
          at: pattern.host.mark,
          help: "put {id} into it, such as kafka-{id}.example.internal",
          notes: [Diagnostic.Note("the number of nodes is set here", at: pattern.count.mark)]
        )
      }
      return (0..<pattern.count.value).map { index in
        let id = pattern.firstID.value + index
        return NodePattern(
          id: Sourced(id, at: pattern.firstID.mark),
          host: Sourced(pattern.host.value.putting(String(id), for: "{id}"), at: pattern.host.mark),
          zone: pattern.zones.isEmpty ? nil : pattern.zones[index % pattern.zones.count].value,
          address: nil,
          instanceType: profile.instance.type,
          memory: profile.instance.memory?.value
        )
      }
    }
  }

  mutating func node(of pattern: NodePattern, index: Int, placeInQuorum place: Int?) -> ClusterNode {
    let type = InstanceType.named(pattern.instanceType.value)
    let architecture = InstanceType.architecture(of: pattern.instanceType.value)
    if !release.architectures.contains(architecture) {
      diagnostics.error(
        "no-image-for-architecture",
        "`\(pattern.instanceType.value)` has \(architecture.rawValue) processors, and release \(release.version) has images "
          + "for \(listed(release.architectures.map(\.rawValue))) only",
        at: pattern.instanceType.mark,
        help: "use a type with those processors, such as m5.large"
      )
    }
    if type == nil && profile.instance.memory == nil {
      diagnostics.error(
        "unknown-instance-type",
        "the memory of instance type `\(pattern.instanceType.value)` isn't known",
        at: pattern.instanceType.mark,
        help: diagnostics.nearest(
          to: pattern.instanceType.value,
          in: InstanceType.sizes(of: String(pattern.instanceType.value.before("."))).map(\.name),
          at: pattern.instanceType.mark
        ).map { "did you mean `\($0)`? If not, say its memory, such as `instance: {memory: 8g}`" }
          ?? "say it, such as `instance: {memory: 8g}`"
      )
    }
    return ClusterNode(
      index: index,
      id: pattern.id.value,
      host: pattern.host.value,
      zone: pattern.zone,
      address: pattern.address?.value,
      instanceType: pattern.instanceType,
      memory: pattern.memory ?? type?.memory ?? profile.instance.memory?.value ?? 0,
      zooKeeperServerID: mode == .zookeeper ? place : nil,
      controllerID: mode == .kraft && place != nil ? pattern.id.value + (isIsolated ? Self.controllerIDs : 0) : nil
    )
  }

  mutating func checkNodes(_ nodes: [NodePattern]) {
    switch profile.nodes {
    case .list:
      checkUnique(nodes.map(\.id), "duplicate-id") { "broker id \($0) is given twice" }
      checkUnique(nodes.map { Sourced($0.host.value.lowercased(), at: $0.host.mark) }, "duplicate-host") {
        "host `\($0)` is given twice"
      }
      checkUnique(nodes.compactMap(\.address), "duplicate-address") { "address \($0) is given twice" }
      checkAddresses(nodes)
      for node in nodes { checkName(node.host) }
    case .pattern(let pattern):
      // The last id has the most digits; all others make names that are no longer.
      guard let last = nodes.last else { return }
      checkName(last.host)
      if last.id.value > Int(Int32.max) {
        diagnostics.error(
          "id-too-large",
          "the last broker id would be \(last.id.value), and Kafka's ids end at \(Int32.max)",
          at: pattern.firstID.mark,
          help: "begin with a smaller `first_id`"
        )
      }
    }
  }

  /// Checks a name with the broker id in it.
  mutating func checkName(_ name: Sourced<String>) {
    if !NameRule.host.allows(name.value) {
      diagnostics.error(
        "bad-host-name",
        "the name `\(name.value)` is too long",
        at: name.mark,
        help: "with the broker id in it, it can have 63 characters between dots, and 253 in all"
      )
    }
    if Service.named(name.value.lowercased()) != nil {
      diagnostics.error(
        "service-name",
        "`\(name.value)` is the name of a service, and containers reach that one by it",
        at: name.mark,
        help: "choose another host name, such as kafka.example.internal"
      )
    }
  }

  mutating func checkUnique<Value: Hashable>(
    _ values: [Sourced<Value>],
    _ id: String,
    message: (Value) -> String
  ) {
    var first: [Value: SourceMark?] = [:]
    for value in values {
      if let earlier = first[value.value] {
        diagnostics.error(
          id,
          message(value.value),
          at: value.mark,
          notes: [Diagnostic.Note("first given here", at: earlier)]
        )
      } else {
        first[value.value] = value.mark
      }
    }
  }

  mutating func checkAddresses(_ nodes: [NodePattern]) {
    guard let example = nodes.first(where: { $0.address != nil }) else { return }
    for node in nodes where node.address == nil {
      diagnostics.error(
        "missing-address",
        "node \(node.id.value) has no `address`, and others have one",
        at: node.id.mark,
        help: "give every node one, or none and let DNS resolve the names",
        notes: [Diagnostic.Note("an address is given here", at: example.address?.mark)]
      )
    }
  }

  /// The ids of the first ten nodes, and how many more there are.
  func shortList(_ ids: [Int]) -> String {
    let shown = ids.prefix(10).map(String.init)
    return ids.count > 10 ? shown.joined(separator: ", ") + " and \(ids.count - 10) more" : listed(shown)
  }
}
