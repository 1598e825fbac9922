import Catalog
import YAML

/// What brokers and controllers have in common.
package enum KRaft {
  /// The name of the controllers' listener.
  package static let listener = "CONTROLLER"

  /// What a node of KRaft's is and whom it asks; nothing with ZooKeeper.
  static func variables(id: Int, roles: String, in cluster: ClusterContext) -> [Variable] {
    if cluster.mode != .kraft { return [] }
    return [
      .set("KAFKA_NODE_ID", .integer(id)),
      .set("KAFKA_PROCESS_ROLES", text: roles),
      .set("CLUSTER_ID", text: cluster.id),
      .set("KAFKA_CONTROLLER_QUORUM_VOTERS", text: cluster.controllerQuorumVoters),
      .set("KAFKA_CONTROLLER_LISTENER_NAMES", text: listener),
    ]
  }

  /// On every address, in the form that release 7.9.0 takes too (KAFKA-18281).
  static func boundController(_ cluster: ClusterContext) -> String {
    "\(listener)://:\(cluster.release.controllerPort)"
  }

  /// How controllers talk.
  static let listenerProtocol = "\(listener):\(SecurityProtocol.plaintext.rawValue)"

  /// The profile's broker properties go before what the program says of the same.
  static func addProperties(of cluster: ClusterContext, to variables: inout [Variable]) {
    var places = Dictionary(zip(variables.map(\.name), variables.indices)) { first, _ in first }
    for (name, value) in cluster.brokerProperties {
      if let index = places.updateValue(places[name] ?? variables.count, forKey: name) {
        variables[index].value = .set(value)
      } else {
        variables.append(.set(name, value))
      }
    }
  }

  /// What the file says of the same as the program, of another mode or in another way, such as `log.dirs` beside
  /// `log.dir`.
  @Sendable static func replacedVariables(in release: Release) -> Set<String> {
    Set(BrokerProperty.owned.keys.compactMap(release.variable(ofBrokerProperty:)) + ["CLUSTER_ID"])
  }

  /// The id in the image's variable goes before the one that a volume was formatted with
  /// (etc/confluent/docker/ensure of github.com/confluentinc/kafka-images).
  static func ownerOfClusterID(_ variable: String) -> VariableOwner? {
    variable == "CLUSTER_ID" ? .key("cluster_id") : nil
  }

  static let portVariables = ["KAFKA_LISTENERS", "KAFKA_ADVERTISED_LISTENERS"]

  static let licensedVariables = [
    "KAFKA_METRIC_REPORTERS", "CONFLUENT_METRICS_*", "CONFLUENT_SUPPORT_CUSTOMER_ID", "KAFKA_CONFLUENT_*",
  ]

  /// Linux takes host names of up to 64 bytes (gethostname(2)).
  static func hostName(_ host: String) -> String? { host.utf8.count <= 64 ? host : nil }
}

extension ClusterContext {
  /// The voters of the KRaft quorum, as every node's `controller.quorum.voters` has them.
  var controllerQuorumVoters: String {
    quorum.map { node in
      // On the only node the broker finds the other container by its service name.
      let host = hasIsolatedControllers && nodeCount == 1 ? Service.controller.name : node.host
      return "\(node.controllerID ?? node.id)@\(host):\(release.controllerPort)"
    }.joined(separator: ",")
  }
}

extension ServiceContext {
  /// Whether a node's containers reach the controller beside them by the instance's address: the node's name is the
  /// broker's alone within the compose network, and the quorum knows its controller by the same name.
  var reachesControllerByInstance: Bool {
    cluster.hasIsolatedControllers && cluster.hasPeers && node.controllerID != nil
  }
}
