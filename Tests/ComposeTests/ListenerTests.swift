import Findings
import Cluster
import Profile
import TestSupport
import Testing

/// Listeners with TLS or SASL: what can't work is refused, and what clients and the boot ask is one listener.
@Suite struct ListenerTests {
  private static let inside = "{name: INTERNAL, port: 29092}"

  private func profile(
    _ listeners: String,
    broker: String = "",
    services: String = "services: [zookeeper, broker]",
    release: String = "7.9.0"
  ) -> String {
    ComposeTests.profile(nodes: 1, release: release, "listeners: [\(listeners)]\nbroker: {\(broker)}\n\(services)")
  }

  /// Expects the findings about the listeners of a profile to be these, at its marked places.
  private func expect(
    _ profile: String,
    upstream: String? = nil,
    gives expected: Finding...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = MarkedText(profile)
    let source = upstream.map { Source(name: "docker-compose.yml", text: $0) }
    let findings = edit(try cluster(text.text), node: 0, upstream: source).findings
    #expect(findings == text.findings(expected), sourceLocation: sourceLocation)
  }

  /// An upstream file whose broker has these lines.
  private func upstream(_ broker: String) -> String {
    """
    services:
      zookeeper:
        image: confluentinc/cp-zookeeper:7.9.0
        environment: {ZOOKEEPER_CLIENT_PORT: 2181}
      broker:
        image: confluentinc/cp-kafka:7.9.0
        \(broker)

    """
  }

  private func needsKeys(_ listener: String, _ what: String, _ help: String) -> Finding {
    .error(
      "listener-needs-keys",
      "listener `\(listener)` uses \(what)",
      help: "use PLAINTEXT inside the VPC, or \(help)"
    )
  }

  private static let stores =
    "give `--upstream` a compose file that mounts the stores into `broker`, and name them under `broker`"

  // MARK: TLS

  @Test(arguments: ["SSL", "SASL_SSL"]) func `TLS without a key store stops the broker`(_ name: String) throws {
    try expect(
      profile("\(Self.inside), {name: CLIENT, port: 9094, protocol: «\(name)»}"),
      gives: needsKeys(
        "CLIENT",
        "\(name), and no key store reaches the broker: `ssl.keystore.location` is missing",
        Self.stores
      )
    )
  }

  @Test(arguments: ["ssl.keystore.location", "listener.name.client.ssl.keystore.location"])
  func `a key store in no mounted folder is not in the container`(_ name: String) throws {
    try expect(
      profile(
        "\(Self.inside), {name: CLIENT, port: 9094, protocol: «SSL»}",
        broker: "\(name): /etc/kafka/secrets/k.p12"
      ),
      gives: needsKeys(
        "CLIENT",
        "SSL, and `/etc/kafka/secrets/k.p12` is not in the broker's container, into which no file gets",
        Self.stores
      )
    )
  }

  @Test(arguments: ["/var/lib/kafka/data/k.p12", "/etc/kafka/secretsk.p12"])
  func `the blank data volume and a folder's name-sake have no key store`(_ path: String) throws {
    try expect(
      profile("\(Self.inside), {name: CLIENT, port: 9094, protocol: «SSL»}", broker: "ssl.keystore.location: \(path)"),
      upstream: upstream("volumes: ['/etc/kafka-stores:/etc/kafka/secrets:ro']"),
      gives: needsKeys(
        "CLIENT",
        "SSL, and `\(path)` is not in the broker's container, into which no file gets",
        Self.stores
      )
    )
  }

  private static let warning =
    "whoever can read the user-data can read the passwords and keys that are written under `broker`"

  private func passes(_ what: String) -> Finding {
    .warning(
      "listener-needs-keys",
      "listener `CLIENT` uses \(what), and its key stores or users aren't made by this program",
      help: Self.warning
    )
  }

  @Test(arguments: ["/etc/kafka-stores:/etc/kafka/secrets:ro", "/etc/k.p12:/etc/kafka/secrets/k.p12"])
  func `a key store that an upstream file mounts works`(_ volume: String) throws {
    try expect(
      profile(
        "\(Self.inside), {name: CLIENT, port: 9094, protocol: «SSL»}",
        broker: "ssl.keystore.location: /etc/kafka/secrets/k.p12"
      ),
      upstream: upstream("volumes: ['\(volume)']"),
      gives: passes("SSL")
    )
  }

