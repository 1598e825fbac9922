package import Findings
import Text
import Catalog
package import Profile
import Services

extension Cluster {
  /// The AWS region of the nodes, as far as their zones tell.
  package var region: String? { nodes.compactMap(\.zone).first.flatMap(Region.ofZone) }

  /// The subnet of a node, if the profile gives one for its zone.
  package func subnet(of node: ClusterNode) -> String? {
    delivery.network.subnets.first { $0.zone.value == node.zone }?.subnet.value
  }

  /// Whether the files are to be written in a form.
  package func delivers(_ form: Profile.Delivery.Form) -> Bool { delivery.forms.contains { $0.value == form } }

  /// Whether the instances are launched by Auto Scaling groups.
  package var hasGroups: Bool { delivery.forms.contains { $0.value != .launchTemplate } }

  /// Whether a booting instance claims its data volume by its tags.
  package var claimsVolumes: Bool { hasVolumeIdentity || (data.claim?.value ?? hasGroups) }

  /// Whether a node learns from its data volume which broker it is.
  package var hasVolumeIdentity: Bool { delivery.identity.value == .volume }

  /// Whether the nodes call AWS at boot, which takes the AWS CLI and rights of the instance's role.
  package var callsAWS: Bool {
    claimsVolumes || delivery.hostedZone != nil || delivery.hasLifecycleHook.value
  }

  /// The name of what the cluster has once in AWS.
  package var stackName: String { "kafka-\(name)" }

  /// Whether roles are made for what the nodes call, since the operator names no instance profile.
  package var makesRoles: Bool { callsAWS && instance.instanceProfile == nil }

  /// The instance profile of a launch: the operator's, or one of this name that is made with a role of the same name.
  ///
  /// IAM takes 64 characters (IAM API, CreateRole), and a cluster's name has at most 40, a broker's id 10.
  package func instanceProfile(of launch: Launch) -> String? {
    instance.instanceProfile?.value ?? (callsAWS ? hasVolumeIdentity ? stackName : "kafka-\(launch.name)" : nil)
  }

  /// How many hops the answers of the instance metadata service go.
  ///
  /// A container is a second hop (Amazon EC2 user guide, "Configure the Instance Metadata Service options"). Connect's
  /// connectors take their rights from the instance's role; what else runs on the node needs none.
  package func metadataHopLimit(of launch: Launch) -> Int {
    instance.metadataHopLimit?.value ?? (launch.nodes.contains(where: usesInstanceRole) ? 2 : 1)
  }

  private func usesInstanceRole(_ node: ClusterNode) -> Bool {
    services(on: node).contains(where: \.facts.service.usesInstanceRole)
  }

  /// The files that the services of some nodes bring, with their places on the instance.
  package func files(on nodes: [ClusterNode]) -> [(place: String, content: String)] {
    services.filter { placed in nodes.contains(where: placed.runs(on:)) }.flatMap { placed in
      placed.facts.service.files.map { (placed.facts.service.place(of: $0), $0.content) }
    }
  }

  /// Where the profile gives a node its zone.
  package func zoneMark(of node: ClusterNode) -> SourceMark? {
    switch profile.nodes {
    case .list(let nodes): nodes[node.index].zone?.mark
    case .pattern(let pattern):
      pattern.zones.isEmpty ? nil : pattern.zones[node.index % pattern.zones.count].mark
    }
  }

  /// What is launched together, from one launch template: each node by itself, or all when their volumes tell which is
  /// which.
  package var launches: [Launch] {
    if hasVolumeIdentity { return [Launch(name: "\(name)-brokers", folder: "brokers", nodes: nodes)] }
    return nodes.map { Launch(name: "\(name)-broker-\($0.id)", folder: "broker-\($0.id)", nodes: [$0]) }
  }
}

/// Nodes that are launched from one launch template, by one Auto Scaling group.
package struct Launch: Sendable {
  /// The name of the template and the group.
  ///
  /// EC2 takes template names of 3 to 128 characters (EC2 API, CreateLaunchTemplate), and a cluster's has at most 40.
  package let name: String
  /// The folder of its files in the cluster's.
  package let folder: String
  /// The nodes; there is at least one.
  package let nodes: [ClusterNode]

  /// The Availability Zones, each once.
  package var zones: [String] {
    var zones: [String] = []
    for zone in nodes.compactMap(\.zone) where !zones.contains(zone) { zones.append(zone) }
    return zones
  }
}
