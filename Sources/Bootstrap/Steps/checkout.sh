#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Needs no network once it is there.
checkout() {
  [ ! -e $repo ] || return 0
  try "no ${COMMIT:-$REF} from $REPOSITORY" fetch
  sync
  mv $repo.new $repo
}
fetch() (
  rm -rf $repo.new && git init -q $repo.new && cd $repo.new &&
    timeout $wait git fetch -q --depth 1 $REPOSITORY ${COMMIT:-$REF} && git checkout -q FETCH_HEAD
)
