import Foundation
import TestSupport
import Testing

/// What the tools of AWS make of the files.
@Suite(.serialized) struct ToolTests {
  /// The user-data in the newest version of a launch template.
  private static let readBack = """
    user_data() {
      aws ec2 describe-launch-template-versions --launch-template-name "$1" --versions '$Latest' --output text \
        --query 'LaunchTemplateVersions[0].LaunchTemplateData.UserData' | base64 --decode
    }
    """

  @Test(.enabled(if: hasAWS, missingAWS), arguments: ["plain", "gzip"])
  func `EC2 takes the launch template and gives the user-data back byte for byte`(_ encoding: String) throws {
    let scratch = try Scratch()
    let name = "lt-\(encoding)"
    try scratch.write(
      profile(
        name,
        "instance: {security_groups: [sg-01234567], profile: node, key_name: ops, tags: {team: 'it''s $5'}}"
      ),
      to: "cluster.yaml"
    )
    let outcome = try #require(LocalAWS.shared).shell(
      """
      "$PROGRAM" render cluster.yaml --encoding \(encoding) > /dev/null 2>&1
      \(Self.readBack)
      for id in 1 2 3; do
        aws ec2 create-launch-template --launch-template-name \(name)-broker-$id \
          --launch-template-data file://output/\(name)/broker-$id/launch-template.json > /dev/null
        user_data \(name)-broker-$id | \(encoding == "gzip" ? "gunzip |" : "") cmp - output/\(name)/broker-$id/user-data.yaml
      done
      """,
      in: scratch
    )
    #expect(outcome == Outcome(status: 0, bytes: Data(), errors: ""))
  }

  @Test(.enabled(if: hasAWS, missingAWS), arguments: ["fixed", "volume"])
  func `the commands of the README make volumes, templates and groups`(_ identity: String) throws {
    let scratch = try Scratch()
    let name = "asg-\(identity)"
    try scratch.write(
      profile(
        name,
        """
        delivery: [autoscaling]
        identity: \(identity)
        lifecycle_hook: true
        instance: {tags: {team: 'it''s "$5" \\'}}
        """
      ),
      to: "cluster.yaml"
    )
    let outcome = try #require(LocalAWS.shared).shell(
      """
      \(region)
      render --set "instance.security_groups=[$GROUP]"
      cd output/\(name)
      # The indented lines of the section, as a reader would paste them.
      sed -n '/^## Apply with the AWS CLI/,/^## Replace/s/^    //p' README.md > commands
      bash -euo pipefail commands > /dev/null
      \(Self.readBack)
      for file in */launch-template.json; do
        template=\(name)-$(dirname $file)
        user_data $template | zcat -f | cmp - $(dirname $file)/user-data.yaml
      done
      aws ec2 describe-volumes --filters Name=tag:kafka-cluster,Values=\(name) Name=tag-key,Values=kafka-broker-id --output text \
        --query "sort_by(Volumes, &AvailabilityZone)[].[AvailabilityZone, Size, Encrypted, Tags[?Key=='kafka-broker-id']|[0].Value, Tags[?Key=='team']|[0].Value]"
      aws autoscaling describe-auto-scaling-groups --output text \
        --query "AutoScalingGroups[?starts_with(AutoScalingGroupName, '\(name)')].[AutoScalingGroupName, MinSize, MaxSize]"
      """,
      in: scratch
    )
    let groups =
      identity == "volume"
      ? "\(name)-brokers\t3\t3\n" : (1...3).map { "\(name)-broker-\($0)\t1\t1\n" }.joined()
    let volumes = zip("abc", 1...3).map { "ap-northeast-2\($0)\t100\tTrue\t\($1)\tit's \"$5\" \\\n" }.joined()
    #expect(outcome == Outcome(status: 0, bytes: Data((volumes + groups).utf8), errors: ""))
  }

  @Test(
    .enabled(
      if: hasTerraform,
      missingTerraform
    ),
    arguments: ["fixed", "volume", "addresses"]
  )
  func `Terraform applies the module, and has nothing left to change`(_ kind: String) throws {
    let scratch = try Scratch()
    let name = "tf-\(kind)"
    let nodes = [("a", "172.31.0.11"), ("b", "172.31.16.11"), ("c", "172.31.32.11")].enumerated().map { index, node in
      "{id: \(index + 1), host: k\(index + 1).example, zone: ap-northeast-2\(node.0), address: \(node.1)}"
    }
    try scratch.write(
      profile(
        name,
        """
        identity: \(kind == "volume" ? "volume" : "fixed")
        lifecycle_hook: true
        route53: {zone_id: Z0123456789}
        instance: {tags: {team: 'a ${b} %{c}'}}
        """
      ),
      to: "cluster.yaml"
    )
    let outcome = try #require(LocalAWS.shared).shell(
      """
      \(region)
      render --delivery terraform \(kind == "addresses" ? "--set 'nodes=[\(nodes.joined(separator: ", "))]'" : "")
      cd output/\(name)/terraform
      {
        \(kind == "fixed" ? "terraform_alone init -no-color && terraform_alone validate -no-color &&" : "")
        terraform get && terraform apply -no-color -auto-approve &&
        terraform plan -no-color -detailed-exitcode
      } > log 2>&1 || { tail -n 40 log; exit 1; }
      \(Self.readBack)
      for file in ../*/launch-template.json; do
        folder=$(basename $(dirname $file))
        user_data \(name)-$folder | zcat -f | cmp - ../$folder/user-data.yaml
      done
      ! terraform destroy -no-color -auto-approve > log 2>&1
      grep -c 'Instance cannot be destroyed' log
      aws ec2 describe-volumes --filters Name=tag:kafka-cluster,Values=\(name) \
        --query "Volumes[0].Tags[?Key=='team'].Value" --output text
      """,
      in: scratch,
      withTerraform: true
    )
    #expect(outcome == Outcome(status: 0, bytes: Data("3\na ${b} %{c}\n".utf8), errors: ""))
  }

  private static let kinds = ["fixed", "volume", "one"]

  private func cloudFormation(_ kind: String) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(
      profile(
        "cfn-\(kind)",
        "identity: \(kind == "volume" ? "volume" : "fixed")\nlifecycle_hook: true\nroute53: {zone_id: Z0123456789}"
      ),
      to: "cluster.yaml"
    )
    return scratch
  }

  /// What renders a template of a kind in a script.
  private func render(_ kind: String) -> String {
    "\(region)\nrender --delivery cloudformation \(kind == "one" ? "--set nodes.count=1" : "")"
  }

  @Test(.enabled(if: hasAWS && LocalAWS.has("cfn-lint"), missingAWS))
  func `CloudFormation's linter is content`() throws {
    let all = try Scratch()
    let local = try #require(LocalAWS.shared)
    // One run for all, since it reads its rules for longer than it takes a template.
    for kind in Self.kinds {
      let scratch = try cloudFormation(kind)
      _ = try local.shell(render(kind), in: scratch)
      try all.write(try scratch.read("output/cfn-\(kind)/cloudformation.yaml"), to: "\(kind).yaml")
    }
    let outcome = try local.shell(
      "cfn-lint --regions ap-northeast-2 -- \(Self.kinds.map { "\($0).yaml" }.joined(separator: " "))",
      in: all
    )
    #expect(outcome == Outcome(status: 0, bytes: Data(), errors: ""))
  }

  @Test(.enabled(if: hasAWS, missingAWS), arguments: kinds)
  func `CloudFormation brings the stack up`(_ kind: String) throws {
    let scratch = try cloudFormation(kind)
    let name = "cfn-\(kind)"
    let outcome = try #require(LocalAWS.shared).shell(
      """
      \(render(kind))
      cd output/\(name)
      aws cloudformation create-stack --stack-name \(name) --template-body file://cloudformation.yaml \
        --capabilities CAPABILITY_IAM > /dev/null
      aws cloudformation describe-stacks --stack-name \(name) --query 'Stacks[0].StackStatus' --output text
      \(Self.readBack)
      for file in */launch-template.json; do
        folder=$(dirname $file)
        user_data \(name)-$folder > got
        gunzip < got > unpacked 2> /dev/null || cp got unpacked
        cmp unpacked $folder/user-data.yaml
      done
      """,
      in: scratch
    )
    #expect(outcome == Outcome(status: 0, bytes: Data("CREATE_COMPLETE\n".utf8), errors: ""))
  }
}
