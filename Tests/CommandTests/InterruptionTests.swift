import Foundation
import TestSupport
import Testing

/// Runs that end early: the output folder has all of the old version or all of the new one.
struct InterruptionTests {
  /// What the operator keeps in the folder.
  private static let foreign = ["terraform/a.tfstate": Data("state".utf8), "notes.txt": Data("notes".utf8)]
  private static let original = "render two --encoding gzip"
  /// Two brokers are enough to have folders of several kinds, and each call is tried by a run of its own.
  private static let two = "extends: prod.yaml\nnodes: {count: 2}\nservices: [zookeeper, broker]\n"
  /// A change that removes files, adds a folder with some, and is not refused.
  private static let change = "render groups"
  private static let groups = """
    extends: two.yaml
    instance: {security_groups: [sg-0123456789abcdef0]}
    network:
      subnets:
        ap-northeast-2a: subnet-0123456789abcdef0
        ap-northeast-2b: subnet-1123456789abcdef0
    delivery: [autoscaling]
    data: {claim: false}

    """

  /// A folder with `prod` rendered, and the trees of both versions of it.
  private func rendered() throws -> (scratch: Scratch, old: [String: Data], new: [String: Data]) {
    let scratch = try Scratch()
    try scratch.write(Self.two, to: "profiles/two.yaml")
    try scratch.write(Self.groups, to: "profiles/groups.yaml")
    for command in ["\(Self.original) --output old", "\(Self.change) --output new"] {
      #expect(try scratch.shell("\"$PROGRAM\" \(command)").status == 0)
    }
    for (path, data) in Self.foreign {
      for root in ["old", "new"] { try scratch.write(data, to: "\(root)/prod/\(path)") }
    }
    return (scratch, try scratch.tree("old"), try scratch.tree("new"))
  }

  /// Begins again from the old version.
  private func restore(_ scratch: Scratch) throws {
    #expect(try scratch.shell("rm -rf output && cp -a old output").status == 0)
  }

  private static let calls = [
    "openat", "mkdir", "write", "close", "linkat", "chmod", "chown", "renameat2", "rename", "unlink", "rmdir",
  ]

  @Test(.enabled(if: canInject, "needs strace, with the right to trace"), arguments: calls)
  func `a kill at any call leaves the old version or the new one, and the next run cleans up`(call: String) throws {
    let (scratch, old, new) = try rendered()
    // The calls before main are the loader's.
    for count in stride(from: 1, through: 200, by: call == "openat" || call == "close" ? 5 : 1) {
      try restore(scratch)
      let inject = "strace -o /dev/null -e trace=\(call) -e inject=\(call):signal=KILL:when=\(count)"
      let outcome = try scratch.shell("exec \(inject) \"$PROGRAM\" \(Self.change) 2> /dev/null")
      let left = try scratch.tree("output").filter { !$0.key.hasPrefix(".prod.new") }
      #expect(left == old || left == new, "\(call) \(count)")
      let next = try scratch.shell("\"$PROGRAM\" \(Self.original)")
      #expect(next.status == 0, "\(call) \(count): \(next.errors)")
      #expect(try scratch.tree("output") == old, "\(call) \(count)")
      // Past the last call of the run nothing is killed any more.
      if outcome.status == 0 {
        #expect(left == new)
        return
      }
    }
    Issue.record("\(call): the run never came to its end")
  }

  @Test(
    .enabled(if: canInject, "needs strace, with the right to trace"),
    arguments: [("write", "ENOSPC"), ("write", "EIO"), ("mkdir", "ENOSPC"), ("mkdir", "EACCES"), ("close", "EDQUOT")]
  )
  func `an error of any call leaves the old version and no leftovers`(call: String, error: String) throws {
    let (scratch, old, new) = try rendered()
    try restore(scratch)
    var failures = 0
    for count in 1...100 {
      // What is opened for reading only may be closed with an error: nothing is lost by it.
      let inject = "strace -o log -e trace=\(call) -e inject=\(call):error=\(error):when=\(count)"
      let outcome = try scratch.shell("\(inject) \"$PROGRAM\" \(Self.change)")
      if outcome.errors.contains("error while loading shared libraries") { continue }
      if try scratch.tree("output") == new {
        // The last writes are those of what was found and done.
        #expect([0, 74].contains(outcome.status), "\(call) \(count)")
        if try !scratch.read("log").contains("INJECTED") { break }
        try restore(scratch)
        continue
      }
      failures += 1
      #expect(outcome.status == 74, "\(call) \(count)")
      #expect(outcome.errors.contains("kafka-cloud-init: error: can't "), "\(call) \(count)")
      #expect(try scratch.tree("output") == old, "\(call) \(count)")
    }
    #expect(failures > 3)
  }

