// rename(2): glibc declares it for _GNU_SOURCE only, which the toolchain's own module of glibc isn't built with.
int renameat2(int old_folder, const char *old_path, int new_folder, const char *new_path, unsigned int flags);

enum { RENAME_EXCHANGE = 2 };
