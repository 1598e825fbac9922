import Arguments
import Findings

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

// A reader that goes away, such as `head`, shows as a failed write and not as the end of this process.
_ = signal(SIGPIPE, SIG_IGN)
exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)

/// Runs the program.
private func run(_ arguments: [String]) -> ExitStatus {
  let program = Program.kafkaCloudInit
  let request: Request
  do throws(UsageError) {
    request = try program.parse(arguments)
  } catch {
    report([program.diagnostic(for: error)], color: .auto)
    return .usage
  }
  var color = ColorChoice.auto
  do throws(FileError) {
    switch request {
    case .version: try printOutput("\(program.name) \(Version.description)\n")
    case .help(let command): try printOutput(program.help(for: command))
    case .run(let invocation):
      color = invocation.value(of: .color) ?? .auto
      return try Subcommand.allCases[invocation.place].run(invocation)
    }
    return .done
  } catch {
    // Whoever closed standard output early has seen enough.
    if error.code != EPIPE { report([Diagnostic(error, at: nil)], color: color) }
    return .inputOrOutput
  }
}
