/// The commit that the program was built from, in short form and with `-dirty` behind it where files differed; empty where
/// the build didn't know.
const char *_Nonnull built_from_commit(void);
