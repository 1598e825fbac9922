import Text
import Catalog
import Cluster
import Profile
import Services
import YAML

/// The merge of what a service says of itself on a node into what a compose file says of it.
struct ServiceEdit {
  let placed: PlacedService
  let context: ServiceContext
  /// The folder of the data volume.
  let mount: String
  /// The heap of the service's process, in MiB, if it has one.
  let heap: Int?
  /// The nodes whose names the container must know without DNS.
  let peers: [(address: String, host: String)]

  init(_ placed: PlacedService, on node: ClusterNode, in cluster: Cluster, _ context: ClusterContext) {
    self.placed = placed
    self.context = cluster.context(of: placed, on: node, in: context)
    mount = cluster.data.mount.value
    heap = placed.heap(on: node)
    peers = cluster.namedPeers(of: node)
  }

  private var facts: ServiceFacts { placed.facts }

  /// Sets what the program decides; the rest of the service stays.
  func apply(to service: inout Mapping) {
    setImage(in: &service)
    if let names = facts.service.hostNames?(context) { setNames(names, in: &service) }
    let environment = environment(over: service["environment"]?.mapping ?? Mapping())
    service["environment"] = environment.entries.isEmpty ? nil : Node(.mapping(environment))
    service["ports"] = merged(ports, into: service["ports"], containerPart: \.containerPort)
    addOpenedPorts(of: environment, to: &service)
    service["volumes"] = merged(volumes, into: service["volumes"], containerPart: \.containerPath)
    addHosts(to: &service)
    keepRunning(&service)
  }

  private func setImage(in service: inout Mapping) {
    if placed.image.mark != nil || service["image"] == nil {
      service["image"] = Node.string(placed.image.value).marked(placed.image.mark)
      // Compose would build one in its place.
      service["build"] = nil
    }
  }

  private func setNames(_ names: HostNames, in service: inout Mapping) {
    service["hostname"] = names.hostName.map(Node.string)
    // A container that shares another's network has no names of its own.
    if names.aliases.isEmpty || service["network_mode"] != nil { return }
    let networkNames = (service["networks"]?.sequence ?? ["default"]).map { $0.scalar?.text ?? "" }
    var networks =
      service["networks"]?.mapping ?? Mapping(networkNames.map { Mapping.Entry(key: $0, value: .null) })
    for index in networks.entries.indices {
      var network = networks.entries[index].value.mapping ?? Mapping()
      let others = (network["aliases"]?.sequence ?? []).filter { !names.aliases.contains($0.scalar?.text ?? "") }
      network["aliases"] = Node(.sequence(names.aliases.map(Node.string) + others))
      networks.entries[index].value = Node(.mapping(network))
    }
    service["networks"] = Node(.mapping(networks), isFlow: true)
  }

  private func addHosts(to service: inout Mapping) {
    let hosts =
      peers.map { Node.string("\($0.host):\($0.address)") } + facts.service.extraHosts(context).map(Node.string)
    if hosts.isEmpty { return }
    let others = service["extra_hosts"]?.mapping?.entries.map {
      Node.string("\($0.key):\($0.value.scalar?.text ?? "")")
    }
    let base = others.map { Node(.sequence($0)) } ?? service["extra_hosts"]
    service["extra_hosts"] = merged(hosts, into: base, containerPart: \.hostName)
  }

  /// Restarts, stops, log sizes and health: what a stack that is left alone needs.
  private func keepRunning(_ service: inout Mapping) {
    service["restart"] = "unless-stopped"
    for (key, value) in facts.service.runtime { service[key] = value }
    // This driver bounds and compresses its files by itself; json-file, Docker's default, never ends one.
    service["logging"] = (["driver": "local"] as Node).inFlow
    if let probe = facts.service.probe(context) { service["healthcheck"] = (["test": .string(probe)] as Node).inFlow }
  }

  // MARK: Variables

  /// What the file says, the service's own in its place, and before both what the profile says.
  private func environment(over file: Mapping) -> Mapping {
    var variables = file
    for name in facts.service.licensedVariables { variables.remove(name) }
    let own = facts.service.variables(context)
    let replaced = facts.service.replacedVariables(context.cluster.release)
    if !replaced.isEmpty {
      let names = Set(own.map(\.name))
      variables.entries.removeAll { replaced.contains($0.key) && !names.contains($0.key) }
    }
    for variable in own {
      if case .set(let value) = variable.value { variables[variable.name] = value }
    }
    if let name = facts.heapVariable, let heap { variables[name] = .string(facts.service.heapOptions(heap)) }
    for variable in own {
      switch variable.value {
      case .unlessSaid(let value) where variables[variable.name] == nil: variables[variable.name] = value
      case .whereSaid(let value) where variables[variable.name] != nil: variables[variable.name] = value
      case .set, .unlessSaid, .whereSaid, .appended: break
      }
    }
    for (name, value) in placed.environment {
      variables[name.value] = Node.string(value.value.composeText).marked(value.mark)
    }
    for variable in own {
      guard case .appended(let text, let standard) = variable.value else { continue }
      if placed.environment.contains(where: { $0.name.value == variable.name }) { continue }
      variables[variable.name] = .string("\(variables[variable.name]?.scalar?.text ?? standard),\(text)")
    }
    return variables
  }

  // MARK: Ports and volumes

  /// What the environment opens is published for the instance alone.
  private func addOpenedPorts(of variables: Mapping, to service: inout Mapping) {
    // The profile says which ports one of the operator's own has.
    if facts.service.isOwn { return }
    let published = Set((service["ports"]?.sequence ?? []).compactMap(\.containerPort))
    let own = Set(ports.compactMap(\.containerPort))
    let opened = OpenedPort.all(in: variables).filter {
      // A port that the service listens on is taken for anything else, which is found when the ports are checked.
      !published.contains(String($0.port)) || !$0.isListener && own.contains(String($0.port))
    }.map { Node.string("127.0.0.1:\($0.port):\($0.port)").marked($0.mark) }
    if opened.isEmpty { return }
    let items = service["ports"]
    service["ports"] = Node(.sequence((items?.sequence ?? []) + opened), isFlow: items?.isFlow ?? true)
  }

  /// What is published on the instance, in compose's short form.
  var ports: [Node] {
    facts.service.ports(context).map { Node.string($0.composeText).marked($0.mark) }
  }

  private var volumes: [Node] {
    let service = facts.service
    return facts.volumes.map { .string("\(mount)/\($0.directory):\($0.path)") } + service.mounts
      + service.files.map { .string("\(service.place(of: $0)):\($0.path):ro") }
  }

  /// Our items, and behind them the items of the base that are about another port or path of the container.
  private func merged(_ own: [Node], into base: Node?, containerPart: (Node) -> String?) -> Node? {
    let taken = Set(own.compactMap(containerPart))
    let others = (base?.sequence ?? []).filter { item in containerPart(item).map { !taken.contains($0) } ?? true }
    let items = own + others
    return items.isEmpty
      ? nil
      : Node(
        .sequence(items),
        isFlow: base?.isFlow ?? own.allSatisfy { $0.scalar.map { $0.text.utf8.count < 20 } ?? false }
      )
  }
}

extension Mapping {
  /// Removes an entry, or with a `*` at the end all whose keys begin so.
  fileprivate mutating func remove(_ pattern: String) {
    if pattern.ends(with: "*") {
      entries.removeAll { $0.key.begins(with: pattern.before("*")) }
    } else {
      self[pattern] = nil
    }
  }
}
