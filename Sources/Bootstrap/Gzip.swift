import CZlib

/// The bytes as a gzip member (RFC 1952) without name and time, so that the same input gives the same output.
package func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = unsafe z_stream()
  // 15 bits of window, and 16 more to ask for gzip's header instead of zlib's (zlib manual, deflateInit2).
  let began = unsafe deflateInit2_(
    &stream,
    Z_BEST_COMPRESSION,
    Z_DEFLATED,
    15 + 16,
    9,
    Z_DEFAULT_STRATEGY,
    ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size)
  )
  precondition(began == Z_OK, "zlib has no memory")
  defer { _ = unsafe deflateEnd(&stream) }
  var input = bytes
  let bound = unsafe Int(deflateBound(&stream, UInt(input.count)))
  return unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
    unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe stream.next_in = input.baseAddress
      unsafe stream.avail_in = UInt32(input.count)
      unsafe stream.next_out = output.baseAddress
      unsafe stream.avail_out = UInt32(bound)
      // The bound holds the whole output, so one call ends the stream.
      let ended = unsafe deflate(&stream, Z_FINISH)
      precondition(ended == Z_STREAM_END, "zlib's own bound was too small")
    }
    count = unsafe Int(stream.total_out)
  }
}
