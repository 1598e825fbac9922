import Cluster
import Profile
import TestSupport
import Testing

/// Broker properties against what Kafka knows of them.
@Suite struct BrokerPropertyTests {
  @Test(arguments: [
    ("broker.id", "nodes"), ("broker.id.generation.enable", "nodes"), ("broker.rack", "nodes"),
    ("advertised.host.name", "listeners"), ("advertised.listeners", "listeners"), ("advertised.port", "listeners"),
    ("host.name", "listeners"), ("inter.broker.listener.name", "listeners"), ("listeners", "listeners"),
    ("listener.security.protocol.map", "listeners"), ("port", "listeners"),
    ("security.inter.broker.protocol", "listeners"), ("log.dir", "data"), ("log.dirs", "data"),
    ("zookeeper.connect", "services"),
  ])
  func `a property that follows from another key can't contradict it`(_ name: String, _ key: String) {
    expect(
      profile(nodes: 1, "broker: {«\(name)»: '1'}"),
      gives: .error("owned-property", "`\(name)` is set by the program", help: "it follows from `\(key)`")
    )
  }

  @Test(arguments: ["listener.name.a.scram-sha-512.sasl.jaas.config", "listener.name.plaintext_host.x", "a_b"])
  func `this release's images have no way to write some names`(_ name: String) {
    expect(
      profile(nodes: 1, "broker: {«\(name)»: x}"),
      gives: .error(
        "unsettable-property",
        "the images of release 5.3.1 can't set `\(name)`",
        help: "they turn variables into properties, and have no way to write `_` or `-`"
      )
    )
  }

  @Test func `a property in capitals would come out in lower case`() {
    expect(
      profile(nodes: 1, "broker: {«Log.Retention.hours»: 1}"),
      gives: .error(
        "unsettable-property",
        "the images can't set `Log.Retention.hours`",
        help: "they turn variables into properties in lower case"
      )
    )
  }

  @Test(arguments: [
    ("log.retention.hour", "log.retention.hours"), ("log.retention.hourss", "log.retention.hours"),
    ("default.replicaton.factor", "default.replication.factor"),
  ])
  func `a misspelt property is an error, as Kafka would only log it`(_ name: String, _ near: String) {
    expect(
      profile(nodes: 1, "broker: {«\(name)»: 1}"),
      gives: .error("unknown-property", "Kafka 2.3.1 has no property `\(name)`", help: "did you mean `\(near)`?")
    )
  }

  @Test(arguments: [
    ("replica.selector.class", "it is there since Kafka 2.4"), ("process.roles", "it is there since Kafka 2.8"),
    ("share.coordinator.threads", "it is there since Kafka 4.0"),
  ])
  func `a property of a later Kafka is an error, as this one would only log it`(_ name: String, _ help: String) {
    expect(
      profile(nodes: 1, "broker: {«\(name)»: 1}"),
      gives: .error("unknown-property", "Kafka 2.3.1 has no property `\(name)`", help: help)
    )
  }

  @Test(arguments: [
    ("num.io.threads", "0", "at least 1"), ("log.retention.check.interval.ms", "-5", "at least 1"),
    ("log.message.timestamp.type", "createtime", "`CreateTime` or `LogAppendTime`"),
    ("ssl.client.auth", "on-request", "`none` or `requested` or `required`"),
    ("log.cleanup.policy", "'compact, remove'", "a list of `compact`, `delete`"),
  ])
  func `a value of the right type that Kafka refuses would stop the broker`(
    _ name: String,
    _ value: String,
    _ wanted: String
  ) {
    let shown = value.filter { $0 != "'" }
    expect(
      profile(nodes: 1, "broker: {\(name): «\(value)»}"),
      gives: .error("property-value", "`broker.\(name)` is `\(shown)`, and Kafka 2.3.1 wants \(wanted)")
    )
  }

  @Test(arguments: [
    ("num.io.threads", "1"), ("log.cleaner.min.cleanable.ratio", "0"), ("log.cleaner.min.cleanable.ratio", "1"),
    ("log.cleanup.policy", "'delete, compact'"), ("ssl.client.auth", "none"),
  ])
  func `a value at the bounds of what Kafka takes`(_ name: String, _ value: String) throws {
    #expect(try cluster(profile(nodes: 1, "broker: {\(name): \(value)}")).brokerProperties.count == 1)
  }

  @Test func `a property that is like no other may be a plug-in's`() {
    expect(
      profile(nodes: 1, "broker: {«com.example.plugin.setting»: x}"),
      gives: .warning(
        "unknown-property",
        "Kafka 2.3.1 has no property `com.example.plugin.setting`",
        help: "it is passed on, for plug-ins that read it"
      )
    )
  }

  @Test(arguments: [
    ("auto.leader.rebalance.enable", "1", "`true` or `false`"),
    ("auto.leader.rebalance.enable", "'TRUE'", "`true` or `false`"),
    ("num.io.threads", "a", "a whole number of 32 bits"), ("num.io.threads", "2147483648", "a whole number of 32 bits"),
    ("num.io.threads", "-2147483649", "a whole number of 32 bits"),
    ("num.io.threads", "1.0", "a whole number of 32 bits"),
    ("num.io.threads", "0x10", "a whole number of 32 bits"), ("num.io.threads", "''", "a whole number of 32 bits"),
    ("num.io.threads", "' 8'", "a whole number of 32 bits"),
    ("log.retention.ms", "9223372036854775808", "a whole number of 64 bits"),
    ("offsets.commit.required.acks", "32768", "a whole number of 16 bits"),
    ("log.cleaner.min.cleanable.ratio", "half", "a number"), ("log.cleaner.min.cleanable.ratio", "inf", "a number"),
    ("log.cleaner.min.cleanable.ratio", "nan", "a number"), ("log.cleaner.min.cleanable.ratio", "0x1p-1", "a number"),
  ])
  func `a value of the wrong type would stop the broker`(_ name: String, _ value: String, _ type: String) {
    let shown = value.filter { $0 != "'" }
    expect(
      profile(nodes: 1, "broker: {\(name): «\(value)»}"),
      gives: .error(
        "property-type",
        shown.isEmpty
          ? "`broker.\(name)` is ``, and Kafka wants \(type)"
          : "`broker.\(name)` is `\(shown)`, and Kafka wants \(type)"
      )
    )
  }

