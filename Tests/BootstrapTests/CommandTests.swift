import Testing

/// The commands of `kafka-node`, whole boots, and boots that are cut off.
@Suite(.enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")"))
struct CommandTests {
  @Test("Bad usage exits 64 and tells the commands", arguments: ["", "format", "fail x", "''", "-h"])
  func usage(arguments: String) throws {
    let run = try Machine().run("kafka-node \(arguments)")
    #expect(run.status == 64)
    #expect(run.output.hasPrefix("usage: kafka-node boot|stop|status|packages|identity|disk|mount|directories|checkout|"))
  }

  @Test("Only root may change anything", arguments: ["boot", "disk", "stop"])
  func root(command: String) throws {
    let run = try Machine().run("setpriv --reuid 65534 kafka-node \(command)")
    #expect(run.status == 1)
    #expect(run.output == "kafka-node: error: \(command): only root may do this\n")
  }

  @Test func `Anybody may ask for the status`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run("kafka-node boot 2> /dev/null > /dev/null; chmod 666 /calls; setpriv --reuid 65534 kafka-node status")
    #expect(run.status == 0)
    #expect(run.output.contains("kafka-node: verify: done at "))
    #expect(run.output.contains(" /data\n"))
    #expect(run.output.contains("brokers seen: 1\n"))
    #expect(run.output.contains("admin: sudo grep PASSWORD /data/.kafka-node/secrets.env"))
  }

  @Test func `A boot runs all steps and each says so`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run("kafka-node boot 2>&1 > /dev/null | grep done")
    let steps = ["packages", "identity", "disk", "mount", "directories", "checkout", "compose", "secrets", "start", "verify"]
    #expect(run.output == steps.map { "kafka-node: \($0): done\n" }.joined())
  }

  @Test func `A reboot keeps volume, files and secrets`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let facts = "cat /etc/fstab /data/.kafka-node/* /data/kafka-data/topic; git -C /opt/kafka-node/checkout rev-parse HEAD"
    let first = try machine.run("kafka-node boot &> /dev/null; echo records > /data/kafka-data/topic; \(facts)")
    let second = try machine.run("kafka-node boot &> /dev/null; \(facts)")
    #expect(first.output.contains("records"))
    #expect(first.output == second.output)
  }

  @Test func `A replaced instance takes the old volume over`() throws {
    let old = try Machine()
    let volume = try old.attach()
    try old.makeRepository()
    let facts = "tail -n 1 /etc/fstab; cat /data/.kafka-node/* /data/kafka-data/topic"
    let first = try old.run("kafka-node boot &> /dev/null; echo records > /data/kafka-data/topic; \(facts)")
    let new = try Machine()
    try new.list(volume)
    try new.makeRepository()
    let second = try new.run("kafka-node boot &> /dev/null; \(facts)")
    #expect(first.output.contains("records"))
    #expect(first.output == second.output)
  }

  @Test func `Two runs do not overlap`() throws {
    let run = try Machine().run("exec 8>> /run/kafka-node; flock 8; kafka-node identity")
    #expect(run.status == 1)
    #expect(run.output == "kafka-node: error: identity: another kafka-node is at work\n")
  }

  @Test func `A failure without words of its own still has a reason in status`() throws {
    let machine = try Machine()
    try machine.attach()
    let run = try machine.run("sed -i 's/^systemctl/false/; 2i exit 3' /commands/systemctl; kafka-node boot; echo status $?; kafka-node status")
    #expect(run.output.contains("kafka-node: error: mount: see above\nstatus 1\n"))
    #expect(run.output.split(separator: "kafka-node: error: mount: see above", omittingEmptySubsequences: false).count == 3)
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
      stat -c %s /opt/kafka-node/checkout/cp-all-in-one/.env; ls /etc/fstab.orig
      """)
    #expect(run.output.hasSuffix("\nstatus 0\n12345\n12345\n1\n108\n/etc/fstab.orig\n"), "\(run.output)")
  }
}
