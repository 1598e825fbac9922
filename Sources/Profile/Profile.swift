package import Findings
package import Catalog
package import YAML

/// A value with the place in the profile that it was read from; no place where it is a default.
package struct Sourced<Value: Sendable>: Sendable {
  /// The value.
  package let value: Value
  /// Where the operator wrote it.
  package let mark: SourceMark?

  /// Makes a value with its place.
  package init(_ value: Value, at mark: SourceMark? = nil) {
    self.value = value
    self.mark = mark
  }
}

/// What the operator asks for: the profile with every value checked by itself, before any value is set against another.
package struct Profile: Sendable {
  /// The nodes, in either of the two forms of `nodes`.
  package enum Nodes: Sendable {
    /// So many nodes of one pattern.
    case pattern(NodePattern)
    /// Each node written out.
    case list([ListedNode])
  }

  /// Nodes that differ only by id and zone.
  package struct NodePattern: Sendable {
    /// How many.
    package let count: Sourced<Int>
    /// The id of the first; the others count up.
    package let firstID: Sourced<Int>
    /// The host name, in which `{id}` stands for the id.
    package let host: Sourced<String>
    /// Availability Zones, taken in turn.
    package let zones: [Sourced<String>]
  }

  /// A node that is written out.
  package struct ListedNode: Sendable {
    /// The broker id.
    package let id: Sourced<Int>
    /// The host name.
    package let host: Sourced<String>
    /// The Availability Zone.
    package let zone: Sourced<String>?
    /// The fixed private IPv4 address.
    package let address: Sourced<String>?
    /// The EC2 instance type, if it differs from the profile's.
    package let instanceType: Sourced<String>?
  }

  /// A listener of every broker.
  package struct Listener: Sendable {
    /// What clients are told to connect to.
    package enum Advertise: Sendable, Equatable {
      /// The node's host name.
      case host
      /// `localhost`: for clients on the instance itself.
      case localhost
      /// What EC2's instance metadata gives under that path at boot, such as `local-ipv4`.
      case instanceMetadata(String)
      /// A host name of the operator's, in which `{id}` stands for the broker id.
      case name(String)

      /// The categories of instance metadata that are an address of the instance (Amazon EC2 user guide, "Instance
      /// metadata categories").
      static let categories = ["local-ipv4", "local-hostname", "public-ipv4", "public-hostname"]

      /// The words for what isn't a host name.
      package static let words = ["host", "localhost"] + categories
    }

    /// Its name, in capitals.
    package let name: Sourced<String>
    /// Its port, the same inside and outside.
    package let port: Sourced<Int>
    /// Kafka's security protocol.
    package let securityProtocol: Sourced<SecurityProtocol>
    /// What clients are told to connect to.
    package let advertise: Sourced<Advertise>
  }

  /// A service that is asked for.
  package struct ServiceSettings: Sendable {
    /// Its name, as in the compose file.
    package let name: Sourced<String>
    /// The ids of the nodes it runs on; nil leaves the choice to the program.
    package let on: [Sourced<Int>]?
    /// Another image.
    package let image: Sourced<String>?
    /// The heap of its Java process in MiB.
    package let heap: Sourced<Int>?
    /// Variables added to the container.
    package let environment: [(name: Sourced<String>, value: Sourced<String>)]
    /// What it says of a service of the operator's own.
    package let own: OwnService
  }

  /// A broker property with its value as text.
  package struct BrokerProperty: Sendable {
    /// Kafka's name for it.
    package let name: Sourced<String>
    /// Its value.
    package let value: Sourced<String>
  }

  /// The EBS volume behind the data directory.
  package struct Volume: Sendable {
    /// The EBS volume type.
    package let type: Sourced<VolumeType>
    /// The size in GiB.
    package let size: Sourced<Int>
    /// Provisioned operations a second.
    package let iops: Sourced<Int>?
    /// Provisioned throughput in MiB a second.
    package let throughput: Sourced<Int>?
    /// Whether EBS encrypts it.
    package let encrypted: Sourced<Bool>
  }

  /// The data volume: the disk, where it is mounted, and whose it is.
  package struct DataVolume: Sendable {
    /// The device name of the block device mapping.
    package let device: Sourced<String>
    /// The mount point.
    package let mount: Sourced<String>
    /// The user and group that own the data directories; nil for the release's.
    package let owner: (uid: Int, gid: Int)?
    /// The options of its line in /etc/fstab.
    package let options: Sourced<String>
    /// Whether a booting instance claims it by its tags; nil leaves the choice to the program.
    package let claim: Sourced<Bool>?
    /// The EBS volume.
    package let volume: Volume
  }

  /// Where cp-all-in-one is checked out from; nil means the release's own.
  package struct Checkout: Sendable {
    /// The git repository.
    package let repository: Sourced<String>?
    /// The branch or tag.
    package let ref: Sourced<String>?
    /// The folder that holds docker-compose.yml.
    package let directory: Sourced<String>?
    /// The commit that must be there, in full.
    package let commit: Sourced<String>?
  }

  /// The EC2 instance.
  package struct Instance: Sendable {
    /// The instance type.
    package let type: Sourced<String>
    /// Its memory in MiB, needed for a type that the program doesn't know.
    package let memory: Sourced<Int>?
    /// The operating system of its image.
    package let operatingSystem: Sourced<OperatingSystem>
    /// The machine image; nil for the newest of the operating system.
    package let image: Sourced<String>?
    /// The name of the instance profile.
    package let instanceProfile: Sourced<String>?
    /// How many hops the answers of the instance metadata service go, if the profile says.
    package let metadataHopLimit: Sourced<Int>?
    /// The ids of the security groups.
    package let securityGroups: [Sourced<String>]
    /// The name of the key pair.
    package let keyName: Sourced<String>?
    /// The root volume.
    package let rootVolume: Volume
    /// The operator's tags.
    package let tags: [Tag]
  }

  /// The operator's own additions to the user-data.
  package struct CloudConfig: Sendable {
    /// Packages that the boot installs with its own.
    package let packages: [Sourced<String>]
    /// Items added behind the program's own `write_files`.
    package let writeFiles: [Node]
    /// Items added behind the program's own `runcmd`.
    package let runcmd: [Node]
    /// Further cloud-config keys, written as they are.
    package let other: [Mapping.Entry]
  }

  /// The cluster's name.
  package let cluster: Sourced<String>
  /// The Confluent Platform version.
  package let release: Sourced<String>
  /// The id of a cluster in KRaft mode; nil for the one that follows from its name.
  package let clusterID: Sourced<String>?
  /// The nodes.
  package let nodes: Nodes
  /// The listeners of every broker.
  package let listeners: [Listener]
  /// The services; nil leaves the choice to the program.
  package let services: [ServiceSettings]?
  /// Broker properties.
  package let broker: [BrokerProperty]
  /// The data volume.
  package let data: DataVolume
  /// The checkout.
  package let checkout: Checkout
  /// The instance.
  package let instance: Instance
  /// How the files of the cluster get to EC2.
  package let delivery: Delivery
  /// The operator's own cloud-config.
  package let cloudConfig: CloudConfig
  /// The keys at the top whose values are wrong in part or missing: what stands here of them is the rest, or a default.
  package let doubts: Set<String>
}
