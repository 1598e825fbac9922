import Catalog
import Services
import Testing
import YAML

/// The services of the releases: those of each for itself, and what must hold between them.
@Suite struct ReleaseServiceTests {
  @Test(arguments: [
    (
      "5.3.1",
      [Service.zookeeper, .broker, .schemaRegistry, .connect, .restProxy, .ksqlServer, .kafkaManager, .kafkaUI]
    ),
    (
      "7.9.6",
      [
        .zookeeper, .controller, .broker, .schemaRegistry, .connect, .restProxy, .ksqldbServer, .kafkaManager, .kafkaUI,
      ]
    ),
    ("8.3.0", [.controller, .broker, .schemaRegistry, .connect, .restProxy, .ksqldbServer, .kafkaUI]),
  ])
  func `the services of a release, in the order in which they start`(_ version: String, _ services: [Service]) throws {
    #expect(try #require(Release.named(version)).services.map(\.service) == services)
  }

  @Test func `ports and images of services`() throws {
    let first = try #require(Release.named("5.3.1"))
    #expect(first.services.map(\.port) == [2181, 29092, 8081, 8083, 8082, 8088, 9000, 8080])
    // A later one needs ZooKeeper 3.5.
    #expect(first.facts(of: .kafkaManager)?.image == "hlebalbau/kafka-manager:2.0.0.2")
    let release = try #require(Release.named("7.9.6"))
    #expect(release.facts(of: .connect)?.image == "confluentinc/cp-kafka-connect:7.9.6")
    #expect(release.facts(of: .kafkaManager)?.image == "hlebalbau/kafka-manager:3.0.0.5")
  }

  @Test(arguments: [
    ("5.3.8", "5.3.1"), ("5.4.0", "5.4.0"), ("5.4.11", "5.4.1"), ("5.5.15", "5.5.0"), ("6.0.15", "6.0.1"),
    ("6.2.15", "6.2.0"), ("7.0.16", "6.2.0"), ("7.2.0", "7.1.0"), ("7.2.2", "7.2.1"), ("7.3.15", "7.3.0"),
    ("7.4.15", "7.1.0"), ("8.3.0", "7.6.0"),
  ])
  func `the sample's Connect is built on the release behind its tag's hyphen`(_ version: String, _ base: String) throws
  {
    let image = try #require(Release.named(version)).sampleConnect
    #expect(image.hasSuffix("-\(base)"))
    // Below 7.2 there is none for Arm, whatever the release that it runs beside.
    #expect(Release.architectures(ofImage: image)?.contains(.aarch64) == (base >= "7.2"))
  }

  @Test(arguments: Release.all) func `what holds between the services of every release`(_ release: Release) {
    #expect(release.modes.contains(.zookeeper) == (release.facts(of: .zookeeper) != nil))
    #expect(release.modes.contains(.kraft) == (release.facts(of: .controller) != nil))
    for facts in release.services {
      #expect(Service.named(facts.service.name) == facts.service)
      if facts.image.hasPrefix("confluentinc/") { #expect(facts.image.hasSuffix(":\(release.version)")) }
    }
  }

  @Test(arguments: Release.all.map(\.version)) func `every service of a release is in its compose file`(
    _ version: String
  ) throws {
    let release = try #require(Release.named(version))
    let services = try #require(release.base().mapping?["services"]?.mapping)
    #expect(services.entries.map(\.key) == release.services.map(\.service.name))
    for facts in release.services {
      #expect(services[facts.service.name]?.mapping?["image"]?.scalar?.text == facts.image)
      #expect(!release.isLicensed(facts.image))
    }
  }

  @Test(arguments: Release.all.map(\.version)) func `no two services of a release share a port or a directory`(
    _ version: String
  ) throws {
    let release = try #require(Release.named(version))
    let ports = release.services.flatMap { [$0.port] + $0.peerPorts }
    #expect(Set(ports).count == ports.count)
    let directories = release.services.flatMap { $0.volumes.map(\.directory) }
    #expect(Set(directories).count == directories.count)
  }
}
