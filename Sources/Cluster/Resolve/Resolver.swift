package import Findings
import Text
import Catalog
package import Profile
import Services

extension Cluster {
  /// Takes the decisions that a profile leaves open and sets its values against each other and against the release.
  ///
  /// Gives nil when there is an error among the diagnostics.
  package static func resolve(_ profile: Profile, into diagnostics: inout Diagnostics) -> Cluster? {
    var doubts = profile.doubts
    let release = Release.named(profile.release.value) ?? unknownRelease(profile.release, &doubts, into: &diagnostics)
    if !diagnostics.hasErrors {
      var resolver = Resolver(profile: profile, release: release, diagnostics: diagnostics)
      let cluster = resolver.cluster()
      diagnostics = resolver.diagnostics
      return diagnostics.hasErrors ? nil : cluster
    }
    // Errors before this don't hide those that hold whatever is written instead.
    var resolver = Resolver(profile: profile, release: release, diagnostics: Diagnostics())
    _ = resolver.cluster()
    diagnostics.append(contentsOf: resolver.diagnostics.keeping { doubts.isEmpty || $0.holds(inSpiteOf: doubts) })
    return nil
  }
}

/// The work of `Cluster.resolve`, with the findings it collects.
struct Resolver {
  let profile: Profile
  let release: Release
  var diagnostics: Diagnostics

  mutating func cluster() -> Cluster {
    warnAboutSupport()
    let patterns = expandedNodes()
    checkNodes(patterns)
    let ids = patterns.map(\.id.value)
    let quorum = quorum(ids: ids)
    let indices = Dictionary(zip(ids, 0...)) { first, _ in first }
    let services = placedServices(ids: ids, indices: indices, quorum: quorum)
    let places = Dictionary(zip(quorum, 1...)) { first, _ in first }
    let nodes = patterns.enumerated().map { node(of: $1, index: $0, placeInQuorum: places[$1.id.value]) }
    if mode == .kraft { checkControllers(nodes, patterns) }
    checkListeners(lastID: ids.max() ?? 0)
    checkPorts(services)
    checkOwnServices(services, on: nodes)
    checkVolume(profile.data.volume)
    checkRootVolume()
    checkVolume(profile.instance.rootVolume)
    checkMountOptions()
    var properties = BrokerPropertyCheck(
      release: release,
      brokers: nodes.count,
      properties: profile.broker,
      listeners: profile.listeners.map(\.name.value) + (mode == .kraft ? [KRaft.listener] : []),
      diagnostics: diagnostics
    )
    properties.check()
    diagnostics = properties.diagnostics
    checkPair(minInSyncReplicas: properties.leastInSync("min.insync.replicas"))
    let cluster = Cluster(
      name: profile.cluster.value,
      release: release,
      nodes: nodes,
      mode: mode,
      id: profile.clusterID?.value ?? Cluster.id(ofName: profile.cluster.value),
      quorum: quorum.compactMap { indices[$0] }.map { nodes[$0] },
      listeners: profile.listeners,
      services: services,
      base: release.base(with: services.map(\.facts).filter(\.service.isOwn)),
      brokerProperties: profile.broker,
      replicationFactor: min(3, nodes.count),
      defaultReplicationFactor: properties.copies("default.replication.factor"),
      minInSyncReplicas: properties.leastInSync("min.insync.replicas"),
      transactionMinInSyncReplicas: properties.leastInSync("transaction.state.log.min.isr"),
      data: profile.data,
      owner: profile.data.owner.map { Release.Owner(uid: $0.uid, gid: $0.gid) } ?? release.owner,
      checkout: Release.Checkout(
        repository: profile.checkout.repository?.value ?? release.checkout.repository,
        ref: profile.checkout.ref?.value ?? release.checkout.ref,
        directory: profile.checkout.directory?.value ?? release.checkout.directory
      ),
      commit: commit,
      containerNetworks: profile.containerNetworks(into: &diagnostics),
      instance: profile.instance,
      delivery: profile.delivery,
      cloudConfig: profile.cloudConfig,
      profile: profile
    )
    checkHeaps(cluster)
    var origins = OriginCheck(cluster: cluster, profile: profile, diagnostics: diagnostics)
    origins.check()
    diagnostics = origins.diagnostics
    var delivery = DeliveryCheck(cluster: cluster, profile: profile, diagnostics: diagnostics)
    delivery.check()
    diagnostics = delivery.diagnostics
    return cluster
  }

  mutating func warnAboutSupport() {
    let system = profile.instance.operatingSystem
    if let end = system.value.endOfSupport {
      diagnostics.warning(
        "operating-system-support",
        "\(system.value.rawValue) has been out of support since \(end), and gets no fixes",
        at: system.mark,
        help: "take `\(OperatingSystem.amazonLinux2023.rawValue)`; the volumes go on under it"
      )
    }
    if release.line.isSupported { return }
    diagnostics.warning(
      "end-of-support",
      "release \(release.version) has been out of support since \(release.endOfSupport), and its images may be withdrawn",
      at: profile.release.mark,
      help:
        "see that your nodes can pull \(release.facts(of: .broker)?.image ?? "its images"), or name images of a mirror"
    )
  }

  /// The commit to check out: the profile's, or of the release's own branch the one that is known.
  var commit: String? {
    let checkout = profile.checkout
    let isOwn =
      (checkout.repository?.value ?? release.checkout.repository) == release.checkout.repository
      && (checkout.ref?.value ?? release.checkout.ref) == release.checkout.ref
    return checkout.commit?.value ?? (isOwn ? release.commit : nil)
  }

  /// The services, as the profile names them or by the release's defaults.
  var services: [Profile.ServiceSettings] {
    profile.services
      ?? release.defaultServices(
        nodes: profile.nodes.count,
        architecture: InstanceType.architecture(of: firstInstanceType.value)
      ).map { Profile.ServiceSettings(name: Sourced($0.name)) }
  }

  var firstInstanceType: Sourced<String> {
    if case .list(let nodes) = profile.nodes, let type = nodes.first?.instanceType { return type }
    return profile.instance.type
  }

  /// ZooKeeper mode where the profile asks for ZooKeeper, otherwise the better one that the release has.
  var mode: Release.Mode {
    release.modes.contains(.zookeeper) && settings(of: .zookeeper) != nil ? .zookeeper : release.modes[0]
  }

  var isIsolated: Bool { settings(of: .controller) != nil }

  /// Where the profile says how many nodes there are.
  var markOfCount: SourceMark? {
    switch profile.nodes {
    case .pattern(let pattern): pattern.count.mark
    case .list(let nodes): nodes.last?.id.mark
    }
  }

  /// What is added to a broker's id for the controller beside it, which is a node of its own in Kafka's eyes.
  static let controllerIDs = 10_000
}
