import Foundation
import TestSupport
import Testing

struct PlanTests {
  @Test func `shows each node with its listeners, heaps and user-data size`() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["plan", "prod"])
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("prod: 3 brokers, Confluent Platform 5.3.1 "))
    for id in 1...3 {
      let size = try scratch.run(["render", "prod", "--stdout", "--node", "\(id)"]).bytes.count
      let compressed = try scratch.run(["render", "prod", "--stdout", "--node", "\(id)", "--encoding", "gzip"]).bytes
        .count
      #expect(outcome.output.contains("\nbroker \(id)  kafka-\(id).example.internal  ap-northeast-2"))
      #expect(outcome.output.contains("PLAINTEXT://kafka-\(id).example.internal:29092"))
      #expect(outcome.output.contains("\(size) of 16384 bytes, \(16384 - size) to spare; \(compressed) as gzip\n"))
    }
    #expect(!scratch.exists("output"))
  }

  @Test(.enabled(if: isInstalled("jq"), "needs jq"))
  func `says the same as JSON`() throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["plan", "prod", "--json"]).status == 0)
    let filter = "[.cluster, .user_data_limit, (.nodes | length), (.nodes[].id), .nodes[2].advertised_listeners[0]]"
    let read = try scratch.shell("\"$PROGRAM\" plan prod --json 2> /dev/null | jq --compact-output '\(filter)'")
    #expect(read.output == "[\"prod\",16384,3,1,2,3,\"PLAINTEXT://kafka-3.example.internal:29092\"]\n")
  }
}

struct CheckTests {
  @Test func `a good profile gives only the warning about its release`() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["check", "dev"])
    #expect(outcome.status == 0)
    #expect(outcome.bytes.isEmpty)
    #expect(outcome.errors.hasPrefix("profiles/dev.yaml:4:10: warning: release 5.3.1 has been out of support since"))
    #expect(outcome.errors.contains("\n  release: 5.3.1\n           ^~~~~\n  help: "))
    #expect(try scratch.names("") == ["profiles"])
  }

  @Test func `a bad profile gives exit code 1, with the line, a caret and help`() throws {
    let outcome = try Scratch().run(["check", "-"], input: Data("cluster: prod\nrelese: 5.3.1\n".utf8))
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        """
        <standard input>:2:1: error: unknown key `relese`
          relese: 5.3.1
          ^~~~~~
          help: did you mean `release`?

        """
      )
    )
  }

  @Test(.enabled(if: isInstalled("jq"), "needs jq"))
  func `--json gives the findings of all profiles to programs`() throws {
    let scratch = try Scratch()
    try scratch.write("cluster: prod\nrelese: 5.3.1\n", to: "bad.yaml")
    #expect(try scratch.run(["check", "dev", "bad.yaml", "--json"]).status == 1)
    let filter = ".[] | [.severity, .id, .file, .line, .column]"
    let read = try scratch.shell("\"$PROGRAM\" check dev bad.yaml --json | jq --compact-output '\(filter)'")
    #expect(read.errors.isEmpty)
    #expect(read.output.contains("[\"warning\",\"end-of-support\",\"profiles/dev.yaml\",4,10]\n"))
    #expect(read.output.contains("[\"error\",\"unknown-key\",\"bad.yaml\",2,1]\n"))
  }

  @Test(.enabled(if: isInstalled("jq"), "needs jq"))
  func `--json stays JSON when a file is missing`() throws {
    let scratch = try Scratch()
    let read = try scratch.shell("\"$PROGRAM\" check prodd --json | jq --raw-output '.[].help'; echo ${PIPESTATUS[0]}")
    #expect(read.output == "did you mean `prod`?\n74\n")
  }

  @Test func `finds what only shows in the files of a node`() throws {
    let scratch = try Scratch()
    try scratch.write("services: [a]\n", to: "up.yml")
    #expect(try scratch.run(["render", "dev", "--upstream", "up.yml"]).status == 1)
    #expect(!scratch.exists("output"))
  }
}

struct ComposeTests {
  @Test func `prints the file that render writes, and nothing else`() throws {
    let scratch = try Scratch()
    _ = try scratch.run(["render", "prod"])
    let outcome = try scratch.run(["compose", "prod", "--node", "3"])
    #expect(outcome.status == 0)
    #expect(outcome.bytes == (try scratch.data("output/prod/broker-3/docker-compose.yml")))
  }
}

