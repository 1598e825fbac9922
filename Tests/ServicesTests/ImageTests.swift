import Catalog
import Services
import Testing

/// What is known of an image by its reference: whether it is of the release, and for which processors.
@Suite struct ImageTests {
  private func fit(_ image: String, of service: Service = .broker, in version: String = "7.3.3") throws -> ImageFit {
    let release = try #require(Release.named(version))
    return release.fit(of: image, for: release.facts(of: service))
  }

  @Test(
    arguments: [
      ("confluentinc/cp-kafka:7.3.3", "confluentinc/cp-kafka", "7.3.3", nil),
      ("a.example:5000/b/cp-kafka", "a.example:5000/b/cp-kafka", nil, nil),
      ("a.example:5000/b/cp-kafka:1@sha256:01", "a.example:5000/b/cp-kafka", "1", "sha256:01"),
      ("b@sha256:01", "b", nil, "sha256:01"), ("b:", "b", "", nil), ("", "", nil, nil),
      // A mark that joins the colon to the letter before hides nothing.
      ("cp-kafka\u{301}:7.3.3", "cp-kafka\u{301}", "7.3.3", nil), ("cp-kafka:\u{301}x", "cp-kafka", "\u{301}x", nil),
    ] as [(String, String, String?, String?)]
  )
  func `the parts of a reference`(_ text: String, _ repository: String, _ tag: String?, _ digest: String?) {
    let reference = ImageReference(text)
    #expect(reference.repository == repository && reference.tag == tag && reference.digest == digest)
  }

  @Test(arguments: [
    "confluentinc/cp-kafka:7.3.3", "mirror.example:5000/a/cp-kafka:7.3.3", "cp-kafka:7.3.3-1-ubi8.amd64",
    "cp-kafka:v7.3.3", "x/cp-kafka:prod-7.3.3", "x/our-kafka:7.3.3", "x/our-kafka:4.0.1-7.3.3",
    "cp-kafka:7.3.3@sha256:01", "cp-kafka:7.3.3-post", "cp-kafka:7.3.3_2",
  ])
  func `an image whose tag has the release in it is of the release`(_ image: String) throws {
    #expect(try fit(image) == .fits)
  }

  @Test(arguments: [
    ("cp-kafka:7.0.1", "7.0.1"), ("x/our-kafka:7.9.8", "7.9.8"), ("cp-kafka:7.3.30", "7.3.30"),
    ("cp-kafka:8.4.0", "8.4.0"), ("cp-kafka:17.3.3", "17.3.3"), ("cp-kafka:prod-7.0.1", "7.0.1"),
    ("cp-kafka:8.3.0-ubi9@sha256:01", "8.3.0"), ("cp-kafka:7.9", "7.9"),
  ])
  func `an image of another release, known to the program or not`(_ image: String, _ other: String) throws {
    #expect(try fit(image) == .doesNot("is of release \(other), and the cluster is of 7.3.3"))
  }

  @Test(arguments: [
    "cp-kafka", "confluentinc/cp-kafka:latest", "cp-kafka:latest-ubi8", "cp-kafka:latest.arm64",
    "cp-kafka:7.3.x-latest", "cp-kafka:7.3", "cp-kafka:master", "a.example:5000/our-kafka", "our-kafka:stable",
  ])
  func `a tag that moves tells no version`(_ image: String) throws {
    #expect(try fit(image) == .moves)
  }

  @Test(arguments: [
    "cp-kafka@sha256:01", "cp-kafka:latest@sha256:01", "our-kafka:prod", "our-kafka:2024.11.05", "our-kafka:1.4.0",
    "our-kafka:20241105", "cp-kafka:prod", "cp-kafka:build-1.2.3",
    "our-kafka:99999999999999999999.1.1",
  ])
  func `a digest, a date or a number of one's own doesn't tell`(_ image: String) throws {
    #expect(try fit(image) == .untold)
  }

  @Test(arguments: [
    (Service.broker, "confluentinc/cp-zookeeper:7.3.3", "isn't `cp-kafka`"),
    (.zookeeper, "mirror.example/cp-kafka:7.3.3", "isn't `cp-zookeeper`"),
    (.broker, "confluentinc/confluent-local:7.3.3", "is a Kafka by itself, with settings of its own"),
    (.broker, "confluentinc/confluent-local:latest", "is a Kafka by itself, with settings of its own"),
    (.connect, "cnfldemos/kafka-connect-datagen:0.5.0-6.2.0", "is of release 6.2.0, and the cluster is of 7.3.3"),
  ])
  func `an image of something else`(_ service: Service, _ image: String, _ reason: String) throws {
    #expect(try fit(image, of: service) == .doesNot(reason))
  }

  @Test(arguments: [
    "confluentinc/cp-kafka-connect:7.3.3", "confluentinc/cp-kafka-connect-base:7.3.3",
    "cnfldemos/kafka-connect-datagen:0.6.0-7.3.0", "mirror.example/kafka-connect-datagen:0.6.0-7.3.0",
    "our/connect:3-7.3.3",
  ])
  func `the images that Connect may have, the sample's among them`(_ image: String) throws {
    #expect(try fit(image, of: .connect) == .fits)
  }

