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
  /// The server ends when this is closed.
  private let input = Pipe()

  private init() throws {
    struct Missing: Error {}
    guard Self.has("aws") else { throw Missing() }
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      "-c",
      """
      tool=$(type -P moto_server) && python=$(dirname "$tool")/python3
      "$python" -c 'if True:
        import sys
        from moto.server import ThreadedMotoServer
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        print(server.get_host_and_port()[1], flush=True)
        sys.stdin.read()'
      """,
    ]
    process.environment = Self.environment
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8) {
      line += byte
    }
    port = String(decoding: line, as: UTF8.self)
    if Int(port) == nil { throw Missing() }
  }

  /// Runs a script of bash in which the tools of AWS talk to this API.
  package func shell(_ script: String, in scratch: Scratch) throws -> Outcome {
    try scratch.shell(
      "set -eo pipefail\n\(script)",
      environment: Self.environment.merging([
        "AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)", "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "ap-northeast-2", "AWS_REGION": "ap-northeast-2",
        "AWS_EC2_METADATA_DISABLED": "true", "NO_PROXY": "127.0.0.1", "AWS_PAGER": "", "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "PROVIDERS": Self.providers ?? "",
      ]) { $1 }
    )
  }
}
