import Arguments
import Catalog

/// What `init` is told.
extension Option {
  static let brokers = Option(
    "brokers",
    value: Value("NUMBER"),
    "How many brokers, one on each node; 3 unless told"
  )
  static let release = Option(
    "release",
    value: Value("VERSION", .choice(Release.all.map(\.version))),
    "Release of Confluent Platform; the newest unless told"
  )
  static let host = Option(
    "host",
    value: Value("PATTERN"),
    "Host names of the nodes, with `{id}` for the broker's id"
  )
  static let zones = Option(
    "zones",
    value: Value("ZONES"),
    "Availability Zones, with commas between, taken in turn"
  )
  static let address = Option(
    "address",
    value: Value("ADDRESSES"),
    "Fixed private addresses, one for each broker, for nodes without DNS"
  )
  static let instanceType = Option("instance-type", value: Value("TYPE"), "EC2 instance type")
  static let volumeSize = Option("volume-size", value: Value("GIB"), "Size of each data volume in GiB")
  static let vpc = Option("vpc", value: Value("ID"), "VPC of the security group that is made")
  static let subnets = Option("subnets", value: Value("IDS"), "Subnets, one for each zone in its order")
  static let securityGroups = Option(
    "security-groups",
    value: Value("IDS"),
    "Security groups that are there"
  )
  static let clients = Option("clients", value: Value("RANGES"), "Address ranges of clients")
  static let administrators = Option(
    "administrators",
    value: Value("RANGES"),
    "Address ranges that reach the web UI and SSH"
  )
  static let hostedZone = Option(
    "hosted-zone",
    value: Value("ID"),
    "Hosted zone of Route 53 for the nodes' names"
  )
  static let keyName = Option("key-name", value: Value("NAME"), "Key pair for SSH")
  static let clusterID = Option("cluster-id", value: Value("ID"), "The cluster's id, instead of a new one")
}
