import Catalog

extension Cluster {
  /// The variables by which a service's container learns what its node is, whom it asks and where its data are, with the
  /// key of the profile that each follows from; any other variable is the operator's to set.
  ///
  /// Of the broker's those that set a property aren't among them, since none of these is taken from an `environment`.
  static func ownedVariables(of service: Service, in release: Release) -> [String: String] {
    // The id in the image's variable goes before the one that a volume was formatted with
    // (etc/confluent/docker/ensure of github.com/confluentinc/kafka-images).
    let id = ["CLUSTER_ID": "cluster_id"]
    switch service {
    case .broker: return id
    case .controller:
      let variables = ownedProperties.compactMap { property, key in
        release.variable(ofBrokerProperty: property).map { ($0, key) }
      }
      return id.merging(variables) { first, _ in first }
    case .zookeeper:
      let names = ["ZOOKEEPER_SERVER_ID", "ZOOKEEPER_SERVERS", "ZOOKEEPER_CLIENT_PORT"]
      return Dictionary(uniqueKeysWithValues: names.map { ($0, "services.zookeeper.on") })
    case .schemaRegistry, .connect, .restProxy, .ksqlServer, .ksqldbServer, .kafkaManager, .kafkaUI: return [:]
    }
  }
}
