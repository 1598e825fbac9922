#!/bin/bash
# shellcheck disable=SC2015,SC2086,SC2154
# Installs the operator's own packages, without which the broker runs as well.
step_extra-packages() {
  [ "$(wanted_packages)" ] || return 0
  persist 1 install_wanted || fail "not all of $(wanted_packages | xargs) installed, see above: sudo kafka-node $step"
}

# Prints those that are missing, or half installed.
wanted_packages() {
  local name
  for name in $PACKAGES; do
    has_package $name || echo $name
  done
}

has_package() { dpkg -s $1 && ! dpkg -l $1 | grep "^.[cnFHU].* $1 " || rpm -q $1; } &> /dev/null

# Installs each by itself, so that one that can't be had keeps no other away.
install_wanted() {
  local name code=0
  ! is_debian || apt-get -qq update
  for name in $(wanted_packages); do
    install_packages $name || code=1
  done
  return $code
}
