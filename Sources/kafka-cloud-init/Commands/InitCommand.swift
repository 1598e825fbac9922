import Arguments
import Bootstrap
import Catalog
import Findings
import Profile
import Rendering
import Text
import YAML

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Writes a first profile, from options or, on a terminal, from answers.
enum InitCommand {
  /// Its place in the table.
  static let command = Command(
    "init",
    operand: Operand(
      "NAME",
      count: .optional,
      "The cluster's name, for `profiles/NAME.yaml`, or the path of the new file"
    ),
    "Write a first profile",
    details: """
      On a terminal it asks for what no option says; an empty answer takes what stands in brackets. Anywhere else that is what \
      it takes. It asks for all that the chosen delivery needs, reads the profile as `render` would, and never writes over a file.
      """,
    options: [
      .brokers, .release, .host, .zones, .address, .instanceType, .volumeSize, .delivery, .vpc, .subnets,
      .securityGroups,
      .clients, .administrators, .hostedZone, .keyName, .clusterID,
    ],
    rules: [.excludes(.address, .hostedZone)],
    examples: [
      Example("init orders", "Ask, and write `profiles/orders.yaml`"),
      Example("init orders --brokers 3 --zones us-east-1a,us-east-1b,us-east-1c", "The same without questions"),
    ]
  )

  static func run(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    let color = invocation.value(of: .color) ?? .auto
    var questions = Questions(invocation, isAsking: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1)
    guard let name = questions.name() else {
      report(
        [Diagnostic(.error, "usage", "operand NAME is missing", at: nil, help: "name the cluster: `init orders`")],
        color: color
      )
      return .usage
    }
    let isPath = name.includes("/") || name.ends(with: ".yaml") || name.ends(with: ".yml")
    let path = isPath ? name : "profiles/\(name).yaml"
    let file = name.split(at: "/").last.map(String.init) ?? name
    let cluster = [".yaml", ".yml"].contains { file.ends(with: $0) } ? String(file.before(".y")) : file
    if kind(at: path) != nil {
      let help = "choose another name, or edit the file"
      report([Diagnostic(.error, "profile-exists", "\(path) is there already", at: nil, help: help)], color: color)
      return .found
    }
    guard let profile = questions.profile(of: cluster) else {
      report(questions.findings, color: color)
      return .usage
    }
    let bytes = profile.yamlBytes
    var found = Diagnostics()
    let document = Node.parse(Source(name: path, bytes: bytes), into: &found)
    _ = document.flatMap { Pipeline.cluster($0, into: &found) }
    report(found.all, color: color)
    if found.hasErrors {
      writeErrors("\(path) is not written; what it would say:\n\n\(String(decoding: bytes, as: UTF8.self))")
      return .found
    }
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex {
      try makeFolder(String(path[..<slash]))
    }
    try writeFile(bytes, to: path)
    let operand = isPath ? path.shellWordIfNeeded : name
    try printOutput(
      """
      \(path): \(profile.brokers) \(profile.brokers == 1 ? "broker" : "brokers") of release \(profile.release)
      Next: kafka-cloud-init plan \(operand)      # look at it
            kafka-cloud-init render \(operand)    # write what to paste

      """
    )
    return .done
  }
}

/// What the options and the answers say.
private struct Questions {
  private let invocation: Invocation
  private let isAsking: Bool
  /// What is wrong with them.
  private(set) var findings: [Diagnostic] = []

  init(_ invocation: Invocation, isAsking: Bool) {
    self.invocation = invocation
    self.isAsking = isAsking
  }

  /// The name or path given, or answered; nil for none.
  func name() -> String? { invocation.operands.first ?? (isAsking ? answer("Name of the cluster", "orders") : nil) }

  /// The profile; nil where an option is wrong or missing.
  mutating func profile(of cluster: String) -> NewProfile? {
    let brokers = number(.brokers, "How many brokers", "3")
    let release = text(.release, "Release of Confluent Platform", Release.all[0].version)
    let domain = "\(cluster).internal"
    let addresses = items(.address)
    let host =
      addresses.isEmpty
      ? text(
        .host,
        "Host names that your DNS has, {id} being the broker's id",
        brokers == 1 ? "kafka.\(domain)" : "kafka-{id}.\(domain)"
      )
      : invocation.value(of: .host) ?? "kafka-{id}"
    let forms = delivery()
    let hasGroups = forms.contains { $0 != .launchTemplate }
    let zones = items(
      .zones,
      hasGroups ? "Availability Zones, taken in turn" : "Availability Zones, taken in turn, or none"
    )
    var profile = NewProfile(
      cluster: cluster,
      clusterID: invocation.value(of: .clusterID) ?? Self.randomID(),
      release: release,
      brokers: addresses.isEmpty ? brokers : addresses.count,
      host: host
    )
    profile.zones = zones
    profile.addresses = addresses
    profile.instanceType = invocation.value(of: .instanceType)
    profile.volumeSize = invocation.value(of: .volumeSize)
    profile.keyName = invocation.value(of: .keyName)
    profile.delivery = forms == [.launchTemplate] ? [] : forms
    if hasGroups {
      profile.subnets = items(.subnets, "Their subnets, in the same order")
      let makesGroup = forms.contains { $0 == .terraform || $0 == .cloudformation }
      if makesGroup { profile.vpc = optional(.vpc, "The VPC, for a security group that is made") }
      if !makesGroup || invocation.has(.securityGroups) {
        profile.securityGroups = items(.securityGroups, "Security groups that are there")
      }
    } else {
      profile.subnets = items(.subnets)
      profile.securityGroups = items(.securityGroups)
      profile.vpc = invocation.value(of: .vpc)
    }
    profile.clients = items(.clients, "Address ranges of clients, such as 10.0.0.0/16, or none")
    profile.administrators = items(.administrators)
    profile.hostedZone = invocation.value(of: .hostedZone)
    check(profile, hasGroups: hasGroups)
    return findings.isEmpty ? profile : nil
  }

