import Foundation
import TestSupport
import Testing

@testable import Delivery
import Text

/// The picture of a cluster.
struct TopologyTests {
  /// The texts of a cluster's picture, in their order.
  private func texts(_ profile: String) throws -> [String] {
    let scratch = try Scratch()
    try scratch.write(profile, to: "profiles/c.yaml")
    let outcome = try scratch.run(["render", "c"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let picture = try scratch.read("output/shop/topology.svg")
    return picture.matches(of: /<text [^>]*>([^<]*)<\/text>/).map { String($0.1) }
  }

  private static func cluster(_ count: Int, _ more: String = "") -> String {
    """
    cluster: shop
    release: 8.3.0
    nodes: {count: \(count), host: 'kafka-{id}.internal', zones: [us-east-1a, us-east-1b, us-east-1c]}
    instance: {type: m5.xlarge}
    \(more)

    """
  }

  @Test func `a node is drawn with what runs on it, its ports, its volume and its vote`() throws {
    let drawn = try texts(Self.cluster(3, "services: [controller, broker, schema-registry]"))
    let first = try #require(drawn.firstIndex(of: "broker 1"))
    #expect(
      drawn[first...].prefix(7) == [
        "broker 1", "kafka-1.internal", "m5.xlarge", "\u{25CF} controller :9093", "\u{25CB} broker :29092 :9092",
        "\u{25CB} schema-registry :8081", "gp3 100 GiB, xfs at /data",
      ]
    )
    #expect(drawn.contains("\u{25CF} 3 controllers, on the nodes of brokers 1, 2 and 3; one of them may be down"))
  }

  @Test func `a port that the node keeps to itself says so`() throws {
    let drawn = try texts("cluster: shop\nrelease: 5.3.1\nnodes: {count: 1, host: kafka.internal}\n")
    #expect(drawn.contains("\u{25CB} broker :29092 :9092 for the node alone") && drawn.contains("any zone"))
    #expect(drawn.contains("\u{25CF} zookeeper :2181 for the node alone"))
  }

  @Test func `who may connect is said with the ranges of the profile, and without as the operator's own groups`() throws
  {
    let ranges = try texts(Self.cluster(3, "network: {clients: [10.0.0.0/16], administrators: [10.9.0.0/16]}"))
    #expect(ranges.contains("Clients, from 10.0.0.0/16") && ranges.contains("Administrators, from 10.9.0.0/16"))
    #expect(ranges.contains("\u{2193} Kafka, listener PLAINTEXT :29092"))
    #expect(try texts(Self.cluster(3)).contains("Clients, from whom your security groups let in"))
  }

  @Test func `a hundred nodes are a few boxes that leave none out`() throws {
    let drawn = try texts(Self.cluster(100, "services: [controller, broker]"))
    #expect(drawn.count < 60)
    let more = drawn.compactMap { $0.wholeMatch(of: /and (\d+) more like it, .*/).flatMap { Int($0.1) } }.reduce(0, +)
    let single = drawn.count { $0.hasPrefix("broker ") } + drawn.count { $0.hasPrefix("and broker ") }
    #expect(more + single == 100)
  }

  @Test func `what AWS has for it is that of the delivery`() throws {
    let more = """
      delivery: [terraform]
      route53: {zone_id: Z0123456789}
      network: {vpc: vpc-01234567, subnets: {us-east-1a: subnet-01234567, us-east-1b: subnet-01234568, us-east-1c: subnet-01234569}}
      """
    let drawn = try texts(Self.cluster(3, more)).filter { $0.hasPrefix("AWS: ") }
    #expect(
      drawn == [
        "AWS: 3 Auto Scaling groups of one instance each", "AWS: 3 launch templates",
        "AWS: 3 data volumes, claimed by their tags at boot", "AWS: instance roles for what the boot calls",
        "AWS: Route 53 records in Z0123456789, written at boot",
      ]
    )
  }

  @Test(arguments: [
    ("a & <b> \"c\"", "a &amp; &lt;b&gt; &quot;c&quot;"), ("a\u{1}\u{7F}b\r", "a\u{FFFD}\u{FFFD}b&#13;"),
  ])
  func `no text is taken for markup`(_ text: String, _ written: String) {
    #expect(text.markupText == written)
  }
}