  @Test(arguments: [
    ("5.3.1", "hlebalbau/kafka-manager:2.0.0.2", ImageFit.fits),
    ("5.3.1", "hlebalbau/kafka-manager:3.0.0.5", .doesNot("needs a later ZooKeeper than 3.4.14")),
    ("5.3.1", "hlebalbau/kafka-manager:stable", .moves), ("5.3.1", "hlebalbau/kafka-manager", .moves),
    ("5.3.1", "our/cmak@sha256:01", .untold), ("5.4.0", "hlebalbau/kafka-manager:3.0.0.5", .fits),
    ("5.4.0", "our/cmak@sha256:01", .fits), ("5.4.0", "hlebalbau/kafka-manager:latest", .moves),
  ])
  func `Kafka Manager has numbers of its own, and needs a ZooKeeper`(
    _ version: String,
    _ image: String,
    _ expected: ImageFit
  ) throws {
    #expect(try fit(image, of: .kafkaManager, in: version) == expected)
  }

  @Test(arguments: [
    ("ghcr.io/kafbat/kafka-ui:v1.5.0", ImageFit.fits), ("provectuslabs/kafka-ui:v0.7.2", .fits),
    ("ghcr.io/kafbat/kafka-ui:main", .moves), ("provectuslabs/kafka-ui:latest", .moves), ("kafka-ui", .moves),
  ])
  func `Kafka UI works with any release, but its version must stay`(_ image: String, _ expected: ImageFit) throws {
    #expect(try fit(image, of: .kafkaUI) == expected)
  }

  @Test(arguments: [
    ("confluentinc/ksqldb-server:0.29.0", ImageFit.fits), ("confluentinc/ksqldb-server:latest", .moves),
    ("confluentinc/cp-ksqldb-server:7.0.0", .doesNot("is of release 7.0.0, and the cluster is of 7.3.3")),
  ])
  func `the ksqlDB of its own project is a client of Kafka`(_ image: String, _ expected: ImageFit) throws {
    #expect(try fit(image, of: .ksqldbServer) == expected)
  }

  @Test(arguments: [
    ("nginx", ImageFit.fits), ("a/b:latest", .fits), ("confluentinc/cp-kcat:7.3.3", .fits),
    ("confluentinc/cp-kcat:latest", .moves),
    ("confluentinc/confluent-local:7.3.3", .doesNot("is a Kafka by itself, with settings of its own")),
  ])
  func `of a service that isn't of the stack only Confluent's images are looked at`(
    _ image: String,
    _ expected: ImageFit
  ) throws {
    let release = try #require(Release.named("7.3.3"))
    #expect(release.fit(of: image, for: nil) == expected)
  }

  @Test(arguments: Release.all.map(\.version)) func `every image of a release fits it`(_ version: String) throws {
    let release = try #require(Release.named(version))
    for facts in release.services {
      #expect(release.fit(of: facts.image, for: facts) == .fits)
      #expect(Release.architectures(ofImage: facts.image) == facts.architectures)
    }
    let connect = try #require(release.facts(of: .connect))
    #expect(release.fit(of: release.sampleConnect, for: connect) == .fits)
  }

  @Test(
    arguments: [
      ("confluentinc/cp-kafka:7.1.0", [Architecture.x86_64]), ("confluentinc/cp-kafka:7.2.0", [.x86_64, .aarch64]),
      ("docker.io/confluentinc/cp-kafka:7.1.0", [.x86_64]), ("docker.io/hlebalbau/kafka-manager:stable", [.x86_64]),
      ("confluentinc/cp-kafka:7.9.0.amd64", [.x86_64]), ("our/kafka:7.9.0-arm64", [.aarch64]),
      ("cnfldemos/kafka-connect-datagen:0.5.3-7.1.0", [.x86_64]),
      ("cnfldemos/kafka-connect-datagen:0.6.0-7.2.1", [.x86_64, .aarch64]), ("our/cp-kafka:7.1.0", nil),
      ("our/kafka-manager:3.0.0.5", nil), ("confluentinc/cp-kafka", nil), ("provectuslabs/kafka-ui:v0.7.2", nil),
    ] as [(String, [Architecture]?)]
  )
  func `the processors that an image is for, where that is known`(_ image: String, _ expected: [Architecture]?) {
    #expect(Release.architectures(ofImage: image) == expected)
  }

  @Test(arguments: [
    ("7.3.15", Architecture.x86_64, Service.kafkaManager), ("7.3.15", .aarch64, .kafkaUI),
    ("7.9.8", .aarch64, .kafkaUI), ("8.3.0", .x86_64, .kafkaUI),
  ])
  func `the web UI of a cluster that asks for nothing runs on its first node`(
    _ version: String,
    _ architecture: Architecture,
    _ expected: Service
  ) throws {
    let services = try #require(Release.named(version)).defaultServices(nodes: 3, architecture: architecture)
    #expect(services.filter(\.isUserInterface) == [expected])
  }
}
