import Arguments
import Catalog
import Rendering
import YAML

/// Prints the releases known.
enum CatalogCommand {
  /// Its place in the table.
  static let command = Command("catalog", "List the Confluent Platform releases known", options: [.json])

  static func run(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    if invocation.has(.json) {
      try writeOutput(Node(.sequence(Release.all.map(\.json))).jsonBytes)
    } else {
      try printOutput(ReleaseLine.all.map(\.text).joined(separator: "\n"))
    }
    return .done
  }
}
