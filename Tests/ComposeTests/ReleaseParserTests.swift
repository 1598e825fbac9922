import Cluster
import Foundation
import TestSupport
import Testing

/// The release's own configuration parsers, as `check-config` beside the package runs them.
private enum ReleaseParser {
  /// The command, in `KAFKA_RUNTIME_CHECK` or where it lies beside the package; nil where there is none.
  static let command: String? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder =
      ProcessInfo.processInfo.environment["KAFKA_RUNTIME_CHECK"].map { URL(filePath: $0) }
      ?? package.appending(path: "../shared/kafka-runtime")
    let command = folder.appending(path: "check-config").standardizedFileURL.path
    return FileManager.default.isExecutableFile(atPath: command) && isInstalled("java") ? command : nil
  }()

  /// What the parser of a service says of an environment: `accepted`, with the names that it doesn't know.
  static func answer(to environment: [String: String], of component: String) throws -> String {
    let lines = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }.joined()
    let command = [command ?? "check-config", "5.3.1", component]
    return try run(command, in: TemporaryFolder(), input: lines).output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

@Suite(.enabled(if: ReleaseParser.command != nil, "needs kafka-runtime's check-config beside the package, and Java"))
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
    let answer = try ReleaseParser.answer(to: environment, of: "kafka")
    #expect(answer == "accepted; not Kafka's: confluent.support.metrics.enable heap.opts")
  }

  @Test(arguments: profiles.filter { !$0.contains("listeners") && !$0.contains("broker:") })
  func `ZooKeeper takes the environment of every server`(_ profile: String) throws {
    let environment = try composed(profile).containerEnvironment("zookeeper")
    let answer = try ReleaseParser.answer(to: environment, of: "zookeeper")
    #expect(answer == "accepted")
  }

  @Test func `a value that Kafka wouldn't take is told apart`() throws {
    var environment = try composed(profile(nodes: 1)).containerEnvironment("broker")
    environment["KAFKA_NUM_IO_THREADS"] = "many"
    environment["KAFKA_NUM_IO_THREAD"] = "1"
    let refused = try ReleaseParser.answer(to: environment, of: "kafka")
    #expect(refused.hasPrefix("refused: ") && refused.contains("num.io.threads"))
    environment["KAFKA_NUM_IO_THREADS"] = "8"
    let accepted = try ReleaseParser.answer(to: environment, of: "kafka")
    #expect(accepted.hasPrefix("accepted; ") && accepted.contains("num.io.thread"))
  }
}
