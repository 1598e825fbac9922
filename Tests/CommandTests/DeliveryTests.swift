import Foundation
import Testing

/// What the tools of AWS make of the files.
@Suite(.serialized) struct DeliveryTests {
  static let hasAWS = LocalAWS.shared != nil
  private static let missing: Comment = "needs the AWS CLI, moto and cfn-lint: Scripts/install-python-tools"

  /// A profile of three brokers under a name of its own, since tests share the API.
  static func profile(_ cluster: String, release: String = "5.3.1", _ more: String) -> String {
    """
    cluster: \(cluster)
    release: \(release)
    nodes: {count: 3, host: 'kafka-{id}.example', zones: [ap-northeast-2a, ap-northeast-2b, ap-northeast-2c]}
    network:
      clients: [10.0.0.0/16]
      administrators: [10.9.0.0/24]
    \(more)
    """
  }

  /// The machine's subnets and an image, which the API has from the start, as `SUBNETS`, `VPC` and `IMAGE` of a script.
  static let region = """
    subnet() { aws ec2 describe-subnets --filters Name=availability-zone,Values=$1 --query 'Subnets[0].SubnetId' --output text; }
    SUBNETS="{ap-northeast-2a: $(subnet ap-northeast-2a), ap-northeast-2b: $(subnet ap-northeast-2b)"
    SUBNETS+=", ap-northeast-2c: $(subnet ap-northeast-2c)}"
    VPC=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
    GROUP=$(aws ec2 describe-security-groups --query 'SecurityGroups[0].GroupId' --output text)
    IMAGE=$(aws ec2 describe-images --query "Images[?Architecture=='x86_64' && starts_with(Name, 'amzn')]|[0].ImageId" --output text)
    render() { "$PROGRAM" render cluster.yaml --set "network.subnets=$SUBNETS" --set network.vpc=$VPC --set instance.image=$IMAGE "$@" > /dev/null 2>&1; }
    """

  /// The user-data in the newest version of a launch template.
  private static let readBack = """
    user_data() {
      aws ec2 describe-launch-template-versions --launch-template-name "$1" --versions '$Latest' --output text \
        --query 'LaunchTemplateVersions[0].LaunchTemplateData.UserData' | base64 --decode
    }
    """

