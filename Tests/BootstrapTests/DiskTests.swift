import Findings
import Testing

/// What may be done to the disk that was taken.
@Suite(
  .enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")")
)
struct DiskTests {
  @Test func `A blank disk becomes xfs with the broker's UUID and the label`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    let run = try machine.run("kafka-node disk && blkid -p -o export -s LABEL -s UUID -s TYPE \(disk.device)")
    #expect(run.status == 0)
    #expect(run.output.hasSuffix("\nLABEL=kafka-data\nUUID=\(machine.uuid)\nTYPE=xfs\n"), "\(run.output)")
  }

  // Were it another one day, no broker would find its volume again.
  @Test(
    "Every broker's volume has a UUID of its own that never changes",
    arguments: [
      ("prod", "1", "865880d3-9e71-019c-c6ff-4e224d989eaa"), ("prod", "2", "bca43970-9793-6710-601a-296075886c8c"),
      ("prod", "11", "af1773b2-c828-4d46-6c3f-569e4793c67e"), ("dev", "1", "4fad887c-79c6-f10e-dfa6-0c73c637c38e"),
    ]
  )
  func uuid(broker: (cluster: String, id: String, uuid: String)) throws {
    let machine = try Machine(["BROKER_ID": broker.id], cluster: broker.cluster)
    let disk = try machine.attach()
    let run = try machine.run("kafka-node disk && blkid -p -o value -s UUID \(disk.device)")
    #expect(run.output.hasSuffix("\n\(broker.uuid)\n"), "\(run.output)")
  }

  @Test func `udev is told of the new file system, or systemd would not know its UUID`() throws {
    let machine = try Machine()
    let disk = try machine.attach()
    let run = try machine.run("kafka-node disk; cat /calls")
    #expect(run.output.contains("udevadm trigger --name-match=\(disk.device)\nudevadm settle\n"))
  }

  @Test func `Our own volume is left as it is`() throws {
    let machine = try Machine()
    let disk = try machine.attach(Machine.makeOurs)
    let before = disk.checksum
    #expect(try machine.run("kafka-node disk; kafka-node disk").status == 0)
    #expect(disk.checksum == before)
  }

  @Test(
    "A disk that is neither blank nor ours is refused and untouched",
    arguments: [
      (
        "another broker's volume", "mkfs.xfs -qL kafka-data -m uuid=11111111-2222-3333-4444-555555555555 $disk",
        #"LABEL="kafka-data""#
      ),
      ("xfs made by hand", "mkfs.xfs -q $disk", #"TYPE="xfs""#),
      ("ext4", "mkfs.ext4 -q $disk", #"TYPE="ext4""#),
      ("swap", "mkswap $disk", #"TYPE="swap""#),
      ("GPT with a partition", "echo 'start=2048, size=9999' | sfdisk -X gpt $disk", #"PTTYPE="gpt""#),
      ("empty GPT", "echo label: gpt | sfdisk $disk", #"PTTYPE="gpt""#),
      ("empty MBR", "echo label: dos | sfdisk $disk", #"PTTYPE="dos""#),
      ("bytes of no known format", "echo data | dd of=$disk bs=1 seek=1000000", "untouched: "),
      ("one byte at the end of the first MiB", "echo -n x | dd of=$disk bs=1 seek=1048575", "untouched: "),
      (
        "two formats at once",
        "\(Machine.makeOurs); mkfs.ext4 -q $image-2 9M; dd if=$image-2 of=$disk bs=1k skip=1 seek=1 count=1 conv=notrunc",
        "untouched: "
      ),
      ("half an xfs of somebody else", "printf XFSB | dd of=$disk conv=notrunc", "untouched: "),
      ("a partition's ext4 without its table", "mkfs.ext4 -q -b 4096 -E offset=1048576 $disk 200000", #"TYPE="ext4""#),
      (
        "GPT without its first copy", "echo label: gpt | sfdisk $disk; dd if=/dev/zero of=$disk bs=1M count=1",
        "untouched: gpt at 0x3ffffe00; attach"
      ),
      (
        "bytes at the end, as of software RAID", "echo md | dd of=$disk bs=1 seek=\((1 << 30) - 8192)",
        "from 1072693248 on"
      ),
      ("btrfs's copy alone", "echo _BHRfS_M | dd of=$disk bs=1 seek=\((64 << 20) + 64)", "from 67108864 on"),
      (
        "ext4 whose start was wiped", "mkfs.ext4 -q -b 4096 $disk; dd if=/dev/zero of=$disk bs=1M count=100",
        "untouched: no signature, but bytes"
      ),
      ("xfs whose start was wiped", "mkfs.xfs -q $disk; dd if=/dev/zero of=$disk bs=1M count=200", "from 268435456 on"),
      (
        "data that begin far behind", "dd if=/dev/urandom of=$disk bs=1M seek=700 count=9",
        "untouched: no signature, but bytes"
      ),
      ("the mark behind the start", "echo xkafka-mkfs | dd of=$disk", "from 0 on"),
      ("text that only begins like the mark", "echo kafka-mkfs-notes | dd of=$disk", "from 0 on"),
      ("the mark and data in the first MiB", "{ echo kafka-mkfs; echo notes; } | dd of=$disk", "from 11 on"),
      (
        "the mark and data far behind",
        "echo kafka-mkfs | dd of=$disk; dd if=/dev/urandom of=$disk bs=1M seek=700 count=9",
        "untouched: no signature, but bytes"
      ),
      ("the mark on somebody's xfs", "mkfs.xfs -q $disk; echo kafka-mkfs | dd of=$disk conv=notrunc", "from 11 on"),
      ("xfs with the mark as label and files", "mkfs.xfs -qL kafka-mkfs $disk; \(Machine.fill)", "may hold files"),
      (
        "xfs with the mark as label and files in its log alone",
        "mkfs.xfs -qL kafka-mkfs $disk; \(Machine.fill.replacing("sync", with: "xfs_io -x -c 'shutdown -f' $m"))",
        "may hold files"
      ),
      (
        "xfs with the mark as label that nobody can look into",
        "mkfs.xfs -qL kafka-mkfs $disk; dd if=/dev/zero of=$disk bs=1k seek=1 count=99", "may hold files"
      ),
    ]
  )
  func refuses(content: (name: String, make: String, told: String)) throws {
    let machine = try Machine()
    let disk = try machine.attach(content.make)
    let before = disk.checksum
    let run = try machine.run("kafka-node boot; echo status $?; cat /etc/fstab")
    let error = run.output.split(separator: "\n").last { $0.hasPrefix("kafka-node: disk: error: ") }
    #expect(
      error?.contains("\(disk.device) is neither blank nor xfs \(machine.uuid), so untouched: ") == true,
      "\(run.output)"
    )
    #expect(error?.contains(content.told) == true, "\(run.output)")
    #expect(
      error?.hasSuffix("; attach this broker's volume or a blank one as /mapping/sdf instead, \(Machine.again)") == true
    )
    #expect(run.output.contains("\nstatus 1\n"))
    #expect(!run.output.contains(" /data xfs"))
    #expect(disk.checksum == before)
  }

  @Test("A disk of which a part cannot be read is not blank", arguments: ["wipefs", "cmp", "blkid"])
  func unreadable(command: String) throws {
    let machine = try Machine()
    let disk = try machine.attach()
    try machine.replace(command, by: "exit 1")
    let before = disk.checksum
    #expect(try machine.run("kafka-node disk").status == 1)
    #expect(disk.checksum == before)
  }

  @Test func `A disk with our UUID and another format beside it is refused, not taken for absent`() throws {
    let machine = try Machine()
    let disk = try machine.attach(
      "\(Machine.makeOurs); mkfs.ext4 -q $image-2 9M; dd if=$image-2 of=$disk bs=1k skip=1 seek=1 count=1 conv=notrunc",
      as: nil
    )
    let blank = try machine.attach()
    let before = [disk.checksum, blank.checksum]
    let run = try machine.run("kafka-node disk")
    #expect(run.output.contains("error: \(disk.device) is neither blank nor xfs"), "\(run.output)")
    #expect([disk.checksum, blank.checksum] == before)
  }
}
