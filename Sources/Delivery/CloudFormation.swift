import Text
import Bootstrap
import Catalog
package import Cluster
import Compose
import Profile
package import YAML

/// A CloudFormation template of the whole cluster.
///
/// Types and properties are those of the AWS CloudFormation template reference.
package enum CloudFormation {
  /// User-data as it stands in the template.
  package enum LaunchedData {
    /// The document, which CloudFormation encodes.
    case plain([UInt8])
    /// The document's gzip form.
    case gzip([UInt8])
  }

  /// Makes the template.
  /// - Parameters:
  ///   - cluster: the cluster.
  ///   - templates: its launch templates.
  ///   - userData: what the launches have, in the order of the templates.
  ///   - before: the template of an earlier run, of which the roles stay that running instances have.
  /// - Returns: the template.
  package static func template(
    of cluster: Cluster,
    templates: [LaunchTemplate],
    userData: [LaunchedData],
    before: Node?
  ) -> Node {
    var resources = Mapping()
    if cluster.instance.securityGroups.isEmpty { addSecurityGroup(of: cluster, to: &resources) }
    for (template, userData) in zip(templates, userData) {
      let launch = template.launch
      if cluster.makesRoles { addRole(of: launch, cluster, to: &resources) }
      if cluster.claimsVolumes {
        for node in launch.nodes { addVolume(of: node, cluster, to: &resources) }
      }
      add(template, of: cluster, userData, to: &resources)
    }
    addRoles(of: before, cluster, to: &resources)
    return [
      "AWSTemplateFormatVersion": "2010-09-09",
      "Description": .string("Kafka cluster \(cluster.name), Confluent Platform \(cluster.release.version)"),
      // A volume stays in its zone, whatever the others are.
      "Metadata": ["cfn-lint": ["config": ["ignore_checks": ["W3010"]]]],
      "Parameters": parameters(of: cluster),
      "Resources": Node(.mapping(resources)),
    ]
  }

  /// The logical name of a launch's resources.
  private static func key(_ launch: Launch) -> String {
    launch.nodes.count == 1 && launch.folder != "brokers" ? "Broker\(launch.nodes[0].id)" : "Brokers"
  }

  private static func parameter(ofSubnetIn zone: String) -> String {
    "Subnet" + zone.split(at: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func ref(_ name: String) -> Node { ["Ref": .string(name)] }

  private static func attribute(_ name: String, _ attribute: String) -> Node {
    ["Fn::GetAtt": [.string(name), .string(attribute)]]
  }

  private static func parameters(of cluster: Cluster) -> Node {
    var parameters = Mapping()
    let network = cluster.delivery.network
    var zones: [String] = []
    for zone in cluster.nodes.compactMap(\.zone) where !zones.contains(zone) { zones.append(zone) }
    for zone in zones {
      var parameter = Mapping()
      parameter["Type"] = "AWS::EC2::Subnet::Id"
      parameter["Description"] = .string("The subnet in \(zone)")
      parameter["Default"] = network.subnets.first { $0.zone.value == zone }.map { .string($0.subnet.value) }
      parameters[Self.parameter(ofSubnetIn: zone)] = Node(.mapping(parameter))
    }
    if cluster.instance.securityGroups.isEmpty {
      var parameter = Mapping()
      parameter["Type"] = "AWS::EC2::VPC::Id"
      parameter["Description"] = "The VPC of the subnets"
      parameter["Default"] = network.vpc.map { .string($0.value) }
      parameters["Vpc"] = Node(.mapping(parameter))
    }
    return Node(.mapping(parameters))
  }

  private static func tags(name: String, brokerID: Int? = nil, _ cluster: Cluster) -> Node {
    Node(
      .sequence(
        LaunchTemplate.tags(name: name, brokerID: brokerID, cluster)
          .map { ["Key": .string($0.key), "Value": .string($0.value)] }
      )
    )
  }

  private static func addSecurityGroup(of cluster: Cluster, to resources: inout Mapping) {
    var ranges: [Node] = []
    var peers: [(port: Int, what: String)] = []
    for rule in SecurityGroupRule.all(of: cluster) {
      guard let range = rule.range else {
        peers.append((rule.port, rule.what))
        continue
      }
      ranges.append([
        "IpProtocol": "tcp", "FromPort": .integer(rule.port), "ToPort": .integer(rule.port), "CidrIp": .string(range),
        "Description": .string(rule.what),
      ])
    }
    var properties = Mapping()
    properties["GroupDescription"] = .string("Nodes of the Kafka cluster \(cluster.name)")
    properties["VpcId"] = ref("Vpc")
    if !ranges.isEmpty { properties["SecurityGroupIngress"] = Node(.sequence(ranges)) }
    properties["SecurityGroupEgress"] = [
      ["IpProtocol": "-1", "CidrIp": "0.0.0.0/0", "Description": "Packages, images, git and other networks"]
    ]
    properties["Tags"] = tags(name: "kafka-\(cluster.name)", cluster)
    resources["Nodes"] = ["Type": "AWS::EC2::SecurityGroup", "Properties": Node(.mapping(properties))]
    for (port, what) in peers {
      resources["NodesPort\(port)"] = [
        "Type": "AWS::EC2::SecurityGroupIngress",
        "Properties": [
          "GroupId": attribute("Nodes", "GroupId"), "SourceSecurityGroupId": attribute("Nodes", "GroupId"),
          "IpProtocol": "tcp", "FromPort": .integer(port), "ToPort": .integer(port), "Description": .string(what),
        ],
      ]
    }
  }

  /// What stands before `Role` and `Profile` in the logical names of a launch's.
  private static func roleKey(_ launch: Launch, _ cluster: Cluster) -> String {
    cluster.hasVolumeIdentity ? "" : key(launch)
  }

  private static func addRole(of launch: Launch, _ cluster: Cluster, to resources: inout Mapping) {
    let key = roleKey(launch, cluster)
    let stack = AccessPolicy.Place(
      partition: "${AWS::Partition}",
      region: "${AWS::Region}",
      account: "${AWS::AccountId}"
    )
    let policy = substituted(AccessPolicy.document(of: launch, in: cluster, at: stack))
    resources["\(key)Role"] = [
      "Type": "AWS::IAM::Role",
      "Properties": [
        "AssumeRolePolicyDocument": AccessPolicy.trust(of: cluster),
        "Policies": [["PolicyName": "boot", "PolicyDocument": policy]],
      ],
    ]
    resources["\(key)Profile"] = [
      "Type": "AWS::IAM::InstanceProfile", "Properties": ["Roles": [ref("\(key)Role")]],
    ]
  }

  /// A policy in which CloudFormation fills in its own parameters and leaves IAM's variables.
  private static func substituted(_ node: Node) -> Node {
    switch node.content {
    case .scalar(let scalar):
      scalar.text.includes("${AWS::") ? ["Fn::Sub": .string(scalar.text.putting("${!ec2:", for: "${ec2:"))] : node
    case .sequence(let items): Node(.sequence(items.map(substituted)))
    case .mapping(let mapping):
      Node(.mapping(Mapping(mapping.entries.map { Mapping.Entry(key: $0.key, value: substituted($0.value)) })))
    }
  }

  /// Adds the roles that instances have until they are replaced; without them a node that reboots before could call nothing.
  private static func addRoles(of before: Node?, _ cluster: Cluster, to resources: inout Mapping) {
    let keys = ([""] + cluster.launches.map(key)).flatMap { ["\($0)Role", "\($0)Profile"] }
    for entry in before?.mapping?["Resources"]?.mapping?.entries ?? []
    where keys.contains(entry.key) && resources[entry.key] == nil {
      resources[entry.key] = entry.value
    }
  }

  /// The data volumes that a template has.
  static func volumes(in template: Node) -> [DeployedVolume] {
    (template.mapping?["Resources"]?.mapping?.entries ?? []).compactMap { entry in
      guard let id = entry.key.rest(after: "Broker").flatMap({ Int($0.before("Volume")) }), entry.key == volumeKey(id),
        let properties = entry.value.mapping?["Properties"]?.mapping
      else { return nil }
      return DeployedVolume(
        brokerID: id,
        zone: properties["AvailabilityZone"],
        size: properties["Size"],
        encrypted: properties["Encrypted"]
      )
    }
  }

  private static func volumeKey(_ brokerID: Int) -> String { "Broker\(brokerID)Volume" }

  private static func addVolume(of node: ClusterNode, _ cluster: Cluster, to resources: inout Mapping) {
    let volume = cluster.data.volume
    var properties = Mapping()
    properties["AvailabilityZone"] = node.zone.map(Node.string)
    properties["VolumeType"] = .string(volume.type.value)
    properties["Size"] = .integer(volume.size.value)
    properties["Iops"] = volume.iops.map { .integer($0.value) }
    properties["Throughput"] = volume.throughput.map { .integer($0.value) }
    properties["Encrypted"] = .boolean(volume.encrypted.value)
    properties["Tags"] = tags(name: node.host, brokerID: node.id, cluster)
    // What it holds is the cluster's.
    resources[volumeKey(node.id)] = [
      "Type": "AWS::EC2::Volume", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain",
      "Properties": Node(.mapping(properties)),
    ]
  }

  /// A document that CloudFormation encodes, or in base64 where it would put something else in the place of a part of it.
  private static func plain(_ document: [UInt8]) -> Node {
    let text = String(decoding: document, as: UTF8.self)
    return text.hasDynamicReference
      ? .string(String(decoding: base64(document), as: UTF8.self)) : ["Fn::Base64": .literal(text)]
  }

  private static func add(
    _ template: LaunchTemplate,
    of cluster: Cluster,
    _ userData: LaunchedData,
    to resources: inout Mapping
  ) {
    let launch = template.launch
    let key = key(launch)
    var data = template.fields
    let own = cluster.instance.securityGroups.map { Node.string($0.value) }
    let groups = own.isEmpty ? [attribute("Nodes", "GroupId")] : own
    if cluster.makesRoles {
      data["IamInstanceProfile"] = ["Arn": attribute("\(roleKey(launch, cluster))Profile", "Arn")]
    }
    data["UserData"] =
      switch userData {
      case .plain(let document): plain(document)
      case .gzip(let bytes): .string(String(decoding: base64(bytes), as: UTF8.self))
      }
    var network = Mapping()
    if let address = launch.nodes[0].address, let zone = launch.nodes[0].zone {
      // An interface of its own keeps the address from one instance to the next.
      resources["\(key)Interface"] = [
        "Type": "AWS::EC2::NetworkInterface",
        "Properties": [
          "SubnetId": ref(parameter(ofSubnetIn: zone)), "PrivateIpAddress": .string(address),
          "GroupSet": Node(.sequence(groups)),
          "Tags": tags(name: launch.nodes[0].host, brokerID: launch.nodes[0].id, cluster),
        ],
      ]
      data["SecurityGroupIds"] = nil
      data["NetworkInterfaces"] = [
        ["DeviceIndex": 0, "NetworkInterfaceId": ref("\(key)Interface"), "DeleteOnTermination": false]
      ]
      network["AvailabilityZones"] = [.string(zone)]
    } else {
      data["SecurityGroupIds"] = Node(.sequence(groups))
      network["VPCZoneIdentifier"] = Node(.sequence(launch.zones.map { ref(parameter(ofSubnetIn: $0)) }))
    }
    resources["\(key)Template"] = [
      "Type": "AWS::EC2::LaunchTemplate",
      "Properties": ["LaunchTemplateName": .string(launch.name), "LaunchTemplateData": Node(.mapping(data))],
    ]

    let size = Node.string(String(launch.nodes.count))
    var group = Mapping()
    group["AutoScalingGroupName"] = .string(launch.name)
    group["MinSize"] = size
    group["MaxSize"] = size
    group["DesiredCapacity"] = size
    group.entries += network.entries
    group["LaunchTemplate"] = [
      "LaunchTemplateId": ref("\(key)Template"), "Version": attribute("\(key)Template", "LatestVersionNumber"),
    ]
    group["HealthCheckType"] = "EC2"
    group["HealthCheckGracePeriod"] = .integer(AutoScaling.gracePeriod)
    if cluster.delivery.hasLifecycleHook.value {
      group["LifecycleHookSpecificationList"] = [
        [
          "LifecycleHookName": .string(AutoScaling.hookName),
          "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING",
          "HeartbeatTimeout": .integer(AutoScaling.hookTimeout), "DefaultResult": "CONTINUE",
        ]
      ]
    }
    if launch.zones.count > 1 {
      // No property suspends AZRebalance, which the README does; without launches in another zone it has nothing to mend.
      group["AvailabilityZoneDistribution"] = ["CapacityDistributionStrategy": "balanced-only"]
    }
    group["Tags"] = [["Key": "kafka-cluster", "Value": .string(cluster.name), "PropagateAtLaunch": false]]
    var resource = Mapping()
    resource["Type"] = "AWS::AutoScaling::AutoScalingGroup"
    if cluster.claimsVolumes {
      resource["DependsOn"] = Node(.sequence(launch.nodes.map { .string(volumeKey($0.id)) }))
    }
    resource["Properties"] = Node(.mapping(group))
    resources["\(key)Group"] = Node(.mapping(resource))
  }
}
