import Foundation
import TestSupport
import Testing

/// What the stack of a cluster has, in each form of delivery.
struct StackTests {
  @Test(arguments: [
    ("5.3.1", [2181, 2888, 3888, 8081, 8082, 8088, 9092, 29092], [8081, 8082, 8088, 9092, 29092], [22, 9000]),
    ("8.3.0", [8081, 8082, 9092, 9093, 29092], [8081, 8082, 9092, 29092], [22, 8080]),
  ])
  func `nothing is open but to the nodes and to the ranges of the profile`(
    _ release: String,
    _ nodePorts: [Int],
    _ clientPorts: [Int],
    _ administratorPorts: [Int]
  ) throws {
    let scratch = try rendered(profile("a", release: release, "delivery: [terraform, cloudformation]"))
    let module = try #require(
      JSONSerialization.jsonObject(with: scratch.data("output/a/terraform/kafka/main.tf.json")) as? [String: Any]
    )
    let resources = try #require(module["resource"] as? [String: [String: [String: Any]]])
    let rules = try #require(resources["aws_vpc_security_group_ingress_rule"])
    let seen = rules.values.map { rule in
      "\(rule["from_port"] ?? "") \(rule["cidr_ipv4"] ?? rule["referenced_security_group_id"] ?? "")"
    }
    let nodes = nodePorts.map { "\($0) ${aws_security_group.nodes.id}" }
    let clients = clientPorts.map { "\($0) 10.0.0.0/16" }
    let administrators = administratorPorts.map { "\($0) 10.9.0.0/24" }
    #expect(Set(seen) == Set(nodes + clients + administrators))
    #expect(seen.count == Set(seen).count)
  }

  @Test func `a group's template makes no data volume, and tags none as a broker's`() throws {
    let scratch = try rendered(profile("a", "delivery: [terraform]"))
    let template = try scratch.read("output/a/broker-1/launch-template.json")
    #expect(template.matches(of: /"DeviceName"/).count == 1)
    #expect(template.matches(of: /"kafka-broker-id"/).count == 1, "the instance's")
  }

  @Test func `a group over several zones moves no instance between them, where no volume is free`() throws {
    let scratch = try rendered(profile("a", "identity: volume\ndelivery: [terraform, cloudformation]"))
    #expect(try scratch.read("output/a/terraform/kafka/main.tf.json").contains(#""AZRebalance""#))
    let template = try scratch.read("output/a/cloudformation.yaml")
    #expect(template.contains("CapacityDistributionStrategy: balanced-only"))
    let section = try scratch.read("output/a/README.md").split(separator: "## Apply with CloudFormation").last ?? ""
    let command =
      "aws autoscaling suspend-processes --auto-scaling-group-name a-brokers --scaling-processes AZRebalance"
    #expect(section.contains("\n    \(command)\n"))
  }

  @Test func `one user-data serves all brokers, whose own files are in it`() throws {
    let scratch = try rendered(profile("a", "identity: volume"))
    #expect(
      try scratch.names("output/a/brokers")
        == ["launch-template.json", "user-data.gz.base64", "user-data.yaml"]
    )
    for id in 1...3 {
      #expect(try scratch.names("output/a/broker-\(id)") == ["docker-compose.yml"])
      let printed = try scratch.run(["render", "cluster.yaml", "--node", "\(id)", "--stdout"])
      #expect(printed.bytes == (try scratch.data("output/a/brokers/user-data.yaml")))
    }
  }
}
