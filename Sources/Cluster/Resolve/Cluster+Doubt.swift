import Findings
import Text
import Catalog
import Profile
import Services

extension Cluster {
  /// Reports a release that isn't known, and gives the one that was most likely meant, so that all else can be checked; which
  /// is in doubt unless the line is said.
  static func unknownRelease(
    _ written: Sourced<String>,
    _ doubts: inout Set<String>,
    into diagnostics: inout Diagnostics
  ) -> Release {
    let text = written.value
    let newest = Release.all[0]
    // Without a release the reader has reported that already.
    if !doubts.isDisjoint(with: ["release"]) { return newest }
    func report(_ help: String) {
      diagnostics.error("unknown-release", "release \(quoted(text)) isn't known", at: written.mark, help: help)
    }
    let numbers = text.split(at: ".", omittingEmptySubsequences: false).map { Int($0) }
    let line = ReleaseLine.all.first { numbers.prefix(2).elementsEqual([$0.major, $0.minor]) }
    if numbers.count == 3, let line,
      let release = Release.named("\(line.major).\(line.minor).\(line.patches.upperBound)")
    {
      report("the known ones of its line are \(line.versions)")
      return release
    }
    // A line, or a first number, or a word for the newest.
    let meant = Release.all.first { $0.version.begins(with: text + ".") }
    if let meant, !text.isEmpty {
      report("write `release: \(meant.version)`, the newest of \(text)")
      return meant
    }
    doubts.insert("release")
    if ["latest", "newest", "stable", "current"].contains(text.lowercased()) {
      report(
        "write `release: \(newest.version)`, the newest known; a cluster stays on its release until the profile says another"
      )
      return newest
    }
    // Other numbers are no slip of the pen for those that are known.
    let isVersion = numbers.count == 3 && !numbers.contains(nil)
    let near = isVersion ? nil : diagnostics.nearest(to: text, in: Release.all.map(\.version), at: written.mark)
    report(near.map { "did you mean `\($0)`?" } ?? "`kafka-cloud-init catalog` lists those known")
    return near.flatMap(Release.named) ?? newest
  }

  /// The smallest instance type of a node's family on which the heaps of its services would leave enough room.
  func smallestType(for node: ClusterNode) -> String? {
    let family = node.instanceType.value.before(".")
    let services = services(on: node)
    return InstanceType.sizes(of: String(family)).first { type in
      let heaps = services.reduce(0) { $0 + ($1.heap?.value ?? $1.facts.service.heap?.size(memory: type.memory) ?? 0) }
      return type.memory > node.memory && heaps <= type.memory * Cluster.heapLimitPercent / 100
    }?.name
  }
}

extension Diagnostic {
  /// Whether a finding about a cluster holds whatever is written instead of the keys in doubt.
  ///
  /// One that isn't listed may follow from anything.
  func holds(inSpiteOf doubts: Set<String>) -> Bool {
    guard mark != nil, let sources = Self.sources[id] else { return false }
    return sources.isDisjoint(with: doubts)
  }

  /// What a finding follows from beside the value that it is about.
  private static let sources: [String: Set<String>] = [
    "operating-system-support": [], "end-of-support": ["release"],
    // Nodes: what is wrong with the values that were read stays wrong.
    "one-host": [], "duplicate-id": [], "duplicate-host": [], "duplicate-address": [], "missing-address": ["nodes"],
    "id-too-large": ["services"], "bad-host-name": [], "service-name": [], "unknown-instance-type": ["instance"],
    "no-image-for-architecture": ["release", "services"],
    // Services.
    "unknown-service": ["release"], "no-zookeeper": ["release"], "licensed-service": ["release"],
    "duplicate-service": [],
    "missing-service": ["release", "services"], "two-modes": ["release"], "needs-zookeeper": ["release", "services"],
    "unknown-node": ["nodes"], "no-node": [], "broker-placement": ["nodes"], "one-user-interface": [],
    "owned-variable": ["release", "services"], "licensed-image": ["release"], "other-release": ["release"],
    "moving-image": [],
    // Listeners.
    "controller-listener": ["release", "services"], "duplicate-listener": [], "duplicate-port": [],
    "no-reachable-listener": ["listeners"], "shared-advertised-name": ["nodes"], "unknown-advertise": ["nodes"],
    "public-plaintext": [], "port-in-use": ["release", "services"],
    // Broker properties.
    "owned-property": ["release", "services", "listeners"], "unsettable-property": ["release", "listeners"],
    "property-type": ["release"], "property-value": ["release"], "unknown-property": ["release", "listeners"],
    "unknown-listener": ["listeners", "release", "services"], "unknown-mechanism": ["release", "listeners", "broker"],
    "replication-factor": ["nodes", "broker", "release"], "min-insync-replicas": ["nodes", "broker", "release"],
    // The machine, and how it is launched.
    "volume-size": [], "volume-iops": [], "volume-throughput": [], "root-volume": [], "no-nofail": [],
    "container-range": ["nodes"], "no-group": ["delivery"], "missing-zone": ["nodes", "delivery"],
    "several-regions": ["nodes"], "identity-needs-claim": ["data", "delivery"],
    "identity-and-address": ["nodes", "delivery"], "identity-and-types": ["nodes", "instance", "delivery"],
    "uneven-zones": ["nodes", "delivery"], "missing-subnet": ["nodes", "delivery"],
    "missing-security-group": ["instance", "delivery"], "address-in-a-group": ["nodes", "delivery"],
    "dynamic-reference": [],
    // The room for heaps follows from all of these.
    "heaps-too-large": ["nodes", "release", "services", "instance"],
  ]
}
