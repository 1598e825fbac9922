#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Needs no network once it is there.
checkout() {
  [ ! -e $checkout ] || return 0
  try "no ${COMMIT:-$REF} from $REPOSITORY" fetch
  sync
  mv $checkout.new $checkout
}
fetch() {
  rm -rf $checkout.new && git init -q $checkout.new && cd $checkout.new &&
    timeout $wait git fetch -q --depth 1 "$REPOSITORY" "${COMMIT:-$REF}" && git checkout -q FETCH_HEAD
}
