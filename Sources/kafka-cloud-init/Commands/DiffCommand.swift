import Arguments
import Change
import Findings
import Rendering
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
    let renderings = run.renderings()
    if renderings.count < run.clusters.count { return run.finish() }
    var text: [UInt8] = []
    var changes: [FolderChange] = []
    for rendering in renderings {
      let folder = run.folder(of: rendering.cluster)
      var change = FolderChange(of: folder)
      func compare(_ path: String, with new: [UInt8]?) throws(FileError) {
        let place = "\(folder)/\(path)"
        let old = kind(at: place) == nil ? nil : try readFile(place, .regular)
        change.add(path, from: old, to: new)
        text += difference(from: old, to: new, path: place)
      }
      let rendered = rendering.files
      for file in rendered { try compare(file.path, with: file.bytes) }
      let paths = Set(rendered.map(\.path))
      for path in try files(below: folder) where !paths.contains(path) && OutputFile.isOurs(path) {
        try compare(path, with: nil)
      }
      changes.append(change)
    }
    // A change that is refused is shown all the same.
    if !run.hasErrors {
      for (rendering, change) in zip(renderings, changes) {
        change.report(rendering.cluster, into: &run.input.diagnostics)
      }
    }
    let status = run.finish()
    try writeOutput(text)
    return text.isEmpty ? status : .found
  }
}
