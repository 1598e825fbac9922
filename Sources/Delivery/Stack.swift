package import Cluster
import Profile

/// What AWS has for a cluster: each fact once, which the forms of delivery only spell.
package struct Stack: Sendable {
  /// The cluster.
  let cluster: Cluster
  /// The groups that launch its instances, in the order of the cluster's launches.
  let groups: [AutoScalingGroup]

  /// Takes the facts of a cluster, whose launch templates are made.
  package init(of cluster: Cluster, templates: [LaunchTemplate]) {
    self.cluster = cluster
    groups = templates.map { AutoScalingGroup(of: $0, in: cluster) }
  }

  /// The name of what the cluster has once.
  var name: String { cluster.stackName }

  /// The security group that is made, since the profile names none.
  var securityGroup: SecurityGroup? {
    cluster.instance.securityGroups.isEmpty ? SecurityGroup(of: cluster) : nil
  }

  /// The Availability Zones of the nodes, each once.
  var zones: [String] {
    var zones: [String] = []
    for zone in cluster.nodes.compactMap(\.zone) where !zones.contains(zone) { zones.append(zone) }
    return zones
  }
}

/// A launch template with the Auto Scaling group that launches from it, and what is there for its instances alone.
struct AutoScalingGroup: Sendable {
  /// Its launch template.
  let template: LaunchTemplate
  /// The hook that holds a launch until the boot is through, where there is one.
  let hook: LifecycleHook?
  /// The data volumes that its instances claim.
  let volumes: [DataVolume]
  /// The network interface that keeps a fixed address from one instance to the next.
  let interface: Interface?

  /// Seconds after a launch in which a failed health check doesn't count.
  static let gracePeriod = 900
  /// What tells that an instance is unhealthy.
  static let healthCheck = "EC2"
  /// A second instance for the time of a move could claim nothing.
  static let suspendedProcess = "AZRebalance"

  /// What it launches.
  var launch: Launch { template.launch }
  /// The name of both.
  var name: String { launch.name }
  /// How many instances it has, at least and at most.
  var size: Int { launch.nodes.count }
  /// Whether EC2 Auto Scaling could think of moving an instance to another zone.
  var hasSeveralZones: Bool { launch.zones.count > 1 }

  fileprivate init(of template: LaunchTemplate, in cluster: Cluster) {
    self.template = template
    hook = LifecycleHook(of: cluster)
    volumes = cluster.claimsVolumes ? template.launch.nodes.map { DataVolume(of: $0, in: cluster) } : []
    let node = template.launch.nodes[0]
    if let address = node.address, let zone = node.zone {
      interface = Interface(address: address, zone: zone, tags: Tag.all(name: node.host, brokerID: node.id, cluster))
    } else {
      interface = nil
    }
  }
}

/// A network interface that is there before its instance and stays after it.
struct Interface: Sendable {
  /// The private address.
  let address: String
  /// Its Availability Zone.
  let zone: String
  /// Its tags.
  let tags: [Tag]
}

/// The hook that the boot step `lifecycle-hook` answers.
struct LifecycleHook: Sendable {
  /// Its name.
  let name = "in-service"
  /// When it holds an instance.
  let transition = "autoscaling:EC2_INSTANCE_LAUNCHING"
  /// Seconds until it lets an instance pass when nothing answers; the boot step asks for more while it waits.
  let timeout = 7_200
  /// What comes then: an instance that doesn't come up stays, to be looked at.
  let result = "CONTINUE"

  /// The hook of a cluster's groups; nil where the profile asks for none.
  init?(of cluster: Cluster) {
    if !cluster.delivery.hasLifecycleHook.value { return nil }
  }
}

/// A data volume that is there before its instance, which claims it by its tags.
struct DataVolume: Sendable {
  /// The id of the broker whose data it holds.
  let brokerID: Int
  /// Its Availability Zone, in which it stays.
  let zone: String?
  /// Its type and size.
  let volume: Profile.Volume
  /// Its tags.
  let tags: [Tag]

  /// The volume of a node.
  init(of node: ClusterNode, in cluster: Cluster) {
    brokerID = node.id
    zone = node.zone
    volume = cluster.data.volume
    tags = Tag.all(name: node.host, brokerID: node.id, cluster)
  }
}

/// The security group of the nodes.
struct SecurityGroup: Sendable {
  /// Its name.
  let name: String
  /// What it is for.
  let description: String
  /// Who may connect to which port.
  let rules: [SecurityGroupRule]

  /// What the nodes go out for, to anywhere.
  static let egress = "Packages, images, git and other networks"
  /// Everywhere.
  static let anywhere = "0.0.0.0/0"

  fileprivate init(of cluster: Cluster) {
    name = cluster.stackName
    description = "Nodes of the Kafka cluster \(cluster.name)"
    rules = SecurityGroupRule.all(of: cluster)
  }
}
