/// A line of releases, such as 7.9: what its patches have in common.
package struct ReleaseLine: Sendable {
  /// The first number of its versions.
  package let major: Int
  /// The second number of its versions.
  package let minor: Int
  /// The patches that have a branch of cp-all-in-one.
  package let patches: ClosedRange<Int>
  /// The Apache Kafka release inside it.
  package let kafka: KafkaVersion
  /// Its patch level, where one release of it is in all of the line.
  package let kafkaPatch: Int?
  /// The ZooKeeper release inside it; nil where there is none.
  package let zooKeeper: String?
  /// The Java runtime in its images.
  package let java: String
  /// The last day, or month, of Confluent's longest support.
  package let endOfSupport: String
  /// Whether that support had not ended in November 2026, when these facts were collected.
  package let isSupported: Bool

  /// Its first and its last version, for a sentence.
  package var versions: String {
    let first = Version(major, minor, patches.lowerBound).text
    return patches.count == 1 ? first : "\(first) to \(Version(major, minor, patches.upperBound).text)"
  }

  private init(
    _ major: Int,
    _ minor: Int,
    _ patches: ClosedRange<Int>,
    _ kafka: KafkaVersion,
    _ zooKeeper: String?,
    _ java: String,
    _ endOfSupport: String,
    isSupported: Bool = false,
    kafkaPatch: Int? = nil
  ) {
    self.major = major
    self.minor = minor
    self.patches = patches
    self.kafka = kafka
    self.kafkaPatch = kafkaPatch
    self.zooKeeper = zooKeeper
    self.java = java
    self.endOfSupport = endOfSupport
    self.isSupported = isSupported
  }

  /// Every line, newest first.
  ///
  /// Sources: the branches `X.Y.Z-post` of github.com/confluentinc/cp-all-in-one and, up to 5.4, of
  /// github.com/confluentinc/examples for the patches; docs/js/templateData.js and gradle/dependencies.gradle of
  /// github.com/confluentinc/kafka for Kafka and ZooKeeper; the Dockerfiles of github.com/confluentinc/common-docker and
  /// cp-docker-images for Java. Support: Confluent's table of supported versions up to 5.5, and for 7.4 and 7.5 its page
  /// of legacy ksqlDB documentation; the dates between them and after follow the rule of all of these, three years after
  /// the first release.
  package static let all: [ReleaseLine] = [
    // line, patches, Kafka, ZooKeeper, Java, end of support
    ReleaseLine(8, 3, 0...0, KafkaVersion(4, 3), nil, "Temurin 21", "2029-06", isSupported: true),
    ReleaseLine(8, 2, 0...2, KafkaVersion(4, 2), nil, "Temurin 21", "2029-03", isSupported: true),
    ReleaseLine(8, 1, 0...4, KafkaVersion(4, 1), nil, "Temurin 21", "2028-10", isSupported: true),
    ReleaseLine(8, 0, 0...6, KafkaVersion(4, 0), nil, "Temurin 21", "2028-06", isSupported: true),
    ReleaseLine(7, 9, 0...8, KafkaVersion(3, 9), "3.8.4", "Temurin 17", "2028-02", isSupported: true),
    ReleaseLine(7, 8, 0...9, KafkaVersion(3, 8), "3.8.4", "Temurin 17", "2027-12", isSupported: true),
    ReleaseLine(7, 7, 0...10, KafkaVersion(3, 7), "3.8.4", "Zulu 17", "2027-07", isSupported: true),
    ReleaseLine(7, 6, 0...12, KafkaVersion(3, 6), "3.8.3", "Zulu 11", "2027-02", isSupported: true),
    ReleaseLine(7, 5, 0...15, KafkaVersion(3, 5), "3.6.4", "Zulu 11", "2026-08-25"),
    ReleaseLine(7, 4, 0...15, KafkaVersion(3, 4), "3.6.4", "Zulu 11", "2026-05-03"),
    ReleaseLine(7, 3, 0...15, KafkaVersion(3, 3), "3.6.3", "Zulu 11", "2025-11-04"),
    ReleaseLine(7, 2, 0...15, KafkaVersion(3, 2), "3.6.3", "Zulu 11", "2025-07-06"),
    ReleaseLine(7, 1, 0...16, KafkaVersion(3, 1), "3.6.3", "Zulu 11", "2025-04-05"),
    ReleaseLine(7, 0, 0...16, KafkaVersion(3, 0), "3.6.3", "Zulu 11", "2024-10-27"),
    ReleaseLine(6, 2, 0...15, KafkaVersion(2, 8), "3.5.9", "Zulu 11", "2024-06-08"),
    ReleaseLine(6, 1, 0...15, KafkaVersion(2, 7), "3.5.8", "Zulu 11", "2024-02-09"),
    ReleaseLine(6, 0, 0...15, KafkaVersion(2, 6), "3.5.8", "Zulu 11", "2023-09-24"),
    ReleaseLine(5, 5, 0...15, KafkaVersion(2, 5), "3.5.7", "Zulu 8", "2023-04-24"),
    ReleaseLine(5, 4, 0...11, KafkaVersion(2, 4), "3.5.6", "Zulu 8", "2023-01-10"),
    ReleaseLine(5, 3, 1...8, KafkaVersion(2, 3), "3.4.14", "Zulu 8", "2022-07-19", kafkaPatch: 1),
  ]
}
