/// The Docker Compose plugin that boots install where the distribution has no package of it: on Amazon Linux.
package enum ComposePlugin {
  /// Where its executables are, without the hyphen and the architecture at the end.
  package static let url = "https://github.com/docker/compose/releases/download/v2.32.4/docker-compose-linux"

  /// The SHA-256 sum of its executable.
  ///
  /// Source: `27/cli/Dockerfile` of github.com/docker-library/docker, which installs the same release.
  package static func sha256(_ architecture: Architecture) -> String {
    switch architecture {
    case .x86_64: "ed1917fb54db184192ea9d0717bcd59e3662ea79db48bff36d3475516c480a6b"
    case .aarch64: "0c4591cf3b1ed039adcd803dbbeddf757375fc08c11245b0154135f838495a2f"
    }
  }
}
