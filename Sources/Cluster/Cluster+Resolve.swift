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
private struct Resolver {
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
      base: release.base,
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

  private mutating func warnAboutSupport() {
    let system = profile.instance.operatingSystem
    if let end = system.value.endOfSupport {
      diagnostics.warning(
        "operating-system-support",
        "\(system.value.rawValue) has been out of support since \(end), and gets no fixes",
        at: system.mark,
        help: "take `\(Profile.OperatingSystem.amazonLinux2023.rawValue)`; the volumes go on under it"
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

  // MARK: Nodes

  /// A node before it is set against others.
  private struct NodePattern {
    let id: Sourced<Int>
    let host: Sourced<String>
    let zone: String?
    let address: Sourced<String>?
    let instanceType: Sourced<String>
    /// The memory that the profile says for this type, which goes before what is known of the type.
    let memory: Int?
  }

  private mutating func expandedNodes() -> [NodePattern] {
    switch profile.nodes {
    case .list(let nodes):
      return nodes.map { node in
        NodePattern(
          id: node.id,
          host: Sourced(node.host.value.putting(String(node.id.value), for: "{id}"), at: node.host.mark),
          zone: node.zone?.value,
          address: node.address,
          instanceType: node.instanceType ?? profile.instance.type,
          memory: node.instanceType == nil ? profile.instance.memory?.value : nil
        )
      }
    case .pattern(let pattern):
      if pattern.count.value > 1 && !pattern.host.value.includes("{id}") {
        diagnostics.error(
          "one-host",
          "all \(pattern.count.value) nodes would be called `\(pattern.host.value)`",
          at: pattern.host.mark,
          help: "put {id} into it, such as kafka-{id}.example.internal",
          notes: [Diagnostic.Note("the number of nodes is set here", at: pattern.count.mark)]
        )
      }
      return (0..<pattern.count.value).map { index in
        let id = pattern.firstID.value + index
        return NodePattern(
          id: Sourced(id, at: pattern.firstID.mark),
          host: Sourced(pattern.host.value.putting(String(id), for: "{id}"), at: pattern.host.mark),
          zone: pattern.zones.isEmpty ? nil : pattern.zones[index % pattern.zones.count].value,
          address: nil,
          instanceType: profile.instance.type,
          memory: profile.instance.memory?.value
        )
      }
    }
  }

  private mutating func node(of pattern: NodePattern, index: Int, placeInQuorum place: Int?) -> ClusterNode {
    let type = InstanceType.named(pattern.instanceType.value)
    let architecture = InstanceType.architecture(of: pattern.instanceType.value)
    if !release.architectures.contains(architecture) {
      diagnostics.error(
        "no-image-for-architecture",
        "`\(pattern.instanceType.value)` has \(architecture.rawValue) processors, and release \(release.version) has images "
          + "for \(listed(release.architectures.map(\.rawValue))) only",
        at: pattern.instanceType.mark,
        help: "use a type with those processors, such as m5.large"
      )
    }
    if type == nil && profile.instance.memory == nil {
      diagnostics.error(
        "unknown-instance-type",
        "the memory of instance type `\(pattern.instanceType.value)` isn't known",
        at: pattern.instanceType.mark,
        help: diagnostics.nearest(
          to: pattern.instanceType.value,
          in: InstanceType.commonNames,
          at: pattern.instanceType.mark
        )
        .map { "did you mean `\($0)`? If not, say it, such as `instance: {memory: 8g}`" }
          ?? "say it, such as `instance: {memory: 8g}`"
      )
    }
    return ClusterNode(
      index: index,
      id: pattern.id.value,
      host: pattern.host.value,
      zone: pattern.zone,
      address: pattern.address?.value,
      instanceType: pattern.instanceType,
      memory: pattern.memory ?? type?.memory ?? profile.instance.memory?.value ?? 0,
      zooKeeperServerID: mode == .zookeeper ? place : nil,
      controllerID: mode == .kraft && place != nil ? pattern.id.value + (isIsolated ? Self.controllerIDs : 0) : nil
    )
  }

  private mutating func checkNodes(_ nodes: [NodePattern]) {
    switch profile.nodes {
    case .list:
      checkUnique(nodes.map(\.id), "duplicate-id") { "broker id \($0) is given twice" }
      checkUnique(nodes.map { Sourced($0.host.value.lowercased(), at: $0.host.mark) }, "duplicate-host") {
        "host `\($0)` is given twice"
      }
      checkUnique(nodes.compactMap(\.address), "duplicate-address") { "address \($0) is given twice" }
      checkAddresses(nodes)
      for node in nodes { checkName(node.host) }
    case .pattern(let pattern):
      // The last id has the most digits; all others make names that are no longer.
      guard let last = nodes.last else { return }
      checkName(last.host)
      if last.id.value > Int(Int32.max) {
        diagnostics.error(
          "id-too-large",
          "the last broker id would be \(last.id.value), and Kafka's ids end at \(Int32.max)",
          at: pattern.firstID.mark,
          help: "begin with a smaller `first_id`"
        )
      }
    }
  }

  /// Checks a name with the broker id in it.
  private mutating func checkName(_ name: Sourced<String>) {
    if !NameRule.host.allows(name.value) {
      diagnostics.error(
        "bad-host-name",
        "the name `\(name.value)` is too long",
        at: name.mark,
        help: "with the broker id in it, it can have 63 characters between dots, and 253 in all"
      )
    }
    if Service.named(name.value.lowercased()) != nil {
      diagnostics.error(
        "service-name",
        "`\(name.value)` is the name of a service, and containers reach that one by it",
        at: name.mark,
        help: "choose another host name, such as kafka.example.internal"
      )
    }
  }

  private mutating func checkUnique<Value: Hashable>(
    _ values: [Sourced<Value>],
    _ id: String,
    message: (Value) -> String
  ) {
    var first: [Value: SourceMark?] = [:]
    for value in values {
      if let earlier = first[value.value] {
        diagnostics.error(
          id,
          message(value.value),
          at: value.mark,
          notes: [Diagnostic.Note("first given here", at: earlier)]
        )
      } else {
        first[value.value] = value.mark
      }
    }
  }

  private mutating func checkAddresses(_ nodes: [NodePattern]) {
    guard let example = nodes.first(where: { $0.address != nil }) else { return }
    for node in nodes where node.address == nil {
      diagnostics.error(
        "missing-address",
        "node \(node.id.value) has no `address`, and others have one",
        at: node.id.mark,
        help: "give every node one, or none and let DNS resolve the names",
        notes: [Diagnostic.Note("an address is given here", at: example.address?.mark)]
      )
    }
  }

  // MARK: Services

  private mutating func placedServices(ids: [Int], indices: [Int: Int], quorum: [Int]) -> [PlacedService] {
    var asked: [Service: Profile.ServiceSettings] = [:]
    for settings in services {
      guard let service = Service.named(settings.name.value), release.facts(of: service) != nil else {
        if let meant = reportUnknownService(settings.name) { asked[meant] = settings }
        continue
      }
      if let earlier = asked[service] {
        diagnostics.error(
          "duplicate-service",
          "service `\(service.name)` is asked for twice",
          at: settings.name.mark,
          notes: [Diagnostic.Note("first asked for here", at: earlier.name.mark)]
        )
      }
      asked[service] = settings
    }
    for service in mode == .kraft ? [Service.broker] : [.broker, .zookeeper] where asked[service] == nil {
      diagnostics.error(
        "missing-service",
        "`services` has no `\(service.name)`",
        at: services.first?.name.mark,
        help: "add it; a cluster of release \(release.version) can't do without it"
      )
    }
    checkModes(asked)
    return release.services.compactMap { facts in
      asked[facts.service].map { placed(facts, $0, ids: ids, indices: indices, quorum: quorum) }
    }
  }

  /// What goes with the other mode only, or isn't free of doubt.
  private mutating func checkModes(_ asked: [Service: Profile.ServiceSettings]) {
    if mode == .zookeeper, let controller = asked[.controller] {
      diagnostics.error(
        "two-modes",
        "`services` has both `zookeeper` and `controller`",
        at: controller.name.mark,
        help: "metadata are kept by one of them: `controller` for a new cluster, `zookeeper` for one that has it"
      )
    }
    if mode == .kraft, let manager = asked[.kafkaManager] {
      diagnostics.error(
        "needs-zookeeper",
        "kafka-manager reads everything from ZooKeeper, and this cluster has none",
        at: manager.name.mark,
        help: "use `kafka-ui`"
      )
    }
    if release.doubtfulKsqlLicence, let ksqlDB = asked[.ksqldbServer] {
      diagnostics.warning(
        "doubtful-licence",
        "Confluent's pages disagree on whether ksqlDB of release \(release.version) needs an enterprise licence",
        at: ksqlDB.name.mark,
        help: "ask Confluent before you rely on it"
      )
    }
  }

  /// Reports a name that is no service of the release, and gives the service that it may have been meant for.
  private mutating func reportUnknownService(_ name: Sourced<String>) -> Service? {
    if name.value == Service.zookeeper.name {
      diagnostics.error(
        "no-zookeeper",
        "release \(release.version) has no ZooKeeper: Kafka \(release.kafkaVersion) keeps its metadata itself",
        at: name.mark,
        help: "remove it; a cluster that has ZooKeeper migrates to KRaft with a release before 8.0"
      )
      return nil
    }
    if release.droppedServices.contains(name.value) {
      diagnostics.error(
        "licensed-service",
        "service `\(name.value)` isn't part of a community stack",
        at: name.mark,
        help: "it needs an enterprise licence or only makes sample data; remove it"
      )
      return nil
    }
    let known = release.services.map(\.service.name)
    let meant = diagnostics.nearest(to: name.value, in: known, at: name.mark)
    diagnostics.error(
      "unknown-service",
      "release \(release.version) has no service \(quoted(name.value))",
      at: name.mark,
      help: meant.map { "did you mean `\($0)`?" } ?? "it has \(listed(known.map { "`\($0)`" }))"
    )
    return meant.flatMap(Service.named)
  }

  private mutating func placed(
    _ facts: ServiceFacts,
    _ settings: Profile.ServiceSettings,
    ids: [Int],
    indices: [Int: Int],
    quorum: [Int]
  ) -> PlacedService {
    let name = facts.service.name
    var on = settings.on.map { Set($0.map(\.value)) }
    if let asked = settings.on {
      let unknown = asked.filter { indices[$0.value] == nil }
      for id in unknown {
        diagnostics.error(
          "unknown-node",
          "`services.\(name).on` names node \(id.value), which the cluster doesn't have",
          at: id.mark,
          help: "the ids of its nodes are \(shortList(ids))"
        )
      }
      checkUnique(asked, "duplicate-id") { "`services.\(name).on` names node \($0) twice" }
      if asked.isEmpty {
        diagnostics.error(
          "no-node",
          "`services.\(name).on` is an empty list",
          at: settings.name.mark,
          help: "name at least one node, or remove the service"
        )
      } else if facts.service.placement == .everyNode && unknown.isEmpty && on?.count != indices.count {
        diagnostics.error(
          "broker-placement",
          "`services.\(name).on` leaves out nodes, and every node runs a broker",
          at: asked[0].mark,
          help: "remove `on`"
        )
      }
    }
    switch facts.service.placement {
    case .oneNode:
      if let asked = settings.on, let count = on?.count, count > 1 {
        diagnostics.error(
          "one-user-interface",
          "\(name) is placed on \(count) nodes",
          at: asked[1].mark,
          help: "one serves the whole cluster; name one node"
        )
      }
      on = on ?? Set(ids.prefix(1))
    case .quorum: on = Set(quorum)
    case .anywhere, .everyNode: break
    }
    checkOwned(settings, facts)
    return PlacedService(
      facts: facts,
      image: settings.image ?? Sourced(facts.image),
      on: on,
      firstIndex: on?.compactMap { indices[$0] }.min() ?? 0,
      heap: settings.heap,
      environment: settings.environment
    )
  }

  /// The commit to check out: the profile's, or of the release's own branch the one that is known.
  private var commit: String? {
    let checkout = profile.checkout
    let isOwn =
      (checkout.repository?.value ?? release.checkout.repository) == release.checkout.repository
      && (checkout.ref?.value ?? release.checkout.ref) == release.checkout.ref
    return checkout.commit?.value ?? (isOwn ? release.commit : nil)
  }

  /// A variable that the program sets itself can't be set twice.
  private mutating func checkOwned(_ settings: Profile.ServiceSettings, _ facts: ServiceFacts) {
    for (name, _) in settings.environment {
      guard let owner = facts.service.owner(of: name.value, in: release) else { continue }
      let help =
        switch owner {
        case .heap: "use `services.\(facts.service.name).heap`"
        case .key("cluster_id") where mode == .zookeeper:
          "remove it: with ZooKeeper the first broker makes the cluster's id"
        case .key(let key): "it follows from `\(key)`"
        case .brokerProperty: "write the property by its own name under `broker`"
        }
      diagnostics.error(
        "owned-variable",
        owner == .brokerProperty
          ? "variable `\(name.value)` would set a broker property" : "variable `\(name.value)` is set by the program",
        at: name.mark,
        help: help
      )
    }
  }

  /// The services, as the profile names them or by the release's defaults.
  private var services: [Profile.ServiceSettings] {
    profile.services
      ?? release.defaultServices(
        nodes: profile.nodes.count,
        architecture: InstanceType.architecture(of: firstInstanceType.value)
      ).map { Profile.ServiceSettings(name: Sourced($0.name)) }
  }

  private var firstInstanceType: Sourced<String> {
    if case .list(let nodes) = profile.nodes, let type = nodes.first?.instanceType { return type }
    return profile.instance.type
  }

  private func settings(of service: Service) -> Profile.ServiceSettings? {
    services.first { $0.name.value == service.name }
  }

  /// ZooKeeper mode where the profile asks for ZooKeeper, otherwise the better one that the release has.
  private var mode: Release.Mode {
    release.modes.contains(.zookeeper) && settings(of: .zookeeper) != nil ? .zookeeper : release.modes[0]
  }

  private var isIsolated: Bool { settings(of: .controller) != nil }

  /// The ids of the nodes that keep the metadata; ZooKeeper's server ids are places in this list.
  private mutating func quorum(ids: [Int]) -> [Int] {
    let settings = settings(of: mode == .zookeeper ? .zookeeper : .controller)
    if settings == nil && mode == .zookeeper { return [] }
    // A quorum of 2n + 1 goes on with n of them down; more than five only slows writes.
    let quorum = settings?.on.map { $0.map(\.value) } ?? Array(ids.prefix(ids.count >= 5 ? 5 : ids.count >= 3 ? 3 : 1))
    let servers = mode == .zookeeper ? "ZooKeeper servers" : "controllers"
    if mode == .zookeeper && quorum.count > 255 {
      diagnostics.error(
        "too-many-zookeepers",
        "the ZooKeeper ensemble has \(quorum.count) servers, and its ids end at 255",
        at: settings?.name.mark,
        help: "three or five are enough for any cluster"
      )
    } else if quorum.count == 1 && ids.count > 1 {
      warnOfOneServer(quorum[0], settings, isPair: ids.count == 2)
    } else if quorum.count > 1 && quorum.count % 2 == 0 {
      diagnostics.warning(
        "even-quorum",
        "an even number of \(servers) (\(quorum.count)) tolerates no more failures than one less",
        at: settings?.on?.first?.mark,
        help: "place it on one node more or one less"
      )
    }
    return quorum
  }

  /// One server has no other to take its place, and of two no majority is left either.
  private mutating func warnOfOneServer(_ id: Int, _ settings: Profile.ServiceSettings?, isPair: Bool) {
    let server = mode == .zookeeper ? "ZooKeeper server" : "controller"
    diagnostics.warning(
      "one-\(mode == .zookeeper ? "zookeeper" : "controller")",
      "node \(id) has the only \(server): while it is down no partition gets another leader, and no topic is made or changed; "
        + "with its volume the cluster's metadata are lost, and so the topics of every node",
      at: settings?.on?.first?.mark ?? markOfCount,
      help: isPair
        ? "three nodes go on without any one of them; of two, keep snapshots of the volume of node \(id)"
        : "place it on three nodes"
    )
  }

  /// Where the profile says how many nodes there are.
  private var markOfCount: SourceMark? {
    switch profile.nodes {
    case .pattern(let pattern): pattern.count.mark
    case .list(let nodes): nodes.last?.id.mark
    }
  }

  /// With two copies either a write or its safety has to do without the second.
  private mutating func checkPair(minInSyncReplicas: Int) {
    if profile.nodes.count != 2 || minInSyncReplicas != 1 { return }
    if profile.broker.contains(where: { $0.name.value == "min.insync.replicas" }) { return }
    diagnostics.warning(
      "one-copy",
      "with two nodes `min.insync.replicas` is 1: while one is down, a write with acks=all has one copy, and is lost with "
        + "the volume that has it",
      at: markOfCount,
      help: "three nodes keep two copies of every write; with `broker: {min.insync.replicas: 2}` two nodes take none "
        + "while one is down"
    )
  }

  /// What is added to a broker's id for the controller beside it, which is a node of its own in Kafka's eyes.
  private static let controllerIDs = 10_000

  /// Controllers are Kafka nodes with ids and an address of their own.
  private mutating func checkControllers(_ nodes: [ClusterNode], _ patterns: [NodePattern]) {
    if isIsolated {
      let controllers = Dictionary(nodes.compactMap { node in node.controllerID.map { ($0, node.id) } }) { first, _ in
        first
      }
      for (node, pattern) in zip(nodes, patterns) {
        if let other = controllers[node.id] {
          diagnostics.error(
            "controller-id",
            "broker id \(node.id) is the id of the controller beside broker \(other)",
            at: pattern.id.mark,
            help: "controllers have the ids of their brokers plus \(Self.controllerIDs); choose others for the brokers"
          )
        }
        if let id = node.controllerID, id > Int(Int32.max) {
          diagnostics.error(
            "id-too-large",
            "the controller beside broker \(node.id) would have id \(id), and Kafka's ids end at \(Int32.max)",
            at: pattern.id.mark,
            help: "choose a smaller broker id"
          )
        }
      }
    }
    // Linux takes host names of up to 64 bytes (gethostname(2)).
    let long = nodes.first { $0.controllerID != nil && $0.host.utf8.count > 64 }
    if let long, nodes.count > 1, release.controllerAddress == .containerName {
      diagnostics.error(
        "controller-host-name",
        "controllers of release \(release.version) tell each other their containers' host names, and `\(long.host)` is too "
          + "long for one",
        at: patterns[long.index].host.mark,
        help:
          "use names of up to 64 characters\(release.nextWithVoterAddress.map { ", or release \($0.version)" } ?? "")"
      )
    }
  }

  // MARK: Listeners

  private mutating func checkListeners(lastID: Int) {
    let listeners = profile.listeners
    if mode == .kraft, let taken = listeners.first(where: { $0.name.value == KRaft.listener }) {
      diagnostics.error(
        "controller-listener",
        "listener `\(KRaft.listener)` is the controllers' own",
        at: taken.name.mark,
        help: "choose another name"
      )
    }
    checkUnique(listeners.map(\.name), "duplicate-listener") { "listener `\($0)` is given twice" }
    checkUnique(listeners.map(\.port), "duplicate-port") { "port \($0) is given twice" }
    if !listeners.isEmpty && listeners.allSatisfy({ $0.advertise.value == .localhost }) {
      diagnostics.error(
        "no-reachable-listener",
        "every listener advertises `localhost`, which no other machine or container can reach",
        at: listeners[0].advertise.mark,
        help: "add a listener with `advertise: host`"
      )
    }
    for listener in listeners {
      // Kafka since 2.0 refuses an advertised address that another broker has registered (KafkaServer.createBrokerInfo).
      if listener.advertise.value == .localhost, profile.nodes.count > 1 {
        diagnostics.error(
          "shared-advertised-name",
          "every broker would advertise `localhost` on listener `\(listener.name.value)`",
          at: listener.advertise.mark,
          help: "leave it out, or let it advertise `host`: Kafka takes an address from one broker of a cluster"
        )
      }
      checkPublicListener(listener)
      if case .name(let name) = listener.advertise.value, isHost(name, of: listener) {
        checkName(Sourced(name.putting(String(lastID), for: "{id}"), at: listener.advertise.mark))
        if !name.includes("{id}"), profile.nodes.count > 1 {
          diagnostics.error(
            "shared-advertised-name",
            "every broker would advertise `\(name)` on listener `\(listener.name.value)`",
            at: listener.advertise.mark,
            help: "put {id} into it: clients must be able to reach each broker by itself"
          )
        }
      }
    }
  }

  /// A word for `advertise` that isn't known would become a host name that no client resolves.
  ///
  /// A name of one label is a host's only within its own domain, so it must be one of the cluster's.
  private mutating func isHost(_ name: String, of listener: Profile.Listener) -> Bool {
    // What has a dot or a broker id in it was meant as a host's name; of a service's `checkName` tells.
    if Service.named(name.lowercased()) != nil { return true }
    if name.includes(".") || name.includes("{id}") { return true }
    let hosts =
      switch profile.nodes {
      case .list(let nodes): nodes.map { $0.host.value }
      case .pattern(let pattern): [pattern.host.value.putting(String(pattern.firstID.value), for: "{id}")]
      }
    let label = name.lowercased()
    if hosts.contains(where: { $0.lowercased().before(".").isSame(as: label) }) { return true }
    let words = Profile.Listener.Advertise.words
    let meant = diagnostics.nearest(to: name, in: words, at: listener.advertise.mark) ?? "public-ipv4"
    diagnostics.error(
      "unknown-advertise",
      "listener `\(listener.name.value)` would advertise \(quoted(name)), which is no host of the cluster",
      at: listener.advertise.mark,
      help: "did you mean `\(meant)`? It can be "
        + listed(words.map { "`\($0)`" } + ["a host name with a dot in it"], "or")
    )
    return false
  }

  /// Whoever finds the address may read and write what a listener without keys and passwords serves.
  private mutating func checkPublicListener(_ listener: Profile.Listener) {
    guard case .instanceMetadata(let category) = listener.advertise.value, category.begins(with: "public-"),
      listener.securityProtocol.value == "PLAINTEXT"
    else { return }
    diagnostics.warning(
      "public-plaintext",
      "listener `\(listener.name.value)` is \(listener.securityProtocol.value) on a public address: whoever reaches port "
        + "\(listener.port.value) reads, writes and deletes",
      at: listener.advertise.mark,
      help:
        "let the security group take only addresses that you know to that port, or advertise `host` and come by a VPN"
    )
  }

  /// A port of the instance can be published once.
  private mutating func checkPorts(_ services: [PlacedService]) {
    var owners = [22: "sshd"]
    if mode == .kraft { owners[release.controllerPort] = Service.controller.name }
    for placed in services where placed.facts.service != .broker {
      for port in [placed.facts.port] + placed.facts.peerPorts { owners[port] = placed.facts.service.name }
    }
    for listener in profile.listeners {
      guard let owner = owners[listener.port.value] else { continue }
      diagnostics.error(
        "port-in-use",
        "port \(listener.port.value) of listener `\(listener.name.value)` is the port of `\(owner)`",
        at: listener.port.mark,
        help: "choose another port"
      )
    }
  }

  // MARK: Machine

  /// The limits of EBS volume types (EC2 API, EbsBlockDevice).
  private mutating func checkVolume(_ volume: Profile.Volume) {
    let findings = diagnostics.count
    let type = volume.type.value
    let sizes = ["gp3": 1...65_536, "gp2": 1...16_384, "io1": 4...16_384, "io2": 4...65_536, "st1": 125...16_384]
    if let range = sizes[type], !range.contains(volume.size.value) {
      diagnostics.error(
        "volume-size",
        "a volume of type \(type) can't have \(volume.size.value) GiB",
        at: volume.size.mark ?? volume.type.mark,
        help: "use \(range.lowerBound) to \(range.upperBound) GiB"
      )
    }
    let operations = ["gp3": 3_000...80_000, "io1": 100...64_000, "io2": 100...256_000]
    switch (operations[type], volume.iops) {
    case (nil, let iops?):
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type) takes no `iops`",
        at: iops.mark,
        help: "remove it, or use gp3"
      )
    case (let range?, let iops?) where !range.contains(iops.value):
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type) can't have \(iops.value) IOPS",
        at: iops.mark,
        help: "use \(range.lowerBound) to \(range.upperBound)"
      )
    case (_, nil) where type.begins(with: "io"):
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type) needs `iops`",
        at: volume.type.mark,
        help: "add it, or use gp3"
      )
    default: break
    }
    if let throughput = volume.throughput, type != "gp3" {
      diagnostics.error(
        "volume-throughput",
        "a volume of type \(type) takes no `throughput`",
        at: throughput.mark,
        help: "remove it, or use gp3"
      )
    }
    if diagnostics.count == findings { checkRatios(volume) }
  }

  /// What a volume's size and IOPS allow (Amazon EBS user guide, "Amazon EBS General Purpose SSD volumes" and
  /// "Provisioned IOPS SSD volumes"): gp3 has 3,000 IOPS at any size.
  private mutating func checkRatios(_ volume: Profile.Volume) {
    let type = volume.type.value
    let ratios = ["gp3": 500, "io1": 50, "io2": 1_000]
    let size = volume.size.value
    if let ratio = ratios[type], let iops = volume.iops, iops.value > 3_000 || type != "gp3", iops.value > ratio * size
    {
      diagnostics.error(
        "volume-iops",
        "a volume of type \(type) with \(size) GiB can't have \(iops.value) IOPS",
        at: iops.mark,
        help: "use up to \(ratio * size), which is \(ratio) for each GiB, or make it larger"
      )
    }
    let operations = volume.iops?.value ?? 3_000
    if type == "gp3", let throughput = volume.throughput, throughput.value * 4 > operations {
      diagnostics.error(
        "volume-throughput",
        "a volume of type gp3 with \(operations) IOPS can't have \(throughput.value) MiB/s",
        at: throughput.mark,
        help: "give it \(throughput.value * 4) `iops`, four for each MiB/s, or use up to \(operations / 4)"
      )
    }
  }

  private mutating func checkRootVolume() {
    let volume = profile.instance.rootVolume
    if volume.type.value == "st1" {
      diagnostics.error(
        "root-volume",
        "a volume of type st1 can't be a root volume",
        at: volume.type.mark,
        help: "use gp3"
      )
    } else if volume.size.value < 8 {
      diagnostics.error(
        "root-volume",
        "a root volume of \(volume.size.value) GiB is smaller than the machine image",
        at: volume.size.mark,
        help: "use 30, which has room for the images of every service"
      )
    }
  }

  private mutating func checkMountOptions() {
    let options = profile.data.options
    if !options.value.split(at: ",").contains(where: { $0 == "nofail" }) {
      diagnostics.error(
        "no-nofail",
        "`data.options` has no `nofail`: without it a missing volume stops the boot before SSH is up",
        at: options.mark,
        help: "add it: \(options.value),nofail"
      )
    }
  }

  private mutating func checkHeaps(_ cluster: Cluster) {
    // What is left of a profile with errors doesn't say what its nodes would run.
    if diagnostics.hasErrors { return }
    for node in cluster.nodes {
      let sum = cluster.heapSum(on: node)
      let limit = node.memory * Cluster.heapLimitPercent / 100
      guard sum > limit else { continue }
      diagnostics.error(
        "heaps-too-large",
        "the heaps of \(cluster.services(on: node).count) services take \(sum) MiB, and \(limit) MiB is the most on `\(node.instanceType.value)`, "
          + "so that the page cache has room",
        at: cluster.services(on: node).compactMap { $0.heap?.mark }.first ?? node.instanceType.mark
          ?? services.first?.name.mark,
        help: (cluster.smallestType(for: node).map { "use `\($0)`, the smallest of its family that has room" }
          ?? "use an instance with more memory")
          + ", run fewer services, or set smaller heaps"
      )
    }
  }

  /// The ids of the first ten nodes, and how many more there are.
  private func shortList(_ ids: [Int]) -> String {
    let shown = ids.prefix(10).map(String.init)
    return ids.count > 10 ? shown.joined(separator: ", ") + " and \(ids.count - 10) more" : listed(shown)
  }
}
