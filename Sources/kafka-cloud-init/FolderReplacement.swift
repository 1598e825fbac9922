import Rendering

#if os(Linux)
  import CLinux
#endif

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The output folder, held so that one run at a time changes what is in it.
///
/// Other runs wait. The kernel lets go of it however the process ends.
struct OutputFolder: ~Copyable {
  /// The path, as it was given.
  let path: String
  private let made: [String]
  private let descriptor: Int32

  /// Opens the folder, and makes it if it isn't there.
  init(_ path: String) throws(FileError) {
    self.path = path
    made = try makeFolder(path)
    descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // Where folders can't be locked, as on some network file systems, runs are on their own.
    _ = flock(descriptor, LOCK_EX)
  }

  deinit {
    // Folders that nothing was put into go again.
    for folder in made.reversed() { unsafe rmdir(folder) }
    close(descriptor)
  }
}

/// A new version of a folder that takes the old one's place at once, or not at all.
///
/// It grows under another name beside the old one. A run that ends early removes it; after a crash the next run does.
/// Files that aren't ours stay, and are there at every moment.
final class FolderReplacement {
  private let folder: String
  private let staging: String
  private var paths: Set<String> = []
  private var isBegun = false
  private var isChanged = false

  /// Names the folder.
  init(of path: String) throws(FileError) {
    let folder = try resolved(path)
    self.folder = folder
    let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")).map { folder.utf8.index(after: $0) } ?? folder.startIndex
    staging = "\(folder[..<slash]).\(folder[slash...]).new"
  }

  deinit { if isBegun { remove(staging) } }

  /// Clears what a crash left, and makes room for the new version.
  func begin() throws(FileError) {
    if kind(at: folder) != nil { try giveBack(replacing: false) }
    remove(staging)
    if unsafe mkdir(staging, 0o777) != 0 { throw FileError("make the folder", staging) }
    isBegun = true
  }

  /// Adds a file; the path is relative to the folder.
  func add(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
      let parent = path[..<slash]
      if kind(at: "\(folder)/\(parent)") == .other {
        throw FileError("replace", "\(folder)/\(parent)", code: ENOTDIR)
      }
      try makeFolder("\(staging)/\(parent)")
    }
    try writeFile(bytes, to: "\(staging)/\(path)")
    paths.insert(path)
    switch kind(at: "\(folder)/\(path)") {
    case .folder: throw FileError("replace", "\(folder)/\(path)", code: EISDIR)
    case .other where !isChanged: isChanged = (try? readFile("\(folder)/\(path)", .regular)) != bytes
    case .other: break
    case nil: isChanged = true
    }
  }

  /// Puts the new version into the old one's place; nothing is touched when they are the same.
  func commit() throws(FileError) {
    let old = try files(below: folder)
    guard isChanged || old.contains(where: { OutputFile.isOurs($0) && !paths.contains($0) }) else { return }
    if kind(at: folder) == nil {
      if unsafe rename(staging, folder) != 0 { throw FileError("write", folder) }
    } else if link(old), exchange(staging, folder) == 0 {
      try giveBack(replacing: true)
    } else {
      try moveFiles(over: old)
    }
  }

  /// Makes the new version stand in for the old one: the same owner and mode, and links to the files that aren't ours.
  private func link(_ old: [String]) -> Bool {
    var status = stat()
    guard unsafe stat(folder, &status) == 0 else { return false }
    _ = unsafe chown(staging, status.st_uid, status.st_gid)
    _ = unsafe chmod(staging, status.st_mode & 0o7777)
    for path in old where !OutputFile.isOurs(path) {
      if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) { _ = try? makeFolder("\(staging)/\(path[..<slash])") }
      if unsafe linkat(AT_FDCWD, "\(folder)/\(path)", AT_FDCWD, "\(staging)/\(path)", 0) != 0 { return false }
    }
    return true
  }

  /// Takes back from the folder under the other name what isn't ours.
  ///
  /// `replacing` makes it take the place of its links, so that folders keep their owner, mode and late changes.
  private func giveBack(in parent: String = "", replacing: Bool) throws(FileError) {
    for name in try names(in: "\(staging)/\(parent)") where !OutputFile.isOurs(parent + name) {
      let path = parent + name
      let inside = kind(at: "\(staging)/\(path)") == .folder ? try files(below: "\(staging)/\(path)") : nil
      if let inside, inside.contains(where: { OutputFile.isOurs("\(path)/\($0)") }) {
        try giveBack(in: path + "/", replacing: replacing)
      } else if kind(at: "\(folder)/\(path)") == nil {
        // What a crash left may hold folders of ours without a file yet.
        if replacing || inside?.isEmpty != true { unsafe rename("\(staging)/\(path)", "\(folder)/\(path)") }
      } else if replacing {
        _ = exchange("\(staging)/\(path)", "\(folder)/\(path)")
      }
    }
  }

  /// The way out where folders can't be exchanged or files not be linked: each file takes its predecessor's place by
  /// itself.
  private func moveFiles(over old: [String]) throws(FileError) {
    for path in paths.sorted() {
      if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) { try makeFolder("\(folder)/\(path[..<slash])") }
      if unsafe rename("\(staging)/\(path)", "\(folder)/\(path)") != 0 {
        throw FileError("replace", "\(folder)/\(path)")
      }
    }
    for path in old where OutputFile.isOurs(path) && !paths.contains(path) {
      remove("\(folder)/\(path)")
      if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) { unsafe rmdir("\(folder)/\(path[..<slash])") }
    }
  }
}

/// The folder that a symbolic link leads to, or else the path itself.
private func resolved(_ path: String) throws(FileError) -> String {
  if kind(at: path) != .other { return path }
  guard let target = unsafe realpath(path, nil) else { throw FileError("replace", path) }
  defer { unsafe free(target) }
  let folder = unsafe String(cString: target)
  if kind(at: folder) != .folder { throw FileError("replace", path, code: ENOTDIR) }
  return folder
}

/// Makes two paths change places in one step.
private func exchange(_ first: String, _ second: String) -> Int32 {
  #if canImport(Darwin)
    unsafe renamex_np(first, second, UInt32(RENAME_SWAP))
  #else
    unsafe renameat2(AT_FDCWD, first, AT_FDCWD, second, UInt32(RENAME_EXCHANGE))
  #endif
}
