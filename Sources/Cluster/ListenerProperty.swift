import Findings
import Text
import Catalog
import Profile

/// The name of a broker property for one listener: `listener.name.LISTENER.PROPERTY`, or with a SASL mechanism before the
/// property.
///
/// Source: ListenerName.java and ChannelBuilders.java of github.com/apache/kafka: both names in lower case.
enum ListenerProperty {
  static let beginning = "listener.name."

  /// The SASL mechanisms that Kafka brings along, as these names have them (org.apache.kafka.common.security).
  static let mechanisms = ["gssapi", "oauthbearer", "plain", "scram-sha-256", "scram-sha-512"]

  /// Whether Kafka reads a property for one listener: what the channel builders and DynamicListenerConfig ask for.
  static func isReadByListener(_ property: String) -> Bool {
    let others = [
      "connections.max.reauth.ms", "max.connection.creation.rate", "max.connections", "num.network.threads",
      "principal.builder.class",
    ]
    return property.begins(with: "ssl.") || property.begins(with: "sasl.") || others.contains(property)
  }
}

extension BrokerPropertyCheck {
  /// Checks a property of one listener: the listener, the mechanism if there is one, the property and its value.
  mutating func checkListenerProperty(_ property: Profile.BrokerProperty, _ known: [String: BrokerProperty]) {
    let name = property.name
    let parts = (name.value.rest(after: ListenerProperty.beginning) ?? "")
      .split(at: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1, !parts[1].isEmpty else {
      diagnostics.error(
        "unknown-property",
        "`\(name.value)` says no property of a listener",
        at: name.mark,
        help: "write it as listener.name.LISTENER.PROPERTY, such as `listener.name.client.ssl.client.auth`"
      )
      return
    }
    checkListener(parts[0], name)
    let beginning = "\(ListenerProperty.beginning)\(parts[0])."
    let own = String(name.value.rest(after: beginning) ?? "")
    if let definition = known[own] {
      checkScope(own, name)
      check(property.value, of: name.value, by: definition)
      return
    }
    guard parts.count == 3, isMechanism(parts[1], of: parts[0]) || known[parts[2]] != nil else {
      reportUnknown(name, behind: beginning)
      return
    }
    checkMechanism(parts[1], of: parts[0], name)
    if let definition = known[parts[2]] {
      checkScope(parts[2], name)
      check(property.value, of: name.value, by: definition)
    } else {
      reportUnknown(name, behind: "\(beginning)\(parts[1]).")
    }
  }

  private mutating func checkListener(_ listener: String, _ name: Sourced<String>) {
    let listeners = listeners.map { $0.lowercased() }
    if listeners.contains(listener) { return }
    let meant = diagnostics.nearest(to: listener, in: listeners, at: name.mark)
    diagnostics.error(
      "unknown-listener",
      "`\(name.value)` is for listener `\(listener)`, which the brokers don't have",
      at: name.mark,
      help: meant.map { "did you mean `\(ListenerProperty.beginning)\($0)`?" }
        ?? "their listeners are \(listed(listeners.map { "`\($0)`" })), in lower case here"
    )
  }

  /// Kafka takes a property for one listener from the file whatever it is, and asks for few of them.
  private mutating func checkScope(_ property: String, _ name: Sourced<String>) {
    if ListenerProperty.isReadByListener(property) { return }
    diagnostics.warning(
      "unread-property",
      "Kafka reads `\(property)` for the whole broker, and not for one listener",
      at: name.mark,
      help: "it is passed on, for plug-ins that read it; for Kafka write `\(property)`"
    )
  }

  private func isMechanism(_ name: String, of listener: String) -> Bool {
    let enabled = ["sasl.enabled.mechanisms", "\(ListenerProperty.beginning)\(listener).sasl.enabled.mechanisms"]
    let own = properties.filter { enabled.contains($0.name.value) }.flatMap { property in
      property.value.value.split(at: ",").map { $0.putting("", for: " ").lowercased() }
    }
    return ListenerProperty.mechanisms.contains(name) || own.contains(name)
  }

  private mutating func checkMechanism(_ mechanism: String, of listener: String, _ name: Sourced<String>) {
    if isMechanism(mechanism, of: listener) { return }
    let meant = diagnostics.nearest(to: mechanism, in: ListenerProperty.mechanisms, at: name.mark)
    diagnostics.error(
      "unknown-mechanism",
      "`\(name.value)` is for SASL mechanism `\(mechanism)`, which isn't enabled",
      at: name.mark,
      help: meant.map { "did you mean `\(ListenerProperty.beginning)\(listener).\($0)`?" }
        ?? "name it in `sasl.enabled.mechanisms`, and here in lower case"
    )
  }
}
