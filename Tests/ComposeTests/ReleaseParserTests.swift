import Catalog
import Cluster
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: ReleaseParser.runtime != nil, "needs kafka-runtime beside the package, Java, Python and zstd"))
struct ReleaseParserTests {
  private static let metadata = ["LOCAL_IPV4": "10.0.1.11", "PUBLIC_HOSTNAME": "ec2-203-0-113-5.example.com"]

  private static let profiles = [
    profile(nodes: 1),
    profile(nodes: 2),
    profile(nodes: 3),
    addressed,
    profile(
      nodes: 3,
      """
      listeners:
      - {name: INSIDE, port: 29092, advertise: local-ipv4}
      - {name: OUTSIDE, port: 19092, advertise: public-hostname}
      - {name: NAMED, port: 39092, advertise: 'b{id}.kafka.example.com'}
      """
    ),
    profile(
      nodes: 1,
      """
      broker:
        log.retention.hours: 72
        log.cleanup.policy: compact,delete
        log.cleaner.min.cleanable.ratio: 0.5
        auto.leader.rebalance.enable: TRUE
        sasl.kerberos.kinit.cmd: 'a$b ${c} "d" %e'
      """
    ),
    "cluster: a\nrelease: 5.3.1\nnodes: {count: 3, first_id: 100000, host: 'k{id}.example', zones: [eu-west-1a]}\n",
  ]

  @Test(arguments: profiles) func `Kafka takes the environment of every broker, and knows every property in it`(
    _ profile: String
  ) throws {
    let environment = try composed(profile, node: try cluster(profile).nodes.count - 1)
      .containerEnvironment("broker", Self.metadata)
    // The first is read by what Confluent wraps round Kafka, and the second by the image, which makes a property of it
    // all the same.
    let answer = try ReleaseParser.shared.answer(to: environment, of: "kafka")
    #expect(answer == "accepted; not Kafka's: confluent.support.metrics.enable heap.opts")
  }

  @Test(arguments: profiles.filter { !$0.contains("listeners") && !$0.contains("broker:") })
  func `ZooKeeper takes the environment of every server`(_ profile: String) throws {
    let environment = try composed(profile).containerEnvironment("zookeeper")
    let answer = try ReleaseParser.shared.answer(to: environment, of: "zookeeper")
    #expect(answer == "accepted")
  }

  /// A cluster of a release, by what keeps its metadata.
  struct Case: CustomTestStringConvertible {
    let release: Release
    let nodes: Int
    /// `zookeeper`, `controller`, or nothing for controllers within the brokers.
    let service: String?

    var testDescription: String { "\(release.version), \(service ?? "combined"), \(nodes)" }
  }

  private static let cases = ReleaseLine.all.compactMap { line in
    Release.all.first { $0.line.major == line.major && $0.line.minor == line.minor }
  }.flatMap { release in
    release.modes.flatMap { $0 == .zookeeper ? ["zookeeper"] : ["controller", nil] }.flatMap { service in
      [1, 3].map { Case(release: release, nodes: $0, service: service) }
    }
  }

  @Test(arguments: cases) func `every line of releases, in each mode, on one node and on three`(_ one: Case) throws {
    let services = [one.service, "broker"].compactMap(\.self).joined(separator: ", ")
    let file = try composed(
      profile(nodes: one.nodes, release: one.release.version, "services: [\(services)]"),
      node: one.nodes - 1
    )
    for service in file.services {
      let component = service == "zookeeper" ? "zookeeper" : "kafka"
      let answer = try ReleaseParser.shared.answer(
        to: file.containerEnvironment(service),
        of: component,
        release: one.release.version
      )
      // Up to 5.5 Confluent's own; the image makes a property of the heap up to 8.0.
      let foreign = answer.split(separator: ";").dropFirst().joined()
        .replacing("confluent.support.metrics.enable", with: "").replacing("heap.opts", with: "")
        .trimmingCharacters(in: .whitespaces)
      #expect(answer.hasPrefix("accepted") && ["", "not Kafka's:"].contains(foreign), "\(service): \(answer)")
    }
  }

  @Test(arguments: Set(cases.map(\.release.version)).sorted())
  func `properties with underscores and hyphens reach Kafka by their own names`(_ release: String) throws {
    let broker = """
      listeners: [{name: CLIENT_TLS, port: 9094}]
      broker:
        com.example.plug_in.some-thing_else: x
        listener.name.client_tls.ssl.client.auth: required
        listener.name.client_tls.scram-sha-512.sasl.jaas.config: x
        super.users: User:x
      """
    let environment = try composed(profile(nodes: 1, release: release, broker)).containerEnvironment("broker")
    let answer = try ReleaseParser.shared.answer(to: environment, of: "kafka", release: release)
    #expect(answer.hasPrefix("accepted; ") && answer.contains(" com.example.plug_in.some-thing_else "), "\(answer)")
    #expect(answer.hasSuffix(" super.users"), "\(answer)")
  }

  @Test func `brokers and servers of other names become what Kafka and ZooKeeper take`() throws {
    let file = try RecognitionTests.ofWritten(node: 2)
    for (service, component) in [("broker", "kafka"), ("zookeeper", "zookeeper")] {
      let environment = file.containerEnvironment(service)
      let answer = try ReleaseParser.shared.answer(to: environment, of: component, release: "7.9.0")
      #expect(answer.hasPrefix("accepted"), "\(service): \(answer)")
    }
  }

  @Test func `a value that Kafka wouldn't take is told apart`() throws {
    var environment = try composed(profile(nodes: 1)).containerEnvironment("broker")
    environment["KAFKA_NUM_IO_THREADS"] = "many"
    environment["KAFKA_NUM_IO_THREAD"] = "1"
    let refused = try ReleaseParser.shared.answer(to: environment, of: "kafka")
    #expect(refused.hasPrefix("refused: ") && refused.contains("num.io.threads"))
    environment["KAFKA_NUM_IO_THREADS"] = "8"
    let accepted = try ReleaseParser.shared.answer(to: environment, of: "kafka")
    #expect(accepted.hasPrefix("accepted; ") && accepted.contains("num.io.thread"))
  }
}
