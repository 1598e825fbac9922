import Foundation
import TestSupport
import Testing

struct RenderTests {
  @Test func `renders every file of each node, and says how large the user-data is`() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["render", "dev", "prod"])
    #expect(outcome.status == 0)
    #expect(
      try scratch.tree("output").keys.sorted() == [
        "dev",
        "dev/README.md",
        "dev/broker-1",
        "dev/broker-1/docker-compose.yml",
        "dev/broker-1/launch-template.json",
        "dev/broker-1/user-data.yaml",
        "dev/index.html",
        "dev/kafka-node.sh",
        "dev/topology.svg",
        "prod",
        "prod/README.md",
        "prod/broker-1",
        "prod/broker-1/docker-compose.yml",
        "prod/broker-1/launch-template.json",
        "prod/broker-1/user-data.yaml",
        "prod/broker-2",
        "prod/broker-2/docker-compose.yml",
        "prod/broker-2/launch-template.json",
        "prod/broker-2/user-data.yaml",
        "prod/broker-3",
        "prod/broker-3/docker-compose.yml",
        "prod/broker-3/launch-template.json",
        "prod/broker-3/user-data.yaml",
        "prod/index.html",
        "prod/kafka-node.sh",
        "prod/topology.svg",
      ]
    )
    let lines = outcome.output.split(separator: "\n")
    try #require(lines.count == 2)
    let size = try scratch.data("output/dev/broker-1/user-data.yaml").count
    #expect(
      lines[0].hasPrefix("output/dev: 1 node; user-data at most \(size) of 16384 bytes (\(16384 - size) to spare; ")
    )
    #expect(lines[1].hasPrefix("output/prod: 3 nodes; user-data at most "))
  }

  @Test(arguments: ["new", "new/and/deeper", "new/", ".", "./new", "profiles/../new"])
  func `writes into the folder of --output, and makes it`(folder: String) throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["render", "dev", "--output", folder])
    #expect(outcome.status == 0)
    #expect(
      try scratch.names("\(folder)/dev") == ["README.md", "broker-1", "index.html", "kafka-node.sh", "topology.svg"]
    )
    #expect(!outcome.output.contains("//"))
    #expect(!scratch.exists("output"))
  }

  @Test func `a port that the environment opens is the instance's own in README and plan`() throws {
    let scratch = try Scratch()
    let set = "services={broker: {environment: {KAFKA_JMX_PORT: 9101}}}"
    #expect(try scratch.run(["render", "kraft-dev", "--set", set]).status == 0)
    let readme = String(decoding: try scratch.data("output/kraft-dev/README.md"), as: UTF8.self)
    #expect(readme.contains("\n| 9101 | broker, KAFKA_JMX_PORT | the instance alone |\n"))
    let plan = try scratch.run(["plan", "kraft-dev", "--set", set]).output
    #expect(plan.contains("\n  ports      also 9101 on 127.0.0.1 (broker, KAFKA_JMX_PORT)\n"))
  }

  @Test func `writes into an absolute folder`() throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "dev", "-o", "\(scratch.url.path)/there"]).status == 0)
    #expect(try scratch.names("there/dev") == ["README.md", "broker-1", "index.html", "kafka-node.sh", "topology.svg"])
  }

  @Test(arguments: [1, 2, 3])
  func `--stdout prints what the files have, and writes none`(node: Int) throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["render", "prod", "--node", "\(node)", "--stdout"])
    #expect(outcome.status == 0)
    #expect(!scratch.exists("output"))
    _ = try scratch.run(["render", "prod"])
    #expect(outcome.bytes == (try scratch.data("output/prod/broker-\(node)/user-data.yaml")))
  }

  @Test func `--stdout needs no --node when there is one node`() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["render", "dev", "--stdout"])
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("#cloud-config\n"))
  }

  @Test(arguments: [
    (["render", "prod", "--stdout"], "there are 3 nodes", "add `--node`: 1, 2 and 3"),
    (["render", "prod", "--stdout", "--node", "4"], "there is no node `4`", "the nodes are 1, 2 and 3"),
    (["render", "prod", "--stdout", "--node", "x"], "there is no node `x`", "the nodes are 1, 2 and 3"),
    (["compose", "dev", "--node", "01"], "there is no node `01`", "the nodes are 1"),
    (
      ["render", "prod", "dev", "--stdout", "--node", "1"], "`--stdout` prints one node, and there are 2 profiles",
      "name only the profile of that node"
    ),
    (
      ["render", "dev", "--stdout", "--set", "nodes.count=99", "--set", "nodes.host=k{id}.example.com"],
      "there are 99 nodes", "add `--node`: 1 to 99"
    ),
  ])
  func `says which nodes there are when the one meant isn't clear`(
    arguments: [String],
    message: String,
    help: String
  ) throws {
    let outcome = try Scratch().run(arguments)
    #expect(outcome.status == 1)
    #expect(outcome.bytes.isEmpty)
    #expect(outcome.errors.hasSuffix("kafka-cloud-init: error: \(message)\n  help: \(help)\n"))
  }

  @Test(arguments: [
    ("plain", "yaml", "cat"), ("gzip", "gz", "gzip --decompress --stdout --no-name"),
    ("base64", "base64", "base64 --decode"), ("gzip+base64", "gz.base64", "base64 --decode | gzip --decompress"),
  ])
  func `each encoding decodes to the plain bytes with the usual tools`(
    encoding: String,
    fileExtension: String,
    decode: String
  ) throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "prod", "--encoding", encoding]).status == 0)
    let folder = "output/prod/broker-2"
    let plain = try scratch.data("\(folder)/user-data.yaml")
    #expect(try scratch.shell("< \(folder)/user-data.\(fileExtension) \(decode)").bytes == plain)
    let printed = try scratch.run(["render", "prod", "--stdout", "--node=2", "--encoding=\(encoding)"])
    #expect(printed.bytes == (try scratch.data("\(folder)/user-data.\(fileExtension)")))
    #expect(try scratch.read("output/prod/README.md").contains("`broker-2/user-data.\(fileExtension)`"))
    if encoding.contains("base64") { #expect(!printed.output.contains("\n")) }
  }

  @Test func `gzip carries no name and no time`() throws {
    let header = Array(try Scratch().run(["render", "dev", "--stdout", "--encoding", "gzip"]).bytes.prefix(8))
    #expect(header == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
  }

  @Test func `reads a profile from standard input`() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["render", "-"], input: try scratch.data("profiles/dev.yaml"))
    #expect(outcome.status == 0)
    let tree = try scratch.tree("output")
    _ = try scratch.run(["render", "profiles/dev.yaml", "--output", "named"])
    #expect(tree == (try scratch.tree("named")))
  }

  @Test func `starts from an upstream compose file, and keeps what it doesn't own`() throws {
    let scratch = try Scratch()
    let own = try scratch.run(["compose", "dev", "--node", "1"]).output
    try scratch.write(
      own.replacing("container_name: broker", with: "container_name: broker\n    tty: true"),
      to: "up.yml"
    )
    let outcome = try scratch.run(["render", "dev", "--upstream", "up.yml"])
    #expect(outcome.status == 0)
    #expect(try scratch.read("output/dev/broker-1/docker-compose.yml").contains("\n    tty: true\n"))
    #expect(try scratch.run(["compose", "dev", "--node", "1", "--upstream", "up.yml"]).output.contains("tty: true"))
  }

  @Test func `--set changes a value, and the file stays as it is`() throws {
    let scratch = try Scratch()
    let before = try scratch.data("profiles/prod.yaml")
    let arguments = ["render", "prod", "--set", "cluster=other", "--set", "nodes.count=1"]
    #expect(try scratch.run(arguments).status == 0)
    #expect(
      try scratch.names("output/other") == ["README.md", "broker-1", "index.html", "kafka-node.sh", "topology.svg"]
    )
    #expect(try scratch.data("profiles/prod.yaml") == before)
  }

  @Test func `the form of delivery can be given on the command line, and files of another go`() throws {
    let scratch = try Scratch()
    try scratch.write(
      try scratch.read("profiles/prod.yaml").replacing("cluster: prod", with: "cluster: a"),
      to: "cluster.yaml"
    )
    #expect(try scratch.run(["render", "cluster.yaml", "--delivery", "terraform,cloudformation"]).status == 0)
    #expect(scratch.exists("output/a/terraform/main.tf.json"))
    #expect(scratch.exists("output/a/cloudformation.yaml"))
    let hand = try scratch.run(["render", "cluster.yaml", "--set", "data.claim=true"])
    #expect(hand.status == 0, "\(hand.errors)")
    #expect(
      try scratch.names("output/a")
        == [
          "README.md", "broker-1", "broker-2", "broker-3", "iam", "index.html", "kafka-node.sh", "terraform",
          "topology.svg",
        ]
    )
  }

  // MARK: What is wrong

  @Test func `errors in two profiles are reported in one run, and nothing is written`() throws {
    let scratch = try Scratch()
    for name in ["dev", "prod"] {
      let text = try scratch.read("profiles/\(name).yaml")
      try scratch.write(text.replacing("cluster: \(name)", with: "cluster: -\(name)"), to: "profiles/\(name).yaml")
    }
    let outcome = try scratch.run(["render", "dev", "prod"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("profiles/dev.yaml:3:10: error: `cluster` is `-dev`, which is no cluster name\n"))
    #expect(outcome.errors.contains("profiles/prod.yaml:3:10: error: `cluster` is `-prod`, which is no cluster name\n"))
    #expect(!scratch.exists("output"))
  }

  @Test func `a missing profile doesn't hide the errors of another one`() throws {
    let scratch = try Scratch()
    try scratch.write("cluster: a\nrelease: 5.3.1\n", to: "profiles/bad.yaml")
    let outcome = try scratch.run(["render", "gone", "bad", "away"])
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("error: there is no file `profiles/gone.yaml`\n"))
    #expect(outcome.errors.contains("profiles/bad.yaml:1:1: error: `nodes` is missing\n"))
    #expect(outcome.errors.contains("error: there is no file `profiles/away.yaml`\n"))
    #expect(!scratch.exists("output"))
  }

  @Test func `an error in the last profile leaves the first unwritten`() throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "dev", "prod", "--set", "nodes.count=0"]).status == 1)
    #expect(!scratch.exists("output"))
  }

  @Test func `two profiles of one cluster are refused, since one would replace the other`() throws {
    let scratch = try Scratch()
    try scratch.write(try scratch.read("profiles/dev.yaml"), to: "profiles/again.yaml")
    let outcome = try scratch.run(["render", "dev", "again"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("profiles/again.yaml:3:10: error: two of the profiles are called `dev`\n"))
    #expect(!scratch.exists("output"))
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
