#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

// A reader that goes away, such as `head`, shows as a failed write and not as the end of this process.
_ = signal(SIGPIPE, SIG_IGN)
exit(Commands.run(Array(CommandLine.arguments.dropFirst())))
