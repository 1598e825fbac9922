import Foundation
import TestSupport
import Testing

/// Whole output folders: each form of delivery by each identity in each mode, and what makes an output another.
///
/// The profiles and what they give are in `Tests/Goldens`; `make goldens` writes the latter anew. The folders in `output`,
/// which hold the user-data of the shipped profiles byte for byte, are held by `RepositoryTests`.
struct GoldenTests {
  /// A profile in `Tests/Goldens`.
  struct Golden: CustomTestStringConvertible {
    let name: String

    static let folder = Scratch.checkout.appending(path: "Tests/Goldens")

    static let all = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
      .filter { $0.hasSuffix(".yaml") }.map { Golden(name: String($0.dropLast(5))) }

    var testDescription: String { name }

    /// The folder of what the profile gives.
    var url: URL { Self.folder.appending(path: name) }

    /// Renders the profile, with what is a file of its own left out of those that carry it.
    func rendered() throws -> [String: String] {
      let scratch = try Scratch()
      let upstream = Self.folder.appending(path: "\(name).upstream.yml").path
      let outcome = try scratch.run(
        ["render", Self.folder.appending(path: "\(name).yaml").path]
          + (FileManager.default.fileExists(atPath: upstream) ? ["--upstream", upstream] : [])
          // User-data near EC2's limit would change its form whenever a step of the boot gains a line.
          + (name == "plain" ? [] : ["--encoding", "gzip+base64"])
      )
      try #require(outcome.status == 0, "\(outcome.errors)")
      let files = try scratch.tree("output/\(name)").filter { $0.value != Data("folder".utf8) }
      let parts = Part.all(of: files)
      return files.filter { $0.key.hasSuffix("user-data.gz.base64") == false }
        // One has the script whole.
        .filter { $0.key != "kafka-node.sh" || name == "every-step" }
        // README, picture and user-data once more.
        .filter { $0.key != "index.html" }
        .mapValues { data in parts.reduce(String(decoding: data, as: UTF8.self)) { $1.cut(out: $0) } }
    }
  }

  /// A file that others carry: as a block of text, or as one word in base64.
  struct Part {
    let path: String
    let lines: [Substring]
    let words: [String]

    static func all(of files: [String: Data]) -> [Part] {
      // The largest first: user-data carry the other two.
      files.sorted { $0.value.count > $1.value.count }.compactMap { path, data in
        let text = String(decoding: data, as: UTF8.self)
        switch path.split(separator: "/").last {
        case "user-data.gz.base64": return Part(path: path, lines: [], words: [text])
        case "user-data.yaml", "kafka-node.sh", "docker-compose.yml":
          return Part(
            path: path,
            lines: text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(),
            words: [data.base64EncodedString()]
          )
        default: return nil
        }
      }
    }

    /// Puts the path of the file where a text has the file.
    func cut(out text: String) -> String {
      var text = text
      for word in words { text = text.replacing(word, with: "(\(path))") }
      guard let first = lines.first(where: { !$0.isEmpty }) else { return text }
      var rest = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
      var kept: [Substring] = []
      while let line = rest.popFirst() {
        kept.append(line)
        guard line.hasSuffix(first) else { continue }
        let indent = line.dropLast(first.count)
        let block = lines.map { $0.isEmpty ? $0 : indent + $0 }
        if !indent.isEmpty, indent.allSatisfy({ $0 == " " }), ([line] + rest).starts(with: block) {
          kept[kept.count - 1] = "\(indent)(\(path))"
          rest = rest.dropFirst(block.count - 1)
        }
      }
      return kept.joined(separator: "\n")
    }
  }

  /// The script in the form in which short documents carry it, and its digest, change with every step of the boot.
  private static func withoutScript(_ text: String) -> String {
    text.replacing(#/encoding: gz\+b64\n  content: \S+/#, with: "encoding: gz+b64\n  content: (kafka-node.sh)")
      .replacing(#/\n# [0-9a-f]{64}\n/#, with: "\n# (SHA-256)\n")
  }

  @Test(arguments: Golden.all)
  func `what a profile gives is what it gave; make goldens takes what it gives now`(_ golden: Golden) throws {
    let rendered = try golden.rendered().mapValues(Self.withoutScript)
    if ProcessInfo.processInfo.environment["RENEW_GOLDENS"] != nil {
      try? FileManager.default.removeItem(at: golden.url)
      for (path, text) in rendered {
        let file = golden.url.appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(),
          withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
      }
      return
    }
    let scratch = try Scratch()
    for (path, text) in rendered { try scratch.write(text, to: "now/\(path)") }
    let difference = try scratch.shell(
      "diff --recursive --unified=1 --new-file \"$GOLDEN\" now | sed 's|^\\([-+]\\{3\\}\\) .*/\\(now\\|Goldens\\)/|\\1 |' | cut -c -160",
      environment: ["GOLDEN": golden.url.path]
    )
    let lines = difference.output.split(separator: "\n")
    #expect(
      lines.isEmpty && difference.errors.isEmpty,
      "\(difference.errors)\(lines.prefix(24).joined(separator: "\n"))\n… \(lines.count) lines of difference in all"
    )
  }

  @Test func `each golden has its profile`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Golden.folder.path)
    let folders = names.filter { !$0.contains(".") }
    #expect(folders.sorted() == Golden.all.map(\.name))
    #expect(folders.count > 15)
  }
}
