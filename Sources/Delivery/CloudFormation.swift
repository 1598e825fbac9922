import Text
import Bootstrap
import Catalog
import Change
import Cluster
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
  ///   - stack: what there is.
  ///   - userData: what the instances of each group have, in the order of the groups.
  ///   - before: the template of an earlier run, of which the roles stay that running instances have.
  /// - Returns: the template.
  package static func template(
    of stack: Stack,
    userData: [LaunchedData],
    before: Node?
  ) -> Node {
    var resources = Mapping()
    let cluster = stack.cluster
    if let group = stack.securityGroup { add(group, of: cluster, to: &resources) }
    for (group, userData) in zip(stack.groups, userData) {
      if cluster.makesRoles { addRole(of: group.launch, cluster, to: &resources) }
      for volume in group.volumes { add(volume, to: &resources) }
      add(group, of: cluster, userData, to: &resources)
    }
    addRoles(of: before, cluster, to: &resources)
    return [
      "AWSTemplateFormatVersion": "2010-09-09",
      "Description": .string("Kafka cluster \(cluster.name), Confluent Platform \(cluster.release.version)"),
      // A volume stays in its zone, whatever the others are.
      "Metadata": ["cfn-lint": ["config": ["ignore_checks": ["W3010"]]]],
      "Parameters": parameters(of: stack),
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

  private static func parameters(of stack: Stack) -> Node {
    var parameters = Mapping()
    let network = stack.cluster.delivery.network
    for zone in stack.zones {
      var parameter = Mapping()
      parameter["Type"] = "AWS::EC2::Subnet::Id"
      parameter["Description"] = .string("The subnet in \(zone)")
      parameter["Default"] = network.subnets.first { $0.zone.value == zone }.map { .string($0.subnet.value) }
      parameters[Self.parameter(ofSubnetIn: zone)] = Node(.mapping(parameter))
    }
    if stack.securityGroup != nil {
      var parameter = Mapping()
      parameter["Type"] = "AWS::EC2::VPC::Id"
      parameter["Description"] = "The VPC of the subnets"
      parameter["Default"] = network.vpc.map { .string($0.value) }
      parameters["Vpc"] = Node(.mapping(parameter))
    }
    return Node(.mapping(parameters))
  }

  private static func tags(_ tags: [Tag]) -> Node { Node(.sequence(tags.map(\.pair))) }

  private static func add(_ group: SecurityGroup, of cluster: Cluster, to resources: inout Mapping) {
    var ranges: [Node] = []
    var peers: [(port: Int, what: String)] = []
    for rule in group.rules {
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
    properties["GroupDescription"] = .string(group.description)
    properties["VpcId"] = ref("Vpc")
    if !ranges.isEmpty { properties["SecurityGroupIngress"] = Node(.sequence(ranges)) }
    properties["SecurityGroupEgress"] = [
      [
        "IpProtocol": "-1", "CidrIp": .string(SecurityGroup.anywhere), "Description": .string(SecurityGroup.egress),
      ]
    ]
    properties["Tags"] = tags(Tag.all(name: group.name, cluster))
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

  private static func add(_ dataVolume: DataVolume, to resources: inout Mapping) {
    let volume = dataVolume.volume
    var properties = Mapping()
    properties["AvailabilityZone"] = dataVolume.zone.map(Node.string)
    properties["VolumeType"] = .string(volume.type.value.rawValue)
    properties["Size"] = .integer(volume.size.value)
    properties["Iops"] = volume.iops.map { .integer($0.value) }
    properties["Throughput"] = volume.throughput.map { .integer($0.value) }
    properties["Encrypted"] = .boolean(volume.encrypted.value)
    properties["Tags"] = tags(dataVolume.tags)
    // What it holds is the cluster's.
    resources[volumeKey(dataVolume.brokerID)] = [
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
    _ group: AutoScalingGroup,
    of cluster: Cluster,
    _ userData: LaunchedData,
    to resources: inout Mapping
  ) {
    let launch = group.launch
    let key = key(launch)
    var data = group.template.fields
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
    if let interface = group.interface {
      // An interface of its own keeps the address from one instance to the next.
      resources["\(key)Interface"] = [
        "Type": "AWS::EC2::NetworkInterface",
        "Properties": [
          "SubnetId": ref(parameter(ofSubnetIn: interface.zone)), "PrivateIpAddress": .string(interface.address),
          "GroupSet": Node(.sequence(groups)),
          "Tags": tags(interface.tags),
        ],
      ]
      data["SecurityGroupIds"] = nil
      data["NetworkInterfaces"] = [
        ["DeviceIndex": 0, "NetworkInterfaceId": ref("\(key)Interface"), "DeleteOnTermination": false]
      ]
      network["AvailabilityZones"] = [.string(interface.zone)]
    } else {
      data["SecurityGroupIds"] = Node(.sequence(groups))
      network["VPCZoneIdentifier"] = Node(.sequence(launch.zones.map { ref(parameter(ofSubnetIn: $0)) }))
    }
    resources["\(key)Template"] = [
      "Type": "AWS::EC2::LaunchTemplate",
      "Properties": ["LaunchTemplateName": .string(launch.name), "LaunchTemplateData": Node(.mapping(data))],
    ]

    var resource = Mapping()
    resource["Type"] = "AWS::AutoScaling::AutoScalingGroup"
    if !group.volumes.isEmpty {
      resource["DependsOn"] = Node(.sequence(group.volumes.map { .string(volumeKey($0.brokerID)) }))
    }
    resource["Properties"] = properties(of: group, in: cluster, network: network)
    resources["\(key)Group"] = Node(.mapping(resource))
  }

  private static func properties(of group: AutoScalingGroup, in cluster: Cluster, network: Mapping) -> Node {
    let template = "\(key(group.launch))Template"
    let size = Node.string(String(group.size))
    var properties = Mapping()
    properties["AutoScalingGroupName"] = .string(group.name)
    properties["MinSize"] = size
    properties["MaxSize"] = size
    properties["DesiredCapacity"] = size
    properties.entries += network.entries
    properties["LaunchTemplate"] = [
      "LaunchTemplateId": ref(template), "Version": attribute(template, "LatestVersionNumber"),
    ]
    properties["HealthCheckType"] = .string(AutoScalingGroup.healthCheck)
    properties["HealthCheckGracePeriod"] = .integer(AutoScalingGroup.gracePeriod)
    properties["LifecycleHookSpecificationList"] = group.hook.map { [$0.specification] }
    if group.hasSeveralZones {
      // No property suspends AZRebalance, which the README does; without launches in another zone it has nothing to mend.
      properties["AvailabilityZoneDistribution"] = ["CapacityDistributionStrategy": "balanced-only"]
    }
    properties["Tags"] = [Tag.cluster(cluster).ofGroup]
    return Node(.mapping(properties))
  }
}
