import Findings
package import YAML

/// The data volume that an earlier run made for a broker, by a form of delivery that makes it.
package struct DeployedVolume: Sendable {
  /// The broker it is tagged for.
  package let brokerID: Int
  /// The Availability Zone, with its place in the file.
  let zone: (text: String, mark: SourceMark?)?
  /// The size in GiB.
  let size: (value: Int, mark: SourceMark?)?
  /// Whether EBS encrypts it.
  let isEncrypted: (value: Bool, mark: SourceMark?)?

  /// Makes one of the values of the file.
  package init(brokerID: Int, zone: Node?, size: Node?, encrypted: Node?) {
    self.brokerID = brokerID
    self.zone = zone.flatMap { node in node.scalar.map { ($0.text, node.mark) } }
    self.size = size.flatMap { node in node.scalar.flatMap { Int($0.text) }.map { ($0, node.mark) } }
    self.isEncrypted = encrypted.flatMap { node in node.scalar.flatMap { Bool($0.text) }.map { ($0, node.mark) } }
  }
}