  @Test(.enabled(if: hasAWS, missing), arguments: ["plain", "gzip"])
  func `EC2 takes the launch template and gives the user-data back byte for byte`(_ encoding: String) throws {
    let scratch = try Scratch()
    let name = "lt-\(encoding)"
    try scratch.write(
      Self.profile(
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

  @Test(.enabled(if: hasAWS, missing), arguments: ["fixed", "volume"])
  func `the commands of the README make volumes, templates and groups`(_ identity: String) throws {
    let scratch = try Scratch()
    let name = "asg-\(identity)"
    try scratch.write(
      Self.profile(
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
      \(Self.region)
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

  static let terraform = LocalAWS.has("terraform") && LocalAWS.providers != nil

  @Test(
    .enabled(
      if: hasAWS && terraform,
      "needs the AWS CLI, moto, terraform and a mirror of its provider hashicorp/aws 5"
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
      Self.profile(
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
      \(Self.region)
      render --delivery terraform \(kind == "addresses" ? "--set 'nodes=[\(nodes.joined(separator: ", "))]'" : "")
      cd output/\(name)/terraform
      echo "provider_installation { filesystem_mirror { path = \\"$PROVIDERS\\" } }" > ../terraformrc
      export TF_CLI_CONFIG_FILE=$PWD/../terraformrc
      {
        terraform init -no-color
        terraform apply -no-color -auto-approve
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
      in: scratch
    )
    #expect(outcome == Outcome(status: 0, bytes: Data("3\na ${b} %{c}\n".utf8), errors: ""))
  }

  @Test(
    .enabled(if: hasAWS && LocalAWS.has("cfn-lint"), missing),
    arguments: ["fixed", "volume", "one"]
  )
  func `CloudFormation's linter is content, and the stack comes up`(_ kind: String) throws {
    let scratch = try Scratch()
    let name = "cfn-\(kind)"
    try scratch.write(
      Self.profile(
        name,
        "identity: \(kind == "volume" ? "volume" : "fixed")\nlifecycle_hook: true\nroute53: {zone_id: Z0123456789}"
      ),
      to: "cluster.yaml"
    )
    let outcome = try #require(LocalAWS.shared).shell(
      """
      \(Self.region)
      render --delivery cloudformation \(kind == "one" ? "--set nodes.count=1" : "")
      cd output/\(name)
      cfn-lint --regions ap-northeast-2 -- cloudformation.yaml
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

  // MARK: Without tools

  private func rendered(_ profile: String, _ arguments: String...) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(profile, to: "cluster.yaml")
    let outcome = try scratch.run(["render", "cluster.yaml"] + arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return scratch
  }

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
    let scratch = try rendered(Self.profile("a", release: release, "delivery: [terraform, cloudformation]"))
    let module = try #require(
      JSONSerialization.jsonObject(with: scratch.data("output/a/terraform/main.tf.json")) as? [String: Any]
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
    let scratch = try rendered(Self.profile("a", "delivery: [terraform]"))
    let template = try scratch.read("output/a/broker-1/launch-template.json")
    #expect(template.matches(of: /"DeviceName"/).count == 1)
    #expect(template.matches(of: /"kafka-broker-id"/).count == 1, "the instance's")
  }

  @Test func `a group over several zones moves no instance between them, where no volume is free`() throws {
    let scratch = try rendered(Self.profile("a", "identity: volume\ndelivery: [terraform, cloudformation]"))
    #expect(try scratch.read("output/a/terraform/main.tf.json").contains(#""AZRebalance""#))
    let template = try scratch.read("output/a/cloudformation.yaml")
    #expect(template.contains("CapacityDistributionStrategy: balanced-only"))
    let section = try scratch.read("output/a/README.md").split(separator: "## Apply with CloudFormation").last ?? ""
    let command =
      "aws autoscaling suspend-processes --auto-scaling-group-name a-brokers --scaling-processes AZRebalance"
    #expect(section.contains("\n    \(command)\n"))
  }

  @Test func `one user-data serves all brokers, whose own files are in it`() throws {
    let scratch = try rendered(Self.profile("a", "identity: volume"))
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

  @Test func `the form of delivery can be given on the command line, and files of another go`() throws {
    let scratch = try rendered(Self.profile("a", ""), "--delivery", "terraform,cloudformation")
    #expect(scratch.exists("output/a/terraform/main.tf.json"))
    #expect(scratch.exists("output/a/cloudformation.yaml"))
    let hand = try scratch.run(["render", "cluster.yaml", "--set", "data.claim=true"])
    #expect(hand.status == 0, "\(hand.errors)")
    #expect(
      try scratch.names("output/a")
        == ["README.md", "broker-1", "broker-2", "broker-3", "iam", "kafka-node.sh", "terraform"]
    )
  }

  @Test(arguments: ["terrafrom", "terraform]", "cloudformation,terrafrom"])
  func `a form on the command line that isn't known is bad usage`(forms: String) throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["render", "prod", "--delivery", forms])
    #expect(outcome.status == 64)
    let wrong = forms.split(separator: ",").last ?? ""
    #expect(
      outcome.errors == """
        kafka-cloud-init: error: `\(wrong)` is not a value of `--delivery`, which is launch-template, autoscaling, terraform \
        or cloudformation
          help: did you mean `terraform`?

        """
    )
    #expect(!scratch.exists("output"))
  }

  @Test func `what a form on the command line lacks is said where it stands there`() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["render", "dev", "--delivery", "launch-template,autoscaling"])
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        """
        --delivery:1:17: error: 
        """
      ),
      "\(outcome.errors)"
    )
    #expect(outcome.errors.contains("\n  launch-template,autoscaling\n                  ^~~~~~~~~~~\n"))
  }
}
