import Findings
import Text
import Catalog
import Cluster
import Profile
import Services
import YAML

/// Sets the listeners with TLS or SASL against what reaches the broker's container: this program makes neither key stores
/// nor users, and mounts no file.
struct ListenerCheck {
  let cluster: Cluster
  /// The broker's service, as the node runs it.
  let broker: Mapping
  var diagnostics: Diagnostics

  /// Reports the listeners with which no node would work.
  mutating func check() {
    for listener in cluster.listeners {
      let securityProtocol = listener.securityProtocol
      let isPlain = securityProtocol.value == .plaintext
      let mark = isPlain ? listener.name.mark : securityProtocol.mark
      let subject = "listener `\(listener.name.value)` uses \(securityProtocol.value.rawValue), and"
      if let demand = demandOfImage(listener.name.value) {
        diagnostics.error(
          "listener-name",
          "the image takes listener `\(listener.name.value)` by its name for one with \(demand.what), and stops without "
            + demand.missing,
          at: mark,
          help: "choose a name without `\(demand.text)`, such as INTERNAL"
        )
      } else if isPlain {
        continue
      } else if let missing = missingKeys(listener) ?? missingUsers(listener) {
        diagnostics.error(
          "listener-needs-keys",
          "\(subject) \(missing.what)",
          at: mark,
          help: "use PLAINTEXT inside the VPC, or \(missing.help)"
        )
      } else {
        diagnostics.warning(
          "listener-needs-keys",
          "\(subject) its key stores or users aren't made by this program",
          at: mark,
          help: "whoever can read the user-data can read the passwords and keys that are written under `broker`"
        )
      }
    }
    checkClients()
  }

  /// The services and the boot's questions need a listener in plain text.
  private mutating func checkClients() {
    let listener = cluster.clientListener
    if listener.securityProtocol.value != .plaintext {
      diagnostics.error(
        "no-plain-listener",
        "no listener uses PLAINTEXT, and the boot step `verify` and the services have neither keys nor passwords",
        at: cluster.listeners.first?.securityProtocol.mark,
        help: "add one for the inside of the VPC, such as `{name: INTERNAL, port: 29092}`"
      )
      return
    }
    let client = cluster.services.first(where: \.facts.service.isClient)
    if listener.advertise.value == .localhost, let client {
      diagnostics.error(
        "no-plain-listener",
        "the only listener that uses PLAINTEXT advertises `localhost`, and `\(client.facts.service.name)` has neither "
          + "keys nor passwords for another",
        at: listener.advertise.mark,
        help: "add one for the inside of the VPC, such as `{name: INTERNAL, port: 29092}`"
      )
    }
  }

  // MARK: What reaches the container

  private func variable(_ name: String) -> String? {
    let text = broker["environment"]?.mapping?[name]?.scalar?.text
    return text?.isEmpty == false ? text : nil
  }

  /// A property that the container has for a listener, by itself or for all.
  private func property(_ name: String, of listener: Profile.Listener) -> String? {
    let own = "listener.name.\(listener.name.value.lowercased()).\(name)"
    return [own, name].lazy.compactMap(cluster.release.variable(ofBrokerProperty:)).compactMap(variable).first
  }

  /// Whether a file can be there, below what an upstream file mounts; the data volume is blank at first.
  private func isMounted(_ path: String) -> Bool {
    let data = Set(cluster.placement(of: .broker)?.facts.volumes.map(\.path) ?? [])
    return (broker["volumes"]?.sequence ?? []).compactMap(\.containerPath).contains { place in
      !data.contains(place) && (path + "/").begins(with: place.ends(with: "/") ? place : place + "/")
    }
  }

  // MARK: What is missing

  /// What the image's script asks for because of a listener's name, whatever its protocol is.
  ///
  /// Source: `configure` of github.com/confluentinc/cp-docker-images and kafka-images.
  private func demandOfImage(_ name: String) -> (what: String, text: String, missing: String)? {
    let files = ["KAFKA_SSL_KEYSTORE_FILENAME", "KAFKA_SSL_KEYSTORE_CREDENTIALS", "KAFKA_SSL_KEY_CREDENTIALS"]
    if name.ends(with: "SSL"), !isMounted("/etc/kafka/secrets") || files.contains(where: { variable($0) == nil }) {
      return ("TLS", "SSL", "`\(files[0])` and its kin, which name files in /etc/kafka/secrets")
    }
    if name.includes("SASL_"), variable("KAFKA_OPTS") == nil {
      return ("SASL", "SASL_", "`KAFKA_OPTS`, which names a JAAS file")
    }
    return nil
  }

  private func missingKeys(_ listener: Profile.Listener) -> (what: String, help: String)? {
    guard listener.securityProtocol.value.hasKeys else { return nil }
    let store = "`ssl.keystore.location`"
    if property("ssl.keystore.type", of: listener) == "PEM", property("ssl.keystore.key", of: listener) != nil,
      property("ssl.keystore.certificate.chain", of: listener) != nil
    {
      return nil
    }
    let help = "give `--upstream` a compose file that mounts the stores into `broker`, and name them under `broker`"
    let image = variable("KAFKA_SSL_KEYSTORE_FILENAME").map { "/etc/kafka/secrets/\($0)" }
    guard let location = property("ssl.keystore.location", of: listener) ?? image else {
      return ("no key store reaches the broker: \(store) is missing", help)
    }
    for location in [location, property("ssl.truststore.location", of: listener)].compactMap(\.self)
    where !isMounted(location) {
      return ("\(quoted(location)) is not in the broker's container, into which no file gets", help)
    }
    return nil
  }

  private func missingUsers(_ listener: Profile.Listener) -> (what: String, help: String)? {
    guard listener.securityProtocol.value.hasUsers else { return nil }
    let mechanisms = (property("sasl.enabled.mechanisms", of: listener) ?? "GSSAPI").split(at: ",")
      .map { $0.putting("", for: " ") }
    let file = variable("KAFKA_OPTS")?.split(at: " ").compactMap { $0.rest(after: Self.loginFile) }.first.map(
      String.init
    )
    for mechanism in mechanisms where file.map({ !isMounted($0) }) ?? true {
      let name = "\(mechanism.lowercased()).sasl.jaas.config"
      if property(name, of: listener) == nil {
        let full = "`listener.name.\(listener.name.value.lowercased()).\(name)`"
        return ("nothing tells the broker its users: \(full) is missing", "set it under `broker`")
      }
    }
    if listener.name.value != cluster.interBrokerListener.name.value { return nil }
    let between = property("sasl.mechanism.inter.broker.protocol", of: listener) ?? "GSSAPI"
    if !mechanisms.contains(between) {
      return (
        "the brokers would use \(between) among themselves, which isn't enabled",
        "set `sasl.mechanism.inter.broker.protocol` under `broker`"
      )
    }
    // Users of SCRAM are records that a running cluster keeps.
    if between.begins(with: "SCRAM-") {
      return ("the brokers' user of \(between) can't be made before they run", "put a listener for the brokers first")
    }
    return nil
  }

  private static let loginFile = "-Djava.security.auth.login.config="
}
