import Findings
import Text
import Arguments
import Bootstrap
import Catalog
import Cluster
import Profile
import YAML

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The commands: what each reads, does and prints.
enum Commands {
  /// How a run ends, as `sysexits.h` has it where it has a word for it.
  enum ExitCode: Int32 {
    case done = 0
    case found = 1
    case usage = 64
    case inputOrOutput = 74
  }

  /// Runs the program and gives its exit code.
  static func run(_ arguments: [String]) -> Int32 {
    let program = Program.kafkaCloudInit(version: Version.number, keys: ProfileKey.concretePaths)
    let request: Request
    do throws(UsageError) {
      request = try program.parse(arguments)
    } catch {
      report([program.diagnostic(for: error)], color: "auto")
      return ExitCode.usage.rawValue
    }
    do throws(FileError) {
      switch request {
      case .version: try print("\(program.name) \(Version.description)\n")
      case .help(let command): try print(program.help(for: command))
      case .run(let invocation): return try run(invocation, of: program).rawValue
      }
      return ExitCode.done.rawValue
    } catch {
      // Whoever closed standard output early has seen enough.
      if error.code != EPIPE { report([Diagnostic(error, at: nil)], color: color(of: request)) }
      return ExitCode.inputOrOutput.rawValue
    }
  }

  private static func color(of request: Request) -> String {
    if case .run(let invocation) = request { invocation.value(of: .color) ?? "auto" } else { "auto" }
  }

  private static func run(_ invocation: Invocation, of program: Program) throws(FileError) -> ExitCode {
    switch invocation.command {
    case "render": try render(invocation)
    case "plan": try plan(invocation)
    case "check": try check(invocation)
    case "compose": try compose(invocation)
    case "diff": try compare(invocation)
    case "catalog": try catalog(invocation)
    default: try completion(invocation, of: program)
    }
  }

  // MARK: Commands

  private static func render(_ invocation: Invocation) throws(FileError) -> ExitCode {
    if invocation.has(.check) { return try compare(invocation) }
    if invocation.has(.stdout) { return try renderOne(invocation) }
    var (input, clusters, upstream) = read(invocation)
    if input.diagnostics.hasErrors { return finish(input, invocation) }
    let encoding = encoding(invocation)
    var summary = ""
    let output = try OutputFolder(outputPath(invocation))
    checkChanges(clusters, upstream: upstream, invocation, &input)
    if input.diagnostics.hasErrors { return finish(input, invocation) }
    try replaceFolders(clusters[...], in: output) { cluster, folder throws(FileError) in
      let place = path(of: cluster, in: output.path)
      var change = FolderChange(of: place)
      let sizes = try Output.make(
        cluster,
        upstream: upstream,
        encoding: encoding,
        before: input.deployedFiles(in: place),
        into: &input.diagnostics
      ) {
        path,
        bytes throws(FileError) in
        change.add(path, from: try? readFile("\(place)/\(path)", .regular), to: bytes)
        try folder.add(path, bytes)
      }
      change.report(cluster, into: &input.diagnostics)
      summary += line(cluster, sizes, folder: place)
      return !input.diagnostics.hasErrors
    }
    let code = finish(input, invocation)
    if code == .done { try print(summary) }
    return code

    /// Makes every folder before any takes its place, so that an error in the last leaves the first as it was.
    func replaceFolders(
      _ clusters: ArraySlice<Cluster>,
      in output: borrowing OutputFolder,
      _ fill: (Cluster, inout FolderReplacement) throws(FileError) -> Bool
    ) throws(FileError) {
      guard let cluster = clusters.first else { return }
      var folder = try FolderReplacement(of: path(of: cluster, in: output.path), isOurs: Output.isOurs)
      try folder.begin()
      guard try fill(cluster, &folder) else { return }
      try replaceFolders(clusters.dropFirst(), in: output, fill)
      if !input.diagnostics.hasErrors { try folder.commit() }
    }
  }

  private static func outputPath(_ invocation: Invocation) -> String { invocation.value(of: .output) ?? "output" }

  /// Sets what the profiles make of clusters against what earlier runs left in their folders.
  private static func checkChanges(
    _ clusters: [Cluster],
    upstream: Node?,
    _ invocation: Invocation,
    _ input: inout Input
  ) {
    for cluster in clusters {
      if let before = input.deployment(in: path(of: cluster, in: outputPath(invocation))) {
        Pipeline.checkChange(from: before, to: cluster, upstream: upstream, into: &input.diagnostics)
      } else {
        Pipeline.checkName(of: cluster, into: &input.diagnostics)
      }
    }
  }

  /// The folder of a cluster in an output folder, which may be given with a slash at its end.
  private static func path(of cluster: Cluster, in output: String) -> String {
    output.ends(with: "/") ? output + cluster.name : "\(output)/\(cluster.name)"
  }

  private static func line(_ cluster: Cluster, _ sizes: Output.Sizes, folder: String) -> String {
    let spare = UserData.limit - sizes.largest
    let margin = spare >= 0 ? "\(spare) to spare" : "pasted as gzip"
    return "\(folder): \(cluster.nodes.count) \(cluster.nodes.count == 1 ? "node" : "nodes"); user-data at most "
      + "\(sizes.largest) of \(UserData.limit) bytes (\(margin); \(sizes.compressed) as gzip)\n"
  }