struct CatalogTests {
  @Test func `lists each line with its facts`() throws {
    let outcome = try Scratch().run(["catalog"])
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("8.3.0: Kafka 4.3, Java Temurin 21; KRaft mode; supported until "))
    #expect(
      outcome.output.contains(
        "\n5.3.1 to 5.3.8: Kafka 2.3.1, ZooKeeper 3.4.14, Java Zulu 8; ZooKeeper mode; support ended "
      )
    )
    #expect(outcome.output.contains("\n  commit           61c0275eb401df0e1aeadb193411bb24b1a850ff\n"))
    #expect(outcome.output.contains("confluentinc/cp-kafka:5.3.8, Apache-2.0\n"))
    #expect(outcome.output.contains("\n  fault            7.9.0: a controller listener on 0.0.0.0 is refused; "))
  }

  @Test(.enabled(if: isInstalled("jq"), "needs jq"))
  func `lists it as JSON`() throws {
    let filter = ".[] | select(.release == \"5.3.1\") | [.release, .kafka, .checkout.ref, .checkout.commit]"
    let read = try Scratch().shell("\"$PROGRAM\" catalog --json | jq --compact-output '\(filter)'")
    #expect(read.output == "[\"5.3.1\",\"2.3.1\",\"5.3.1-post\",\"22c78d174b0974e79910890866965fffd55caa52\"]\n")
  }
}

struct CompletionTests {
  @Test(arguments: ["bash", "zsh", "fish"])
  func `prints a script with the commands, the options and the keys of --set`(shell: String) throws {
    let outcome = try Scratch().run(["completion", shell])
    #expect(outcome.status == 0)
    for word in ["render", "encoding", "nodes.count"] { #expect(outcome.output.contains(word)) }
  }

  @Test func `gives the scripts the ids of a profile's nodes, and nothing for a bad profile`() throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["completion", "--node-ids", "prod"]).output == "1\n2\n3\n")
    let bad = try scratch.run(["completion", "--node-ids", "gone"])
    #expect(bad == Outcome(status: 0, bytes: Data(), errors: ""))
  }

  @Test func `prints the manual page`() throws {
    #expect(try Scratch().run(["completion", "--manual-page"]).output.hasPrefix(".TH KAFKA-CLOUD-INIT 1 "))
  }
}

struct HelpTests {
  static let commands = ["render", "plan", "check", "compose", "diff", "catalog", "schema", "completion"]

  @Test func `the program's help names every command`() throws {
    let outcome = try Scratch().run(["--help"])
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    for command in Self.commands { #expect(outcome.output.contains("\n  \(command) ")) }
  }

  @Test(arguments: commands)
  func `every command has help, wherever --help stands`(command: String) throws {
    let scratch = try Scratch()
    let outcome = try scratch.run([command, "--help"])
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.hasPrefix("Usage: kafka-cloud-init \(command)"))
    #expect(outcome == (try scratch.run(["help", command])))
    #expect(outcome == (try scratch.run([command, "operand", "-h"])))
  }

  @Test(arguments: commands)
  func `every option in a command's help is one that it takes`(command: String) throws {
    let scratch = try Scratch()
    let help = try scratch.run([command, "--help"]).output
    for option in help.matches(of: /\n +(?:-[a-z], )?(--[a-z-]+)/) where !["--help", "--version"].contains(option.1) {
      let outcome = try scratch.run([command, String(option.1), "auto"])
      #expect(!outcome.errors.contains("unknown option"), "\(option.1)")
    }
  }

  @Test func `--version prints the version and the commit that the build knew, and ends well`() throws {
    let outcome = try Scratch().run(["--version"])
    #expect(outcome.status == 0)
    let match = try #require(
      outcome.output.wholeMatch(of: /kafka-cloud-init \d+\.\d+\.\d+(?: \(([0-9a-f]{7,}(?:-dirty)?)\))?\n/)
    )
    let header = Scratch.checkout.appending(path: "Sources/CVersion/commit.h")
    let known = try? String(contentsOf: header, encoding: .utf8)
    #expect(match.1.map { "#define COMMIT \"\($0)\"\n" } == known)
  }

  @Test(arguments: [
    ([], "a command is missing"), (["rendr"], "unknown command `rendr`"), (["render"], "operand PROFILE is missing"),
    (["plan", "dev", "prod"], "unexpected operand `prod`"),
    (["render", "dev", "--nod", "1"], "unknown option `--nod`"),
    (["compose", "dev"], "option `--node` is missing"),
    (["render", "dev", "--node", "1"], "option `--node` needs `--stdout`"),
    (["render", "dev", "--stdout", "--check"], "options `--stdout` and `--check` exclude each other"),
    (["render", "dev", "--output", ""], "option `--output` needs a value"),
    (
      ["render", "dev", "--encoding", "zip"],
      "`zip` is not a value of `--encoding`, which is plain, gzip, base64 or gzip+base64"
    ),
    (["catalog", "x"], "unexpected operand `x`"),
    (["completion", "tcsh"], "`tcsh` is not a value of `SHELL`, which is bash, zsh or fish"),
  ])
  func `bad usage gives exit code 64, one line and a line of help`(arguments: [String], message: String) throws {
    let outcome = try Scratch().run(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.bytes.isEmpty)
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first == "kafka-cloud-init: error: \(message)")
    #expect(lines.last?.hasPrefix("  help: ") == true)
  }
}
