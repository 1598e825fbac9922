import Foundation
import Testing

@testable import Bootstrap

struct SHA256Tests {
  @Test(
    "The hash is that of sha256sum round every length at which padding takes another block",
    arguments: [0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 8_000]
  )
  func hash(count: Int) {
    let text = String((0..<count).map { Character(UnicodeScalar(UInt8(33 + $0 * 7 % 90))) })
    #expect(shell("sha256sum", input: text).output == "\(sha256(Array(text.utf8)))  -\n")
  }
}
