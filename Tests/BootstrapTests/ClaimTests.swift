import Foundation
import Testing

/// The step that attaches the data volume, with a stand-in for EC2 that several nodes share (Commands/aws).
struct ClaimTests {
  /// A region with its volumes.
  private final class Region {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path

    /// Makes the volumes, one a line with blanks: id, zone, state, holder, device, broker, and the cluster id, if any.
    init(_ volumes: [String], faults: String = "") throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let table = volumes.map { $0.replacingOccurrences(of: " ", with: "\t") + "\n" }.joined()
      try table.write(toFile: folder + "/volumes", atomically: false, encoding: .utf8)
      try faults.write(toFile: folder + "/faults", atomically: false, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func read(_ name: String) -> [String] {
      ((try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? "").split(separator: "\n")
        .map { $0.replacingOccurrences(of: "\t", with: " ") }
    }

    /// Runs the step `claim` on nodes at the same time, each given as instance, zone and broker id, if it knows that.
    @discardableResult
    func claim(_ nodes: String..., of cluster: String = "", wait: Int = 0, meanwhile: String = "") -> String {
      let runs = nodes.map { "node \($0) &" }.joined(separator: "\n")
      return shell(
        """
        export PATH=\(tests)/Commands:/usr/sbin:/usr/bin:/sbin:/bin EC2=\(folder)
        eval "$(sed -n '/^say()/,/^try()/p' \(steps)/common.sh)"
        . \(steps)/imds.sh
        . \(steps)/aws-cli.sh
        . \(steps)/claim.sh
        put() { cat > /dev/null; }
        find_volume() { :; }
        become_broker() { say "becomes $broker"; }
        locate() { instance=$1 zone=$2; }
        node() {
          set -euo pipefail
          eval "locate() { instance=$1 zone=$2; }"
          step=claim patience=\(wait) result=\(folder)/result-$1 CLUSTER=test CLUSTER_ID=\(cluster) BROKER_ID=${3-} DEVICE=/dev/sdf
          step_claim
          echo "$1 holds $volume"
        }
        \(runs)
        \(meanwhile)
        wait
        """
      ).output
    }
  }

  @Test func `a free volume of its own is attached, and the step waits until EC2 says so`() throws {
    let region = try Region(["vol-1 a available None None 1", "vol-2 b available None None 2"])
    #expect(region.claim("i-1 b 2").hasSuffix("i-1 holds vol-2\n"))
    #expect(region.read("attached") == ["vol-2 i-1"])
  }

  @Test func `a volume that is attached here already is taken without asking again`() throws {
    let region = try Region(["vol-1 a in-use i-1 /dev/sdf 1"])
    #expect(region.claim("i-1 a 1").hasSuffix("i-1 holds vol-1\n"))
    #expect(region.read("attached") == [])
  }

  @Test func `a node without an id becomes the broker of the volume of its zone`() throws {
    let region = try Region(["vol-1 a available None None 1", "vol-2 b available None None 7"])
    #expect(region.claim("i-1 b").hasSuffix("kafka-node: claim: becomes 7\ni-1 holds vol-2\n"))
  }

  @Test(arguments: [
    "vol-1 a in-use i-9 /dev/sdf 1", "vol-1 a creating None None 1", "vol-1 a error None None 1",
    "vol-1 b available None None 1", "vol-1 a deleting None None 1", "vol-1 a in-use i-1 /dev/xvda 1",
    "vol-1 a in-use i-1 /dev/sda1 1", "vol-1 a available None None 2",
  ])
  func `a volume in use, in the making, broken, elsewhere, a root volume or another broker's is left alone`(
    _ volume: String
  ) throws {
    let region = try Region([volume])
    let output = region.claim("i-1 a 1")
    #expect(output.hasSuffix("kafka-node: claim: error: no data volume to claim in a, see above\n"), "\(output)")
    #expect(region.read("attached") == [])
    #expect(region.read("volumes") == [volume])
  }

  @Test(arguments: [("", "vol-2"), ("one", "vol-1"), ("two", "vol-3")])
  func `of volumes of clusters of one name only those of the own id are claimed`(id: String, volume: String) throws {
    let region = try Region([
      "vol-1 a available None None 1 one", "vol-2 a available None None 1", "vol-3 a available None None 1 two",
    ])
    #expect(region.claim("i-1 a 1", of: id).hasSuffix("i-1 holds \(volume)\n"))
    #expect(region.read("attached") == ["\(volume) i-1"])
  }

  @Test func `a volume is waited for while a dying predecessor holds it`() throws {
    let region = try Region(["vol-1 a in-use i-9 /dev/sdf 1"])
    let output = region.claim(
      "i-1 a 1",
      wait: 20,
      meanwhile: "/usr/bin/sleep 1; printf 'vol-1\\ta\\tavailable\\tNone\\tNone\\t1\\n' > $EC2/volumes"
    )
    #expect(output.hasSuffix("i-1 holds vol-1\n"))
  }

  @Test func `two volumes of one broker stop the boot before either is touched`() throws {
    let region = try Region(["vol-1 a available None None 1", "vol-2 b in-use i-9 /dev/sdf 1"])
    let output = region.claim("i-1 a")
    #expect(
      output.hasSuffix(
        "error: broker 1 has several volumes: take the tag kafka-broker-id from all but the right one\n"
      )
    )
    #expect(region.read("attached") == [])
  }

