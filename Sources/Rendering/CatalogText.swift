package import Catalog
import Services
package import YAML

extension ReleaseLine {
  /// The line's facts for people: what its newest release runs, and what is wrong with which.
  package var text: String {
    let releases = Release.all.filter { $0.line.major == major && $0.line.minor == minor }
    guard let newest = releases.first else { return "" }
    let rows = newest.services.map { facts in
      let name = facts.service.name
      return "  \(name)\(String(repeating: " ", count: 17 - name.count))\(facts.image), \(facts.licence)\n"
    }
    return """
      \(versions): \(newest.summary)
        checkout         \(newest.checkout.repository), \(newest.checkout.ref), folder \(newest.checkout.directory)
        commit           \(newest.commit ?? "")
        architectures    \(newest.architectures.map(\.rawValue).joined(separator: ", "))
        data owner       \(newest.owner.uid):\(newest.owner.gid)
      \(rows.joined())\(faults(of: releases).joined())
      """
  }

  /// Each fault once, with the releases that have it.
  private func faults(of releases: [Release]) -> [String] {
    var versions: [String: (versions: [String], remedy: String)] = [:]
    for release in releases.reversed() {
      for fault in release.knownFaults {
        versions[fault.description, default: ([], fault.remedy)].versions.append(release.version)
      }
    }
    return versions.sorted { ($0.value.versions[0], $0.key) < ($1.value.versions[0], $1.key) }.map { fault in
      let versions = fault.value.versions
      let range = versions.count > 1 ? "\(versions[0]) to \(versions[versions.count - 1])" : versions[0]
      return "  fault            \(range): \(fault.key); \(fault.value.remedy)\n"
    }
  }
}

extension Release {
  /// What is inside it, and how long it is supported, on one line.
  fileprivate var summary: String {
    let parts = ["Kafka \(kafkaVersion)", zooKeeperVersion.map { "ZooKeeper \($0)" }, "Java \(line.java)"]
    let modes = modes.map { $0 == .kraft ? "KRaft" : "ZooKeeper" }.joined(separator: " or ")
    let support = line.isSupported ? "supported until \(endOfSupport)" : "support ended \(endOfSupport)"
    return "\(parts.compactMap(\.self).joined(separator: ", ")); \(modes) mode; \(support)"
  }

  /// The release's facts for programs.
  package var json: Node {
    let services = services.map { facts -> Node in
      [
        "name": .string(facts.service.name),
        "image": .string(facts.image),
        "licence": .string(facts.licence),
        "port": facts.port.map(Node.integer) ?? .null,
        "architectures": Node(.sequence(facts.architectures.map { .string($0.rawValue) })),
      ]
    }
    let faults = knownFaults.map { fault -> Node in
      ["description": .string(fault.description), "remedy": .string(fault.remedy)]
    }
    return [
      "release": .string(version),
      "kafka": .string(kafkaVersion),
      "zookeeper": zooKeeperVersion.map(Node.string) ?? .null,
      "java": .string(line.java),
      "modes": Node(.sequence(modes.map { .string($0.rawValue) })),
      "end_of_support": .string(endOfSupport),
      "supported": .boolean(line.isSupported),
      "checkout": [
        "repository": .string(checkout.repository), "ref": .string(checkout.ref),
        "directory": .string(checkout.directory), "commit": commit.map(Node.string) ?? .null,
      ],
      "architectures": Node(.sequence(architectures.map { .string($0.rawValue) })),
      "owner": .string("\(owner.uid):\(owner.gid)"),
      "services": Node(.sequence(services)),
      "faults": Node(.sequence(faults)),
    ]
  }
}
