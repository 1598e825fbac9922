import Catalog
import Cluster
import Profile

/// A port of the nodes that others connect to.
struct Opening {
  /// The port.
  let port: Int
  /// What listens there.
  let what: String
  /// Whether the other nodes connect to it.
  let forNodes: Bool
  /// Whether clients do.
  let forClients: Bool
  /// Whether only administrators do.
  let forAdministrators: Bool

  /// Who connects, for people.
  var who: String {
    [forClients ? "clients" : nil, forNodes ? "nodes" : nil, forAdministrators ? "administrators" : nil]
      .compactMap(\.self).joined(separator: ", ")
  }

  /// Every port of a cluster that something outside its own node connects to.
  static func all(of cluster: Cluster) -> [Opening] {
    let hasPeers = cluster.nodes.count > 1
    var openings: [Opening] = []
    for listener in cluster.listeners where listener.advertise.value != .localhost {
      openings.append(
        Opening(
          port: listener.port.value,
          what: "Kafka, listener \(listener.name.value)",
          forNodes: hasPeers,
          forClients: true,
          forAdministrators: false
        )
      )
    }
    if hasPeers && cluster.mode == .kraft {
      openings.append(
        Opening(
          port: cluster.controllerPort,
          what: "Kafka's controllers",
          forNodes: true,
          forClients: false,
          forAdministrators: false
        )
      )
    }
    for placed in cluster.services where placed.facts.service != .broker && placed.facts.service != .controller {
      let service = placed.facts.service
      let isInner = service == .zookeeper
      if isInner && !hasPeers { continue }
      for port in cluster.ports(of: placed) {
        openings.append(
          Opening(
            port: port,
            what: isInner ? "ZooKeeper" : service.rawValue,
            forNodes: hasPeers && !service.isUserInterface,
            forClients: !isInner && !service.isUserInterface,
            forAdministrators: service.isUserInterface
          )
        )
      }
    }
    return openings
  }

  /// A rule of a security group: who may connect to a port.
  struct Rule {
    /// The port.
    let port: Int
    /// What listens there.
    let what: String
    /// The range of addresses; nil for the security group itself.
    let range: String?
  }

  /// The rules of a security group that lets in what the cluster needs and the profile says.
  static func rules(of cluster: Cluster) -> [Rule] {
    let network = cluster.delivery.network
    var rules: [Rule] = []
    for opening in all(of: cluster) {
      if opening.forNodes { rules.append(Rule(port: opening.port, what: opening.what, range: nil)) }
      let ranges = opening.forClients ? network.clients : opening.forAdministrators ? network.administrators : []
      rules += ranges.map { Rule(port: opening.port, what: opening.what, range: $0.value) }
    }
    return rules + network.administrators.map { Rule(port: 22, what: "SSH", range: $0.value) }
  }
}
