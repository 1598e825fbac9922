import Findings
import Text
package import Profile

/// The address ranges of Docker's networks on a node.
///
/// Docker's own choice is 172.17.0.0/16 for its bridge and the ranges behind it, to 172.31 and then 192.168, for other
/// networks (dockerd's documentation, "Default address pools"). A VPC can have these, and a node of such an address can't
/// be reached from a container.
package struct ContainerNetworks: Sendable, Equatable {
  /// Of all.
  package let all: AddressRange

  /// Of Docker's bridge.
  package var bridge: AddressRange { all.part(0, bits: 2) }
  /// Of the compose file's default network.
  package var compose: AddressRange { all.part(1, bits: 2) }
  /// What other networks are cut from, such as those that an upstream file names.
  package var others: AddressRange { all.part(1, bits: 1) }
  /// The length of each of those.
  package var lengthOfOthers: Int { all.length + 4 }

  /// The lengths that `all` can have: each network has room for the containers of every service, and none is a good
  /// part of the addresses that a company has.
  static let lengths = 12...24

  /// What can be routed in a private network: RFC 1918, RFC 6598 and RFC 2544.
  static let privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15"]
    .compactMap { AddressRange($0) }

  /// What is chosen from when the profile says nothing: the lower half of what RFC 2544 sets apart for benchmarks of
  /// routers, which no VPC has unless someone means it (of the upper half AWS uses some), and then a corner of
  /// RFC 6598's.
  private static let choice = ["198.18.0.0/16", "100.127.0.0/16"].compactMap { AddressRange($0) }.flatMap { range in
    (0..<256).map { ContainerNetworks(all: range.part($0, bits: 8)) }
  }

  /// The first of the program's choice.
  static var standard: Self { choice[0] }

  /// The first of the program's choice that touches none of the known ranges.
  static func chosen(besides known: [AddressRange]) -> Self? {
    choice.first { networks in !known.contains { networks.all.touches($0) } }
  }
}

extension Profile {
  /// The addresses that the profile tells of: nodes and whoever connects to them.
  ///
  /// What is as wide as the Internet says nothing of where hosts are.
  var knownAddresses: [Sourced<AddressRange>] {
    var known: [Sourced<AddressRange>] = []
    if case .list(let nodes) = nodes {
      known += nodes.compactMap(\.address).compactMap { address in
        AddressRange(address: address.value).map { Sourced($0, at: address.mark) }
      }
    }
    for range in delivery.network.clients + delivery.network.administrators {
      if let addresses = AddressRange(range.value), addresses.length >= 8 {
        known.append(Sourced(addresses, at: range.mark))
      }
    }
    return known
  }

  /// The networks that the profile asks for, or else the program's choice.
  func containerNetworks(into diagnostics: inout Diagnostics) -> ContainerNetworks {
    let known = knownAddresses
    let chosen = ContainerNetworks.chosen(besides: known.map(\.value))
    guard let range = delivery.network.containers else {
      if chosen == nil {
        diagnostics.error(
          "no-container-range",
          "`network` leaves none of the ranges that the program would take for Docker's networks",
          at: (delivery.network.clients + delivery.network.administrators).first?.mark,
          help: "choose one that no host has, such as `network: {containers: 10.255.255.0/24}`"
        )
      }
      return chosen ?? .standard
    }
    let lengths = ContainerNetworks.lengths
    let ranges = ContainerNetworks.privateRanges
    if !lengths.contains(range.value.length) || !ranges.contains(where: { $0.contains(range.value) }) {
      diagnostics.error(
        "container-range",
        "`network.containers` is `\(range.value)`, and Docker's networks need a private range of /\(lengths.lowerBound) to "
          + "/\(lengths.upperBound)",
        at: range.mark,
        help: "choose one within \(listed(ranges.map(\.description), "or")), or remove the key"
      )
    } else if let other = known.first(where: { $0.value.touches(range.value) }) {
      diagnostics.error(
        "container-range",
        "`network.containers` is `\(range.value)`, and containers could not reach `\(other.value)` behind it",
        at: range.mark,
        help: "choose a range that no host has, or remove the key",
        notes: [Diagnostic.Note("these addresses are given here", at: other.mark)]
      )
    }
    return ContainerNetworks(all: range.value)
  }
}
