import Text
import Bootstrap
package import Cluster
import Profile
package import YAML

/// A Terraform module of the whole cluster, in JSON syntax, for version 5 of the provider hashicorp/aws.
///
/// Names of resources and arguments are those of the provider's documentation.
package enum Terraform {
  /// Makes the module; `before` is that of an earlier run, of which some resources must outlive their place in it.
  /// - Parameters:
  ///   - cluster: the cluster.
  ///   - templates: its launch templates.
  ///   - userData: the bytes that EC2 gets, in the order of the templates.
  ///   - before: the earlier module.
  /// - Returns: the module.
  package static func module(of cluster: Cluster, templates: [LaunchTemplate], userData: [[UInt8]], before: Node?)
    -> Node
  {
    var resources = Resources()
    if cluster.instance.securityGroups.isEmpty { addSecurityGroup(of: cluster, to: &resources) }
    for (template, userData) in zip(templates, userData) {
      let launch = template.launch
      if cluster.makesRoles { addRole(of: launch, cluster, to: &resources) }
      add(template, of: cluster, userData, to: &resources)
      if cluster.claimsVolumes {
        for node in launch.nodes { addVolume(of: node, cluster, to: &resources) }
      }
    }
    var module = Mapping()
    let forgotten = forgotten(by: cluster, before: before).filter { !resources.have($0) }
    addHead(of: cluster, forgets: !forgotten.isEmpty, to: &module)
    module["variable"] = variables(of: cluster)
    if cluster.makesRoles { module["data"] = ["aws_caller_identity": ["current": [:]]] }
    module["resource"] = Node(.mapping(resources.types))
    module["removed"] = removed(forgotten)
    return Node(.mapping(module))
  }

  /// Adds what version of Terraform, provider and region the module is for.
  static func addHead(of cluster: Cluster, forgets: Bool, to module: inout Mapping) {
    module["terraform"] = [
      // `removed` came with 1.7 (Terraform, "Upgrade guides").
      "required_version": forgets ? ">= 1.7" : ">= 1.3",
      "required_providers": ["aws": ["source": "hashicorp/aws", "version": "~> 5.0"]],
    ]
    module["provider"] = cluster.region.map { ["aws": ["region": .string($0)]] }
  }

  /// Resources by type and name.
  private struct Resources {
    var types = Mapping()

    /// Whether a resource is among them, by its address.
    func have(_ address: String) -> Bool {
      types.entries.contains { type in
        type.value.mapping?.entries.contains { "\(type.key).\($0.key)" == address } == true
      }
    }

    mutating func add(_ type: String, _ name: String, _ arguments: Node) {
      var resources = types[type]?.mapping ?? Mapping()
      resources[name] = arguments
      types[type] = Node(.mapping(resources))
    }
  }

  /// The name of a launch's resources.
  static func key(_ launch: Launch) -> String { launch.folder.putting("_", for: "-") }

  /// A value of the profile, in which Terraform would read `${` and `%{` as the start of a template.
  private static func literal(_ text: String) -> Node {
    .string(text.terraformText)
  }

  private static func variables(of cluster: Cluster) -> Node {
    let network = cluster.delivery.network
    var subnets = Mapping()
    subnets["description"] = "The subnet of each Availability Zone"
    subnets["type"] = "map(string)"
    let known = network.subnets.map { Mapping.Entry(key: $0.zone.value, value: .string($0.subnet.value)) }
    if cluster.nodes.allSatisfy({ cluster.subnet(of: $0) != nil }) {
      subnets["default"] = Node(.mapping(Mapping(known)))
    }
    var variables = Mapping()
    variables["subnets"] = Node(.mapping(subnets))
    if cluster.instance.securityGroups.isEmpty {
      var vpc = Mapping()
      vpc["description"] = "The VPC of the subnets"
      vpc["type"] = "string"
      vpc["default"] = network.vpc.map { .string($0.value) }
      variables["vpc"] = Node(.mapping(vpc))
    }
    return Node(.mapping(variables))
  }

  private static func tags(name: String, brokerID: Int? = nil, _ cluster: Cluster) -> Node {
    Node(
      .mapping(
        Mapping(
          LaunchTemplate.tags(name: name, brokerID: brokerID, cluster)
            .map { Mapping.Entry(key: $0.key, value: literal($0.value)) }
        )
      )
    )
  }

  private static func addSecurityGroup(of cluster: Cluster, to resources: inout Resources) {
    let name = "kafka-\(cluster.name)"
    let group: Node = "${aws_security_group.nodes.id}"
    resources.add(
      "aws_security_group",
      "nodes",
      [
        "name": .string(name), "description": .string("Nodes of the Kafka cluster \(cluster.name)"),
        "vpc_id": "${var.vpc}", "tags": tags(name: name, cluster),
      ]
    )
    for rule in SecurityGroupRule.all(of: cluster) {
      let source = rule.range ?? "nodes"
      var arguments = Mapping()
      arguments["security_group_id"] = group
      arguments["ip_protocol"] = "tcp"
      arguments["from_port"] = .integer(rule.port)
      arguments["to_port"] = .integer(rule.port)
      if let range = rule.range {
        arguments["description"] = .string(rule.what)
        arguments["cidr_ipv4"] = .string(range)
      } else {
        arguments["referenced_security_group_id"] = group
      }
      let id = "port_\(rule.port)_from_\(source)".putting("_", for: ".").putting("_", for: "/")
      resources.add("aws_vpc_security_group_ingress_rule", id, Node(.mapping(arguments)))
    }
    resources.add(
      "aws_vpc_security_group_egress_rule",
      "all",
      [
        "security_group_id": group, "description": "Packages, images, git and other networks", "ip_protocol": "-1",
        "cidr_ipv4": "0.0.0.0/0",
      ]
    )
  }

  /// The name of the resources of a launch's role.
  static func roleKey(_ launch: Launch, _ cluster: Cluster) -> String {
    cluster.hasVolumeIdentity ? sharedRoleKey : key(launch)
  }

  /// The name of the resources of a role that all instances have.
  static let sharedRoleKey = "nodes"

  private static func addRole(of launch: Launch, _ cluster: Cluster, to resources: inout Resources) {
    let key = roleKey(launch, cluster)
    let name = cluster.instanceProfile(of: launch).map(Node.string) ?? .null
    resources.add("aws_iam_role", key, ["name": name, "assume_role_policy": json(AccessPolicy.trust(of: cluster))])
    resources.add(
      "aws_iam_role_policy",
      key,
      [
        "name": "boot", "role": .string("${aws_iam_role.\(key).id}"),
        "policy": json(AccessPolicy.document(of: launch, in: cluster)),
      ]
    )
    resources.add(
      "aws_iam_instance_profile",
      key,
      ["name": name, "role": .string("${aws_iam_role.\(key).name}")]
    )
  }

  /// A policy as the text of an argument, with the account's id where it belongs.
  private static func json(_ document: Node) -> Node {
    var bytes: [UInt8] = []
    document.appendJSON(to: &bytes)
    let text = literal(String(decoding: bytes, as: UTF8.self)).scalar?.text ?? ""
    return .string(text.putting(":${data.aws_caller_identity.current.account_id}:", for: ":\(AccessPolicy.account):"))
  }

  private static func add(
    _ launchTemplate: LaunchTemplate,
    of cluster: Cluster,
    _ userData: [UInt8],
    to resources: inout Resources
  ) {
    let launch = launchTemplate.launch
    let key = key(launch)
    var template = Mapping()
    template["name"] = .string(launch.name)
    template["update_default_version"] = true
    let data = launchTemplate.data(userData: userData).mapping ?? Mapping()
    for entry in data.entries { template[snakeCase(entry.key)] = arguments(entry.value) }
    template["vpc_security_group_ids"] = groups(of: cluster)
    template["security_group_ids"] = nil
    template["iam_instance_profile"] = cluster.instanceProfile(of: launch).map { name in
      let made = Node.string("${aws_iam_instance_profile.\(roleKey(launch, cluster)).name}")
      return ["name": cluster.makesRoles ? made : literal(name)]
    }
    template["tag_specifications"] = Node(
      .sequence((data["TagSpecifications"]?.sequence ?? []).compactMap { $0.mapping.map(tagSpecification) })
    )
    var network = Mapping()
    if let address = launch.nodes[0].address, let zone = launch.nodes[0].zone {
      // An interface of its own keeps the address from one instance to the next (Amazon EC2 Auto Scaling user guide,
      // "Create a launch template": the group then has zones instead of subnets).
      resources.add(
        "aws_network_interface",
        key,
        [
          "subnet_id": .string("${var.subnets[\"\(zone)\"]}"), "private_ips": [.string(address)],
          "security_groups": groups(of: cluster),
          "tags": tags(name: launch.nodes[0].host, brokerID: launch.nodes[0].id, cluster),
        ]
      )
      template["vpc_security_group_ids"] = nil
      template["network_interfaces"] = [
        [
          "device_index": 0, "network_interface_id": .string("${aws_network_interface.\(key).id}"),
          "delete_on_termination": false,
        ]
      ]
      network["availability_zones"] = [.string(zone)]
    } else {
      network["vpc_zone_identifier"] = Node(
        .sequence(launch.zones.map { .string("${var.subnets[\"\($0)\"]}") })
      )
    }
    resources.add("aws_launch_template", key, Node(.mapping(template)))

    var group = Mapping()
    group["name"] = .string(launch.name)
    let size = Node.integer(launch.nodes.count)
    group["min_size"] = size
    group["max_size"] = size
    group["desired_capacity"] = size
    group.entries += network.entries
    group["launch_template"] = [
      "id": .string("${aws_launch_template.\(key).id}"),
      "version": .string("${aws_launch_template.\(key).latest_version}"),
    ]
    group["health_check_type"] = "EC2"
    group["health_check_grace_period"] = .integer(AutoScaling.gracePeriod)
    // A second instance for the time of a move could claim nothing.
    group["suspended_processes"] = ["AZRebalance"]
    group["wait_for_capacity_timeout"] = "0"
    if cluster.delivery.hasLifecycleHook.value {
      group["initial_lifecycle_hook"] = [
        [
          "name": .string(AutoScaling.hookName), "lifecycle_transition": "autoscaling:EC2_INSTANCE_LAUNCHING",
          "heartbeat_timeout": .integer(AutoScaling.hookTimeout), "default_result": "CONTINUE",
        ]
      ]
    }
    group["tag"] = [["key": "kafka-cluster", "value": .string(cluster.name), "propagate_at_launch": false]]
    if cluster.claimsVolumes {
      group["depends_on"] = Node(.sequence(launch.nodes.map { .string(volumeAddress($0.id)) }))
    }
    resources.add("aws_autoscaling_group", key, Node(.mapping(group)))
  }

  private static func groups(of cluster: Cluster) -> Node {
    let own = cluster.instance.securityGroups.map { Node.string($0.value) }
    return own.isEmpty ? ["${aws_security_group.nodes.id}"] : Node(.sequence(own))
  }

  private static func tagSpecification(_ specification: Mapping) -> Node {
    let tags = (specification["Tags"]?.sequence ?? []).compactMap(\.mapping).map {
      Mapping.Entry(key: $0["Key"]?.scalar?.text ?? "", value: literal($0["Value"]?.scalar?.text ?? ""))
    }
    return [
      "resource_type": specification["ResourceType"] ?? .null, "tags": Node(.mapping(Mapping(tags))),
    ]
  }

  private static func addVolume(of node: ClusterNode, _ cluster: Cluster, to resources: inout Resources) {
    let volume = cluster.data.volume
    var arguments = Mapping()
    arguments["availability_zone"] = node.zone.map(Node.string)
    arguments["type"] = .string(volume.type.value)
    arguments["size"] = .integer(volume.size.value)
    arguments["iops"] = volume.iops.map { .integer($0.value) }
    arguments["throughput"] = volume.throughput.map { .integer($0.value) }
    arguments["encrypted"] = .boolean(volume.encrypted.value)
    arguments["tags"] = tags(name: node.host, brokerID: node.id, cluster)
    // What it holds is the cluster's. Whatever destroys it all the same leaves a snapshot.
    arguments["final_snapshot"] = true
    arguments["lifecycle"] = ["prevent_destroy": true]
    resources.add(volumeType, volumeKey(node.id), Node(.mapping(arguments)))
  }

  /// The fields of an EC2 request as the provider's arguments: the same names in another case.
  private static func arguments(_ node: Node) -> Node {
    switch node.content {
    case .scalar(let scalar): scalar.style == .plain ? node : literal(scalar.text)
    case .sequence(let items): Node(.sequence(items.map(arguments)))
    case .mapping(let mapping):
      Node(
        .mapping(
          Mapping(mapping.entries.map { Mapping.Entry(key: snakeCase($0.key), value: arguments($0.value)) })
        )
      )
    }
  }

  /// `VolumeSize` as `volume_size`.
  private static func snakeCase(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
      if byte.isCapital && !text.isEmpty { text += "_" }
      text += String(Unicode.Scalar(byte)).lowercased()
    }
    return text
  }
}
