import Foundation
import TestSupport
import Testing

/// What may be read, and what may be shown of it.
struct FileContentTests {
  /// A profile that extends a file.
  private func check(_ name: String, in scratch: Scratch) throws -> Outcome {
    try scratch.write("cluster: a\nextends: \(name)\n", to: "profiles/a.yaml")
    return try scratch.run(["check", "a"])
  }

  // MARK: Regular files

  @Test(arguments: [
    ("pipe", "named pipe", "mkfifo profiles/pipe"), ("link", "named pipe", "mkfifo p && ln -s ../p profiles/link"),
    ("/dev/zero", "device", "true"), ("/dev/null", "device", "true"), ("/dev/tty", "device", "true"),
    ("zero", "device", "ln -s /dev/zero profiles/zero"),
  ])
  func `a base that would never end is refused at its line`(name: String, kind: String, prepare: String) throws {
    let scratch = try Scratch()
    #expect(try scratch.shell(prepare).status == 0)
    let outcome = try check(name, in: scratch)
    #expect(outcome.status == 74)
    let path = name.hasPrefix("/") ? name : "profiles/\(name)"
    #expect(
      outcome.errors == """
        profiles/a.yaml:2:10: error: can't read \(path): it is a \(kind), and only regular files are read
          extends: \(name)
                   ^\(String(repeating: "~", count: name.count - 1))

        """
    )
  }

  @Test func `a socket as a base is refused at its line`() throws {
    let scratch = try Scratch()
    let bind = "import socket; socket.socket(socket.AF_UNIX).bind('profiles/s')"
    #expect(try scratch.execute(["/usr/bin/python3", "-c", bind]).status == 0)
    let outcome = try check("s", in: scratch)
    #expect(outcome.status == 74)
    #expect(
      outcome.errors.hasPrefix(
        "profiles/a.yaml:2:10: error: can't read profiles/s: it is a socket, and only regular files are read\n"
      )
    )
  }

  @Test func `standard input is not a base, which could wait for it without end`() throws {
    let scratch = try Scratch()
    try scratch.write("cluster: a\nextends: /dev/stdin\n", to: "profiles/a.yaml")
    let outcome = try scratch.shell("cat profiles/dev.yaml | \"$PROGRAM\" check a")
    #expect(outcome.status == 74)
    #expect(outcome.errors.hasPrefix("profiles/a.yaml:2:10: error: can't read /dev/stdin: it is a named pipe, "))
  }

  @Test func `a file as large as no profile is refused before it is read`() throws {
    let scratch = try Scratch()
    #expect(try scratch.shell("truncate -s 1T profiles/large.yaml").status == 0)
    let outcome = try check("large.yaml", in: scratch)
    #expect(outcome.status == 74)
    #expect(outcome.errors.hasPrefix("profiles/a.yaml:2:10: error: can't read profiles/large.yaml: File too large\n"))
  }

  @Test(arguments: ["check pipe", "render ./pipe", "compose dev --node 1 --upstream pipe"])
  func `a named pipe of the command line is not waited for`(command: String) throws {
    let scratch = try Scratch()
    let outcome = try scratch.shell("mkfifo pipe profiles/pipe.yaml && \"$PROGRAM\" \(command)")
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains(": it is a named pipe, and only regular files are read\n"))
  }

  @Test(arguments: ["check <(cat profiles/dev.yaml)", "check /dev/stdin < profiles/dev.yaml"])
  func `what the shell hands over on the command line is read`(command: String) throws {
    let outcome = try Scratch().execute(["/usr/bin/env", "bash", "-c", "\"$PROGRAM\" \(command)"])
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test(arguments: [
    ("mkfifo", "named pipe"), ("ln -s /etc/hostname", "symbolic link"), ("ln -s /dev/zero", "symbolic link"),
  ])
  func `a diff shows nothing of what only has the name of an output file`(make: String, kind: String) throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "dev"]).status == 0)
    #expect(try scratch.shell("rm output/dev/README.md && \(make) output/dev/README.md").status == 0)
    let outcome = try scratch.run(["diff", "dev"])
    #expect(outcome.status == 74)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors.contains("can't read output/dev/README.md: it is a \(kind), and only regular files are read\n")
    )
  }

  @Test func `an earlier compose file that is a named pipe is not waited for`() throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "dev"]).status == 0)
    let path = "output/dev/broker-1/docker-compose.yml"
    #expect(try scratch.shell("rm \(path) && mkfifo \(path)").status == 0)
    let outcome = try scratch.run(["check", "dev"])
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("note: can't read \(path): it is a named pipe, and only regular files are read\n"))
  }

  // MARK: What isn't a profile

  private static let secret = "wJalrXUtnFEMI"

  @Test(arguments: [
    ("[default]\naws_access_key_id = \(secret)\naws_secret_access_key = \(secret)\n", "it is not YAML from line 2 on"),
    ("aws_secret_access_key: \(secret)\n", "it has none of the keys of one"),
    ("apiVersion: v1\nkind: Secret\ndata: {password: \(secret)}\n", "it has keys that no profile has"),
    ("{\"auths\": {\"docker.io\": {\"auth\": \"\(secret)\"}}}\n", "it has none of the keys of one"),
    ("- \(secret)\n", "it holds a list, and no keys"), ("\(secret)\n", "it holds one value, and no keys"),
    ("PASSWORD=\(secret)\n", "it holds one value, and no keys"),
    ("machine a\n  password: \(secret)\n", "it is not YAML from line 2 on"),
    ("-----BEGIN KEY-----\n\(secret): \(secret): \(secret)\n", "it is not YAML from line 2 on"),
    ("password: \(secret)\npassword: \(secret)\n", "it is not YAML from line 2 on"),
    ("cluster: a\n--- \n\(secret): b\n", "it is not YAML from line 2 on"),
    ("", "it is empty"), ("# \(secret)\n", "it is empty"), ("\u{0}\(secret)", "it is not YAML from line 1 on"),
  ])
  func `a base that is no profile is refused at its line, and nothing of it is shown`(text: String, why: String) throws
  {
    for name in ["credentials", "secret.yaml"] {
      let scratch = try Scratch()
      try scratch.write(text, to: "profiles/\(name)")
      let outcome = try check(name, in: scratch)
      #expect(outcome.status == 1)
      #expect(
        outcome.errors == """
          profiles/a.yaml:2:10: error: `profiles/\(name)` is no profile: \(why)
            extends: \(name)
                     ^\(String(repeating: "~", count: name.count - 1))
            help: name a file of keys and values such as `cluster`, `release` and `nodes`

          """
      )
    }
  }

  @Test(arguments: [
    ("cluster: b\nnodse: 1\n", "profiles/base.yaml:2:1: error: unknown key `nodse`\n  nodse: 1\n"),
    ("broker: {a.b: 1}\nnodes: 'a\n", "profiles/base.yaml:2:8: error: this quote is never closed\n  nodes: 'a\n"),
    ("cluster: b\ncluster: c\n", "profiles/base.yaml:2:1: error: the key `cluster` stands here a second time\n"),
    ("cluster: b\n---\ncluster: c\n", "profiles/base.yaml:2:1: error: a second document begins here\n"),
  ])
  func `the mistakes of a base that is a profile are shown`(text: String, finding: String) throws {
    let scratch = try Scratch()
    try scratch.write(text, to: "profiles/base.yaml")
    let outcome = try check("base.yaml", in: scratch)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains(finding), "\(outcome.errors)")
  }

  @Test func `a base without anything in it changes nothing`() throws {
    let scratch = try Scratch()
    try scratch.write("{}\n", to: "profiles/base.yaml")
    try scratch.write("extends: base.yaml\n" + (try scratch.read("profiles/dev.yaml")), to: "profiles/a.yaml")
    #expect(try scratch.run(["check", "a"]).status == 0)
  }

  @Test(arguments: ["check", "render", "plan"])
  func `a file of another name on the command line is shown only when it is a profile`(command: String) throws {
    let scratch = try Scratch()
    try scratch.write("[default]\naws_secret_access_key = \(Self.secret)\n", to: ".aws/credentials")
    let outcome = try scratch.run([command, ".aws/credentials"])
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == """
        kafka-cloud-init: error: `.aws/credentials` is no profile: it is not YAML from line 2 on
          help: name a file of keys and values such as `cluster`, `release` and `nodes`

        """
    )
    try scratch.write("cluster: a\nnodes: x\n", to: "profile.txt")
    #expect(try scratch.run([command, "./profile.txt"]).errors.contains("./profile.txt:2:8: error: "))
  }

  @Test func `an upstream file of another name is shown only when it is a compose file`() throws {
    let scratch = try Scratch()
    try scratch.write("aws_secret_access_key: \(Self.secret)\n", to: ".aws/credentials")
    let outcome = try scratch.run(["compose", "dev", "--node", "1", "--upstream", ".aws/credentials"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("`.aws/credentials` is no compose file: it has none of the keys of one\n"))
    #expect(
      outcome.errors.contains("  help: name a file with `services`, such as a docker-compose.yml of cp-all-in-one\n")
    )
    #expect(!outcome.errors.contains(Self.secret))
  }
}
