import Cluster
import TestSupport
import Testing

/// Broker properties for one listener, and those that parts of the broker read which KafkaConfig doesn't know.
@Suite struct ListenerPropertyTests {
  private static let listeners = "listeners: [{name: CLIENT_TLS, port: 9094}, {name: INTERNAL, port: 29092}]\n"

  private func profile(_ broker: String, release: String = "5.4.3") -> String {
    "cluster: test\nrelease: \(release)\nnodes: {count: 1, host: kafka.example.com}\n"
      + "\(Self.listeners)broker: {\(broker)}\n"
  }

  @Test(arguments: [
    "listener.name.client_tls.ssl.client.auth: required", "listener.name.internal.max.connections: 100",
    "listener.name.client_tls.scram-sha-512.sasl.jaas.config: x",
    "listener.name.client_tls.plain.connections.max.reauth.ms: 1000",
    "sasl.enabled.mechanisms: MINE, listener.name.internal.mine.sasl.jaas.config: x",
    "listener.name.internal.sasl.enabled.mechanisms: 'PLAIN, MINE', listener.name.internal.mine.sasl.jaas.config: x",
  ])
  func `a property of a listener that is there`(_ broker: String) throws {
    #expect(try !cluster(profile(broker)).brokerProperties.isEmpty)
  }

  @Test(arguments: [
    ("client_tsl", "did you mean `listener.name.client_tls`?"),
    ("external", "did you mean `listener.name.internal`?"),
    ("a", "their listeners are `client_tls` and `internal`, in lower case here"),
  ])
  func `a listener that isn't there would take the setting with it`(_ listener: String, _ help: String) {
    let name = "listener.name.\(listener).ssl.client.auth"
    expect(
      profile("«\(name)»: required"),
      gives: .error(
        "unknown-listener",
        "`\(name)` is for listener `\(listener)`, which the brokers don't have",
        help: help
      )
    )
  }

  @Test func `the controllers' listener is there with KRaft alone`() throws {
    let broker = "listener.name.controller.max.connections: 100"
    #expect(try cluster(profile(broker, release: "7.9.0")).brokerProperties.count == 1)
    expect(
      profile("«listener.name.controller.max.connections»: 100"),
      gives: .error(
        "unknown-listener",
        "`listener.name.controller.max.connections` is for listener `controller`, which the brokers don't have",
        help: "their listeners are `client_tls` and `internal`, in lower case here"
      )
    )
  }

  @Test(arguments: [
    "listener.name.CLIENT_TLS.ssl.client.auth", "listener.name.client_tls.SCRAM-SHA-512.sasl.jaas.config",
  ])
  func `names that Kafka has in lower case are shown so`(_ name: String) {
    expect(
      profile("«\(name)»: required"),
      gives: .error(
        "unsettable-property",
        "the images can't set `\(name)`",
        help: "write `\(name.lowercased())`: Kafka looks for listeners and mechanisms in lower case here"
      )
    )
  }

  @Test(arguments: [
    ("ssl.client.atuh", "did you mean `listener.name.internal.ssl.client.auth`?"),
    ("plain.sasl.jaas.confg", "did you mean `listener.name.internal.plain.sasl.jaas.config`?"),
    ("ssl.engine.factory.class", "it is there since Kafka 2.6"),
  ])
  func `a misspelt property of a listener is an error`(_ property: String, _ help: String) {
    let name = "listener.name.internal.\(property)"
    expect(
      profile("«\(name)»: x"),
      gives: .error("unknown-property", "Kafka 2.4 has no property `\(name)`", help: help)
    )
  }

  @Test func `a listener's property that is like no other may be a plug-in's`() {
    expect(
      profile("«listener.name.internal.oauthbearer.example.issuer.address»: x"),
      gives: .warning(
        "unknown-property",
        "Kafka 2.4 has no property `listener.name.internal.oauthbearer.example.issuer.address`",
        help: "it is passed on, for plug-ins that read it"
      )
    )
  }

  @Test func `a listener without a property says nothing`() {
    expect(
      profile("«listener.name.internal»: x"),
      gives: .error(
        "unknown-property",
        "`listener.name.internal` says no property of a listener",
        help: "write it as listener.name.LISTENER.PROPERTY, such as `listener.name.client.ssl.client.auth`"
      )
    )
  }

