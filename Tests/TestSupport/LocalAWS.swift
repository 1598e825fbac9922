import Foundation

/// An AWS API on this machine (moto), for the tools of AWS to talk to; it ends with the tests.
package final class LocalAWS: Sendable {
  /// What Scripts/install-python-tools installs.
  private static let tools = Scratch.checkout.appending(path: ".build/python/bin").path

  /// Where commands are looked for: what is installed on the machine, then what the script installed.
  package static let path = "\(ProcessInfo.processInfo.environment["PATH"] ?? ""):\(tools)"

  /// The folder with Terraform's providers, where there is one.
  package static let providers: String? = {
    let find = """
      for folder in "${TF_PLUGIN_MIRROR-}" /usr/local/share/terraform/plugins /opt/*; do
        if [ -d "$folder/registry.terraform.io/hashicorp/aws" ]; then echo "$folder"; exit; fi
      done
      exit 1
      """
    guard let outcome = try? Scratch().shell(find, environment: environment), outcome.status == 0 else { return nil }
    return outcome.output.trimmingCharacters(in: .newlines)
  }()

  /// Whether a command is there.
  package static func has(_ command: String) -> Bool {
    (try? Scratch().shell("type \(command)", environment: environment))?.status == 0
  }

  /// What the tools run with.
  package static let environment = [
    "PATH": path, "HOME": ProcessInfo.processInfo.environment["HOME"] ?? "/",
    "TF_PLUGIN_MIRROR": ProcessInfo.processInfo.environment["TF_PLUGIN_MIRROR"] ?? "",
  ]

  /// The one that the tests share; nil where the AWS CLI or moto is missing.
  package static let shared = try? LocalAWS()

  private let port: String
  /// Its `aws`, where that can answer many times; the CLI of the machine where it can't.
  private let folder: String
  /// The server ends when this is closed.
  private let input: Pipe

  private init() throws {
    struct Missing: Error {}
    guard Self.has("aws") else { throw Missing() }
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "local_aws.py").path
    let started = try Self.server(
      """
      tool=$(type -P moto_server) && exec "$(dirname "$tool")/python3" \(script) \(folder)
      """,
      environment: Self.environment.merging(Self.account) { $1 }
    ) { Int($0) != nil }
    guard let started else { throw Missing() }
    (port, input) = started
  }

  /// Starts a script that serves until its standard input ends, and gives what it says of itself on a line.
  private static func server(
    _ script: String,
    environment: [String: String],
    until isReady: (String) -> Bool
  ) throws -> (line: String, input: Pipe)? {
    let (input, output) = (Pipe(), Pipe())
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.environment = environment
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    while true {
      var line = Data()
      while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) {
        if byte.isEmpty { return nil }
        line += byte
      }
      let text = String(decoding: line, as: UTF8.self)
      if isReady(text) { return (text, input) }
    }
  }

  private static let account = [
    "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "ap-northeast-2",
    "AWS_REGION": "ap-northeast-2", "AWS_EC2_METADATA_DISABLED": "true", "NO_PROXY": "127.0.0.1", "AWS_PAGER": "",
  ]

  private var endpoint: [String: String] {
    Self.account.merging(["AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)"]) { $1 }
  }

  /// Terraform's provider, which stays: it takes longer to start, several times a command, than it takes to answer.
  ///
  /// What Terraform is told to find it by, and the server; nil where there is none.
  private static let provider: (attachment: String, input: Pipe)? = {
    guard let shared, let providers else { return nil }
    let started = try? server(
      """
      providers=("\(providers)"/registry.terraform.io/hashicorp/aws/5.*/*/terraform-provider-aws*)
      # The test blocks all signals, which is inherited, but for one.
      "${providers[-1]}" -debug < /dev/null & provider=$!
      cat > /dev/null
      kill -KILL $provider
      """,
      environment: environment.merging(shared.endpoint) { $1 }
    ) { $0.contains("TF_REATTACH_PROVIDERS='") }
    guard let started, let start = started.line.firstIndex(of: "'") else { return nil }
    return (String(started.line[start...].dropFirst().dropLast()), started.input)
  }()

  /// Runs a script of bash in which the tools of AWS talk to this API.
  ///
  /// `terraform` has its provider at hand, and needs no `init`; `terraform_alone` begins as it does for an operator.
  package func shell(_ script: String, in scratch: Scratch, withTerraform: Bool = false) throws -> Outcome {
    let terraform = """
      echo "provider_installation { filesystem_mirror { path = \\"$PROVIDERS\\" } }" > terraformrc
      export TF_CLI_CONFIG_FILE=$PWD/terraformrc
      terraform() { TF_REATTACH_PROVIDERS=$PROVIDER flock "$LOCAL_AWS/lock" terraform "$@"; }
      terraform_alone() { command terraform "$@"; }
      """
    return try scratch.shell(
      "set -eo pipefail\n\(withTerraform ? terraform : "")\n\(script)",
      environment: Self.environment.merging(endpoint) { $1 }.merging([
        "PATH": "\(folder):\(Self.path)", "LOCAL_AWS": folder,
        "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "PROVIDERS": Self.providers ?? "",
        "PROVIDER": withTerraform ? Self.provider?.attachment ?? "" : "", "GOGC": "off",
      ]) { $1 }
    )
  }
}
