#!/bin/bash
# shellcheck disable=SC2015,SC2086,SC2154
# The operator's own packages, without which the broker runs as well.
extras() {
  [ -z "$(wanted)" ] || try "not all of $(wanted | xargs) installed, see above: sudo kafka-node packages" add
}
add() {
  local name code=0
  ! debian || apt-get -qq update
  for name in $(wanted); do get $name || code=1; done
  return $code
}
wanted() { for name in ${PACKAGES-}; do has $name || echo $name; done; }
has() { dpkg -s $1 && ! dpkg -l $1 | grep "^.[cnFHU].* $1 " || rpm -q $1; } &> /dev/null
