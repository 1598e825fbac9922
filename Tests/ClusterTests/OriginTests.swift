import Catalog
import Cluster
import Services
import TestSupport
import Testing

/// Where the nodes get what they run from: the images, and the checkout.
@Suite struct OriginTests {
  private static func moving(_ ref: String, _ repository: String) -> Finding {
    Finding.warning(
      "moving-checkout",
      "`\(ref)` of \(repository) can be moved, and what it is when a node boots is trusted as root there",
      help: "add `commit: ID` to `checkout`, with the id that `git ls-remote \(repository) \(ref)` prints"
    )
  }

  private func expectImages(_ services: String, release: String = "7.3.3", gives expected: Finding...) {
    let text = MarkedText(
      "cluster: a\nrelease: \(release)\nnodes: {count: 1, host: a.example}\nservices: {zookeeper: , \(services)}\n"
    )
    #expect(resolve(text.source).findings == text.findings(expected))
  }

  // MARK: Checkout

  @Test(arguments: [
    "", "checkout: {directory: other}", "checkout: {ref: 5.3.1-post}",
    "checkout: {repository: 'https://github.com/confluentinc/examples'}",
  ])
  func `the release's own branch is pinned to the commit that is known`(_ line: String) throws {
    #expect(try cluster(profile(nodes: 1, line)).commit == "22c78d174b0974e79910890866965fffd55caa52")
  }

  @Test func `another branch has no pin, and is told of`() {
    let text = MarkedText(profile(nodes: 1, "checkout: {ref: «main»}"))
    let (cluster, findings) = resolve(text.source)
    #expect(cluster?.commit == nil)
    #expect(findings == text.findings([Self.moving("main", "https://github.com/confluentinc/examples")]))
  }

  @Test func `the same branch of another repository has no pin`() {
    expect(
      profile(nodes: 1, "checkout: {repository: «'https://git.example/a'»}"),
      gives: Self.moving("5.3.1-post", "https://git.example/a")
    )
  }

  @Test func `of a repository and a branch the branch is named`() {
    expect(
      profile(nodes: 1, "checkout: {repository: 'https://git.example/a', ref: «v1»}"),
      gives: Self.moving("v1", "https://git.example/a")
    )
  }

  @Test(arguments: [
    "ref: main, commit: 22c78d174b0974e79910890866965fffd55caa52", "ref: 22c78d174b0974e79910890866965fffd55caa52",
  ])
  func `a commit of one's own needs no warning`(_ keys: String) {
    expect(profile(nodes: 1, "checkout: {repository: 'https://git.example/a', \(keys)}"))
  }

  // MARK: Images

  @Test func `a mirror's image of another release is refused`() {
    expectImages(
      "broker: {image: «'mirror.example/cp-kafka:7.0.1'»}",
      gives: .error(
        "other-release",
        "image `mirror.example/cp-kafka:7.0.1` is of release 7.0.1, and the cluster is of 7.3.3",
        help: "name `confluentinc/cp-kafka:7.3.3`, or a copy of it"
      )
    )
  }

  @Test func `an image whose tag moves is refused`() {
    expectImages(
      "broker: {image: «'mirror.example/cp-kafka:latest'»}",
      gives: .error(
        "moving-image",
        "image `mirror.example/cp-kafka:latest` has no tag that stays, so it isn't known which version the nodes would run",
        help: "give it one, such as `mirror.example/cp-kafka:7.3.3`"
      )
    )
  }

  @Test(arguments: [
    ("our/kafka:prod", "our/kafka:7.3.3"),
    ("our/kafka@sha256:\(String(repeating: "0", count: 64))", "our/kafka:7.3.3@sha256:…"),
  ])
  func `an image that doesn't tell its release is taken, with a warning`(_ image: String, _ example: String) {
    expectImages(
      "broker: {image: «'\(image)'»}",
      gives: .warning(
        "unknown-version",
        "image `\(image)` doesn't tell whether it is of release 7.3.3",
        help: "see that it is; a tag that has the release in it, such as `\(example)`, is checked"
      )
    )
  }

  @Test func `a Kafka Manager that this ZooKeeper is too old for`() {
    expectImages(
      "broker: , kafka-manager: {image: «'our/kafka-manager:3.0.0.5'»}",
      release: "5.3.1",
      gives: .error(
        "other-release",
        "image `our/kafka-manager:3.0.0.5` needs a later ZooKeeper than 3.4.14",
        help: "name `hlebalbau/kafka-manager:2.0.0.2`, or a copy of it"
      )
    )
  }

  // MARK: Processors

  private func mixed(_ services: String, first: String = "m6g.large") -> String {
    """
    cluster: a
    release: 7.3.3
    nodes: [{id: 1, host: a.example, instance_type: \(first)}, {id: 2, host: b.example, instance_type: m6i.large}]
    services: {zookeeper: , broker: , \(services)}
    """
  }

  private func graviton(_ services: String) -> String {
    "cluster: a\nrelease: 7.3.3\nnodes: {count: 1, host: a.example}\n\(services)\ninstance: {type: m6g.large}\n"
  }

  private static func unfit(_ help: String, id: Int = 1) -> Finding {
    .error(
      "no-image-for-architecture",
      "image `hlebalbau/kafka-manager:3.0.0.5` of `kafka-manager` is for x86_64 only, and node \(id) is a `m6g.large` with "
        + "aarch64 processors",
      help: "\(help)use `kafka-ui`, or name an image that is for them under `services.kafka-manager.image`"
    )
  }

  private static let elsewhere = "place it on another node, such as `kafka-manager: {on: [2]}`, "

  @Test func `a service without an image for its node's processors is refused where it is asked for`() {
    expect(graviton("services: [zookeeper, broker, «kafka-manager»]"), gives: Self.unfit(""))
    expect(mixed("«kafka-manager»: "), gives: Self.unfit(Self.elsewhere))
    expect(mixed("kafka-manager: {on: [«1»]}"), gives: Self.unfit(Self.elsewhere))
  }

  @Test func `on another node, or with another image, it is taken`() {
    expect(mixed("kafka-manager: {on: [2]}"))
    expect(mixed("kafka-manager: {image: 'our/kafka-manager:3.0.0.5'}"))
    expect(mixed("kafka-manager: ", first: "m6i.large"))
  }

  @Test func `an image of the profile that is known to be for others is refused at its line`() {
    expect(
      graviton("services: {zookeeper: , broker: , connect: {image: «'our/connect:1-7.3.3.amd64'»}}"),
      gives: .error(
        "no-image-for-architecture",
        "image `our/connect:1-7.3.3.amd64` of `connect` is for x86_64 only, and node 1 is a `m6g.large` with aarch64 processors",
        help: "leave it out, or name an image that is for them under `services.connect.image`"
      )
    )
  }

  @Test func `a cluster on Graviton that asks for no services gets those that there are`() throws {
    let cluster = try cluster(graviton(""))
    #expect(
      cluster.services.map(\.facts.service)
        == [.zookeeper, .broker, .schemaRegistry, .restProxy, .ksqldbServer, .kafkaUI]
    )
  }
}
