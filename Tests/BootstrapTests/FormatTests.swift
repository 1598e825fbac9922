import Findings
import Testing

/// A format that is cut off: whatever is left of it is gone on with, and never taken for blank where it has data.
@Suite(
  .enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")")
)
struct FormatTests {
  @Test(
    "A format that a power cut ended is begun again",
    arguments: [
      ("the mark of earlier versions alone", "echo kafka-mkfs | dd of=$disk"),
      ("all but UUID and label, by an earlier version", "mkfs.xfs -qL kafka-mkfs $disk"),
      (
        "all but that it is ready",
        "mkfs.xfs -qL kafka-mkfs $disk; printf '\\001' | dd of=$disk bs=1 seek=126 conv=notrunc"
      ),
      (
        "all but that it is ready, and the mark",
        "mkfs.xfs -qL kafka-mkfs $disk; printf '\\001' | dd of=$disk bs=1 seek=126 conv=notrunc; "
          + "echo kafka-mkfs | dd of=$disk conv=notrunc"
      ),
    ]
  )
  func begun(state: (name: String, make: String)) throws {
    let machine = try Machine()
    try machine.attach(state.make)
    let run = try machine.run("kafka-node mount && findmnt -no LABEL,FSTYPE,UUID /data")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.hasSuffix("\(machine.uuid)\n"), "\(run.output)")
  }

  @Test(
    "An mkfs that is killed at any of its writes is completed by the next run",
    .enabled(if: shell("strace -qq true").status == 0, "needs strace"),
    arguments: [1, 2, 3, 4, 5, 7, 11, 23, 60]
  )
  func killedMkfs(write: Int) throws {
    let machine = try Machine()
    let disk = try machine.attach()
    try machine.replace(
      "mkfs.xfs",
      by:
        "exec strace -qqo /trace -e trace=pwrite64 -e inject=pwrite64:signal=KILL:when=\(write) /usr/sbin/mkfs.xfs \"$@\""
    )
    let first = try machine.run("kafka-node disk")
    #expect(first.status == 1)
    #expect(
      first.output.hasSuffix("kafka-node: disk: error: no xfs on \(disk.device), see above; \(Machine.again)\n"),
      "\(first.output)"
    )
    let second = try machine.run("rm /commands/mkfs.xfs; kafka-node mount && findmnt -no LABEL,FSTYPE /data")
    #expect(second.output.hasSuffix("kafka-data xfs\n"), "\(second.output)")
  }

  @Test("A UUID that cannot be set is a failure, and no harm", arguments: ["exit 1", "exit 0"])
  func uuidFails(script: String) throws {
    let machine = try Machine()
    try machine.attach()
    try machine.replace("xfs_admin", by: script)
    let run = try machine.run(
      "kafka-node boot; echo status $?; cat /etc/fstab; umount /data; rm /commands/xfs_admin; kafka-node mount; echo status $?"
    )
    #expect(run.output.contains(/error: (no xfs on .*|.data is not xfs .*)\nstatus 1\n/), "\(run.output)")
    #expect(!run.output.contains("defaults,noatime,nofail 0 2"))
    #expect(run.output.hasSuffix("\nstatus 0\n"), "\(run.output)")
  }

  @Test("No step of the format goes on after one that failed", arguments: ["disk", "mount"])
  func formatFails(step: String) throws {
    let machine = try Machine()
    let disk = try machine.attach("echo kafka-mkfs | dd of=$disk")
    try machine.replace("dd", by: "[[ $* = *of=/dev/null* ]] || exit 1; exec /usr/bin/dd \"$@\"")
    let before = disk.checksum
    #expect(try machine.run("kafka-node \(step)").status == 1)
    #expect(disk.checksum == before)
  }

  // fstab and Docker go by the UUID, so they use a volume from the moment on that it has ours.
  @Test("What has our UUID keeps its data and gets its label, whoever set only the UUID", arguments: ["1", "2"])
  func relabelled(broker: String) throws {
    let machine = try Machine()
    let disk = try machine.attach("mkfs.xfs -qL kafka-mkfs -m uuid=$uuid $disk; \(Machine.fill)")
    let first = try machine.run("kafka-node mount; cat /data/topic; findmnt -no LABEL /data")
    #expect(first.output.hasSuffix("\ndata\nkafka-data\n"), "\(first.output)")
    try machine.set(["BROKER_ID": broker])
    let before = disk.checksum
    let second = try machine.run("kafka-node disk")
    #expect((second.status == 0) == (broker == "1"))
    #expect(disk.checksum == before)
  }

  @Test func `A label that can't be set keeps no broker down`() throws {
    let machine = try Machine()
    try machine.attach("mkfs.xfs -qL kafka-mkfs -m uuid=$uuid $disk; \(Machine.fill)")
    try machine.replace("xfs_admin", by: "exit 1")
    let run = try machine.run("kafka-node mount; cat /data/topic")
    #expect(run.output.contains(" keeps the label kafka-mkfs until the next boot\n"))
    #expect(run.output.hasSuffix("\ndata\n"), "\(run.output)")
  }

  @Test(
    "A format that is killed before or after any of its commands is completed, and its data are safe from other brokers",
    arguments: ["mkfs.xfs", "sync", "xfs_admin", "udevadm", "dd"],
    ["before", "after"]
  )
  func killed(command: String, moment: String) throws {
    let machine = try Machine()
    let disk = try machine.attach(command == "dd" ? "mkfs.xfs -qL kafka-mkfs $disk" : "")
    // Not the commands that only look; the machine's own udev isn't to be told, if there is one.
    let own = command == "udevadm" ? ":" : "$(type -Pa \(command) | tail -n 1) \"$@\""
    let kill = "[[ $* = *settle* || $* = *of=/dev/null* ]] || { kill -9 $(< /pid); exit; }"
    try machine.replace(command, by: moment == "after" ? "\(own); s=$?; \(kill); exit $s" : "\(kill); \(own)")
    _ = try machine.run("bash -c 'echo $$ > /pid; exec kafka-node disk'")
    let second = try machine.run("rm /commands/\(command); kafka-node mount && echo data > /data/topic")
    #expect(second.status == 0, "\(second.output)")
    try machine.set(["BROKER_ID": "2"])
    let before = disk.checksum
    #expect(try machine.run("kafka-node disk").status == 1)
    #expect(disk.checksum == before)
  }

  @Test func `No write of the format goes to a disk that is mounted`() throws {
    let machine = try Machine()
    let disk = try machine.attach("mkfs.xfs -qL kafka-mkfs $disk")
    let run = try machine.run("mount \(disk.device) /mnt; kafka-node disk; umount /mnt; xfs_repair -n \(disk.device)")
    #expect(run.output.contains("error: \(disk.device) is neither blank nor xfs"), "\(run.output)")
    #expect(run.status == 0)
  }

  @Test func `mkfs is never forced`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.replace("mkfs.xfs", by: "echo \"mkfs.xfs $*\" >> /calls; exec /usr/sbin/mkfs.xfs \"$@\"")
    let run = try machine.run("kafka-node disk; grep mkfs.xfs /calls")
    #expect(run.output.contains("\nmkfs.xfs -qL kafka-mkfs "))
    #expect(!run.output.contains(" -f"))
  }
}
