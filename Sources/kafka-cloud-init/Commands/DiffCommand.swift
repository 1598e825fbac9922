import Arguments
import Findings
import Text

/// Prints how the output folder differs from what a render would write.
enum DiffCommand {
  /// Its place in the table.
  static let command = Command(
    "diff",
    operand: .profile,
    "Show what render would change in the output folder",
    options: [.output, .delivery, .upstream, .set]
  )

  static func run(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    var run = Run(invocation)
    if run.hasErrors { return run.finish() }
    var text: [UInt8] = []
    var changes: [FolderChange] = []
    for cluster in run.clusters {
      var paths: Set<String> = []
      let folder = run.folder(of: cluster)
      var change = FolderChange(of: folder)
      func compare(_ path: String, with new: [UInt8]?) throws(FileError) {
        let place = "\(folder)/\(path)"
        let old = kind(at: place) == nil ? nil : try readFile(place, .regular)
        change.add(path, from: old, to: new)
        text += kafka_cloud_init.difference(from: old, to: new, path: place)
      }
      _ = try Output.make(
        cluster,
        upstream: run.upstream,
        encoding: run.encoding,
        before: run.input.deployedFiles(in: folder),
        into: &run.input.diagnostics
      ) {
        path,
        bytes throws(FileError) in
        paths.insert(path)
        try compare(path, with: bytes)
      }
      for path in try files(below: folder) where !paths.contains(path) && Output.isOurs(path) {
        try compare(path, with: nil)
      }
      changes.append(change)
    }
    if run.hasErrors { return run.finish() }
    // A change that is refused is shown all the same.
    run.checkChanges()
    if !run.hasErrors {
      for (cluster, change) in zip(run.clusters, changes) { change.report(cluster, into: &run.input.diagnostics) }
    }
    let code = run.finish()
    try writeOutput(text)
    return text.isEmpty ? code : .found
  }
}
