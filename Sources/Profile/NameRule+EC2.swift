import Text

extension NameRule {
  /// An id of EC2's: a prefix and 8 or 17 hexadecimal digits (Amazon EC2 user guide, "Resource IDs").
  private static func resource(_ id: String, _ noun: String, prefix: String) -> NameRule {
    NameRule(
      id: id,
      noun: noun,
      pattern: "^\(prefix)-(?:[0-9a-f]{8}|[0-9a-f]{17})$",
      help: "write its id, such as \(prefix)-0123456789abcdef0"
    ) { text in
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
    pattern: #"^(?!-)[A-Za-z0-9+=,.@_-]{1,128}$"#,
    help: "write its name, not its ARN: up to 128 letters, digits and + = , . @ _ -, not beginning with -"
  ) { text in
    (1...128).contains(text.utf8.count) && !text.begins(with: "-")
      && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || "+=,.@_-".utf8.contains($0) }
  }

  /// A hosted zone's id (Route 53 API, ResourceId: up to 32 characters).
  static let hostedZone = NameRule(
    id: "bad-hosted-zone",
    noun: "id of a hosted zone",
    pattern: #"^Z[0-9A-Z]{1,31}$"#,
    help: "write its id, such as Z0123456789ABCDEFGHIJ"
  ) { text in
    (2...32).contains(text.utf8.count) && text.begins(with: "Z")
      && text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
  }

  /// A key pair's name (EC2 API, CreateKeyPair: up to 255 ASCII characters).
  static let keyName = NameRule(
    id: "bad-key-name",
    noun: "name of a key pair",
    pattern: #"^[ -~]{1,255}$"#,
    help: "use up to 255 printable ASCII characters"
  ) { text in
    (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
  }

  /// A tag's key that instance metadata can show (Amazon EC2 user guide, "Tag your Amazon EC2 resources").
  static let tagKey = NameRule(
    id: "bad-tag-key",
    noun: "tag key that instance metadata can show",
    pattern: #"^(?![Aa][Ww][Ss]:)(?!(?:\.|\.\.|_index)$)[A-Za-z0-9+=.,_:@-]{1,128}$"#,
    help: "use up to 128 letters, digits and + - = . , _ : @, not `.`, `..` or `_index`, not beginning with aws:"
  ) { text in
    (1...128).contains(text.utf8.count) && ![".", "..", "_index"].contains(text)
      && !text.lowercased().begins(with: "aws:")
      && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || "+-=.,_:@".utf8.contains($0) }
  }

  /// A tag's value (Amazon EC2 user guide, "Tag restrictions").
  static let tagValue = NameRule(
    id: "bad-tag-value",
    noun: "tag value",
    pattern: #"^.{0,256}$"#,
    help: "use up to 256 characters"
  ) { text in text.unicodeScalars.count <= 256 }

  /// A range of IPv4 addresses in CIDR notation, without bits that the range doesn't count.
  static let addressRange = NameRule(
    id: "bad-address-range",
    noun: "range of IPv4 addresses",
    pattern: #"^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.|(?=/))){4}/(?:3[0-2]|[12]?[0-9])$"#,
    help: "write the first address of the range and its length, such as 10.0.0.0/16"
  ) { AddressRange($0) != nil }
}