  @Test func `two volumes at one instance stop the boot`() throws {
    let region = try Region(["vol-1 a in-use i-1 /dev/sdf 1", "vol-2 a in-use i-1 /dev/sdg 2"])
    #expect(
      region.claim("i-1 a").hasSuffix(
        "error: several volumes are attached here, so detach all but one: vol-1 vol-2\n"
      )
    )
  }

  @Test func `a lost race tries the next volume of the zone`() throws {
    let region = try Region(
      ["vol-1 a available None None 1", "vol-2 a available None None 2"],
      faults: "- gone"
    )
    #expect(region.claim("i-1 a").hasSuffix("becomes 2\ni-1 holds vol-2\n"))
    #expect(region.read("volumes").first == "vol-1 a in-use i-other None 1")
  }

  @Test(arguments: ["throttle", "throttle throttle", "- throttle", "- lost", "- lost stale stale", "- - stale stale"])
  func `throttling, lost answers and stale descriptions cost time and nothing else`(_ faults: String) throws {
    let region = try Region(
      ["vol-1 a available None None 1", "vol-2 a available None None 2"],
      faults: faults
    )
    #expect(region.claim("i-1 a", wait: 20).hasSuffix("i-1 holds vol-1\n"), "\(faults)")
    #expect(region.read("attached") == ["vol-1 i-1"], "one attachment only")
  }

  @Test(arguments: 0..<8) func `no two nodes ever hold one volume, and none holds two`(_ seed: Int) throws {
    var generator = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let faults = (0..<40).map { _ in
      generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return ["-", "-", "throttle", "lost", "stale"][Int(generator >> 33) % 5]
    }
    let region = try Region(
      (1...4).map { "vol-\($0) \($0 < 3 ? "a" : "b") available None None \($0)" },
      faults: faults.joined(separator: " ")
    )
    let output = region.claim("i-1 a", "i-2 a", "i-3 b", "i-4 b", "i-5 a", wait: 3)
    let attached = region.read("attached").map { $0.split(separator: " ") }
    #expect(Set(attached.map { $0[0] }).count == attached.count, "a volume is attached once: \(output)")
    #expect(Set(attached.map { $0[1] }).count == attached.count, "an instance gets one volume: \(output)")
    let holders = output.matches(of: #/i-\d holds vol-\d/#).map { String(output[$0.range]) }.sorted()
    #expect(holders == attached.map { "\($0[1]) holds \($0[0])" }.sorted())
    #expect(holders.count == 4, "the fifth finds none: \(output)")
  }
}

/// The boot of a node that claims its volume, with a real disk behind it.
@Suite(
  .enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")")
)
struct ClaimedBootTests {
  /// A machine in zone a with two disks: one that nothing tells from the data volume, and volume vol-0a.
  private func machine(identity: String) throws -> Machine {
    let machine = try Machine(profile: Machine.delivered + "\nidentity: \(identity)\n")
    try machine.connect()
    for (name, value) in [
      "instance-id": "i-1", "placement/availability-zone": "eu-west-1a", "placement/region": "eu-west-1",
      "local-ipv4": "10.0.0.9",
    ] { try machine.write(value, to: "/metadata/\(name)") }
    let other = try machine.attach(as: nil)
    let volume = try machine.attach(as: nil)
    // The disk is there only while EC2 says so.
    try machine.replace(
      "lsblk",
      by: """
        case $1 in
          -dnpo) ! grep -q 'in-use.i-1' /ec2/volumes || echo "\(volume.device) vol0a"; echo "\(other.device) vol09" ;;
          -bdnpo) cat /disks ;;
          *) exec /usr/bin/lsblk "$@" ;;
        esac
        """
    )
    try machine.write("vol-0a\teu-west-1a\tavailable\tNone\tNone\t1\n", to: "/ec2/volumes")
    return machine
  }