  @Test func `a trust store must be there like the key store`() throws {
    let names = "ssl.keystore.location: /a/k.p12, ssl.truststore.location: /b/t.jks"
    try expect(
      profile("\(Self.inside), {name: CLIENT, port: 9094, protocol: «SSL»}", broker: names),
      upstream: upstream("volumes: ['/etc/a:/a']"),
      gives: needsKeys(
        "CLIENT",
        "SSL, and `/b/t.jks` is not in the broker's container, into which no file gets",
        Self.stores
      )
    )
  }

  @Test func `keys written into properties need no file`() throws {
    let keys = "ssl.keystore.type: PEM, ssl.keystore.key: k, ssl.keystore.certificate.chain: c"
    try expect(
      profile("\(Self.inside), {name: CLIENT, port: 9094, protocol: «SSL»}", broker: keys),
      gives: passes("SSL")
    )
  }

  // MARK: SASL

  @Test(arguments: [
    ("", "gssapi"), ("sasl.enabled.mechanisms: PLAIN", "plain"),
    (
      "sasl.enabled.mechanisms: 'PLAIN, SCRAM-SHA-256', listener.name.client.plain.sasl.jaas.config: x",
      "scram-sha-256"
    ),
  ])
  func `SASL without users stops the broker`(_ broker: String, _ mechanism: String) throws {
    try expect(
      profile("\(Self.inside), {name: CLIENT, port: 9094, protocol: «SASL_PLAINTEXT»}", broker: broker),
      gives: needsKeys(
        "CLIENT",
        "SASL_PLAINTEXT, and nothing tells the broker its users: `listener.name.client.\(mechanism).sasl.jaas.config` is missing",
        "set it under `broker`"
      )
    )
  }

  @Test func `users written into properties need no file`() throws {
    let users = "sasl.enabled.mechanisms: SCRAM-SHA-512, listener.name.client.scram-sha-512.sasl.jaas.config: x"
    try expect(
      profile("\(Self.inside), {name: CLIENT, port: 9094, protocol: «SASL_PLAINTEXT»}", broker: users),
      gives: passes("SASL_PLAINTEXT")
    )
  }

  @Test(arguments: [("/secrets/jaas.conf", true), ("/other/jaas.conf", false)])
  func `a JAAS file works where an upstream file mounts it`(_ path: String, _ works: Bool) throws {
    try expect(
      profile("\(Self.inside), {name: CLIENT, port: 9094, protocol: «SASL_PLAINTEXT»}"),
      upstream: upstream(
        """
        environment: {KAFKA_OPTS: '-Xa -Djava.security.auth.login.config=\(path)'}
            volumes: [{type: bind, source: /etc/secrets, target: /secrets}]
        """
      ),
      gives: works
        ? passes("SASL_PLAINTEXT")
        : needsKeys(
          "CLIENT",
          "SASL_PLAINTEXT, and nothing tells the broker its users: `listener.name.client.gssapi.sasl.jaas.config` is missing",
          "set it under `broker`"
        )
    )
  }

  @Test(arguments: [
    (
      "sasl.enabled.mechanisms: PLAIN, listener.name.client.plain.sasl.jaas.config: x",
      "the brokers would use GSSAPI among themselves, which isn't enabled",
      "set `sasl.mechanism.inter.broker.protocol` under `broker`"
    ),
    (
      "sasl.enabled.mechanisms: SCRAM-SHA-256, sasl.mechanism.inter.broker.protocol: SCRAM-SHA-256, "
        + "listener.name.client.scram-sha-256.sasl.jaas.config: x",
      "the brokers' user of SCRAM-SHA-256 can't be made before they run", "put a listener for the brokers first"
    ),
  ])
  func `brokers need a mechanism and users among themselves`(_ broker: String, _ what: String, _ help: String) throws {
    try expect(
      profile("{name: CLIENT, port: 9094, protocol: «SASL_PLAINTEXT»}, \(Self.inside)", broker: broker),
      gives: needsKeys("CLIENT", "SASL_PLAINTEXT, and \(what)", help)
    )
  }

