import Catalog
import Testing

/// How the images read variables.
@Suite struct VariableTests {
  @Test(arguments: [
    ("log.retention.hours", "KAFKA_LOG_RETENTION_HOURS"),
    ("listener.name.client_tls.ssl.client.auth", "KAFKA_LISTENER_NAME_CLIENT__TLS_SSL_CLIENT_AUTH"),
    (
      "listener.name.client.scram-sha-512.sasl.jaas.config",
      "KAFKA_LISTENER_NAME_CLIENT_SCRAM___SHA___512_SASL_JAAS_CONFIG"
    ),
    ("zookeeper.clientCnxnSocket", "KAFKA_ZOOKEEPER_CLIENT_CNXN_SOCKET"),
  ])
  func `a property's underscore is two in the variable, and its hyphen three`(_ property: String, _ variable: String) {
    for version in ["5.3.4", "5.4.3", "5.5.2", "6.0.0", "7.9.0", "8.0.0", "8.1.0", "8.3.0"] {
      #expect(Release.named(version)?.variable(ofBrokerProperty: property) == variable, "\(version)")
    }
  }

  @Test(arguments: ["5.3.1", "5.3.3", "5.4.0", "5.4.2", "5.5.0", "5.5.1"])
  func `images that read every underscore as a dot can't be told another`(_ version: String) throws {
    let release = try #require(Release.named(version))
    #expect(release.variable(ofBrokerProperty: "log.dirs") == "KAFKA_LOG_DIRS")
    for name in ["listener.name.client_tls.ssl.client.auth", "a-b", "a_b"] {
      #expect(release.variable(ofBrokerProperty: name) == nil)
    }
  }

  @Test(arguments: ["a._b", "a_.b", "a.-b", "a-.b", "a__b", "a.B", "listener.name.A.x"])
  func `a name that would come back as another has no variable`(_ name: String) {
    for version in ["5.3.1", "7.9.0", "8.3.0"] {
      #expect(Release.named(version)?.variable(ofBrokerProperty: name) == nil, "\(version)")
    }
  }

  @Test func `two dots side by side are a name for images that know nothing else`() {
    #expect(Release.named("5.3.1")?.variable(ofBrokerProperty: "a..b") == "KAFKA_A__B")
    #expect(Release.named("7.9.0")?.variable(ofBrokerProperty: "a..b") == nil)
  }

  @Test(arguments: [("8.0.0", "KAFKA_LISTENER_NAME_A_SSL_CLIENT_AUTH"), ("8.1.0", nil)] as [(String, String?)])
  func `a listener of one letter can't be told from 8.1 on`(_ version: String, _ variable: String?) {
    #expect(Release.named(version)?.variable(ofBrokerProperty: "listener.name.a.ssl.client.auth") == variable)
  }

  @Test func `every property of a release's Kafka that it can have has a variable, and no two have the same`() {
    for release in Release.all {
      let names = BrokerProperty.properties(ofKafka: release.kafka).keys
      let variables = names.compactMap(release.variable(ofBrokerProperty:))
      #expect(variables.count == names.count && Set(variables).count == names.count, "\(release.version)")
    }
  }

  @Test(arguments: [
    ("5.3.1", "KAFKA_REST_"), ("5.3.8", "KAFKA_REST_"), ("5.4.0", "KAFKA_REST_"), ("5.4.2", "KAFKA_REST_"),
    ("5.4.3", "SCHEMA_REGISTRY_"), ("5.4.11", "SCHEMA_REGISTRY_"), ("5.5.0", "KAFKA_REST_"),
    ("5.5.1", "SCHEMA_REGISTRY_"), ("6.0.0", "SCHEMA_REGISTRY_"), ("8.3.0", "SCHEMA_REGISTRY_"),
  ])
  func `the variable by which Schema Registry waits for brokers`(_ version: String, _ prefix: String) {
    #expect(Release.named(version)?.schemaRegistryMinBrokersVariable == prefix + "CUB_KAFKA_MIN_BROKERS")
  }
}
