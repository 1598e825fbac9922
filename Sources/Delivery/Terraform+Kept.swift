import Text
import Change
package import Cluster
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
  static func forgotten(by cluster: Cluster, before: [Node]) -> [String] {
    let roleKeys = [sharedRoleKey] + cluster.launches.map(key)
    let roles = ["aws_iam_role", "aws_iam_role_policy", "aws_iam_instance_profile"].flatMap { type in
      roleKeys.map { "\(type).\($0)" }
    }
    // Also without a module to compare with: an earlier one had these.
    let claimed = cluster.data.claim?.value == false ? cluster.nodes.map { volumeAddress($0.id) } : []
    let kept = addresses(in: before).filter { isVolume($0) || roles.contains($0) }
    return claimed + kept.filter { !claimed.contains($0) }
  }

  /// `removed` blocks of addresses; nil for none.
  static func removed(_ addresses: [String]) -> Node? {
    addresses.isEmpty
      ? nil
      : Node(.sequence(addresses.map { ["from": .string($0), "lifecycle": ["destroy": false]] }))
  }

  /// What is left of the root module when the cluster is no longer delivered by Terraform, so that an apply of it destroys
  /// no data volume; nil when the files of an earlier run had none.
  package static func remainder(of before: [Node], _ cluster: Cluster) -> Node? {
    // In the state they may stand where the root module had them once.
    let volumes = addresses(in: before).filter(isVolume).flatMap { [inModule($0), $0] }
    guard let removed = removed(volumes) else { return nil }
    var root = Mapping()
    root["terraform"] = requirements(forgets: true)
    root["provider"] = provider(of: cluster)
    root["removed"] = removed
    return Node(.mapping(root))
  }

  /// The provider of the root module.
  static func provider(of cluster: Cluster) -> Node? { cluster.region.map { ["aws": ["region": .string($0)]] } }

  /// An address of the module, as the root module has it.
  static func inModule(_ address: String) -> String { "module.\(moduleName).\(address)" }

  private static func isVolume(_ address: String) -> Bool { address.begins(with: "\(volumeType).") }

  /// The addresses of the resources of modules and of what they have forgotten, each once.
  private static func addresses(in modules: [Node]) -> [String] {
    let resources = modules.flatMap { module in
      (module.mapping?["resource"]?.mapping?.entries ?? []).flatMap { type in
        (type.value.mapping?.entries ?? []).map { "\(type.key).\($0.key)" }
      }
    }
    let removed = modules.flatMap { module in
      (module.mapping?["removed"]?.sequence ?? []).compactMap { $0.mapping?["from"]?.scalar?.text }
    }
    var seen: Set<String> = []
    return (resources + removed).map { $0.rest(after: inModule("")).map(String.init) ?? $0 }.filter {
      seen.insert($0).inserted
    }
  }

  /// The data volumes that modules have.
  static func volumes(in modules: [Node]) -> [DeployedVolume] { modules.flatMap(volumes) }

  private static func volumes(in module: Node) -> [DeployedVolume] {
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
