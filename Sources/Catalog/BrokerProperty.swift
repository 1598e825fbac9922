import Text

/// A property of the Kafka broker, as Kafka's own KafkaConfig defines it for some of its versions.
package struct BrokerProperty: Sendable {
  /// What its value may be beside its type.
  package enum Values: Sendable, Equatable {
    /// Whatever the type allows.
    case any
    /// A number that is no less than the one and no more than the other.
    case range(least: String?, most: String?)
    /// One of these words, or for a list any of them.
    case choice([String])
  }

  /// Its name.
  package let name: String
  /// Its type, by Kafka's name for it.
  package let type: String
  /// The first version with this definition.
  package let first: KafkaVersion
  /// The last version with it; nil when the newest version that the program knows has it.
  package let last: KafkaVersion?
  /// What its value may be.
  package let values: Values
}

/// A version of Apache Kafka, without its patch level.
package struct KafkaVersion: Sendable, Comparable, CustomStringConvertible {
  /// The first number.
  package let major: Int
  /// The second.
  package let minor: Int

  /// Reads a version such as `2.3` or `2.3.1`.
  package init?(_ text: some StringProtocol) {
    let numbers = String(text).split(at: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count >= 2, let major = numbers[0], let minor = numbers[1] else { return nil }
    self.major = major
    self.minor = minor
  }

  /// The version as Kafka writes it.
  package var description: String { "\(major).\(minor)" }

  /// Whether a version came out before another.
  package static func < (one: Self, other: Self) -> Bool { (one.major, one.minor) < (other.major, other.minor) }

  /// The version that came after it: 3.0 after 2.8, and 4.0 after 3.9.
  package var next: Self {
    let endsMajor = [2: 8, 3: 9][major] == minor
    return Self(endsMajor ? major + 1 : major, endsMajor ? 0 : minor + 1)
  }

  /// Makes a version of its numbers.
  package init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }
}

extension BrokerProperty {
  /// The definitions that a version of Kafka has, by name.
  package static func properties(ofKafka version: KafkaVersion) -> [String: BrokerProperty] {
    var properties: [String: BrokerProperty] = [:]
    for property in all where property.isKnown(to: version) { properties[property.name] = property }
    return properties
  }

  /// Whether a version of Kafka has this definition.
  package func isKnown(to version: KafkaVersion) -> Bool {
    first <= version && (last.map { version <= $0 } ?? true)
  }

  /// Every definition of every version: those of KafkaConfig, in the order of the names and then of the versions, and
  /// those of other parts of the broker.
  package static let all: [BrokerProperty] = (brokerPropertyTable + "\n" + readElsewhere).split(at: "\n")
    .compactMap(BrokerProperty.init)

  /// Properties that KafkaConfig doesn't define and other parts of the broker read.
  ///
  /// Source: the classes SimpleAclAuthorizer, AclAuthorizer, StandardAuthorizer, AbstractConfig and JmxReporter in the
  /// jars of each version.
  private static let readElsewhere = """
    allow.everyone.if.no.acl.found boolean 2.3-
    authorizer.zookeeper.connection.timeout.ms int 2.3-3.9
    authorizer.zookeeper.max.in.flight.requests int 2.3-3.9
    authorizer.zookeeper.session.timeout.ms int 2.3-3.9
    authorizer.zookeeper.url string 2.3-3.9
    config.providers list 2.3-4.1
    metrics.jmx.blacklist string 2.6-3.9
    metrics.jmx.exclude string 2.7-
    metrics.jmx.include string 2.7-
    metrics.jmx.whitelist string 2.6-3.9
    super.users string 2.3-
    """

  /// Whether a version of Kafka hands a property on to what reads names of its own behind a beginning such as
  /// `config.providers.`.
  package static func isHandedOn(_ name: String, byKafka version: KafkaVersion) -> Bool {
    beginnings.contains { $0.isKnown(to: version) && name.begins(with: $0.name) && name != $0.name }
  }

  /// Source: the classes AclAuthorizer, AbstractConfig, KafkaServer and RemoteLogManagerConfig in the jars of each
  /// version; up to 2.5 Confluent wraps Kafka in what reads `confluent.support.` (bin/kafka-server-start.sh).
  private static let beginnings = """
    authorizer.zookeeper. string 2.5-3.9
    config.providers. string 2.3-
    confluent.support. string 2.3-2.5
    metrics.context. string 2.6-
    rlmm.config. string 3.6-
    rsm.config. string 3.6-
    """.split(at: "\n").compactMap(BrokerProperty.init)

  /// Reads a line of the table: name, type, versions, values.
  private init?(line: Substring) {
    let words = line.split(at: " ")
    guard words.count >= 3 else { return nil }
    let versions = words[2].split(at: "-")
    guard let first = versions.first.flatMap({ KafkaVersion($0) }) else { return nil }
    name = String(words[0])
    type = String(words[1])
    self.first = first
    last = versions.count > 1 ? KafkaVersion(versions[1]) : nil
    guard words.count > 3 else {
      values = .any
      return
    }
    let bounds = words[3].split(at: "...", omittingEmptySubsequences: false)
    if bounds.count == 2 {
      let (least, most) = (bounds[0], bounds[1])
      values = .range(least: least.isEmpty ? nil : String(least), most: most.isEmpty ? nil : String(most))
    } else {
      values = .choice(words[3].split(at: "|").map(String.init))
    }
  }
}
