import Catalog
package import Cluster
import Profile
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
    guard var file = base.mapping, let services = file["services"]?.mapping else {
      diagnostics.error(
        "no-services",
        "the compose file has no mapping `services`",
        at: base.mark,
        help: "give a docker-compose.yml of cp-all-in-one, release \(cluster.release.version)"
      )
      return nil
    }
    let kept = keptServices(services, on: node, in: cluster, &diagnostics)
    let dropped = Set(services.entries.map(\.key)).subtracting(kept.entries.map(\.key))
    var edited = Mapping()
    for entry in kept.entries {
      guard var service = entry.value.mapping else {
        diagnostics.error(
          "bad-service",
          "service `\(entry.key)` is not a mapping",
          at: entry.value.mark ?? entry.keyMark
        )
        continue
      }
      service["environment"] = environment(of: service, &diagnostics)
      dropReferences(to: dropped, in: &service)
      if let placed = cluster.services.first(where: { $0.facts.service.rawValue == entry.key }) {
        ServiceEdit(cluster: cluster, node: node, placed: placed).apply(to: &service)
      }
      edited.entries.append(
        Mapping.Entry(key: entry.key, keyMark: entry.keyMark, value: Node(.mapping(service), mark: entry.value.mark))
      )
    }
    // Compose reads every file by one specification since 1.27, and newer ones warn of the key.
    file["version"] = nil
    file["services"] = Node(.mapping(edited))
    dropUnusedVolumes(in: &file, services: edited)
    return diagnostics.hasErrors ? nil : Node(.mapping(file))
  }

  /// The base's services that the node runs, and behind them those that the base doesn't have.
  private static func keptServices(
    _ services: Mapping,
    on node: ClusterNode,
    in cluster: Cluster,
    _ diagnostics: inout Diagnostics
  ) -> Mapping {
    let release = cluster.release
    let running = cluster.services(on: node)
    var kept = Mapping()
    for entry in services.entries where !release.droppedServices.contains(entry.key) {
      if let service = Service(rawValue: entry.key) {
        if let placed = running.first(where: { $0.facts.service == service }) {
          kept.entries.append(entry)
          checkRelease(of: entry, placed, release, &diagnostics)
        }
      } else if !isLicensed(entry.value, release) {
        kept.entries.append(entry)
      }
    }
    let own = release.base.mapping?["services"]?.mapping
    for placed in running where kept[placed.facts.service.rawValue] == nil {
      let name = placed.facts.service.rawValue
      guard let service = own?[name] else { continue }
      if placed.facts.service == .broker {
        diagnostics.error(
          "no-broker",
          "the compose file has no service `broker`",
          at: services.entries.first?.keyMark,
          help: "give a docker-compose.yml of cp-all-in-one, release \(release.version)"
        )
      }
      kept.entries.append(Mapping.Entry(key: name, value: service))
    }
    return kept
  }

  private static func isLicensed(_ service: Node, _ release: Release) -> Bool {
    service.mapping?["image"]?.scalar.map { release.isLicensed($0.text) } ?? false
  }

  private static func checkRelease(
    of entry: Mapping.Entry,
    _ placed: PlacedService,
    _ release: Release,
    _ diagnostics: inout Diagnostics
  ) {
    guard let image = entry.value.mapping?["image"], let text = image.scalar?.text, placed.image.mark == nil,
      text.contains("confluentinc/"), !text.hasSuffix(":\(release.version)")
    else { return }
    diagnostics.warning(
      "other-release",
      "service `\(entry.key)` has image `\(text)`, and the profile asks for release \(release.version)",
      at: image.mark,
      help: "give the compose file of that release, or change `release`"
    )
  }

  /// The environment as a mapping, whichever of compose's two forms it is in.
  private static func environment(of service: Mapping, _ diagnostics: inout Diagnostics) -> Node? {
    guard let environment = service["environment"] else { return nil }
    if environment.mapping != nil { return environment }
    var variables = Mapping()
    for item in environment.sequence ?? [] {
      let parts = (item.scalar?.text ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts.first, !name.isEmpty else {
        diagnostics.error("bad-environment", "an item of `environment` is not NAME=value", at: item.mark)
        continue
      }
      variables[String(name)] = parts.count == 2 ? Node.string(String(parts[1])).marked(item.mark) : .null
    }
    return Node(.mapping(variables), mark: environment.mark)
  }
}
