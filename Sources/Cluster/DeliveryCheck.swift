import Findings
import Text
import Catalog
import Profile
import YAML

/// Sets what the profile says of the delivery against the nodes.
struct DeliveryCheck {
  let cluster: Cluster
  let profile: Profile
  var diagnostics: Diagnostics

  mutating func check() {
    checkRegion()
    checkRanges()
    if cluster.delivers(.cloudformation) { checkDynamicReferences() }
    let group = cluster.delivery.forms.first { $0.value != .launchTemplate }
    if cluster.hasVolumeIdentity { checkVolumeIdentity() }
    let hook = cluster.delivery.hasLifecycleHook
    if hook.value && group == nil {
      diagnostics.error(
        "no-group",
        "a lifecycle hook belongs to an Auto Scaling group, and none is delivered",
        at: hook.mark,
        help: "remove it, or add a form to `delivery`, such as `delivery: [autoscaling]`"
      )
    }
    if let group {
      checkVolumes()
      checkWayIn(group)
    }
    if let zoneless = cluster.nodes.first(where: { $0.zone == nil }), group != nil || cluster.claimsVolumes {
      diagnostics.error(
        "missing-zone",
        "node \(zoneless.id) has no Availability Zone, and its data volume is in one",
        at: group?.mark ?? profile.data.claim?.mark ?? cluster.mark,
        help: "say which, such as `zones: [ap-northeast-2a]`"
      )
    }
    if let group = cluster.delivery.forms.first(where: { $0.value == .autoscaling }) { checkGroups(group) }
  }

  /// A cluster's volumes, images and templates are of one region.
  private mutating func checkRegion() {
    guard let region = cluster.region else { return }
    guard let other = cluster.nodes.first(where: { $0.zone.flatMap(Region.ofZone) ?? region != region })
    else {
      return
    }
    diagnostics.error(
      "several-regions",
      "node \(other.id) is in zone `\(other.zone ?? "")`, and others are in region `\(region)`",
      at: cluster.zoneMark(of: other),
      help: "keep a cluster in the zones of one region"
    )
  }

  /// How many addresses are more than anybody's own: of the ranges set apart for private networks (RFC 1918) the largest
  /// is 10.0.0.0/8, so whatever is wider is mostly of the Internet.
  private static let ownAddresses = 1 << 24

  private mutating func checkRanges() {
    let network = cluster.delivery.network
    checkRanges(network.clients, "clients")
    checkRanges(network.administrators, "administrators")
  }

  private mutating func checkRanges(_ ranges: [Sourced<String>], _ key: String) {
    let all = 1 << 32
    let sum = Self.count(ranges.compactMap { AddressRange($0.value)?.addresses })
    var isSaid = false
    for range in ranges {
      guard let count = AddressRange(range.value)?.addresses.count, count > Self.ownAddresses else { continue }
      isSaid = true
      let message =
        if count == all {
          "`\(range.value)` lets every address there is connect"
        } else if sum == all {
          "`\(range.value)` and the ranges beside it let every address there is connect"
        } else {
          "`\(range.value)` lets one in \(all / count) of all addresses connect"
        }
      warnOfWorld(message, at: range.mark)
    }
    // Many small ranges can be the world too; nobody's own networks are half of it.
    if !isSaid && sum >= all / 2 {
      warnOfWorld(
        "the ranges of `network.\(key)` let \(sum * 100 / all) % of all addresses connect",
        at: ranges.first?.mark
      )
    }
  }

  private mutating func warnOfWorld(_ message: String, at mark: SourceMark?) {
    diagnostics.warning("open-to-the-world", message, at: mark, help: "name the ranges of your own networks")
  }

