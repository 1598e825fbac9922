import Findings
import Text
import YAML

/// Reads values out of a profile's tree and collects what is wrong with them.
///
/// Each function gives nil after it has reported why, or when the key isn't there.
struct Reader {
  /// A mapping of the profile, with its keys in the table and its path from the top.
  struct Object {
    let mapping: Mapping
    let mark: SourceMark?
    let section: Section
    let path: String
    /// The path in the table, where `*` stands for a name and `[]` for a place in a list.
    let place: String

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func place(of key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    /// One that nothing is in.
    static func empty(_ section: Section, _ path: String) -> Self {
      Object(mapping: Mapping(), mark: nil, section: section, path: path, place: path)
    }
  }

  var diagnostics = Diagnostics()
  /// The paths of the table that were asked for, where a test wants to know.
  var asked: Set<String>?

  /// What a function reads; nil when it has reported anything, so that no later finding follows from half a value.
  mutating func ifClean<Value>(_ read: (inout Reader) -> Value) -> Value? {
    let count = diagnostics.count
    let value = read(&self)
    return diagnostics.count == count ? value : nil
  }

  /// The keys at the top of the profile about whose values something was reported.
  private(set) var doubts: Set<String> = []

  /// What a function reads of a key at the top, which is in doubt when anything is reported about it.
  mutating func noting<Value>(_ key: String, _ read: (inout Reader) -> Value) -> Value {
    let count = diagnostics.count
    let value = read(&self)
    if diagnostics.count != count { doubts.insert(key) }
    return value
  }

  // MARK: Mappings and lists

  /// The node at a key; when nothing goes without it, its absence is reported.
  mutating func node(_ name: String, in object: Object) -> Node? {
    let key = object.section[name]
    asked?.insert(object.place(of: name))
    if let node = object.mapping[name] { return node }
    if case .needed(let help) = key.without {
      diagnostics.error(
        "missing-key",
        "`\(object.path(of: name))` is missing",
        at: object.mark.map(\.firstCharacter),
        help: help
      )
    }
    return nil
  }

  /// Opens a mapping and reports the keys that don't belong there.
  ///
  /// A key that is nearly one that isn't there was meant for it, and is read as if it were it.
  mutating func open(_ node: Node, _ section: Section, path: String, place: String, shape: Shape? = nil) -> Object? {
    guard var mapping = node.mapping else {
      wrongType(node, path, (shape ?? .mapping(section)).description)
      return nil
    }
    if section.others != nil {
      if bounded(mapping.entries, of: node, path: path) == nil { return nil }
    } else if mapping.entries.contains(where: { !section.has($0.key) }) {
      indent(&mapping, in: section)
      let present = Set(mapping.entries.lazy.map(\.key).filter(section.has))
      var absent = section.keys.map(\.name).filter { !present.contains($0) }
      for (index, entry) in mapping.entries.enumerated() where !section.has(entry.key) {
        let meant = diagnostics.nearest(to: entry.key, in: absent, at: entry.keyMark)
        reportUnknown(entry, in: section, place: place, meant: meant)
        guard let meant else { continue }
        absent.removeAll { $0 == meant }
        mapping.entries[index] = Mapping.Entry(key: meant, keyMark: entry.keyMark, value: entry.value)
      }
    }
    return Object(mapping: mapping, mark: node.mark, section: section, path: path, place: place)
  }

  /// Opens the mapping at a key, if the key is there.
  mutating func section(_ name: String, in object: Object) -> Object? {
    guard let node = node(name, in: object), let section = object.section[name].shape.section else { return nil }
    return open(node, section, path: object.path(of: name), place: object.place(of: name))
  }

  /// The entries of a mapping whose names the operator chooses, each with its path.
  mutating func entries(of object: Object) -> [(name: Sourced<String>, value: Node, path: String)] {
    asked?.insert(object.place(of: "*"))
    return object.mapping.entries.map {
      (Sourced($0.key, at: $0.keyMark), $0.value, object.path(of: $0.key))
    }
  }

  /// The items of the list at a key, each with its path.
  mutating func list(_ name: String, in object: Object) -> [(node: Node, path: String)]? {
    guard let node = node(name, in: object) else { return nil }
    let path = object.path(of: name)
    guard let items = node.sequence else {
      wrongType(node, path, object.section[name].shape.description, help: hint(node, for: object.section[name]))
      return nil
    }
    return bounded(items, of: node, path: path)?.enumerated().map { ($1, "\(path)[\($0)]") }
  }

  /// Opens an item of a list of mappings.
  mutating func item(_ item: (node: Node, path: String), of name: String, in object: Object) -> Object? {
    guard let section = object.section[name].shape.item?.section else { return nil }
    return open(item.node, section, path: item.path, place: object.place(of: name) + "[]")
  }

  /// The items of a list or mapping, if there aren't more than a profile may have.
  mutating func bounded<Item>(_ items: [Item], of node: Node, path: String) -> [Item]? {
    if items.count <= Schema.mostItems { return items }
    diagnostics.error(
      "too-many-items",
      "`\(path)` has \(items.count) items, and \(Schema.mostItems) are the most",
      at: node.mark.map(\.firstCharacter),
      help: "see whether a list went wrong that a program made"
    )
    return nil
  }
}
