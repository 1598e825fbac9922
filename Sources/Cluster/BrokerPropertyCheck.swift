import Findings
import Text
import Catalog
import Profile
import Services

/// Sets the profile's broker properties against what the release knows of them and what the program sets itself.
struct BrokerPropertyCheck {
  let release: Release
  let brokers: Int
  let properties: [Profile.BrokerProperty]
  /// The names of the listeners, the controllers' among them.
  let listeners: [String]
  var diagnostics: Diagnostics
  /// The names that the release knows.
  private var names: [String] = []

  init(
    release: Release,
    brokers: Int,
    properties: [Profile.BrokerProperty],
    listeners: [String],
    diagnostics: Diagnostics
  ) {
    self.release = release
    self.brokers = brokers
    self.properties = properties
    self.listeners = listeners
    self.diagnostics = diagnostics
  }

  /// Reports the properties that can't be passed on.
  mutating func check() {
    if properties.isEmpty { return }
    let known = BrokerProperty.properties(ofKafka: release.kafka)
    names = known.keys.sorted()
    for property in properties { check(property, known) }
    checkReplication()
  }

  private mutating func check(_ property: Profile.BrokerProperty, _ known: [String: BrokerProperty]) {
    let name = property.name.value
    if let key = BrokerProperty.owned[name], known[name] != nil {
      diagnostics.error(
        "owned-property",
        "`\(name)` is set by the program",
        at: property.name.mark,
        help: "it follows from `\(key)`"
      )
      return
    }
    guard let variable = release.variable(ofBrokerProperty: name) else {
      reportUnsettable(property.name)
      return
    }
    if release.brokerVariables.contains(variable) || variable == release.facts(of: .broker)?.heapVariable {
      diagnostics.error(
        "unsettable-property",
        "`\(name)` is no property: the image reads `\(variable)` itself",
        at: property.name.mark,
        help: "set the variable by `services.broker.environment`, and a heap by `services.broker.heap`"
      )
      return
    }
    if release.refusedBrokerVariables.contains(variable) {
      diagnostics.error(
        "unsettable-property",
        "`\(name)` is no property: the image refuses to start with `\(variable)`",
        at: property.name.mark,
        help: "it follows from `listeners`"
      )
      return
    }
    if name.begins(with: ListenerProperty.beginning) {
      checkListenerProperty(property, known)
    } else if let definition = known[name] {
      check(property.value, of: name, by: definition)
    } else if !BrokerProperty.isHandedOn(name, byKafka: release.kafka) {
      reportUnknown(property.name)
    }
  }

  /// Says why the images can't be told a property.
  private mutating func reportUnsettable(_ name: Sourced<String>) {
    let text = name.value
    let message = "the images of release \(release.version) can't set `\(text)`"
    if text.utf8.contains(where: \.isCapital) {
      let inLowerCase = text.lowercased()
      let isForListener =
        inLowerCase.begins(with: ListenerProperty.beginning) && release.variable(ofBrokerProperty: inLowerCase) != nil
      diagnostics.error(
        "unsettable-property",
        "the images can't set `\(text)`",
        at: name.mark,
        help: isForListener
          ? "write `\(inLowerCase)`: Kafka looks for listeners and mechanisms in lower case here"
          : "they turn variables into properties in lower case"
      )
    } else if !release.readsLongUnderscores {
      diagnostics.error(
        "unsettable-property",
        message,
        at: name.mark,
        help: "they turn variables into properties, and have no way to write `_` or `-`"
      )
    } else {
      diagnostics.error(
        "unsettable-property",
        message,
        at: name.mark,
        help: release.skipsAfterOneLetter && text.split(at: ".").contains { $0.utf8.count == 1 }
          ? "they misread a part of one letter; a listener can have a longer name"
          : "they read one, two and three `_` of a variable as `.`, `_` and `-`, and can't tell two of these side by side"
      )
    }
  }

  /// Checks a value by what Kafka says of its property.
  /// - Parameters:
  ///   - value: the value.
  ///   - name: the property's name, as the profile has it.
  ///   - definition: what Kafka says of it.
  mutating func check(_ value: Sourced<String>, of name: String, by definition: BrokerProperty) {
    let text = value.value
    if !accepts(text, definition.type) {
      let wanted = Self.description[definition.type] ?? definition.type
      diagnostics.error(
        "property-type",
        "`broker.\(name)` is \(quoted(text)), and Kafka wants \(wanted)",
        at: value.mark,
        help: numberAlone(text, of: name).map { "write `\($0.number)`: the property counts \($0.unit)" }
      )
    } else if !isReplication(name), let wanted = wanted(text, definition) {
      diagnostics.error(
        "property-value",
        "`broker.\(name)` is \(quoted(text)), and Kafka \(release.kafkaVersion) wants \(wanted)",
        at: value.mark
      )
    }
  }

