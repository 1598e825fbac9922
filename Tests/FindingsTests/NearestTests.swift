@testable import Findings
import Testing

@Suite struct NearestTests {
  @Test(
    arguments: [
      ("broker", "broker"), ("Broker", "broker"), ("brokr", "broker"), ("borker", "broker"), ("brokers", "broker"),
      ("x", nil), ("kafka", nil),
      ("heaap", "heap"), ("hepa", "heap"), ("eahp", nil), ("", nil),
      ("instence-type", "instance-type"),
      ("instncetyp", "instance-type"), ("instnctyp", nil),
    ] as [(String, String?)]
  )
  func `the nearest candidate is offered when it is near enough`(_ word: String, _ candidate: String?) {
    #expect(nearest(to: word, in: ["broker", "heap", "instance-type"]) == candidate)
  }

  @Test func `of two as near the first is offered`() {
    #expect(nearest(to: "bat", in: ["cat", "hat"]) == "cat")
    #expect(nearest(to: "bat", in: ["hats", "hat"]) == "hat")
    #expect(nearest(to: "bat", in: []) == nil)
  }

  @Test func `a word that is too long to compare gets no offer`() {
    let word = String(repeating: "a", count: 100)
    #expect(nearest(to: word, in: [word + "b"]) == word + "b")
    #expect(nearest(to: word + "c", in: [word + "b"]) == nil)
  }
}