  /// How many addresses are in any of the ranges.
  private static func count(_ ranges: [Range<Int>]) -> Int {
    var count = 0
    var end = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      count += max(0, range.upperBound - max(end, range.lowerBound))
      end = max(end, range.upperBound)
    }
    return count
  }

  /// What CloudFormation would read as a reference can't be written into a template as text; user-data can, in base64.
  private mutating func checkDynamicReferences() {
    let instance = cluster.instance
    var texts = instance.tags.map { (path: "instance.tags.\($0.key.value)", text: $0.value) }
    if let name = instance.keyName { texts.append((path: "instance.key_name", text: name)) }
    for (path, text) in texts where text.value.hasDynamicReference {
      diagnostics.error(
        "dynamic-reference",
        "`\(path)` is \(quoted(text.value)), and CloudFormation would put what it looks up in its place",
        at: text.mark,
        help: "leave `{{resolve` out of it, or deliver in another form: a template can't have it as text"
      )
    }
  }

  /// One template for all nodes says nothing that only one of them is.
  private mutating func checkVolumeIdentity() {
    let identity = cluster.delivery.identity
    if cluster.data.claim?.value == false {
      diagnostics.error(
        "identity-needs-claim",
        "with `identity: volume` a node learns from the volume that it claims which broker it is",
        at: cluster.data.claim?.mark,
        help: "remove `claim: false`, or use `identity: fixed`"
      )
    }
    if let node = cluster.nodes.first(where: { $0.address != nil }) {
      diagnostics.error(
        "identity-and-address",
        "node \(node.id) has a fixed address, and its instance is not known before it boots",
        at: identity.mark,
        help: "use `identity: fixed`, or let names follow by DNS or `route53`"
      )
    }
    if let node = cluster.nodes.first(where: { $0.instanceType.value != cluster.nodes[0].instanceType.value }) {
      diagnostics.error(
        "identity-and-types",
        "node \(node.id) has another instance type than the first, and all are launched from one template",
        at: node.instanceType.mark,
        help: "use one type, or `identity: fixed`"
      )
    }
    let counts = Dictionary(grouping: cluster.nodes.compactMap(\.zone)) { $0 }.mapValues(\.count)
    if Set(counts.values).count > 1 {
      diagnostics.error(
        "uneven-zones",
        "a group launches evenly over its zones, and these brokers are spread unevenly",
        at: identity.mark,
        help: "give each of the \(counts.count) zones as many brokers, or use `identity: fixed`"
      )
    }
  }

  /// What a replacement does to data (Amazon EC2 Auto Scaling user guide, "Health checks for instances").
  private mutating func checkVolumes() {
    if cluster.data.claim?.value == false && !cluster.hasVolumeIdentity {
      diagnostics.warning(
        "blank-replacement",
        "with `claim: false` the volume is made with the instance, so a group's replacement starts with a blank one",
        at: cluster.data.claim?.mark,
        help: "remove it: the replacement then claims the volume of its predecessor"
      )
    }
  }

  /// A group launches without anybody who could name a key pair then.
  private mutating func checkWayIn(_ group: Sourced<Profile.Delivery.Form>) {
    let instance = cluster.instance
    let system = instance.operatingSystem
    // Images with the agent also take keys that EC2 Instance Connect sends, where port 22 can be reached.
    let hasSessions = system.value.hasSystemsManagerAgent && cluster.makesRoles
    let takesKeys =
      system.value.hasSystemsManagerAgent
      && !(cluster.delivery.network.administrators.isEmpty && instance.securityGroups.isEmpty)
    let keys = ["users", "ssh_authorized_keys", "ssh_import_id", "chpasswd", "password"]
    let hasUsers = cluster.cloudConfig.other.contains { keys.contains($0.key) } || !cluster.cloudConfig.runcmd.isEmpty
    if hasSessions || takesKeys || hasUsers || instance.keyName != nil || instance.instanceProfile != nil { return }
    diagnostics.warning(
      "no-way-in",
      "nobody can get into the instances: they have no key pair, and no role for sessions of Systems Manager",
      at: group.mark ?? system.mark ?? cluster.mark,
      help: "name a key pair (`instance: {key_name: NAME}`), or users under `cloud_config.users`"
    )
  }

  private mutating func checkGroups(_ group: Sourced<Profile.Delivery.Form>) {
    if let node = cluster.nodes.first(where: { $0.zone != nil && cluster.subnet(of: $0) == nil }) {
      diagnostics.error(
        "missing-subnet",
        "`network.subnets` has no subnet for zone `\(node.zone ?? "")`, and a group launches into one",
        at: group.mark,
        help: "add it, such as `network: {subnets: {\(node.zone ?? ""): subnet-0123456789abcdef0}}`"
      )
    }
    if cluster.instance.securityGroups.isEmpty {
      diagnostics.error(
        "missing-security-group",
        "there is no security group, and a group launches with those of the template",
        at: group.mark,
        help:
          "name one, such as `instance: {security_groups: [sg-0123456789abcdef0]}`; terraform and cloudformation make one"
      )
    }
    if case .list(let nodes) = profile.nodes, let address = nodes.compactMap(\.address).first {
      diagnostics.error(
        "address-in-a-group",
        "a group's replacement can't have the address \(address.value) while its predecessor still holds it",
        at: address.mark,
        help:
          "deliver by terraform or cloudformation, which keep an interface with the address, or leave addresses to EC2"
      )
    }
  }
}
