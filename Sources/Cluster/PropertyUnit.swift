import Text

/// The number that a value with a unit, such as `7d` or `1GB`, stands for in what a property counts, which is the last
/// part of most names; nil when it is no whole number of that.
func numberAlone(_ text: String, of property: String) -> (number: Int, unit: String)? {
  let digits = text.utf8.prefix { $0.isDigit }
  let letters = String(Substring(text.utf8.dropFirst(digits.count).drop { $0 == UInt8(ascii: " ") })).lowercased()
  guard let count = Int(Substring(digits)), count < 1 << 20, let last = property.split(at: ".").last else { return nil }
  let counted: (unit: String, size: Int)
  let written: Int?
  switch last {
  case "ms": (counted, written) = (("milliseconds", 1), milliseconds[letters])
  case "seconds", "secs": (counted, written) = (("seconds", 1_000), milliseconds[letters])
  case "minutes": (counted, written) = (("minutes", 60_000), milliseconds[letters])
  case "hours": (counted, written) = (("hours", 3_600_000), milliseconds[letters])
  case "bytes": (counted, written) = (("bytes", 1), bytes[letters])
  default: return nil
  }
  guard let written, count * written % counted.size == 0 else { return nil }
  return (count * written / counted.size, counted.unit)
}

private let milliseconds = [
  "ms": 1, "s": 1_000, "sec": 1_000, "m": 60_000, "min": 60_000, "h": 3_600_000, "hours": 3_600_000, "d": 86_400_000,
  "day": 86_400_000, "days": 86_400_000, "w": 604_800_000,
]

private let bytes = [
  "b": 1, "k": 1 << 10, "kb": 1 << 10, "kib": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "mib": 1 << 20, "g": 1 << 30,
  "gb": 1 << 30, "gib": 1 << 30, "t": 1 << 40, "tb": 1 << 40, "tib": 1 << 40,
]
