import Foundation
import TestSupport
import Testing

struct ExtendsTests {
  @Test func `a path is taken from the folder of the file that names it, wherever the program runs`() throws {
    let scratch = try Scratch()
    try scratch.write(try scratch.read("profiles/prod.yaml"), to: "shared/bases/prod.yaml")
    try scratch.write("extends: bases/prod.yaml\nnodes: {count: 5}\n", to: "shared/five.yaml")
    try scratch.write("extends: ../shared/five.yaml\ncluster: mine\n", to: "team/mine.yaml")
    for (folder, path) in [("", "team/mine.yaml"), ("team", "mine.yaml"), ("shared/bases", "../../team/mine.yaml")] {
      let outcome = try scratch.run(["render", path, "--output", "out"], in: folder)
      #expect(outcome.status == 0)
      #expect(try scratch.names("\(folder)/out/mine").count == 9)
    }
  }

  @Test func `an absolute path is taken as it is, and standard input's from the folder of the run`() throws {
    let scratch = try Scratch()
    let path = "\(scratch.url.path)/profiles/dev.yaml"
    #expect(try scratch.run(["check", "-"], input: Data("extends: \(path)\n".utf8), in: "profiles").status == 0)
    #expect(try scratch.run(["check", "-"], input: Data("extends: profiles/dev.yaml\n".utf8)).status == 0)
  }

  @Test func `a folder ends at its slash, whatever the name behind it begins with`() throws {
    let scratch = try Scratch()
    try scratch.write(try scratch.read("profiles/dev.yaml"), to: "bases/dev.yaml")
    try scratch.write("extends: dev.yaml\n", to: "bases/\u{301}mine.yaml")
    #expect(try scratch.run(["check", "bases/\u{301}mine.yaml"]).status == 0)
  }

  @Test func `a finding in the base is reported at the base's line`() throws {
    let scratch = try Scratch()
    try scratch.write("cluster: a\nrelease: 5.3.1\nnodes: {count: none, host: a.b}\n", to: "profiles/base.yaml")
    try scratch.write("extends: base.yaml\ncluster: b\n", to: "profiles/top.yaml")
    let outcome = try scratch.run(["check", "top"])
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        "profiles/base.yaml:3:16: error: `nodes.count` must be a whole number from 1 to 1000, not `none`\n"
      )
    )
  }

  @Test func `a profile that extends itself is told so`() throws {
    let scratch = try Scratch()
    try scratch.write("extends: a.yaml\n", to: "profiles/a.yaml")
    let outcome = try scratch.run(["check", "a"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("profiles/a.yaml:1:10: error: `a.yaml` extends this profile in turn\n"))
  }

  @Test func `a loop through another folder is found`() throws {
    let scratch = try Scratch()
    try scratch.write("extends: ../b/b.yaml\n", to: "a/a.yaml")
    try scratch.write("extends: ../a/a.yaml\n", to: "b/b.yaml")
    let outcome = try scratch.run(["check", "a/a.yaml"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains(" error: `extends` leads through more than 16 files\n"))
    #expect(outcome.errors.contains("  help: see that none of them extends itself by another path\n"))
  }

  @Test(arguments: [(16, 0), (17, 1)])
  func `sixteen files in a row are read, and not one more`(files: Int, status: Int32) throws {
    let scratch = try Scratch()
    try scratch.write(try scratch.read("profiles/dev.yaml"), to: "p\(files).yaml")
    for number in 1..<files { try scratch.write("extends: p\(number + 1).yaml\n", to: "p\(number).yaml") }
    let outcome = try scratch.run(["check", "./p1.yaml"])
    #expect(outcome.status == status)
    #expect(outcome.errors.contains("leads through more than 16 files") == (status == 1))
  }

  @Test func `a missing base is an error at the line that names it`() throws {
    let scratch = try Scratch()
    try scratch.write("extends: gone.yaml\n", to: "profiles/a.yaml")
    let outcome = try scratch.run(["check", "a"])
    #expect(outcome.status == 1)
    #expect(
      outcome.errors == """
        profiles/a.yaml:1:10: error: there is no file `profiles/gone.yaml` to extend
          extends: gone.yaml
                   ^~~~~~~~~
          help: write the path as seen from this file's folder

        """
    )
  }

  @Test func `a base that can't be read is an error at the line that names it`() throws {
    let scratch = try Scratch()
    try scratch.write("cluster: a\nextends: .\n", to: "profiles/a.yaml")
    let outcome = try scratch.run(["check", "a"])
    #expect(outcome.status == 74)
    #expect(outcome.errors.hasPrefix("profiles/a.yaml:2:10: error: can't read profiles/.: Is a directory\n"))
  }
}
