import TestSupport
import Testing

/// The version that a service of an upstream file runs is known and goes with the release, or the file is refused.
@Suite struct UpstreamImageTests {
  private func upstream(_ broker: String = "image: 'confluentinc/cp-kafka:7.3.3'", _ services: String = "") -> String {
    "services:\n  zookeeper: {image: 'confluentinc/cp-zookeeper:7.3.3'}\n  broker: {\(broker)}\n\(services)"
  }

  private func small(_ more: String = "", services: String = "") -> String {
    profile(nodes: 1, release: "7.3.3", "services: {zookeeper: , broker: , \(services)}\n\(more)")
  }

  private let help = "write `confluentinc/cp-kafka:7.3.3`, or name another in the profile under `services.broker.image`"

  @Test(arguments: ["confluentinc/cp-kafka:7.0.16", "mirror.example/kafka:7.0.16", "${A:-cp-kafka}:7.0.16"])
  func `an image of another release`(_ image: String) throws {
    let read = image.replacing("${A:-cp-kafka}", with: "cp-kafka")
    try expect(
      upstream("image: «'\(image)'»"),
      for: small(),
      gives: .error(
        "other-release",
        "image `\(read)` of service `broker` is of release 7.0.16, and the cluster is of 7.3.3",
        help: help
      )
    )
  }

  @Test func `an image of another product, which has no ZooKeeper mode`() throws {
    try expect(
      upstream("image: «'confluentinc/confluent-local:latest'»"),
      for: small(),
      gives: .error(
        "other-release",
        "image `confluentinc/confluent-local:latest` of service `broker` is a Kafka by itself, with settings of its own",
        help: help
      )
    )
  }

  @Test(arguments: [
    "confluentinc/cp-kafka:latest", "confluentinc/cp-kafka", "cp-kafka:7.3.x-latest", "cp-kafka:${T:-latest}",
  ])
  func `an image whose tag moves, or that has none`(_ image: String) throws {
    let read = image.replacing("${T:-latest}", with: "latest")
    try expect(
      upstream("image: «'\(image)'»"),
      for: small(),
      gives: .error(
        "moving-image",
        "image `\(read)` of service `broker` has no tag that stays, so it isn't known which version the nodes would run",
        help: help
      )
    )
  }

  @Test(arguments: ["confluentinc/cp-kafka@sha256:01", "our/kafka:prod"])
  func `an image that doesn't tell`(_ image: String) throws {
    try expect(
      upstream("image: «'\(image)'»"),
      for: small(),
      gives: .error(
        "unknown-version",
        "image `\(image)` of service `broker` doesn't tell whether it is of release 7.3.3",
        help: help
      )
    )
  }

  @Test func `what the profile names goes before what the file has, whatever that is`() throws {
    let profile = profile(nodes: 1, release: "7.3.3", "services: {zookeeper: , broker: {image: 'our/k:7.3.3'}}")
    for broker in ["image: 'x:latest'", "build: .", "image: 'cp-kafka:1.1.1'"] {
      let file = try composed(profile, upstream: upstream(broker))
      #expect(file.text("broker", "image") == "our/k:7.3.3" && file["broker", "build"] == nil)
    }
  }

  @Test func `what a variable falls back on is written out, so that nothing else can come in its place`() throws {
    let file = try composed(small(), upstream: upstream("image: '${R:-confluentinc}/cp-kafka:${T-7.3.3}'"))
    #expect(file.text("broker", "image") == "confluentinc/cp-kafka:7.3.3")
  }

  @Test func `a service that is built on the node`() throws {
    try expect(
      upstream("build: «.»"),
      for: small(),
      gives: .error(
        "unknown-version",
        "service `broker` is built on the node, and nothing tells of which release it is",
        help: "give it an `image` whose tag does, such as `broker:7.3.3`"
      )
    )
    #expect(try composed(small(), upstream: upstream("build: ., image: 'broker:7.3.3'"))["broker", "build"] != nil)
  }

  @Test func `an image of Confluent's in a service of another name`() throws {
    try expect(
      (upstream() + "  more: {image: «'confluentinc/cp-kcat:latest'»}\n  web: {image: nginx}\n"),
      for: small(),
      gives: .error(
        "moving-image",
        "image `confluentinc/cp-kcat:latest` of service `more` has no tag that stays, so it isn't known which version the "
          + "nodes would run",
        help: "write one whose tag is 7.3.3, or remove the service"
      )
    )
  }

  @Test func `the Kafka Manager that doesn't work with this ZooKeeper`() throws {
    try expect(
      upstream("image: 'cp-kafka:5.3.1'", "  kafka-manager: {image: «'hlebalbau/kafka-manager:3.0.0.5'»}\n")
        .replacing("zookeeper:7.3.3", with: "zookeeper:5.3.1"),
      gives: .error(
        "other-release",
        "image `hlebalbau/kafka-manager:3.0.0.5` of service `kafka-manager` needs a later ZooKeeper than 3.4.14",
        help: "write `hlebalbau/kafka-manager:2.0.0.2`, or name another in the profile under "
          + "`services.kafka-manager.image`"
      )
    )
  }

  // MARK: Processors

  private static let graviton = "instance: {type: m6g.large}"

  @Test func `the sample's Connect has no image for Graviton`() throws {
    try expect(
      "services:\n  broker: {image: 'confluentinc/cp-kafka:7.4.15'}\n"
        + "  connect: {image: «'cnfldemos/kafka-connect-datagen:0.5.3-7.1.0'»}\n",
      for: profile(nodes: 1, release: "7.4.15", "services: [broker, connect]\n\(Self.graviton)"),
      gives: .error(
        "no-image-for-architecture",
        "image `cnfldemos/kafka-connect-datagen:0.5.3-7.1.0` of service `connect` is for x86_64 only, and node 1 is a "
          + "`m6g.large` with aarch64 processors",
        help: "leave the service out, or name an image that is for them"
      )
    )
  }

  @Test(arguments: ["linux/amd64", "${P:-linux/x86_64}"])
  func `a platform that isn't the node's`(_ platform: String) throws {
    let read = platform.hasPrefix("$") ? "linux/x86_64" : platform
    try expect(
      upstream("image: 'confluentinc/cp-kafka:7.3.3', platform: «'\(platform)'»"),
      for: small(Self.graviton),
      gives: .error(
        "no-image-for-architecture",
        "service `broker` asks for platform `\(read)`, and node 1 is a `m6g.large` with aarch64 processors",
        help: "remove `platform`"
      )
    )
  }

  @Test(arguments: ["linux/arm64/v8", "linux/arm64", "other"])
  func `a platform that is the node's, or isn't known`(_ platform: String) throws {
    try expect(
      upstream("image: 'confluentinc/cp-kafka:7.3.3', platform: '\(platform)'"),
      for: small(Self.graviton)
    )
  }
}
