import Findings
import Cluster
import Profile

/// What EC2, Terraform and CloudFormation would do to the instances and to the data volumes that wait for them.
extension ChangeCheck {
  mutating func checkDelivery() {
    if before.hasVolumeIdentity != cluster.hasVolumeIdentity { return }
    checkClaim()
    checkInstanceProfile()
    if before.claimsVolumes != false && cluster.claimsVolumes { checkClaimedVolumes() }
  }

  private mutating func checkClaim() {
    guard let claimed = before.claimsVolumes, claimed != cluster.claimsVolumes else { return }
    let mark = profile.data.claim?.mark ?? profile.delivery.forms.first?.mark ?? cluster.mark
    if claimed {
      diagnostics.error(
        "claim-changed",
        "the instances claim their data volumes, and a new one would begin with a blank volume of its own",
        at: mark,
        help: "write `data: {claim: true}`; whoever begins anew moves \(before.folder) away"
      )
    } else {
      diagnostics.warning(
        "claim-changed",
        "the data volumes came with the instances, and a new one would claim another, which may be blank",
        at: mark,
        help: "write `data: {claim: false}` to keep it so"
      )
    }
  }

  /// An instance has the profile it was launched with (Amazon EC2 user guide, "IAM roles for Amazon EC2").
  private mutating func checkInstanceProfile() {
    guard let old = before.instanceProfile, let id = before.nodes.first?.id,
      let launch = cluster.launches.first(where: { $0.nodes.contains { $0.id == id } }),
      let new = cluster.instanceProfile(of: launch), new != old
    else { return }
    let isOfBroker = cluster.makesRoles && !cluster.hasVolumeIdentity
    diagnostics.warning(
      "instance-profile-changed",
      "the instances have the instance profile `\(old)`, and new ones get "
        + (isOfBroker ? "one of their broker's own, such as `\(new)`" : "`\(new)`"),
      at: profile.instance.instanceProfile?.mark ?? cluster.mark,
      help:
        "replace the instances one after the other, and delete the old one and its role only then; docs/upgrade.md has "
        + "the commands"
    )
  }

  /// What EBS can't change about a volume, so that Terraform and CloudFormation would make another one, which is blank.
  private mutating func checkClaimedVolumes() {
    for node in cluster.nodes {
      guard let (zone, mark) = zone(ofVolumeOf: node), let new = node.zone, new != zone else { continue }
      diagnostics.error(
        "zone-changed",
        "node \(node.id) would be in zone `\(new)`, and its data volume is in `\(zone)`, which it can't leave",
        at: cluster.zoneMark(of: node) ?? cluster.mark,
        help: "keep the zone; to move the broker, add one with another id there, move its partitions, then remove it",
        notes: [Diagnostic.Note("the zone is set here", at: mark)]
      )
    }
    let volume = cluster.data.volume
    let kept = before.volumes.filter { deployed in cluster.nodes.contains { $0.id == deployed.brokerID } }
    if let (size, mark) = kept.compactMap(\.size).max(by: { $0.value < $1.value }), volume.size.value < size {
      diagnostics.error(
        "volume-shrunk",
        "the data volumes would have \(volume.size.value) GiB, and they have \(size), of which EBS takes none away",
        at: volume.size.mark ?? cluster.mark,
        help: "write `data: {volume: {size: \(size)}}`, or more",
        notes: [Diagnostic.Note("the size is set here", at: mark)]
      )
    }
    if let (isEncrypted, mark) = kept.compactMap(\.isEncrypted).first(where: { $0.value != volume.encrypted.value }) {
      diagnostics.error(
        "encryption-changed",
        "the data volumes are \(isEncrypted ? "" : "not ")encrypted, and only new ones, which are blank, could be otherwise",
        at: volume.encrypted.mark ?? cluster.mark,
        help: "write `data: {volume: {encrypted: \(isEncrypted)}}`",
        notes: [Diagnostic.Note("it is set here", at: mark)]
      )
    }
  }

  /// The zone of a node's data volume: as the file that makes it has it, or else as the broker's rack.
  private func zone(ofVolumeOf node: ClusterNode) -> (text: String, mark: SourceMark?)? {
    if let zone = before.volumes.first(where: { $0.brokerID == node.id })?.zone { return zone }
    let rack = pairs.first { $0.after.id == node.id }?.before.variable("KAFKA_BROKER_RACK")
    return rack.map { ($0.text, $0.mark) }
  }
}
