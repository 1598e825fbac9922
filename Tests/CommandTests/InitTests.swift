import Foundation
import TestSupport
import Testing

/// A first profile, written from options or from answers.
@Suite struct InitTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let id = "iWOXtWI5Nx82stkAYVorjQ"
  private static let groups = [
    "--zones", "us-east-1a,us-east-1b", "--subnets", "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
    "--vpc", "vpc-0123456789abcdef0", "--security-groups", "sg-0123456789abcdef0", "--clients", "10.0.0.0/16",
  ]

  @Test func `a name is enough, and says what to do next`() throws {
    let outcome = try scratch.run(["init", "orders", "--cluster-id", Self.id])
    #expect(
      outcome.output == """
        profiles/orders.yaml: 3 brokers of release 8.3.0
        Next: kafka-cloud-init plan orders      # look at it
              kafka-cloud-init render orders    # write what to paste

        """
    )
    #expect(
      try scratch.read("profiles/orders.yaml") == """
        cluster: orders
        # Keeps its volumes apart from those of another cluster of this name; it must never change.
        cluster_id: \(Self.id)
        release: 8.3.0
        # What clients and the other brokers resolve; {id} is the broker's id.
        nodes:
          count: 3
          host: kafka-{id}.orders.internal

        """
    )
  }

  @Test(arguments: [
    ["--brokers", "1"], ["--brokers", "5", "--release", "5.3.1"], groups + ["--delivery", "terraform"],
    groups + ["--delivery", "autoscaling,cloudformation", "--hosted-zone", "Z0123456789ABCDEFGHIJ"],
    ["--address", "10.0.1.11,10.0.1.12,10.0.1.13", "--zones", "us-east-1a"],
    ["--instance-type", "m6i.xlarge", "--volume-size", "500", "--key-name", "ops", "--administrators", "10.1.0.0/16"],
  ])
  func `what it writes renders as it is, in at most 25 lines`(_ options: [String]) throws {
    let written = try scratch.run(["init", "new"] + options)
    #expect(written.status == 0, "\(written.errors)")
    #expect(try scratch.read("profiles/new.yaml").split(separator: "\n").count <= 25)
    let rendered = try scratch.run(["render", "new"])
    #expect(rendered.status == 0, "\(rendered.errors)")
  }

  @Test func `every cluster gets an id of its own, none of which begins with a dash`() throws {
    let ids = try (0..<70).map { number in
      #expect(try scratch.run(["init", "c\(number)"]).status == 0)
      let text = try scratch.read("profiles/c\(number).yaml")
      return try #require(text.firstMatch(of: /cluster_id: '?([A-Za-z0-9_][A-Za-z0-9_-]{21})'?\n/)).1
    }
    #expect(Set(ids).count == ids.count)
  }

  @Test func `no file is written over`() throws {
    try scratch.write("kept\n", to: "profiles/orders.yaml")
    let outcome = try scratch.run(["init", "orders"])
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == """
        kafka-cloud-init: error: profiles/orders.yaml is there already
          help: choose another name, or edit the file

        """
    )
    #expect(try scratch.read("profiles/orders.yaml") == "kept\n")
  }

  @Test func `a path says where the file goes and what the cluster is called`() throws {
    #expect(try scratch.run(["init", "a folder/pay.yml"]).output.contains("plan 'a folder/pay.yml' "))
    #expect(try scratch.read("a folder/pay.yml").hasPrefix("cluster: pay\n"))
  }

  @Test(arguments: [
    ([], "operand NAME is missing", "name the cluster: `init orders`"),
    (
      ["x", "--brokers", "many"], "`many` is not a number of brokers", "give `--brokers NUMBER`"
    ),
    (
      ["x", "--delivery", "terraform", "--subnets", "subnet-0123456789abcdef0"],
      "a data volume is in an Availability Zone, and none is named", "give `--zones ZONES`"
    ),
    (
      ["x", "--delivery", "terraform", "--zones", "us-east-1a"],
      "instances are launched into subnets, and none is named", "give `--subnets IDS`"
    ),
    (
      ["x", "--delivery", "autoscaling", "--zones", "us-east-1a", "--subnets", "subnet-0123456789abcdef0"],
      "groups are launched with security groups that are there, and none is named", "give `--security-groups IDS`"
    ),
    (
      ["x", "--brokers", "2", "--address", "10.0.0.1"], "`--address` gives 1, and `--brokers` asks for 2",
      "give `--brokers NUMBER`"
    ),
  ])
  func `options that don't go together say which to give`(_ options: [String], _ message: String, _ help: String) throws
  {
    let outcome = try scratch.run(["init"] + options)
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("kafka-cloud-init: error: \(message)\n  help: \(help)\n"), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.url.appending(path: "profiles/x.yaml").path))
  }

  @Test(arguments: [
    (["--zones", "no\nwhere"], "`nodes.zones[0]`"), (["--host", "a b"], "`nodes.host`"),
    (["--cluster-id", "x: y"], "`cluster_id`"), (["--volume-size", "1 # TiB\nrelease: 1"], "`data.volume.size`"),
    (["--key-name", "a\u{301}\n"], "`instance.key_name`"), (["--vpc", "'"], "`network.vpc`"),
  ])
  func `a value that a profile can't have is reported, shown, and nothing is written`(
    _ options: [String],
    _ key: String
  ) throws {
    let outcome = try scratch.run(["init", "x"] + options)
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(key) && outcome.errors.contains("is not written; what it would say:"),
      "\(outcome.errors)"
    )
    #expect(!FileManager.default.fileExists(atPath: scratch.url.appending(path: "profiles/x.yaml").path))
  }

  @Test(.enabled(if: works("script --version"), "needs script of util-linux"))
  func `on a terminal it asks, again where an answer is none, and takes what stands in brackets`() throws {
    let answers = [
      "orders", "many", "3", "", "", "teraform", "terraform", "us-east-1a, us-east-1b us-east-1c",
      "subnet-0123456789abcdef0,subnet-0123456789abcdef1,subnet-0123456789abcdef2", "vpc-0123456789abcdef0",
      "10.0.0.0/16",
    ]
    try scratch.write(answers.joined(separator: "\n") + "\n", to: "answers")
    let outcome = try scratch.shell("script -qec \"$PROGRAM init\" /dev/null < answers")
    #expect(outcome.status == 0)
    for question in [
      "Name of the cluster [orders]: ", "How many brokers [3]: ", "  a number, please",
      "Release of Confluent Platform [8.3.0]: ",
      "{id} being the broker's id [kafka-{id}.orders.internal]: ",
      "  one of these words, or several with commas between",
      "Availability Zones, taken in turn: ", "Their subnets, in the same order: ",
    ] {
      #expect(outcome.output.contains(question), "\(question)")
    }
    let text = try scratch.read("profiles/orders.yaml")
    #expect(text.contains("zones: [us-east-1a, us-east-1b, us-east-1c]\n") && text.contains("delivery: [terraform]\n"))
    #expect(try scratch.run(["render", "orders"]).status == 0)
  }
}