  @Test(arguments: [
    ("scram-sha-513", "did you mean `listener.name.internal.scram-sha-512`?"),
    ("own", "name it in `sasl.enabled.mechanisms`, and here in lower case"),
  ])
  func `a mechanism that isn't enabled would take the setting with it`(_ mechanism: String, _ help: String) {
    let name = "listener.name.internal.\(mechanism).sasl.jaas.config"
    expect(
      profile("«\(name)»: x"),
      gives: .error(
        "unknown-mechanism",
        "`\(name)` is for SASL mechanism `\(mechanism)`, which isn't enabled",
        help: help
      )
    )
  }

  @Test func `the value for a listener is checked like the one for all`() {
    expect(
      profile("listener.name.internal.ssl.client.auth: «maybe»"),
      gives: .error(
        "property-value",
        "`broker.listener.name.internal.ssl.client.auth` is `maybe`, and Kafka 2.4 wants `none` or `requested` or `required`"
      )
    )
    expect(
      profile("listener.name.internal.plain.connections.max.reauth.ms: «soon»"),
      gives: .error(
        "property-type",
        "`broker.listener.name.internal.plain.connections.max.reauth.ms` is `soon`, and Kafka wants a whole number of 64 bits"
      )
    )
  }

  @Test func `a property that is the whole broker's has no effect on a listener`() {
    expect(
      profile("«listener.name.internal.num.io.threads»: 8"),
      gives: .warning(
        "unread-property",
        "Kafka reads `num.io.threads` for the whole broker, and not for one listener",
        help: "it is passed on, for plug-ins that read it; for Kafka write `num.io.threads`"
      )
    )
  }

  // MARK: Names that the images misread

  @Test(arguments: ["a._b", "client__tls", "a.-b"])
  func `a name whose underscores would run together`(_ name: String) {
    expect(
      profile("«\(name)»: x"),
      gives: .error(
        "unsettable-property",
        "the images of release 5.4.3 can't set `\(name)`",
        help:
          "they read one, two and three `_` of a variable as `.`, `_` and `-`, and can't tell two of these side by side"
      )
    )
  }

  @Test func `a listener of one letter can't be named to the images of 8.1 and later`() {
    let text = """
      cluster: test
      release: 8.3.0
      nodes: {count: 1, host: kafka.example.com}
      listeners: [{name: A, port: 9094}]
      broker: {«listener.name.a.max.connections»: 10}
      """
    expect(
      text,
      gives: .error(
        "unsettable-property",
        "the images of release 8.3.0 can't set `listener.name.a.max.connections`",
        help: "they misread a part of one letter; a listener can have a longer name"
      )
    )
  }

  @Test(arguments: [("host", "KAFKA_HOST"), ("advertised.host", "KAFKA_ADVERTISED_HOST")])
  func `a variable with which the image doesn't start`(_ name: String, _ variable: String) {
    expect(
      profile("«\(name)»: x"),
      gives: .error(
        "unsettable-property",
        "`\(name)` is no property: the image refuses to start with `\(variable)`",
        help: "it follows from `listeners`"
      )
    )
  }

  // MARK: What others read

  @Test(arguments: [
    "super.users: 'User:a;User:b'", "allow.everyone.if.no.acl.found: false", "config.providers: env",
    "config.providers.env.class: x", "confluent.support.customer.id: x", "authorizer.zookeeper.url: 'x:2181'",
  ])
  func `what the authorizer, the configuration providers and Confluent read is known`(_ broker: String) throws {
    #expect(try cluster(profile(broker)).brokerProperties.count == 1)
  }

  @Test func `a misspelt name of theirs is an error`() {
    expect(
      profile("«super.user»: x"),
      gives: .error("unknown-property", "Kafka 2.4 has no property `super.user`", help: "did you mean `super.users`?")
    )
  }

  @Test func `a value of theirs of the wrong type is an error`() {
    expect(
      profile("allow.everyone.if.no.acl.found: «maybe»"),
      gives: .error(
        "property-type",
        "`broker.allow.everyone.if.no.acl.found` is `maybe`, and Kafka wants `true` or `false`"
      )
    )
  }

  @Test func `what a later Kafka reads is told apart`() {
    expect(
      profile("«metrics.jmx.include»: x"),
      gives: .error(
        "unknown-property",
        "Kafka 2.4 has no property `metrics.jmx.include`",
        help: "it is there since Kafka 2.7"
      )
    )
    expect(
      profile("«metrics.context.label»: x"),
      gives: .warning(
        "unknown-property",
        "Kafka 2.4 has no property `metrics.context.label`",
        help: "it is passed on, for plug-ins that read it"
      )
    )
  }
}
