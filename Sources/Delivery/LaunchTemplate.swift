import Bootstrap
import Catalog
package import Cluster
import Profile
package import YAML

/// The launch template data of a node, as `aws ec2 create-launch-template --launch-template-data` takes it.
package enum LaunchTemplate {
  /// Makes the data; the user-data in it is the given document in base64, as the EC2 API wants it.
  ///
  /// Field names and defaults are those of RequestLaunchTemplateData in the Amazon EC2 API reference.
  package static func data(for node: ClusterNode, in cluster: Cluster, userData: [UInt8]) -> Node {
    let image = MachineImage.of(cluster.operatingSystem, InstanceType.architecture(of: node.instanceType.value))
    var data: Node = [
      "ImageId": .string("resolve:ssm:\(image.parameter)"),
      "InstanceType": .string(node.instanceType.value),
      "MetadataOptions": [
        // One hop keeps the instance role's credentials from the containers.
        "HttpEndpoint": "enabled", "HttpTokens": "required", "HttpPutResponseHopLimit": 1,
        "InstanceMetadataTags": "enabled",
      ],
      "BlockDeviceMappings": [
        [
          "DeviceName": .string(image.rootDevice),
          // Room for the images of every service and for the checkout.
          "Ebs": ["VolumeType": "gp3", "VolumeSize": 30, "Encrypted": true, "DeleteOnTermination": true],
        ],
        ["DeviceName": .string(cluster.data.device.value), "Ebs": dataVolume(cluster.data.volume)],
      ],
      "TagSpecifications": [tags("instance", node, cluster), tags("volume", node, cluster)],
      "UserData": .string(String(decoding: base64(userData), as: UTF8.self)),
    ]
    // A template with a network interface takes no subnet and security group at launch, so only an address brings one.
    if let address = node.address, var fields = data.mapping {
      fields["NetworkInterfaces"] = [["DeviceIndex": 0, "PrivateIpAddress": .string(address)]]
      data = Node(.mapping(fields))
    }
    return data
  }

  /// The data volume outlives its instance: what it holds is the cluster's.
  private static func dataVolume(_ volume: Profile.Volume) -> Node {
    var fields = Mapping()
    fields["VolumeType"] = .string(volume.type.value)
    fields["VolumeSize"] = .integer(volume.size.value)
    fields["Iops"] = volume.iops.map { .integer($0.value) }
    fields["Throughput"] = volume.throughput.map { .integer($0.value) }
    fields["Encrypted"] = .boolean(volume.encrypted.value)
    fields["DeleteOnTermination"] = false
    return Node(.mapping(fields))
  }

  private static func tags(_ resource: String, _ node: ClusterNode, _ cluster: Cluster) -> Node {
    let tags = [("Name", node.host), ("kafka-cluster", cluster.name), ("kafka-broker-id", String(node.id))]
    return [
      "ResourceType": .string(resource),
      "Tags": Node(.sequence(tags.map { ["Key": .string($0.0), "Value": .string($0.1)] })),
    ]
  }
}

/// A public machine image of an operating system.
private struct MachineImage {
  /// The SSM public parameter that holds the newest image's id.
  let parameter: String
  /// The device name of the root volume in the image.
  let rootDevice: String

  /// The image for an architecture, whose name differs from publisher to publisher.
  ///
  /// Sources: the Amazon Linux 2 and 2023 user guides, Canonical's and Debian's pages on finding images by SSM parameter.
  static func of(_ system: Profile.OperatingSystem, _ architecture: Architecture) -> MachineImage {
    let amazon = architecture == .aarch64 ? "arm64" : "x86_64"
    let debian = architecture == .aarch64 ? "arm64" : "amd64"
    let latest = "/aws/service/ami-amazon-linux-latest"
    let ubuntu = "/aws/service/canonical/ubuntu/server"
    return switch system {
    case .amazonLinux2023:
      MachineImage(parameter: "\(latest)/al2023-ami-kernel-default-\(amazon)", rootDevice: "/dev/xvda")
    case .amazonLinux2:
      MachineImage(parameter: "\(latest)/amzn2-ami-kernel-5.10-hvm-\(amazon)-gp2", rootDevice: "/dev/xvda")
    case .ubuntu24_04:
      MachineImage(parameter: "\(ubuntu)/24.04/stable/current/\(debian)/hvm/ebs-gp3/ami-id", rootDevice: "/dev/sda1")
    case .ubuntu22_04:
      MachineImage(parameter: "\(ubuntu)/22.04/stable/current/\(debian)/hvm/ebs-gp2/ami-id", rootDevice: "/dev/sda1")
    case .debian13:
      MachineImage(parameter: "/aws/service/debian/release/13/latest/\(debian)", rootDevice: "/dev/xvda")
    case .debian12:
      MachineImage(parameter: "/aws/service/debian/release/12/latest/\(debian)", rootDevice: "/dev/xvda")
    }
  }
}
