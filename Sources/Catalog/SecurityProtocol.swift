/// How Kafka's listeners and clients talk (org.apache.kafka.common.security.auth.SecurityProtocol).
package enum SecurityProtocol: String, Sendable, CaseIterable {
  /// Without keys and passwords.
  case plaintext = "PLAINTEXT"
  /// With TLS.
  case ssl = "SSL"
  /// With users.
  case saslPlaintext = "SASL_PLAINTEXT"
  /// With users and TLS.
  case saslSSL = "SASL_SSL"

  /// Whether it takes key stores (TLS).
  package var hasKeys: Bool { self == .ssl || self == .saslSSL }

  /// Whether it takes users (SASL).
  package var hasUsers: Bool { self == .saslPlaintext || self == .saslSSL }
}
