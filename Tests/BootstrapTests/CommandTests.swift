import Testing

/// The commands of `kafka-node`, whole boots, and boots that are cut off.
@Suite(
  .enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")")
)
struct CommandTests {
  @Test(
    "Bad usage exits 64 and tells the commands",
    arguments: ["", "format", "fail x", "''", "-h", "disk reboot", "disk mount", "stop now", "hosts", "tool"]
  )
  func usage(arguments: String) throws {
    let run = try Machine().run("kafka-node \(arguments)")
    #expect(run.status == 64)
    #expect(run.output.hasPrefix("usage: kafka-node boot|stop|status|networks|packages|disk|mount|directories|"))
  }

  @Test("Only root may use it", arguments: ["boot", "disk", "stop", "status"])
  func root(command: String) throws {
    let run = try Machine().run("setpriv --reuid 65534 kafka-node \(command)")
    #expect(run.status == 1)
    #expect(run.output == "kafka-node: \(command): only for root\n")
  }

  @Test func `The status tells of the last run, the volume, the containers, the brokers and the passwords' place`()
    throws
  {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run("kafka-node boot &> /dev/null; kafka-node status")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("kafka-node: boot: done at "), "\(run.output)")
    #expect(run.output.contains(machine.uuid))
    #expect(run.output.contains("\nNAMES\n"))
    #expect(run.output.contains("\nsees brokers 1\n"))
    #expect(run.output.hasSuffix("\npasswords: sudo cat /data/.kafka-node\n"))
  }

  @Test func `The status says so when there is no volume, and waits for no other run`() throws {
    let run = try Machine().run("exec 8>> /run/kafka-node.lock; flock 8; kafka-node status")
    #expect(run.output.contains("\nno volume at /data\n"))
  }

  @Test func `The status says so when the broker is not among those that it sees`() throws {
    let machine = try Machine()
    try machine.write("kafka-2:9092 (id: 2 rack: null) -> (\n", to: "/brokers")
    #expect(try machine.run("kafka-node status").output.contains("\nNAMES\nno broker\npasswords: "))
  }

  @Test("While Docker waits for the volume, nothing waits for Docker", arguments: ["networks", "packages", "status"])
  func daemon(command: String) throws {
    let run = try Machine().run("touch /docker-waits; kafka-node \(command) 2>&1; cat /calls")
    #expect(!run.output.contains("for ever"), "\(run.output)")
    #expect(run.output.contains("\nno broker\n") == (command == "status"))
  }

  @Test(
    "A boot runs all steps and each says so",
    arguments: [
      (
        Machine.plain,
        ["networks", "packages", "disk", "mount", "directories", "checkout", "compose", "secrets", "start", "verify"]
      ),
      (
        Machine.complete,
        [
          "networks", "packages", "hosts", "disk", "mount", "directories", "checkout", "compose", "secrets", "metadata",
          "start", "verify", "kafka-manager",
        ]
      ),
    ]
  )
  func boot(node: (profile: String, steps: [String])) throws {
    let machine = try Machine(["WAIT": "10"], profile: node.profile)
    try machine.attach()
    try machine.makeRepository()
    try machine.connect()
    try machine.write("10.0.0.1", to: "/metadata/local-ipv4")
    try machine.write("[1,2,3]", to: "/kafka-manager-brokers")
    let run = try machine.run("kafka-node boot 2>&1 > /dev/null | grep done")
    #expect(run.output == node.steps.map { "kafka-node: \($0): done\n" }.joined())
  }

  @Test func `A reboot keeps volume, files and secrets and needs no network`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let facts =
      "echo $?; cat /etc/fstab /data/.kafka-node /data/kafka-data/topic; git -C /opt/kafka-node rev-parse HEAD"
    let first = try machine.run("kafka-node boot &> /dev/null; \(facts)").output
    _ = try machine.run("kafka-node boot &> /dev/null; echo records > /data/kafka-data/topic")
    let second = try machine.run(
      "rm -r /repository /commands/{apt-get,yum,curl}; kafka-node boot &> /dev/null; \(facts)"
    ).output
    #expect(first.hasPrefix("0\n"))
    #expect(second == first.replacing("cat: /data/kafka-data/topic: No such file or directory", with: "records"))
  }

  @Test func `A reboot writes nothing that is there already, so that a full root disk doesn't matter`() throws {
    let machine = try Machine(profile: Machine.complete.replacing(", kafka-manager", with: ""))
    try machine.attach()
    try machine.makeRepository()
    try machine.connect()
    try machine.write("10.0.0.7", to: "/metadata/local-ipv4")
    #expect(try machine.run("kafka-node boot").status == 0)
    let run = try machine.run(
      """
      for folder in /etc /opt /root /tmp /usr /var; do
        mount --bind $folder $folder; mount -o remount,bind,ro $folder
      done
      kafka-node boot; cat /run/kafka-node
      """
    )
    #expect(run.output.contains(/\nkafka-node: boot: done at .*\n$/), "\(run.output)")
    #expect(!run.output.contains("without"))
  }

  @Test(
    "A reboot starts what is there and mends after",
    arguments: [
      (
        "echo jq > /missing",
        "extra-packages: error: not all of jq installed, see above: sudo kafka-node extra-packages"
      ),
      (
        "touch /interrupted; echo x > /interrupted",
        "packages: error: no docker.io, see above: sudo kafka-node packages"
      ),
      ("rm /usr/bin/git", "packages: error: no git, see above: sudo kafka-node packages"),
      ("echo 'iF  snapd  2  amd64  x' > /half", nil),
    ]
  )
  func mended(fault: (script: String, left: String?)) throws {
    let machine = try Machine(profile: Machine.plain + "\ncloud_config: {packages: [jq]}")
    try machine.attach()
    try machine.makeRepository()
    #expect(try machine.run("kafka-node boot").status == 0)
    let run = try machine.run(
      "echo 999 > /mirror-down; \(fault.script); kafka-node boot; echo status $?; cat /run/kafka-node; kafka-node status"
    )
    let up = try #require(run.output.firstRange(of: "kafka-node: verify: done\n"), "\(run.output)")
    #expect(run.output.contains("\nstatus 0\n"))
    if let left = fault.left {
      let trouble = try #require(run.output.firstRange(of: "kafka-node: \(left)\n"), "\(run.output)")
      #expect(up.upperBound <= trouble.lowerBound)
      #expect(run.output.contains(", without:\nkafka-node: \(left)\n"))
    } else {
      #expect(!run.output.contains("without"))
    }
  }

  @Test func `A reboot without AWS and its network brings the broker up, and says what it couldn't do`() throws {
    let machine = try Machine(profile: Machine.delivered.replacing("owner: 12345", with: "owner: 12345, claim: false"))
    try machine.attach()
    try machine.makeRepository()
    _ = try machine.run("for step in disk mount checkout; do kafka-node $step; done")
    let run = try machine.run(
      "echo 999 > /mirror-down; rm /commands/aws; kafka-node boot; echo status $?; cat /run/kafka-node"
    )
    let parts = run.output.split(separator: "kafka-node: verify: done\n")
    try #require(parts.count == 2, "\(run.output)")
    #expect(!parts[0].contains("error"))
    #expect(
      parts[1].contains(
        """
        , without:
        kafka-node: aws-cli: error: no AWS CLI, see above
        kafka-node: route53: error: the instance metadata service does not answer
        kafka-node: lifecycle-hook: error: the instance metadata service does not answer
        status 0

        """
      )
    )
  }

  @Test func `A hosts file that can't be written keeps no broker down`() throws {
    let machine = try Machine(profile: Machine.complete)
    try machine.attach()
    try machine.makeRepository()
    try machine.set([
      "STEPS": "hosts disk mount directories checkout compose secrets start verify", "INSTANCE_METADATA": "",
    ])
    let run = try machine.run("mount --bind /etc/hosts /etc/hosts; kafka-node boot; echo status $?")
    #expect(run.output.contains("kafka-node: verify: done\n"), "\(run.output)")
    #expect(run.output.contains(", without:\nkafka-node: hosts: error: see above\nstatus 0\n"))
  }

  @Test func `A replaced instance takes the old volume over`() throws {
    let old = try Machine()
    let volume = try old.attach()
    try old.makeRepository()
    let facts = "tail -n 1 /etc/fstab; cat /data/.kafka-node /data/kafka-data/topic"
    let first = try old.run("kafka-node boot &> /dev/null; echo records > /data/kafka-data/topic; \(facts)")
    let new = try Machine(cluster: old.cluster)
    try new.list(volume)
    try new.makeRepository()
    let second = try new.run("kafka-node boot &> /dev/null; \(facts)")
    #expect(first.output.contains("records"))
    #expect(first.output == second.output)
    withExtendedLifetime(old) {}
  }

  @Test func `Two runs do not overlap`() throws {
    let run = try Machine().run("exec 8>> /run/kafka-node.lock; flock 8; kafka-node checkout")
    #expect(run.status == 1)
    #expect(run.output == "kafka-node: checkout: error: another kafka-node is at work\n")
  }

  @Test func `A run that gives up waiting leaves the status to the one at work`() throws {
    let run = try Machine().run(
      "exec 8>> /run/kafka-node.lock; flock 8; echo at work > /run/kafka-node; kafka-node checkout; cat /run/kafka-node"
    )
    #expect(run.output == "kafka-node: checkout: error: another kafka-node is at work\nat work\n")
  }

  @Test func `A boot first brings to the disk what cloud-init wrote, which a power cut would take away`() throws {
    let machine = try Machine()
    try machine.replace("sync", by: "[ $# != 0 ] || echo synced; exec /usr/bin/sync \"$@\"")
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run("kafka-node boot")
    #expect(run.output.hasPrefix("synced\nkafka-node: networks: done\n"), "\(run.output)")
  }

  @Test func `A failure without words of its own still has a reason in status`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.replace("systemctl", by: "exit 3")
    let run = try machine.run("kafka-node boot; echo status $?; kafka-node status")
    #expect(
      run.output.contains("kafka-node: mount: error: see above\nstatus 1\nkafka-node: mount: error: see above\n"),
      "\(run.output)"
    )
  }

  @Test func `A reason is kept for status`() throws {
    let machine = try Machine()
    let disk = try machine.attach("mkfs.ext4 -q $disk")
    let run = try machine.run("kafka-node boot &> /dev/null; kafka-node status")
    #expect(run.output.hasPrefix("kafka-node: disk: error: \(disk.device) is neither blank nor xfs"), "\(run.output)")
  }

  @Test func `A run that has not ended is told apart from one that has`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.replace("udevadm", by: "kill -9 $PPID")
    let run = try machine.run("kafka-node disk; kafka-node status")
    #expect(run.output.contains("kafka-node: disk: not finished\n"), "\(run.output)")
  }

  @Test("A boot that is killed anywhere is completed by the next", arguments: Array(stride(from: 10, to: 200, by: 13)))
  func killed(command: Int) throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    // Bash reads this before the script; the trap runs before each of its simple commands.
    try machine.write("set -T; trap '((++commands < \(command))) || kill -9 $$' DEBUG", to: "/kill")
    _ = try machine.run("BASH_ENV=/kill kafka-node boot")
    let run = try machine.run(
      """
      kafka-node boot; echo status $?; stat -c %u /data/zk-data /data/kafka-data; grep -c /data /etc/fstab
      stat -c %s /opt/kafka-node/cp-all-in-one/.env; ls /etc/fstab.orig
      """
    )
    #expect(run.output.hasSuffix("\nstatus 0\n12345\n12345\n1\n0\n/etc/fstab.orig\n"), "\(run.output)")
  }

  @Test(
    "Cloud-init's one call leaves units that systemd takes, and starts the boot",
    .enabled(if: shell("type systemd-analyze").status == 0, "systemd-analyze is missing")
  )
  func setUp() throws {
    let machine = try Machine()
    let run = try machine.run(
      """
      kafka-node set-up; cat /calls; cd /etc/systemd/system; cat docker.service.d/kafka-node.conf
      mkdir /units; cp -r docker.service.d kafka-node.service /units; cd /units
      printf '[Service]\\nExecStart=/bin/true\\n' > docker.service
      systemd-analyze verify --man=no ./kafka-node.service ./docker.service 2>&1 | grep -F /units
      """
    )
    #expect(
      run.output == """
        systemctl daemon-reload
        systemctl enable --now kafka-node
        [Unit]
        RequiresMountsFor=/data

        """
    )
  }

  @Test func `A boot that fails fails cloud-init's call, so that no command of the operator follows`() throws {
    let machine = try Machine()
    try machine.replace("systemctl", by: "[ $1 != enable ]")
    #expect(try machine.run("kafka-node set-up || exit 1; echo on").status == 1)
  }
}
