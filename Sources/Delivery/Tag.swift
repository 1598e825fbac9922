import Cluster
import Profile

/// A tag of something in AWS.
struct Tag: Sendable {
  /// Its key.
  let key: String
  /// Its value.
  let value: String

  /// The key of the tag with a cluster's name.
  static let clusterKey = "kafka-cluster"
  /// The key of the tag that tells clusters of one name apart.
  static let clusterIDKey = "kafka-cluster-id"
  /// The key of the tag that says which broker something is for.
  static let brokerKey = "kafka-broker-id"

  /// The tag with a cluster's name.
  static func cluster(_ cluster: Cluster) -> Tag { Tag(key: clusterKey, value: cluster.name) }

  /// The tags that say which cluster something belongs to, in the order in which they are written.
  static func identity(of cluster: Cluster) -> [Tag] {
    [Self.cluster(cluster)] + (cluster.givenID.map { [Tag(key: clusterIDKey, value: $0)] } ?? [])
  }

  /// The tags of whatever belongs to a cluster, or to one of its brokers.
  static func all(name: String, brokerID: Int? = nil, _ cluster: Cluster) -> [Tag] {
    [Tag(key: "Name", value: name)] + identity(of: cluster)
      + (brokerID.map { [Tag(key: brokerKey, value: String($0))] } ?? [])
      + cluster.instance.tags.map { Tag(key: $0.key.value, value: $0.value.value) }
  }
}
