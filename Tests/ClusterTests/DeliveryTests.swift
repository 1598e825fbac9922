import Cluster
import TestSupport
import Testing

/// What the profile says of the delivery, set against the nodes.
@Suite struct DeliveryTests {
  private static let zones = "nodes: {count: 2, host: 'k-{id}.example', zones: [eu-west-1a, eu-west-1b]}"

  private func head(_ nodes: String = DeliveryTests.zones) -> String { "cluster: a\nrelease: 5.3.1\n\(nodes)\n" }

  @Test(arguments: [
    ("ap-northeast-2a", "ap-northeast-2"), ("us-gov-west-1b", "us-gov-west-1"), ("us-west-2-lax-1a", "us-west-2"),
  ])
  func `the region follows from a zone`(_ zone: String, _ region: String) throws {
    #expect(try cluster(head("nodes: {count: 1, host: a.example, zones: [\(zone)]}")).region == region)
  }

  @Test func `a zone that names no region gives none`() throws {
    #expect(try cluster(head("nodes: {count: 1, host: a.example, zones: [my-a]}")).region == nil)
    #expect(try cluster(head("nodes: {count: 1, host: a.example}")).region == nil)
  }

  @Test func `nodes of several regions share no template and no volume`() {
    let finding = Finding.error(
      "several-regions",
      "node 2 is in zone `eu-west-2b`, and others are in region `eu-west-1`",
      help: "keep a cluster in the zones of one region"
    )
    expect(head("nodes: {count: 2, host: 'k-{id}.example', zones: [eu-west-1a, «eu-west-2b»]}"), gives: finding)
    expect(
      head("nodes: [{id: 1, host: a.example, zone: eu-west-1a}, {id: 2, host: b.example, zone: «eu-west-2b»}]"),
      gives: finding
    )
  }

  private static let noWayIn = Finding.warning(
    "no-way-in",
    "nobody can get into the instances: they have no key pair, and no role for sessions of Systems Manager",
    help: "name a key pair (`instance: {key_name: NAME}`), or users under `cloud_config.users`"
  )

  @Test func `instances that nobody could get into are warned of`() {
    expect(head() + "delivery: [«terraform»]\ninstance: {operating_system: debian-12}\n", gives: Self.noWayIn)
  }

  @Test(arguments: [
    "instance: {operating_system: debian-12, key_name: ops}",
    "instance: {operating_system: debian-12, profile: theirs}",
    "instance: {operating_system: debian-12}\ncloud_config: {ssh_authorized_keys: [ssh-ed25519 AAAA]}",
    "instance: {operating_system: ubuntu-24.04}",
  ])
  func `a key pair, a role, users or sessions are a way in`(_ more: String) {
    expect(head() + "delivery: [terraform]\n\(more)\n")
  }

  @Test func `a range of every address is said aloud`() {
    expect(
      head() + "network: {clients: [10.0.0.0/8, «0.0.0.0/0»]}\n",
      gives: .warning(
        "open-to-the-world",
        "`0.0.0.0/0` lets every address there is connect",
        help: "name the ranges of your own networks"
      )
    )
  }

  @Test(arguments: [
    ("tags: {team: «'{{resolve:ssm:/a:1}}'»}", "instance.tags.team", "{{resolve:ssm:/a:1}}"),
    (
      "tags: {team: «'a {{resolve:secretsmanager:prod:SecretString:password}}'»}", "instance.tags.team",
      "a {{resolve:secretsmanager:prod:SecretString:password}}"
    ),
    ("key_name: «'{{resolve:ssm:/a}}'»", "instance.key_name", "{{resolve:ssm:/a}}"),
  ])
  func `a value that CloudFormation would look up is refused for CloudFormation`(
    _ instance: String,
    _ path: String,
    _ value: String
  ) {
    let rest = "instance: {\(instance)}\ndelivery: "
    expect(
      head() + rest + "[cloudformation]\n",
      gives: .error(
        "dynamic-reference",
        "`\(path)` is `\(value)`, and CloudFormation would put what it looks up in its place",
        help: "leave `{{resolve` out of it, or deliver in another form: a template can't have it as text"
      )
    )
    expect(head() + rest.replacing("«", with: "").replacing("»", with: "") + "[terraform]\n")
  }

  @Test(arguments: ["clients", "administrators"])
  func `two halves of the world are the world`(_ key: String) {
    let help = "name the ranges of your own networks"
    expect(
      head() + "network: {\(key): [«0.0.0.0/1», 10.0.0.0/8, «128.0.0.0/1»]}\n",
      gives: .warning(
        "open-to-the-world",
        "`0.0.0.0/1` and the ranges beside it let every address there is connect",
        help: help
      ),
      .warning(
        "open-to-the-world",
        "`128.0.0.0/1` and the ranges beside it let every address there is connect",
        help: help
      )
    )
  }

  @Test(arguments: [("0.0.0.0/1", 2), ("64.0.0.0/2", 4), ("10.0.0.0/7", 128)])
  func `a range wider than any private one is said aloud`(_ range: String, _ share: Int) {
    expect(
      head() + "network: {clients: [«\(range)»]}\n",
      gives: .warning(
        "open-to-the-world",
        "`\(range)` lets one in \(share) of all addresses connect",
        help: "name the ranges of your own networks"
      )
    )
  }

