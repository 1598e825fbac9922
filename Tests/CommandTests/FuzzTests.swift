import Foundation
import TestSupport
import Testing

/// Numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// Damaged profiles: the program finds what is wrong, and never crashes.
struct FuzzTests {
  private func expectNoCrash(_ profile: some Collection<UInt8>, _ scratch: Scratch) throws {
    let outcome = try scratch.run(["check", "-"], input: Data(profile))
    let text = String(decoding: profile, as: UTF8.self).debugDescription
    #expect([0, 1].contains(outcome.status), "\(outcome.status) for \(text)")
    #expect((outcome.status == 1) == outcome.errors.contains(": error: "), "\(text)")
  }

  @Test func `every truncation of a profile is checked to the end`() throws {
    let scratch = try Scratch()
    let profile = try scratch.data("profiles/prod.yaml")
    for end in stride(from: 0, through: profile.count, by: 3) { try expectNoCrash(profile[..<end], scratch) }
  }

  @Test(arguments: 1...4)
  func `a profile with damaged bytes is checked to the end`(seed: Int) throws {
    let scratch = try Scratch()
    let profile = Array(try scratch.data("profiles/prod.yaml"))
    let telling = Array("\0\t\n\r !\"#%&'*,-:>?@[]`{|}~0\u{7F}é\u{2028}".utf8) + [0x80, 0xFF]
    var generator = SeededGenerator(seed: UInt64(seed))
    for _ in 0..<75 {
      var damaged = profile
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: damaged.indices, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: damaged[place] = telling[Int.random(in: telling.indices, using: &generator)]
        case 2: damaged.insert(telling[Int.random(in: telling.indices, using: &generator)], at: place)
        default:
          let end = min(damaged.count, place + Int.random(in: 1...12, using: &generator))
          damaged.removeSubrange(place..<end)
        }
      }
      try expectNoCrash(damaged, scratch)
    }
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000),
    String(repeating: "a: {", count: 50_000),
    "cluster: " + String(repeating: "x", count: 1_000_000), "a: &a [*a]", "a: &a {<<: *a}", "nodes: {count: 1e400}",
    "nodes: {count: 99999999999999999999}", "%YAML 9.9\n---\na: b", "--- a\n--- b\n", "? [a]\n: b\n",
    "\u{FEFF}cluster: a\n",
    "release: 5.3.1\ncluster: a\nnodes: {count: 1000, host: 'a{id}.b', first_id: 2147483647}",
  ])
  func `an extreme profile is checked to the end`(profile: String) throws {
    try expectNoCrash(Array(profile.utf8), Scratch())
  }
}
