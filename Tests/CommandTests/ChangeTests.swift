import Foundation
import TestSupport
import Testing

/// What the commands do where the output folder has the files of a cluster that is there.
struct ChangeTests {
  /// A folder with `prod` rendered at release 7.1.0.
  private func rendered() throws -> Scratch {
    let scratch = try Scratch()
    let services = "[zookeeper, broker]"
    let text = try scratch.read("profiles/prod.yaml")
    try scratch.write(
      text.replacing("5.3.1", with: "7.1.0").replacing(#/services: .*/#, with: "services: \(services)"),
      to: "profiles/prod.yaml"
    )
    #expect(try scratch.run(["render", "prod"]).status == 0)
    return scratch
  }

  private static let refused = """
    --set:1:12: error: the data of `zookeeper` would be in /srv/kafka/zk-data, and output/prod has them in /data/zk-data
      data.mount=/srv/kafka
                 ^~~~~~~~~~
      help: keep the directory where it is
    output/prod/broker-1/docker-compose.yml:15:7: note: it is set here
          - /data/zk-data:/var/lib/zookeeper/data
            ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

    """

  @Test(arguments: ["check prod", "render prod", "render prod --check", "diff prod"])
  func `what would destroy a cluster is refused at the profile's line, and nothing is written`(command: String) throws {
    let scratch = try rendered()
    let before = try scratch.tree("")
    let outcome = try scratch.run(command.split(separator: " ").map(String.init) + ["--set", "data.mount=/srv/kafka"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains(Self.refused), "\(outcome.errors)")
    #expect(try scratch.tree("") == before)
    // What is compared is shown all the same.
    let isShown = command.contains("check prod") || command == "render prod" ? "" : "\n-    - /data/zk-data:"
    #expect(isShown.isEmpty ? outcome.output.isEmpty : outcome.output.contains(isShown))
  }

  @Test func `all that is found is reported in one run, with the first profile's`() throws {
    let scratch = try rendered()
    #expect(try scratch.run(["render", "dev"]).status == 0)
    let outcome = try scratch.run(["render", "prod", "dev", "--set", "data.mount=/srv/kafka"])
    #expect(outcome.status == 1)
    for folder in ["output/prod", "output/dev"] {
      let findings = outcome.errors.split(separator: "\n").filter { $0.contains("error: ") && $0.contains(folder) }
      #expect(findings.count == 3, "\(outcome.errors)")
    }
  }

  @Test func `a later release is rendered with its steps on standard error`() throws {
    let scratch = try rendered()
    let change = ["prod", "--set", "release=7.9.8", "--set", "broker.inter.broker.protocol.version=3.1"]
    for command in ["check", "render"] {
      let outcome = try scratch.run([command] + change)
      #expect(outcome.status == 0)
      #expect(
        outcome.errors.contains(
          """
          --set:1:9: warning: output/prod has release 7.1.0, and this makes it 7.9.8
            release=7.9.8
                    ^~~~~
            help: take these steps, one broker after the other; docs/upgrade.md has the commands
          output/prod/broker-1/docker-compose.yml:21:12: note: the nodes have it from here
                image: confluentinc/cp-kafka:7.1.0
                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~
          kafka-cloud-init: note: step 1: set `release: 7.9.8` with `inter.broker.protocol.version: 3.1` for `broker`, \
          render, and replace the instances one after the other
          kafka-cloud-init: note: step 2: remove `inter.broker.protocol.version`, render and replace them again; then there \
          is no way back

          """
        ),
        "\(outcome.errors)"
      )
    }
    let again = try scratch.run(["check"] + change)
    #expect(again.status == 0 && !again.errors.contains("step 1"))
  }

  @Test func `check gives the steps as JSON too, and looks into another output folder`() throws {
    let scratch = try rendered()
    let change = ["check", "prod", "--json", "--set", "release=7.9.8"]
    let outcome = try scratch.run(change)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("\"id\": \"release-change\"") && outcome.output.contains("step 2: remove "))
    #expect(outcome.output.contains("\"id\": \"protocol-version\""))
    let other = try scratch.run(change + ["--output", "elsewhere"])
    #expect(other.status == 0 && !other.output.contains("release-change"))
  }

  @Test func `who begins anew moves the folder away`() throws {
    let scratch = try rendered()
    #expect(try scratch.shell("mv output/prod old").status == 0)
    #expect(try scratch.run(["render", "prod", "--set", "data.mount=/srv/kafka"]).status == 0)
  }

  @Test func `a broker that is gone can go once its folder is removed`() throws {
    let scratch = try rendered()
    let services = "services={broker: {}, zookeeper: {on: [1]}}"
    try scratch.write(try scratch.read("profiles/prod.yaml"), to: "profiles/one.yaml")
    #expect(try scratch.run(["render", "one", "--set", services, "--output", "two"]).status == 0)
    let change = ["render", "one", "--set", services, "--set", "nodes.count=2", "--output", "two"]
    #expect(try scratch.run(change).status == 1)
    #expect(try scratch.shell("rm -r two/prod/broker-3").status == 0)
    #expect(try scratch.run(change).status == 0)
  }

  @Test(arguments: [
    ("echo 'a: [' > ", "a value is missing before this"), ("printf 'a: \\xff\\n' > ", "UTF-8"), (": > ", nil),
    ("mkdir ", nil),
    (
      "ln -s /nowhere ",
      "can't read output/prod/broker-2/docker-compose.yml: it is a symbolic link, and only regular files are read"
    ),
  ])
  func `earlier output that can't be read is a warning`(make: String, note: String?) throws {
    let scratch = try rendered()
    let path = "output/prod/broker-2/docker-compose.yml"
    #expect(try scratch.shell("rm \(path); \(make)\(path)").status == 0)
    let outcome = try scratch.run(["check", "prod"])
    #expect(outcome.status == 0)
    #expect(
      outcome.errors.contains(
        """
        kafka-cloud-init: warning: \(path) is no compose file of a broker, so what changes about broker 2 isn't checked
          help: see that it is what runs on the node, or remove it

        """
      )
    )
    #expect(note.map(outcome.errors.contains) ?? true, "\(outcome.errors)")
    #expect(!outcome.errors.contains("broker 2 will hold"))
  }

  @Test func `another identity is refused`() throws {
    let scratch = try rendered()
    #expect(
      try scratch.shell("mkdir output/prod/brokers && echo mine > output/prod/brokers/user-data.yaml").status == 0
    )
    let outcome = try scratch.run(["render", "prod"])
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        """
        profiles/prod.yaml:3:10: error: `identity` was `volume`, and another one takes all instances out of their groups at once
          cluster: prod
                   ^~~~
          help: keep `identity: volume`

        """
      ),
      "\(outcome.errors)"
    )
  }
}
