import Text
package import Cluster
import Compose
import Profile
package import YAML

/// What a module keeps of an earlier one: Terraform destroys whatever is in its state and no longer in its configuration,
/// `prevent_destroy` or not, since that stands in the configuration too (Terraform, "The lifecycle Meta-Argument").
extension Terraform {
  static let volumeType = "aws_ebs_volume"

  static func volumeKey(_ brokerID: Int) -> String { "broker_\(brokerID)" }

  static func volumeAddress(_ brokerID: Int) -> String { "\(volumeType).\(volumeKey(brokerID))" }

  /// The addresses of what Terraform may forget and must not destroy when it isn't among the resources: the data volumes,
  /// and the roles that running instances have until they are replaced.
  static func forgotten(by cluster: Cluster, before: Node?) -> [String] {
    let roleKeys = [sharedRoleKey] + cluster.launches.map(key)
    let roles = ["aws_iam_role", "aws_iam_role_policy", "aws_iam_instance_profile"].flatMap { type in
      roleKeys.map { "\(type).\($0)" }
    }
    // Also without a module to compare with: an earlier one had these.
    let claimed = cluster.data.claim?.value == false ? cluster.nodes.map { volumeAddress($0.id) } : []
    let kept = before.map(addresses)?.filter { isVolume($0) || roles.contains($0) } ?? []
    return claimed + kept.filter { !claimed.contains($0) }
  }

  /// `removed` blocks of addresses; nil for none.
  static func removed(_ addresses: [String]) -> Node? {
    addresses.isEmpty
      ? nil
      : Node(.sequence(addresses.map { ["from": .string($0), "lifecycle": ["destroy": false]] }))
  }

  /// What is left of a module when the cluster is no longer delivered by Terraform, so that an apply of it destroys no data
  /// volume; nil when it had none.
  package static func remainder(of before: Node, _ cluster: Cluster) -> Node? {
    guard let removed = removed(addresses(in: before).filter(isVolume)) else { return nil }
    var module = Mapping()
    addHead(of: cluster, forgets: true, to: &module)
    module["removed"] = removed
    return Node(.mapping(module))
  }

  private static func isVolume(_ address: String) -> Bool { address.begins(with: "\(volumeType).") }

  /// The addresses of a module's resources and of what it has forgotten, each once.
  private static func addresses(in module: Node) -> [String] {
    let resources = (module.mapping?["resource"]?.mapping?.entries ?? []).flatMap { type in
      (type.value.mapping?.entries ?? []).map { "\(type.key).\($0.key)" }
    }
    let removed = (module.mapping?["removed"]?.sequence ?? []).compactMap { $0.mapping?["from"]?.scalar?.text }
    var addresses: [String] = []
    for address in resources + removed where !addresses.contains(address) { addresses.append(address) }
    return addresses
  }

  /// The data volumes that a module has.
  static func volumes(in module: Node) -> [DeployedVolume] {
    (module.mapping?["resource"]?.mapping?[volumeType]?.mapping?.entries ?? []).compactMap { entry in
      guard let arguments = entry.value.mapping, let id = entry.key.rest(after: "broker_").flatMap({ Int($0) }),
        entry.key == volumeKey(id)
      else { return nil }
      return DeployedVolume(
        brokerID: id,
        zone: arguments["availability_zone"],
        size: arguments["size"],
        encrypted: arguments["encrypted"]
      )
    }
  }
}