  // MARK: Names

  @Test(arguments: [
    (
      "CLIENT_SSL", "TLS", "SSL",
      "`KAFKA_SSL_KEYSTORE_FILENAME` and its kin, which name files in /etc/kafka/secrets"
    ),
    ("SASL_CLIENT", "SASL", "SASL_", "`KAFKA_OPTS`, which names a JAAS file"),
  ])
  func `a name by which the image asks for files stops it, whatever the protocol is`(
    _ name: String,
    _ what: String,
    _ text: String,
    _ missing: String
  ) throws {
    try expect(
      profile("{name: «\(name)», port: 9094}"),
      gives: .error(
        "listener-name",
        "the image takes listener `\(name)` by its name for one with \(what), and stops without \(missing)",
        help: "choose a name without `\(text)`, such as INTERNAL"
      )
    )
  }

  @Test func `a name by which the image asks for files is right where they are`() throws {
    let listeners = "\(Self.inside), {name: CLIENT_SSL, port: 9094, protocol: «SSL»}"
    let environment = ["KEYSTORE_FILENAME", "KEYSTORE_CREDENTIALS", "KEY_CREDENTIALS"].map { "KAFKA_SSL_\($0): k" }
    let upstream = upstream(
      "volumes: ['/etc/a:/etc/kafka/secrets']\n    environment: {\(environment.joined(separator: ", "))}"
    )
    try expect(
      profile(listeners),
      upstream: upstream,
      gives: .warning(
        "listener-needs-keys",
        "listener `CLIENT_SSL` uses SSL, and its key stores or users aren't made by this program",
        help: Self.warning
      )
    )
  }

  // MARK: Clients

  private static let keys = "ssl.keystore.type: PEM, ssl.keystore.key: k, ssl.keystore.certificate.chain: c"

  @Test func `without a listener in plain text the boot would wait for ever`() throws {
    try expect(
      profile("{name: CLIENT, port: 9094, protocol: «SSL»}", broker: Self.keys),
      gives: passes("SSL"),
      .error(
        "no-plain-listener",
        "no listener uses PLAINTEXT, and the boot step `verify` and the services have neither keys nor passwords",
        help: "add one for the inside of the VPC, such as `{name: INTERNAL, port: 29092}`"
      )
    )
  }

  @Test func `services can't use a listener of the instance alone`() throws {
    let listeners = "{name: CLIENT, port: 9094, protocol: «SSL»}, {name: LOCAL, port: 9092, advertise: «localhost»}"
    try expect(
      profile(listeners, broker: Self.keys, services: "services: [zookeeper, broker, rest-proxy]"),
      gives: passes("SSL"),
      .error(
        "no-plain-listener",
        "the only listener that uses PLAINTEXT advertises `localhost`, and `rest-proxy` has neither keys nor passwords for "
          + "another",
        help: "add one for the inside of the VPC, such as `{name: INTERNAL, port: 29092}`"
      )
    )
    try expect(profile(listeners.replacing("«localhost»", with: "localhost"), broker: Self.keys), gives: passes("SSL"))
  }

  @Test func `clients and verify ask the same listener, and brokers each other by the first`() throws {
    let text = profile(
      "{name: CLIENT, port: 9094, protocol: SSL}, {name: LOCAL, port: 9092, advertise: localhost}, \(Self.inside)",
      broker: Self.keys,
      services: "services: [zookeeper, broker, schema-registry, rest-proxy]"
    )
    let cluster = try cluster(text)
    let file = try #require(edit(cluster, node: 0).file)
    #expect(cluster.clientListener.name.value == "INTERNAL")
    #expect(
      file.environment("schema-registry")["SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS"] == "PLAINTEXT://broker:29092"
    )
    #expect(file.environment("rest-proxy")["KAFKA_REST_BOOTSTRAP_SERVERS"] == "broker:29092")
    #expect(file.environment("broker")["KAFKA_INTER_BROKER_LISTENER_NAME"] == "CLIENT")
  }
}
