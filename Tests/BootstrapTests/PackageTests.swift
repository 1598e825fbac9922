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

  /// Takes commands away until something is installed.
  private func without(_ commands: String) -> String {
    """
    mkdir /hidden
    for name in \(commands); do mv $(PATH=/usr/sbin:/usr/bin type -P $name) /hidden; done
    [ ! -e /hidden/docker ] || mv /commands/docker /hidden

    """
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
    let run = try machine.run(
      without("docker git mkfs.xfs")
        + "rm -f /usr/sbin/apparmor_parser /compose-version; kafka-node packages && grep no-remove /calls"
    )
    let last = run.output.split(separator: "\n").last
    #expect(
      last?.hasSuffix(" install --no-remove docker.io apparmor git xfsprogs \(system.compose)") == true,
      "\(run.output)"
    )
  }

  @Test(
    "What is missing is installed and nothing else, at the cost of no other package",
    arguments: [("git", "git"), ("mkfs.xfs", "xfsprogs"), ("cmp", "diffutils")]
  )
  func missing(things: (commands: String, packages: String)) throws {
    let run = try Machine().run(without(things.commands) + "kafka-node packages && grep ' install' /calls")
    #expect(
      run.output.hasSuffix(" --no-install-recommends install --no-remove \(things.packages)\n"),
      "\(run.output)"
    )
  }

  @Test func `An image's docker-ce is not replaced by docker.io when compose is missing`() throws {
    let machine = try Machine()
    try machine.write("docker.io\n", to: "/missing")
    let run = try machine.run("rm /compose-version; kafka-node packages && grep ' install' /calls")
    #expect(run.output.hasSuffix(" install --no-remove docker-compose-plugin\n"), "\(run.output)")
    #expect(!run.output.contains("docker.io"))
  }

  @Test func `Compose is downloaded for a docker-ce whose repository is not known`() throws {
    let machine = try Machine()
    try machine.connect()
    try machine.write("docker.io\n", to: "/missing")
    try machine.write("docker-compose-plugin\n", to: "/unknown")
    let run = try machine.run(
      "sed -i '/^touch/d' /commands/apt-get; rm /compose-version; kafka-node packages; ls /usr/local/lib/docker/cli-plugins"
    )
    #expect(run.output.hasSuffix("kafka-node: packages: done\ndocker-compose\n"), "\(run.output)")
  }

  @Test func `A mirror that fails once does not bring Ubuntu the compose that its Docker no longer talks to`() throws {
    let machine = try Machine(["WAIT": "20"])
    try machine.write("docker-cli\n", to: "/unknown")
    let run = try machine.run("rm /compose-version; echo 1 > /mirror-down; kafka-node packages; cat /calls")
    #expect(!run.output.contains("--no-remove docker-compose\n"), "\(run.output)")
  }

  @Test func `A package of the profile that is missing is installed, and none that is there`() throws {
    let machine = try Machine(profile: Machine.plain + "\ncloud_config: {packages: [htop, jq]}")
    try machine.write("jq\n", to: "/missing")
    let run = try machine.run("kafka-node extra-packages && grep ' install' /calls")
    #expect(run.output.hasSuffix(" --no-install-recommends install jq\n"), "\(run.output)")
  }

  @Test func `A package of the profile that can't be had keeps no other away and fails by name`() throws {
    let machine = try Machine(profile: Machine.plain + "\ncloud_config: {packages: [htpo, jq]}")
    try machine.write("htpo\njq\n", to: "/missing")
    try machine.write("htpo\n", to: "/unknown")
    let run = try machine.run("kafka-node extra-packages; echo status $?; cat /missing")
    #expect(
      run.output.contains(
        "kafka-node: extra-packages: error: not all of htpo installed, see above: sudo kafka-node extra-packages\n"
          + "status 1\nhtpo\n"
      ),
      "\(run.output)"
    )
  }

  @Test func `Half-installed packages that are nobody's business here are left alone`() throws {
    let machine = try Machine()
    try machine.write("iF  snapd  2  amd64  x\niU  git-annex  1  all  x\n", to: "/half")
    let run = try machine.run("kafka-node packages && ! grep -E 'apt-get|dpkg' /calls")
    #expect(run.status == 0, "\(run.output)")
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
    #expect(run.output.hasSuffix("kafka-node: packages: error: no compose, see above: sudo kafka-node packages\n"))
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
    let run = try machine.run(
      amazonLinux + without("docker git")
        + "kafka-node packages; cat /calls; cd /usr/local/lib/docker/cli-plugins; ls; stat -c %a docker-compose"
    )
    #expect(run.output.contains("yum -qy install docker git\n"))
    #expect(run.output.contains(/http:..169.254.169.254.compose-(x86_64|aarch64)\n/))
    #expect(run.output.hasSuffix("\ndocker-compose\n755\n"), "\(run.output)")
  }

  // It was called COMPOSE_URL once, and the script takes all such away from what compose gets.
  @Test func `Compose is downloaded from where the script says`() throws {
    let machine = try Machine()
    try machine.replace("curl", by: "echo \"curl $*\" >> /calls; exit 1")
    let run = try machine.run(
      amazonLinux + "sed -i /^PLUGIN/d /etc/kafka-node/node.env; kafka-node packages; grep curl /calls"
    )
    #expect(
      run.output.contains(#/\ncurl .* https:\/\/github.com\/docker\/compose\/releases\/download\/v\S+-linux-\w+\n/#),
      "\(run.output)"
    )
  }

  @Test func `Amazon Linux that lacks compose alone is asked for no package`() throws {
    let machine = try Machine()
    try machine.connect()
    let run = try machine.run(amazonLinux + "kafka-node packages && ! grep yum /calls")
    #expect(run.status == 0, "\(run.output)")
  }

  @Test func `Amazon Linux with everything installs nothing, though there is no rpm of the name curl`() throws {
    let machine = try Machine()
    try machine.write("curl\n", to: "/missing")
    let run = try machine.run(amazonLinux + "touch /compose-version; kafka-node packages && ! grep yum /calls")
    #expect(run.status == 0, "\(run.output)")
  }

  @Test func `A compose plugin with another checksum is not installed`() throws {
    let other = String(repeating: "0", count: 64)
    let machine = try Machine(["PLUGIN_SHA256_x86_64": other, "PLUGIN_SHA256_aarch64": other])
    try machine.connect()
    let run = try machine.run(amazonLinux + "kafka-node packages; echo status $?; ls /usr/local/lib/docker/cli-plugins")
    #expect(run.output.contains("docker-compose.new: FAILED"))
    #expect(run.output.hasSuffix("\nstatus 1\ndocker-compose.new\n"), "\(run.output)")
  }
}
