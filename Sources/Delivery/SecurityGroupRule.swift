import Cluster
import Profile
import Services

/// A rule of the cluster's security group: who may connect to a port.
struct SecurityGroupRule {
  /// The port.
  let port: Int
  /// What listens there.
  let what: String
  /// The range of addresses; nil for the security group itself.
  let range: String?

  /// The rules that let in what the cluster needs and the profile says.
  static func all(of cluster: Cluster) -> [SecurityGroupRule] {
    let network = cluster.delivery.network
    var rules: [SecurityGroupRule] = []
    for opening in cluster.openings {
      if opening.forNodes { rules.append(SecurityGroupRule(port: opening.port, what: opening.what, range: nil)) }
      let clients = opening.forClients ? network.clients.map(\.value) : []
      let administrators = opening.forAdministrators ? network.administrators.map(\.value) : []
      rules += (clients + administrators.filter { !clients.contains($0) }).map {
        SecurityGroupRule(port: opening.port, what: opening.what, range: $0)
      }
    }
    // Services of the operator's own can have one port on different nodes.
    var taken: Set<String> = []
    rules = rules.filter { taken.insert("\($0.port) \($0.range ?? "")").inserted }
    return rules + network.administrators.map { SecurityGroupRule(port: 22, what: "SSH", range: $0.value) }
  }
}
