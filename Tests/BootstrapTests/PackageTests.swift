import Testing

/// What is installed, and what happens when that fails.
@Suite(.enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")"))
struct PackageTests {
  @Test func `A machine that has everything installs nothing and needs no network`() throws {
    let run = try Machine().run("kafka-node packages && ! grep apt-get /calls")
    #expect(run.status == 0)
  }

  @Test(
    "Each distribution gets the packages that it has",
    arguments: [
      ("ID=ubuntu\nVERSION_ID=\"22.04\"", "docker-compose-v2"), ("ID=ubuntu\nVERSION_ID=\"24.04\"", "docker-compose-v2"),
      ("ID=debian\nVERSION_ID=\"12\"", "docker-compose"), ("ID=debian\nVERSION_ID=\"13\"", "docker-cli docker-compose"),
      ("ID=debian", "docker-cli docker-compose"),
    ])
  func distribution(system: (release: String, compose: String)) throws {
    let machine = try Machine()
    try machine.write(system.release + "\n", to: "/etc/os-release")
    let run = try machine.run("rm /compose-version; kafka-node packages && grep install /calls")
    #expect(
      run.output.hasSuffix("install docker.io \(system.compose) ca-certificates curl git xfsprogs diffutils\n"), "\(run.output)")
  }

  @Test func `A package of the profile that is missing is installed`() throws {
    let machine = try Machine(["PACKAGES": "htop jq"])
    try machine.write("jq\n", to: "/missing")
    let run = try machine.run("kafka-node packages && grep install /calls")
    #expect(run.output.hasSuffix("xfsprogs diffutils htop jq\n"))
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
    #expect(run.output.hasSuffix("kafka-node: error: packages: packages cannot be installed, see above\n"))
  }

  @Test func `An installation that was cut off is completed first`() throws {
    let run = try Machine().run("rm /compose-version; kafka-node packages; grep -E 'dpkg|apt-get' /calls | head -n 1")
    #expect(run.output.hasSuffix("dpkg --configure -a\n"))
  }

  private let amazonLinux = "rm /commands/dpkg /usr/bin/dpkg /compose-version; "

  @Test func `Amazon Linux gets compose from GitHub`() throws {
    let machine = try Machine()
    try machine.write("ID=amzn\nVERSION_ID=\"2023\"\n", to: "/etc/os-release")
    let run = try machine.run(
      amazonLinux + "kafka-node packages; cat /calls; cd /usr/local/lib/docker/cli-plugins; ls; stat -c %a docker-compose")
    #expect(run.output.contains("yum -qy install docker git xfsprogs diffutils\n"))
    #expect(run.output.contains(/https:..github.com.docker.compose.releases.download.v2.32.4.docker-compose-linux-(x86_64|aarch64)\n/))
    #expect(run.output.hasSuffix("\ndocker-compose\n755\n"))
  }

  @Test func `A compose plugin with another checksum is not installed`() throws {
    let other = String(repeating: "0", count: 64)
    let machine = try Machine(["COMPOSE_SHA256_X86_64": other, "COMPOSE_SHA256_AARCH64": other])
    try machine.write("ID=amzn\nVERSION_ID=\"2\"\n", to: "/etc/os-release")
    let run = try machine.run(amazonLinux + "kafka-node packages; echo status $?; ls /usr/local/lib/docker/cli-plugins")
    #expect(run.output.contains("docker-compose.new: FAILED"))
    #expect(run.output.hasSuffix("\nstatus 1\ndocker-compose.new\n"))
  }
}
