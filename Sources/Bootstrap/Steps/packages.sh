#!/bin/bash
# shellcheck disable=SC2086,SC2154
packages() { installed || try "no packages, see above" install; }
needed="git xfsprogs ${PACKAGES-}"
installed() { # and configured
  ! dpkg -l | grep '^.[FHU]' && type curl docker && { plugged || docker-compose version; } &&
    { dpkg -s $needed || rpm -q $needed; }
} &> /dev/null
install() {
  type apt-get || { yum -qy install diffutils docker $needed && plugin; return; }
  dpkg --configure -a
  apt-get -qq update
  for compose in docker-compose-v2 'docker-cli docker-compose' docker-compose; do # Ubuntu, Debian 13, 12
    ! apt-get -qqsf install $compose &> /dev/null || break
  done
  apt-get -qyfo DPkg::Lock::Timeout=300 --no-install-recommends install \
    apparmor ca-certificates curl docker.io $compose $needed
}
plugin() { # Amazon Linux has no package
  file=/usr/local/lib/docker/cli-plugins/docker-compose sum=COMPOSE_SHA256_$(uname -m)
  curl -fsSLo $file.new --create-dirs -m $wait "$COMPOSE_URL-$(uname -m)" &&
    echo "${!sum}  $file.new" | sha256sum -c && chmod 755 $file.new && mv $file.new $file
}
