import Bootstrap
import Catalog
package import Cluster
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

  /// Makes the template; `userData` is in the order of the launches.
  package static func template(of cluster: Cluster, userData: [LaunchedData]) -> Node {
    var resources = Mapping()
    if cluster.instance.securityGroups.isEmpty { addSecurityGroup(of: cluster, to: &resources) }
    if cluster.callsAWS && cluster.instance.instanceProfile == nil { addRole(of: cluster, to: &resources) }
    for (launch, userData) in zip(cluster.launches, userData) {
      if cluster.claimsVolumes {
        for node in launch.nodes { addVolume(of: node, cluster, to: &resources) }
      }
      add(launch, of: cluster, userData, to: &resources)
    }
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
    for rule in Opening.rules(of: cluster) {
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

  private static func addRole(of cluster: Cluster, to resources: inout Mapping) {
    resources["Role"] = [
      "Type": "AWS::IAM::Role",
      "Properties": [
        "AssumeRolePolicyDocument": AccessPolicy.trust(of: cluster),
        "Policies": [["PolicyName": "boot", "PolicyDocument": AccessPolicy.document(of: cluster)]],
      ],
    ]
    resources["Profile"] = ["Type": "AWS::IAM::InstanceProfile", "Properties": ["Roles": [ref("Role")]]]
  }

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
    resources["Broker\(node.id)Volume"] = [
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
    _ launch: Launch,
    of cluster: Cluster,
    _ userData: LaunchedData,
    to resources: inout Mapping
  ) {
    let key = key(launch)
    var data = LaunchTemplate.data(for: launch, in: cluster, userData: []).mapping ?? Mapping()
    let own = cluster.instance.securityGroups.map { Node.string($0.value) }
    let groups = own.isEmpty ? [attribute("Nodes", "GroupId")] : own
    if cluster.callsAWS && cluster.instance.instanceProfile == nil {
      data["IamInstanceProfile"] = ["Arn": attribute("Profile", "Arn")]
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
    group["Tags"] = [["Key": "kafka-cluster", "Value": .string(cluster.name), "PropagateAtLaunch": false]]
    var resource = Mapping()
    resource["Type"] = "AWS::AutoScaling::AutoScalingGroup"
    if cluster.claimsVolumes {
      resource["DependsOn"] = Node(.sequence(launch.nodes.map { .string("Broker\($0.id)Volume") }))
    }
    resource["Properties"] = Node(.mapping(group))
    resources["\(key)Group"] = Node(.mapping(resource))
  }
}
