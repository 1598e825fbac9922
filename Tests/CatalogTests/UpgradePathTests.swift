import Catalog
import Foundation
import Testing

/// The way from one release to another.
@Suite struct UpgradePathTests {
  private func path(_ from: String, _ mode: Release.Mode, _ to: String, _ target: Release.Mode) throws -> [String]? {
    let (release, next) = (try #require(Release.named(from)), try #require(Release.named(to)))
    return release.steps(in: mode, to: next, target)?.map { step in
      if case .release(let release) = step { release.version } else { "migration" }
    }
  }

  @Test(arguments: [
    ("5.3.1", "5.3.1", []), ("5.3.1", "5.3.8", ["5.3.8"]), ("5.3.1", "6.2.15", ["6.2.15"]),
    ("5.3.8", "7.5.15", ["7.5.15"]), ("5.3.1", "7.6.0", ["7.5.15", "7.6.0"]), ("5.3.1", "7.9.8", ["7.5.15", "7.9.8"]),
    ("5.4.0", "7.9.8", ["7.9.8"]), ("6.0.0", "7.7.0", ["7.7.0"]),
  ])
  func `ZooKeeper 3.4 becomes 3.8 by way of another release, and any later one directly`(
    from: String,
    to: String,
    steps: [String]
  ) throws {
    #expect(try path(from, .zookeeper, to, .zookeeper) == steps)
  }

  @Test(arguments: [
    ("5.3.1", "8.3.0", ["7.5.15", "7.9.8", "migration", "8.3.0"]),
    ("5.3.1", "7.9.0", ["7.5.15", "7.9.0", "migration"]),
    ("7.5.0", "8.0.0", ["7.9.8", "migration", "8.0.0"]), ("7.5.0", "7.6.0", ["7.9.8", "migration"]),
    ("7.7.1", "8.3.0", ["migration", "8.3.0"]), ("7.7.0", "8.3.0", ["7.9.8", "migration", "8.3.0"]),
    ("7.9.8", "7.9.8", ["migration"]), ("7.4.0", "7.8.2", ["7.8.2", "migration"]),
  ])
  func `a cluster leaves ZooKeeper at 7.7.1 to 7.9, before anything later`(
    from: String,
    to: String,
    steps: [String]
  ) throws {
    #expect(try path(from, .zookeeper, to, .kraft) == steps)
  }

  @Test(arguments: [("7.4.0", "8.3.0", ["8.3.0"]), ("8.3.0", "8.3.0", []), ("7.9.0", "7.9.8", ["7.9.8"])])
  func `in KRaft mode every later release is one step away`(from: String, to: String, steps: [String]) throws {
    #expect(try path(from, .kraft, to, .kraft) == steps)
  }

  @Test(arguments: [
    ("7.9.0", Release.Mode.kraft, "7.9.0", Release.Mode.zookeeper), ("6.2.0", .zookeeper, "6.1.0", .zookeeper),
    ("8.3.0", .kraft, "8.2.0", .kraft),
  ])
  func `no way leads back`(from: String, mode: Release.Mode, to: String, target: Release.Mode) throws {
    #expect(try path(from, mode, to, target) == nil)
  }

  @Test func `every release in ZooKeeper mode has a way to the newest, which only stops at releases of both sides`()
    throws
  {
    let newest = try #require(Release.all.first)
    for release in Release.all where release.modes.contains(.zookeeper) {
      let steps = try #require(release.steps(in: .zookeeper, to: newest, .kraft))
      var current = release
      var mode = Release.Mode.zookeeper
      for step in steps {
        switch step {
        case .release(let next):
          #expect(current.number < next.number && next.modes.contains(mode))
          current = next
        case .migration:
          #expect(current.modes.count == 2)
          mode = .kraft
        }
      }
      #expect(current.number == newest.number && mode == .kraft)
    }
  }

  @Test func `the page about upgrades has every stop`() throws {
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/upgrade.md"),
      encoding: .utf8
    )
    for stop in UpgradeStop.all {
      let row =
        "| before \(stop.first.text), in ZooKeeper | \(stop.limit.text) and later | \(stop.release.version) | \(stop.reason) |"
      #expect(page.contains(row), "\(row)")
    }
    let newest = try #require(Release.all.first { $0.modes.count == 2 })
    #expect(page.contains("| \(newest.version), or another from \(UpgradeStop.firstMigration.text) on |"))
  }
}
