import Findings
import Text
import Catalog
import Profile
import Services
import YAML

/// Services of the operator's own: made of what the profile says of them, and set against the cluster that they join.
extension Resolver {
  /// The facts about a service of the operator's own, as far as the profile is right about it.
  mutating func ownFacts(_ settings: Profile.ServiceSettings) -> ServiceFacts {
    let own = settings.own
    let name = settings.name.value
    if !NameRule.service.allows(name) {
      diagnostics.error(
        NameRule.service.id,
        "\(quoted(name)) is no \(NameRule.service.noun)",
        at: settings.name.mark,
        help: NameRule.service.help
      )
    }
    checkTargets(own, of: name)
    for volume in own.volumes where volume.source.begins(with: "/") { checkSource(volume, of: name) }
    let folders = own.volumes.filter { !$0.source.begins(with: "/") }
    for folder in folders { checkFolder(folder, of: name) }
    return OwnService(
      name: name,
      image: settings.image?.value ?? "",
      ports: own.ports.map(port),
      volumes: folders.filter { $0.options.isEmpty }.map(\.folder),
      mounts: own.volumes.compactMap { mount($0) },
      files: own.files.map { ServiceFile(path: $0.path.value, content: $0.content) },
      hasHeap: settings.heap != nil,
      settings: composeSettings(own),
      usesHostNetwork: own.usesHostNetwork
    ).facts
  }

  private func port(_ port: Profile.OwnService.Port) -> OwnService.Port {
    func isOpen(_ audience: Profile.OwnService.Audience) -> Bool { port.openTo.contains { $0.value == audience } }
    return OwnService.Port(
      port: port.port.value,
      target: port.target,
      isForNodes: isOpen(.nodes),
      isForClients: isOpen(.clients),
      isForAdministrators: isOpen(.administrators),
      mark: port.port.mark
    )
  }

  private func composeSettings(_ own: Profile.OwnService) -> [(key: String, value: Node)] {
    let command: Node? =
      switch own.command {
      case .words(let words): Node(.sequence(words.map(text)))
      case .line(let line): text(line)
      case nil: nil
      }
    let settings: [(key: String, value: Node?)] = [
      ("command", command),
      ("user", own.user.map(text)),
      ("network_mode", own.usesHostNetwork ? "host" : nil),
      ("pid", own.usesHostProcesses ? "host" : nil),
      ("depends_on", own.dependsOn.isEmpty ? nil : Node(.sequence(own.dependsOn.map(text))).inFlow),
    ]
    return settings.compactMap { setting in setting.value.map { (setting.key, $0) } }
  }

  private func text(_ text: Sourced<String>) -> Node { Node.string(text.value.composeText).marked(text.mark) }

  // MARK: Volumes and files

  /// What is mounted otherwise than a folder of the data volume is by itself.
  private func mount(_ volume: Profile.OwnService.Volume) -> Node? {
    let isFolder = !volume.source.begins(with: "/")
    if isFolder && volume.options.isEmpty { return nil }
    let source = isFolder ? "\(profile.data.mount.value)/\(volume.source)" : volume.source
    let options = volume.options.isEmpty ? "" : ":" + volume.options.joined(separator: ",")
    return Node.string("\(source):\(volume.target.value)\(options)").marked(volume.target.mark)
  }

  /// Each path of a container can be taken once.
  private mutating func checkTargets(_ own: Profile.OwnService, of name: String) {
    var taken: [String: SourceMark?] = [:]
    for target in own.volumes.map(\.target) + own.files.map(\.path) {
      if let earlier = taken[target.value] {
        diagnostics.error(
          "duplicate-path",
          "service `\(name)` has two things at `\(target.value)`",
          at: target.mark,
          notes: [Diagnostic.Note("the first is here", at: earlier)]
        )
      }
      taken[target.value] = target.mark
    }
  }

  /// What holds the broker's data isn't written by others.
  private mutating func checkSource(_ volume: Profile.OwnService.Volume, of name: String) {
    let mount = profile.data.mount.value
    let source = volume.source == "/" ? "" : volume.source
    let holdsData = "\(mount)/".begins(with: "\(source)/") || source.begins(with: "\(mount)/")
    if !holdsData || volume.isReadOnly { return }
    diagnostics.error(
      "data-mounted-for-writing",
      "service `\(name)` could write to \(quoted(volume.source)), which has the broker's data in it",
      at: volume.target.mark,
      help: "add `:ro`; a folder of its own on the data volume has a name without slashes, such as "
        + "`\(name)-data:\(volume.target.value)`"
    )
  }

  /// Folders of the data volume that other services have.
  private mutating func checkFolder(_ volume: Profile.OwnService.Volume, of name: String) {
    let owner = Service.all.first { service in
      service.facts(release)?.volumes.contains { $0.directory == volume.source } == true
    }
    guard let owner else { return }
    diagnostics.error(
      "folder-in-use",
      "folder `\(volume.source)` of the data volume is `\(owner.name)`'s",
      at: volume.target.mark,
      help: "choose another name, such as `\(name)-data`"
    )
  }

