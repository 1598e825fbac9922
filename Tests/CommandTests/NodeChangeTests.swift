import Foundation
import TestSupport
import Testing

/// What `check`, `render` and `diff` say of a change's meaning for the instances that run.
struct NodeChangeTests {
  private func rendered(_ profile: String = "kraft-prod", _ more: [String] = []) throws -> Scratch {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", profile] + more).status == 0)
    return scratch
  }

  /// The notes of a run that aren't part of another finding, each with its help.
  private func notes(_ outcome: Outcome) -> [String] {
    let lines = outcome.errors.split(separator: "\n")
    return lines.indices.filter { lines[$0].contains("kafka-cloud-init: note: output/") }.map { index in
      let help = index + 1 < lines.count && lines[index + 1].hasPrefix("  help: ") ? "\n" + lines[index + 1] : ""
      return lines[index] + help
    }
  }

  private let all = "kafka-cloud-init: note: output/kraft-prod, brokers 1, 2 and 3: "
  private let restart =
    "\n  help: copy broker-ID/docker-compose.yml to /etc/kafka-node/docker-compose.yml on the node and `sudo systemctl restart "
    + "kafka-node`, one broker after the other; or replace the instance"
  private let replacement =
    "\n  help: until then they run as before; output/kraft-prod/README.md says how to replace them one after the other"

  @Test func `nothing is said of what is new or stays the same`() throws {
    let scratch = try Scratch()
    #expect(try notes(scratch.run(["render", "kraft-prod"])) == [])
    #expect(try notes(scratch.run(["render", "kraft-prod"])) == [])
  }

  @Test(arguments: ["check", "diff", "render"])
  func `a change of the compose file is a restart, and which containers it changes is told`(command: String) throws {
    let outcome = try rendered().run([command, "kraft-prod", "--set", "broker.log.retention.hours=24"])
    #expect(
      notes(outcome) == [all + "a restart brings the change of `controller` and `broker`" + restart],
      "\(outcome.errors)"
    )
  }

  @Test func `a new boot script is for new instances, and nothing has to be done`() throws {
    let scratch = try rendered()
    #expect(try scratch.shell("sed -i 's/content: H4sI/content: H4sJ/' output/*/*/user-data.yaml").status == 0)
    #expect(
      try notes(scratch.run(["check", "kraft-prod"]))
        == [all + "nothing to do now; only a new instance gets the new /usr/sbin/kafka-node"]
    )
  }

  @Test func `other instances, and what cloud-init does once, take a replacement`() throws {
    let scratch = try rendered()
    #expect(
      try notes(scratch.run(["check", "kraft-prod", "--set", "instance.type=m5a.large"]))
        == [all + "a new instance brings the change of InstanceType" + replacement]
    )
    #expect(
      try notes(scratch.run(["check", "kraft-prod", "--set", "cloud_config.packages=[htop]"]))
        == [
          all + "a new instance brings the change of node.env (STEPS and PACKAGES) and /usr/sbin/kafka-node"
            + replacement
        ]
    )
    #expect(
      try notes(scratch.run(["check", "kraft-prod", "--set", "cloud_config.timezone=Asia/Seoul"]))
        == [all + "a new instance brings the change of `timezone`" + replacement]
    )
  }

  @Test func `a change of files for people and tools alone is nothing to the nodes`() throws {
    let scratch = try rendered()
    #expect(try scratch.shell("echo >> output/kraft-prod/README.md").status == 0)
    #expect(
      try notes(scratch.run(["check", "kraft-prod"]))
        == [all + "nothing to do, since none of what runs there changes"]
    )
  }

  @Test func `each broker is told of its own files`() throws {
    let scratch = try rendered()
    let path = "output/kraft-prod/broker-2/docker-compose.yml"
    #expect(try scratch.shell("sed -i 's/rest-proxy-2/other/' \(path)").status == 0)
    #expect(
      try notes(scratch.run(["check", "kraft-prod"])) == [
        "kafka-cloud-init: note: output/kraft-prod, brokers 1 and 3: nothing to do, since none of what runs there changes",
        "kafka-cloud-init: note: output/kraft-prod, broker 2: a restart brings the change of `rest-proxy`" + restart,
      ]
    )
  }

  @Test func `with one user-data for all each broker has its own part of it`() throws {
    let groups = ["--set", "delivery=[terraform]", "--set", "identity=volume"]
    let scratch = try rendered("kraft-prod", groups)
    #expect(
      try scratch.shell(
        "sed -i 's/rest-proxy-2/other/' output/*/broker-2/docker-compose.yml output/*/brokers/user-data.yaml"
      )
      .status == 0
    )
    let found = try notes(scratch.run(["check", "kraft-prod"] + groups))
    #expect(
      found.count == 2 && found[1].contains(", broker 2: a restart brings the change of `rest-proxy`\n"),
      "\(found)"
    )
    #expect(found[0].contains(", brokers 1 and 3: nothing to do, "), "\(found)")
  }

  @Test func `a new broker has nothing that runs, and a refused change no meaning`() throws {
    let scratch = try rendered()
    let more = try notes(scratch.run(["check", "kraft-prod", "--set", "nodes.count=4"]))
    #expect(!more.isEmpty && more.allSatisfy { !$0.contains(#/broker.* 4.*: /#) }, "\(more)")
    #expect(try notes(scratch.run(["check", "kraft-prod", "--set", "data.mount=/srv/kafka"])) == [])
  }

  @Test(.enabled(if: isInstalled("jq"), "needs jq"))
  func `programs get it as findings that are no warnings`() throws {
    let scratch = try rendered()
    let outcome = try scratch.shell(
      "\"$PROGRAM\" check kraft-prod --json --set broker.log.retention.hours=24 | jq -r '.[] | [.severity, .id, .message] | @tsv'"
    )
    #expect(
      outcome.output.hasSuffix(
        "note\tchange-restart\toutput/kraft-prod, brokers 1, 2 and 3: a restart brings the change of `controller` and `broker`\n"
      ),
      "\(outcome.output)"
    )
  }
}

