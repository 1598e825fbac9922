import Arguments
import Bootstrap
import Cluster
import Delivery
import Findings
import Profile
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
    let encoding = run.encoding
    var summary = ""
    let output = try OutputFolder(run.outputPath)
    run.checkChanges()
    if run.hasErrors { return run.finish() }
    try replaceFolders(run.clusters[...], in: output) { cluster, folder throws(FileError) in
      let place = run.folder(of: cluster)
      var change = FolderChange(of: place)
      let sizes = try Output.make(
        cluster,
        upstream: run.upstream,
        encoding: encoding,
        before: run.input.deployedFiles(in: place),
        into: &run.input.diagnostics
      ) {
        path,
        bytes throws(FileError) in
        change.add(path, from: try? readFile("\(place)/\(path)", .regular), to: bytes)
        try folder.add(path, bytes)
      }
      change.report(cluster, into: &run.input.diagnostics)
      summary += line(cluster, sizes, folder: place)
      return !run.hasErrors
    }
    let code = run.finish()
    if code == .done { try printOutput(summary) }
    return code

    /// Makes every folder before any takes its place, so that an error in the last leaves the first as it was.
    func replaceFolders(
      _ clusters: ArraySlice<Cluster>,
      in output: borrowing OutputFolder,
      _ fill: (Cluster, inout FolderReplacement) throws(FileError) -> Bool
    ) throws(FileError) {
      guard let cluster = clusters.first else { return }
      var folder = try FolderReplacement(of: run.folder(of: cluster), isOurs: Output.isOurs)
      try folder.begin()
      guard try fill(cluster, &folder) else { return }
      try replaceFolders(clusters.dropFirst(), in: output, fill)
      if !run.hasErrors { try folder.commit() }
    }
  }

  private static func line(_ cluster: Cluster, _ sizes: Output.Sizes, folder: String) -> String {
    let spare = UserData.limit - sizes.largest
    let margin = spare >= 0 ? "\(spare) to spare" : "pasted as gzip"
    return "\(folder): \(cluster.nodes.count) \(cluster.nodes.count == 1 ? "node" : "nodes"); user-data at most "
      + "\(sizes.largest) of \(UserData.limit) bytes (\(margin); \(sizes.compressed) as gzip)\n"
  }

  private static func renderOne(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    var run = Run(invocation)
    guard !run.hasErrors, let cluster = run.clusters.first,
      let node = run.chosenNode(),
      let made = Pipeline.launches(
        of: cluster,
        script: Script(of: cluster, hasUpstreamFile: run.upstream != nil),
        upstream: run.upstream,
        isCompressed: run.encoding.isCompressed,
        into: &run.input.diagnostics
      ),
      let userData = made.first(where: { $0.launch.nodes.contains { $0.id == node.id } })?.userData
    else { return run.finish() }
    let encoding = run.encoding
    if !encoding.isCompressed && userData.document.count > UserData.limit {
      run.input.diagnostics.warning(
        "user-data-over-limit",
        "the user-data has \(userData.document.count) bytes, and EC2 takes \(UserData.limit)",
        at: nil,
        help: "use `--encoding gzip+base64`"
      )
    }
    try writeOutput(userData.encoded(encoding))
    return run.finish()
  }
}