  /// Kafka only logs a property that it doesn't know, and the setting has no effect.
  /// - Parameters:
  ///   - name: the property's name, as the profile has it.
  ///   - beginning: what of it stands before Kafka's own name.
  mutating func reportUnknown(
    _ name: Sourced<String>,
    behind beginning: String = ""
  ) {
    let message = "Kafka \(release.kafkaVersion) has no property `\(name.value)`"
    let own = String(name.value.rest(after: beginning) ?? "")
    if let help = otherVersions(own) {
      diagnostics.error("unknown-property", message, at: name.mark, help: help)
    } else if let near = diagnostics.nearest(to: own, in: names, at: name.mark) {
      diagnostics.error("unknown-property", message, at: name.mark, help: "did you mean `\(beginning)\(near)`?")
    } else {
      diagnostics.warning(
        "unknown-property",
        message,
        at: name.mark,
        help: "it is passed on, for plug-ins that read it"
      )
    }
  }

  /// Which other versions of Kafka have a property, if any has it.
  private func otherVersions(_ name: String) -> String? {
    let definitions = BrokerProperty.all.filter { $0.name == name }
    guard let first = definitions.first else { return nil }
    if let earlier = definitions.last(where: { $0.first < release.kafka })?.last {
      return "it was removed in Kafka \(earlier.next)"
    }
    return "it is there since Kafka \(first.first)"
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
    // Swift and Java read the same decimal numbers; each has spellings of its own for infinity and in other bases.
    case "double": Double(value) != nil && value.utf8.allSatisfy { "0123456789.+-eE".utf8.contains($0) }
    default: true
    }
  }

  /// What a property's value should be where it is of the right type and Kafka refuses it all the same.
  private func wanted(_ value: String, _ definition: BrokerProperty) -> String? {
    switch definition.values {
    case .any:
      return nil
    case .range(let least, let most):
      let number = Double(value) ?? 0
      let isTooSmall = least.flatMap { Double($0) }.map { number < $0 } ?? false
      let isTooLarge = most.flatMap { Double($0) }.map { number > $0 } ?? false
      if !isTooSmall && !isTooLarge { return nil }
      return switch (least, most) {
      case (let least?, let most?): "\(least) to \(most)"
      case (let least?, nil): "at least \(least)"
      case (nil, let most): "at most \(most ?? "")"
      }
    case .choice(let words):
      // Kafka cuts a list at its commas, with the blanks round them (ConfigDef.parseType).
      let isList = definition.type == "list"
      let chosen = isList ? value.split(at: ",").map { $0.putting("", for: " ") } : [value]
      if chosen.allSatisfy(words.contains) { return nil }
      return (isList ? "a list of " : "") + words.map { "`\($0)`" }.joined(separator: isList ? ", " : " or ")
    }
  }

  // MARK: Replication

  /// A property that says how many copies topics have, with the one that says how many of them must be in sync.
  private static let factors = [
    (factor: "default.replication.factor", least: "min.insync.replicas", topics: "topics have"),
    (factor: "offsets.topic.replication.factor", least: "min.insync.replicas", topics: "the offsets topic has"),
    (
      factor: "transaction.state.log.replication.factor", least: "transaction.state.log.min.isr",
      topics: "the transaction log has"
    ),
    (
      factor: "share.coordinator.state.topic.replication.factor", least: "share.coordinator.state.topic.min.isr",
      topics: "the state of share groups has"
    ),
  ]

  /// Whether a property is one that the number of brokers bounds more closely than Kafka's own rule.
  private func isReplication(_ name: String) -> Bool {
    Self.factors.contains { $0.factor == name || $0.least == name }
  }

  private func setting(_ name: String) -> Sourced<Int>? {
    properties.last { $0.name.value == name }.flatMap { property in
      Int(property.value.value).map { Sourced($0, at: property.value.mark) }
    }
  }

  /// How many copies the topics have that a property is about.
  func copies(_ factor: String) -> Int { setting(factor)?.value ?? min(3, brokers) }

  /// How many copies must be in sync by a property: two where one of three may be missing, otherwise one.
  func leastInSync(_ name: String) -> Int {
    let copies = Self.factors.filter { $0.least == name }.map { self.copies($0.factor) }.min() ?? 1
    return setting(name)?.value ?? (copies > 2 ? 2 : 1)
  }

  /// No topic can have more copies than there are brokers, nor wait for more in sync than it has copies.
  private mutating func checkReplication() {
    for (factor, _, _) in Self.factors {
      guard let setting = setting(factor), !(1...brokers).contains(setting.value) else { continue }
      diagnostics.error(
        "replication-factor",
        "`broker.\(factor)` is \(setting.value), and the cluster has \(brokers) \(brokers == 1 ? "broker" : "brokers")",
        at: setting.mark,
        help: brokers == 1 ? "use 1" : "use 1 to \(brokers)"
      )
    }
    var reported: Set<String> = []
    for (factor, least, topics) in Self.factors where !reported.contains(least) {
      let copies = copies(factor)
      guard let setting = setting(least), (1...brokers).contains(copies), !(1...copies).contains(setting.value) else {
        continue
      }
      diagnostics.error(
        "min-insync-replicas",
        "`broker.\(least)` is \(setting.value), and \(topics) \(copies) \(copies == 1 ? "copy" : "copies")",
        at: setting.mark,
        help: copies == 1 ? "use 1" : "use 1 to \(copies); one less than the copies lets a broker be down"
      )
      reported.insert(least)
    }
  }
}
