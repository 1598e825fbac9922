import Arguments
import Change
import Findings
import Rendering
import YAML

/// Prints what is wrong with profiles.
enum CheckCommand {
  /// Its place in the table.
  static let command = Command(
    "check",
    operand: .profiles,
    "Find what is wrong with profiles, and write nothing",
    details: """
      Where `DIR/CLUSTER/` has files of an earlier run, also what lies between them and the profile: the steps from one \
      release to another, and what would destroy the cluster.
      """,
    options: [.output, .json, .set]
  )

  static func run(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    var run = Run(invocation)
    if !run.hasErrors {
      let renderings = run.renderings()
      if !run.hasErrors { try reportChanges(of: renderings, in: &run) }
    }
    if invocation.has(.json) {
      var bytes: [UInt8] = []
      run.input.diagnostics.appendJSON(to: &bytes)
      try writeOutput(bytes)
      return run.status
    }
    return run.finish()
  }

  /// Reports what the changes of the folders mean for the nodes.
  private static func reportChanges(of renderings: [Rendering], in run: inout Run) throws(FileError) {
    for rendering in renderings {
      let folder = run.folder(of: rendering.cluster)
      var change = FolderChange(of: folder)
      for file in rendering.files {
        change.add(file.path, from: try? readFile("\(folder)/\(file.path)", .regular), to: file.bytes)
      }
      change.report(rendering.cluster, into: &run.input.diagnostics)
    }
  }
}
