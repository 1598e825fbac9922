#!/bin/bash
set -euo pipefail
export HOME=/root COMPOSE_HTTP_TIMEOUT=300 DEBIAN_FRONTEND=noninteractive; umask 022
. /etc/kafka-node/node.env
repo=/opt/kafka-node result=/run/kafka-node wait=${WAIT:-300} disk=
folder=$repo/$DIRECTORY
uuid=$(sha256sum <<< "$CLUSTER $BROKER_ID" | cut --output-delimiter=- -c1-8,9-12,13-16,17-20,21-32)
say() { echo "kafka-node: $step: $*" >&2; }
fail() { say "error: $*" 2>&1 | tee $result >&2; exit 1; }
try() {
  local end=$((SECONDS + wait)) tries=0
  until "${@:2}"; do ((++tries < 3 || SECONDS < end)) || fail "$1"; sleep 3; done
}
put() { cat > "$1.new" && sync "$1.new" && mv "$1.new" "$1"; } # atomic
plugged() { DOCKER_HOST=unix:/// docker compose version; } # no daemon
stack() {
  local compose='docker compose'
  plugged &> /dev/null || compose=docker-compose
  cd $folder && timeout 1h $compose "$@"
}
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
disk() {
  udevadm settle || :
  try "no data volume: attach it as $DEVICE" find_disk
  [ "$(uuid $disk)" != $uuid ] || return 0
  head -c 128 $disk | grep -q kafka-mkfs || blank ||
    fail "$disk is neither blank nor xfs $uuid, so untouched: $(blkid -p $disk)"
  echo kafka-mkfs | dd of=$disk conv=fsync,notrunc status=none
  mkfs.xfs -qL kafka-mkfs $disk && sync && xfs_admin -U $uuid -L kafka-data $disk || fail "no xfs on $disk"
  { udevadm trigger --name-match=$disk; udevadm settle; } || :
}
uuid() { blkid -p -o value -s UUID $1; }
blank() { # 2 may also mean unreadable
  blkid -p $disk
  [ $? = 2 ] && [ -z "$(wipefs -n $disk || echo no)" ] && cmp -sn 1048576 $disk /dev/zero
}
find_disk() { # by UUID, else by name, else the only one that nothing uses
  ours='' unused=''
  for name in $(lsblk -bdnpo NAME,TYPE,SIZE,MODEL | awk '$2$3 ~ /^disk[1-9]/ && $0 !~ "Instance.St" {print $1}'); do
    [ "$(uuid $name)" != $uuid ] || ours+=" $name"
    [ "$(lsblk -no NAME,MOUNTPOINT $name | wc -w)" != 1 ] || unused+=" $name"
  done
  [ "$ours" ] || ours=$(readlink -e "$DEVICE" "${DEVICE/sd/xvd}" | sort -u)
  set -- ${ours:-$unused}
  (($# < 2)) || fail "several disks could be it, so all untouched: $*"
  disk=${1-} && [ "$disk" ]
}
mount() {
  [ "$disk" ] || disk
  if ! mountpoint -q $MOUNT; then
    mkdir -p $MOUNT
    [ -z "$(ls -A $MOUNT)" ] || fail "$MOUNT on the root disk is not empty"
    chattr +i $MOUNT || :
    other=$(unshare -m sh -ec "mount -o ro,norecovery $disk $MOUNT
      grep -sE '^(broker|node).id' $MOUNT/kafka-data/meta.properties | cut -d= -f2")
    [ "${other:-$BROKER_ID}" = $BROKER_ID ] || fail "$disk holds data of broker $other, so untouched"
    command mount -o $FSTAB_OPTIONS $disk $MOUNT
  fi
  [ "$(uuid "$(findmnt -nro SOURCE $MOUNT)")" = $uuid ] || fail "$MOUNT is not xfs $uuid"
  [ -e /etc/fstab.orig ] || put /etc/fstab.orig < /etc/fstab
  fstab=$(awk -v m=$MOUNT '/^#/ || $2 != m' /etc/fstab && echo "UUID=$uuid $MOUNT xfs $FSTAB_OPTIONS 0 2")
  put /etc/fstab <<< "$fstab"
  systemctl daemon-reload
  xfs_growfs $MOUNT > /dev/null
}
directories() { cd $MOUNT && mkdir -p $DATA_DIRECTORIES && chown -R $OWNER $DATA_DIRECTORIES; }
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
compose() { put $folder/docker-compose.yml < /etc/kafka-node/docker-compose.yml; }
secrets() (
  umask 077
  file=$MOUNT/.kafka-node
  touch $file
  for name in $SECRETS; do
    grep -q $name $file || put $file <<< "$(cat $file; echo $name=$(od -An -N16 -tx1 /dev/urandom | tr -d ' '))"
  done
  put $folder/.env < $file
)
start() {
  mountpoint -q $MOUNT || fail "no volume at $MOUNT"
  tune || say "kernel settings left as they are"
  systemctl enable --now docker
  try "the stack does not start, see above" stack up -d --build --quiet-pull --remove-orphans
}
tune() { # Kafka's advice; each log segment takes two map areas
  sysctl -qw vm.swappiness=1
  (($(sysctl -n vm.max_map_count) >= 262144)) || sysctl -qw vm.max_map_count=262144
}
stop() { stack stop; }
verify() { wait=$((wait * 12)) try "broker $BROKER_ID is not registered: docker logs broker" registered; }
registered() { echo "sees brokers $(brokers 2> /dev/null)" | grep -w $BROKER_ID; }
brokers() { # without the broker's heap, agents and JMX port
  docker exec -e KAFKA_HEAP_OPTS=-Xmx256M -e KAFKA_OPTS= -e JMX_PORT= broker timeout 300 \
    kafka-broker-api-versions --bootstrap-server $BOOTSTRAP | sed -nE 's/.* \(id: ([0-9]+) .*/\1/p' | sort -n | xargs
}
status() {
  set +e
  cat $result
  findmnt -o SOURCE,UUID,SIZE,AVAIL,TARGET $MOUNT || echo "no volume at $MOUNT"
  systemctl -q is-active docker && docker ps -a && registered || echo "no broker"
  echo "passwords: sudo cat $MOUNT/.kafka-node"
}
step=$*
case " boot stop status $STEPS " in
  *" $step "*) [ $EUID = 0 ] || { say "only for root"; exit 1; } ;;
  *) echo "usage: kafka-node boot|stop|status|${STEPS// /|}" >&2; exit 64 ;;
esac
[ "$step" != status ] || { status; exit; }
exec 9> $result.lock
flock -w $wait 9 || result=/dev/null fail "another kafka-node is at work"
say "not finished" 2> $result
trap '[ $? = 0 ] || grep -q error: $result || fail "see above"' EXIT
[ "$step" != boot ] || { sync; set -- $STEPS; } # cloud-init doesn't sync
for step; do $step; say 'done'; done
say "done at $(date)" 2> $result
