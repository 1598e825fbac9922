import Text

/// The keys of the profile; the one table that reading, suggestions and shell completion work from.
package enum ProfileKey {
  /// The path of every key from the top, with `*` for a name of the operator's and `[]` for a place in a list.
  ///
  /// They stand in the order in which a profile would have them; docs/profile.md says what each is.
  private static let all = [
    "extends",
    "cluster",
    "release",
    "cluster_id",
    "nodes",
    "nodes.count",
    "nodes.first_id",
    "nodes.host",
    "nodes.zones",
    "nodes[].id",
    "nodes[].host",
    "nodes[].zone",
    "nodes[].address",
    "nodes[].instance_type",
    "listeners",
    "listeners[].name",
    "listeners[].port",
    "listeners[].protocol",
    "listeners[].advertise",
    "services",
    "services.*.on",
    "services.*.image",
    "services.*.heap",
    "services.*.environment",
    "services.*.environment.*",
    "broker",
    "broker.*",
    "data",
    "data.device",
    "data.mount",
    "data.owner",
    "data.options",
    "data.claim",
    "data.volume",
    "data.volume.type",
    "data.volume.size",
    "data.volume.iops",
    "data.volume.throughput",
    "data.volume.encrypted",
    "checkout",
    "checkout.repository",
    "checkout.ref",
    "checkout.directory",
    "checkout.commit",
    "instance",
    "instance.type",
    "instance.memory",
    "instance.operating_system",
    "instance.image",
    "instance.profile",
    "instance.metadata_hop_limit",
    "instance.security_groups",
    "instance.key_name",
    "instance.root_volume",
    "instance.root_volume.type",
    "instance.root_volume.size",
    "instance.root_volume.iops",
    "instance.root_volume.throughput",
    "instance.root_volume.encrypted",
    "instance.tags",
    "instance.tags.*",
    "network",
    "network.vpc",
    "network.subnets",
    "network.subnets.*",
    "network.clients",
    "network.administrators",
    "network.containers",
    "delivery",
    "identity",
    "route53",
    "route53.zone_id",
    "lifecycle_hook",
    "cloud_config",
    "cloud_config.packages",
    "cloud_config.write_files",
    "cloud_config.runcmd",
    "cloud_config.*",
  ]

  /// The paths that can be written as they are, with the first place for any in a list: what `--set` can be given.
  package static var concretePaths: [String] {
    all.filter { $0 != "extends" && !$0.includes("*") }.map { $0.putting("[0]", for: "[]") }
  }

  /// The keys at the top of a profile.
  package static var topLevel: [String] { names(below: "") }

  /// The names that may stand directly below a path; `*` among them where the operator chooses the names.
  static func names(below path: String) -> [String] {
    let prefix = path.isEmpty ? "" : path + "."
    var names: [String] = []
    for path in all where path.begins(with: prefix) {
      let name = String((path.rest(after: prefix) ?? "").before("."))
      if !name.ends(with: "[]") && names.last != name { names.append(name) }
    }
    return names
  }
}
