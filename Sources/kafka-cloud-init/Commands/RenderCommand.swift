import Arguments
import Bootstrap
import Change
import Cluster
import Findings
import Rendering
import Text

/// Writes the files of clusters, or prints one node's user-data.
enum RenderCommand {
  /// Its place in the table.
  static let command = Command(
    "render",
    operand: .profiles,
    "Write the files of every node",
    details: """
      For each node of a profile, writes the user-data to paste into an EC2 launch template, its compose file and its \
      launch template to `DIR/CLUSTER/`. The same profile always gives the same bytes. What would destroy the cluster \
      whose files are there is refused; to begin anew, move that folder away.
      """,
    options: [.output, .node, .stdout, .encoding, .delivery, .upstream, .set, .check],
    rules: [
      .needs(.node, .stdout), .excludes(.stdout, .output), .excludes(.stdout, .check),
    ],
    examples: [
      Example("render dev prod", "The files of two clusters, in `output/dev` and `output/prod`"),
      Example("render prod --node 2 --stdout", "The user-data of one node, to look at or to pipe"),
      Example("render prod --delivery terraform", "Also a Terraform module of the whole cluster"),
      Example("render prod --check", "In CI: fail when the files on disk are not what the profile gives"),
    ]
  )

  static func run(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    if invocation.has(.check) { return try DiffCommand.run(invocation) }
    if invocation.has(.stdout) { return try renderOne(invocation) }
    var run = Run(invocation)
    if run.hasErrors { return run.finish() }
    let output = try OutputFolder(run.outputPath)
    let renderings = run.renderings()
    if run.hasErrors { return run.finish() }
    // Every folder is made before any takes its place, so that an error in the last leaves the first as it was.
    var replacements: [FolderReplacement] = []
    var summary = ""
    for rendering in renderings {
      let place = run.folder(of: rendering.cluster)
      let replacement = try FolderReplacement(of: place)
      replacements.append(replacement)
      try replacement.begin()
      var change = FolderChange(of: place)
      for file in rendering.files {
        let bytes = file.bytes
        change.add(file.path, from: try? readFile("\(place)/\(file.path)", .regular), to: bytes)
        try replacement.add(file.path, bytes)
      }
      change.report(rendering.cluster, into: &run.input.diagnostics)
      summary += line(rendering, folder: place)
    }
    for replacement in replacements { try replacement.commit() }
    withExtendedLifetime(output) {}
    let status = run.finish()
    if status == .done { try printOutput(summary) }
    return status
  }

  private static func line(_ rendering: Rendering, folder: String) -> String {
    let nodes = rendering.cluster.nodes.count
    let size = rendering.largest?.document.count ?? 0
    let compressed = rendering.largest.map(rendering.compressedSize) ?? 0
    let spare = UserData.limit - size
    let margin = spare >= 0 ? "\(spare) to spare" : "pasted as gzip"
    return "\(folder): \(nodes) \(nodes == 1 ? "node" : "nodes"); user-data at most "
      + "\(size) of \(UserData.limit) bytes (\(margin); \(compressed) as gzip)\n"
  }

  private static func renderOne(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    var run = Run(invocation)
    guard !run.hasErrors, let node = run.chosenNode(), let rendering = run.rendering(),
      let launch = rendering.launches.first(where: { $0.nodes.contains { $0.node.id == node.id } })
    else { return run.finish() }
    if !run.encoding.isCompressed && launch.document.count > UserData.limit {
      run.input.diagnostics.warning(
        "user-data-over-limit",
        "the user-data has \(launch.document.count) bytes, and EC2 takes \(UserData.limit)",
        at: nil,
        help: "use `--encoding gzip+base64`"
      )
    }
    try writeOutput(launch.encoded(run.encoding))
    return run.finish()
  }
}
