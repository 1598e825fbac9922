package import YAML

/// A variable of a container.
package struct Variable: Sendable {
  /// How a value goes with what a compose file says of the variable already.
  package enum Value: Sendable {
    /// It takes its place; nil removes it.
    case set(Node?)
    /// It is for a file that says nothing of it.
    case unlessSaid(Node)
    /// It takes its place where the file says anything of it.
    case whereSaid(Node)
    /// It goes behind what the file says, with a comma, or else behind a default; a value in the profile goes before.
    case appended(String, default: String)
  }

  /// Its name.
  package let name: String
  /// Its value.
  package var value: Value

  /// A variable that the program sets, with nil for one that must not be there.
  static func set(_ name: String, _ value: Node?) -> Variable { Variable(name: name, value: .set(value)) }

  /// A variable that the program sets to a text, with nil for one that must not be there.
  static func set(_ name: String, text: String?) -> Variable { set(name, text.map(Node.string)) }
}

/// What sets a variable of a container in the operator's place.
package enum VariableOwner: Sendable, Equatable {
  /// The heap of the service.
  case heap
  /// Another key of the profile.
  case key(String)
  /// The broker property of the same meaning.
  case brokerProperty
}

/// The names of a container in the compose network.
package struct HostNames: Sendable {
  /// Its host name.
  package let hostName: String?
  /// Names beside that of its service.
  package let aliases: [String]
}
