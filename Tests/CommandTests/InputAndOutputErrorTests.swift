import Foundation
import TestSupport
import Testing

struct InputAndOutputErrorTests {
  @Test(arguments: [
    ("prd", "there is no file `profiles/prd.yaml`", "did you mean `prod`?"),
    (
      "staging", "there is no file `profiles/staging.yaml`",
      "name a profile of the folder profiles/, or a file by its path"
    ),
    ("gone.yaml", "can't read gone.yaml: No such file or directory", nil),
    (
      "profiles", "there is no file `profiles/profiles.yaml`",
      "name a profile of the folder profiles/, or a file by its path"
    ),
    ("profiles/", "can't read profiles/: Is a directory", nil),
    ("profiles/dev.yaml/x", "can't read profiles/dev.yaml/x: Not a directory", nil),
  ])
  func `a profile that can't be read gives exit code 74 and says why`(
    profile: String,
    message: String,
    help: String?
  ) throws {
    let outcome = try Scratch().run(["render", profile])
    #expect(outcome.status == 74)
    #expect(outcome.errors == "kafka-cloud-init: error: \(message)\n" + (help.map { "  help: \($0)\n" } ?? ""))
  }

  @Test(.enabled(if: canInject, "needs strace, with the right to trace"))
  func `a profile without permission gives exit code 74`() throws {
    let inject = "strace -o /dev/null -P profiles/dev.yaml -e inject=openat:error=EACCES"
    let outcome = try Scratch().shell("\(inject) \"$PROGRAM\" render dev")
    #expect(outcome.status == 74)
    #expect(outcome.errors.hasSuffix("kafka-cloud-init: error: can't read profiles/dev.yaml: Permission denied\n"))
  }

  @Test func `an upstream file that can't be read gives exit code 74`() throws {
    let outcome = try Scratch().run(["compose", "dev", "--node", "1", "--upstream", "gone.yml"])
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("kafka-cloud-init: error: can't read gone.yml: No such file or directory\n"))
  }

  @Test func `a file without end is not read without end`() throws {
    let outcome = try Scratch().run(["check", "/dev/zero"])
    #expect(outcome.status == 74)
    #expect(
      outcome.errors
        == "kafka-cloud-init: error: can't read /dev/zero: it is a device, and only regular files are read\n"
    )
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs Linux's /dev/full"),
    arguments: [
      "--help", "--version", "plan prod", "plan prod --json", "check prod --json", "compose prod --node 1", "catalog",
      "catalog --json", "render prod --check", "render dev --stdout", "diff prod", "completion bash", "render prod",
    ]
  )
  func `a full standard output gives exit code 74`(command: String) throws {
    let outcome = try Scratch().shell("\"$PROGRAM\" \(command) > /dev/full")
    #expect(outcome.status == 74)
    #expect(
      outcome.errors.hasSuffix("kafka-cloud-init: error: can't write standard output: No space left on device\n")
    )
  }

  @Test func `a reader that goes away ends the run without a word`() throws {
    let outcome = try Scratch().shell(
      "\"$PROGRAM\" plan prod --set nodes.count=300 | head -1; echo ${PIPESTATUS[0]}"
    )
    #expect(outcome.output.hasPrefix("prod: 300 brokers, "))
    #expect(outcome.output.hasSuffix("\n74\n"))
    #expect(outcome.errors.isEmpty)
  }

  @Test func `a closed standard output or input gives exit code 74, and no file gets what was meant for it`() throws {
    let scratch = try Scratch()
    #expect(try scratch.shell("\"$PROGRAM\" render dev >&-").status == 74)
    #expect(try scratch.shell("\"$PROGRAM\" render dev --check").status == 0)
    #expect(try scratch.shell("\"$PROGRAM\" check - <&-").status == 74)
    #expect(try scratch.shell("\"$PROGRAM\" check dev 2>&-").status == 0)
  }
}

struct ColourTests {
  private let escape = "\u{1B}["

  @Test(arguments: [
    ([], false), (["--color", "auto"], false), (["--color", "never"], false), (["--color", "always"], true),
  ])
  func `findings are coloured when asked for, and not in a file`(options: [String], isColoured: Bool) throws {
    let outcome = try Scratch().run(["check", "dev"] + options, environment: ["TERM": "xterm"])
    #expect(outcome.errors.contains(escape) == isColoured)
  }

  @Test(arguments: ["check gone", "render dev --output profiles/dev.yaml", "catalog > /dev/full"])
  func `a file that can't be read or written is reported in the colours asked for`(command: String) throws {
    let script = "script --quiet --return --command '\"$PROGRAM\" --color never \(command)' /dev/null"
    #expect(try Scratch().shell(script, environment: ["TERM": "xterm"]).output.contains(escape) == false)
    #expect(try Scratch().shell("\"$PROGRAM\" --color always \(command)").errors.contains(escape))
  }

  @Test func `NO_COLOR doesn't overrule --color always`() throws {
    let outcome = try Scratch().run(["check", "dev", "--color=always"], environment: ["NO_COLOR": "1"])
    #expect(outcome.errors.contains(escape))
  }

  @Test(
    .enabled(if: isInstalled("script"), "needs script, of util-linux, to make a terminal"),
    arguments: [
      ("", ["TERM": "xterm"], true), ("", ["TERM": "xterm", "NO_COLOR": ""], true),
      ("", ["TERM": "xterm", "NO_COLOR": "1"], false), ("", ["TERM": "dumb"], false),
      ("--color never", ["TERM": "xterm"], false), ("--color auto", ["TERM": "xterm"], true),
    ]
  )
  func `a terminal gets colours unless it says otherwise`(
    options: String,
    environment: [String: String],
    isColoured: Bool
  ) throws {
    let command = "script --quiet --return --command '\"$PROGRAM\" check dev \(options)' /dev/null"
    let outcome = try Scratch().shell(command, environment: environment)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("has been out of support"))
    #expect(outcome.output.contains(escape) == isColoured)
  }

  @Test func `what is meant for programs is never coloured`() throws {
    for command in ["plan", "check"] {
      #expect(try !Scratch().run([command, "dev", "--json", "--color", "always"]).output.contains(escape))
    }
  }
}
