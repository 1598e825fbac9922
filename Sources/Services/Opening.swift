/// A port of the nodes that others connect to.
package struct Opening: Sendable {
  /// The port.
  package let port: Int
  /// What listens there.
  package let what: String
  /// Whether the other nodes connect to it.
  package let forNodes: Bool
  /// Whether clients do.
  package let forClients: Bool
  /// Whether only administrators do.
  package let forAdministrators: Bool

  /// Who connects, for people.
  package var who: String {
    [forClients ? "clients" : nil, forNodes ? "nodes" : nil, forAdministrators ? "administrators" : nil]
      .compactMap(\.self).joined(separator: ", ")
  }

  /// A port that only the other nodes connect to.
  static func forNodes(_ port: Int, _ what: String) -> Opening {
    Opening(port: port, what: what, forNodes: true, forClients: false, forAdministrators: false)
  }

  /// The ports of a service that clients connect to, and the services of the other nodes; of a web UI, administrators.
  static func forClients(_ facts: ServiceFacts, in cluster: ClusterContext) -> [Opening] {
    let isForPeople = facts.service.isUserInterface
    return facts.publishedPorts().map { published in
      Opening(
        port: published.port,
        what: facts.service.name,
        forNodes: cluster.hasPeers && !isForPeople,
        forClients: !isForPeople,
        forAdministrators: isForPeople
      )
    }
  }

  /// Every port of a cluster of some services that something outside its own node connects to, Kafka's own first.
  package static func all(of services: [ServiceFacts], in cluster: ClusterContext) -> [Opening] {
    let brokers = services.filter { $0.service == .broker }
    let others = services.filter { $0.service != .broker }
    return (brokers + others).flatMap { $0.service.openings($0, cluster) }
  }
}