  // MARK: The cluster round them

  /// Sets the services of the operator's own against the others and against the nodes.
  mutating func checkOwnServices(_ services: [PlacedService], on nodes: [ClusterNode]) {
    let own = services.filter(\.facts.service.isOwn)
    if own.isEmpty { return }
    for placed in own {
      guard let settings = settings(of: placed) else { continue }
      checkName(settings.name, nodes)
      checkOrder(settings, services)
      checkPorts(settings, placed, services, nodes)
    }
    checkCircles(own)
  }

  private func settings(of placed: PlacedService) -> Profile.ServiceSettings? {
    profile.services?.first { $0.name.value == placed.facts.service.name }
  }

  /// Containers reach a service by its name, and a node by its.
  private mutating func checkName(_ name: Sourced<String>, _ nodes: [ClusterNode]) {
    let isHost = nodes.contains { $0.host.lowercased() == name.value }
    let isAdvertised = profile.listeners.contains { $0.advertise.value == .name(name.value) }
    guard isHost || isAdvertised else { return }
    diagnostics.error(
      "service-name",
      "`\(name.value)` is the name of a node, and containers reach that one by it",
      at: name.mark,
      help: "choose another name for the service"
    )
  }

  private mutating func checkOrder(_ settings: Profile.ServiceSettings, _ services: [PlacedService]) {
    let names = services.map(\.facts.service.name).filter { $0 != settings.name.value }
    for other in settings.own.dependsOn where !names.contains(other.value) {
      let meant = diagnostics.nearest(to: other.value, in: names, at: other.mark)
      diagnostics.error(
        "unknown-dependency",
        other.value == settings.name.value
          ? "service `\(other.value)` can't start before itself"
          : "the cluster has no service \(quoted(other.value)) that `\(settings.name.value)` could start after",
        at: other.mark,
        help: meant.map { "did you mean `\($0)`?" } ?? "it has \(listed(names.map { "`\($0)`" }))"
      )
    }
  }

  /// Compose starts none of those that wait for each other.
  private mutating func checkCircles(_ own: [PlacedService]) {
    let needs = Dictionary(
      uniqueKeysWithValues: own.compactMap { placed in
        settings(of: placed).map { ($0.name.value, $0.own.dependsOn) }
      }
    )
    // Those that can start, since all that they wait for can.
    var started: Set<String> = []
    var waiting = needs
    while let next = waiting.first(where: {
      $0.value.allSatisfy { needs[$0.value] == nil || started.contains($0.value) }
    }) {
      started.insert(next.key)
      waiting[next.key] = nil
    }
    guard let first = own.map(\.facts.service.name).first(where: { waiting[$0] != nil }) else { return }
    let other = waiting[first]?.first { waiting[$0.value] != nil }
    if other?.value == first { return }
    diagnostics.error(
      "circle-of-dependencies",
      "service `\(first)` starts after `\(other?.value ?? "")`, which starts after it in the end",
      at: other?.mark,
      help: "take it out of one `depends_on`"
    )
  }

  /// A port of the instance can be taken once.
  private mutating func checkPorts(
    _ settings: Profile.ServiceSettings,
    _ placed: PlacedService,
    _ services: [PlacedService],
    _ nodes: [ClusterNode]
  ) {
    let own = settings.own
    var owners = [22: "sshd"]
    if mode == .kraft { owners[release.controllerPort] = Service.controller.name }
    for listener in profile.listeners { owners[listener.port.value] = "listener `\(listener.name.value)`" }
    let mine = nodes.filter(placed.runs(on:))
    for other in services where mine.contains(where: other.runs(on:)) {
      let name = other.facts.service.name
      if name == settings.name.value { break }
      let ports = [other.facts.port].compactMap(\.self) + other.facts.peerPorts
      let others = self.settings(of: other)?.own.ports.map(\.port.value) ?? []
      for port in (other.facts.service == .broker ? [] : ports) + others { owners[port] = "service `\(name)`" }
    }
    for port in own.ports {
      if let owner = owners[port.port.value] {
        diagnostics.error(
          "port-in-use",
          "port \(port.port.value) of service `\(settings.name.value)` is the port of \(owner)",
          at: port.port.mark,
          help: own.usesHostNetwork
            ? "have it listen on another port" : "choose another `port`; the `target` in the container can stay"
        )
      }
      owners[port.port.value] = "service `\(settings.name.value)`"
      if own.usesHostNetwork && port.target != port.port.value {
        diagnostics.error(
          "no-target",
          "service `\(settings.name.value)` is in the instance's network, where a port has no other one behind it",
          at: port.port.mark,
          help: "write the port that it listens on, without `target`"
        )
      }
    }
  }
}

extension Profile.OwnService.Volume {
  fileprivate var folder: ServiceFacts.Volume { ServiceFacts.Volume(directory: source, path: target.value) }
}
