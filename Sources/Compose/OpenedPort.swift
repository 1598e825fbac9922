import Findings
import Text
import YAML

/// A port that a variable of a container opens: for JMX, a debugger or an agent, or as a listener of the service.
struct OpenedPort {
  /// The port.
  let port: Int
  /// Whether the service itself listens there, as it may on the port that it has anyway.
  let isListener: Bool
  /// The variable.
  let variable: String
  /// The variable's place.
  let mark: SourceMark?

  /// The ports that an environment opens, each once.
  ///
  /// Sources: `kafka-run-class.sh` of github.com/apache/kafka and its likes for JMX_PORT, and the `launch` scripts of
  /// github.com/confluentinc/kafka-images for the names with a prefix; Oracle's "Monitoring and Management Using JMX
  /// Technology" and "JPDA Connection and Invocation" for the options; github.com/prometheus/jmx_exporter and
  /// github.com/jolokia/jolokia for the arguments of agents.
  static func all(in environment: Mapping) -> [OpenedPort] {
    var found: [OpenedPort] = []
    for entry in environment.entries {
      guard let text = entry.value.scalar?.text else { continue }
      let isListener = listens(entry.key)
      let ports =
        isListener
        ? listeners(in: text)
        : entry.key == "JMX_PORT" || entry.key.ends(with: "_JMX_PORT")
          ? [port(text.utf8[...])]
          : words(of: text).map(port(ofOption:))
      for port in ports.compactMap(\.self) where !found.contains(where: { $0.port == port }) {
        found.append(OpenedPort(port: port, isListener: isListener, variable: entry.key, mark: entry.value.mark))
      }
    }
    return found
  }

  /// Whether a variable has the addresses of a service's own; a broker's are the profile's `listeners`.
  private static func listens(_ name: String) -> Bool {
    ["CONNECT_REST_PORT", "SERVER_PORT"].contains(name)
      || name.ends(with: "_LISTENERS") && name != "KAFKA_LISTENERS"
        && !name.ends(with: "ADVERTISED_LISTENERS")
  }

  /// The ports of addresses such as `http://0.0.0.0:8081`, or a port by itself.
  private static func listeners(in text: String) -> [Int?] {
    text[...].utf8.split(separator: UInt8(ascii: ",")).map { address in
      address.split(separator: UInt8(ascii: ":")).last.flatMap { port($0) }
    }
  }

  private static func words(of text: String) -> [Substring.UTF8View] {
    text[...].utf8.split { " \t\n\"'".utf8.contains($0) }
  }

  private static func port(ofOption option: Substring.UTF8View) -> Int? {
    func rest(_ prefix: String) -> Substring.UTF8View? {
      option.starts(with: prefix.utf8) ? option.dropFirst(prefix.utf8.count) : nil
    }
    let management = "-Dcom.sun.management.jmxremote"
    if let value = rest("\(management).port=") ?? rest("\(management).rmi.port=") { return port(value) }
    if let settings = rest("-agentlib:jdwp=") ?? rest("-Xrunjdwp:") {
      guard setting("server", in: settings).map({ $0.elementsEqual("y".utf8) }) == true else { return nil }
      let address = setting("address", in: settings)
      return address.flatMap { $0.split(separator: UInt8(ascii: ":")).last }.flatMap { port($0) }
    }
    guard let agent = rest("-javaagent:"), let equals = agent.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let arguments = agent[equals...].dropFirst()
    if let value = setting("port", in: arguments) { return port(value) }
    return arguments.split(separator: UInt8(ascii: ":")).compactMap { port($0) }.first
  }

  /// The value of a NAME=VALUE between commas.
  private static func setting(_ name: String, in settings: Substring.UTF8View) -> Substring.UTF8View? {
    let prefix = Array("\(name)=".utf8)
    return settings.split(separator: UInt8(ascii: ",")).first { $0.starts(with: prefix) }?.dropFirst(prefix.count)
  }

  private static func port(_ text: Substring.UTF8View) -> Int? {
    guard let port = Int(Substring(text)), (1...65_535).contains(port) else { return nil }
    return port
  }
}
