import Foundation
import TestSupport
import Testing

/// What the roles of the instances may do, statement by statement.
struct AccessPolicyTests {
  private static let more = "delivery: [autoscaling]\nlifecycle_hook: true\nroute53: {zone_id: Z0123456789}"

  /// The statements of a role's policy, by their actions and the kind of thing that they are about.
  private func statements(_ path: String, identity: String = "fixed", zone: String = "ap-northeast-2") throws
    -> [String: Any]
  {
    let scratch = try Scratch()
    let text = profile("shop", "\(Self.more)\nidentity: \(identity)").replacing(
      "ap-northeast-2",
      with: zone
    )
    try scratch.write(text.replacing("kafka-{id}", with: "Kafka-{id}"), to: "cluster.yaml")
    let subnets = "abc".map { "\(zone)\($0): subnet-01234567" }.joined(separator: ", ")
    let outcome = try scratch.run([
      "render", "cluster.yaml", "--set", "network.subnets={\(subnets)}", "--set",
      "instance.security_groups=[sg-01234567]",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let document = try JSONSerialization.jsonObject(with: scratch.data("output/shop/\(path)")) as? [String: Any]
    var statements: [String: Any] = [:]
    for statement in try #require(document?["Statement"] as? [[String: Any]]) {
      #expect(statement["Effect"] as? String == "Allow")
      let action = (statement["Action"] as? String) ?? (statement["Action"] as? [String])?.joined(separator: ", ") ?? ""
      let resource = (statement["Resource"] as? String)?.split(separator: ":").last?.split(separator: "/").first ?? ""
      statements["\(action) \(resource)"] = ["Resource": statement["Resource"], "Condition": statement["Condition"]]
    }
    return statements
  }

  private func expect(_ statement: Any?, _ json: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let expected = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary
    #expect(statement as? NSDictionary == expected, sourceLocation: sourceLocation)
  }

  @Test func `a role has what the agent of Systems Manager asks for sessions, and no parameter`() throws {
    let actions = """
      ssm:UpdateInstanceInformation, ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, \
      ssmmessages:OpenControlChannel, ssmmessages:OpenDataChannel *
      """
    let statements = try statements("iam/policy-broker-2.json")
    #expect((statements[actions] as? [String: Any?])?["Resource"] as? String == "*")
    #expect(!statements.keys.contains { $0.contains("GetParameter") })
  }

  @Test func `a broker's role sees volumes in its own region only`() throws {
    try expect(
      statements("iam/policy-broker-2.json")["ec2:DescribeVolumes *"],
      #"{"Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "ap-northeast-2"}}}"#
    )
  }

  @Test func `a broker's role attaches the volume that has the broker's tags`() throws {
    try expect(
      statements("iam/policy-broker-2.json")["ec2:AttachVolume volume"],
      """
      {"Resource": "arn:aws:ec2:ap-northeast-2:ACCOUNT:volume/*", "Condition": {"StringEquals":
        {"aws:ResourceTag/kafka-cluster": "shop", "aws:ResourceTag/kafka-broker-id": "2"}}}
      """
    )
  }

  @Test func `a broker's role attaches it to the broker's instance, and to the one that asks`() throws {
    try expect(
      statements("iam/policy-broker-2.json")["ec2:AttachVolume instance"],
      """
      {"Resource": "arn:aws:ec2:ap-northeast-2:ACCOUNT:instance/*", "Condition": {
        "StringEquals": {"aws:ResourceTag/kafka-cluster": "shop", "aws:ResourceTag/kafka-broker-id": "2"},
        "ArnEquals": {"ec2:SourceInstanceARN": "arn:aws:ec2:ap-northeast-2:ACCOUNT:instance/${ec2:InstanceID}"}}}
      """
    )
  }

  @Test func `a broker's role writes the broker's own address, and a request without a key is none`() throws {
    try expect(
      statements("iam/policy-broker-2.json")["route53:ChangeResourceRecordSets hostedzone"],
      """
      {"Resource": "arn:aws:route53:::hostedzone/Z0123456789", "Condition": {
        "ForAllValues:StringEquals": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["kafka-2.example"],
          "route53:ChangeResourceRecordSetsRecordTypes": ["A"],
          "route53:ChangeResourceRecordSetsActions": ["UPSERT"]},
        "Null": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": "false",
          "route53:ChangeResourceRecordSetsRecordTypes": "false",
          "route53:ChangeResourceRecordSetsActions": "false"}}}
      """
    )
  }

  @Test func `a broker's role answers for the broker's own group`() throws {
    let actions = "autoscaling:CompleteLifecycleAction, autoscaling:RecordLifecycleActionHeartbeat"
    let statement = try statements("iam/policy-broker-2.json")["\(actions) autoScalingGroupName"] as? [String: Any]
    #expect(
      statement?["Resource"] as? String
        == "arn:aws:autoscaling:ap-northeast-2:ACCOUNT:autoScalingGroup:*:autoScalingGroupName/shop-broker-2"
    )
  }

