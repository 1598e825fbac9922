import Foundation
import TestSupport
import Testing

/// What becomes of data volumes, and of the roles of running instances, that leave the files of a tool which destroys what
/// they don't name.
@Suite(.serialized) struct KeptVolumeTests {
  private static func pair(_ cluster: String) -> String {
    profile(cluster, release: "8.3.0", "").replacing("count: 3", with: "count: 2")
  }

  /// What a script of this suite does with a folder and asks of a cluster.
  private static let functions = """
    \(region)
    apply() {
      terraform -chdir=$1/terraform get > /dev/null
      terraform -chdir=$1/terraform apply -no-color -auto-approve > log 2>&1 || { tail -n 40 log; exit 1; }
    }
    volumes() {
      aws ec2 describe-volumes --filters Name=tag:kafka-cluster,Values=$1 Name=tag-key,Values=kafka-broker-id \
        --query 'sort(Volumes[].VolumeId)' --output text
    }
    left() { terraform -chdir=$1/terraform state list | grep -c aws_ebs_volume || :; }
    """

  @Test(
    .enabled(
      if: hasTerraform,
      missingTerraform
    ),
    arguments: [
      ("a-removed-broker", "rm -r $folder/broker-2; render --delivery terraform --set nodes.count=1", 1),
      ("no-claim", "rm -r $folder/broker-*; render --delivery terraform --set data.claim=false", 0),
      (
        "no-claim-elsewhere",
        """
        render --delivery terraform --set data.claim=false --output elsewhere
        cp -r elsewhere/*/terraform $folder/
        """, 0
      ),
      ("another-delivery", "render --set data.claim=true", 0),
      (
        "another-name",
        """
        mv $folder output/x-$name; folder=output/x-$name; rm -r $folder/broker-*
        render --delivery terraform --set cluster=x-$name
        """, 2
      ),
    ]
  )
  func `Terraform destroys no data volume that leaves its configuration`(name: String, change: String, left: Int) throws
  {
    let scratch = try Scratch()
    let cluster = "tf-\(name)"
    try scratch.write(Self.pair(cluster), to: "cluster.yaml")
    let outcome = try #require(LocalAWS.shared).shell(
      """
      \(Self.functions)
      name=\(cluster) folder=output/\(cluster)
      render --delivery terraform
      apply $folder
      before=$(volumes $name)
      \(change)
      apply $folder
      [ "$(wc -w <<< "$before")" = 2 ]
      aws ec2 describe-volumes --volume-ids $before --query 'Volumes[].[State]' --output text
      left $folder
      """,
      in: scratch,
      withTerraform: true
    )
    #expect(outcome == Outcome(status: 0, bytes: Data("available\navailable\n\(left)\n".utf8), errors: ""))
  }

  @Test(
    .enabled(
      if: hasTerraform,
      missingTerraform
    )
  )
  func `Terraform refuses a zone that would take another volume, and keeps the role that instances have`() throws {
    let scratch = try Scratch()
    let cluster = "tf-refused"
    try scratch.write(Self.pair(cluster), to: "cluster.yaml")
    let outcome = try #require(LocalAWS.shared).shell(
      """
      \(Self.functions)
      folder=output/\(cluster)
      render --delivery terraform
      # One role for all, as it was once.
      rm $folder/terraform/{,kafka/}outputs.tf.json
      sed -i 's/\(cluster)-broker-1/\(cluster)/; /aws_iam/,$ s/broker_1/nodes/g' $folder/terraform/kafka/main.tf.json
      sed -i 's/"kafka-\(cluster)-broker-1"/"kafka-\(cluster)"/' $folder/terraform/kafka/main.tf.json
      apply $folder
      render --delivery terraform
      apply $folder
      aws iam list-instance-profiles --output text \
        --query "InstanceProfiles[?starts_with(InstanceProfileName, 'kafka-\(cluster)')].[InstanceProfileName, Roles[0].RoleName]" | sort
      rm -r $folder/broker-*
      render --delivery terraform --set 'nodes.zones=[ap-northeast-2a, ap-northeast-2c]'
      ! terraform -chdir=$folder/terraform apply -no-color -auto-approve > log 2>&1
      grep -c 'Instance cannot be destroyed' log
      """,
      in: scratch,
      withTerraform: true
    )
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    #expect(
      outcome.output == """
        kafka-\(cluster)\tkafka-\(cluster)
        kafka-\(cluster)-broker-1\tkafka-\(cluster)-broker-1
        kafka-\(cluster)-broker-2\tkafka-\(cluster)-broker-2
        1

        """
    )
  }

  @Test(.enabled(if: hasTerraform, missingTerraform))
  func `what was applied when the resources stood in the root module moves, and nothing is made or destroyed`() throws {
    let scratch = try Scratch()
    let cluster = "tf-moved"
    try scratch.write(
      Self.pair(cluster) + "lifecycle_hook: true\nroute53: {zone_id: Z0123456789}\n",
      to: "cluster.yaml"
    )
    let single = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "single-module.tf.json").path
    let outcome = try #require(LocalAWS.shared).shell(
      """
      \(Self.functions)
      folder=output/\(cluster)
      render --delivery terraform
      cp $folder/terraform/variables.tf.json .
      rm -r $folder/terraform
      mkdir $folder/terraform
      sed "s/\"IMAGE\"/\"$IMAGE\"/" \(single) > $folder/terraform/main.tf.json
      python3 - variables.tf.json $folder/terraform/main.tf.json << 'END'
      import json, sys
      module = json.load(open(sys.argv[2]))
      module["variable"] = json.load(open(sys.argv[1]))["variable"]
      json.dump(module, open(sys.argv[2], "w"))
      END
      apply $folder
      before=$(volumes \(cluster))
      render --delivery terraform
      cd $folder/terraform
      terraform get > /dev/null
      terraform plan -no-color -out=plan > log 2>&1 || { tail -n 40 log; exit 1; }
      grep -cE 'has moved to module.kafka|[(]moved from aws_' log
      # What a role may do has grown since; nothing else is another.
      grep -o '# .* will be updated in-place' log
      grep '^Plan:' log
      terraform apply -no-color plan > log 2>&1 || { tail -n 40 log; exit 1; }
      terraform plan -no-color -detailed-exitcode > log 2>&1 || { tail -n 40 log; exit 1; }
      [ "$(volumes \(cluster))" = "$before" ]
      terraform output -json | python3 -c '
      import json, sys
      for name, output in sorted(json.load(sys.stdin).items()):
          if name in ("bootstrap_servers", "ui_url", "autoscaling_group_names"): print(json.dumps(output["value"]))
      '
      """,
      in: scratch,
      withTerraform: true
    )
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    let resources = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: single))) as? [String: Any]
    )
    let types = try #require(resources["resource"] as? [String: [String: Any]])
    #expect(
      outcome.output == """
        \(types.values.map(\.count).reduce(0, +))
        # module.kafka.aws_iam_role_policy.broker_1 will be updated in-place
        # module.kafka.aws_iam_role_policy.broker_2 will be updated in-place
        Plan: 0 to add, 2 to change, 0 to destroy.
        ["tf-moved-broker-1", "tf-moved-broker-2"]
        {"PLAINTEXT": "kafka-1.example:29092,kafka-2.example:29092", \
        "PLAINTEXT_HOST": "kafka-1.example:9092,kafka-2.example:9092"}
        "http://kafka-1.example:8080"

        """
    )
  }

  // MARK: Without tools

  @Test func `every resource is said to have moved from where the root module had it once`() throws {
    let scratch = try rendered()
    func document(_ name: String) throws -> [String: Any] {
      try #require(
        JSONSerialization.jsonObject(with: scratch.data("output/a/terraform/\(name).tf.json")) as? [String: Any]
      )
    }
    let resources = try #require(document("kafka/main")["resource"] as? [String: [String: Any]])
    let addresses = resources.flatMap { type, named in named.keys.map { "\(type).\($0)" } }
    let moved = try #require(document("moved")["moved"] as? [[String: String]])
    #expect(Set(moved.compactMap { $0["from"] }) == Set(addresses) && moved.count == addresses.count)
    for block in moved { #expect(block["to"] == "module.kafka.\(block["from"] ?? "")") }
  }

  @Test func `the module has no provider, and takes the user-data that lies beside it`() throws {
    let scratch = try rendered()
    let module = try scratch.read("output/a/terraform/kafka/main.tf.json")
    #expect(!module.contains("\"provider\""))
    let files = module.matches(of: /"\${file\(\\"\${path\.module}\/\.\.\/\.\.\/([^"\\]+)\\"\)}"/).map { String($0.1) }
    #expect(files == (1...2).map { "broker-\($0)/user-data.gz.base64" })
    for file in files { #expect(scratch.exists("output/a/\(file)")) }
    #expect(try scratch.read("output/a/terraform/main.tf.json").contains("\"source\": \"./kafka\""))
  }

  @Test func `what is left of a module forgets its volumes wherever the state has them`() throws {
    let scratch = try rendered()
    #expect(
      try scratch.run(["render", "cluster.yaml", "--delivery", "launch-template", "--set", "data.claim=true"]).status
        == 0
    )
    let rest = try scratch.read("output/a/terraform/main.tf.json")
    for id in 1...2 {
      #expect(rest.contains("\"from\": \"aws_ebs_volume.broker_\(id)\""))
      #expect(rest.contains("\"from\": \"module.kafka.aws_ebs_volume.broker_\(id)\""))
    }
    #expect(!scratch.exists("output/a/terraform/kafka/main.tf.json"))
  }

  private func rendered(_ delivery: String = "terraform") throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(Self.pair("a") + "delivery: [\(delivery)]\n", to: "cluster.yaml")
    #expect(try scratch.run(["render", "cluster.yaml"]).status == 0)
    return scratch
  }

  /// The addresses that a module forgets, and the version of Terraform that it takes.
  private func removed(_ scratch: Scratch) throws -> (addresses: [String], version: String?) {
    func document(_ name: String) throws -> [String: Any] {
      try #require(
        JSONSerialization.jsonObject(with: scratch.data("output/a/terraform/\(name).tf.json")) as? [String: Any]
      )
    }
    let blocks = try document("kafka/main")["removed"] as? [[String: Any]] ?? []
    for block in blocks { #expect((block["lifecycle"] as? [String: Bool]) == ["destroy": false]) }
    // The same stood in the root module once.
    let moved = try document("moved")["removed"] as? [[String: Any]] ?? []
    #expect(moved.map { $0["from"] as? String } == blocks.map { $0["from"] as? String })
    let version = (try document("kafka/versions")["terraform"] as? [String: Any])?["required_version"] as? String
    return (blocks.compactMap { $0["from"] as? String }, version)
  }

  @Test func `a module that forgets nothing is for the Terraform that it was for`() throws {
    let removed = try removed(rendered())
    #expect(removed.addresses == [] && removed.version == ">= 1.3")
  }

  @Test func `what a module forgets it forgets in later runs too, until it is back`() throws {
    let scratch = try rendered()
    #expect(try scratch.shell("rm -r output/a/broker-2").status == 0)
    for count in [1, 1] {
      #expect(try scratch.run(["render", "cluster.yaml", "--set", "nodes.count=\(count)"]).status == 0)
      let removed = try removed(scratch)
      #expect(removed.addresses == ["aws_ebs_volume.broker_2"] && removed.version == ">= 1.7")
    }
    let check = try scratch.run(["render", "cluster.yaml", "--set", "nodes.count=1", "--check"])
    #expect(check.status == 0 && check.output.isEmpty, "\(check.output)\(check.errors)")
    #expect(try scratch.run(["render", "cluster.yaml"]).status == 0)
    #expect(try self.removed(scratch).addresses == [])
  }

  @Test func `without claimed volumes a module forgets those of any run before`() throws {
    let scratch = try Scratch()
    try scratch.write(Self.pair("a") + "delivery: [terraform]\ndata: {claim: false}\n", to: "cluster.yaml")
    #expect(try scratch.run(["render", "cluster.yaml"]).status == 0)
    #expect(try removed(scratch).addresses == ["aws_ebs_volume.broker_1", "aws_ebs_volume.broker_2"])
  }

  @Test(arguments: ["render cluster.yaml", "check cluster.yaml", "diff cluster.yaml"])
  func `a module that can't be read is not replaced, since it may have volumes`(command: String) throws {
    let scratch = try rendered()
    try scratch.write("{", to: "output/a/terraform/kafka/main.tf.json")
    let before = try scratch.tree("output")
    let outcome = try scratch.run(command.split(separator: " ").map(String.init))
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        """
        kafka-cloud-init: error: output/a/terraform/kafka/main.tf.json can't be read, and it says what must not be destroyed
          help: put back the last one that was applied

        """
      ),
      "\(outcome.errors)"
    )
    #expect(try scratch.tree("output") == before)
  }

  @Test(arguments: ["terraform", "cloudformation"])
  func `what a volume can't become is found where the file that makes it says so`(delivery: String) throws {
    let scratch = try rendered(delivery)
    let outcome = try scratch.run([
      "check", "cluster.yaml", "--set", "data.volume={size: 50, encrypted: false}", "--set",
      "nodes.zones=[ap-northeast-2b, ap-northeast-2b]",
    ])
    #expect(outcome.status == 1)
    let file = delivery == "terraform" ? "output/a/terraform/kafka/main.tf.json" : "output/a/cloudformation.yaml"
    for text in [
      "--set:1:20: error: the data volumes would have 50 GiB, and they have 100, of which EBS takes none away",
      "--set:1:35: error: the data volumes are encrypted, and only new ones, which are blank, could be otherwise",
      "--set:1:14: error: node 1 would be in zone `ap-northeast-2b`, and its data volume is in `ap-northeast-2a`, which it ",
    ] { #expect(outcome.errors.contains(text), "\(outcome.errors)") }
    #expect(outcome.errors.matches(of: Regex<Substring>(verbatim: file)).count == 3, "\(outcome.errors)")
  }

  @Test(arguments: ["", "broker-1/launch-template.json"])
  func `volumes that a module has are claimed, whatever else of the folder is gone`(gone: String) throws {
    let scratch = try rendered()
    if !gone.isEmpty { #expect(try scratch.shell("rm output/a/\(gone)").status == 0) }
    let outcome = try scratch.run(["render", "cluster.yaml", "--set", "data.claim=false"])
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        """
        --set:1:12: error: the instances claim their data volumes, and a new one would begin with a blank volume of its own
          data.claim=false
                     ^~~~~
          help: write `data: {claim: true}`; whoever begins anew moves output/a away

        """
      ),
      "\(outcome.errors)"
    )
  }

  @Test func `whatever else destroys a data volume leaves a snapshot of it`() throws {
    let module = try rendered().read("output/a/terraform/kafka/main.tf.json")
    #expect(module.matches(of: /"final_snapshot": true/).count == 2)
    #expect(module.matches(of: /"prevent_destroy": true/).count == 2)
  }

  @Test func `CloudFormation keeps every data volume that leaves a template, a stack or its zone`() throws {
    let template = try rendered("cloudformation").read("output/a/cloudformation.yaml")
    let volumes = template.matches(of: /Type: AWS::EC2::Volume\n/).count
    let policies = template.matches(
      of: /Type: AWS::EC2::Volume\n +DeletionPolicy: Retain\n +UpdateReplacePolicy: Retain\n/
    )
    #expect(volumes == 2 && policies.count == 2)
  }

  @Test func `CloudFormation keeps the role that instances have until they are replaced`() throws {
    let scratch = try rendered("cloudformation")
    let old = try scratch.read("output/a/cloudformation.yaml").replacing("Broker1Role", with: "Role")
      .replacing("Broker1Profile", with: "Profile")
    try scratch.write(old, to: "output/a/cloudformation.yaml")
    for _ in 1...2 {
      #expect(try scratch.run(["render", "cluster.yaml"]).status == 0)
      let template = try scratch.read("output/a/cloudformation.yaml")
      for name in ["Role", "Profile", "Broker1Role", "Broker1Profile", "Broker2Role", "Broker2Profile"] {
        #expect(template.contains("\n  \(name):\n"), "\(name)")
      }
    }
  }
}
