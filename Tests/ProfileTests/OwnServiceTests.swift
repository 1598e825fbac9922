import Findings
import Profile
import TestSupport
import Testing

/// What a profile says of services of the operator's own, each value by itself.
@Suite struct OwnServiceTests {
  private func service(_ text: String) throws -> Profile.ServiceSettings {
    try #require(try profile(minimal + "services:\n  proxy: {image: 'nginx:1', \(text)}\n").services?.first)
  }

  private func expect(_ text: String, gives finding: Finding, sourceLocation: SourceLocation = #_sourceLocation) {
    ProfileTests.expect(
      minimal + "services:\n  proxy: {image: 'nginx:1', \(text)}\n",
      gives: finding,
      sourceLocation: sourceLocation
    )
  }

  @Test func `a port is a number, or says more`() throws {
    let ports = try service(
      "ports: [80, {port: 8443, target: 443, open_to: [clients, nodes]}, {port: 9}]"
    ).own.ports
    #expect(ports.map(\.port.value) == [80, 8443, 9] && ports.map(\.target) == [80, 443, 9])
    #expect(ports.map { $0.openTo.map(\.value) } == [[], [.clients, .nodes], []])
  }

  @Test func `files, volumes and all else are read as they stand`() throws {
    let own = try service(
      """
      user: '101:102', network_mode: host, pid: host, depends_on: [broker], volumes: ['/:/host:ro,rslave', 'a-b:/c'],
          command: [a, $b, 1], files: {/etc/a.conf: "x\\n\\ty $z\\n", /b: 5}
      """
    ).own
    #expect(own.user?.value == "101:102" && own.usesHostNetwork && own.usesHostProcesses)
    #expect(own.dependsOn.map(\.value) == ["broker"])
    #expect(own.volumes.map(\.source) == ["/", "a-b"] && own.volumes.map(\.target.value) == ["/host", "/c"])
    #expect(own.volumes.map(\.options) == [["ro", "rslave"], []])
    #expect(own.files.map(\.path.value) == ["/etc/a.conf", "/b"] && own.files.map(\.content) == ["x\n\ty $z\n", "5"])
    guard case .words(let words) = own.command else {
      return #expect(Bool(false), "\(String(describing: own.command))")
    }
    #expect(words.map(\.value) == ["a", "$b", "1"])
    #expect(own.keys.map(\.value) == ["user", "network_mode", "pid", "depends_on", "volumes", "command", "files"])
  }

  @Test func `a command of one line stays one`() throws {
    guard case .line(let line) = try service("command: 'a b'").own.command else { return #expect(Bool(false)) }
    #expect(line.value == "a b")
  }

  private static let volume =
    "write SOURCE:TARGET or SOURCE:TARGET:ro, with an absolute path or a name, a colon and an absolute path"

  @Test(arguments: [
    "x", "a:b", "/a", "/a:/b:ro:x", "/a:/b:exec", "/a:/b:", "../a:/b", "./a:/b", "/a/../b:/c", "/a:/b/..", ".a:/b",
    "-a:/b", "a b:/c", "a:/b c", "$a:/b", "a:/$b", "a/b:/c", "/a/:/b", "/a:/", "a:/b,ro", "\\u0301a:/b",
  ])
  func `a volume that compose would take for something else`(_ text: String) {
    let shown = text.replacing("\\u0301", with: "\u{301}")
    expect(
      "volumes: [«\"\(text)\"»]",
      gives: .error(
        "bad-volume",
        "`services.proxy.volumes[0]` is `\(shown)`, which is no volume of a service",
        help: Self.volume
      )
    )
  }

  @Test(arguments: ["a", "/", "/a/", "//a", "/a/../b", "/a:b", "/a b", "/$a", "/-a"])
  func `a file's path that isn't one in a container`(_ path: String) {
    expect(
      "files: {«'\(path)'»: a}",
      gives: .error(
        "bad-container-path",
        "`services.proxy.files` is `\(path)`, which is no path of a file in a container",
        help: "use an absolute path of letters, digits, `.`, `_` and `-`, without `..`"
      )
    )
  }

  @Test(arguments: [#""a\u0000""#, #""a\r\n""#, #""\u001b[1m""#, #""\u0085""#])
  func `a file with characters that no text has`(_ content: String) {
    expect(
      "files: {/a: «\(content)»}",
      gives: .error(
        "control-character",
        "`services.proxy.files./a` has a control character in it",
        help: "only line breaks and tabs can stand in a file that a profile brings"
      )
    )
  }

  @Test(arguments: ["-1", "1000:", ":1", "root", "1:2:3", "4294967296", "+1"])
  func `a user by anything but numbers`(_ user: String) {
    expect(
      "user: «'\(user)'»",
      gives: .error(
        "bad-user",
        "`services.proxy.user` is `\(user)`, which is no user and group id",
        help: "write numbers, uid or uid:gid, such as '1000:1000'"
      )
    )
  }

  @Test func `other forms of ports, files and commands than there are`() {
    let port = "a port, or a mapping such as `{port: 9100, open_to: [administrators]}`"
    expect(
      "ports: [«'80:80'»]",
      gives: .error("wrong-type", "`services.proxy.ports[0]` must be \(port), not `80:80`")
    )
    expect(
      "ports: [«0»]",
      gives: .error("out-of-range", "`services.proxy.ports[0]` is 0, and must be from 1 to 65535")
    )
    expect(
      "ports: [{port: 1, open_to: [«world»]}]",
      gives: .error(
        "unknown-value",
        "`services.proxy.ports[0].open_to` can't be `world`",
        help: "it can be `clients`, `nodes` or `administrators`"
      )
    )
    expect(
      "network_mode: «bridge»",
      gives: .error("unknown-value", "`services.proxy.network_mode` can't be `bridge`", help: "it can be `host`")
    )
    expect(
      "files: {/a: «[»x]}",
      gives: .error(
        "wrong-type",
        "`services.proxy.files./a` must be text, not a list",
        help: "write it behind `|`, line by line"
      )
    )
    expect(
      "command: «{»a: b}",
      gives: .error("wrong-type", "`services.proxy.command` must be text or a list of words, not a mapping")
    )
  }
}
