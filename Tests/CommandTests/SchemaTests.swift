import Foundation
import TestSupport
import Testing

/// cloud-init's own check of the user-data.
struct SchemaTests {
  private static let fixedAddresses = """
    cluster: fixed
    release: 5.3.1
    nodes:
    - {id: 1, host: kafka-1.example.internal, address: 10.0.1.11, zone: eu-west-1a}
    - {id: 2, host: kafka-2.example.internal, address: 10.0.2.11, zone: eu-west-1b, instance_type: m5.xlarge}
    - {id: 3, host: kafka-3.example.internal, address: 10.0.3.11, zone: eu-west-1c}
    listeners:
    - {name: INTERNAL, port: 29092}
    - {name: OUTSIDE, port: 9094, advertise: public-ipv4}
    """

  private static let additions = """
    extends: profiles/dev.yaml
    cluster: more
    instance: {operating_system: ubuntu-24.04}
    cloud_config:
      packages: [htop, "python3-pip"]
      write_files:
      - {path: /etc/motd, content: "hello\\n", permissions: "0644", append: true}
      - {path: /etc/blob, content: aGVsbG8=, encoding: b64, owner: "root:root"}
      runcmd: ["echo done", [touch, "/run/a b"]]
      timezone: Asia/Seoul
      users: [default, {name: ops, groups: [adm], ssh_authorized_keys: [ssh-ed25519 AAAA]}]
      ntp: {enabled: true, servers: [169.254.169.123]}
      final_message: up after $UPTIME
    """

  /// Every form of user-data of every profile, and how to make the document of it again.
  private static let forms = [("plain", "yaml", "cat"), ("gzip", "gz", "gunzip")]

  @Test(.enabled(if: hasCloudInit, "needs cloud-init"), arguments: forms)
  func `cloud-init finds nothing wrong and nothing deprecated`(form: String, ending: String, decode: String) throws {
    let scratch = try Scratch()
    try scratch.write(Self.fixedAddresses, to: "fixed.yaml")
    try scratch.write(Self.additions, to: "more.yaml")
    #expect(try scratch.run(["render", "dev", "prod", "./fixed.yaml", "./more.yaml", "--encoding", form]).status == 0)
    let files = try scratch.tree("output").keys.filter { $0.hasSuffix("/user-data.\(ending)") }.sorted()
    #expect(files.count == 8)
    for file in files {
      _ = try scratch.shell("\(decode) < output/\(file) > document.yaml")
      let outcome = try scratch.execute(["/usr/bin/env", "cloud-init", "schema", "--config-file", "document.yaml"])
      #expect(
        outcome == Outcome(status: 0, bytes: Data("Valid cloud-config: document.yaml\n".utf8), errors: ""),
        "\(file)"
      )
    }
  }

  @Test(.enabled(if: hasCloudInit, "needs cloud-init"))
  func `the check can fail`() throws {
    let scratch = try Scratch()
    try scratch.write("#cloud-config\nwrite_files: {path: a}\n", to: "a.yaml")
    try scratch.write("#cloud-config\napt_update: true\n", to: "b.yaml")
    #expect(try scratch.shell("cloud-init schema --config-file a.yaml").status != 0)
    #expect(try scratch.shell("cloud-init schema --config-file b.yaml 2>&1").output.contains("DEPRECATED"))
  }
}
