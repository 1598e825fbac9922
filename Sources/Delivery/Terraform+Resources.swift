import Catalog
import Cluster
import Profile
import Text
import YAML

/// Resources by type and name.
struct Resources {
  private var types: [(type: String, entries: [Mapping.Entry])] = []

  /// The resources, as the module has them.
  var tree: Node {
    Node(.mapping(Mapping(types.map { Mapping.Entry(key: $0.type, value: Node(.mapping(Mapping($0.entries)))) })))
  }

  /// Their addresses.
  var addresses: [String] { types.flatMap { type in type.entries.map { "\(type.type).\($0.key)" } } }

  mutating func add(_ type: String, _ name: String, _ arguments: Node) {
    let entry = Mapping.Entry(key: name, value: arguments)
    if let index = types.firstIndex(where: { $0.type == type }) {
      types[index].entries.append(entry)
    } else {
      types.append((type, [entry]))
    }
  }
}

extension Terraform {
  /// The resources of the module.
  var resources: Resources {
    var resources = Resources()
    if let group = stack.securityGroup { add(group, to: &resources) }
    for (group, userData) in zip(stack.groups, userData) {
      if stack.cluster.makesRoles { addRole(of: group.launch, to: &resources) }
      add(group, userData, to: &resources)
      for volume in group.volumes { add(volume, to: &resources) }
    }
    return resources
  }

  /// The name of a launch's resources.
  static func key(_ launch: Launch) -> String { launch.folder.putting("_", for: "-") }

  /// The name of the resources of a launch's role.
  static func roleKey(_ launch: Launch, _ cluster: Cluster) -> String {
    cluster.hasVolumeIdentity ? sharedRoleKey : key(launch)
  }

  /// The name of the resources of a role that all instances have.
  static let sharedRoleKey = "nodes"

  private func add(_ group: SecurityGroup, to resources: inout Resources) {
    let id: Node = "${aws_security_group.nodes.id}"
    resources.add(
      "aws_security_group",
      "nodes",
      [
        "name": .string(group.name), "description": .string(group.description), "vpc_id": "${var.vpc}",
        "tags": Self.tags(Tag.all(name: group.name, stack.cluster)),
      ]
    )
    for rule in group.rules {
      var arguments = Mapping()
      arguments["security_group_id"] = id
      arguments["ip_protocol"] = "tcp"
      arguments["from_port"] = .integer(rule.port)
      arguments["to_port"] = .integer(rule.port)
      if let range = rule.range {
        arguments["description"] = .string(rule.what)
        arguments["cidr_ipv4"] = .string(range)
      } else {
        arguments["referenced_security_group_id"] = id
      }
      let name = "port_\(rule.port)_from_\(rule.range ?? "nodes")".putting("_", for: ".").putting("_", for: "/")
      resources.add("aws_vpc_security_group_ingress_rule", name, Node(.mapping(arguments)))
    }
    resources.add(
      "aws_vpc_security_group_egress_rule",
      "all",
      [
        "security_group_id": id, "description": .string(SecurityGroup.egress), "ip_protocol": "-1",
        "cidr_ipv4": .string(SecurityGroup.anywhere),
      ]
    )
  }

  private func addRole(of launch: Launch, to resources: inout Resources) {
    let key = Self.roleKey(launch, stack.cluster)
    let name = stack.cluster.instanceProfile(of: launch).map(Node.string) ?? .null
    resources.add(
      "aws_iam_role",
      key,
      ["name": name, "assume_role_policy": Self.json(AccessPolicy.trust(of: stack.cluster))]
    )
    resources.add(
      "aws_iam_role_policy",
      key,
      [
        "name": "boot", "role": .string("${aws_iam_role.\(key).id}"),
        "policy": Self.json(AccessPolicy.document(of: launch, in: stack.cluster)),
      ]
    )
    resources.add(
      "aws_iam_instance_profile",
      key,
      ["name": name, "role": .string("${aws_iam_role.\(key).name}")]
    )
  }

