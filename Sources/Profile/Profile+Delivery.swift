import Findings
import Text
import YAML

extension Profile {
  /// How the files of the cluster get to EC2.
  package struct Delivery: Sendable {
    /// What is written for a tool to apply.
    package enum Form: String, Sendable, CaseIterable {
      /// Launch template data, for the console or the AWS CLI.
      case launchTemplate = "launch-template"
      /// Auto Scaling groups, for the AWS CLI.
      case autoscaling
      /// A Terraform module.
      case terraform
      /// A CloudFormation template.
      case cloudformation
    }

    /// How a booting instance learns which broker it is.
    package enum Identity: String, Sendable, CaseIterable {
      /// By its own user-data.
      case fixed
      /// By the tag of the data volume that it claims.
      case volume
    }

    /// What is written.
    package let forms: [Sourced<Form>]
    /// How a booting instance learns which broker it is.
    package let identity: Sourced<Identity>
    /// The Route 53 hosted zone in which each node writes the record of its name.
    package let hostedZone: Sourced<String>?
    /// Whether the groups wait until a launched broker is in sync.
    package let hasLifecycleHook: Sourced<Bool>
    /// The network that the instances are launched into.
    package let network: Network
  }

  /// The network that the instances are launched into.
  package struct Network: Sendable {
    /// The VPC.
    package let vpc: Sourced<String>?
    /// The subnet of each Availability Zone.
    package let subnets: [(zone: Sourced<String>, subnet: Sourced<String>)]
    /// Address ranges of the clients.
    package let clients: [Sourced<String>]
    /// Address ranges of the administrators.
    package let administrators: [Sourced<String>]
    /// The address range of Docker's networks on each node; nil leaves the choice to the program.
    package let containers: Sourced<AddressRange>?
  }

  /// A tag of the operator's.
  package struct Tag: Sendable {
    /// Its key.
    package let key: Sourced<String>
    /// Its value.
    package let value: Sourced<String>
  }
}

extension Reader {
  mutating func delivery(in top: Object) -> Profile.Delivery {
    var forms: [Sourced<Profile.Delivery.Form>] = []
    for (index, item) in (list("delivery", in: top) ?? []).enumerated() {
      let path = "delivery[\(index)]"
      guard let text = string(item, path: path) else { continue }
      if let form = Profile.Delivery.Form(rawValue: text.value) {
        forms.append(Sourced(form, at: text.mark))
      } else {
        unknownValue(text, path: path, known: Profile.Delivery.Form.allCases.map(\.rawValue))
      }
    }
    return Profile.Delivery(
      forms: forms.isEmpty ? [Sourced(.launchTemplate)] : forms,
      identity: choice("identity", in: top, as: Profile.Delivery.Identity.self) ?? Sourced(.fixed),
      hostedZone: self.object("route53", in: top).flatMap { hostedZone(in: $0) },
      hasLifecycleHook: boolean("lifecycle_hook", in: top) ?? Sourced(false),
      network: network(in: top)
    )
  }

  private mutating func hostedZone(in object: Object) -> Sourced<String>? {
    requiredString("zone_id", in: object, help: "write the id of the hosted zone that the host names are in")
      .flatMap { check($0, .hostedZone, path: "route53.zone_id") }
  }

  private mutating func network(in top: Object) -> Profile.Network {
    let object = self.object("network", in: top) ?? Object(mapping: Mapping(), mark: nil, path: "network")
    var subnets: [(zone: Sourced<String>, subnet: Sourced<String>)] = []
    for entry in self.object("subnets", in: object)?.mapping.entries ?? [] {
      let zone = check(Sourced(entry.key, at: entry.keyMark), .zone, path: "network.subnets")
      let path = "network.subnets.\(entry.key)"
      let subnet = string(entry.value, path: path).flatMap { check($0, .subnet, path: path) }
      if let zone, let subnet { subnets.append((zone: zone, subnet: subnet)) }
    }
    return Profile.Network(
      vpc: name("vpc", in: object, .vpc),
      subnets: subnets,
      clients: names("clients", in: object, .addressRange),
      administrators: names("administrators", in: object, .addressRange),
      containers: name("containers", in: object, .addressRange).flatMap { text in
        AddressRange(text.value).map { Sourced($0, at: text.mark) }
      }
    )
  }

  /// The texts of a list that a rule allows.
  mutating func names(_ key: String, in parent: Object, _ rule: NameRule) -> [Sourced<String>] {
    (list(key, in: parent) ?? []).enumerated().compactMap { index, item in
      let path = "\(parent.path(of: key))[\(index)]"
      return string(item, path: path).flatMap { check($0, rule, path: path) }
    }
  }

