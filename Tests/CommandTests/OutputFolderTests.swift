import Foundation
import TestSupport
import Testing

/// What a render does to what is in the output folder already.
struct OutputFolderTests {
  /// A folder with `prod` rendered and things of the operator's in it.
  private func rendered() throws -> Scratch {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "prod"]).status == 0)
    try scratch.write("state", to: "output/prod/terraform.tfstate")
    try scratch.write("nested", to: "output/prod/terraform/.terraform/modules/a.json")
    try scratch.write("notes", to: "output/prod/broker-3/notes.txt")
    try scratch.write("backup", to: "output/prod/broker-x/user-data.yaml")
    try scratch.write("backup", to: "output/prod/broker-03/user-data.yaml")
    let script = """
      cd output/prod && mkdir empty && mkfifo pipe && ln -s /nowhere/at/all broken && ln -s terraform linked
      ln terraform.tfstate hard && chmod 700 terraform && chmod 600 terraform.tfstate && chmod 2750 .
      """
    #expect(try scratch.shell(script).status == 0)
    return scratch
  }

  /// Takes away what tells that there is a cluster, which a change of its nodes would destroy.
  private func forget(_ scratch: Scratch) throws {
    #expect(try scratch.shell("rm output/prod/broker-[123]/docker-compose.yml").status == 0)
  }

  /// Owner, mode, type, inode and time of everything that `find` finds in a folder.
  private func facts(_ scratch: Scratch, _ find: String) throws -> [Substring] {
    try scratch.shell("cd output/prod && find \(find) -printf '%P %u:%g %m %y %i %T@ %l\\n' | sort").output
      .split(separator: "\n")
  }

  private static let foreign =
    "terraform terraform.tfstate broker-3/notes.txt broker-x broker-03 empty pipe broken linked hard"

  private static let changes = [
    ["nodes.count=1"], ["nodes.count=5"], ["data.mount=/srv/kafka"], ["nodes.first_id=7"],
  ]

  @Test(.enabled(if: works("find . -maxdepth 0 -printf ''"), "needs GNU find"), arguments: changes)
  func `what isn't the program's stays as it is`(change: [String]) throws {
    let scratch = try rendered()
    let before = try facts(scratch, Self.foreign)
    #expect(before.count > 10)
    try forget(scratch)
    #expect(try scratch.run(["render", "prod", "--set"] + change).status == 0)
    #expect(try facts(scratch, Self.foreign) == before)
    #expect(try facts(scratch, ". -maxdepth 0")[0].contains(" 2750 d "))
    #expect(try scratch.names("output") == ["prod"])
  }

  @Test func `folders of brokers that are gone go, unless something else is in them`() throws {
    let scratch = try rendered()
    try forget(scratch)
    #expect(try scratch.run(["render", "prod", "--set", "nodes.count=1"]).status == 0)
    #expect(!scratch.exists("output/prod/broker-2"))
    #expect(try scratch.names("output/prod/broker-3") == ["notes.txt"])
    #expect(try scratch.names("output/prod/broker-1").count == 3)
  }

  @Test func `user-data of another encoding goes`() throws {
    let scratch = try Scratch()
    _ = try scratch.run(["render", "dev", "--encoding", "gzip"])
    _ = try scratch.run(["render", "dev", "--encoding", "base64"])
    #expect(
      try scratch.names("output/dev/broker-1")
        == ["docker-compose.yml", "launch-template.json", "user-data.base64", "user-data.yaml"]
    )
  }

  @Test(.enabled(if: works("find . -maxdepth 0 -printf ''"), "needs GNU find"))
  func `output that is the same isn't written again`() throws {
    let scratch = try rendered()
    let before = try facts(scratch, ".")
    #expect(try scratch.run(["render", "prod"]).status == 0)
    #expect(try facts(scratch, ".") == before)
  }

  @Test func `clusters of other profiles stay`() throws {
    let scratch = try rendered()
    let before = try scratch.tree("output/prod")
    _ = try scratch.run(["render", "dev"])
    #expect(try scratch.tree("output/prod") == before)
  }

  @Test(arguments: ["output", "output/prod"])
  func `a symbolic link is followed, and stays`(path: String) throws {
    let scratch = try Scratch()
    #expect(
      try scratch.shell("mkdir -p elsewhere \(path) && rmdir \(path) && ln -s \"$PWD/elsewhere\" \(path)").status == 0
    )
    for count in 1...2 {
      #expect(try scratch.run(["render", "prod", "--set", "nodes.count=\(count)"]).status == 0)
    }
    #expect(try scratch.shell("test -L \(path)").status == 0)
    #expect(
      try scratch.names("output/prod") == [
        "README.md", "broker-1", "broker-2", "index.html", "kafka-node.sh", "topology.svg",
      ]
    )
    #expect(try scratch.names("elsewhere").count == (path == "output" ? 1 : 6))
  }

  // MARK: Things in the way

  @Test(arguments: [
    ("output", "file", "make the folder output: Not a directory"),
    ("output", "link", "make the folder output: Not a directory"),
    ("output/prod", "file", "replace output/prod: Not a directory"),
    ("output/prod", "link", "replace output/prod: No such file or directory"),
    ("output/prod/README.md", "folder", "replace output/prod/README.md: Is a directory"),
    ("output/prod/broker-1", "file", "replace output/prod/broker-1: Not a directory"),
    ("output/prod/broker-2", "link", "replace output/prod/broker-2: Not a directory"),
    ("output/prod/broker-3/user-data.yaml", "folder", "replace output/prod/broker-3/user-data.yaml: Is a directory"),
  ])
  func `a thing in the way is named, and everything stays`(path: String, thing: String, message: String) throws {
    let scratch = try Scratch()
    if path.contains("prod/") { _ = try scratch.run(["render", "prod"]) }
    let make = ["file": "echo mine > \(path)", "folder": "mkdir -p \(path)", "link": "ln -s /nowhere \(path)"]
    _ = try scratch.shell("mkdir -p $(dirname \(path)); rm -rf \(path); \(try #require(make[thing]))")
    let before = try scratch.tree("")
    let outcome = try scratch.run(["render", "dev", "prod"])
    #expect(outcome.status == 74)
    #expect(outcome.errors == "kafka-cloud-init: error: can't \(message)\n")
    #expect(try scratch.tree("") == before)
  }

  @Test(.enabled(if: canMount, "needs root, to mount a file system"))
  func `a read-only folder gives exit code 74`() throws {
    let outcome = try Scratch().shell(
      """
      unshare --mount bash -c 'mkdir output && mount -t tmpfs tmpfs output && "$PROGRAM" render dev 2> /dev/null &&
      mount -o remount,ro output && "$PROGRAM" render dev --set instance.type=m5.xlarge; echo $?; ls -A output'
      """
    )
    #expect(outcome.output.hasSuffix(")\n74\ndev\n"))
    #expect(outcome.errors.hasSuffix("error: can't make the folder output/.dev.new: Read-only file system\n"))
  }

  @Test(.enabled(if: canInject, "needs strace, with the right to trace"), arguments: ["output", "new/output"])
  func `a folder that can't be made gives exit code 74, and none is left`(folder: String) throws {
    let scratch = try Scratch()
    let inject = "strace -o /dev/null -e inject=mkdir:error=EACCES:when=3"
    let outcome = try scratch.shell("\(inject) \"$PROGRAM\" render dev --output \(folder)")
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("error: can't make the folder \(folder)"))
    #expect(outcome.errors.contains(": Permission denied\n"))
    #expect(try scratch.names("") == ["profiles"])
  }

  // MARK: Permissions

  @Test(arguments: [("022", "644", "755"), ("077", "600", "700"), ("002", "664", "775")])
  func `files and folders have the modes that the umask leaves`(mask: String, file: String, folder: String) throws {
    let scratch = try Scratch()
    #expect(try scratch.shell("umask \(mask); \"$PROGRAM\" render dev").status == 0)
    let modes = try scratch.shell(
      "cd output && find . -type f -exec stat -c %a {} + | sort -u; stat -c %a . dev dev/broker-1 | sort -u"
    )
    #expect(modes.output == "\(file)\n\(folder)\n")
  }
}
