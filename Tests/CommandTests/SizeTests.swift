import Foundation
import TestSupport
import Testing

/// User-data at EC2's limit of 16,384 bytes.
struct SizeTests {
  /// A profile whose user-data has about so many bytes more: of text, or of what can't be compressed.
  private func scratch(adding count: Int, compressible: Bool) throws -> Scratch {
    let scratch = try Scratch()
    var generator = SeededGenerator(seed: 1)
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-")
    let text = (0..<count).map { String(letters[compressible ? $0 % 64 : Int.random(in: 0..<64, using: &generator)]) }
    try scratch.write(
      "extends: profiles/prod.yaml\ncloud_config:\n  write_files:\n  - {path: /etc/large, content: \(text.joined())}\n",
      to: "large.yaml"
    )
    return scratch
  }

  @Test func `a document above the limit is given as gzip, and everything says so`() throws {
    let scratch = try scratch(adding: 20_000, compressible: true)
    let outcome = try scratch.run(["render", "./large.yaml"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains(" of 16384 bytes (pasted as gzip; "))
    for node in 1...3 {
      let folder = "output/prod/broker-\(node)"
      #expect(
        try scratch.names(folder)
          == ["docker-compose.yml", "launch-template.json", "user-data.gz.base64", "user-data.yaml"]
      )
      let same = "cd \(folder); base64 --decode user-data.gz.base64 | gunzip | cmp - user-data.yaml"
      #expect(try scratch.shell(same) == Outcome(status: 0, bytes: Data(), errors: ""))
      let template = try scratch.read("\(folder)/launch-template.json")
      #expect(template.contains("\"UserData\": \"\(try scratch.read("\(folder)/user-data.gz.base64"))\""))
      #expect(try scratch.read("output/prod/README.md").contains("(broker-\(node)/user-data.gz.base64)"))
    }
    #expect(
      try scratch.read("output/prod/README.md").contains("with \"User data has already been base64 encoded\" ticked")
    )
    #expect(try scratch.run(["plan", "./large.yaml"]).output.contains(" too many, so it goes as gzip; "))
  }

  @Test(arguments: [("plain", true), ("base64", true), ("gzip", false), ("gzip+base64", false)])
  func `--stdout gives what was asked for, and warns when EC2 won't take it`(encoding: String, isWarned: Bool) throws {
    let scratch = try scratch(adding: 20_000, compressible: true)
    let outcome = try scratch.run(["render", "./large.yaml", "--stdout", "--node", "1", "--encoding", encoding])
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains(" bytes, and EC2 takes 16384\n  help: use `--encoding gzip+base64`\n") == isWarned)
  }

  @Test(arguments: ["render", "render --encoding gzip", "plan", "check", "diff", "render --node 1 --stdout"])
  func `a document that is too large even as gzip is refused with its parts`(command: String) throws {
    let scratch = try scratch(adding: 40_000, compressible: false)
    let outcome = try scratch.run(command.split(separator: " ").map(String.init) + ["./large.yaml"])
    #expect(outcome.status == 1)
    #expect(outcome.bytes.isEmpty)
    #expect(!scratch.exists("output"))
    #expect(outcome.errors.contains(/error: the user-data of node 1 has \d+ bytes even as gzip, and EC2 takes 16384\n/))
    #expect(outcome.errors.contains("\n  help: make the largest of its parts smaller\n"))
    #expect(outcome.errors.contains(/\nkafka-cloud-init: note: 40\d{3} bytes before gzip: \/etc\/large\n/))
    #expect(
      outcome.errors.contains(
        /\nkafka-cloud-init: note: \d+ bytes before gzip: \/etc\/kafka-node\/docker-compose.yml\n/
      )
    )
  }

  @Test func `a profile that grew too large leaves the old files`() throws {
    let scratch = try scratch(adding: 40_000, compressible: false)
    _ = try scratch.run(["render", "prod"])
    let before = try scratch.tree("output")
    #expect(try scratch.run(["render", "dev", "./large.yaml"]).status == 1)
    #expect(try scratch.tree("output") == before)
  }

  /// Renders dev with a file of so many letters, and gives the document.
  private func rendered(_ scratch: Scratch, padding: Int) throws -> String {
    try scratch.write(
      "extends: profiles/dev.yaml\ncloud_config:\n  write_files: [{path: /etc/a, content: \(String(repeating: "a", count: padding))}]\n",
      to: "padded.yaml"
    )
    #expect(try scratch.run(["render", "./padded.yaml"]).status == 0)
    return try scratch.read("output/dev/broker-1/user-data.yaml")
  }

  @Test func `what differs from node to node stays readable beside a packed script`() throws {
    let document = try rendered(try Scratch(), padding: 1)
    #expect(document.contains("\n  encoding: gz+b64\n"))
    #expect(document.contains("\n    BROKER_ID='1'\n") && document.contains("\n          KAFKA_BROKER_ID: 1\n"))
    #expect(document.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func `a packed script becomes the one of the cluster's folder, whose SHA-256 the document names`() throws {
    let scratch = try Scratch()
    _ = try rendered(scratch, padding: 1)
    let write = """
      set -e; cd output/dev; /usr/bin/python3 -c 'if True:
        import grp, os, pwd, yaml
        from cloudinit.config import cc_write_files
        document = open("broker-1/user-data.yaml").read()
        files = [f for f in yaml.safe_load(document)["write_files"] if f.get("encoding")]
        me = pwd.getpwuid(os.getuid()).pw_name + ":" + grp.getgrgid(os.getgid()).gr_name
        cc_write_files.write_files("test", [dict(f, path=os.getcwd() + "/written") for f in files], me)'
      sed -E 's/^ +//; /^(# .*)?$/d' kafka-node.sh | cmp written; bash -n written; grep "$(sha256sum < written | cut -c 1-64)" broker-1/user-data.yaml
      """
    let outcome = try scratch.shell(write)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("# sed -E 's/^ +//; /^(# .*)?$/d' kafka-node.sh: "), "\(outcome.output)")
    #expect(outcome.output.hasSuffix(": \(outcome.output.suffix(65))"))
  }

  @Test func `all documents of a cluster have the script in one form, so that nodes are easily compared`() throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "prod"]).status == 0)
    let sizes = try (1...3).map { try scratch.data("output/prod/broker-\($0)/user-data.yaml").count }
    let padding = 16_384 - (try #require(sizes.max()))
    #expect(padding >= 0 && sizes.contains { $0 + 300 < sizes[0] }, "the first has a service more")
    try scratch.write(
      "extends: profiles/prod.yaml\ncloud_config:\n  write_files: [{path: /etc/a, content: \(String(repeating: "a", count: padding))}]\n",
      to: "padded.yaml"
    )
    #expect(try scratch.run(["render", "./padded.yaml"]).status == 0)
    for node in 1...3 {
      #expect(try !scratch.read("output/prod/broker-\(node)/user-data.yaml").contains("encoding: gz+b64"))
      #expect(scratch.exists("output/prod/broker-\(node)/user-data.gz.base64"))
    }
  }

  @Test func `exactly the limit isn't compressed, and a byte more is`() throws {
    let scratch = try Scratch()
    func size(_ padding: Int) throws -> Int { try rendered(scratch, padding: padding).utf8.count }
    let padding = 16_384 - (try size(1)) + 1
    #expect(try size(padding) == 16_384)
    #expect(!scratch.exists("output/dev/broker-1/user-data.gz.base64"))
    #expect(try size(padding + 1) > 16_385, "packed it is too much, so the script is readable again")
    #expect(scratch.exists("output/dev/broker-1/user-data.gz.base64"))
  }

  @Test(arguments: ["dev", "prod", "kraft-dev", "kraft-prod"])
  func `the shipped profiles need no compression`(profile: String) throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", profile]).status == 0)
    for name in try scratch.names("output/\(profile)") where name.hasPrefix("broker-") {
      #expect(!scratch.exists("output/\(profile)/\(name)/user-data.gz.base64"))
    }
  }

  /// CONTRIBUTING promises it: a longer zone or host name than the profile's must fit, too.
  @Test func `prod keeps 100 bytes to spare`() throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", "prod"]).status == 0)
    let sizes = try (1...3).map { try scratch.data("output/prod/broker-\($0)/user-data.yaml").count }
    #expect(try #require(sizes.max()) <= 16_384 - 100, "\(sizes)")
  }
}
