import Text

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that could not be read or written.
struct FileError: Error {
  /// What was tried, as the verb after "can't".
  let action: String
  /// The path, as it was given.
  let path: String
  /// The system's error number.
  let code: Int32
  /// The reason in words.
  let reason: String

  /// Makes an error of the system's last one, in the system's words when there are no better ones.
  init(_ action: String, _ path: String, code: Int32 = errno, because reason: String? = nil) {
    self.action = action
    self.path = path
    self.code = code
    self.reason = if let reason { reason } else { unsafe String(cString: strerror(code)) }
  }
}

/// The largest file that is read: far above any profile or compose file.
private let largestFile = 16 << 20

/// What a file may be besides a regular one, to be read.
enum ReadableKind {
  /// Nothing: what a profile names, and what stands in the output folder, could be anything.
  case regular
  /// Also behind a symbolic link.
  case linked
  /// Also a pipe that the shell made, as for `<(command)`, since whoever wrote the command line knows what feeds it.
  case piped
}

/// The bytes of a file, or of standard input for `-`.
///
/// Nothing is opened that isn't what was asked for: a FIFO would be waited for without end, and some devices do things
/// when they are opened.
func readFile(_ path: String, _ kind: ReadableKind) throws(FileError) -> [UInt8] {
  if path == "-" { return try readAll(STDIN_FILENO, path) }
  var status = stat()
  guard unsafe (kind == .regular ? lstat : stat)(path, &status) == 0 else { throw FileError("read", path) }
  let isPipe = kind == .piped && status.st_mode & S_IFMT == S_IFIFO && isShellsOwn(path)
  if !isPipe { try requireRegular(status, path) }
  // It may have become another file meanwhile.
  let careful = O_NONBLOCK | O_NOCTTY | (kind == .regular ? O_NOFOLLOW : 0)
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | (isPipe ? 0 : careful))
  guard descriptor >= 0 else { throw FileError("read", path) }
  defer { close(descriptor) }
  guard unsafe fstat(descriptor, &status) == 0 else { throw FileError("read", path) }
  if !isPipe { try requireRegular(status, path) }
  return try readAll(descriptor, path)
}

/// Whether a path is one of those by which a shell names what is open already.
private func isShellsOwn(_ path: String) -> Bool {
  path == "/dev/stdin" || path.begins(with: "/dev/fd/") || path.begins(with: "/proc/self/fd/")
}

private func requireRegular(_ status: stat, _ path: String) throws(FileError) {
  let found: String
  switch status.st_mode & S_IFMT {
  case S_IFREG:
    // What claims to be larger isn't begun with.
    if status.st_size > largestFile { throw FileError("read", path, code: EFBIG) }
    return
  case S_IFDIR: throw FileError("read", path, code: EISDIR)
  case S_IFIFO: found = "named pipe"
  case S_IFSOCK: found = "socket"
  case S_IFLNK: found = "symbolic link"
  default: found = "device"
  }
  throw FileError("read", path, code: EINVAL, because: "it is a \(found), and only regular files are read")
}

private func readAll(_ descriptor: Int32, _ path: String) throws(FileError) -> [UInt8] {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    if count == 0 { return bytes }
    if count < 0 {
      if errno == EINTR { continue }
      throw FileError("read", path)
    }
    bytes += chunk[..<count]
    if bytes.count > largestFile { throw FileError("read", path, code: EFBIG) }
  }
}

/// Writes all the bytes to an open file.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
  var start = 0
  while start < bytes.count {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
    }
    if count < 0 {
      if errno == EINTR { continue }
      throw FileError("write", path)
    }
    start += count
  }
}

/// Writes to standard output.
func writeOutput(_ bytes: [UInt8]) throws(FileError) {
  try writeAll(bytes, to: STDOUT_FILENO, path: "standard output")
}

/// Writes to standard error; there is nowhere to report a failure to.
func writeErrors(_ text: String) {
  try? writeAll(Array(text.utf8), to: STDERR_FILENO, path: "standard error")
}

/// Writes a new file.
func writeFile(_ bytes: [UInt8], to path: String) throws(FileError) {
  let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw FileError("write", path) }
  var failure: FileError?
  do throws(FileError) { try writeAll(bytes, to: descriptor, path: path) } catch { failure = error }
  // A full disk may show only when the file is closed.
  if close(descriptor) != 0 && failure == nil { failure = FileError("write", path) }
  if let failure { throw failure }
}

/// Makes a folder with the folders it is in, as far as they aren't there.
///
/// - Returns: the folders that it made, outermost first.
@discardableResult
func makeFolder(_ path: String) throws(FileError) -> [String] {
  if unsafe mkdir(path, 0o777) == 0 { return [path] }
  if errno == EEXIST {
    var status = stat()
    if unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR { return [] }
    throw FileError("make the folder", path, code: ENOTDIR)
  }
  guard errno == ENOENT, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else {
    throw FileError("make the folder", path)
  }
  let outer = try makeFolder(String(path[..<slash]))
  if unsafe mkdir(path, 0o777) == 0 { return outer + [path] }
  if errno == EEXIST { return outer }
  let error = FileError("make the folder", path)
  for folder in outer.reversed() { unsafe rmdir(folder) }
  throw error
}

/// What kind of thing is at a path.
enum FileKind {
  /// A folder.
  case folder
  /// Anything else, a symbolic link among it.
  case other
}

/// What is at a path, without following a symbolic link; nil when there is nothing.
func kind(at path: String) -> FileKind? {
  var status = stat()
  guard unsafe lstat(path, &status) == 0 else { return nil }
  return status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
}

/// The names in a folder, in order; none when it isn't there.
func names(in folder: String) throws(FileError) -> [String] {
  guard let stream = unsafe opendir(folder) else {
    if errno == ENOENT { return [] }
    throw FileError("read the folder", folder)
  }
  defer { unsafe closedir(stream) }
  var names: [String] = []
  errno = 0
  while let entry = unsafe readdir(stream) {
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
      unsafe $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { unsafe String(cString: $0) }
    }
    if name != "." && name != ".." { names.append(name) }
    errno = 0
  }
  if errno != 0 { throw FileError("read the folder", folder) }
  return names.sorted()
}

/// The paths of all files below a folder, relative to it, in order.
func files(below folder: String) throws(FileError) -> [String] {
  var files: [String] = []
  for name in try names(in: folder) {
    let path = "\(folder)/\(name)"
    files += kind(at: path) == .folder ? try kafka_cloud_init.files(below: path).map { "\(name)/\($0)" } : [name]
  }
  return files
}

/// Removes a file, or a folder with all that is in it, as far as it can.
func remove(_ path: String) {
  if kind(at: path) == .folder {
    for name in (try? names(in: path)) ?? [] { remove("\(path)/\(name)") }
    unsafe rmdir(path)
  } else {
    unsafe unlink(path)
  }
}
