#!/bin/bash
COMPOSE_URL=https://github.com/docker/compose/releases/download/v2.32.4/docker-compose-linux
COMPOSE_SHA256_x86_64=ed1917fb54db184192ea9d0717bcd59e3662ea79db48bff36d3475516c480a6b

# Makes this instance a broker. Each step may be cut off anywhere and run again.
set -euo pipefail
# What compose and git would take from the environment of whoever calls.
unset ${!COMPOSE_@} ${!GIT_@}
export HOME=/root COMPOSE_HTTP_TIMEOUT=300 DEBIAN_FRONTEND=noninteractive GIT_TERMINAL_PROMPT=0; umask 022
# Bash keeps here-strings in files; a full root disk takes none. Others may want to run what they keep there.
TMPDIR=/run; export -n TMPDIR
. /etc/kafka-node/node.env
repo=/opt/kafka-node result=/run/kafka-node wait=${WAIT:-300} disk=
folder=$repo/$DIRECTORY
# The UUID of this broker's volume tells it from every other, with a cluster id also from those of a namesake.
volume_uuid() { sha256sum <<< "$*" | cut --output-delimiter=- -c1-8,9-12,13-16,17-20,21-32; }
uuid=$(volume_uuid $CLUSTER $BROKER_ID ${CLUSTER_ID-})
say() { echo "kafka-node: $step: $*" >&2; }
fail() { say "error: $*" 2>&1 | tee $result >&2; exit 1; }
# Bash's SECONDS follows the wall clock, which is set while a machine boots.
uptime() { cut -d. -f1 /proc/uptime; }
try() {
  local end=$(($(uptime) + wait)) tries=0
  until "${@:2}"; do ((++tries < 3 || $(uptime) < end)) || fail "$1"; sleep 3; done
}
# What is there already isn't written: a full disk has no room for it.
put() { local text; text=$(cat; echo .); holds "$1" || write "$1"; }
holds() { [ ! -L "$1" ] && printf %s "${text%.}" | cmp -s - "$1"; }
# Atomic, and through no link.
write() {
  rm -f "$1.new" && printf %s "${text%.}" > "$1.new" && sync "$1.new" && [ ! -d "$1" ] && mv "$1.new" "$1"
}
# Compose a file in the checkout, whose own links lead nowhere.
give() {
  [ -d $folder ] || fail "no folder $DIRECTORY in $repo"
  [ "$(readlink -f $folder)" = "$(readlink -f $repo)/$DIRECTORY" ] ||
    fail "$folder is behind a link, so nothing is written there"
  put $folder/$1
}
# No daemon.
plugged() { DOCKER_HOST=unix:/// docker compose version; }
# By one file: compose reads no override file, no compose.yaml and no other .env of the checkout.
stack() {
  local compose='docker compose'
  plugged &> /dev/null || compose=docker-compose
  cd / && timeout 1h $compose -f $folder/docker-compose.yml --project-directory $folder --env-file $folder/.env "$@"
}
# A client that calls a Docker that waits for the volume waits with it.
docker_runs() { systemctl -q is-active docker || fail "Docker does not run: sudo kafka-node boot"; }
# A function whose failure ends nothing; not in a condition, where bash stops at no error.
aside() {
  set +e
  (set -e; trap reason EXIT; say "not finished" 2> $result; $1)
  failed=$?
  set -e
  trouble=$(cat $result)
  say "not finished" 2> $result
}
reason() { [ $? = 0 ] || grep -q error: $result || fail "see above"; }
# What the broker does without is left for after its start.
later='' failed=0 trouble=''

# What cloud-init calls once: systemd runs the boot, now and at every boot, and starts no Docker, and with it no
# container, without the data volume.
set_up() {
  local units=/etc/systemd/system
  mkdir -p $units/docker.service.d
  put $units/docker.service.d/kafka-node.conf << UNIT
[Unit]
RequiresMountsFor=$MOUNT
UNIT
  put $units/kafka-node.service << 'UNIT'
[Unit]
After=network-online.target docker.service
Wants=network-online.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/kafka-node boot
ExecStop=/usr/sbin/kafka-node stop
TimeoutStopSec=10min
StandardOutput=journal+console
[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable --now kafka-node
}

# Docker's own networks get addresses that no node has, before Docker starts for the first time.
step_networks() {
  local file=/etc/docker/daemon.json bridge='' subnet=''
  [ -e $file ] || { mkdir -p ${file%/*}; put $file <<< "$DOCKER_DAEMON"; }
  [ "$(cat $file)" = "$DOCKER_DAEMON" ] || say "the addresses of Docker's bridge are left as $file has them"
  # What follows is for a node that ran with others before.
  systemctl -q is-active docker || return 0
  subnet=$(compose_subnet) || :
  if [ "$subnet" ] && grep -qw subnet $stack_file && ! grep -qF "$subnet" $stack_file; then stack down || :; fi
  bridge=$(ip -4 -o address show docker0 2> /dev/null | awk '{print $4}') || :
  if [ "$bridge" ] && [ "$(cat $file)" = "$DOCKER_DAEMON" ] && [[ $DOCKER_DAEMON != *"\"$bridge\""* ]]; then
    stack stop || :
    systemctl restart docker
  fi
}
stack_file=/etc/kafka-node/docker-compose.yml
compose_subnet() {
  local ids
  ids=$(docker network ls -qf label=com.docker.compose.network=default) && [ "$ids" ] &&
    docker network inspect -f '{{range .IPAM.Config}}{{.Subnet}}{{end}}' $ids
}

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

# Finds the data volume; mkfs only if it is provably blank, never with force.
again='then: systemctl restart kafka-node'
step_disk() {
  local others='' why='' last='' looks=0 end known
  end=$(($(uptime) + wait))
  # With a claim, what EC2 says decides.
  ! declare -F is_claimed > /dev/null || is_claimed
  until find_disk; do
    [ ! "$last" ] || fail "$why, $again"
    sleep 3
    ((++looks < 2 || $(uptime) < end)) || last=yes
  done
  if is_ours $disk && known=$(uuid $disk) &&
    [[ $known = "$uuid" || $known = "$(volume_uuid $CLUSTER $BROKER_ID)" ]]; then
    uuid=$known
    [ "$(label $disk)" != $mark ] || name_it || say "$disk keeps the label kafka-mkfs until the next boot"
    return 0
  fi
  why=
  if [[ $disk = */xvd* ]]; then
    declare -F on_xen > /dev/null ||
      fail "$disk may be an instance store, for this is no Nitro instance: set its instance.type, and render again"
    on_xen
  fi
  if begun; then
    # Mkfs refuses a file system. Cut off between the two, it is still one that never got ready.
    put_bytes '\001' 126 && put_bytes 'kafka-mkfs\n' 0 || fail "$disk can't be written to, see above"
  elif ! blank 0; then
    fail "$disk is neither blank nor xfs $uuid, so untouched: ${why//$'\n'/, };" \
      "attach this broker's volume or a blank one as $DEVICE instead, $again"
  fi
  # It is not ready before mkfs says so, with its last write.
  mkfs.xfs -qL kafka-mkfs -m uuid=$uuid $disk && sync && name_it && is_ours $disk && [ "$(label $disk)" != $mark ] ||
    fail "no xfs on $disk, see above; $again"
  { udevadm trigger --name-match=$disk; udevadm settle; } || :
}
uuid() { blkid -p -o value -s UUID $1; }
name_it() { xfs_admin -L kafka-data $disk > /dev/null; }
put_bytes() { printf %b "$1" | dd of=$disk bs=1 seek=$2 conv=fsync,notrunc status=none; }

# The first 128 bytes in hexadecimal, if the first MiB can be read: xfs has its magic number at 0, UUID at 32, label at
# 108 and the sign that mkfs isn't through yet at 126 (struct xfs_dsb of the kernel's fs/xfs/libxfs/xfs_format.h).
superblock() { dd if=$1 of=/dev/null bs=1M count=1 &> /dev/null && od -An -v -tx1 -w128 -N128 $1 | tr -d ' '; }
magic=58465342 mark=6b61666b612d6d6b66730000
label() { local bytes; bytes=$(superblock $1) && echo ${bytes:216:24}; }
is_ours() {
  local bytes
  bytes=$(superblock $1) && [[ $bytes = $magic* && ${bytes:252:2} = 00 ]] || return
  [ ${bytes:64:32} = "${uuid//-/}" ] || { [ "${CLUSTER_ID-}" ] && is_earlier $1 ${bytes:64:32}; }
}
# An mkfs of this program that never got ready, or a file system of one that nobody has used.
begun() {
  local bytes
  bytes=$(superblock $disk) && ! in_use $disk || return
  # The text alone, as earlier versions wrote it before mkfs.
  if [[ $bytes = ${mark:0:20}0a* && ${bytes:216:24} != "$mark" ]]; then blank 11; return; fi
  [[ ($bytes = $magic* || $bytes = ${mark:0:20}0a*) && ${bytes:216:24} = "$mark" ]] || return
  [ ${bytes:252:2} = 01 ] || { [[ $bytes = $magic* ]] && is_empty; }
}
# Through a device that takes no write: one with changes in its log doesn't mount.
is_empty() {
  local folder=$result.look files=unknown
  mkdir -p $folder && files=$(unshare -m sh -c "mount -o ro,loop,nouuid $disk $folder && ls -A $folder") &&
    [ ! "$files" ] || { why="xfs with the label kafka-mkfs that may hold files"; return 1; }
}
# From this byte on; what can't be read is not.
blank() {
  local size place found
  size=$(blockdev --getsize64 $disk) || return
  # The second is where the first partition begins.
  for place in 0 1048576; do
    found=$(blkid -p -O $place $disk 2>&1)
    [ $? = 2 ] || { why=${why:-${found:-blkid fails}}; return 1; }
  done
  found=$(wipefs -n $disk 2>&1 | awk 'NR > 1 {print $3 " at " $2}') && [ ! "$found" ] ||
    { why=${why:-${found:-wipefs fails}}; return 1; }
  zeros $1 $((4194304 - $1)) && zeros $((size - 1048576)) 1048576 || return
  # Copies of the superblock: ext4's second, btrfs's second and third.
  for place in 134217728 67108864 274877906944; do
    ((place + 1048576 > size)) || zeros $place 1048576 || return
  done
  for ((place = 1; place < 128; place++)); do
    zeros $((size * place / 128 & ~4095)) 1048576 || return
  done
}
zeros() {
  cmp -sn $2 -i $1:0 $disk /dev/zero && return
  why=${why:-"no signature, but bytes that are not zero or not readable from $1 on"}
  return 1
}

# By UUID, else by the EC2 name, else, when the wait is over, the only one of the size that nothing uses.
find_disk() {
  local disks name size names ours='' broken='' named='' unused=''
  udevadm settle || :
  others=
  disks=$(lsblk -bdnpo NAME,TYPE,SIZE,MODEL) || { why="lsblk fails, see above"; return 1; }
  while read -r name size; do
    if is_ours $name; then ours+=" $name"; continue; fi
    superblock $name > /dev/null || broken+=" $name"
    names=$(names $name)
    if [ "${volume-}" ]; then
      [ $name != "$(readlink -e $DEVICE)" ] || named+=" $name"
    elif [ "$names" ] && [ "$names" = "$(letters <<< $DEVICE)" ]; then named+=" $name"
    elif in_use $name; then continue
    elif [ "$names" ]; then others+="; $name is attached as sd${names//$'\n'/ sd}"
    elif ((size == VOLUME_SIZE << 30)); then unused+=" $name"
    else others+="; $name has $((size >> 20)) MiB, and data.volume.size is $VOLUME_SIZE GiB"
    fi
  done < <(candidates)
  if [ "$ours" ]; then take "detach all but one" $ours; return; fi
  why="can't be read, so no disk is touched:$broken; see dmesg, then mend or detach it"
  [ ! "$broken" ] || return
  why="no data volume: attach it as $DEVICE$others"
  if [ "$named" ]; then take "detach all but one" $named
  elif [ "$last" ]; then take "attach the right one as $DEVICE or detach the others" $unused
  else return 1
  fi
}
take() {
  (($# < 3)) || fail "several disks could be it, so all untouched: ${*:2}; $1, $again"
  disk=${2-} && [ "$disk" ]
}
# Disks and their size; instance stores are empty after a stop. What has the name may be something else.
candidates() {
  awk '$2$3 ~ /^disk[1-9]/ && $0 !~ "Instance.St" {print $1, $3}' <<< "$disks"
  for name in $(readlink -e "$DEVICE" "${DEVICE/sd/xvd}" | sort -u); do
    grep -q "^$name " <<< "$disks" || echo $name 0
  done
}
in_use() { [ "$(lsblk -no NAME,MOUNTPOINT $1 | wc -w)" != 1 ]; }
letters() { sed -nE 's!^(.*/)?(sd|xvd)([a-z]+[0-9]*)$!\3!p' | sort -u; }
# Under which a disk is attached, f for /dev/sdf: its own on Xen, its links, what its controller says.
names() {
  {
    echo $1
    for name in "${DEVICE%/*}"/{sd,xvd}*; do [ "$(readlink -e $name)" != $1 ] || echo $name; done
    ebsnvme-id -b $1 || :
    controller $1 | tail -c +3073 | head -c 32 | tr -d '\0 ' || :
    echo
  } 2> /dev/null < /dev/null | letters
}
# What an NVMe controller says of itself (command Identify, CNS 01h, 4096 bytes); EC2 writes the name to its vendor
# specific part, as amazon-ec2-utils' ebsnvme-id reads it. Amazon Linux 2 has only the older Python.
controller() {
  nvme id-ctrl -b $1 || "$(type -P python3 python2 | head -n 1)" -c '
import ctypes, fcntl, os, struct, sys
data = ctypes.create_string_buffer(4096)
command = struct.pack("=BBHIQQQ10I", 6, 0, 0, 0, 0, 0, ctypes.addressof(data), 0, 4096, 1, 0, 0, 0, 0, 0, 0, 0)
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0xC0484E41, command)
os.write(1, data.raw)' $1
}

# Without the volume nothing can be written to its mount point.
step_mount() {
  [ "$disk" ] || step_disk
  mountpoint -q $MOUNT || put_in_place
  [ "$(uuid "$(findmnt -nro SOURCE $MOUNT)")" = $uuid ] || fail "$MOUNT is not xfs $uuid: umount $MOUNT, $again"
  [ -e /etc/fstab.orig ] || put /etc/fstab.orig < /etc/fstab
  fstab=$(awk -v m=$MOUNT '/^#/ || $2 != m' /etc/fstab && echo "UUID=$uuid $MOUNT xfs $FSTAB_OPTIONS 0 2")
  put /etc/fstab <<< "$fstab"
  systemctl daemon-reload
  xfs_growfs $MOUNT > /dev/null
}
# Systemd may be faster, at any moment.
put_in_place() {
  local wrong
  # The lock isn't for who may outlive this run.
  wrong=$(exec 9>&- unshare -m bash -ec "$(declare -f inspect); inspect $disk $MOUNT $BROKER_ID") ||
    mountpoint -q $MOUNT ||
    fail "$disk can't be looked at, see above; $again"
  [ ! "$wrong" ] || fail "$wrong, $again"
  command mount -o $FSTAB_OPTIONS $disk $MOUNT || mountpoint -q $MOUNT ||
    fail "$disk can't be mounted at $MOUNT, see above; $again"
}
# Where nobody else sees the mounts: first the directory itself, whatever is mounted there by now, then the volume, by a
# look that changes nothing.
inspect() {
  local files other
  while mountpoint -q $2; do umount -l $2; done
  mkdir -p $2
  files=$(ls -A $2)
  [ ! "$files" ] || { echo "$2 on the root disk is not empty: move its files away"; return; }
  chattr +i $2 || :
  command mount -o ro,norecovery $1 $2
  other=$(grep -sE '^(broker|node).id' $2/kafka-data/meta.properties | cut -d= -f2) || :
  [ "${other:-$3}" = $3 ] || echo "$1 holds data of broker $other, so untouched: attach the volume of broker $3"
}

step_directories() { cd $MOUNT && mkdir -p $DATA_DIRECTORIES && chown -R $OWNER $DATA_DIRECTORIES; }

# Needs no network once it is there. What isn't of the commit stays where it is, as data of an upstream file's services.
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
fetch() ( rm -rf $repo.new && git init -q --template= $repo.new && cd $repo.new && obtain )
# Locks that a power cut left.
move() ( cd $repo/.git && find . -name '*.lock' -delete && cd .. && obtain )
# HEAD comes last, when all files are on the disk; links become files with their text.
obtain() {
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
receive() { timeout $wait git fetch -q --no-tags --no-recurse-submodules --depth $1 $REPOSITORY $2; }

step_compose() { give docker-compose.yml < /etc/kafka-node/docker-compose.yml; }

# Made once, kept on the volume for root alone; compose reads them from .env.
step_secrets() (
  umask 077
  file=$MOUNT/.kafka-node all=''
  mountpoint -q $MOUNT || fail "no volume at $MOUNT"
  [ ! -e $file ] || all=$(cat $file)
  for name in $SECRETS; do
    ! grep -q "^$name=[^[:space:]]" <<< "$all" || continue
    value=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n') || :
    [[ $value =~ ^[0-9a-f]{32}$ ]] || fail "no $name: od gives no random bytes"
    all=$(sed "/^$name=/d" <<< "$all"; echo $name=$value)
  done
  sed '/^$/d' <<< "$all" | put $file
  [ "${INSTANCE_METADATA-}" ] || give .env < $file
)

step_start() {
  mountpoint -q $MOUNT || fail "no volume at $MOUNT"
  tune || say "kernel settings left as they are"
  systemctl start docker || {
    [ -z "$(lacking)" ] || try "no packages, see above" install
    systemctl start docker
  }
  systemctl -q is-enabled docker || systemctl enable docker || say "Docker is not enabled"
  try "the stack does not start, see above" up
}
# Kafka's advice; each log segment takes two map areas.
tune() {
  sysctl -qw vm.swappiness=1
  (($(sysctl -n vm.max_map_count) >= 262144)) || sysctl -qw vm.max_map_count=262144
}
up() { ! declare -F stored > /dev/null || ! stored || return 0; renew; }
renew() { stack up -d --build --quiet-pull --remove-orphans; }
stop() {
  if systemctl -q is-active docker; then stack stop; else say "Docker does not run, and so no container"; fi
}

# It takes a quorum, and so other nodes.
step_verify() {
  docker_runs
  wait=$((wait * 12)) try "broker $BROKER_ID is not registered: docker logs broker" registered
}
registered() { echo "sees brokers $(brokers 2> /dev/null)" | grep -w $BROKER_ID; }
brokers() {
  tool timeout 300 kafka-broker-api-versions --bootstrap-server $BOOTSTRAP |
    sed -nE 's/.* \(id: ([0-9]+) .*/\1/p' | sort -n | xargs
}
# One of Kafka's tools, without the container's environment: heap, agents, ports and log files in it are the broker's.
# A tool is over before the second compiler pays.
tool() {
  docker exec broker sh -c 'exec env -i PATH="$PATH" JAVA_HOME="${JAVA_HOME-}" LANG="${LANG-}" \
    KAFKA_OPTS=-XX:TieredStopAtLevel=1 "$@"' - "$@"
}

# An error is answered with 200 too, so only the list of brokers counts.
step_kafka-manager() { docker_runs; try "kafka-manager lists no broker $BROKER_ID: docker logs kafka-manager" listed; }
listed() {
  ask "api/status/$CLUSTER/brokers" | grep -w $BROKER_ID || {
    ask clusters -o /dev/null -d "name=$CLUSTER&kafkaVersion=2.2.0&securityProtocol=PLAINTEXT&pollConsumers=true" \
      --data-urlencode "zkHosts=$(docker exec kafka-manager printenv ZK_HOSTS)"
    false
  }
}
# With the password on no command line.
ask() {
  sed -n 's/^KAFKA_MANAGER_PASSWORD=/user=admin:/p' $MOUNT/.kafka-node |
    curl -sfm 20 -K - "http://localhost:9000/$1" "${@:2}"
}

status() {
  set +e
  cat $result
  findmnt -o SOURCE,UUID,SIZE,AVAIL,TARGET $MOUNT || echo "no volume at $MOUNT"
  systemctl -q is-active docker && timeout 60 docker ps -a && registered || echo "no broker"
  echo "passwords: sudo cat $MOUNT/.kafka-node"
}

step=$*
known=" set-up boot stop status $STEPS "
(($# < 2)) || [ "$1" != tool ] || step=tool known=' tool '
case $known in
  *" $step "*) [ $EUID = 0 ] || { say "only for root"; exit 1; } ;;
  *) echo "usage: kafka-node boot|stop|status|${STEPS// /|}|tool NAME ..." >&2; exit 64 ;;
esac
[ "$step" != set-up ] || { set_up; exit; }
[ "$step" != status ] || { status; exit; }
[ "$step" != tool ] || { result=/dev/null docker_runs; "$@"; exit; }
exec 9> $result.lock
flock -w $wait 9 || result=/dev/null fail "another kafka-node is at work"
say "not finished" 2> $result
trap reason EXIT
asked=$step left=''
# Cloud-init doesn't sync.
[ "$asked" != boot ] || { sync; set -- $STEPS; }
for step; do
  # Who it is, a node may learn only by its claim.
  [ "$BROKER_ID" ] || is_early
  case $asked:$step in
    boot:aws-cli | boot:hosts | boot:route53)
      # They can take minutes without a network, and a node that was up has its name and address.
      [ ! -e $repo ] || [ $step = hosts ] || { later+=" $step"; continue; }
      aside step_$step
      [ $failed = 0 ] || { later+=" $step"; continue; } ;;
    boot:kafka-manager | boot:lifecycle-hook) later+=" $step"; continue ;;
    set-up:* | stop:*) $step ;;
    *) step_$step ;;
  esac
  say 'done'
done
for step in $later; do
  aside step_$step
  if [ $failed = 0 ]; then say 'done'; else left+=$'\n'$trouble; fi
done
say "done at $(date)${left:+, without:$left}" 2> $result
[ ! "$left" ] || { cat $result >&2; [ "$asked" = boot ]; }
