import Foundation
import Testing

/// How the volume gets to its place, and which volumes do not.
@Suite(
  .enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")")
)
struct MountTests {
  @Test func `The volume is mounted with the options, by UUID at later boots`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    let run = try machine.run(
      "kafka-node mount; tail -n 1 /etc/fstab; findmnt -no SOURCE,OPTIONS /data"
    )
    let lines = run.output.split(separator: "\n").suffix(2)
    #expect(lines.first == "UUID=\(machine.uuid) /data xfs defaults,noatime,nofail 0 2")
    #expect(lines.last?.hasPrefix("\(disk.device) rw,noatime") == true)
  }

  @Test func `A second run and a reboot change neither fstab nor its copy`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.write("LABEL=root / ext4 defaults 0 1\n", to: "/etc/fstab")
    let first = try machine.run("kafka-node mount 2> /dev/null; kafka-node mount; cat /etc/fstab /etc/fstab.orig")
    let second = try machine.run("kafka-node mount; cat /etc/fstab /etc/fstab.orig")
    #expect(second.status == 0)
    #expect(first.output.hasSuffix("\nLABEL=root / ext4 defaults 0 1\n"))
    #expect(first.output.suffix(100) == second.output.suffix(100))
    #expect(first.output.split(separator: "LABEL=root", omittingEmptySubsequences: false).count == 3)
    #expect(second.output.split(separator: " /data xfs ", omittingEmptySubsequences: false).count == 2)
  }

  @Test func `An older line for the mount point is replaced and all else stays`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.write(
      "# /data was here\nUUID=old\t/data\txfs\tdefaults 0 2\n/dev/x /data2 ext4 defaults 0 2",
      to: "/etc/fstab"
    )
    let run = try machine.run("kafka-node mount 2> /dev/null; cat /etc/fstab")
    let lines = run.output.split(separator: "\n").suffix(3)
    #expect(lines.first == "# /data was here")
    #expect(lines.dropFirst().first == "/dev/x /data2 ext4 defaults 0 2")
    #expect(lines.last?.hasPrefix("UUID=") == true)
    #expect(!run.output.contains("UUID=old"))
  }

  @Test func `fstab is never seen half written`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.write("LABEL=root / ext4 defaults 0 1\n", to: "/etc/fstab")
    try machine.replace("mv", by: "[ \"${!#}\" != /etc/fstab ] || { kill -9 $PPID; exit; }; exec /usr/bin/mv \"$@\"")
    let run = try machine.run("kafka-node mount; cat /etc/fstab")
    #expect(run.output.hasSuffix("LABEL=root / ext4 defaults 0 1\n"))
  }

  @Test func `The bare mount point cannot be written to`() throws {
    let machine = try Machine()
    try machine.attach()
    let run = try machine.run("kafka-node mount; umount /data; touch /data/x; ls /data")
    #expect(run.output.hasSuffix("touch: cannot touch '/data/x': Operation not permitted\n"))
  }

  @Test func `A mount point with files on the root disk is refused, since containers could run on them`() throws {
    let machine = try Machine()
    try machine.attach()
    let run = try machine.run("mkdir -p /data/kafka-data; kafka-node mount; cat /etc/fstab")
    #expect(run.output.contains("kafka-node: mount: error: /data on the root disk is not empty: move its files away, "))
    #expect(!run.output.contains(" /data xfs"))
  }

  @Test func `Another device at the mount point is refused and stays`() throws {
    let machine = try Machine()
    try machine.attach(Machine.makeOurs)
    let other = try machine.attach("mkfs.ext4 -q $disk", as: "sdg")
    let run = try machine.run("mkdir /data; mount \(other.device) /data; kafka-node mount; findmnt -no SOURCE /data")
    #expect(
      run.output.hasSuffix(
        "kafka-node: mount: error: /data is not xfs \(machine.uuid): umount /data, \(Machine.again)\n\(other.device)\n"
      ),
      "\(run.output)"
    )
  }

  @Test(
    "A volume with another broker's data is refused, untouched, not mounted and not in fstab, whatever its UUID",
    arguments: [
      ("another broker's data", "version=0\\nbroker.id=2", "2"),
      ("data of broker 11", "broker.id=11", "11"),
      ("another KRaft node's data", "version=1\\nnode.id=3", "3"),
    ]
  )
  func stranger(kind: (name: String, properties: String, told: String)) throws {
    let machine = try Machine()
    let disk = try machine.attach(Self.make(properties: kind.properties))
    let before = disk.checksum
    let run = try machine.run("kafka-node boot; echo status $?; findmnt /data; cat /etc/fstab; cat /calls")
    #expect(
      run.output.contains(
        "kafka-node: mount: error: \(disk.device) holds data of broker \(kind.told), so untouched: "
          + "attach the volume of broker 1, \(Machine.again)\nstatus 1\n"
      ),
      "\(run.output)"
    )
    #expect(!run.output.contains("TARGET"))
    #expect(!run.output.contains(" /data xfs"))
    #expect(!run.output.contains(" up -d"))
    #expect(disk.checksum == before)
  }

  /// Makes our volume with a meta.properties on `$disk`.
  private static func make(properties: String) -> String {
    """
    \(Machine.makeOurs); m=$(mktemp -d); mount $disk $m; mkdir $m/kafka-data
    printf '\(properties)\\n' > $m/kafka-data/meta.properties; umount $m; rmdir $m
    """
  }

  @Test func `This broker's data is taken`() throws {
    let machine = try Machine()
    try machine.attach(Self.make(properties: "version=0\\nbroker.id=1"))
    let run = try machine.run("kafka-node mount; grep broker.id /data/kafka-data/meta.properties")
    #expect(run.output.hasSuffix("\nbroker.id=1\n"), "\(run.output)")
  }

  @Test func `A volume that cannot be looked at is not mounted`() throws {
    let machine = try Machine()
    try machine.attach(Machine.makeOurs)
    try machine.replace(
      "mount",
      by: "[[ $* != *norecovery* ]] || { echo no look >&2; exit 32; }; exec /usr/bin/mount \"$@\""
    )
    let run = try machine.run("kafka-node mount; echo status $?; findmnt /data")
    #expect(run.output.hasSuffix("\nstatus 1\n"), "\(run.output)")
    #expect(run.output.contains("no look\n"))
  }

  /// Mounts the volume as systemd does by fstab, right after the step has seen that it isn't.
  private static let systemdIsFaster =
    "/usr/bin/mountpoint \"$@\"; s=$?; [ -e /faster ] || { touch /faster; /usr/bin/mount $(< /volume) /data; }; exit $s"

  @Test func `The volume's own root never becomes immutable, also when systemd mounts it in between`() throws {
    let machine = try Machine()
    let disk = try machine.attach(Self.make(properties: "broker.id=1"))
    try machine.write(disk.device, to: "/volume")
    try machine.replace("mountpoint", by: Self.systemdIsFaster)
    let run = try machine.run(
      "mkdir /data; kafka-node mount; echo status $?; mkdir /data/new && umount /data && touch /data/x"
    )
    #expect(run.output.hasSuffix("status 0\ntouch: cannot touch '/data/x': Operation not permitted\n"), "\(run.output)")
  }

  @Test func `A volume that cannot be mounted fails and says how to go on`() throws {
    let machine = try Machine()
    let disk = try machine.attach(Machine.makeOurs)
    try machine.replace("mount", by: "[[ $* != *noatime* ]] || exit 32; exec /usr/bin/mount \"$@\"")
    let run = try machine.run("kafka-node mount")
    #expect(
      run.output.hasSuffix(
        "kafka-node: mount: error: \(disk.device) can't be mounted at /data, see above; \(Machine.again)\n"
      ),
      "\(run.output)"
    )
  }

  @Test(
    "A mount step that is cut off anywhere does not stand in the way of the next",
    arguments: ["sed", "mount", "umount", "chattr"]
  )
  func look(command: String) throws {
    let machine = try Machine()
    try machine.attach(Machine.makeOurs)
    try machine.replace(command, by: "$(type -Pa \(command) | tail -n 1) \"$@\"; kill -9 $(< /pid)")
    let run = try machine.run(
      "bash -c 'echo $$ > /pid; exec kafka-node mount'; rm /commands/\(command); kafka-node mount; touch /data/x"
    )
    #expect(run.status == 0, "\(run.output)")
  }

  @Test func `A fresh disk on an instance that had another is made ready by hand`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    _ = try machine.run("kafka-node boot; echo records > /data/kafka-data/topic")
    try machine.write("", to: "/disks")
    try machine.attach()
    let run = try machine.run(
      "kafka-node mount && kafka-node directories && stat -c %u /data/kafka-data; grep -c ' /data ' /etc/fstab"
    )
    #expect(run.output.hasSuffix("\n12345\n1\n"), "\(run.output)")
  }

  @Test func `A line of fstab is not lost when awk fails, or the next boot would have no root file system`() throws {
    let machine = try Machine()
    try machine.attach(Machine.makeOurs)
    try machine.write("LABEL=root / ext4 defaults 0 1\n", to: "/etc/fstab")
    try machine.replace("awk", by: "[ \"$1\" != -v ] || exit 2; exec /usr/bin/awk \"$@\"")
    let run = try machine.run("kafka-node mount; echo status $?; cat /etc/fstab")
    #expect(run.output.hasSuffix("\nstatus 1\nLABEL=root / ext4 defaults 0 1\n"), "\(run.output)")
  }

  @Test func `A volume that has grown gets a larger file system`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    let size = "kafka-node mount &> /dev/null; df --output=size /data | tail -n 1"
    let before = try machine.run(size).output
    shell("truncate -s 2G \(disk.image); losetup -c \(disk.device)")
    let after = try machine.run(size).output
    let sizes = [before, after].compactMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    #expect(sizes.count == 2 && sizes[1] > sizes[0] + 200_000, "\(before)\(after)")
  }

  @Test func `A file system that can't grow keeps no broker down`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.replace("xfs_growfs", by: "exit 1")
    let run = try machine.run("kafka-node mount; echo status $?")
    #expect(
      run.output.hasSuffix(
        "kafka-node: mount: the file system does not grow, see above\nkafka-node: mount: done\nstatus 0\n"
      ),
      "\(run.output)"
    )
  }

  @Test func `systemd reads fstab again`() throws {
    let machine = try Machine()
    try machine.attach()
    #expect(try machine.run("kafka-node mount; cat /calls").output.contains("systemctl daemon-reload\n"))
  }
}
