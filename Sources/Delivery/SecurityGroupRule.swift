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
      let ranges = opening.forClients ? network.clients : opening.forAdministrators ? network.administrators : []
      rules += ranges.map { SecurityGroupRule(port: opening.port, what: opening.what, range: $0.value) }
    }
    return rules + network.administrators.map { SecurityGroupRule(port: 22, what: "SSH", range: $0.value) }
  }
}