  @Test func `the role of all attaches the cluster's data volumes, and only to the instance that asks`() throws {
    let statements = try statements("iam/policy.json", identity: "volume")
    try expect(
      statements["ec2:AttachVolume volume"],
      """
      {"Resource": "arn:aws:ec2:ap-northeast-2:ACCOUNT:volume/*", "Condition": {"StringEquals":
        {"aws:ResourceTag/kafka-cluster": "shop", "aws:ResourceTag/kafka-broker-id": ["1", "2", "3"]}}}
      """
    )
    try expect(
      statements["ec2:AttachVolume instance"],
      """
      {"Resource": "arn:aws:ec2:ap-northeast-2:ACCOUNT:instance/*", "Condition": {
        "StringEquals": {"aws:ResourceTag/kafka-cluster": "shop"},
        "ArnEquals": {"ec2:SourceInstanceARN": "arn:aws:ec2:ap-northeast-2:ACCOUNT:instance/${ec2:InstanceID}"}}}
      """
    )
  }

  @Test(arguments: [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
  func `names are those of the region's partition`(region: String, partition: String) throws {
    let statement =
      try statements("iam/policy-broker-1.json", zone: region)["ec2:AttachVolume volume"] as? [String: Any]
    #expect(statement?["Resource"] as? String == "arn:\(partition):ec2:\(region):ACCOUNT:volume/*")
  }

  @Test func `a role is the operator's where an instance profile is named`() throws {
    let scratch = try Scratch()
    try scratch.write(
      profile("shop", "delivery: [terraform, cloudformation]\ninstance: {profile: mine}"),
      to: "cluster.yaml"
    )
    #expect(try scratch.run(["render", "cluster.yaml"]).status == 0)
    for file in ["terraform/kafka/main.tf.json", "cloudformation.yaml"] {
      let text = try scratch.read("output/shop/\(file)")
      #expect(!text.contains("aws_iam_role") && !text.contains("AWS::IAM") && text.contains("mine"))
    }
    #expect(try !scratch.read("output/shop/README.md").contains("What the instances may do"))
  }

  @Test(arguments: [
    (
      "fixed",
      "Each broker has a role of its own, by which its instance may attach its own broker's data volume to itself"
    ),
    ("volume", "What one of them could do to another: take the volume that waits for it, or its name, since "),
  ])
  func `the README says what instances may do, and what one role for all leaves open`(identity: String, text: String)
    throws
  {
    let scratch = try Scratch()
    try scratch.write(
      profile("shop", "delivery: [terraform]\nidentity: \(identity)\nroute53: {zone_id: Z0123456789}"),
      to: "cluster.yaml"
    )
    #expect(try scratch.run(["render", "cluster.yaml"]).status == 0)
    #expect(try scratch.read("output/shop/README.md").contains(text))
  }
}