  /// One node's user-data, to standard output.
  private static func renderOne(_ invocation: Invocation) throws(FileError) -> ExitCode {
    var (input, clusters, upstream) = read(invocation)
    guard !input.diagnostics.hasErrors, let cluster = clusters.first,
      let node = chosenNode(of: clusters, invocation, into: &input.diagnostics),
      let made = Pipeline.launches(
        of: cluster,
        script: Script(of: cluster, hasUpstreamFile: upstream != nil),
        upstream: upstream,
        isCompressed: encoding(invocation).isCompressed,
        into: &input.diagnostics
      ),
      let userData = made.first(where: { $0.launch.nodes.contains { $0.id == node.id } })?.userData
    else { return finish(input, invocation) }
    let encoding = encoding(invocation)
    if !encoding.isCompressed && userData.document.count > UserData.limit {
      input.diagnostics.warning(
        "user-data-over-limit",
        "the user-data has \(userData.document.count) bytes, and EC2 takes \(UserData.limit)",
        at: nil,
        help: "use `--encoding gzip+base64`"
      )
    }
    try writeOutput(userData.encoded(encoding))
    return finish(input, invocation)
  }

  private static func chosenNode(
    of clusters: [Cluster],
    _ invocation: Invocation,
    into diagnostics: inout Diagnostics
  ) -> ClusterNode? {
    guard clusters.count == 1 else {
      diagnostics.error(
        "which-node",
        "`--stdout` prints one node, and there are \(clusters.count) profiles",
        at: nil,
        help: "name only the profile of that node"
      )
      return nil
    }
    let nodes = clusters[0].nodes
    let ids = nodes.count > 10 ? "\(nodes[0].id) to \(nodes[nodes.count - 1].id)" : listed(nodes.map { "\($0.id)" })
    if let wanted = invocation.value(of: .node) {
      if let node = nodes.first(where: { "\($0.id)" == wanted }) { return node }
      diagnostics.error("which-node", "there is no node `\(wanted)`", at: nil, help: "the nodes are \(ids)")
    } else if nodes.count == 1 {
      return nodes[0]
    } else {
      diagnostics.error("which-node", "there are \(nodes.count) nodes", at: nil, help: "add `--node`: \(ids)")
    }
    return nil
  }

  private static func plan(_ invocation: Invocation) throws(FileError) -> ExitCode {
    var (input, clusters, _) = read(invocation)
    guard !input.diagnostics.hasErrors, let cluster = clusters.first else { return finish(input, invocation) }
    let script = Script(of: cluster, hasUpstreamFile: false)
    guard
      let made = Pipeline.launches(
        of: cluster,
        script: script,
        upstream: nil,
        isCompressed: false,
        into: &input.diagnostics
      )
    else { return finish(input, invocation) }
    let entries = made.flatMap { made in
      let compressed = made.compressedSize(in: cluster, script: script)
      return zip(made.launch.nodes, made.composeFiles).map { node, file in
        Plan.Entry(
          node: node,
          size: made.userData.document.count,
          compressed: compressed,
          otherPorts: file.otherPorts
        )
      }
    }
    let plan = Plan(cluster: cluster, entries: entries)
    if invocation.has(.json) { try writeOutput(plan.json.jsonBytes) } else { try print(plan.text) }
    return finish(input, invocation)
  }

  private static func check(_ invocation: Invocation) throws(FileError) -> ExitCode {
    var (input, clusters, upstream) = read(invocation)
    if !input.diagnostics.hasErrors {
      var changes: [FolderChange] = []
      for cluster in clusters {
        let folder = path(of: cluster, in: outputPath(invocation))
        var change = FolderChange(of: folder)
        _ = try Output.make(
          cluster,
          upstream: upstream,
          encoding: encoding(invocation),
          before: input.deployedFiles(in: folder),
          into: &input.diagnostics
        ) {
          path,
          bytes throws(FileError) in change.add(path, from: try? readFile("\(folder)/\(path)", .regular), to: bytes)
        }
        changes.append(change)
      }
      if !input.diagnostics.hasErrors { checkChanges(clusters, upstream: upstream, invocation, &input) }
      if !input.diagnostics.hasErrors {
        for (cluster, change) in zip(clusters, changes) { change.report(cluster, into: &input.diagnostics) }
      }
    }
    if invocation.has(.json) {
      var bytes: [UInt8] = []
      input.diagnostics.appendJSON(to: &bytes)
      try writeOutput(bytes)
      return code(of: input)
    }
    return finish(input, invocation)
  }

  private static func compose(_ invocation: Invocation) throws(FileError) -> ExitCode {
    var (input, clusters, upstream) = read(invocation)
    guard !input.diagnostics.hasErrors, let cluster = clusters.first,
      let node = chosenNode(of: clusters, invocation, into: &input.diagnostics),
      let composeFile = Pipeline.composeFile(of: node, in: cluster, upstream: upstream, into: &input.diagnostics)
    else { return finish(input, invocation) }
    try writeOutput(composeFile.bytes)
    return finish(input, invocation)
  }