  @Test(arguments: [
    ("auto.leader.rebalance.enable", "TRUE", "true"), ("auto.leader.rebalance.enable", "'false'", "false"),
    ("num.io.threads", "2147483647", "2147483647"), ("log.retention.hours", "-1", "-1"),
    ("log.retention.ms", "9223372036854775807", "9223372036854775807"), ("log.retention.bytes", "-1", "-1"),
    ("offsets.commit.required.acks", "-1", "-1"), ("offsets.commit.required.acks", "32767", "32767"),
    ("log.cleaner.min.cleanable.ratio", "0.5", "0.5"), ("log.cleaner.min.cleanable.ratio", "5E-1", "5E-1"),
    ("log.cleaner.min.cleanable.ratio", "1", "1"), ("log.cleanup.policy", "'compact,delete'", "compact,delete"),
    ("authorizer.class.name", "kafka.security.auth.SimpleAclAuthorizer", "kafka.security.auth.SimpleAclAuthorizer"),
    ("compression.type", "'$(id) `id` ${X} \"q\" %s'", "$(id) `id` ${X} \"q\" %s"),
  ])
  func `a value of the right type is passed on as its text`(_ name: String, _ value: String, _ text: String) throws {
    let properties = try cluster(profile(nodes: 1, "broker: {\(name): \(value)}")).brokerProperties
    #expect(properties.map(\.name.value) == [name] && properties.map(\.value.value) == [text])
  }

  // MARK: Replication

  @Test(arguments: [
    ("default.replication.factor", 1, 2, "1 broker", "use 1"),
    ("default.replication.factor", 3, 4, "3 brokers", "use 1 to 3"),
    ("offsets.topic.replication.factor", 2, 3, "2 brokers", "use 1 to 2"),
    ("transaction.state.log.replication.factor", 5, 0, "5 brokers", "use 1 to 5"),
    ("default.replication.factor", 3, -1, "3 brokers", "use 1 to 3"),
  ])
  func `no topic can have more copies than there are brokers`(
    _ name: String,
    _ nodes: Int,
    _ factor: Int,
    _ brokers: String,
    _ help: String
  ) {
    expect(
      profile(nodes: nodes, "broker: {\(name): «\(factor)»}"),
      gives: .error(
        "replication-factor",
        "`broker.\(name)` is \(factor), and the cluster has \(brokers)",
        help: help
      )
    )
  }

  private static let help = "; one less than the copies lets a broker be down"

  @Test(arguments: [
    (3, "", "min.insync.replicas", 4, "topics have 3 copies", "use 1 to 3" + help),
    (3, "", "min.insync.replicas", 0, "topics have 3 copies", "use 1 to 3" + help),
    (1, "", "min.insync.replicas", 2, "topics have 1 copy", "use 1"),
    (3, "default.replication.factor: 2, ", "min.insync.replicas", 3, "topics have 2 copies", "use 1 to 2" + help),
    (
      3, "offsets.topic.replication.factor: 1, ", "min.insync.replicas", 2, "the offsets topic has 1 copy", "use 1"
    ),
    (3, "", "transaction.state.log.min.isr", 4, "the transaction log has 3 copies", "use 1 to 3" + help),
    (
      5, "transaction.state.log.replication.factor: 5, ", "transaction.state.log.min.isr", 6,
      "the transaction log has 5 copies", "use 1 to 5" + help
    ),
  ])
  func `no write can wait for more copies than there are`(
    _ nodes: Int,
    _ factor: String,
    _ name: String,
    _ value: Int,
    _ topics: String,
    _ help: String
  ) {
    expect(
      profile(nodes: nodes, "broker: {\(factor)\(name): «\(value)»}"),
      gives: .error("min-insync-replicas", "`broker.\(name)` is \(value), and \(topics)", help: help)
    )
  }

  @Test(arguments: [(1, 1, 1), (2, 2, 1), (3, 3, 2), (4, 3, 2), (5, 3, 2), (100, 3, 2)])
  func `copies and the least in sync by the number of brokers`(_ nodes: Int, _ factor: Int, _ least: Int) throws {
    let cluster = try cluster(profile(nodes: nodes))
    #expect(cluster.replicationFactor == factor)
    #expect(cluster.minInSyncReplicas == least && cluster.transactionMinInSyncReplicas == least)
  }

  @Test(arguments: [
    ("default.replication.factor: 1", 1, 2), ("default.replication.factor: 2", 1, 2),
    ("default.replication.factor: 5", 2, 2), ("offsets.topic.replication.factor: 1", 1, 2),
    ("transaction.state.log.replication.factor: 1", 2, 1), ("min.insync.replicas: 1", 1, 2),
    ("min.insync.replicas: 3", 3, 2), ("transaction.state.log.min.isr: 3", 2, 3),
  ])
  func `the least in sync follows the copies that the profile sets, so that writes go through`(
    _ property: String,
    _ least: Int,
    _ transactions: Int
  ) throws {
    let cluster = try cluster(profile(nodes: 5, "broker: {\(property)}"))
    #expect(cluster.minInSyncReplicas == least && cluster.transactionMinInSyncReplicas == transactions)
  }
}
