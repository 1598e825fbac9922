import Text
import YAML

/// What somebody says who begins a cluster, from which the first profile is made.
package struct NewProfile: Sendable {
  /// The cluster's name.
  package var cluster: String
  /// The id that keeps it apart from others of its name.
  package var clusterID: String
  /// The release.
  package var release: String
  /// How many brokers there are.
  package var brokers: Int
  /// The pattern of the nodes' host names.
  package var host: String
  /// The Availability Zones, taken in turn.
  package var zones: [String] = []
  /// A fixed private address for each node, for nodes without DNS; otherwise none.
  package var addresses: [String] = []
  /// The instance type; nil for the program's own choice.
  package var instanceType: String?
  /// The size of each data volume in GiB; nil for the program's own choice.
  package var volumeSize: String?
  /// The name of the key pair for SSH.
  package var keyName: String?
  /// The ids of security groups that are there.
  package var securityGroups: [String] = []
  /// The forms of delivery.
  package var delivery: [Profile.Delivery.Form] = []
  /// The id of the VPC, for the security group that is made.
  package var vpc: String?
  /// The subnets, one for each zone in its order.
  package var subnets: [String] = []
  /// The address ranges of clients.
  package var clients: [String] = []
  /// The address ranges of those who see to the cluster.
  package var administrators: [String] = []
  /// The hosted zone in which the nodes write their names.
  package var hostedZone: String?

  /// Takes what every cluster needs.
  package init(cluster: String, clusterID: String, release: String, brokers: Int, host: String) {
    self.cluster = cluster
    self.clusterID = clusterID
    self.release = release
    self.brokers = brokers
    self.host = host
  }

  /// The profile: each key behind a line that says what it is for, as far as its name doesn't.
  package var yamlBytes: [UInt8] {
    var bytes: [UInt8] = []
    for (comment, entry) in parts {
      if let comment { bytes += "# \(comment)\n".utf8 }
      Node(.mapping(Mapping([entry]))).appendYAML(to: &bytes)
    }
    return bytes
  }

  private typealias Part = (comment: String?, entry: Mapping.Entry)

  private var parts: [Part] {
    var parts: [Part] = [
      (nil, .init(key: "cluster", value: .string(cluster))),
      (
        "Keeps its volumes apart from those of another cluster of this name; it must never change.",
        .init(key: "cluster_id", value: .string(clusterID))
      ),
      (nil, .init(key: "release", value: plain(release))),
      ("What clients and the other brokers resolve; {id} is the broker's id.", .init(key: "nodes", value: nodes)),
    ]
    let instance = entries([
      ("type", instanceType.map(Node.string)), ("key_name", keyName.map(Node.string)),
      ("security_groups", list(securityGroups)),
    ])
    if let instance { parts.append((nil, .init(key: "instance", value: instance))) }
    if let volumeSize {
      parts.append(("In GiB; it can grow later.", .init(key: "data", value: ["volume": ["size": plain(volumeSize)]])))
    }
    let subnets = Mapping(zip(zones, self.subnets).map { .init(key: $0, value: .string($1)) })
    let network = entries([
      ("vpc", vpc.map(Node.string)),
      ("subnets", subnets.entries.isEmpty ? nil : Node(.mapping(subnets))),
      ("clients", list(clients)), ("administrators", list(administrators)),
    ])
    if let network {
      parts.append(
        ("Where the nodes are, and who may connect; nobody else can.", .init(key: "network", value: network))
      )
    }
    if let hostedZone {
      parts.append(
        (
          "Each node writes its name there when it boots.",
          .init(key: "route53", value: ["zone_id": .string(hostedZone)])
        )
      )
    }
    if let delivery = list(delivery.map(\.rawValue)) { parts.append((nil, .init(key: "delivery", value: delivery))) }
    return parts
  }

  private var nodes: Node {
    func zone(_ index: Int) -> Node? { zones.isEmpty ? nil : .string(zones[index % zones.count]) }
    if addresses.isEmpty {
      let pattern = entries([("count", .integer(brokers)), ("host", .string(host)), ("zones", list(zones))])
      return pattern ?? .null
    }
    return Node(
      .sequence(
        addresses.enumerated().map { index, address in
          let node = entries([
            ("id", .integer(index + 1)), ("host", .string(host.putting("\(index + 1)", for: "{id}"))),
            ("zone", zone(index)), ("address", plain(address)),
          ])
          return node?.inFlow ?? .null
        }
      )
    )
  }

  /// What a person writes without quotes, though a reader of YAML 1.1 might take it for a number; the rules of its key find
  /// what is none.
  private func plain(_ text: String) -> Node { Node(.scalar(Scalar(text, style: .plain))) }

  private func list(_ items: [String]) -> Node? {
    items.isEmpty ? nil : Node(.sequence(items.map(Node.string)), isFlow: true)
  }

  private func entries(_ entries: [(key: String, value: Node?)]) -> Node? {
    let present = entries.compactMap { entry in entry.value.map { Mapping.Entry(key: entry.key, value: $0) } }
    return present.isEmpty ? nil : Node(.mapping(Mapping(present)))
  }
}