  mutating func tags(in instance: Object, hasClusterID: Bool) -> [Profile.Tag] {
    guard let object = self.object("tags", in: instance) else { return [] }
    let own = ["Name", "kafka-cluster", "kafka-broker-id", "kafka-cluster-id"]
    let count = hasClusterID ? own.count : own.count - 1
    if object.mapping.entries.count > 50 - count {
      diagnostics.error(
        "too-many-tags",
        "`instance.tags` has \(object.mapping.entries.count) tags",
        at: object.mapping.entries[50 - count].keyMark,
        help: "EC2 takes 50 on an instance, and \(count) of them are the program's"
      )
    }
    return object.mapping.entries.compactMap { entry in
      let key = Sourced(entry.key, at: entry.keyMark)
      if own.contains(entry.key) {
        diagnostics.error(
          "owned-tag",
          "tag `\(entry.key)` is set by the program",
          at: entry.keyMark,
          help: "choose another key"
        )
        return nil
      }
      guard check(key, .tagKey, path: "instance.tags") != nil,
        let value = settingText(entry.value, path: "instance.tags.\(entry.key)")
          .flatMap({ check($0, .tagValue, path: "instance.tags.\(entry.key)") })
      else { return nil }
      return Profile.Tag(key: key, value: value)
    }
  }
}

extension NameRule {
  /// An id of EC2's: a prefix and 8 or 17 hexadecimal digits (Amazon EC2 user guide, "Resource IDs").
  private static func resource(_ id: String, _ noun: String, prefix: String) -> NameRule {
    NameRule(id: id, noun: noun, help: "write its id, such as \(prefix)-0123456789abcdef0") { text in
      guard let digits = text.rest(after: "\(prefix)-")?.utf8 else { return false }
      return [8, 17].contains(digits.count)
        && digits.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
  }

  /// A VPC.
  static let vpc = resource("bad-vpc", "VPC", prefix: "vpc")
  /// A subnet.
  static let subnet = resource("bad-subnet", "subnet", prefix: "subnet")
  /// A security group.
  static let securityGroup = resource("bad-security-group", "security group", prefix: "sg")
  /// A machine image.
  static let machineImage = resource("bad-image-id", "machine image", prefix: "ami")

  /// An instance profile's name (IAM API, CreateInstanceProfile).
  static let instanceProfile = NameRule(
    id: "bad-instance-profile",
    noun: "name of an instance profile",
    help: "write its name, not its ARN: up to 128 letters, digits and + = , . @ _ -, not beginning with -"
  ) { text in
    (1...128).contains(text.utf8.count) && !text.begins(with: "-")
      && text.utf8.allSatisfy { isWord($0) || "+=,.@_-".utf8.contains($0) }
  }

  /// A hosted zone's id (Route 53 API, ResourceId: up to 32 characters).
  static let hostedZone = NameRule(
    id: "bad-hosted-zone",
    noun: "id of a hosted zone",
    help: "write its id, such as Z0123456789ABCDEFGHIJ"
  ) { text in
    (2...32).contains(text.utf8.count) && text.begins(with: "Z")
      && text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
  }

  /// A key pair's name (EC2 API, CreateKeyPair: up to 255 ASCII characters).
  static let keyName = NameRule(
    id: "bad-key-name",
    noun: "name of a key pair",
    help: "use up to 255 printable ASCII characters"
  ) { text in
    (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
  }

  /// A tag's key that instance metadata can show (Amazon EC2 user guide, "Tag your Amazon EC2 resources").
  static let tagKey = NameRule(
    id: "bad-tag-key",
    noun: "tag key that instance metadata can show",
    help: "use up to 128 letters, digits and + - = . , _ : @, not `.`, `..` or `_index`, not beginning with aws:"
  ) { text in
    (1...128).contains(text.utf8.count) && ![".", "..", "_index"].contains(text)
      && !text.lowercased().begins(with: "aws:")
      && text.utf8.allSatisfy { isWord($0) || "+-=.,_:@".utf8.contains($0) }
  }

  /// A tag's value (Amazon EC2 user guide, "Tag restrictions").
  static let tagValue = NameRule(
    id: "bad-tag-value",
    noun: "tag value",
    help: "use up to 256 characters"
  ) { text in text.unicodeScalars.count <= 256 }

  /// A range of IPv4 addresses in CIDR notation, without bits that the range doesn't count.
  static let addressRange = NameRule(
    id: "bad-address-range",
    noun: "range of IPv4 addresses",
    help: "write the first address of the range and its length, such as 10.0.0.0/16"
  ) { AddressRange($0) != nil }

  private static func isWord(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }
}
