import Profile
import Testing

/// Ranges of IPv4 addresses.
@Suite struct AddressRangeTests {
  @Test(arguments: ["0.0.0.0/0", "10.0.0.0/8", "128.0.0.0/1", "192.0.2.1/32", "255.255.255.254/31"])
  func `a range is written as it is read`(_ text: String) {
    #expect(AddressRange(text)?.description == text)
  }

  @Test(arguments: [
    "", "10.0.0.0", "10.0.0.0/", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/+8", "10.0.0/8",
    "10.0.0.0.0/8", "010.0.0.0/8", "10.0.0.256/32", "10.0.0.1/31", "10.0.0.0/8/8", "::/0", " 10.0.0.0/8",
    "11.0.0.0/7", "0.0.0.1/0",
  ])
  func `what is no range, or counts bits beyond it`(_ text: String) {
    #expect(AddressRange(text) == nil)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.1.2.0/24", true), ("10.1.2.0/24", "10.0.0.0/8", true), ("10.0.0.0/8", "11.0.0.0/8", false),
    ("0.0.0.0/0", "255.255.255.255/32", true), ("10.0.0.0/25", "10.0.0.128/25", false),
    ("10.0.0.128/25", "10.0.0.0/24", true), ("172.16.0.0/12", "172.32.0.0/16", false),
  ])
  func `ranges touch where one is in the other`(_ one: String, _ other: String, _ touch: Bool) throws {
    #expect(try #require(AddressRange(one)).touches(try #require(AddressRange(other))) == touch)
  }

  @Test func `a range is cut into parts by its next bits`() throws {
    let range = try #require(AddressRange("10.1.0.0/16"))
    #expect(
      (0..<4).map { range.part($0, bits: 2).description } == [
        "10.1.0.0/18", "10.1.64.0/18", "10.1.128.0/18", "10.1.192.0/18",
      ]
    )
    #expect(range.part(255, bits: 8).router == "10.1.255.1/24")
  }

  @Test func `an address is a range of its own`() {
    #expect(AddressRange(address: "10.0.1.11")?.description == "10.0.1.11/32")
    #expect(AddressRange(address: "10.0.1") == nil && AddressRange(address: "kafka") == nil)
  }
}
