#!/bin/bash
# shellcheck disable=SC2015,SC2046,SC2086,SC2154
# Installs what is missing and nothing else. A node that was up before starts with what it has, and is mended after.
step_packages() {
  [ "$(missing_packages)" ] || return 0
  if can_wait && type curl docker &> /dev/null && has_compose; then
    later+=" $step"
  else
    need_packages
  fi
}

# Installs what is missing, or fails.
need_packages() {
  persist 1 install_missing || fail "no $(missing_packages | xargs), see above: sudo kafka-node $step"
}

# Prints what the boot calls and isn't there, and what of it was cut off while it was installed (states F, H, U).
missing_packages() {
  local pair
  has_docker || echo docker
  has_compose || echo compose
  for pair in curl:curl git:git mkfs.xfs:xfsprogs cmp:diffutils; do
    type ${pair%:*} > /dev/null || echo ${pair#*:}
  done
  [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -e /etc/pki/tls/certs/ca-bundle.crt ] || echo ca-certificates
  dpkg -l | awk '$1 ~ /^.[FHU]/ && $2 ~ /^(docker.*|containerd(.io)?|runc|curl|git|xfsprogs)$/ {print $2}'
} 2> /dev/null

has_docker() { type docker && { type dockerd || systemctl -q is-enabled docker; }; } &> /dev/null
has_compose() { has_compose_plugin || docker-compose version; } &> /dev/null
is_debian() { type apt-get; } &> /dev/null

# Installs it. No command's failure ends this: what counts is whether all is there in the end.
install_missing() {
  local name names='' compose=''
  if is_debian; then
    dpkg --configure -a
    apt-get -qq update
  fi
  for name in $(missing_packages); do
    case $name in
      docker) names+=" $(docker_packages)" ;;
      compose) compose=$(compose_packages) ;;
      *) names+=" $name" ;;
    esac
  done
  # Another package is never removed for it.
  if is_debian; then
    install_packages --no-remove $names $compose
  elif [ "$names" ]; then
    install_packages $names
  fi
  has_compose || [ "$compose" ] || ! has_docker || download_compose
  [ -z "$(missing_packages)" ]
}

install_packages() {
  if is_debian; then
    apt-get -qyfo DPkg::Lock::Timeout=300 --no-install-recommends install "$@"
  else
    yum -qy install "$@"
  fi
}

# Docker's package; where the kernel confines by AppArmor, Docker calls its parser.
docker_packages() {
  if ! is_debian; then
    echo docker
  elif type apparmor_parser &> /dev/null; then
    echo docker.io
  else
    echo docker.io apparmor
  fi
}

# Compose's package: of Docker's own repository for an engine that is from there, else of Ubuntu, Debian 13, 12.
compose_packages() {
  local names name
  is_debian || return
  names=(docker-compose-v2 'docker-cli docker-compose' docker-compose)
  ! has_docker || dpkg -s docker.io &> /dev/null || names=(docker-compose-plugin)
  for name in "${names[@]}"; do
    if apt-get -qqsf --no-remove install $name &> /dev/null; then
      echo $name
      return
    fi
  done
}

# The plugin itself, where there is no package of it.
download_compose() {
  local file=/usr/local/lib/docker/cli-plugins/docker-compose checksum
  checksum=PLUGIN_SHA256_$(uname -m)
  curl -fsSLo $file.new --create-dirs -m $patience "$PLUGIN_URL-$(uname -m)" &&
    sha256sum -c <<< "${!checksum}  $file.new" && chmod 755 $file.new && mv $file.new $file
}
