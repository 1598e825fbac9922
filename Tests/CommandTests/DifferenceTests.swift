import Foundation
import TestSupport
import Testing

struct DifferenceTests {
  /// A rendered folder, and the profile changed since.
  private func changed(_ old: [String] = [], output: String = "output") throws -> Scratch {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "prod", "--output", output] + old).status == 0)
    let text = try scratch.read("profiles/prod.yaml")
    let mounted = text.replacing("mount: /data", with: "mount: /srv/kafka").replacing("count: 3", with: "count: 4")
    try scratch.write(mounted, to: "profiles/prod.yaml")
    return scratch
  }

  @Test(arguments: [["diff", "prod"], ["render", "prod", "--check"]])
  func `the same files give no output and exit code 0`(command: [String]) throws {
    let scratch = try Scratch()
    _ = try scratch.run(["render", "prod"])
    let outcome = try scratch.run(command)
    #expect(outcome.status == 0)
    #expect(outcome.bytes.isEmpty)
  }

  @Test(
    .enabled(if: isInstalled("patch"), "needs patch"),
    arguments: [["diff", "prod"], ["render", "prod", "--check"]],
    ["output", "a folder", "./x/y/"]
  )
  func `a difference gives exit code 1 and a diff that patch applies`(command: [String], output: String) throws {
    let scratch = try changed(["--set", "nodes.first_id=2"], output: output)
    let before = try scratch.tree(output)
    let outcome = try scratch.run(command + ["--output", output])
    #expect(outcome.status == 1)
    #expect(try scratch.tree(output) == before)
    try scratch.write(outcome.bytes, to: "change.diff")
    let patched = try scratch.shell("patch --strip=0 --batch --fuzz=0 < change.diff")
    #expect(patched.status == 0, "\(patched.output)")
    #expect(!patched.output.contains("offset"))
    _ = try scratch.run(["render", "prod", "--output", "new"])
    #expect(try scratch.tree(output)["prod"] != nil)
    #expect(try files(scratch.tree(output)) == (try files(scratch.tree("new"))))
  }

  private func files(_ tree: [String: Data]) -> [String: Data] { tree.filter { $0.value != Data("folder".utf8) } }

  @Test func `without any file every line is new`() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["diff", "dev"])
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("--- /dev/null\n+++ output/dev/broker-1/user-data.yaml\n@@ -0,0 +1,"))
    #expect(outcome.output.contains("\n+#cloud-config\n"))
    #expect(!scratch.exists("output"))
  }

  @Test(.enabled(if: isInstalled("patch"), "needs patch"))
  func `a last line without a line feed is told apart from one with it`() throws {
    let scratch = try changed(["--encoding", "base64"])
    let outcome = try scratch.run(["render", "prod", "--check", "--encoding", "base64"])
    #expect(outcome.output.contains("\n\\ No newline at end of file\n"))
    try scratch.write(outcome.bytes, to: "change.diff")
    #expect(try scratch.shell("patch --strip=0 --batch < change.diff").status == 0)
    #expect(try scratch.run(["render", "prod", "--check", "--encoding", "base64"]).status == 0)
    let path = "output/prod/README.md"
    try scratch.write(String(try scratch.read(path).dropLast()), to: path)
    let outcome2 = try scratch.run(["render", "prod", "--check", "--encoding", "base64"])
    #expect(outcome2.status == 1)
    #expect(outcome2.output.contains("\n\\ No newline at end of file\n+"))
  }

  @Test(arguments: ["\r\n", "\u{0}\n", "e\u{301}\n"])
  func `a difference in bytes alone is shown`(end: String) throws {
    let scratch = try Scratch()
    _ = try scratch.run(["render", "dev"])
    let path = "output/dev/README.md"
    try scratch.write(try scratch.read(path) + "é\n", to: path)
    let before = try scratch.run(["diff", "dev"]).bytes
    try scratch.write(try scratch.read(path).replacing("é\n", with: end), to: path)
    let outcome = try scratch.run(["diff", "dev"])
    #expect(outcome.status == 1)
    #expect(outcome.bytes.range(of: Data("\n-\(end)".utf8)) != nil)
    #expect(outcome.bytes != before)
  }

  @Test func `bytes that are no text are said to differ, and not printed`() throws {
    let scratch = try changed(["--encoding", "gzip"])
    let outcome = try scratch.run(["render", "prod", "--check", "--encoding", "gzip"])
    #expect(outcome.status == 1)
    let path = "output/prod/broker-1/user-data.gz"
    #expect(outcome.output.contains("\nBinary files \(path) and \(path) differ\n"))
  }

  @Test func `files that a render would remove are shown as removed`() throws {
    let scratch = try Scratch()
    _ = try scratch.run(["render", "prod"])
    let outcome = try scratch.run(["diff", "prod", "--set", "nodes.count=1"])
    #expect(outcome.output.contains("--- output/prod/broker-3/user-data.yaml\n+++ /dev/null\n@@ -1,"))
  }

  @Test func `files that aren't the program's make no difference`() throws {
    let scratch = try Scratch()
    _ = try scratch.run(["render", "prod"])
    try scratch.write("mine", to: "output/prod/broker-1/notes.txt")
    try scratch.write("mine", to: "output/prod/broker-x/user-data.yaml")
    #expect(try scratch.run(["diff", "prod"]).status == 0)
  }

  @Test func `an error in one node prints no half of a diff`() throws {
    let scratch = try Scratch()
    let outcome = try scratch.run(["diff", "prod", "--upstream", "profiles/dev.yaml"])
    #expect(outcome.status == 1)
    #expect(outcome.bytes.isEmpty)
    #expect(outcome.errors.contains("error: "))
  }

  @Test func `a folder in a file's place is named`() throws {
    let scratch = try Scratch()
    try scratch.write("", to: "output/dev/README.md/x")
    let outcome = try scratch.run(["diff", "dev"])
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("can't read output/dev/README.md: Is a directory\n"))
  }
}