  private func add(_ group: AutoScalingGroup, _ userData: UserDataFile, to resources: inout Resources) {
    let key = Self.key(group.launch)
    var template = Mapping()
    template["name"] = .string(group.name)
    template["update_default_version"] = true
    for entry in group.template.fields.entries {
      template[Self.snakeCase(entry.key)] = Self.arguments(entry.value)
    }
    template["user_data"] = Self.content(of: userData)
    template["vpc_security_group_ids"] = securityGroups
    template["security_group_ids"] = nil
    template["iam_instance_profile"] = stack.cluster.instanceProfile(of: group.launch).map { name in
      let made = Node.string("${aws_iam_instance_profile.\(Self.roleKey(group.launch, stack.cluster)).name}")
      return ["name": stack.cluster.makesRoles ? made : Self.literal(name)]
    }
    template["tag_specifications"] = Node(
      .sequence(
        (group.template.fields["TagSpecifications"]?.sequence ?? []).compactMap {
          $0.mapping.map(Self.tagSpecification)
        }
      )
    )
    var network = Mapping()
    if let interface = group.interface {
      // An interface of its own keeps the address from one instance to the next (Amazon EC2 Auto Scaling user guide,
      // "Create a launch template": the group then has zones instead of subnets).
      resources.add(
        "aws_network_interface",
        key,
        [
          "subnet_id": Self.subnet(in: interface.zone), "private_ips": [.string(interface.address)],
          "security_groups": securityGroups, "tags": Self.tags(interface.tags),
        ]
      )
      template["vpc_security_group_ids"] = nil
      template["network_interfaces"] = [
        [
          "device_index": 0, "network_interface_id": .string("${aws_network_interface.\(key).id}"),
          "delete_on_termination": false,
        ]
      ]
      network["availability_zones"] = [.string(interface.zone)]
    } else {
      network["vpc_zone_identifier"] = Node(.sequence(group.launch.zones.map(Self.subnet)))
    }
    resources.add("aws_launch_template", key, Node(.mapping(template)))
    resources.add("aws_autoscaling_group", key, arguments(of: group, network: network))
  }

  private func arguments(of group: AutoScalingGroup, network: Mapping) -> Node {
    let template = "aws_launch_template.\(Self.key(group.launch))"
    var arguments = Mapping()
    arguments["name"] = .string(group.name)
    arguments["min_size"] = .integer(group.size)
    arguments["max_size"] = .integer(group.size)
    arguments["desired_capacity"] = .integer(group.size)
    arguments.entries += network.entries
    arguments["launch_template"] = [
      "id": .string("${\(template).id}"), "version": .string("${\(template).latest_version}"),
    ]
    arguments["health_check_type"] = .string(AutoScalingGroup.healthCheck)
    arguments["health_check_grace_period"] = .integer(AutoScalingGroup.gracePeriod)
    arguments["suspended_processes"] = [.string(AutoScalingGroup.suspendedProcess)]
    arguments["wait_for_capacity_timeout"] = "0"
    arguments["initial_lifecycle_hook"] = group.hook.map { hook in
      [
        [
          "name": .string(hook.name), "lifecycle_transition": .string(hook.transition),
          "heartbeat_timeout": .integer(hook.timeout), "default_result": .string(hook.result),
        ]
      ]
    }
    let tag = Tag.cluster(stack.cluster)
    arguments["tag"] = [["key": .string(tag.key), "value": .string(tag.value), "propagate_at_launch": false]]
    if !group.volumes.isEmpty {
      arguments["depends_on"] = Node(.sequence(group.volumes.map { .string(Self.volumeAddress($0.brokerID)) }))
    }
    return Node(.mapping(arguments))
  }

  private var securityGroups: Node {
    if stack.securityGroup != nil { return ["${aws_security_group.nodes.id}"] }
    return Node(.sequence(stack.cluster.instance.securityGroups.map { .string($0.value) }))
  }

  private func add(_ volume: DataVolume, to resources: inout Resources) {
    var arguments = Mapping()
    arguments["availability_zone"] = volume.zone.map(Node.string)
    arguments["type"] = .string(volume.volume.type.value.rawValue)
    arguments["size"] = .integer(volume.volume.size.value)
    arguments["iops"] = volume.volume.iops.map { .integer($0.value) }
    arguments["throughput"] = volume.volume.throughput.map { .integer($0.value) }
    arguments["encrypted"] = .boolean(volume.volume.encrypted.value)
    arguments["tags"] = Self.tags(volume.tags)
    // What it holds is the cluster's. Whatever destroys it all the same leaves a snapshot.
    arguments["final_snapshot"] = true
    arguments["lifecycle"] = ["prevent_destroy": true]
    resources.add(Self.volumeType, Self.volumeKey(volume.brokerID), Node(.mapping(arguments)))
  }
}
