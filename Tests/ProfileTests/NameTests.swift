import Profile
import TestSupport
import Testing

/// The rules of names, each with the last that it allows and the first that it doesn't.
@Suite struct NameTests {
  private static func label(_ count: Int) -> String { String(repeating: "a", count: count) }

  /// A host name of that many characters, with labels as long as they may be.
  private static func host(_ count: Int) -> String {
    [63, 63, 63, count - 192].map(label).joined(separator: ".")
  }

  /// A profile with a value at a place of its own, in single quotes so that YAML reads nothing into it.
  private func expect(
    _ path: String,
    _ profile: (String) -> String,
    refuses value: String,
    as id: String,
    _ noun: String,
    _ help: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let shown = value.count > 80 ? value.prefix(80) + "…" : value
    ProfileTests.expect(
      profile("«'\(value.replacing("'", with: "''"))'»").replacing("¦", with: "'"),
      gives: .error(id, "`\(path)` is `\(shown)`, which is no \(noun)", help: help),
      sourceLocation: sourceLocation
    )
  }

  private static func nodes(_ host: String) -> String {
    "cluster: dev\nrelease: 5.3.1\nnodes: [{id: 1, host: \(host)}]\n"
  }

  // MARK: Hosts

  @Test(arguments: [
    "a", "A", "kafka-1", "3com", "1.a", "kafka.example.com", "Kafka.Example.COM", "a--b", "xn--bcher-kva.example",
    "1a.2b.3c", label(63), label(63) + ".b", host(253),
  ])
  func `host names by RFC 1123, of labels up to 63 and in all up to 253 characters`(_ name: String) throws {
    let profile = try profile(Self.nodes("'\(name)'"))
    let nodes = try #require(profile.nodes.list)
    #expect(nodes.map(\.host.value) == [name])
  }

  @Test(arguments: [
    "", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a-.b", "_a", "a_b", "a b", " a", "a:9092", "a/b", "é", "ａ", "1",
    "10.0.0.1", "a.1", "a.42", "::1", "[::1]", label(64), "b." + label(64), host(254), "$(id)", "`id`", "$X", "%h",
    "a'b", "a\"b", "a;b", "a,b", "a=b", "0.0.0.0", "*",
  ])
  func `what is no host name by RFC 1123`(_ name: String) {
    expect(
      "nodes[0].host",
      Self.nodes,
      refuses: name,
      as: "bad-host-name",
      "host name (RFC 1123)",
      "use letters, digits, hyphens and dots; up to 63 characters between dots, no hyphen beside a dot, no address"
    )
  }

  @Test(arguments: ["kafka-{id}", "{id}a.example", "a{id}", "kafka-{id}.rack-{id}.example", label(62) + "{id}"])
  func `the broker id may stand in a host name`(_ name: String) throws {
    let profile = try profile("cluster: dev\nrelease: 5.3.1\nnodes: {count: 2, host: '\(name)'}\n")
    let pattern = try #require(profile.nodes.pattern)
    #expect(pattern.host.value == name)
  }

  @Test(arguments: ["{id}", "10.0.0.{id}", "{id}-", "-{id}", label(63) + "{id}", "kafka_{id}"])
  func `the broker id doesn't make a host name of what is none`(_ name: String) {
    expect(
      "nodes.host",
      { "cluster: dev\nrelease: 5.3.1\nnodes: {count: 2, host: \($0)}\n" },
      refuses: name,
      as: "bad-host-name",
      "host name (RFC 1123)",
      "use letters, digits, hyphens and dots; up to 63 characters between dots, no hyphen beside a dot, no address"
    )
  }

  @Test(arguments: ["10.0.0.1", "a_b", "private-ip.", ""])
  func `an advertised name is a host name`(_ name: String) {
    expect(
      "listeners[0].advertise",
      { minimal + "listeners: [{name: A, port: 1, advertise: \($0)}]\n" },
      refuses: name,
      as: "bad-host-name",
      "host name (RFC 1123)",
      "use letters, digits, hyphens and dots; up to 63 characters between dots, no hyphen beside a dot, no address"
    )
  }

  // MARK: The other names

  /// A rule with the place that it is asked at.
  struct Rule: CustomTestStringConvertible, Sendable {
    let id: String
    let path: String
    let noun: String
    let help: String
    let profile: @Sendable (String) -> String
    let allowed: [String]
    let refused: [String]

    var testDescription: String { id }
  }

  private static func after(_ text: String) -> @Sendable (String) -> String {
    { minimal + text.replacing("#", with: $0) + "\n" }
  }

  private static let rules = [
    Rule(
      id: "bad-cluster-name",
      path: "cluster",
      noun: "cluster name",
      help: "use up to 40 lower-case letters, digits and hyphens, beginning with a letter",
      profile: { "cluster: \($0)\nrelease: 5.3.1\nnodes: {count: 1, host: a.example}\n" },
      allowed: ["a", "prod", "prod-2", label(40)],
      refused: ["", "Prod", "2prod", "-a", "a-", "a.b", "a/b", "..", "a_b", "é", label(41), "$(id)", "a b", "--help"]
    ),
    Rule(
      id: "bad-address",
      path: "nodes[0].address",
      noun: "IPv4 address of an instance",
      help: "write it as four numbers from 0 to 255 with dots between, such as 10.0.1.11",
      profile: { "cluster: dev\nrelease: 5.3.1\nnodes: [{id: 1, host: a.example, address: \($0)}]\n" },
      allowed: ["10.0.1.11", "1.0.0.0", "223.255.255.255", "169.253.0.1"],
      refused: [
        "", "0.0.0.0", "0.0.0.1", "127.0.0.1", "169.254.1.1", "224.0.0.1", "255.255.255.255", "10.0.1", "10.0.1.256",
        "10.0.1.11.1", "10.0.1.011", "10.0.1.+1", "10.0.1.-1", "10..1.1",
        "10.0.1.1/24", "::1", "0x7f.1.1.1", "a.b.c.d", " 10.0.1.11", "10.0.1.11\u{301}",
      ]
    ),
    Rule(
      id: "bad-zone",
      path: "nodes.zones[0]",
      noun: "Availability Zone",
      help: "write a region with its zone's letter, such as ap-northeast-2a",
      profile: { "cluster: dev\nrelease: 5.3.1\nnodes: {count: 1, host: a.example, zones: [\($0)]}\n" },
      allowed: ["ap-northeast-2a", "us-east-1f", "us-west-2-lax-1a", "us-gov-west-1a"],
      refused: ["", "a", "ap-northeast-2", "AP-northeast-2a", "ap_northeast_2a", "eu-west-1a\u{301}", "a-b'c"]
    ),
    Rule(
      id: "bad-vpc",
      path: "network.vpc",
      noun: "VPC",
      help: "write its id, such as vpc-0123456789abcdef0",
      profile: after("network: {vpc: #}"),
      allowed: ["vpc-0123456789abcdef0", "vpc-01234567"],
      refused: ["", "vpc", "vpc-", "vpc-0123456", "VPC-01234567", "vpc-0123456g", "subnet-01234567", "vpc-01234567'x"]
    ),
    Rule(
      id: "bad-subnet",
      path: "network.subnets.eu-west-1a",
      noun: "subnet",
      help: "write its id, such as subnet-0123456789abcdef0",
      profile: after("network: {subnets: {eu-west-1a: #}}"),
      allowed: ["subnet-0123456789abcdef0"],
      refused: ["subnet-012", "vpc-0123456789abcdef0"]
    ),
    Rule(
      id: "bad-security-group",
      path: "instance.security_groups[0]",
      noun: "security group",
      help: "write its id, such as sg-0123456789abcdef0",
      profile: after("instance: {security_groups: [#]}"),
      allowed: ["sg-0123456789abcdef0"],
      refused: ["default", "sg-"]
    ),
    Rule(
      id: "bad-image-id",
      path: "instance.image",
      noun: "machine image",
      help: "write its id, such as ami-0123456789abcdef0",
      profile: after("instance: {image: #}"),
      allowed: ["ami-0123456789abcdef0"],
      refused: ["al2023", "ami-"]
    ),
    Rule(
      id: "bad-instance-profile",
      path: "instance.profile",
      noun: "name of an instance profile",
      help: "write its name, not its ARN: up to 128 letters, digits and + = , . @ _ -, not beginning with -",
      profile: after("instance: {profile: #}"),
      allowed: ["a", "kafka-node", "a+=.@_-", label(128)],
      refused: ["", "arn:aws:iam::123456789012:instance-profile/a", "a b", "é", label(129)]
    ),
    Rule(
      id: "bad-hosted-zone",
      path: "route53.zone_id",
      noun: "id of a hosted zone",
      help: "write its id, such as Z0123456789ABCDEFGHIJ",
      profile: after("route53: {zone_id: #}"),
      allowed: ["Z1", "Z0123456789ABCDEFGHIJ"],
      refused: ["", "Z", "example.com", "/hostedzone/Z1", "z1", "Z" + String(repeating: "1", count: 32)]
    ),
    Rule(
      id: "bad-key-name",
      path: "instance.key_name",
      noun: "name of a key pair",
      help: "use up to 255 printable ASCII characters",
      profile: after("instance: {key_name: #}"),
      allowed: ["ops", "My key (2026)", label(255)],
      refused: ["", "é", label(256)]
    ),
    Rule(
      id: "bad-address-range",
      path: "network.clients[0]",
      noun: "range of IPv4 addresses",
      help: "write the first address of the range and its length, such as 10.0.0.0/16",
      profile: after("network: {clients: [#]}"),
      allowed: ["10.0.0.0/16", "10.1.2.3/32", "0.0.0.0/0", "10.128.0.0/9"],
      refused: [
        "", "10.0.0.0", "10.0.0.1/24", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0/8",
        "256.0.0.0/8", "1.0.0.0/0", "::/0", "10.0.0.0/8/8", "a/8",
      ]
    ),
    Rule(
      id: "bad-listener-name",
      path: "listeners[0].name",
      noun: "listener name",
      help: "use up to 40 capital letters, digits and underscores, beginning with a letter",
      profile: after("listeners: [{name: #, port: 1}]"),
      allowed: ["A", "PLAINTEXT_HOST", "SSL2", String(repeating: "A", count: 40)],
      refused: ["", "a", "1A", "_A", "A-B", "A:B", "A,B", "A/B", "É", String(repeating: "A", count: 41), "$A"]
    ),
    Rule(
      id: "bad-device",
      path: "data.device",
      noun: "device name for a data volume",
      help: "EC2 recommends /dev/sdf to /dev/sdp; the name on the instance is found at boot",
      profile: after("data: {device: #}"),
      allowed: ["/dev/sdf", "/dev/sdp"],
      refused: [
        "", "/dev/sde", "/dev/sdq", "/dev/sda1", "/dev/sdf1", "sdf", "/dev/nvme1n1", "/dev/sdF", "/dev/sdf\u{301}",
      ]
    ),
    Rule(
      id: "bad-mount",
      path: "data.mount",
      noun: "mount point",
      help: "use an absolute path of letters, digits, `.`, `_` and `-`, not a system directory, such as /data",
      profile: after("data: {mount: #}"),
      allowed: ["/data", "/mnt/kafka", "/srv/kafka", "/opt/kafka", "/var/kafka", "/d.a_t-a", "/" + label(99)],
      refused: [
        "", "/", "data", "./data", "/data/", "//data", "/data/../etc", "/data/.", "/etc", "/etc/kafka", "/usr/local",
        "/home", "/home/ec2-user", "/root/data", "/opt", "/opt/kafka-node", "/opt/kafka-node.new",
        "/opt/kafka-node/data", "/srv", "/var", "/var/lib",
        "/var/lib/docker", "/var/lib/cloud", "/var/log", "/dev/shm", "/tmp/data", "/my data", "/da$ta", "/da\\ta",
        "/da'ta", "/-data", "/data%h", "/dàta", "/" + label(100),
      ]
    ),
    Rule(
      id: "bad-mount-options",
      path: "data.options",
      noun: "list of mount options",
      help: "write them with commas and no blanks, such as defaults,noatime,nofail",
      profile: after("data: {options: #}"),
      allowed: ["nofail", "defaults,nofail", "nofail,x-systemd.device-timeout=30", "x-a=b:c/d@e", "x-" + label(198)],
      refused: ["", ",", "a,", ",a", "a,,b", "-o", "a,-o", "a b", "a\\040b", "a'b", "a#b", "$(id)", label(201)]
    ),
    Rule(
      id: "bad-repository",
      path: "checkout.repository",
      noun: "repository address",
      help: "use an https:// address without user name or password",
      profile: after("checkout: {repository: #}"),
      allowed: [
        "https://github.com/confluentinc/examples", "https://git.example:8443/~a/b.git", "https://a/" + label(290),
      ],
      refused: [
        "", "http://github.com/a/b", "https://github.com", "https://user@github.com/a", "https://u:p@github.com/a",
        "git@github.com:a/b", "ssh://a/b", "--upload-pack=id", "https://a/b c", "https://a/$(id)", "https://a/b;c",
        "https://a/b?c", "https://a/b'c", "ext::sh -c id", "https://a/" + label(291),
      ]
    ),
    Rule(
      id: "bad-ref",
      path: "checkout.ref",
      noun: "branch or tag",
      help: "use letters, digits, `.`, `_`, `/` and `-`, not beginning with `-`",
      profile: after("checkout: {ref: #}"),
      allowed: ["5.3.1-post", "feature/a", "v1_2", label(200)],
      refused: ["", "-b", "a..b", "a/", "/a", "a//b", "a b", "a~1", "a^", "a:b", "@{u}", "$(id)", "a/-b", label(201)]
    ),
    Rule(
      id: "bad-directory",
      path: "checkout.directory",
      noun: "folder of a repository",
      help: "use a relative path of letters, digits, `.`, `_` and `-`, without `..`",
      profile: after("checkout: {directory: #}"),
      allowed: ["cp-all-in-one", "a/b", ".hidden", label(200)],
      refused: ["", ".", "..", "../a", "a/..", "/a", "a/", "-a", "a b", "a'b", "$(id)", label(201)]
    ),
    Rule(
      id: "bad-commit",
      path: "checkout.commit",
      noun: "full commit id",
      help: "write all 40 (or 64) hexadecimal digits in lower case, as `git rev-parse HEAD` prints them",
      profile: after("checkout: {commit: #}"),
      allowed: [label(40), label(64), "0123456789abcdef0123456789abcdef01234567"],
      refused: ["", label(39), label(41), label(63), label(65), "22c78d1", "HEAD", label(39) + "g", label(39) + "A"]
    ),
    Rule(
      id: "bad-instance-type",
      path: "instance.type",
      noun: "EC2 instance type",
      help: "write family and size with a dot between, such as m5.large",
      profile: after("instance: {type: #}"),
      allowed: ["m5.large", "m7i-flex.2xlarge", "u-6tb1.metal", "m5.metal-24xl"],
      refused: ["", "m5", "m5.", ".large", "M5.large", "m5.large.x", "m5 large", "m5.la$rge", "m5/large"]
    ),
    Rule(
      id: "bad-package",
      path: "cloud_config.packages[0]",
      noun: "package name",
      help: "use letters, digits, `+`, `.`, `_` and `-`, not beginning with `-`",
      profile: after("cloud_config: {packages: [#]}"),
      allowed: ["jq", "g++", "libc6:arm64", "7zip", label(100)],
      refused: ["", "-y", "--allow-downgrades", "a b", "a;b", "$(id)", "a=1", "é", label(101)]
    ),
  ]

  @Test(arguments: rules) func `names that a rule allows`(_ rule: Rule) throws {
    for name in rule.allowed { _ = try profile(rule.profile("'\(name)'")) }
  }

  @Test(arguments: rules) func `names that a rule refuses, each with what it is about and how to write one`(
    _ rule: Rule
  ) {
    for name in rule.refused {
      expect(rule.path, rule.profile, refuses: name, as: rule.id, rule.noun, rule.help)
    }
  }

  @Test(arguments: ["", "1A", "A-B", "A.B", "A=B", "A B", "É", "$A", String(repeating: "A", count: 201)])
  func `a variable's name is one that a shell knows`(_ name: String) {
    expect(
      "services.broker.environment",
      { minimal + "services: {broker: {environment: {\($0): x}}}\n" },
      refuses: name,
      as: "bad-variable",
      "variable name",
      "use letters, digits and underscores, not beginning with a digit"
    )
  }

  @Test(arguments: ["", "1a", ".a", "a b", "a=b", "a:b", "a$b", "a\"b", "é", String(repeating: "a", count: 201)])
  func `a property's name is one that Kafka could have`(_ name: String) {
    expect(
      "broker",
      { minimal + "broker: {\($0): x}\n" },
      refuses: name,
      as: "bad-property",
      "property name",
      "use Kafka's own name for it, such as log.retention.hours"
    )
  }
}
