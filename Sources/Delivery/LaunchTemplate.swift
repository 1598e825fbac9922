import Bootstrap
import Catalog
package import Cluster
import Profile
package import YAML

/// The launch template of a launch, made once; every form of delivery spells it in its own way.
package struct LaunchTemplate: Sendable {
  /// What is launched from it.
  package let launch: Launch
  /// Its data but for the user-data.
  let fields: Mapping

  /// Its data, as `aws ec2 create-launch-template --launch-template-data` takes it; the user-data in it is the given
  /// document in base64, as the EC2 API wants it.
  package func data(userData: [UInt8]) -> Node {
    var data = fields
    data["UserData"] = .string(String(decoding: base64(userData), as: UTF8.self))
    return Node(.mapping(data))
  }

  /// Makes the template of a launch.
  ///
  /// Field names and defaults are those of RequestLaunchTemplateData in the Amazon EC2 API reference.
  package init(of launch: Launch, in cluster: Cluster) {
    let instance = cluster.instance
    let node = launch.nodes[0]
    let image = MachineImage.of(instance.operatingSystem.value, InstanceType.architecture(of: node.instanceType.value))
    var data = Mapping()
    data["ImageId"] = .string(instance.image?.value ?? "resolve:ssm:\(image.parameter)")
    data["InstanceType"] = .string(node.instanceType.value)
    data["KeyName"] = instance.keyName.map { .string($0.value) }
    data["IamInstanceProfile"] = cluster.instanceProfile(of: launch).map { ["Name": .string($0)] }
    data["MetadataOptions"] = [
      // One hop keeps the instance role's credentials from the containers.
      "HttpEndpoint": "enabled", "HttpTokens": "required",
      "HttpPutResponseHopLimit": .integer(cluster.metadataHopLimit(of: launch)), "InstanceMetadataTags": "enabled",
    ]
    var devices: [Node] = [
      ["DeviceName": .string(image.rootDevice), "Ebs": Self.volume(instance.rootVolume, deleteOnTermination: true)]
    ]
    if !cluster.claimsVolumes {
      devices.append(
        // The data volume outlives its instance: what it holds is the cluster's.
        [
          "DeviceName": .string(cluster.data.device.value),
          "Ebs": Self.volume(cluster.data.volume, deleteOnTermination: false),
        ]
      )
    }
    data["BlockDeviceMappings"] = Node(.sequence(devices))
    let groups: Node? =
      instance.securityGroups.isEmpty
      ? nil : Node(.sequence(instance.securityGroups.map { .string($0.value) }))
    // A template with a network interface takes no subnet and security group at launch, so only an address brings one.
    if let address = node.address {
      var interface = Mapping()
      interface["DeviceIndex"] = 0
      interface["PrivateIpAddress"] = .string(address)
      interface["SubnetId"] = cluster.subnet(of: node).map(Node.string)
      interface["Groups"] = groups
      data["NetworkInterfaces"] = [Node(.mapping(interface))]
    } else {
      data["SecurityGroupIds"] = groups
    }
    data["TagSpecifications"] = Node(
      .sequence(
        ["instance", "volume"].map { resource in
          [
            "ResourceType": .string(resource),
            "Tags": Node(
              .sequence(
                Self.tags(of: resource, launch, cluster).map { ["Key": .string($0.key), "Value": .string($0.value)] }
              )
            ),
          ]
        }
      )
    )
    self.launch = launch
    fields = data
  }

  /// Whether the instances of a template claim their data volume, which then isn't among its devices; nil when the
  /// document is no template's data.
  package static func claimsVolume(in data: Node) -> Bool? {
    data.mapping?["BlockDeviceMappings"]?.sequence.map { $0.count == 1 }
  }

  /// The id of the cluster that the instances of a template are tagged with.
  package static func clusterID(in data: Node) -> String? {
    data.mapping?["TagSpecifications"]?.sequence?.first?.mapping?["Tags"]?.sequence?
      .first { $0.mapping?["Key"]?.scalar?.text == Tag.clusterIDKey }?.mapping?["Value"]?.scalar?.text
  }

  /// The name of the instance profile that a template gives to its instances.
  package static func instanceProfile(in data: Node) -> String? {
    data.mapping?["IamInstanceProfile"]?.mapping?["Name"]?.scalar?.text
  }

  /// A volume of a block device mapping.
  static func volume(_ volume: Profile.Volume, deleteOnTermination: Bool) -> Node {
    var fields = Mapping()
    fields["VolumeType"] = .string(volume.type.value.rawValue)
    fields["VolumeSize"] = .integer(volume.size.value)
    fields["Iops"] = volume.iops.map { .integer($0.value) }
    fields["Throughput"] = volume.throughput.map { .integer($0.value) }
    fields["Encrypted"] = .boolean(volume.encrypted.value)
    fields["DeleteOnTermination"] = .boolean(deleteOnTermination)
    return Node(.mapping(fields))
  }

  /// The tags of a resource in the order in which they are written.
  ///
  /// A volume that is made with the instance is no data volume to claim, so it doesn't say which broker's it is then.
  private static func tags(of resource: String, _ launch: Launch, _ cluster: Cluster) -> [Tag] {
    let isClaimed = cluster.claimsVolumes && resource == "volume"
    let node = launch.nodes.count == 1 ? launch.nodes[0] : nil
    return Tag.all(name: node?.host ?? cluster.name, brokerID: isClaimed ? nil : node?.id, cluster)
  }
}
