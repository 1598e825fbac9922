import Text

/// An option whose value is a case of a type, or several with commas between.
package struct Choice<Value: RawRepresentable<String> & CaseIterable & Sendable>: Sendable {
  /// The option, as the table has it.
  package let option: Option

  /// Makes an option of one value.
  package init(_ name: String, value: String, default: Value? = nil, _ summary: String) {
    option = Option(
      name,
      value: Option.Value(value, .choice(Value.allCases.map(\.rawValue)), default: `default`?.rawValue),
      summary
    )
  }

  /// Makes an option of one value or several.
  package init(_ name: String, values: String, _ summary: String) {
    option = Option(name, value: Option.Value(values, .choices(Value.allCases.map(\.rawValue))), summary)
  }
}

extension Invocation {
  /// The value given for the option, or else its default.
  package func value<Value>(of choice: Choice<Value>) -> Value? { value(of: choice.option).flatMap(Value.init) }

  /// The values given for an option of several, in order; nil when it isn't given.
  package func values<Value>(of choice: Choice<Value>) -> [Value]? {
    value(of: choice.option).map { items(of: $0).compactMap(Value.init) }
  }
}

/// What stands between the commas of a value, without blanks before it.
func items(of text: String) -> [String] {
  text.split(at: ",", omittingEmptySubsequences: false).map { item in
    String(Substring(item.utf8.drop { $0 == UInt8(ascii: " ") }))
  }
}
