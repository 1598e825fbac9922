import Findings
import Text
import Catalog
import Profile
import Services

/// Which services run where.
extension Resolver {
  mutating func placedServices(ids: [Int], indices: [Int: Int], quorum: [Int]) -> [PlacedService] {
    var asked: [Service: Profile.ServiceSettings] = [:]
    var own: [Profile.ServiceSettings] = []
    for settings in services {
      if isOwn(settings) {
        own.append(settings)
        continue
      }
      checkKeys(settings)
      guard let service = Service.named(settings.name.value), release.facts(of: service) != nil else {
        if let meant = reportUnknownService(settings.name, hasImage: settings.image != nil) { asked[meant] = settings }
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
    } + own.map { placed(ownFacts($0), $0, ids: ids, indices: indices, quorum: quorum) }
  }

  /// Whether a service is the operator's own: it has an image and a name that nobody could take for one of ours.
  private mutating func isOwn(_ settings: Profile.ServiceSettings) -> Bool {
    let name = settings.name
    if settings.image == nil || Service.named(name.value) != nil { return false }
    return diagnostics.nearest(to: name.value, in: Service.all.map(\.name), at: name.mark) == nil
  }

  /// Of a service of Kafka's the program says all that is said by the keys of one of the operator's own.
  private mutating func checkKeys(_ settings: Profile.ServiceSettings) {
    guard let service = Service.named(settings.name.value) else { return }
    for key in settings.own.keys {
      diagnostics.error(
        "own-service-key",
        "`services.\(service.name).\(key.value)` can't be set: the key is for services of your own",
        at: key.mark,
        help: "remove it; of `\(service.name)` you can set `on`, `image`, `heap` and `environment`"
      )
    }
  }

  /// What goes with the other mode only, or isn't free of doubt.
  mutating func checkModes(_ asked: [Service: Profile.ServiceSettings]) {
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
  mutating func reportUnknownService(_ name: Sourced<String>, hasImage: Bool) -> Service? {
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
        help:
          "it needs an enterprise licence or only makes sample data; remove it, or name the `image` of one of your own"
      )
      return nil
    }
    let known = release.services.map(\.service.name)
    let meant = diagnostics.nearest(to: name.value, in: known, at: name.mark)
    diagnostics.error(
      "unknown-service",
      "release \(release.version) has no service \(quoted(name.value))",
      at: name.mark,
      help: meant.map {
        "did you mean `\($0)`?" + (hasImage ? " One of your own needs a name that isn't so like it" : "")
      } ?? "it has \(listed(known.map { "`\($0)`" })); one of your own needs an `image`"
    )
    return meant.flatMap(Service.named)
  }

  mutating func placed(
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

  /// A variable that the program sets itself can't be set twice.
  mutating func checkOwned(_ settings: Profile.ServiceSettings, _ facts: ServiceFacts) {
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

  func settings(of service: Service) -> Profile.ServiceSettings? {
    services.first { $0.name.value == service.name }
  }
}
