import Catalog
import Testing
import YAML

/// The facts about releases: those of each for itself, and what must hold between them.
@Suite struct ReleaseTests {
  @Test func `release 5.3.1`() throws {
    let release = try #require(Release.named("5.3.1"))
    #expect(release.kafkaVersion == "2.3.1" && release.zooKeeperVersion == "3.4.14")
    #expect(release.endOfSupport == "2022-07-19")
    #expect(release.checkout.repository == "https://github.com/confluentinc/examples")
    #expect(release.checkout.ref == "5.3.1-post" && release.checkout.directory == "cp-all-in-one")
    #expect(release.owner == Release.Owner(uid: 0, gid: 0))
    #expect(release.architectures == [.x86_64] && !release.readsLongUnderscores)
    #expect(
      release.services.map(\.service) == [
        .zookeeper, .broker, .schemaRegistry, .connect, .restProxy, .ksqlServer, .kafkaManager,
      ]
    )
    #expect(release.services.map(\.port) == [2181, 29092, 8081, 8083, 8082, 8088, 9000])
    // A later one needs ZooKeeper 3.5.
    #expect(release.facts(of: .kafkaManager)?.image == "hlebalbau/kafka-manager:2.0.0.2")
  }

  @Test(arguments: ["", "5.3", "5.3.10", "latest"]) func `a release that isn't known`(_ version: String) {
    #expect(Release.named(version) == nil)
  }

  @Test(arguments: Release.all.map(\.version)) func `every service of a release is in its compose file`(
    _ version: String
  ) throws {
    let release = try #require(Release.named(version))
    let services = try #require(release.base.mapping?["services"]?.mapping)
    #expect(services.entries.map(\.key) == release.services.map(\.service.rawValue))
    for facts in release.services {
      #expect(services[facts.service.rawValue]?.mapping?["image"]?.scalar?.text == facts.image)
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

  @Test(arguments: [
    ("confluentinc/cp-kafka:5.3.1", "cp-kafka"), ("cp-kafka", "cp-kafka"), ("a.example:5000/b/cp-kafka:1", "cp-kafka"),
    ("a.example:5000/cp-kafka", "cp-kafka"), ("a/cp-kafka@sha256:01", "cp-kafka"), ("a/b:1@sha256:01", "b"),
    ("${REPOSITORY}/cp-server:${TAG}", "cp-server"), ("", ""), ("/", ""), (":1", ""),
  ])
  func `an image has the same name in every registry`(_ reference: String, _ name: String) {
    #expect(Release.imageName(reference) == name)
  }

  @Test(arguments: [
    "confluentinc/cp-enterprise-kafka:5.3.1", "mirror.example/cp-server:7.0.1", "confluentinc/cp-server@sha256:01",
    "confluentinc/cp-enterprise-control-center:5.3.1", "cnfldemos/cp-server-connect-datagen:0.2.0-5.4.0",
  ])
  func `images that need a licence`(_ image: String) {
    #expect(Release.named("5.3.1")?.isLicensed(image) == true)
  }
}
