import Catalog
package import Cluster
package import Findings
import Profile
import Services
import Text
package import YAML

extension ComposeFile {
  /// Makes of somebody's compose file one that calls Kafka's services as the cluster does, with one of each: several
  /// brokers on one host are the one broker of every node.
  ///
  /// A service is known by its image or its variables (`ServiceRecognition`). What names another one follows: keys such
  /// as `depends_on`, and hosts with their ports in the environment and in commands. A file that calls all as
  /// cp-all-in-one does comes back as it is. What can't be known is reported at its line; nil where that hides what the
  /// services are.
  package static func recognised(_ base: Node, in cluster: Cluster, into diagnostics: inout Diagnostics) -> Node? {
    guard var file = base.mapping, let services = file["services"]?.mapping else { return base }
    if let include = file.entry("include") {
      diagnostics.error(
        "spread-compose-file",
        "the services that `include` brings aren't known here",
        at: include.keyMark,
        help: "give what `docker compose config` prints"
      )
      return nil
    }
    guard let groups = groups(of: services, in: cluster, &diagnostics) else { return nil }
    let changed = groups.filter { $0.others.count > 0 || !$0.first.key.isSame(as: $0.service.name) }
    if changed.isEmpty { return base }
    var hosts: [String: HostReferences.Target] = [:]
    for group in changed {
      let target = HostReferences.Target(service: group.service.name, ports: group.ports(in: cluster))
      for name in group.entries.flatMap(names(of:)) { hosts[name] = target }
    }
    let references = HostReferences(hosts: hosts)
    var edited = Mapping()
    for entry in services.entries {
      guard let service = entry.value.mapping else {
        edited.entries.append(entry)
        continue
      }
      let group = changed.first { group in group.entries.contains { $0.key.isSame(as: entry.key) } }
      if let group, !group.first.key.isSame(as: entry.key) { continue }
      let name = group?.service.name ?? entry.key
      var followed = references.followed(in: service, of: name)
      if let group {
        group.reportDifferences(references, &diagnostics)
        group.adopt(&followed, in: cluster, &diagnostics)
      }
      edited.entries.append(
        .init(
          key: name,
          keyMark: entry.keyMark,
          value: Node(.mapping(followed), mark: entry.value.mark, isFlow: entry.value.isFlow)
        )
      )
    }
    file["services"] = Node(.mapping(edited), mark: file["services"]?.mark)
    // What was for its own anchors alone: aliases are copies already, and what they say has other names now.
    file.entries.removeAll { $0.key.begins(with: "x-") }
    return Node(.mapping(file), mark: base.mark, isFlow: base.isFlow)
  }

  /// The services of the file by what they are, in the order of the first of each; nil where one of another program has a
  /// service's name.
  private static func groups(
    of services: Mapping,
    in cluster: Cluster,
    _ diagnostics: inout Diagnostics
  ) -> [RecognisedService]? {
    let recognition = ServiceRecognition(release: cluster.release)
    var groups: [RecognisedService] = []
    for entry in services.entries where !cluster.release.droppedServices.contains(entry.key) {
      guard let service = Service.named(entry.key) ?? recognition.service(entry.value) else { continue }
      if let index = groups.firstIndex(where: { $0.service == service }) {
        groups[index].entries.append(entry)
      } else {
        groups.append(RecognisedService(service: service, entries: [entry]))
      }
    }
    for index in groups.indices where groups[index].entries.count > 1 {
      let group = groups[index]
      if let stranger = group.entries.first(where: { recognition.isOther($0.value) }) {
        let own = group.entries.first { !$0.key.isSame(as: stranger.key) }
        diagnostics.error(
          "other-service-of-name",
          "service `\(stranger.key)` runs something else than the `\(group.service.name)` of a node, which is called so",
          at: stranger.keyMark,
          help: "call it otherwise",
          notes: own.map { [Diagnostic.Note("that is `\($0.key)` here", at: $0.keyMark)] } ?? []
        )
        return nil
      }
      if group.service == .broker, group.entries.count != cluster.nodes.count {
        diagnostics.warning(
          "other-number-of-brokers",
          "the compose file has \(group.entries.count) brokers, and the cluster has \(cluster.nodes.count), one on each node",
          at: group.others.first?.keyMark,
          help: "`nodes` in the profile says how many there are"
        )
      }
    }
    return groups
  }

  /// The names by which other services reach one.
  private static func names(of entry: Mapping.Entry) -> [String] {
    let service = entry.value.mapping
    let networks = service?["networks"]?.mapping?.entries.compactMap { $0.value.mapping?["aliases"]?.sequence } ?? []
    let nodes = [service?["hostname"], service?["container_name"]].compactMap(\.self) + networks.joined()
    return [entry.key] + nodes.compactMap { $0.scalar?.text }
  }
}

/// A service of the cluster with what a compose file has of it.
private struct RecognisedService {
  let service: Service
  var entries: [Mapping.Entry]

  /// The one that the others are taken for: what has the service's own name, else what stands first.
  var first: Mapping.Entry { entries.first { $0.key.isSame(as: service.name) } ?? entries[0] }

  var others: [Mapping.Entry] { entries.filter { !$0.key.isSame(as: first.key) } }

  /// The ports on which the file's services listen.
  private func listenedPorts(_ entry: Mapping.Entry) -> [Int] {
    guard let mapping = entry.value.mapping else { return [] }
    let variables = ComposeFile.variables(of: mapping)
    return service.portVariables.compactMap { variables[$0]?.scalar.map { ComposeFile.withFallbacks($0.text) } }.flatMap
    {
      text in
      text.split(at: ",").compactMap { $0.split(at: ":").last.flatMap { Int($0) } }
    }
  }

