import Catalog
import YAML

extension Release {
  /// The release's facts for people.
  var text: String {
    let rows = services.map { facts in
      let name = facts.service.rawValue
      return "  \(name)\(String(repeating: " ", count: 16 - name.count))\(facts.image), \(facts.licence)\n"
    }
    return """
      \(version): Kafka \(kafkaVersion), ZooKeeper \(zooKeeperVersion); support ended \(endOfSupport)
        checkout        \(checkout.repository), \(checkout.ref), folder \(checkout.directory)
        architectures   \(architectures.map(\.rawValue).joined(separator: ", "))
        data owner      \(owner.uid):\(owner.gid)
      \(rows.joined())
      """
  }

  /// The release's facts for programs.
  var json: Node {
    let services = services.map { facts -> Node in
      [
        "name": .string(facts.service.rawValue),
        "image": .string(facts.image),
        "licence": .string(facts.licence),
        "port": .integer(facts.port),
      ]
    }
    return [
      "release": .string(version),
      "kafka": .string(kafkaVersion),
      "zookeeper": .string(zooKeeperVersion),
      "end_of_support": .string(endOfSupport),
      "checkout": [
        "repository": .string(checkout.repository), "ref": .string(checkout.ref),
        "directory": .string(checkout.directory),
      ],
      "architectures": Node(.sequence(architectures.map { .string($0.rawValue) })),
      "owner": .string("\(owner.uid):\(owner.gid)"),
      "services": Node(.sequence(services)),
    ]
  }
}
