import Text
package import YAML

/// The parts of what compose has in a short form.
extension Node {
  /// The name in an item of `extra_hosts`.
  var hostName: String? { scalar.map { String($0.text.before(":").before("=")) } }

  /// The instance's path in an item of `volumes`: the first of several parts of the short form, or `source`.
  package var hostPath: String? {
    if let source = mapping?["source"]?.scalar?.text { return source }
    let parts = scalar?.text.split(at: ":") ?? []
    return parts.count > 1 ? String(parts[0]) : nil
  }

  /// The container's path in an item of `volumes`: the second part of the short form, or `target`.
  package var containerPath: String? {
    if let target = mapping?["target"]?.scalar?.text { return target }
    let parts = scalar?.text.split(at: ":") ?? []
    return parts.count > 1 ? String(parts[1]) : parts.first.map(String.init)
  }
}
