#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Fetches the repository, and needs no network once it is there. What isn't of the commit stays where it is, as data of
# an upstream file's services.
step_checkout() {
  local head=''
  if [ ! -e $repo ]; then
    try "no ${COMMIT:-$REF} from $REPOSITORY" fetch
    mv -T $repo.new $repo
  elif [ "${COMMIT-}" ]; then
    # Detached, so that the file has the commit.
    { read -r head < $repo/.git/HEAD; } 2> /dev/null || :
    [ "$head" = $COMMIT ] ||
      try "$repo is at ${head:-no commit} and can't be brought to $COMMIT: see above, or move it away" move
  fi
}

# Begins a checkout beside the place where it will be.
fetch() (
  rm -rf $repo.new && git init -q --template= $repo.new && cd $repo.new && check_out
)

# Brings the checkout to the commit, over locks that a power cut left.
move() (
  cd $repo/.git && find . -name '*.lock' -delete && cd .. && check_out
)

# HEAD comes last, when all files are on the disk; links become files with their text.
check_out() {
  local commit=${COMMIT-}
  git config core.symlinks false || return
  if [ ! "$commit" ]; then
    receive 1 $REF && commit=$(git rev-parse 'FETCH_HEAD^{commit}') || return
  elif ! git cat-file -e "$commit^{commit}" 2> /dev/null; then
    # Not every server gives any commit.
    receive 1 $commit || receive 2147483647 $REF || return
  fi
  git read-tree --reset -u $commit && sync && git update-ref --no-deref HEAD $commit &&
    [ "$(git rev-parse HEAD)" = $commit ] && sync
}

# Receives so many commits of a branch, or a commit.
receive() { timeout $patience git fetch -q --no-tags --no-recurse-submodules --depth $1 $REPOSITORY $2; }
