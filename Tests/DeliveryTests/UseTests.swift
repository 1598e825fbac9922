import Foundation
import TestSupport
import Testing

/// How a cluster's README gets somebody in, and a first record through.
@Suite struct UseTests {
  /// The README of a profile's cluster.
  private func readme(_ profile: String) throws -> String {
    let scratch = try Scratch()
    try scratch.write(profile, to: "profiles/c.yaml")
    let outcome = try scratch.run(["render", "c"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try scratch.read("output/shop/README.md")
  }

  private static let one = "cluster: shop\nrelease: 5.3.1\nnodes: {count: 1, host: kafka.internal}\n"
  private static let three = """
    cluster: shop
    release: 8.3.0
    nodes: {count: 3, host: 'kafka-{id}.internal', zones: [us-east-1a, us-east-1b, us-east-1c]}

    """
  private static let groups = """
    delivery: [terraform]
    network: {vpc: vpc-01234567, subnets: {us-east-1a: subnet-01234567, us-east-1b: subnet-01234568, us-east-1c: subnet-01234569}}

    """

  @Test func `where a role is made, Systems Manager is the way in and brings the web UI`() throws {
    let text = try readme(Self.three + Self.groups)
    #expect(text.contains("    aws ssm start-session --target \"$INSTANCE\"\n"))
    #expect(
      text.contains(
        "--document-name AWS-StartPortForwardingSession \\\n      --parameters 'portNumber=8080,localPortNumber=8080'"
      )
    )
    #expect(text.contains("'Name=tag:kafka-broker-id,Values=1' 'Name=instance-state-name,Values=running'"))
  }

  @Test func `an image without the agent is entered by SSH, as its own user`() throws {
    let text = try readme(Self.three + Self.groups + "instance: {operating_system: debian-12, key_name: ops}\n")
    #expect(!text.contains("aws ssm") && !text.contains("ec2-instance-connect"))
    #expect(text.contains("By SSH, with the key pair `ops`") && text.contains("    ssh admin@kafka-1.internal\n"))
    #expect(text.contains("    ssh -N -L 8080:localhost:8080 admin@kafka-1.internal\n"))
  }

  @Test func `an instance that is any broker is found by the volume that it holds`() throws {
    let text = try readme(Self.three + Self.groups + "identity: volume\n")
    #expect(text.contains("INSTANCE=$(aws ec2 describe-volumes --filters 'Name=tag:kafka-cluster,Values=shop'"))
  }

  @Test func `each kind of client has its bootstrap servers`() throws {
    let one = try readme(Self.one)
    #expect(one.contains("| in the VPC, by listener `PLAINTEXT` | `kafka.internal:29092` |"))
    #expect(one.contains("| on the instance itself, by listener `PLAINTEXT_HOST` | `localhost:9092` |"))
    #expect(
      one.contains("A client elsewhere that asks a listener for the instance itself is sent to its own `localhost`.")
    )
    let three = try readme(Self.three)
    #expect(three.contains("| `kafka-1.internal:9092,kafka-2.internal:9092,kafka-3.internal:9092` |"))
    #expect(three.contains("| in a container of a node | `broker:29092` |"))
    #expect(three.contains("kcat -b kafka-1.internal:9092 -t first -P"))
  }

  @Test func `a producer of old releases is told the brokers by the option that it has`() throws {
    #expect(try readme(Self.one).contains("kafka-console-producer --broker-list broker:29092"))
    #expect(try readme(Self.three).contains("kafka-console-producer --bootstrap-server broker:29092"))
  }

  @Test(arguments: ["bash", "zsh"]) func `every command is one in either shell`(_ shell: String) throws {
    let scratch = try Scratch()
    for profile in [Self.one, Self.three, Self.three + Self.groups, Self.three + Self.groups + "identity: volume\n"] {
      let commands = try readme(profile).split(separator: "\n").filter {
        $0.hasPrefix("    ") && !$0.hasPrefix("    (")
      }
      try scratch.write(commands.map { $0.dropFirst(4) }.joined(separator: "\n") + "\n", to: "commands")
      let outcome = try scratch.shell("\(shell) -n commands")
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }
}
