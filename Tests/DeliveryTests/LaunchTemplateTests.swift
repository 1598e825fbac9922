import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: isInstalled("jq"), "needs jq"))
struct LaunchTemplateTests {
  /// What a filter of jq gives for the launch template of a node.
  private func value(_ filter: String, _ scratch: Scratch, _ folder: String) throws -> String {
    let outcome = try scratch.shell(
      "jq --compact-output --raw-output '\(filter)' output/\(folder)/launch-template.json"
    )
    #expect(outcome.errors.isEmpty)
    return outcome.output
  }

  @Test(arguments: 1...3)
  func `carries the node's own user-data, in base64 on one line`(node: Int) throws {
    let scratch = try Scratch()
    _ = try scratch.run(["render", "prod"])
    let text = try value(".UserData", scratch, "prod/broker-\(node)")
    #expect(text.dropLast().allSatisfy { $0.isASCII && !$0.isWhitespace })
    #expect(
      Data(base64Encoded: String(text.dropLast())) == (try scratch.data("output/prod/broker-\(node)/user-data.yaml"))
    )
  }

  @Test(arguments: ["gzip", "gzip+base64"])
  func `carries gzip when gzip is asked for`(encoding: String) throws {
    let scratch = try Scratch()
    _ = try scratch.run(["render", "dev", "--encoding", encoding])
    let decoded = try scratch.shell(
      "cd output/dev/broker-1; jq --raw-output .UserData launch-template.json | base64 --decode | gunzip | cmp - user-data.yaml"
    )
    #expect(decoded == Outcome(status: 0, bytes: Data(), errors: ""))
  }

  @Test func `asks for IMDSv2, an encrypted data volume that outlives the instance, and tags`() throws {
    let scratch = try Scratch()
    let volume = "data.volume={type: io2, size: 200, iops: 4000}"
    _ = try scratch.run(["render", "prod", "--set", volume])
    let fields: [(String, String)] = [
      (".InstanceType", "m5.large"),
      (".ImageId", "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"),
      (
        ".MetadataOptions",
        #"{"HttpEndpoint":"enabled","HttpTokens":"required","HttpPutResponseHopLimit":1,"InstanceMetadataTags":"enabled"}"#
      ),
      (".BlockDeviceMappings[1].DeviceName", "/dev/sdf"),
      (
        ".BlockDeviceMappings[1].Ebs",
        #"{"VolumeType":"io2","VolumeSize":200,"Iops":4000,"Encrypted":true,"DeleteOnTermination":false}"#
      ),
      ("[.TagSpecifications[].ResourceType]", #"["instance","volume"]"#),
      (
        ".TagSpecifications[0].Tags | map({(.Key): .Value}) | add",
        #"{"Name":"kafka-2.example.internal","kafka-cluster":"prod","kafka-broker-id":"2"}"#
      ),
    ]
    for (filter, expected) in fields { #expect(try value(filter, scratch, "prod/broker-2") == expected + "\n") }
  }

  @Test(arguments: [
    ("services=[zookeeper, broker]", [1, 1, 1]),
    ("services={broker: {}, zookeeper: {}, connect: {on: [2]}}", [1, 2, 1]),
    ("instance.metadata_hop_limit=3", [3, 3, 3]),
  ])
  func `lets Connect's container have the instance's role, and none else unless asked`(set: String, limits: [Int])
    throws
  {
    let scratch = try Scratch()
    _ = try scratch.run(["render", "prod", "--set", set])
    for (node, limit) in zip(1..., limits) {
      #expect(try value(".MetadataOptions.HttpPutResponseHopLimit", scratch, "prod/broker-\(node)") == "\(limit)\n")
    }
  }

  @Test func `leaves the network to the launch, which can then name a subnet and security groups`() throws {
    let scratch = try Scratch()
    _ = try scratch.run(["render", "dev"])
    #expect(try value("has(\"NetworkInterfaces\")", scratch, "dev/broker-1") == "false\n")
  }

  @Test func `asks for the fixed address of a node that has one`() throws {
    let scratch = try Scratch()
    try scratch.write(
      "cluster: a\nrelease: 5.3.1\nnodes: [{id: 4, host: kafka.example.com, address: 10.0.1.11}]\n",
      to: "a.yaml"
    )
    _ = try scratch.run(["render", "a.yaml"])
    #expect(
      try value(".NetworkInterfaces", scratch, "a/broker-4") == #"[{"DeviceIndex":0,"PrivateIpAddress":"10.0.1.11"}]"#
        + "\n"
    )
  }
}
