package import Findings
import Text
import Catalog
package import Cluster
import Profile
import Services
package import YAML

/// The compose file of a node.
package enum ComposeFile {
  /// Edits a cp-all-in-one compose file into the one that a node runs.
  ///
  /// The base is the release's own, or any upstream file given with `--upstream`. Services that the node doesn't run,
  /// need a licence or make sample data go, with every reference to them; identity, listeners, replication, volumes,
  /// ports and what keeps a service running are set; all else stays as it is, in its order. Gives nil after it has
  /// reported why.
  package static func edited(
    _ base: Node,
    for node: ClusterNode,
    in cluster: Cluster,
    into diagnostics: inout Diagnostics
  ) -> Node? {
    // What has no mark is the program's own.
    guard let base = base.mark == nil ? base : recognised(base, in: cluster, into: &diagnostics) else { return nil }
    guard var file = base.mapping, let services = file["services"]?.mapping else {
      diagnostics.error(
        "no-services",
        "the compose file has no mapping `services`",
        at: base.mark,
        help: "give a docker-compose.yml of cp-all-in-one, release \(cluster.release.version)"
      )
      return nil
    }
    let own = cluster.base.mapping?["services"]?.mapping ?? Mapping()
    let context = cluster.context
    let kept = keptServices(services, own, on: node, in: cluster, &diagnostics)
    let dropped = Set((services.entries + own.entries).map(\.key)).subtracting(kept.entries.map(\.key))
    var edited = Mapping()
    for entry in kept.entries {
      guard var service = entry.value.mapping else {
        diagnostics.error(
          "bad-service",
          "service `\(entry.key)` is not a mapping",
          at: entry.value.mark,
          help: notCompose
        )
        continue
      }
      let placed = cluster.placement(ofName: entry.key)
      setImage(of: &service, entry.key, as: placed, on: node, in: cluster, &diagnostics)
      service["environment"] = environment(of: service, &diagnostics)
      narrowPorts(of: &service)
      orderAfterAdded(&service, entry.key, own, services)
      dropReferences(to: dropped, in: &service)
      if let placed { ServiceEdit(placed, on: node, in: cluster, context).apply(to: &service) }
      var entry = entry
      entry.value = Node(.mapping(service), mark: entry.value.mark, isFlow: placed == nil && entry.value.isFlow)
      edited.entries.append(entry)
    }
    // Compose reads every file by one specification since 1.27, and newer ones warn of the key.
    file["version"] = nil
    file["services"] = Node(.mapping(edited))
    dropUnusedVolumes(in: &file, services: edited)
    setNetwork(in: &file, services: edited, cluster.containerNetworks)
    if let broker = edited[Service.broker.name]?.mapping {
      var check = ListenerCheck(cluster: cluster, broker: broker, diagnostics: diagnostics)
      check.check()
      diagnostics = check.diagnostics
    }
    checkPorts(edited, &diagnostics)
    for entry in edited.entries { checkPaths(of: entry, in: cluster, &diagnostics) }
    let variables = cluster.instanceMetadataPaths.map(AdvertisedHost.variable(ofInstanceMetadata:))
    for entry in file.entries where !entry.key.begins(with: "x-") {
      checkVariables(in: entry.value, known: variables, &diagnostics)
    }
    return diagnostics.hasErrors ? nil : Node(.mapping(file))
  }

  /// The base's services that the node runs, and behind them those that the base doesn't have.
  private static func keptServices(
    _ services: Mapping,
    _ own: Mapping,
    on node: ClusterNode,
    in cluster: Cluster,
    _ diagnostics: inout Diagnostics
  ) -> Mapping {
    let release = cluster.release
    let running = cluster.services(on: node)
    var kept = Mapping()
    for entry in services.entries {
      if let placed = cluster.placement(ofName: entry.key) {
        if placed.facts.service.isOwn && entry.value.mark != nil { reportTwice(placed, entry, &diagnostics) }
        if placed.runs(on: node) { kept.entries.append(entry) }
      } else if Service.named(entry.key) == nil, !release.droppedServices.contains(entry.key),
        !isLicensed(entry.value, release)
      {
        kept.entries.append(entry)
      }
    }
    for placed in running where kept[placed.facts.service.name] == nil {
      let name = placed.facts.service.name
      guard let service = own[name] else { continue }
      if placed.facts.service.isNeededInFile {
        diagnostics.error(
          "no-broker",
          "the compose file has no service that runs a Kafka broker",
          at: services.entries.first?.keyMark,
          help: "give one that has, such as the docker-compose.yml of cp-all-in-one, release \(release.version)"
        )
      }
      kept.entries.append(Mapping.Entry(key: name, value: service))
    }
    return kept
  }

  /// A service of the operator's own is the profile's alone.
  private static func reportTwice(_ placed: PlacedService, _ entry: Mapping.Entry, _ diagnostics: inout Diagnostics) {
    diagnostics.error(
      "service-given-twice",
      "service `\(entry.key)` of the compose file has the name of one of your own in the profile",
      at: entry.keyMark,
      help: "call one of them otherwise, or leave one out",
      notes: [Diagnostic.Note("its image is named here", at: placed.image.mark)]
    )
  }

  /// A file of the other mode says of no service that it starts after one that is added.
  private static func orderAfterAdded(_ service: inout Mapping, _ name: String, _ own: Mapping, _ services: Mapping) {
    guard service["depends_on"] == nil, let order = own[name]?.mapping?["depends_on"] else { return }
    let isAdded = order.sequence?.contains { $0.scalar.map { services[$0.text] == nil } ?? false } ?? false
    if isAdded { service["depends_on"] = order }
  }

  private static func isLicensed(_ service: Node, _ release: Release) -> Bool {
    service.mapping?["image"]?.scalar.map { release.isLicensed(withFallbacks($0.text)) } ?? false
  }

  /// The environment as a mapping, whichever of compose's two forms it is in.
  static func environment(of service: Mapping, _ diagnostics: inout Diagnostics) -> Node? {
    guard let environment = service["environment"] else { return nil }
    if environment.mapping != nil { return environment }
    guard let items = environment.scalar?.type == .null ? [] : environment.sequence else {
      diagnostics.error(
        "bad-environment",
        "`environment` is neither a mapping nor a list",
        at: environment.mark,
        help: notCompose
      )
      return nil
    }
    var variables = Mapping()
    var places: [[UInt8]: Int] = [:]
    for item in items {
      let parts = (item.scalar?.text ?? "").split(at: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts.first, !name.isEmpty else {
        diagnostics.error(
          "bad-environment",
          "an item of `environment` is not NAME=value",
          at: item.mark,
          help: notCompose
        )
        continue
      }
      let value = parts.count == 2 ? Node.string(String(parts[1])).marked(item.mark) : .null
      if let place = places[Array(name.utf8)] {
        variables.entries[place].value = value
      } else {
        places[Array(name.utf8)] = variables.entries.count
        variables.entries.append(Mapping.Entry(key: String(name), value: value))
      }
    }
    return Node(.mapping(variables), mark: environment.mark)
  }

  private static let notCompose = "see that `docker compose config` takes the file"
}
