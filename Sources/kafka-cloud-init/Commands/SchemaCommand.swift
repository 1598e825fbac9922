import Arguments
import Catalog
import Profile
import YAML

/// Prints the JSON Schema of profiles.
enum SchemaCommand {
  /// Its place in the table.
  static let command = Command(
    "schema",
    "Print the JSON Schema of profiles",
    details: """
      An editor that reads it offers the keys and their values, and shows mistakes as they are made: name a copy of it in the \
      first line of a profile, as in `# yaml-language-server: $schema=profile.schema.json`.
      """,
    options: [.reference]
  )

  static func run(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    if invocation.has(.reference) {
      try printOutput(Schema.reference)
    } else {
      try writeOutput(Schema.json(.catalog).jsonBytes)
    }
    return .done
  }
}

extension Option {
  /// Asks for the table of docs/profile.md.
  static let reference = Option("reference", "Print the table of docs/profile.md", isHidden: true)
}

extension Schema.Vocabulary {
  /// The words that the catalog knows.
  static let catalog = Schema.Vocabulary(
    releases: Release.all.map(\.version),
    instanceTypes: InstanceType.commonNames,
    brokerProperties: Set(BrokerProperty.all.map(\.name)).sorted()
  )
}