  /// The ports on which the service listens on a node, by those of the file.
  func ports(in cluster: Cluster) -> [Int: Int] {
    let placed = cluster.placement(of: service)
    let isBroker = service == .broker
    let own = isBroker ? cluster.listeners.map(\.port.value) : placed.map { [$0.facts.port] + $0.facts.peerPorts } ?? []
    guard let port = isBroker ? cluster.clientListener.port.value : placed?.facts.port else { return [:] }
    let others = entries.flatMap(listenedPorts).filter { !own.contains($0) }
    return Dictionary(others.map { ($0, port) }) { first, _ in first }
  }

  /// Takes out what tells one of the file's services from the others, and has it listen where the cluster says.
  func adopt(_ followed: inout Mapping, in cluster: Cluster, _ diagnostics: inout Diagnostics) {
    let ports = ports(in: cluster)
    followed["container_name"] = nil
    if let hostname = followed["hostname"] {
      followed["hostname"] = Node.string(service.name).marked(hostname.mark)
    }
    if let items = followed["ports"], let sequence = items.sequence {
      let left = sequence.filter { item in item.containerPort.flatMap { Int($0) }.map { ports[$0] == nil } ?? true }
      followed["ports"] = left.isEmpty ? nil : Node(.sequence(left), mark: items.mark, isFlow: items.isFlow)
    }
    guard service != .broker, service != .controller, followed["environment"] != nil else { return }
    var variables = ComposeFile.variables(of: followed)
    for name in service.portVariables {
      guard let value = variables[name], let text = value.scalar?.text else { continue }
      let items = text.split(at: ",", omittingEmptySubsequences: false).map { item in
        let number = item.split(at: ":").last.map(String.init) ?? ""
        guard let port = Int(number).flatMap({ ports[$0] }) else { return String(item) }
        diagnostics.note(
          "other-port",
          "`\(first.key)` listens on \(number) here, and `\(service.name)` on \(port) of every node that runs it",
          at: value.mark
        )
        return "\(item.before(number))\(port)"
      }
      variables[name] = Node.string(items.joined(separator: ",")).marked(value.mark)
    }
    followed["environment"] = Node(.mapping(variables), mark: followed["environment"]?.mark)
  }

  /// Reports what the services of the file do differently, although one is to stand for all.
  func reportDifferences(_ references: HostReferences, _ diagnostics: inout Diagnostics) {
    let expected = comparable(first, references)
    for other in others {
      let found = comparable(other, references)
      for key in Set(expected.keys).union(found.keys).sorted() where expected[key]?.text != found[key]?.text {
        let place = found[key]?.mark ?? expected[key]?.mark
        diagnostics.error(
          "different-services",
          "services `\(first.key)` and `\(other.key)` become the one `\(service.name)` of every node, and differ in `\(key)`",
          at: place,
          help: "make them the same, or take it out of both and set it in the profile",
          notes: found[key] == nil
            ? [] : expected[key].map { [Diagnostic.Note("the other is here", at: $0.mark)] } ?? []
        )
      }
    }
  }

  /// What one says that the program doesn't set itself, by the key or the variable.
  private func comparable(
    _ entry: Mapping.Entry,
    _ references: HostReferences
  ) -> [String: (text: String, mark: SourceMark?)] {
    guard let service = entry.value.mapping else { return [:] }
    let followed = references.followed(in: service, of: self.service.name)
    var parts: [String: (text: String, mark: SourceMark?)] = [:]
    for part in followed.entries where !Self.keysOfOne.contains(part.key) {
      parts[part.key] = (text(of: part.value), part.keyMark)
    }
    for variable in ComposeFile.variables(of: followed).entries where !isOfOne(variable.key) {
      parts[variable.key] = (text(of: variable.value), variable.keyMark ?? variable.value.mark)
    }
    return parts
  }

  private func text(of node: Node) -> String {
    var bytes: [UInt8] = []
    Node(node.content, isFlow: true).appendYAML(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Keys that the program sets, or that can't be the same for two containers on one host.
  private static let keysOfOne = [
    "container_name", "depends_on", "environment", "expose", "healthcheck", "hostname", "links", "logging", "networks",
    "ports", "restart", "stop_grace_period", "ulimits", "volumes",
  ]

  /// Whether a variable is set by the program, or can't be the same for two containers of one host.
  private func isOfOne(_ name: String) -> Bool {
    let ends = [
      "_HOST_NAME", "_HOSTNAME", "_HEAP_OPTS", "JMX_PORT", "JMX_OPTS", "_RACK", "_REST_ID", "_ADVERTISED_LISTENER",
    ]
    return service.portVariables.contains(name) || ends.contains { name.ends(with: $0) }
      || Self.identities.contains(name)
  }

  /// Variables by which the images learn which node they are, and of whom.
  private static let identities = [
    "CLUSTER_ID", "KAFKA_BROKER_ID", "KAFKA_NODE_ID", "KAFKA_PROCESS_ROLES", "KAFKA_CONTROLLER_QUORUM_VOTERS",
    "KAFKA_ZOOKEEPER_CONNECT", "ZOOKEEPER_SERVER_ID", "ZOOKEEPER_SERVERS", "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
    "KAFKA_INTER_BROKER_LISTENER_NAME", "KAFKA_CONTROLLER_LISTENER_NAMES", "KAFKA_LOG_DIRS",
  ]
}
