import Foundation
import Testing

/// How the volume gets to its place, and which volumes do not.
@Suite(.enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")"))
struct MountTests {
  @Test func `The volume is mounted with the options, by UUID at later boots`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    let run = try machine.run(
      "kafka-node mount; blkid -p -o value -s UUID \(disk.device); tail -n 1 /etc/fstab; findmnt -no SOURCE,OPTIONS /data")
    let lines = run.output.split(separator: "\n").suffix(3)
    #expect(lines.dropFirst().first == "UUID=\(lines.first ?? "") /data xfs defaults,noatime,nofail 0 2")
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
    try machine.write("# /data was here\nUUID=old\t/data\txfs\tdefaults 0 2\n/dev/x /data2 ext4 defaults 0 2", to: "/etc/fstab")
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
    try machine.write("#!/bin/bash\n[ \"$2\" != /etc/fstab ] || { kill -9 $PPID; exit; }\nexec /usr/bin/mv \"$@\"\n", to: "/commands/mv")
    let run = try machine.run("chmod 755 /commands/mv; kafka-node mount; cat /etc/fstab")
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
    #expect(run.output.contains("kafka-node: error: mount: move away what the root disk has in /data\n"))
    #expect(!run.output.contains(" /data xfs"))
  }

  @Test func `Another device at the mount point is refused and stays`() throws {
    let machine = try Machine()
    let disk = try machine.attach("mkfs.xfs -qL kafka-data $disk")
    let other = try machine.attach("mkfs.ext4 -q $disk")
    let run = try machine.run("mkdir /data; mount \(other.device) /data; kafka-node mount; findmnt -no SOURCE /data")
    #expect(run.output.hasSuffix("kafka-node: error: mount: /data is not \(disk.device)\n\(other.device)\n"))
  }

  @Test(
    "Another broker's volume is refused, untouched, not mounted and not in fstab",
    arguments: [
      ("another cluster's mark", "mkdir $m/.kafka-node; echo 'cluster=test broker=1' > $m/.kafka-node/identity", "cluster=test broker=1"),
      ("another broker's mark", "mkdir $m/.kafka-node; echo 'cluster=prod broker=2' > $m/.kafka-node/identity", "cluster=prod broker=2"),
      ("a mark that only looks like ours", "mkdir $m/.kafka-node; echo 'cluster=prod broker=11' > $m/.kafka-node/identity", "cluster=prod broker=11"),
      ("another broker's data", "mkdir $m/kafka-data; printf 'version=0\\nbroker.id=2\\n' > $m/kafka-data/meta.properties", "broker.id=2"),
      ("data of broker 11", "mkdir $m/kafka-data; printf 'broker.id=11\\n' > $m/kafka-data/meta.properties", "broker.id=11"),
      ("another KRaft node's data", "mkdir $m/kafka-data; printf 'version=1\\nnode.id=3\\n' > $m/kafka-data/meta.properties", "node.id=3"),
    ])
  func stranger(kind: (name: String, make: String, told: String)) throws {
    let machine = try Machine()
    let disk = try machine.attach(
      "mkfs.xfs -qL kafka-data $disk; m=$(mktemp -d); mount $disk $m; \(kind.make); umount $m; rmdir $m")
    let before = disk.checksum
    let run = try machine.run("kafka-node boot; echo status $?; findmnt /data; cat /etc/fstab; cat /calls")
    #expect(run.output.contains("kafka-node: error: mount: \(disk.device) is another broker's, attach this one's: \(kind.told)\nstatus 1\n"), "\(run.output)")
    #expect(!run.output.contains("TARGET"))
    #expect(!run.output.contains(" /data xfs"))
    #expect(!run.output.contains("docker compose up"))
    #expect(disk.checksum == before)
  }

  @Test func `This broker's data without a mark, as made by hand, is taken`() throws {
    let machine = try Machine()
    try machine.attach(
      """
      mkfs.xfs -qL kafka-data $disk; m=$(mktemp -d); mount $disk $m; mkdir $m/kafka-data
      echo broker.id=1 > $m/kafka-data/meta.properties; umount $m; rmdir $m
      """)
    let run = try machine.run("kafka-node mount; cat /data/.kafka-node/identity")
    #expect(run.output.hasSuffix("\ncluster=prod broker=1\n"))
  }

  @Test func `A mark that only the replay of the log shows is seen too, and the volume unmounted`() throws {
    let machine = try Machine()
    // Shut down without a flush: the mark is in the log alone.
    try machine.attach(
      """
      mkfs.xfs -qL kafka-data $disk; m=$(mktemp -d); mount $disk $m; mkdir $m/.kafka-node
      echo 'cluster=test broker=1' > $m/.kafka-node/identity; sync $m/.kafka-node/identity
      xfs_io -x -c 'shutdown -f' $m; umount $m; rmdir $m
      """)
    let run = try machine.run("kafka-node mount; echo status $?; findmnt /data; cat /etc/fstab")
    #expect(run.output.contains("is another broker's, attach this one's: cluster=test broker=1\nstatus 1\n"), "\(run.output)")
    #expect(!run.output.contains("TARGET"))
    #expect(!run.output.contains(" /data xfs"))
  }

  @Test func `A look that was cut off does not stand in the way`() throws {
    let machine = try Machine()
    let disk = try machine.attach("mkfs.xfs -qL kafka-data $disk")
    let run = try machine.run("mkdir /data; mount -o ro,norecovery \(disk.device) /data; kafka-node mount; touch /data/x")
    #expect(run.status == 0, "\(run.output)")
  }

  @Test func `The mark's folder is for root alone`() throws {
    let machine = try Machine()
    try machine.attach()
    #expect(try machine.run("kafka-node mount; stat -c %a /data/.kafka-node").output.hasSuffix("\n700\n"))
  }

  @Test func `A volume that has grown gets a larger file system`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    let size = "kafka-node mount &> /dev/null; df --output=size /data | tail -n 1"
    let before = try machine.run(size).output
    shell("truncate -s 640M \(disk.image); losetup -c \(disk.device)")
    let after = try machine.run(size).output
    let sizes = [before, after].compactMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    #expect(sizes.count == 2 && sizes[1] > sizes[0] + 200_000, "\(before)\(after)")
  }

  @Test func `systemd reads fstab again`() throws {
    let machine = try Machine()
    try machine.attach()
    #expect(try machine.run("kafka-node mount; cat /calls").output.contains("systemctl daemon-reload\n"))
  }
}
