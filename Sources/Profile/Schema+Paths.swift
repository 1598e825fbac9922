import Findings
import Text

extension Schema {
  /// A key with its path from the top.
  struct Entry: Sendable {
    let path: String
    let key: Key
  }

  /// Every key with its path, `*` for a name of the operator's and `[]` for a place in a list.
  static let entries: [Entry] = {
    var entries: [Entry] = []
    func add(_ shape: Shape, at path: String) {
      switch shape {
      case .mapping(let section):
        for key in section.keys + [section.others].compactMap(\.self) {
          let path = path.isEmpty ? key.name : "\(path).\(key.name)"
          entries.append(Entry(path: path, key: key))
          add(key.shape, at: path)
        }
      case .list(let item, _): add(item, at: path + "[]")
      case .either(let first, let second, _):
        add(first, at: path)
        add(second, at: path)
      case .orNothing(let shape): add(shape, at: path)
      case .text, .setting, .choice, .integer, .boolean, .memory, .content, .anything: break
      }
    }
    add(.mapping(profile), at: "")
    return entries
  }()

  /// The path of every key.
  package static var paths: [String] { entries.map(\.path) }

  /// The paths that can be written as they are, with the first place for any in a list: what `--set` can be given.
  package static var concretePaths: [String] {
    paths.filter { $0 != "extends" && !$0.includes("*") }.map { $0.putting("[0]", for: "[]") }
  }

  /// The keys at the top of a profile.
  package static var topLevel: [String] { profile.keys.map(\.name) }

  /// The sections that have a key of each name.
  private static let homes: [String: [String]] = {
    var homes: [String: [String]] = [:]
    for entry in entries where entry.key.name != "*" {
      homes[entry.key.name, default: []].append(
        String(Substring(entry.path.utf8.dropLast(entry.key.name.utf8.count + 1)))
      )
    }
    return homes
  }()

  /// Where a key belongs that stands elsewhere, such as "under `instance`": below the place where it stands if there is
  /// such a place.
  static func home(of name: String, seenFrom place: String) -> String? {
    guard let homes = homes[name] else { return nil }
    let near = place.isEmpty ? [] : homes.filter { $0.begins(with: place + ".") }
    let chosen = near.isEmpty ? homes : near
    func words(_ home: String) -> String {
      if home.isEmpty { return "at the top of the profile" }
      return home.ends(with: "[]")
        ? "in the items of `\(Substring(home.utf8.dropLast(2)))`" : "under `\(home)`"
    }
    return listed(chosen.map(words), "or")
  }
}
