package import Catalog

/// What those who run a service must know when an upgrade crosses a release.
package struct UpgradeNote: Sendable {
  /// The first release that it is true of.
  package let version: Version
  /// What to do, and why.
  package let text: String
}

/// A variable without which a service doesn't start on the data of an earlier release.
package struct UpgradeVariable: Sendable {
  /// The variable.
  package let name: String
  /// What has to be in it.
  package let value: String
  /// The first release that needs it, for the data of those before.
  package let first: Version
  /// The first release whose nodes can do without it once they have run with it.
  package let last: Version
  /// Why.
  package let reason: String

  /// Whether nodes of a release with or without the variable need it to go to another.
  package func isNeeded(from release: Release, having isSet: Bool, to target: Release) -> Bool {
    first <= target.number && (release.number < first || isSet && release.number < last)
  }
}

extension Service {
  /// The notes of all services, with whose they are, in the order of the releases.
  package static var upgradeNotes: [(service: Service, note: UpgradeNote)] {
    let notes = all.flatMap { service in service.upgradeNotes.map { (service: service, note: $0) } }
    let order = notes.indices.sorted { left, right in
      (notes[left].note.version, left) < (notes[right].note.version, right)
    }
    return order.map { notes[$0] }
  }

  /// The variables of all services, with whose they are.
  package static var upgradeVariables: [(service: Service, variable: UpgradeVariable)] {
    all.flatMap { service in service.upgradeVariables.map { (service: service, variable: $0) } }
  }
}

extension Release {
  /// What to know when a stack with some services goes from this release to another.
  package func notes(to target: Release, running services: [Service]) -> [String] {
    Service.upgradeNotes.filter { service, note in
      number < note.version && note.version <= target.number && services.contains(service)
    }.map(\.note.text)
  }
}
