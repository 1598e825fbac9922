package import Findings
import Text
package import YAML

extension Profile {
  /// Reads a profile, every value checked by itself.
  ///
  /// What is wrong is reported and left out, so that all else can be checked further; nil when it is no mapping.
  package static func read(_ document: Node, into diagnostics: inout Diagnostics) -> Profile? {
    var reader = Reader(diagnostics: diagnostics)
    let profile = reader.profile(document)
    diagnostics = reader.diagnostics
    return profile
  }

  /// The paths of the table's keys that reading this profile asks for, whether it has them or not.
  package static func keysAsked(of document: Node) -> Set<String> {
    var reader = Reader(asked: [])
    _ = reader.profile(document)
    return reader.asked ?? []
  }
}

extension Reader {
  fileprivate mutating func profile(_ document: Node) -> Profile? {
    guard let top = open(document, Schema.profile, path: "", place: "") else { return nil }
    // What extends another profile has been laid over that one.
    _ = node("extends", in: top)
    let cluster = noting("cluster") { $0.text("cluster", in: top) }
    let release = noting("release") { $0.text("release", in: top) }
    let nodes = noting("nodes") { $0.nodes(in: top) }
    let standard = Self.defaultListeners(isSingle: nodes.map { $0.count == 1 } ?? true)
    let listeners = noting("listeners") { $0.listeners(in: top) } ?? standard
    let services = noting("services") { $0.services(in: top) }
    let data = noting("data") { $0.dataVolume(in: top) }
    return Profile(
      cluster: cluster ?? Sourced("cluster"),
      release: release ?? Sourced(""),
      clusterID: noting("cluster_id") { $0.text("cluster_id", in: top) },
      nodes: nodes
        ?? .pattern(
          Profile.NodePattern(count: Sourced(1), firstID: Sourced(1), host: Sourced("kafka.example"), zones: [])
        ),
      listeners: listeners.isEmpty ? standard : listeners,
      services: services?.isEmpty == true ? nil : services,
      broker: noting("broker") { $0.brokerProperties(in: top) },
      data: data,
      checkout: noting("checkout") { $0.checkout(in: top) },
      instance: noting("instance") { $0.instance(in: top) },
      delivery: noting("delivery") { $0.delivery(in: top) },
      cloudConfig: cloudConfig(in: top, mount: data.mount.value),
      doubts: doubts
    )
  }

  // MARK: Nodes

  private mutating func nodes(in top: Object) -> Profile.Nodes? {
    guard let node = node("nodes", in: top) else { return nil }
    return node.sequence == nil ? nodePattern(node, in: top) : nodeList(node, in: top)
  }

  private mutating func nodePattern(_ node: Node, in top: Object) -> Profile.Nodes? {
    let shape = top.section["nodes"].shape
    guard let section = shape.section,
      let object = open(node, section, path: "nodes", place: "nodes", shape: shape)
    else { return nil }
    let count = integer("count", in: object)
    let firstID = integerOrDefault("first_id", in: object)
    let host = host("host", in: object)
    let zones = texts("zones", in: object)
    guard let count, let host else { return nil }
    return .pattern(Profile.NodePattern(count: count, firstID: firstID, host: host, zones: zones))
  }

  private mutating func nodeList(_ node: Node, in top: Object) -> Profile.Nodes? {
    guard let items = list("nodes", in: top) else { return nil }
    if items.isEmpty {
      diagnostics.error("no-nodes", "`nodes` is an empty list", at: node.mark, help: "list at least one node")
    }
    var nodes: [Profile.ListedNode] = []
    for item in items {
      guard let object = self.item(item, of: "nodes", in: top) else { continue }
      let id = integer("id", in: object)
      let host = host("host", in: object)
      let zone = text("zone", in: object)
      let address = text("address", in: object)
      let instanceType = text("instance_type", in: object)
      if let id, let host {
        nodes.append(
          Profile.ListedNode(id: id, host: host, zone: zone, address: address, instanceType: instanceType)
        )
      }
    }
    return nodes.isEmpty ? nil : .list(nodes)
  }

  private mutating func host(_ name: String, in object: Object) -> Sourced<String>? {
    string(name, in: object).flatMap { hostPattern($0, path: object.path(of: name)) }
  }

  /// A host name in which `{id}` may stand.
  mutating func hostPattern(_ text: Sourced<String>, path: String) -> Sourced<String>? {
    let sample = text.value.putting("1", for: "{id}")
    if sample.includes("{") || sample.includes("}") {
      diagnostics.error(
        "unknown-placeholder",
        "`\(path)` has a placeholder that isn't known",
        at: text.mark,
        help: "only {id}, the broker id, can stand in a host name"
      )
      return nil
    }
    if ["localhost", "localhost.localdomain"].contains(text.value.lowercased()) {
      diagnostics.error(
        "localhost-name",
        "`\(path)` is `\(text.value)`, which every machine takes for itself",
        at: text.mark,
        help: "write a name that clients and the other nodes resolve to this node"
      )
      return nil
    }
    return check(text, .host, path: path, sample: sample)
  }
}

extension Profile.Nodes {
  /// How many nodes there are.
  package var count: Int {
    switch self {
    case .pattern(let pattern): pattern.count.value
    case .list(let nodes): nodes.count
    }
  }
}
