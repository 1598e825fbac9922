package import Profile

extension Cluster {
  /// The AWS region of the nodes, as far as their zones tell.
  ///
  /// A zone is its region with a letter behind, or with a city and a letter behind the region's number, as in
  /// `us-west-2-lax-1a` (Amazon EC2 user guide, "Regions and Zones").
  package var region: String? { nodes.compactMap(\.zone).first.flatMap(Self.region(ofZone:)) }

  /// The region of a zone.
  package static func region(ofZone zone: String) -> String? {
    let parts = zone.split(separator: "-")
    guard let place = parts.firstIndex(where: { $0.first?.isNumber == true }), place > 0 else { return nil }
    return (parts[..<place] + [parts[place].prefix { $0.isNumber }]).joined(separator: "-")
  }

  /// The subnet of a node, if the profile gives one for its zone.
  package func subnet(of node: ClusterNode) -> String? {
    delivery.network.subnets.first { $0.zone.value == node.zone }?.subnet.value
  }

  /// Whether the files are to be written in a form.
  package func delivers(_ form: Profile.Delivery.Form) -> Bool { delivery.forms.contains { $0.value == form } }

  /// Whether the instances are launched by Auto Scaling groups.
  package var hasGroups: Bool { delivery.forms.contains { $0.value != .launchTemplate } }

  /// Whether a booting instance claims its data volume by its tags.
  package var claimsVolumes: Bool { data.claim?.value ?? hasGroups }
}
