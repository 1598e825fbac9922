import Findings
import Text
import Catalog
import Profile
import Services

/// Listeners, and the ports of all services.
extension Resolver {
  mutating func checkListeners(lastID: Int) {
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
  mutating func isHost(_ name: String, of listener: Profile.Listener) -> Bool {
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
  mutating func checkPublicListener(_ listener: Profile.Listener) {
    guard case .instanceMetadata(let category) = listener.advertise.value, category.begins(with: "public-"),
      listener.securityProtocol.value == .plaintext
    else { return }
    diagnostics.warning(
      "public-plaintext",
      "listener `\(listener.name.value)` is \(listener.securityProtocol.value.rawValue) on a public address: whoever reaches port "
        + "\(listener.port.value) reads, writes and deletes",
      at: listener.advertise.mark,
      help:
        "let the security group take only addresses that you know to that port, or advertise `host` and come by a VPN"
    )
  }

  /// A port of the instance can be published once.
  mutating func checkPorts(_ services: [PlacedService]) {
    var owners = [22: "sshd"]
    if mode == .kraft { owners[release.controllerPort] = Service.controller.name }
    for placed in services where placed.facts.service != .broker {
      for port in [placed.facts.port].compactMap(\.self) + placed.facts.peerPorts {
        owners[port] = placed.facts.service.name
      }
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
}
