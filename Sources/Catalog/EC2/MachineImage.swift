/// A public machine image of an operating system.
package struct MachineImage: Sendable {
  /// The SSM public parameter that holds the newest image's id.
  package let parameter: String
  /// The device name of the root volume in the image.
  package let rootDevice: String

  /// The image for an architecture, whose name differs from publisher to publisher.
  ///
  /// Sources: the Amazon Linux 2 and 2023 user guides, Canonical's and Debian's pages on finding images by SSM parameter.
  package static func of(_ system: OperatingSystem, _ architecture: Architecture) -> MachineImage {
    let amazon = architecture == .aarch64 ? "arm64" : "x86_64"
    let debian = architecture == .aarch64 ? "arm64" : "amd64"
    let latest = "/aws/service/ami-amazon-linux-latest"
    let ubuntu = "/aws/service/canonical/ubuntu/server"
    return switch system {
    case .amazonLinux2023:
      MachineImage(parameter: "\(latest)/al2023-ami-kernel-default-\(amazon)", rootDevice: "/dev/xvda")
    case .amazonLinux2:
      MachineImage(parameter: "\(latest)/amzn2-ami-kernel-5.10-hvm-\(amazon)-gp2", rootDevice: "/dev/xvda")
    case .ubuntu24_04:
      MachineImage(parameter: "\(ubuntu)/24.04/stable/current/\(debian)/hvm/ebs-gp3/ami-id", rootDevice: "/dev/sda1")
    case .ubuntu22_04:
      MachineImage(parameter: "\(ubuntu)/22.04/stable/current/\(debian)/hvm/ebs-gp2/ami-id", rootDevice: "/dev/sda1")
    case .debian13:
      MachineImage(parameter: "/aws/service/debian/release/13/latest/\(debian)", rootDevice: "/dev/xvda")
    case .debian12:
      MachineImage(parameter: "/aws/service/debian/release/12/latest/\(debian)", rootDevice: "/dev/xvda")
    }
  }
}
