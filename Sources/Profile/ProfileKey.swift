/// A key of the profile; the one table that reading, suggestions and shell completion work from.
package struct ProfileKey: Sendable {
  /// Its path from the top, with `*` for a name of the operator's and `[]` for a place in a list.
  package let path: String
  /// What it says, in a few words.
  package let summary: String

  /// Every key, in the order in which a profile would have them.
  package static let all: [ProfileKey] = [
    ProfileKey("extends", "another profile, whose values this one adds to or replaces"),
    ProfileKey("cluster", "name of the cluster and of its output folder"),
    ProfileKey("release", "Confluent Platform version"),
    ProfileKey("nodes", "the nodes: a pattern, or a list of them"),
    ProfileKey("nodes.count", "number of nodes"),
    ProfileKey("nodes.first_id", "broker id of the first node (1)"),
    ProfileKey("nodes.host", "host name that clients and peers resolve; {id} is the broker id"),
    ProfileKey("nodes.zones", "Availability Zones, taken in turn"),
    ProfileKey("nodes[].id", "broker id"),
    ProfileKey("nodes[].host", "host name"),
    ProfileKey("nodes[].zone", "Availability Zone"),
    ProfileKey("nodes[].address", "fixed private IPv4 address; names then need no DNS"),
    ProfileKey("nodes[].instance_type", "EC2 instance type of this node"),
    ProfileKey("listeners", "the broker's listeners (PLAINTEXT on 29092, PLAINTEXT_HOST on 9092)"),
    ProfileKey("listeners[].name", "listener name, in capitals"),
    ProfileKey("listeners[].port", "port"),
    ProfileKey("listeners[].protocol", "security protocol (PLAINTEXT)"),
    ProfileKey(
      "listeners[].advertise",
      "host, localhost, local-ipv4, public-ipv4, public-hostname, or a host name (host)"
    ),
    ProfileKey("services", "the services: a list of names, or a mapping of names to settings"),
    ProfileKey("services.*.on", "ids of the nodes that run it"),
    ProfileKey("services.*.image", "another image"),
    ProfileKey("services.*.heap", "heap of its Java process, such as 512m or 2g"),
    ProfileKey("services.*.environment", "variables added to the container"),
    ProfileKey("services.*.environment.*", "value of the variable"),
    ProfileKey("broker", "broker properties by Kafka's own names"),
    ProfileKey("broker.*", "value of the property"),
    ProfileKey("data", "the data volume"),
    ProfileKey("data.device", "device name of its block device mapping (/dev/sdf)"),
    ProfileKey("data.mount", "mount point (/data)"),
    ProfileKey("data.owner", "uid, or uid:gid, that owns the data directories (the release's)"),
    ProfileKey("data.options", "options of its fstab line (defaults,noatime,nofail)"),
    ProfileKey("data.volume", "the EBS volume that a launch template asks for"),
    ProfileKey("data.volume.type", "EBS volume type (gp3)"),
    ProfileKey("data.volume.size", "size in GiB (100)"),
    ProfileKey("data.volume.iops", "provisioned IOPS"),
    ProfileKey("data.volume.throughput", "provisioned throughput in MiB/s, gp3 only"),
    ProfileKey("data.volume.encrypted", "whether EBS encrypts it (true)"),
    ProfileKey("checkout", "where cp-all-in-one comes from (the release's branch)"),
    ProfileKey("checkout.repository", "git repository"),
    ProfileKey("checkout.ref", "branch or tag"),
    ProfileKey("checkout.directory", "folder that holds docker-compose.yml"),
    ProfileKey("checkout.commit", "full id of the commit that must be checked out"),
    ProfileKey("instance", "the EC2 instance"),
    ProfileKey("instance.type", "instance type (m5.large)"),
    ProfileKey("instance.memory", "its memory, such as 8g, for a type that isn't known"),
    ProfileKey("instance.operating_system", "operating system of its image (amazon-linux-2023)"),
    ProfileKey("cloud_config", "your own additions to the user-data"),
    ProfileKey("cloud_config.packages", "packages to install"),
    ProfileKey("cloud_config.write_files", "files to write, after the program's own"),
    ProfileKey("cloud_config.runcmd", "commands to run, after the program's own"),
    ProfileKey("cloud_config.*", "any other cloud-config key, passed on as it is"),
  ]

  private init(_ path: String, _ summary: String) {
    self.path = path
    self.summary = summary
  }

  /// The names that may stand directly below a path; `*` among them where the operator chooses the names.
  static func names(below path: String) -> [String] {
    let prefix = path.isEmpty ? "" : path + "."
    var names: [String] = []
    for key in all where key.path.hasPrefix(prefix) {
      let name = String(key.path.dropFirst(prefix.count).prefix { $0 != "." })
      if !name.hasSuffix("[]") && names.last != name { names.append(name) }
    }
    return names
  }
}