  @Test(
    .enabled(if: canInject, "needs strace, with the right to trace"),
    arguments: [("getdents64", "EIO"), ("openat", "EMFILE"), ("unlink", "EIO"), ("rmdir", "EBUSY"), ("rename", "EIO")]
  )
  func `an error of a call about folders loses nothing`(call: String, error: String) throws {
    let (scratch, old, new) = try rendered()
    for count in stride(from: 1, through: 200, by: call == "openat" ? 3 : 1) {
      try restore(scratch)
      let inject = "strace -o log -e trace=\(call) -e inject=\(call):error=\(error):when=\(count)"
      let outcome = try scratch.shell("\(inject) \"$PROGRAM\" \(Self.change)")
      if outcome.errors.contains("error while loading shared libraries") { continue }
      // What could not be removed is left for the next run.
      let left = try scratch.tree("output").filter { !$0.key.hasPrefix(".prod.new") }
      #expect(left == new || outcome.status != 0 && left == old, "\(call) \(count)")
      if try !scratch.read("log").contains("INJECTED") { return }
      #expect(try scratch.shell("\"$PROGRAM\" \(Self.original)").status == 0)
      #expect(try scratch.tree("output") == old, "\(call) \(count)")
    }
    Issue.record("\(call): the run never came to its end")
  }

  @Test(.enabled(if: canMount, "needs root, to mount a file system"), arguments: [0, 16, 40])
  func `a full disk gives exit code 74 and leaves the old version byte for byte`(spare: Int) throws {
    let (scratch, old, _) = try rendered()
    let outcome = try scratch.shell(
      """
      unshare --mount bash -c 'mkdir output after && mount -t tmpfs -o size=1m tmpfs output && cp -a old/. output
      head -c \(spare)K /dev/zero > output/spare; cat /dev/zero > output/filler 2> /dev/null; rm output/spare
      "$PROGRAM" \(Self.change); status=$?; rm output/filler; cp -a output/. after; exit $status'
      """
    )
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains(": No space left on device\n"))
    #expect(try scratch.tree("after") == old)
  }

  @Test(
    .enabled(if: canInject, "needs strace, with the right to trace"),
    arguments: ["renameat2:error=EINVAL", "renameat2:error=EXDEV", "linkat:error=EPERM"]
  )
  func `without exchange or hard links the new version is written file by file, and the rest stays`(fault: String)
    throws
  {
    let (scratch, _, new) = try rendered()
    try restore(scratch)
    let call = fault.prefix { $0 != ":" }
    let inject = "strace -o log -e trace=\(call) -e inject=\(fault)"
    #expect(try scratch.shell("\(inject) \"$PROGRAM\" \(Self.change)").status == 0)
    #expect(try scratch.read("log").contains("INJECTED"))
    #expect(try scratch.tree("output") == new)
  }

  @Test func `what a crash left of the operator's is put back, and the rest goes`() throws {
    let (scratch, old, _) = try rendered()
    try restore(scratch)
    try scratch.write("half", to: "output/.prod.new/broker-9/user-data.yaml")
    try scratch.write("half", to: "output/.prod.new/README.md")
    try scratch.write("older", to: "output/.prod.new/notes.txt")
    try scratch.write("kept", to: "output/.prod.new/late.txt")
    _ = try scratch.shell("mkdir output/.prod.new/broker-7")
    #expect(try scratch.shell("\"$PROGRAM\" \(Self.original)").status == 0)
    #expect(try scratch.tree("output") == old.merging(["prod/late.txt": Data("kept".utf8)]) { $1 })
  }

  @Test(arguments: 1...4)
  func `two runs at once end in one of the two results`(round: Int) throws {
    let scratch = try Scratch()
    try scratch.write(Self.two, to: "profiles/two.yaml")
    try scratch.write(Self.groups, to: "profiles/groups.yaml")
    let commands = [Self.original, Self.change]
    var results: [[String: Data]] = []
    for command in commands {
      #expect(try scratch.shell("\"$PROGRAM\" \(command) --output one").status == 0)
      results.append(try scratch.tree("one"))
    }
    let script = """
      "$PROGRAM" \(commands[0]) & first=$!
      "$PROGRAM" \(commands[1]) & second=$!
      wait $first && wait $second
      """
    let outcome = try scratch.shell(script)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(results.contains(try scratch.tree("output")))
  }
}
