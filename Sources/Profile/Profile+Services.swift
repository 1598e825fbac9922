import Findings
import Text
import Catalog
import YAML

extension Reader {
  mutating func listeners(in top: Object) -> [Profile.Listener]? {
    guard let items = list("listeners", in: top) else { return nil }
    if items.isEmpty {
      diagnostics.error(
        "no-listeners",
        "`listeners` is an empty list",
        at: top.mapping["listeners"]?.mark,
        help: "list at least one, or remove the key"
      )
    }
    return items.compactMap { item in
      guard let object = self.item(item, of: "listeners", in: top) else { return nil }
      let name = text("name", in: object)
      let port = integer("port", in: object)
      let securityProtocol = choiceOrDefault("protocol", in: object, as: SecurityProtocol.self)
      let advertise = advertise(in: object)
      guard let name, let port else { return nil }
      return Profile.Listener(
        name: name,
        port: port,
        securityProtocol: securityProtocol,
        advertise: advertise
      )
    }
  }

  /// One listener for the cluster and its clients, and one for clients on the instance, as cp-all-in-one names them.
  ///
  /// Kafka takes an advertised address from one broker only (KafkaServer's check of end points at registration), so
  /// only a single broker can advertise localhost.
  static func defaultListeners(isSingle: Bool) -> [Profile.Listener] {
    [
      Profile.Listener(
        name: Sourced("PLAINTEXT"),
        port: Sourced(29092),
        securityProtocol: Sourced(.plaintext),
        advertise: Sourced(.host)
      ),
      Profile.Listener(
        name: Sourced("PLAINTEXT_HOST"),
        port: Sourced(9092),
        securityProtocol: Sourced(.plaintext),
        advertise: Sourced(isSingle ? .localhost : .host)
      ),
    ]
  }

  private mutating func advertise(in listener: Object) -> Sourced<Profile.Listener.Advertise> {
    let text = string("advertise", in: listener) ?? Sourced(listener.section["advertise"].defaultText)
    switch text.value {
    case "host": return Sourced(.host, at: text.mark)
    case "localhost": return Sourced(.localhost, at: text.mark)
    case _ where Profile.Listener.Advertise.categories.contains(text.value):
      return Sourced(.instanceMetadata(text.value), at: text.mark)
    default:
      let name = hostPattern(text, path: listener.path(of: "advertise"))
      return Sourced(name.map { .name($0.value) } ?? .host, at: text.mark)
    }
  }

  mutating func services(in top: Object) -> [Profile.ServiceSettings]? {
    guard let node = node("services", in: top) else { return nil }
    if node.sequence?.isEmpty == true || node.mapping?.entries.isEmpty == true {
      diagnostics.error(
        "no-services",
        "`services` is empty",
        at: node.mark,
        help: "name them, such as `services: [zookeeper, broker]`, or remove the key"
      )
    }
    if node.sequence != nil { return texts("services", in: top).map { Profile.ServiceSettings(name: $0) } }
    let shape = top.section["services"].shape
    guard let section = shape.section,
      let object = open(node, section, path: "services", place: "services", shape: shape)
    else { return [] }
    return entries(of: object).map { service($0.name, $0.value, in: object) }
  }

  private mutating func service(_ name: Sourced<String>, _ settings: Node, in services: Object)
    -> Profile.ServiceSettings
  {
    if settings.scalar?.type == .null { return Profile.ServiceSettings(name: name) }
    guard let section = services.section.others?.shape.section,
      let object = open(settings, section, path: services.path(of: name.value), place: services.place(of: "*"))
    else { return Profile.ServiceSettings(name: name) }
    var on: [Sourced<Int>]?
    if let items = list("on", in: object), case .integer(let range) = object.section["on"].shape.item {
      on = ifClean { reader in
        items.compactMap { reader.integer($0.node, path: $0.path, range) }
      }
    }
    return Profile.ServiceSettings(
      name: name,
      on: on,
      image: text("image", in: object),
      heap: memory("heap", in: object),
      environment: self.section("environment", in: object).map { settingTexts(in: $0) } ?? [],
      own: ownService(object)
    )
  }

  mutating func brokerProperties(in top: Object) -> [Profile.BrokerProperty] {
    guard let object = section("broker", in: top) else { return [] }
    return settingTexts(in: object).map { Profile.BrokerProperty(name: $0.name, value: $0.value) }
  }

  /// The names and values of a mapping whose names the operator chooses, by the rules that the table has for them.
  mutating func settingTexts(in object: Object) -> [(name: Sourced<String>, value: Sourced<String>)] {
    let rule = object.section.others?.shape.rule
    return entries(of: object).compactMap { entry in
      let name = object.section.nameRule.map { check(entry.name, $0, path: object.path) } ?? entry.name
      guard let name, let text = settingText(entry.value, path: entry.path) else { return nil }
      let value = rule.map { check(text, $0, path: entry.path) } ?? text
      return value.map { (name: name, value: $0) }
    }
  }

  /// A value that ends up as text whatever its type, a boolean as Java writes it: a variable's or a property's.
  private mutating func settingText(_ node: Node, path: String) -> Sourced<String>? {
    if let scalar = node.scalar, case .boolean(let value) = scalar.type {
      return Sourced(value ? "true" : "false", at: node.mark)
    }
    return string(node, path: path)
  }
}

extension Profile.ServiceSettings {
  /// A service with nothing set.
  package init(name: Sourced<String>) {
    self.init(name: name, on: nil, image: nil, heap: nil, environment: [], own: Profile.OwnService())
  }
}
