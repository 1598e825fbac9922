#include "CVersion.h"

// Written by Scripts/write-commit before a build, which this file takes part in like any other header.
#if __has_include("commit.h")
#include "commit.h"
#else
#define COMMIT ""
#endif

const char *built_from_commit(void) { return COMMIT; }
