import Bootstrap
import Findings
import Rendering
import TestSupport
import Testing

/// The files of a cluster's folder.
@Suite struct OutputFileTests {
  private static let heads = [
    "cluster: a-b\nrelease: 8.3.0\nnodes: {count: 3, host: 'k{id}.example', zones: [eu-west-1a]}\n",
    """
    cluster: a
    release: 7.9.8
    nodes: {count: 5, first_id: 1000, host: 'k{id}.example', zones: [eu-west-1a]}
    services: [zookeeper, broker]
    identity: volume

    """,
  ]

  private static let deliveries = [
    "launch-template", "autoscaling", "terraform", "cloudformation", "autoscaling, terraform",
  ]

  /// The rendering of a profile that must be right.
  private func rendering(_ profile: String, encoding: Encoding = .plain) throws -> Rendering {
    let (rendering, diagnostics) = render(Source(name: "t.yaml", text: profile), encoding: encoding)
    return try #require(rendering, "\(diagnostics.findings)")
  }

  private func profile(_ head: String, _ delivery: String) -> String {
    """
    \(head)delivery: [\(delivery)]
    data: {claim: true}
    instance: {security_groups: [sg-0123456789abcdef0]}
    network: {subnets: {eu-west-1a: subnet-0123456789abcdef0}}

    """
  }

  @Test(arguments: heads, deliveries)
  func `every file that is written is known as the program's, and has a path of its own`(
    head: String,
    delivery: String
  ) throws {
    for encoding in Encoding.allCases {
      let paths = try rendering(profile(head, delivery), encoding: encoding).files.map(\.path)
      #expect(paths.filter { !OutputFile.isOurs($0) } == [])
      #expect(Set(paths).count == paths.count)
    }
  }

  @Test(arguments: [
    "terraform/terraform.tfstate", "terraform", "broker-1", "broker-1/notes.txt", "broker-01/user-data.yaml",
    "broker-x/user-data.yaml", "broker--1/user-data.yaml", "broker-4294967296/user-data.yaml", "broker-/user-data.yaml",
    "broker-1/user-data.yaml/x", "x/broker-1/user-data.yaml", "brokers/docker-compose.yml", "autoscaling/-brokers.json",
    "autoscaling/a-broker-1.json.bak", "autoscaling/a/b-brokers.json", "iam/policy-broker-1x.json", "readme.md", "",
  ])
  func `a file of another name is somebody else's`(path: String) {
    #expect(!OutputFile.isOurs(path))
  }

  @Test(arguments: [
    "README.md", "kafka-node.sh", "cloudformation.yaml", "terraform/main.tf.json", "terraform/kafka/main.tf.json",
    "broker-0/docker-compose.yml",
    "broker-4294967295/user-data.gz.base64", "brokers/user-data.yaml", "autoscaling/a-broker-1-brokers.json",
    "autoscaling/a-brokers-broker-12.json", "iam/policy.json", "iam/policy-broker-1.json", "iam/trust.json",
  ])
  func `a file that another run writes is the program's`(path: String) {
    #expect(OutputFile.isOurs(path))
  }

  @Test func `the files of a node stand together, those of the cluster behind them`() throws {
    let paths = try rendering(Self.heads[0], encoding: .gzip).files.map(\.path)
    let node = ["user-data.yaml", "user-data.gz", "docker-compose.yml", "launch-template.json"]
    #expect(
      paths == (1...3).flatMap { id in node.map { "broker-\(id)/\($0)" } } + [
        "kafka-node.sh", "topology.svg", "index.html", "README.md",
      ]
    )
  }

  @Test func `a file is the same whenever it is asked for`() throws {
    let files = try rendering(profile(Self.heads[0], "terraform, cloudformation")).files
    #expect(files.map(\.bytes) == files.reversed().map(\.bytes).reversed())
  }
}