  /// What no rule of the profile's own would say in words of the command line.
  private mutating func check(_ profile: NewProfile, hasGroups: Bool) {
    if hasGroups && profile.zones.isEmpty {
      fail("a data volume is in an Availability Zone, and none is named", .zones)
    }
    if !profile.subnets.isEmpty && profile.subnets.count != profile.zones.count {
      fail("`--subnets` gives \(profile.subnets.count), and `--zones` \(profile.zones.count)", .subnets)
    }
    if hasGroups && profile.subnets.isEmpty { fail("instances are launched into subnets, and none is named", .subnets) }
    if profile.delivery.contains(.autoscaling) && profile.securityGroups.isEmpty {
      fail("groups are launched with security groups that are there, and none is named", .securityGroups)
    }
    if let asked = invocation.value(of: .brokers), !profile.addresses.isEmpty, Int(asked) != profile.brokers {
      fail("`--address` gives \(profile.brokers), and `--brokers` asks for \(asked)", .brokers)
    }
  }

  private mutating func fail(_ message: String, _ option: Option) {
    findings.append(
      Diagnostic(.error, "usage", message, at: nil, help: "give `--\(option.name) \(option.value?.name ?? "")`")
    )
  }

  private mutating func number(_ option: Option, _ question: String, _ fallback: String) -> Int {
    while true {
      let text = text(option, question, fallback)
      if let number = Int(text), number > 0 { return number }
      if invocation.has(option) || !isAsking {
        fail("`\(text)` is not a number of brokers", option)
        return 1
      }
      writeErrors("  a number, please\n")
    }
  }

  private mutating func delivery() -> [Profile.Delivery.Form] {
    if let forms = invocation.values(of: .delivery) { return forms }
    if !isAsking { return [.launchTemplate] }
    let names = Profile.Delivery.Form.allCases.map(\.rawValue)
    while true {
      let words = Self.words(answer("How it gets to EC2: \(listed(names, "or"))", names[0]))
      let forms = words.compactMap(Profile.Delivery.Form.init)
      if forms.count == words.count && !forms.isEmpty { return forms }
      writeErrors("  one of these words, or several with commas between\n")
    }
  }

  private func text(_ option: Option, _ question: String, _ fallback: String) -> String {
    invocation.value(of: option) ?? (isAsking ? answer(question, fallback) : fallback)
  }

  private func optional(_ option: Option, _ question: String) -> String? {
    let text = text(option, question, "")
    return text.isEmpty ? nil : text
  }

  private func items(_ option: Option, _ question: String? = nil) -> [String] {
    Self.words(invocation.value(of: option) ?? (isAsking ? question.map { answer($0, "") } : nil) ?? "")
  }

  private static func words(_ text: String) -> [String] {
    text.putting(" ", for: ",").split(at: " ").map(String.init)
  }

  private func answer(_ question: String, _ fallback: String) -> String {
    writeErrors(fallback.isEmpty ? "\(question): " : "\(question) [\(fallback)]: ")
    let answer = Self.words(readLine() ?? "").joined(separator: ",")
    return answer.isEmpty ? fallback : answer
  }

  /// 16 random bytes in base64 for URLs, as `kafka-storage random-uuid` prints them: none begins with a dash
  /// (Uuid.randomUuid of github.com/apache/kafka).
  private static func randomID() -> String {
    var generator = SystemRandomNumberGenerator()
    while true {
      let bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let text = String(decoding: base64(bytes), as: UTF8.self).putting("-", for: "+").putting("_", for: "/").before(
        "="
      )
      if !text.begins(with: "-") { return String(text) }
    }
  }
}

extension String {
  /// A path as a shell takes it, in quotes only where it needs some.
  fileprivate var shellWordIfNeeded: String {
    let plain = utf8.allSatisfy { $0.isLetter || $0.isDigit || "-_./".utf8.contains($0) }
    return plain ? self : shellWord
  }
}