  @Test func `a node formats the volume that it has claimed, and no other disk`() throws {
    let machine = try machine(identity: "fixed")
    let run = try machine.run(
      "kafka-node claim && kafka-node claim; cat /etc/kafka-node/volume; cat /ec2/attached; echo status $?"
    )
    #expect(run.output.hasSuffix("kafka-node: claim: done\nvol-0a\nvol-0a i-1\nstatus 0\n"), "\(run.output)")
    let boot = try machine.run(
      """
      sed -i "s/^STEPS=.*/STEPS='claim disk mount route53'/" /etc/kafka-node/node.env
      kafka-node boot; findmnt -no UUID /data; grep -o 'UPSERT.*kafka-1.example.internal.*A' /ec2/calls
      """
    )
    #expect(boot.output.contains("\n\(machine.uuid)\n"), "\(boot.output)")
    #expect(boot.output.hasSuffix("\n"))
  }

  @Test func `a reboot asks EC2 nothing`() throws {
    let machine = try machine(identity: "fixed")
    let run = try machine.run(
      "kafka-node claim && rm /ec2/calls && rm -r /metadata && kafka-node claim; echo status $?; ls /ec2/calls"
    )
    #expect(run.output.contains("status 0\nls: "), "\(run.output)")
  }

  @Test func `a volume that is here no more is claimed anew, under the device name of the profile`() throws {
    let machine = try machine(identity: "fixed")
    try machine.write("vol-99\n", to: "/etc/kafka-node/volume")
    let run = try machine.run("kafka-node claim; cat /ec2/volumes /etc/kafka-node/volume")
    #expect(
      run.output.hasSuffix("claim: done\nvol-0a\teu-west-1a\tin-use\ti-1\t/mapping/sdf\t1\nvol-0a\n"),
      "\(run.output)"
    )
  }

  @Test func `a node becomes the broker of its volume, with that one's compose file and volume`() throws {
    let machine = try machine(identity: "volume")
    try machine.write("vol-0a\teu-west-1a\tavailable\tNone\tNone\t2\n", to: "/ec2/volumes")
    let run = try machine.run(
      """
      sed -i "s/^STEPS=.*/STEPS='claim disk mount'/" /etc/kafka-node/*.env
      kafka-node boot; echo status $?
      . /etc/kafka-node/node.env; echo "broker $BROKER_ID $HOST"
      cmp /etc/kafka-node/docker-compose.yml /etc/kafka-node/broker-2.yml && echo same
      grep KAFKA_BROKER_ID /etc/kafka-node/docker-compose.yml
      [ "$(findmnt -no UUID /data | tr -d -)" = "$(sha256sum <<< "$CLUSTER 2" | cut -c1-32)" ] && echo own
      """
    )
    #expect(
      run.output.hasSuffix(
        "status 0\nbroker 2 kafka-2.example.internal\nsame\n      KAFKA_BROKER_ID: 2\nown\n"
      ),
      "\(run.output)"
    )
  }

  @Test func `a volume that is tagged for a broker of no profile stops the boot`() throws {
    let machine = try machine(identity: "volume")
    try machine.write("vol-0a\teu-west-1a\tavailable\tNone\tNone\t9\n", to: "/ec2/volumes")
    let run = try machine.run("kafka-node boot; echo status $?; cat /etc/kafka-node/broker.env")
    #expect(
      run.output.contains(
        "kafka-node: claim: error: vol-0a is tagged for broker 9, which is none of \(machine.cluster)\nstatus 1\n#"
      ),
      "\(run.output)"
    )
  }

  /// Lets lsblk show a disk for each node as on Xen, without a serial.
  @discardableResult
  private func xen(_ machine: Machine, _ nodes: String..., content: String = "") throws -> [Machine.Disk] {
    try machine.write("", to: "/disks")
    try machine.replace(
      "lsblk",
      by: "case $1 in -dnpo) cut -d' ' -f1 /disks ;; -bdnpo) cat /disks ;; *) exec /usr/bin/lsblk \"$@\" ;; esac"
    )
    return try nodes.map { node in
      let disk = try machine.attach(content, as: nil, listed: false)
      try machine.list(disk, as: node, model: "")
      return disk
    }
  }

  @Test func `before Nitro the volume is the disk under the name that EC2 tells, not under the one of the profile`()
    throws
  {
    let machine = try machine(identity: "fixed")
    let disks = try xen(machine, "/mapping/xvdf", "/mapping/xvdg")
    let before = disks[0].checksum
    try machine.write("sdb", to: "/metadata/block-device-mapping/ephemeral0")
    try machine.write("vol-0a\teu-west-1a\tin-use\ti-1\t/mapping/sdg\t1\n", to: "/ec2/volumes")
    let run = try machine.run(
      """
      sed -i "s/^STEPS=.*/STEPS='claim disk'/" /etc/kafka-node/node.env
      kafka-node boot; blkid -p -o value -s UUID \(disks[1].device)
      """
    )
    #expect(run.output.hasSuffix("\n\(machine.uuid)\n"), "\(run.output)")
    #expect(disks[0].checksum == before)
  }

  @Test func `before Nitro another volume in the place of the claimed one is not believed to be that`() throws {
    let machine = try machine(identity: "fixed")
    try xen(machine, "/mapping/xvdf", content: Machine.makeOurs)
    try machine.set(["BROKER_ID": "2"])
    try machine.write("vol-0a\n", to: "/etc/kafka-node/volume")
    let run = try machine.run("kafka-node claim; cat /ec2/calls | wc -l")
    #expect(!run.output.hasSuffix("\n0\n"), "\(run.output)")
    #expect(run.output.contains("claim: error: no data volume to claim"), "\(run.output)")
  }

  @Test func `before Nitro a reboot with the own volume asks EC2 nothing`() throws {
    let machine = try machine(identity: "fixed")
    try xen(machine, "/mapping/xvdf", content: Machine.makeOurs)
    try machine.write("vol-0a\n", to: "/etc/kafka-node/volume")
    let run = try machine.run("rm -r /metadata; kafka-node claim; echo status $?; ls /ec2/calls")
    #expect(run.output.contains("status 0\nls: "), "\(run.output)")
  }

  @Test func `no step runs before it is known which broker this is`() throws {
    let machine = try machine(identity: "volume")
    let disk = try machine.attach()
    let before = disk.checksum
    let run = try machine.run(
      """
      . /etc/kafka-node/node.env
      for step in $STEPS; do
        [[ $step =~ ^(networks|packages|aws-cli|claim)$ ]] || kafka-node $step || echo status $?
      done
      """
    )
    let steps = "disk mount route53 directories checkout compose secrets start verify lifecycle-hook".split(
      separator: " "
    )
    let expected = steps.map { step in
      "kafka-node: \(step): error: which broker this is isn't known before its volume is claimed: kafka-node boot\nstatus 1\n"
    }
    #expect(run.output == expected.joined())
    #expect(disk.checksum == before)
  }

  @Test func `the group is told when no replica lags, and not before`() throws {
    let machine = try machine(identity: "fixed")
    try machine.replace("docker", by: "cat /lagging; echo -n > /lagging")
    try machine.write("Topic: a Partition: 0\n", to: "/lagging")
    try machine.write("pending", to: "/ec2/hook")
    let run = try machine.run("kafka-node lifecycle-hook; echo status $?; grep -o '^autoscaling [a-z-]*' /ec2/calls")
    let heartbeat = "autoscaling record-lifecycle-action-heartbeat\n"
    #expect(
      run.output.hasSuffix("status 0\n\(heartbeat)\(heartbeat)autoscaling complete-lifecycle-action\n"),
      "\(run.output)"
    )
  }

  @Test func `after the first boot no group waits`() throws {
    let machine = try machine(identity: "fixed")
    let run = try machine.run("kafka-node lifecycle-hook; echo status $?; grep -c complete /ec2/calls")
    #expect(run.output.hasSuffix("status 0\n0\n"), "\(run.output)")
  }
}
