import Findings

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How a run ends, as `sysexits.h` has it where it has a word for it.
enum ExitStatus: Int32 {
  case done = 0
  case found = 1
  case usage = 64
  case inputOrOutput = 74
}

/// Prints findings for people, to standard error.
func report(_ findings: [Diagnostic], color: ColorChoice) {
  let colour =
    switch color {
    case .always: true
    case .auto: standardErrorTakesColour
    case .never: false
    }
  writeErrors(findings.map { $0.text(colour: colour, program: "kafka-cloud-init") }.joined())
}

/// A terminal that isn't dumb, unless NO_COLOR is set to anything (no-color.org).
private var standardErrorTakesColour: Bool {
  func variable(_ name: String) -> String { unsafe getenv(name).map { unsafe String(cString: $0) } ?? "" }
  return isatty(STDERR_FILENO) == 1 && variable("NO_COLOR").isEmpty && variable("TERM") != "dumb"
}

/// Prints a text to standard output.
func printOutput(_ text: String) throws(FileError) {
  try writeOutput(Array(text.utf8))
}
