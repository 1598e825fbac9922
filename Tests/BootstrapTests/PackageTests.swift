import Testing

/// What is installed, and what happens when that fails.
@Suite(
  .enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")")
)
struct PackageTests {
  @Test func `A machine that has everything installs nothing and needs no network`() throws {
    let run = try Machine().run("kafka-node packages && ! grep apt-get /calls")
    #expect(run.status == 0)
  }

  @Test(
    "Each distribution gets the packages that it has",
    arguments: [
      ("Ubuntu", "docker-cli", "docker-compose-v2"), ("Debian 13", "docker-compose-v2", "docker-cli docker-compose"),
      ("Debian 12", "docker-compose-v2\ndocker-cli", "docker-compose"),
    ]
  )
  func distribution(system: (name: String, unknown: String, compose: String)) throws {
    let machine = try Machine()
    try machine.write(system.unknown + "\n", to: "/unknown")
    let run = try machine.run("rm /compose-version; kafka-node packages && grep ca-certificates /calls")
    let last = run.output.split(separator: "\n").last
    #expect(
      last?.hasSuffix(" install apparmor ca-certificates curl docker.io \(system.compose) git xfsprogs") == true,
      "\(run.output)"
    )
  }

  @Test func `A mirror that fails once does not bring Ubuntu the compose that its Docker no longer talks to`() throws {
    let machine = try Machine(["WAIT": "20"])
    try machine.write("docker-cli\n", to: "/unknown")
    let run = try machine.run("rm /compose-version; echo 1 > /mirror-down; kafka-node packages; cat /calls")
    #expect(!run.output.contains("docker.io docker-compose git"), "\(run.output)")
  }

  @Test func `A package of the profile that is missing is installed`() throws {
    let machine = try Machine(["PACKAGES": "htop jq"])
    try machine.write("jq\n", to: "/missing")
    let run = try machine.run("kafka-node packages && grep ca-certificates /calls")
    #expect(run.output.hasSuffix(" git xfsprogs htop jq\n"))
  }

  @Test func `A mirror that is down at first is asked again`() throws {
    let machine = try Machine(["WAIT": "20"])
    let run = try machine.run("rm /compose-version; echo 2 > /mirror-down; kafka-node packages")
    #expect(run.status == 0, "\(run.output)")
  }

  @Test func `A mirror that stays down is a failure`() throws {
    let machine = try Machine()
    let run = try machine.run("rm /compose-version; echo 999 > /mirror-down; kafka-node packages")
    #expect(run.status == 1)
    #expect(run.output.hasSuffix("kafka-node: packages: error: no packages, see above\n"))
  }

  @Test("An installation that was cut off is completed, though all commands are there", arguments: ["", "containerd"])
  func interrupted(needed: String) throws {
    let machine = try Machine()
    try machine.write(needed, to: "/interrupted")
    let run = try machine.run(
      "kafka-node packages; echo status $?; ls /interrupted; grep -m 1 -E 'dpkg|apt-get' /calls"
    )
    #expect(
      run.output.hasSuffix(
        "status 0\nls: cannot access '/interrupted': No such file or directory\ndpkg --configure -a\n"
      ),
      "\(run.output)"
    )
  }

  /// Amazon Linux has yum and rpm, no package of compose, and curl in a package of another name.
  private let amazonLinux = "rm /commands/dpkg /usr/bin/dpkg /commands/apt-get /usr/bin/apt-get /compose-version; "

  @Test func `Amazon Linux gets compose by download`() throws {
    let machine = try Machine()
    try machine.connect()
    try machine.write("git\n", to: "/missing")
    let run = try machine.run(
      amazonLinux
        + "kafka-node packages; cat /calls; cd /usr/local/lib/docker/cli-plugins; ls; stat -c %a docker-compose"
    )
    #expect(run.output.contains("yum -qy install diffutils docker git xfsprogs\n"))
    #expect(run.output.contains(/http:..169.254.169.254.compose-(x86_64|aarch64)\n/))
    #expect(run.output.hasSuffix("\ndocker-compose\n755\n"), "\(run.output)")
  }

  @Test func `Amazon Linux with everything installs nothing, though there is no rpm of the name curl`() throws {
    let machine = try Machine()
    try machine.write("curl\n", to: "/missing")
    let run = try machine.run(amazonLinux + "touch /compose-version; kafka-node packages && ! grep yum /calls")
    #expect(run.status == 0, "\(run.output)")
  }

  @Test func `A compose plugin with another checksum is not installed`() throws {
    let other = String(repeating: "0", count: 64)
    let machine = try Machine(["COMPOSE_SHA256_x86_64": other, "COMPOSE_SHA256_aarch64": other])
    try machine.connect()
    let run = try machine.run(amazonLinux + "kafka-node packages; echo status $?; ls /usr/local/lib/docker/cli-plugins")
    #expect(run.output.contains("docker-compose.new: FAILED"))
    #expect(run.output.hasSuffix("\nstatus 1\ndocker-compose.new\n"), "\(run.output)")
  }
}
