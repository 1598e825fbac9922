import Findings
import Text
package import YAML

extension Schema {
  /// What the catalog knows of words that may stand at a key.
  package struct Vocabulary: Sendable {
    let releases: [String]
    let instanceTypes: [String]
    let brokerProperties: [String]

    /// Makes a vocabulary.
    /// - Parameters:
    ///   - releases: every release, the newest first.
    ///   - instanceTypes: the instance types whose memory is known.
    ///   - brokerProperties: Kafka's names of all properties of a broker.
    package init(releases: [String], instanceTypes: [String], brokerProperties: [String]) {
      self.releases = releases
      self.instanceTypes = instanceTypes
      self.brokerProperties = brokerProperties
    }
  }

  /// The JSON Schema of a profile, of 2020-12: for editors and for whoever makes profiles by program.
  ///
  /// Whatever `check` takes it takes as well. Of a profile with `extends` it doesn't ask for what the other one may have.
  package static func json(_ vocabulary: Vocabulary) -> Node {
    var document: Mapping = [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Profile of kafka-cloud-init",
    ]
    let writer = SchemaWriter(vocabulary: vocabulary)
    document.entries += writer.section(profile, at: "", isWhole: false).entries
    document["$defs"] = [
      "instanceType": ["enum": Node(.sequence(vocabulary.instanceTypes.map(Node.string)))],
      "brokerProperty": profile["broker"].shape.section?.others.map { writer.key($0, at: "broker.*", isWhole: false) }
        ?? [:],
    ]
    document["if"] = ["required": ["extends"]]
    document["else"] = Node(.mapping(writer.needs(of: profile)))
    return Node(.mapping(document))
  }

  /// Each key that has an example, with it: a value in YAML's flow style.
  package static var examples: [(path: String, example: String)] {
    entries.compactMap { entry in entry.key.example.map { (entry.path, $0) } }
  }
}

/// The work of `Schema.json`.
private struct SchemaWriter {
  let vocabulary: Schema.Vocabulary

  /// The schema of a mapping; with `isWhole` its keys can't be in a profile that this one extends.
  func section(_ section: Section, at path: String, isWhole: Bool) -> Mapping {
    var schema: Mapping = ["type": "object"]
    var properties = Mapping(
      section.keys.map {
        Mapping.Entry(key: $0.name, value: key($0, at: path.isEmpty ? $0.name : "\(path).\($0.name)", isWhole: isWhole))
      }
    )
    if let others = section.others {
      let value = key(others, at: "\(path).*", isWhole: isWhole)
      if path == "broker" {
        properties = Mapping(
          vocabulary.brokerProperties.map { Mapping.Entry(key: $0, value: ["$ref": "#/$defs/brokerProperty"]) }
        )
        schema["additionalProperties"] = ["$ref": "#/$defs/brokerProperty"]
      } else {
        schema["additionalProperties"] = value
      }
      if let rule = section.nameRule { schema["propertyNames"] = ["pattern": .string(rule.pattern)] }
      schema["maxProperties"] = .integer(Schema.mostItems)
      if !section.isEmptyAllowed { schema["minProperties"] = 1 }
    } else {
      schema["additionalProperties"] = false
    }
    if !properties.entries.isEmpty { schema["properties"] = Node(.mapping(properties)) }
    if isWhole {
      let needed = section.keys.filter(\.isNeeded).map { Node.string($0.name) }
      if !needed.isEmpty { schema["required"] = Node(.sequence(needed)) }
    }
    return schema
  }

  /// What must be there in a profile that extends no other.
  func needs(of section: Section) -> Mapping {
    var schema = Mapping()
    let needed = section.keys.filter(\.isNeeded).map { Node.string($0.name) }
    if !needed.isEmpty { schema["required"] = Node(.sequence(needed)) }
    let properties = section.keys.compactMap { key -> Mapping.Entry? in
      guard let inner = key.shape.section.map(needs), !inner.entries.isEmpty else { return nil }
      return Mapping.Entry(key: key.name, value: Node(.mapping(inner)))
    }
    if !properties.isEmpty { schema["properties"] = Node(.mapping(Mapping(properties))) }
    return schema
  }