  /// Prints how the output folder differs from what a render would write.
  private static func compare(_ invocation: Invocation) throws(FileError) -> ExitCode {
    var (input, clusters, upstream) = read(invocation)
    if input.diagnostics.hasErrors { return finish(input, invocation) }
    var text: [UInt8] = []
    var changes: [FolderChange] = []
    for cluster in clusters {
      var paths: Set<String> = []
      let folder = path(of: cluster, in: outputPath(invocation))
      var change = FolderChange(of: folder)
      func compare(_ path: String, with new: [UInt8]?) throws(FileError) {
        let place = "\(folder)/\(path)"
        let old = kind(at: place) == nil ? nil : try readFile(place, .regular)
        change.add(path, from: old, to: new)
        text += kafka_cloud_init.difference(from: old, to: new, path: place)
      }
      _ = try Output.make(
        cluster,
        upstream: upstream,
        encoding: encoding(invocation),
        before: input.deployedFiles(in: folder),
        into: &input.diagnostics
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
    if input.diagnostics.hasErrors { return finish(input, invocation) }
    // A change that is refused is shown all the same.
    checkChanges(clusters, upstream: upstream, invocation, &input)
    if !input.diagnostics.hasErrors {
      for (cluster, change) in zip(clusters, changes) { change.report(cluster, into: &input.diagnostics) }
    }
    let code = finish(input, invocation)
    try writeOutput(text)
    return text.isEmpty ? code : .found
  }

  private static func catalog(_ invocation: Invocation) throws(FileError) -> ExitCode {
    if invocation.has(.json) {
      try writeOutput(Node(.sequence(Release.all.map(\.json))).jsonBytes)
    } else {
      try print(ReleaseLine.all.map(\.text).joined(separator: "\n"))
    }
    return .done
  }

  private static func completion(_ invocation: Invocation, of program: Program) throws(FileError) -> ExitCode {
    if let profile = invocation.value(of: .nodeIDs) {
      var input = Input(overrides: [])
      let nodes = input.cluster(profile)?.nodes ?? []
      try print(nodes.map { "\($0.id)\n" }.joined())
    } else if invocation.has(.manualPage) {
      try print(program.manualPage(date: Version.date))
    } else if let shell = invocation.operands.first.flatMap(Shell.init) {
      try print(program.completionScript(for: shell))
    }
    return .done
  }

  // MARK: Input and output

  /// Reads every profile of the command line, and the upstream compose file.
  private static func read(_ invocation: Invocation) -> (Input, [Cluster], upstream: Node?) {
    let delivery = invocation.value(of: .delivery).map { "delivery=[\($0.putting(", ", for: ","))]" }
    var input = Input(overrides: invocation.values(of: .set(keys: [])) + [delivery].compactMap(\.self))
    var clusters: [Cluster] = []
    for profile in invocation.operands {
      if let cluster = input.cluster(profile) { clusters.append(cluster) }
    }
    let upstream = input.composeFile(invocation.value(of: .upstream))
    checkNames(clusters, into: &input.diagnostics)
    return (input, clusters, upstream)
  }

  /// Two clusters of one name would be written over each other.
  private static func checkNames(_ clusters: [Cluster], into diagnostics: inout Diagnostics) {
    var names: Set<String> = []
    for cluster in clusters where !names.insert(cluster.name).inserted {
      diagnostics.error(
        "duplicate-cluster",
        "two of the profiles are called `\(cluster.name)`",
        at: cluster.mark,
        help: "give each its own `cluster`"
      )
    }
  }

  private static func encoding(_ invocation: Invocation) -> Encoding {
    invocation.value(of: .encoding).flatMap(Encoding.init) ?? .plain
  }

  /// Reports what was found and gives the exit code that follows.
  private static func finish(_ input: Input, _ invocation: Invocation) -> ExitCode {
    report(input.diagnostics.all, color: invocation.value(of: .color) ?? "auto")
    return code(of: input)
  }

  private static func code(of input: Input) -> ExitCode {
    if input.isUnreadable { return .inputOrOutput }
    return input.diagnostics.hasErrors ? .found : .done
  }

  private static func report(_ diagnostics: [Diagnostic], color: String) {
    let colour = color == "always" || color == "auto" && standardErrorTakesColour
    writeErrors(diagnostics.map { $0.text(colour: colour, program: "kafka-cloud-init") }.joined())
  }

  /// A terminal that isn't dumb, unless NO_COLOR is set to anything (no-color.org).
  private static var standardErrorTakesColour: Bool {
    func variable(_ name: String) -> String { unsafe getenv(name).map { unsafe String(cString: $0) } ?? "" }
    return isatty(STDERR_FILENO) == 1 && variable("NO_COLOR").isEmpty && variable("TERM") != "dumb"
  }

  private static func print(_ text: String) throws(FileError) {
    try writeOutput(Array(text.utf8))
  }
}
