/// The operating systems that the boot steps know.
package enum OperatingSystem: String, Sendable, CaseIterable {
  /// Amazon Linux 2023.
  case amazonLinux2023 = "amazon-linux-2023"
  /// Amazon Linux 2.
  case amazonLinux2 = "amazon-linux-2"
  /// Ubuntu 24.04.
  case ubuntu24_04 = "ubuntu-24.04"
  /// Ubuntu 22.04.
  case ubuntu22_04 = "ubuntu-22.04"
  /// Debian 13.
  case debian13 = "debian-13"
  /// Debian 12.
  case debian12 = "debian-12"

  /// Whether its images come with the agent of AWS Systems Manager (Systems Manager user guide, "Find AMIs with the SSM
  /// Agent preinstalled"); Debian's don't.
  package var hasSystemsManagerAgent: Bool {
    switch self {
    case .amazonLinux2023, .amazonLinux2, .ubuntu24_04, .ubuntu22_04: true
    case .debian13, .debian12: false
    }
  }

  /// The user that its images give the key pair to (Amazon EC2 user guide, "Manage system users").
  package var user: String {
    switch self {
    case .amazonLinux2023, .amazonLinux2: "ec2-user"
    case .ubuntu24_04, .ubuntu22_04: "ubuntu"
    case .debian13, .debian12: "admin"
    }
  }

  /// The day its support ended, if that was before November 2026.
  ///
  /// Source: the Amazon Linux 2 FAQ of AWS.
  package var endOfSupport: String? {
    switch self {
    case .amazonLinux2: "2026-06-30"
    case .amazonLinux2023, .ubuntu24_04, .ubuntu22_04, .debian13, .debian12: nil
    }
  }
}
