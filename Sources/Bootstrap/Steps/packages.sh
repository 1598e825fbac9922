#!/bin/bash
# shellcheck disable=SC2015,SC2046,SC2086,SC2154
# Installs what is missing and nothing else. A node that was up before starts with what it has, and is mended after.
step_packages() {
  [ "$(missing)" ] || return 0
  if [ -e $repo ] && able; then
    later+=' mend'
    return
  fi
  [ -z "$(lacking)" ] || try "no packages, see above" install
  [ -z "${PACKAGES-}" ] || aside extras
  [ $failed = 0 ] || later+=' mend'
}
step_mend() {
  [ -z "$(lacking)" ] || try "no $(lacking | xargs), see above: sudo kafka-node packages" install
  [ -z "${PACKAGES-}" ] || extras
}
missing() { lacking; [ -z "${PACKAGES-}" ] || wanted; }
# What the boot calls and isn't there, and what of it was cut off while it was installed.
lacking() {
  local pair
  engine || echo docker
  composes || echo compose
  for pair in curl:curl git:git mkfs.xfs:xfsprogs cmp:diffutils; do type ${pair%:*} > /dev/null || echo ${pair#*:}; done
  [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -e /etc/pki/tls/certs/ca-bundle.crt ] || echo ca-certificates
  dpkg -l | awk '$1 ~ /^.[FHU]/ && $2 ~ /^(docker.*|containerd(.io)?|runc|curl|git|xfsprogs)$/ {print $2}'
} 2> /dev/null
able() { type curl docker && composes; } &> /dev/null
engine() { type docker && { type dockerd || systemctl -q is-enabled docker; }; } &> /dev/null
composes() { plugged || docker-compose version; } &> /dev/null
confined() { type apparmor_parser; } &> /dev/null
debian() { type apt-get; } &> /dev/null
install() {
  local need names='' compose=''
  if debian; then
    dpkg --configure -a
    apt-get -qq update
  fi
  for need in $(lacking); do
    case $need in
      compose) ! debian || compose=$(compose_packages) ;;
      docker) if debian; then names+=" docker.io $(confined || echo apparmor)"; else names+=' docker'; fi ;;
      *) names+=" $need" ;;
    esac
  done
  # Another package is never removed for it.
  if debian; then get --no-remove $names $compose
  elif [ "$names" ]; then get $names
  fi
  composes || [ "$compose" ] || ! engine || plugin
  [ -z "$(lacking)" ]
}
get() {
  if debian; then apt-get -qyfo DPkg::Lock::Timeout=300 --no-install-recommends install "$@"
  else yum -qy install "$@"
  fi
}
# Of Docker's own repository, or of Ubuntu, Debian 13, 12.
compose_packages() {
  local names=(docker-compose-v2 'docker-cli docker-compose' docker-compose) name
  ! engine || dpkg -s docker.io &> /dev/null || names=(docker-compose-plugin)
  for name in "${names[@]}"; do
    ! apt-get -qqsf --no-remove install $name &> /dev/null || { echo $name; return; }
  done
}
# Where there is no package.
plugin() {
  file=/usr/local/lib/docker/cli-plugins/docker-compose sum=COMPOSE_SHA256_$(uname -m)
  curl -fsSLo $file.new --create-dirs -m $wait "$COMPOSE_URL-$(uname -m)" &&
    echo "${!sum}  $file.new" | sha256sum -c && chmod 755 $file.new && mv $file.new $file
}
