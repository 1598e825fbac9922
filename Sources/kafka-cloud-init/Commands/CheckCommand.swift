import Arguments
import Findings
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
      var changes: [FolderChange] = []
      for cluster in run.clusters {
        let folder = run.folder(of: cluster)
        var change = FolderChange(of: folder)
        _ = try Output.make(
          cluster,
          upstream: run.upstream,
          encoding: run.encoding,
          before: run.input.deployedFiles(in: folder),
          into: &run.input.diagnostics
        ) {
          path,
          bytes throws(FileError) in change.add(path, from: try? readFile("\(folder)/\(path)", .regular), to: bytes)
        }
        changes.append(change)
      }
      if !run.hasErrors { run.checkChanges() }
      if !run.hasErrors {
        for (cluster, change) in zip(run.clusters, changes) { change.report(cluster, into: &run.input.diagnostics) }
      }
    }
    if invocation.has(.json) {
      var bytes: [UInt8] = []
      run.input.diagnostics.appendJSON(to: &bytes)
      try writeOutput(bytes)
      return run.status
    }
    return run.finish()
  }
}