  @Test func `many small ranges are the world too`() {
    // The one left out is where Docker has its networks.
    let ranges = (1..<200).filter { $0 != 198 }.map { "\($0).0.0.0/8" }.joined(separator: ", ")
    expect(
      head() + "network: {administrators: [«0.0.0.0/8», \(ranges)]}\n",
      gives: .warning(
        "open-to-the-world",
        "the ranges of `network.administrators` let 77 % of all addresses connect",
        help: "name the ranges of your own networks"
      )
    )
  }

  @Test func `private ranges are one's own`() {
    expect(head() + "network: {clients: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 10.0.0.0/8]}\n")
  }

  @Test(arguments: ["delivery: [«terraform»]", "delivery: [«cloudformation»]", "data: {claim: «true»}"])
  func `a volume that waits for its instance is in a zone`(_ more: String) {
    expect(
      head("nodes: {count: 1, host: a.example}") + more + "\n",
      gives: .error(
        "missing-zone",
        "node 1 has no Availability Zone, and its data volume is in one",
        help: "say which, such as `zones: [ap-northeast-2a]`"
      )
    )
  }

  @Test func `a group needs a subnet and a security group`() {
    expect(
      head() + "delivery: [«autoscaling»]\nnetwork: {subnets: {eu-west-1a: subnet-01234567}}\n",
      gives: .error(
        "missing-subnet",
        "`network.subnets` has no subnet for zone `eu-west-1b`, and a group launches into one",
        help: "add it, such as `network: {subnets: {eu-west-1b: subnet-0123456789abcdef0}}`"
      ),
      .error(
        "missing-security-group",
        "there is no security group, and a group launches with those of the template",
        help:
          "name one, such as `instance: {security_groups: [sg-0123456789abcdef0]}`; terraform and cloudformation make one"
      )
    )
  }

  @Test func `a group can't keep an address of the template`() {
    expect(
      """
      cluster: a
      release: 5.3.1
      nodes: [{id: 1, host: a.example, zone: eu-west-1a, address: «10.0.0.1»}]
      delivery: [autoscaling]
      instance: {security_groups: [sg-01234567]}
      network: {subnets: {eu-west-1a: subnet-01234567}}
      """,
      gives: .error(
        "address-in-a-group",
        "a group's replacement can't have the address 10.0.0.1 while its predecessor still holds it",
        help:
          "deliver by terraform or cloudformation, which keep an interface with the address, or leave addresses to EC2"
      )
    )
  }

  @Test func `volumes are claimed where groups replace instances, and nowhere else unless asked`() throws {
    #expect(try !cluster(head()).claimsVolumes)
    #expect(try cluster(head() + "data: {claim: true}\n").claimsVolumes)
    #expect(try cluster(head() + "delivery: [terraform]\n").claimsVolumes)
  }

  @Test func `a group whose replacements start blank is said aloud`() {
    expect(
      head() + "delivery: [terraform]\ndata: {claim: «false»}\ninstance: {key_name: ops}\n",
      gives: .warning(
        "blank-replacement",
        "with `claim: false` the volume is made with the instance, so a group's replacement starts with a blank one",
        help: "remove it: the replacement then claims the volume of its predecessor"
      )
    )
  }

  // MARK: Identity by volume

  @Test func `a node that learns from its volume who it is claims one`() {
    expect(
      head() + "identity: volume\ndata: {claim: «false»}\n",
      gives: .error(
        "identity-needs-claim",
        "with `identity: volume` a node learns from the volume that it claims which broker it is",
        help: "remove `claim: false`, or use `identity: fixed`"
      )
    )
  }

  @Test func `one template has no address and no type of a single node`() {
    expect(
      head(
        """
        nodes:
        - {id: 1, host: a.example, zone: eu-west-1a, address: 10.0.0.1}
        - {id: 2, host: b.example, zone: eu-west-1b, address: 10.0.0.2, instance_type: «m5.xlarge»}
        """
      ) + "identity: «volume»\n",
      gives: .error(
        "identity-and-types",
        "node 2 has another instance type than the first, and all are launched from one template",
        help: "use one type, or `identity: fixed`"
      ),
      .error(
        "identity-and-address",
        "node 1 has a fixed address, and its instance is not known before it boots",
        help: "use `identity: fixed`, or let names follow by DNS or `route53`"
      )
    )
  }

  @Test func `a group can't be told to launch unevenly`() {
    expect(
      head("nodes: {count: 3, host: 'k-{id}.example', zones: [eu-west-1a, eu-west-1b]}") + "identity: «volume»\n",
      gives: .error(
        "uneven-zones",
        "a group launches evenly over its zones, and these brokers are spread unevenly",
        help: "give each of the 2 zones as many brokers, or use `identity: fixed`"
      )
    )
  }

  @Test func `a lifecycle hook needs a group`() {
    expect(
      head() + "lifecycle_hook: «true»\n",
      gives: .error(
        "no-group",
        "a lifecycle hook belongs to an Auto Scaling group, and none is delivered",
        help: "remove it, or add a form to `delivery`, such as `delivery: [autoscaling]`"
      )
    )
  }
}