  func key(_ key: Key, at path: String, isWhole: Bool) -> Node {
    var schema = shape(key.shape, at: path, isWhole: isWhole)
    switch path {
    case "release": schema["enum"] = Node(.sequence(vocabulary.releases.map(Node.string)))
    case "instance.type", "nodes[].instance_type":
      // An editor offers the known ones, and takes any.
      schema = ["anyOf": [["$ref": "#/$defs/instanceType"], Node(.mapping(schema))]]
    default: break
    }
    schema["description"] = .string(Schema.plain(key.words))
    if case .value(let value) = key.without { schema["default"] = value.node }
    if let example = key.example.flatMap(Self.value) { schema["examples"] = [example] }
    return Node(.mapping(schema))
  }

  private static func value(_ yaml: String) -> Node? {
    var diagnostics = Diagnostics()
    return Node.parse(Source(name: "example", text: yaml), into: &diagnostics)
  }

  private func shape(_ shape: Shape, at path: String, isWhole: Bool) -> Mapping {
    switch shape {
    case .text(let rule): return text(rule, takesBoolean: false)
    case .setting(let rule): return text(rule, takesBoolean: true)
    case .choice(let words): return ["enum": Node(.sequence(words.map(Node.string)))]
    case .integer(let range):
      return ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    case .boolean: return ["type": "boolean"]
    case .memory: return ["type": "string", "pattern": .string("^0*[1-9][0-9]{0,7}[mMgG]$")]
    case .list(let item, let least):
      var schema: Mapping = ["type": "array", "maxItems": .integer(Schema.mostItems)]
      if least > 0 { schema["minItems"] = .integer(least) }
      let items = self.shape(item, at: path + "[]", isWhole: true)
      if !items.entries.isEmpty { schema["items"] = Node(.mapping(items)) }
      return schema
    case .mapping(let section): return self.section(section, at: path, isWhole: isWhole)
    case .either(let first, let second, _):
      // Each of them has keywords of its own, which leave values of the other's type alone.
      var schema = self.shape(first, at: path, isWhole: isWhole)
      let other = self.shape(second, at: path, isWhole: isWhole)
      let types = [schema["type"], other["type"]].compactMap(\.self).flatMap { $0.sequence ?? [$0] }
      schema.entries += other.entries.filter { $0.key != "type" }
      schema["type"] = Node(.sequence(types))
      return schema
    case .orNothing(let shape):
      var schema = self.shape(shape, at: path, isWhole: isWhole)
      if let type = schema["type"] { schema["type"] = [type, "null"] }
      return schema
    case .content: return ["type": ["string", "number", "boolean"]]
    case .anything: return [:]
    }
  }

  /// A text, and a number where the rule takes one for a text.
  private func text(_ rule: NameRule?, takesBoolean: Bool) -> Mapping {
    let digits = ["1", "1.5", String(repeating: "1", count: 22), String(repeating: "1", count: 40)]
    let takesNumber = rule.map { rule in digits.contains(where: rule.allows) } ?? true
    let types: [Node] = ["string"] + (takesNumber ? ["number"] : []) + (takesBoolean ? ["boolean"] : [])
    var schema: Mapping = ["type": types.count == 1 ? types[0] : Node(.sequence(types))]
    // No control character gets into a text.
    schema["pattern"] = .string(rule?.pattern ?? #"^[^\u0000-\u001f\u007f-\u009f]*$"#)
    return schema
  }
}

extension Key {
  /// Whether nothing goes without it.
  fileprivate var isNeeded: Bool {
    if case .needed = without { true } else { false }
  }
}

extension Without.Literal {
  fileprivate var node: Node {
    switch self {
    case .text(let text): .string(text)
    case .integer(let value): .integer(value)
    case .boolean(let value): .boolean(value)
    }
  }
}
