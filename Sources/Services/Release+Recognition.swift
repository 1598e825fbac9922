package import Catalog

extension Release {
  /// The service that the name of an image, without registry and tag, or, where that says nothing, the variables of a
  /// container are of; one that the release doesn't have only where no other is.
  package func service(ofImage image: String?, hasVariable: (String) -> Bool) -> Service? {
    let named = image.flatMap(Self.services(ofImage:))
    let candidates =
      named
      ?? Service.byRank.first { $0.signs.contains(where: hasVariable) }.map { first in
        Service.byRank.filter { $0.signs == first.signs }
      }
    return candidates?.first { facts(of: $0) != nil } ?? candidates?.first
  }

  /// Whether an image's name is one of a service's.
  package static func isKnown(image: String) -> Bool { services(ofImage: image) != nil }

  private static func services(ofImage image: String) -> [Service]? {
    let services = Service.byRank.filter { $0.images.names.contains(image) }
    return services.isEmpty ? nil : services
  }
}

extension Service {
  /// The broker before those that have variables of its kind.
  fileprivate static let byRank = [Service.broker] + all.filter { $0 != .broker }
}