/// Clusters that others call by the same name.
struct SharedNameTests {
  private static let warning = """
    profiles/kraft-prod.yaml:3:10: warning: the program comes with a profile called `kraft-prod`, and two clusters of one name in \
    an account take each other's volumes
      cluster: kraft-prod
               ^~~~~~~~~~
      help: choose another name, or write `cluster_id: ID` with what this prints: head -c 16 /dev/urandom | base64 | tr +/ __ | \
    tr -d =

    """

  @Test(arguments: ["check", "render", "diff"])
  func `a new cluster with the name of a shipped profile is warned of its namesakes`(command: String) throws {
    #expect(try Scratch().run([command, "kraft-prod"]).errors == Self.warning)
  }

  @Test func `with an id, with a name of its own or when it runs it isn't`() throws {
    let scratch = try Scratch()
    let id = try scratch.shell("head -c 16 /dev/urandom | base64 | tr +/ __ | tr -d =").output.trimmingCharacters(
      in: .newlines
    )
    #expect(try scratch.run(["check", "kraft-prod", "--set", "cluster_id=\(id)"]).errors == "")
    #expect(try scratch.run(["check", "kraft-prod", "--set", "cluster=orders"]).errors == "")
    #expect(try scratch.run(["render", "kraft-prod"]).errors == Self.warning)
    #expect(try scratch.run(["check", "kraft-prod"]).errors == "")
  }

  @Test func `the names are those of the profiles that are shipped`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Scratch.checkout.appending(path: "profiles").path)
    #expect(Set(names) == ["dev.yaml", "prod.yaml", "kraft-dev.yaml", "kraft-prod.yaml"])
    for name in names {
      let profile = String(name.dropLast(5))
      #expect(try Scratch().run(["check", profile]).errors.contains("a profile called `\(profile)`"))
    }
  }

  @Test func `an id is a tag of whatever belongs to the cluster, and the rights are for that tag`() throws {
    let scratch = try Scratch()
    let id = "4L6g3nShT-eMCtK--X86sw"
    try scratch.write(
      """
      cluster: shop
      release: 7.9.8
      nodes: {count: 1, host: kafka.example.com, zones: [eu-west-1a]}
      services: [zookeeper, broker]
      network: {vpc: vpc-0123456789abcdef0, subnets: {eu-west-1a: subnet-0123456789abcdef0}, clients: [10.0.0.0/16]}
      instance: {security_groups: [sg-0123456789abcdef0]}
      delivery: [autoscaling, terraform, cloudformation]
      """,
      to: "profiles/shop.yaml"
    )
    let set = ["--set", "cluster_id=\(id)"]
    #expect(try scratch.run(["render", "shop"] + set).status == 0)
    for (path, text) in [
      ("broker-1/launch-template.json", "\"Key\": \"kafka-cluster-id\""),
      ("iam/policy-broker-1.json", "\"aws:ResourceTag/kafka-cluster-id\": \"\(id)\""),
      ("terraform/kafka/main.tf.json", "\"kafka-cluster-id\": \"\(id)\""),
      ("cloudformation.yaml", "aws:ResourceTag/kafka-cluster-id: \(id)"),
      ("README.md", "{\"Key\": \"kafka-cluster-id\", \"Value\": \"\(id)\"}"),
      ("broker-1/user-data.yaml", "CLUSTER_ID='\(id)'"),
    ] { #expect(try scratch.read("output/shop/\(path)").contains(text), "\(path)") }
    let composeFile = try scratch.read("output/shop/broker-1/docker-compose.yml")
    #expect(!composeFile.contains(id), "with ZooKeeper the first broker makes the cluster's own")
    // What was rendered tells the id to the next run.
    let without = try scratch.run(["check", "shop"])
    #expect(without.status == 1)
    #expect(without.errors.contains("profiles/shop.yaml:1:10: error: the volumes are known by cluster id `\(id)`, "))
    #expect(try scratch.run(["check", "shop"] + set).status == 0)
  }
}
