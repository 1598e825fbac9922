import Catalog
import Profile
import YAML

/// Sets the profile's broker properties against what the release knows of them and what the program sets itself.
struct BrokerPropertyCheck {
  let release: Release
  let brokers: Int
  var diagnostics: Diagnostics

  /// The properties that this program sets from other keys of the profile.
  private static let owned = [
    "advertised.host.name": "listeners", "advertised.listeners": "listeners", "advertised.port": "listeners",
    "broker.id": "nodes", "broker.id.generation.enable": "nodes", "broker.rack": "nodes",
    "host.name": "listeners", "inter.broker.listener.name": "listeners",
    "listener.security.protocol.map": "listeners", "listeners": "listeners", "port": "listeners",
    "security.inter.broker.protocol": "listeners", "log.dir": "data", "log.dirs": "data",
    "zookeeper.connect": "services",
  ]

  /// The properties that can be passed on, with the values as the profile has them.
  mutating func checked(_ properties: [Profile.BrokerProperty]) -> [Profile.BrokerProperty] {
    if properties.isEmpty { return [] }
    let types = release.brokerPropertyTypes
    for property in properties { check(property, types) }
    checkReplication(properties)
    return properties
  }

  private mutating func check(_ property: Profile.BrokerProperty, _ types: [String: String]) {
    let name = property.name.value
    if let key = Self.owned[name] {
      diagnostics.error(
        "owned-property",
        "`\(name)` is set by the program",
        at: property.name.mark,
        help: "it follows from `\(key)`"
      )
      return
    }
    if !release.readsLongUnderscores && name.contains(where: { $0 == "_" || $0 == "-" }) {
      diagnostics.error(
        "unsettable-property",
        "the images of release \(release.version) can't set `\(name)`",
        at: property.name.mark,
        help: "they turn variables into properties, and have no way to write `_` or `-`"
      )
      return
    }
    if name.contains(where: \.isUppercase) {
      diagnostics.error(
        "unsettable-property",
        "the images can't set `\(name)`",
        at: property.name.mark,
        help: "they turn variables into properties in lower case"
      )
      return
    }
    guard let type = types[name] else {
      if let near = nearest(to: name, in: types.keys.sorted()) {
        diagnostics.error(
          "unknown-property",
          "Kafka \(release.kafkaVersion) has no property `\(name)`",
          at: property.name.mark,
          help: "did you mean `\(near)`?"
        )
      } else {
        diagnostics.warning(
          "unknown-property",
          "Kafka \(release.kafkaVersion) has no property `\(name)`",
          at: property.name.mark,
          help: "it is passed on, for plug-ins that read it"
        )
      }
      return
    }
    if !accepts(property.value.value, type) {
      diagnostics.error(
        "property-type",
        "`broker.\(name)` is `\(property.value.value)`, and Kafka wants \(Self.description[type] ?? type)",
        at: property.value.mark
      )
    }
  }

  private static let description = [
    "boolean": "`true` or `false`", "int": "a whole number of 32 bits", "long": "a whole number of 64 bits",
    "short": "a whole number of 16 bits", "double": "a number",
  ]

  private func accepts(_ value: String, _ type: String) -> Bool {
    switch type {
    case "boolean": value == "true" || value == "false"
    case "int": Int32(value) != nil
    case "long": Int64(value) != nil
    case "short": Int16(value) != nil
    case "double": Double(value) != nil
    default: true
    }
  }

  /// No topic can have more copies than there are brokers, nor wait for more in sync than it has copies.
  private mutating func checkReplication(_ properties: [Profile.BrokerProperty]) {
    func setting(_ name: String) -> (value: Int, mark: SourceMark?)? {
      properties.last { $0.name.value == name }.flatMap { property in
        Int(property.value.value).map { ($0, property.value.mark) }
      }
    }
    let factors = [
      "default.replication.factor": "min.insync.replicas",
      "offsets.topic.replication.factor": nil,
      "transaction.state.log.replication.factor": "transaction.state.log.min.isr",
    ]
    for (name, minimum) in factors.sorted(by: { $0.key < $1.key }) {
      let factor = setting(name)
      if let factor, factor.value > brokers || factor.value < 1 {
        diagnostics.error(
          "replication-factor",
          "`broker.\(name)` is \(factor.value), and the cluster has \(brokers) \(brokers == 1 ? "broker" : "brokers")",
          at: factor.mark,
          help: "use 1 to \(brokers)"
        )
      }
      guard let minimum, let least = setting(minimum) else { continue }
      let copies = factor?.value ?? min(3, brokers)
      if least.value > copies || least.value < 1 {
        diagnostics.error(
          "min-insync-replicas",
          "`broker.\(minimum)` is \(least.value), and topics have \(copies) \(copies == 1 ? "copy" : "copies")",
          at: least.mark,
          help: "use 1 to \(copies); one less than the copies lets a broker be down"
        )
      }
    }
  }
}
