import Text

/// AWS's regions, as far as the names of their zones tell.
package enum Region {
  /// The region of an Availability Zone or Local Zone; nil where the name isn't one of a zone.
  ///
  /// A zone is its region with a letter behind, or with a city and a letter behind the region's number, as in
  /// `us-west-2-lax-1a` (Amazon EC2 user guide, "Regions and Zones").
  package static func ofZone(_ zone: String) -> String? {
    let parts = zone.split(at: "-")
    guard let place = parts.firstIndex(where: { $0.utf8.first?.isDigit == true }), place > 0 else { return nil }
    return (parts[..<place] + [Substring(parts[place].utf8.prefix(while: \.isDigit))]).joined(separator: "-")
  }
}
