import Foundation
import Testing

/// The step that attaches the data volume, with a stand-in for EC2 that several nodes share (Commands/aws).
struct ClaimTests {
  /// A region with its volumes.
  private final class Region {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path

    /// Makes the volumes, one a line with blanks: id, zone, state, holder, device, broker.
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
    func claim(_ nodes: String..., wait: Int = 0, meanwhile: String = "") -> String {
      let runs = nodes.map { "node \($0) &" }.joined(separator: "\n")
      return shell(
        """
        export PATH=\(tests)/Commands:/usr/sbin:/usr/bin:/sbin:/bin EC2=\(folder)
        eval "$(sed -n '/^say()/,/^put()/p' \(steps)/common.sh)"
        . \(steps)/aws-cli.sh
        . \(steps)/claim.sh
        put() { cat > /dev/null; }
        find_volume() { :; }
        become() { say "becomes $broker"; }
        locate() { instance=$1 zone=$2; }
        node() {
          set -euo pipefail
          eval "locate() { instance=$1 zone=$2; }"
          step=claim wait=\(wait) result=\(folder)/result-$1 CLUSTER=test BROKER_ID=${3-} DEVICE=/dev/sdf
          claim
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
