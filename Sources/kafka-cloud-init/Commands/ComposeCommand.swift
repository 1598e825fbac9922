import Arguments
import Rendering
import YAML

/// Prints a node's compose file.
enum ComposeCommand {
  /// Its place in the table.
  static let command = Command(
    "compose",
    operand: .profile,
    "Print the compose file of a node",
    options: [.node, .upstream, .set],
    rules: [.required(.node)],
    examples: [Example("compose prod --node 2", "What the second broker runs")]
  )

  static func run(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    var run = Run(invocation)
    guard !run.hasErrors, let cluster = run.clusters.first,
      let node = run.chosenNode(),
      let composeFile = Pipeline.composeFile(
        of: node,
        in: cluster,
        upstream: run.upstream,
        into: &run.input.diagnostics
      )
    else { return run.finish() }
    try writeOutput(composeFile.yamlBytes)
    return run.finish()
  }
}
