import Foundation
import Testing

/// How the volumes of two clusters of one name are told apart.
@Suite(
  .enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")")
)
struct NamesakeTests {
  private static let id = "4L6g3nShT-eMCtK--X86sw"

  private func machine(_ settings: [String: String] = [:], cluster: String? = nil) throws -> Machine {
    try Machine(settings, profile: "\(Machine.plain)\ncluster_id: \(Self.id)", cluster: cluster)
  }

  /// Makes a volume as it was before the id was part of its UUID, with what the cluster's broker left on it.
  private static func former(_ properties: String) -> String {
    """
    \(Machine.makeOurs); m=$(mktemp -d); mount $disk $m; mkdir $m/kafka-data
    printf '\(properties)' > $m/kafka-data/meta.properties; umount $m; rmdir $m
    """
  }

  // Were it another one day, no broker would find its volume again.
  @Test func `a cluster id is part of the UUID`() throws {
    let machine = try machine(cluster: "prod")
    let disk = try machine.attach()
    let run = try machine.run("kafka-node disk && blkid -p -o value -s UUID \(disk.device)")
    #expect(run.output.hasSuffix("\n95fb2808-870e-fe4d-f35f-8a8f030a7f78\n"), "\(run.output)")
  }

  @Test(arguments: [[:], ["CLUSTER_ID": "AAAAAAAAAAAAAAAAAAAAAw"]])
  func `a namesake's volume is no volume of ours, with another id or without one`(_ other: [String: String]) throws {
    let machine = try machine()
    let disk = try machine.attach()
    #expect(try machine.run("kafka-node disk").status == 0)
    let before = disk.checksum
    try machine.set(other.isEmpty ? ["CLUSTER_ID": ""] : other)
    let run = try machine.run("mkdir /mapping; ln -s \(disk.device) /mapping/sdf; kafka-node mount")
    #expect(run.status == 1 && run.output.contains("so untouched: "), "\(run.output)")
    #expect(disk.checksum == before)
  }

  @Test func `a volume from before is known by its data, and keeps its UUID at every boot`() throws {
    let machine = try machine()
    let disk = try machine.attach(Self.former("version=1\\ncluster.id=\(Self.id)\\nnode.id=1\\n"))
    let blank = try machine.attach()
    let before = blank.checksum
    for _ in 0..<2 {
      let run = try machine.run(
        "kafka-node mount; kafka-node mount; echo status $?; findmnt -no SOURCE,UUID /data; tail -n 1 /etc/fstab"
      )
      #expect(
        run.output.hasSuffix(
          "status 0\n\(disk.device) \(machine.uuid)\nUUID=\(machine.uuid) /data xfs defaults,noatime,nofail 0 2\n"
        ),
        "\(run.output)"
      )
    }
    #expect(blank.checksum == before)
  }

  @Test(arguments: [
    ("another cluster's", "version=1\\ncluster.id=AAAAAAAAAAAAAAAAAAAAAw\\nnode.id=1\\n"),
    ("another broker's", "version=1\\ncluster.id=\(id)\\nnode.id=2\\n"),
    ("broker 11's", "version=1\\ncluster.id=\(id)\\nnode.id=11\\n"),
    ("of no broker", "version=1\\ncluster.id=\(id)\\n"), ("of no cluster", "version=0\\nbroker.id=1\\n"),
    ("one with an id that ends alike", "version=1\\ncluster.id=x\(id)\\nnode.id=1\\n"),
  ])
  func `a volume from before whose data are another's is refused and untouched`(whose: String, properties: String)
    throws
  {
    let machine = try machine()
    let disk = try machine.attach(Self.former(properties), listed: false)
    let before = disk.checksum
    let run = try machine.run("mkdir /mapping; ln -s \(disk.device) /mapping/sdf; kafka-node mount; findmnt /data")
    #expect(run.output.contains("so untouched: ") && !run.output.contains("TARGET"), "\(whose): \(run.output)")
    #expect(disk.checksum == before)
  }

  @Test func `an empty volume from before is refused, since nothing says whose it is`() throws {
    let machine = try machine()
    let disk = try machine.attach(Machine.makeOurs, listed: false)
    let before = disk.checksum
    let run = try machine.run("mkdir /mapping; ln -s \(disk.device) /mapping/sdf; kafka-node mount")
    #expect(run.status == 1 && run.output.contains("so untouched: "), "\(run.output)")
    #expect(disk.checksum == before)
  }
}
