import Catalog
import Foundation
import Services
import Testing

/// What those who run a service must know when they upgrade it.
@Suite struct UpgradeNoteTests {
  @Test(arguments: [
    ("5.4.11", "5.5.0", Service.ksqlServer, 1), ("5.5.0", "6.0.0", .ksqlServer, 0), ("5.3.1", "7.9.0", .zookeeper, 0),
    ("7.9.8", "8.0.0", .broker, 2), ("8.0.0", "8.3.0", .broker, 0),
  ])
  func `a note is given where its release is crossed, to those who run its service`(
    from: String,
    to: String,
    service: Service,
    count: Int
  ) throws {
    let (release, next) = (try #require(Release.named(from)), try #require(Release.named(to)))
    #expect(release.notes(to: next, running: [service]).count == count)
  }

  @Test(arguments: [
    ("5.3.1", false, "5.3.8", false), ("5.3.8", false, "5.4.0", true), ("5.3.1", false, "7.5.0", true),
    ("6.2.0", true, "6.2.15", true), ("6.2.0", true, "7.9.0", true), ("6.2.0", false, "7.9.0", false),
    ("7.0.0", true, "7.0.0", false), ("7.5.0", true, "7.9.0", false),
  ])
  func `ZooKeeper needs its variable until every server has written a snapshot`(
    from: String,
    isSet: Bool,
    to: String,
    isNeeded: Bool
  ) throws {
    let (release, next) = (try #require(Release.named(from)), try #require(Release.named(to)))
    let variable = try #require(Service.upgradeVariables.first?.variable)
    #expect(variable.name == "KAFKA_OPTS")
    #expect(variable.isNeeded(from: release, having: isSet, to: next) == isNeeded)
  }

  @Test func `the page about upgrades has every variable and note`() throws {
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/upgrade.md"),
      encoding: .utf8
    )
    for (service, variable) in Service.upgradeVariables {
      let row =
        "| \(variable.first.text) | `\(service.name)` | \(variable.name)=\(variable.value): "
        + "\(variable.reason); keep it until the nodes run \(variable.last.text) or later |"
      #expect(page.contains(row), "\(row)")
    }
    for (service, note) in Service.upgradeNotes {
      let row = "| \(note.version.text) | `\(service.name)` | \(note.text) |"
      #expect(page.contains(row), "\(row)")
    }
  }
}
