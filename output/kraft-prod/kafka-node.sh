#!/bin/bash
PLUGIN_URL=https://github.com/docker/compose/releases/download/v2.32.4/docker-compose-linux
PLUGIN_SHA256_x86_64=ed1917fb54db184192ea9d0717bcd59e3662ea79db48bff36d3475516c480a6b
PLUGIN_SHA256_aarch64=0c4591cf3b1ed039adcd803dbbeddf757375fc08c11245b0154135f838495a2f

# Makes this instance a broker of the cluster. At every boot kafka-node.service calls `kafka-node boot`, which runs the
# steps below in their order: step NAME is the function step_NAME, and `sudo kafka-node NAME` runs it alone. A step
# looks at what is there and does what is missing, so it may be cut off anywhere and run again.
# CAPITALS are settings, of /etc/kafka-node/node.env; small letters are the script's own.
set -euo pipefail
umask 022
# What compose and git would take from the environment of whoever calls.
unset ${!COMPOSE_@} ${!GIT_@}
export HOME=/root COMPOSE_HTTP_TIMEOUT=300 DEBIAN_FRONTEND=noninteractive GIT_TERMINAL_PROMPT=0
# Bash keeps here-strings in files; a full root disk takes none. Others may want to run what they keep there.
TMPDIR=/run
export -n TMPDIR
. /etc/kafka-node/node.env

# Where the last run ended, how many seconds a step waits, and the checkout with compose's folder in it.
result=/run/kafka-node
patience=${WAIT:-300}
repo=/opt/kafka-node
folder=$repo/$DIRECTORY
compose_file=/etc/kafka-node/docker-compose.yml

# The UUID of a broker's volume tells it from every other: made of the cluster's name, the broker's id and, where there
# is one, the cluster's id, which tells it from those of a namesake.
volume_uuid() { sha256sum <<< "$*" | cut --output-delimiter=- -c1-8,9-12,13-16,17-20,21-32; }
uuid=$(volume_uuid $CLUSTER $BROKER_ID ${CLUSTER_ID-})
uuid_without_id=$(volume_uuid $CLUSTER $BROKER_ID)

# Says something about the step.
say() { echo "kafka-node: $step: $*" >&2; }

# Ends the run, or the subshell, with a reason, which is also what `kafka-node status` shows.
fail() {
  say "error: $*" 2>&1 | tee $result >&2
  exit 1
}

# The seconds since the machine started: bash's SECONDS follows the clock, which is set while a machine boots.
seconds_up() { cut -d. -f1 /proc/uptime; }

# Runs a command until it succeeds, at least three times and so many times the patience. In the command bash doesn't
# stop at an error.
persist() {
  local end=$(($(seconds_up) + $1 * patience)) tries=0
  until "${@:2}"; do
    ((++tries < 3 || $(seconds_up) < end)) || return
    sleep 3
  done
}

# Runs a command until it succeeds, or fails with the message.
try() { persist 1 "${@:2}" || fail "$1"; }

# Writes standard input to a file: at once, through no link, and not at all where the file is the same already, for a
# full disk has no room for it.
put() {
  local text
  # The dot keeps newlines at the end.
  text=$(cat && echo .)
  [ -L "$1" ] || ! printf %s "${text%.}" | cmp -s - "$1" || return 0
  rm -f "$1.new" && printf %s "${text%.}" > "$1.new" && sync "$1.new" && mv -T "$1.new" "$1"
}

# Writes standard input to a file of compose's folder, of which no part may be a link of the checkout.
put_in_folder() {
  [ -d $folder ] || fail "no folder $DIRECTORY in $repo"
  [ "$(readlink -f $folder)" = "$(readlink -f $repo)/$DIRECTORY" ] ||
    fail "$folder is behind a link, so nothing is written there"
  put $folder/$1
}

# No step writes to the mount point while the volume isn't there.
need_volume() { mountpoint -q $MOUNT || fail "no volume at $MOUNT"; }

# A client that calls a Docker that waits for the volume waits with it.
docker_runs() { systemctl -q is-active docker; }
need_docker() { docker_runs || fail "Docker does not run: sudo kafka-node boot"; }

# Whether Docker has the plugin compose, asked without the daemon.
has_compose_plugin() { DOCKER_HOST=unix:/// docker compose version &> /dev/null; }

# Runs compose with this node's one file: it reads no override file, no compose.yaml and no other .env of the checkout.
compose() {
  local command='docker compose'
  has_compose_plugin || command=docker-compose
  cd /
  timeout 1h $command -f $folder/docker-compose.yml --project-directory $folder --env-file $folder/.env "$@"
}

# Whether the node has the step.
has_step() { [[ " $STEPS " = *" $1 "* ]]; }

# Whether a step may be left for after the start: at the boot of a node that was up before.
can_wait() { [ $command = boot ] && [ ! "$started" ] && [ -e $repo ]; }

# Runs the step so that its failure ends nothing: `failed` is its status and `trouble` what it said. Not for use in a
# condition, where bash stops at no error.
run_aside() {
  set +e
  (
    set -e
    trap keep_reason EXIT
    say "not finished" 2> $result
    step_$step
    say 'done'
  )
  failed=$?
  set -e
  trouble=$(cat $result)
  say "not finished" 2> $result
}

# A failure without words of its own has a reason too.
keep_reason() { [ $? = 0 ] || grep -q error: $result || fail "see above"; }

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

# Gives Docker's own networks addresses that no node has, before Docker starts for the first time.
step_networks() {
  local file=/etc/docker/daemon.json bridge subnet
  if [ ! -e $file ]; then
    mkdir -p ${file%/*}
    put $file <<< "$DOCKER_DAEMON"
  fi
  [ "$(cat $file)" = "$DOCKER_DAEMON" ] || say "the addresses of Docker's bridge are left as $file has them"
  # What follows is for a node that ran with others before.
  docker_runs || return 0
  subnet=$(compose_subnet) || :
  if [ "$subnet" ] && grep -qw subnet $compose_file && ! grep -qF "$subnet" $compose_file; then
    compose down || :
  fi
  bridge=$(ip -4 -o address show docker0 2> /dev/null | awk '{print $4}') || :
  if [ "$bridge" ] && [ "$(cat $file)" = "$DOCKER_DAEMON" ] && [[ $DOCKER_DAEMON != *"\"$bridge\""* ]]; then
    compose stop || :
    systemctl restart docker
  fi
}

# Prints the addresses that compose's network has.
compose_subnet() {
  local ids
  ids=$(docker network ls -qf label=com.docker.compose.network=default) && [ "$ids" ] || return
  docker network inspect -f '{{range .IPAM.Config}}{{.Subnet}}{{end}}' $ids
}

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

# Finds the data volume, and makes a file system on it only if it is provably blank, never with force.
again='then: systemctl restart kafka-node'
disk=''
step_disk() {
  local found
  # What EC2 says about the claim decides.
  ! has_step claim || need_claim
  persist 1 find_disk early || find_disk late || fail "$why, $again"
  if is_ours $disk && found=$(uuid_of $disk) && [[ $found = "$uuid" || $found = "$uuid_without_id" ]]; then
    uuid=$found
    [ "$(label_of $disk)" != $mark ] || put_label || say "$disk keeps the label kafka-mkfs until the next boot"
    return
  fi
  why=''
  [[ $disk != */xvd* ]] || refuse_instance_store
  if was_begun; then
    # Mkfs refuses a file system. Cut off between the two, it is still one that never got ready.
    put_bytes '\001' 126 && put_bytes 'kafka-mkfs\n' 0 || fail "$disk can't be written to, see above"
  elif ! is_blank 0; then
    fail "$disk is neither blank nor xfs $uuid, so untouched: ${why//$'\n'/, };" \
      "attach this broker's volume or a blank one as $DEVICE instead, $again"
  fi
  # It is not ready before mkfs says so, with its last write.
  mkfs.xfs -qL kafka-mkfs -m uuid=$uuid $disk && sync && put_label && is_ours $disk &&
    [ "$(label_of $disk)" != $mark ] || fail "no xfs on $disk, see above; $again"
  udevadm trigger --name-match=$disk && udevadm settle || :
}

uuid_of() { blkid -p -o value -s UUID $1; }
put_label() { xfs_admin -L kafka-data $disk > /dev/null; }
put_bytes() { printf %b "$1" | dd of=$disk bs=1 seek=$2 conv=fsync,notrunc status=none; }

# Finds the volume: by its UUID, else by its EC2 name, else, when it is late, as the only one of its size that nothing
# uses. Otherwise `why` says what there is.
find_disk() {
  local disks name size names ours='' broken='' named='' unused='' others=''
  udevadm settle || :
  why="lsblk fails, see above"
  disks=$(list_disks) || return
  while read -r name size && [ "$name" ]; do
    names=$(ec2_names $name)
    if is_ours $name; then
      ours+=" $name"
    elif ! superblock $name > /dev/null; then
      broken+=" $name"
    elif is_named $name "$names"; then
      named+=" $name"
    elif is_in_use $name || [ "${volume-}" ]; then
      continue
    elif [ "$names" ]; then
      others+="; $name is attached as sd${names//$'\n'/ sd}"
    elif ((size == VOLUME_SIZE << 30)); then
      unused+=" $name"
    else
      others+="; $name has $((size >> 20)) MiB, and data.volume.size is $VOLUME_SIZE GiB"
    fi
  done <<< "$disks"
  if [ "$ours" ]; then
    take "detach all but one" $ours
  elif [ "$broken" ]; then
    why="can't be read, so no disk is touched:$broken; see dmesg, then mend or detach it"
    return 1
  elif [ "$named" ]; then
    take "detach all but one" $named
  else
    why="no data volume: attach it as $DEVICE$others"
    [ $1 = late ] && take "attach the right one as $DEVICE or detach the others" $unused
  fi
}

# Takes the one disk that there is.
take() {
  (($# < 3)) || fail "several disks could be it, so all untouched: ${*:2}; $1, $again"
  disk=${2-}
  [ "$disk" ]
}

# Prints each disk with its size, but no instance store, which is empty after a stop; and whatever else has the name.
list_disks() {
  local disks name
  disks=$(lsblk -bdnpo NAME,TYPE,SIZE,MODEL) || return
  awk '$2 == "disk" && $3 > 0 && $0 !~ "Instance.St" {print $1, $3}' <<< "$disks"
  for name in $(readlink -e $DEVICE ${DEVICE/sd/xvd} | sort -u); do
    grep -q "^$name " <<< "$disks" || echo $name 0
  done
}

# Whether it has partitions, or is mounted.
is_in_use() { [ "$(lsblk -no NAME,MOUNTPOINT $1 | wc -w)" != 1 ]; }

# Whether a disk of these EC2 names is attached as the volume is; a claimed volume is known by itself.
is_named() {
  if [ "${volume-}" ]; then
    [ $1 = "$(readlink -e $DEVICE)" ]
  else
    [ "$2" ] && [ "$2" = "$(letters <<< $DEVICE)" ]
  fi
}

# Prints what of a name differs: f of /dev/sdf, xvdf or sdf.
letters() { sed -nE 's!^(.*/)?(sd|xvd)([a-z]+[0-9]*)$!\3!p' | sort -u; }

# Prints the letters that a disk is attached under: of its own name on Xen, of its links, of what its controller says.
ec2_names() {
  local name
  {
    echo $1
    for name in "${DEVICE%/*}"/{sd,xvd}*; do
      [ "$(readlink -e $name)" != $1 ] || echo $name
    done
    ebsnvme-id -b $1 || :
    nvme_controller $1 | tail -c +3073 | head -c 32 | tr -d '\0 ' || :
    echo
  } 2> /dev/null < /dev/null | letters
}

# Prints what an NVMe controller says of itself (command Identify, CNS 01h, 4096 bytes); EC2 writes the name to its
# vendor specific part, as amazon-ec2-utils' ebsnvme-id reads it. Amazon Linux 2 has only the older Python. The command
# is struct nvme_admin_cmd of linux/nvme_ioctl.h: opcode, address and length of the answer, CNS.
nvme_controller() {
  nvme id-ctrl -b $1 || "$(type -P python3 python2 | head -n 1)" -c '
import ctypes, fcntl, os, struct, sys
data = ctypes.create_string_buffer(4096)
command = struct.pack("=B23xQ4xII28x", 6, ctypes.addressof(data), 4096, 1)
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0xC0484E41, command)
os.write(1, data.raw)' $1
}

# Prints the first 128 bytes in hexadecimal, if the first MiB can be read. Xfs has its magic number at 0, the UUID at
# 32, the label at 108 and the sign that mkfs isn't through yet at 126 (struct xfs_dsb of the kernel's
# fs/xfs/libxfs/xfs_format.h).
superblock() {
  dd if=$1 of=/dev/null bs=1M count=1 &> /dev/null || return
  od -An -v -tx1 -w128 -N128 $1 | tr -d ' '
}
magic=58465342
# The label kafka-mkfs, and the text that earlier versions wrote to the start before mkfs.
mark=6b61666b612d6d6b66730000
old_mark=6b61666b612d6d6b66730a

label_of() {
  local bytes
  bytes=$(superblock $1) && echo ${bytes:216:24}
}

# Whether a disk is this broker's volume: xfs of its UUID, or of the one from before the cluster had an id.
is_ours() {
  local bytes
  bytes=$(superblock $1) && [[ $bytes = $magic* && ${bytes:252:2} = 00 ]] || return
  [ ${bytes:64:32} = ${uuid//-/} ] || { [ "${CLUSTER_ID-}" ] && is_earlier $1 ${bytes:64:32}; }
}

# Whether an mkfs of this program never got ready, or nobody has used what it made.
was_begun() {
  local bytes label unfinished
  bytes=$(superblock $disk) && ! is_in_use $disk || return
  label=${bytes:216:24}
  unfinished=${bytes:252:2}
  case $bytes in
    $magic*) [ $label = $mark ] && { [ $unfinished = 01 ] || is_empty; } ;;
    $old_mark*) if [ $label = $mark ]; then [ $unfinished = 01 ]; else is_blank 11; fi ;;
    *) return 1 ;;
  esac
}

# Whether there is no file on it: through a device that takes no write, where one with changes in its log doesn't mount.
is_empty() {
  local folder=$result.look files=unknown
  why="xfs with the label kafka-mkfs that may hold files"
  mkdir -p $folder &&
    files=$(unshare -m sh -c "mount -o ro,loop,nouuid $disk $folder && ls -A $folder") && [ ! "$files" ]
}

# Whether nothing is on it from this byte on, as far as signatures and samples tell; what can't be read is not blank.
is_blank() {
  local size place found
  size=$(blockdev --getsize64 $disk) || return
  # The second is where the first partition begins.
  for place in 0 1048576; do
    found=$(blkid -p -O $place $disk 2>&1)
    [ $? = 2 ] || { because "${found:-blkid fails}"; return 1; }
  done
  found=$(wipefs -n $disk 2>&1 | awk 'NR > 1 {print $3 " at " $2}') && [ ! "$found" ] ||
    { because "${found:-wipefs fails}"; return 1; }
  has_zeros $1 $((4194304 - $1)) || return
  # The end; copies of the superblock, which are btrfs's second, ext4's, btrfs's third; samples over all of it.
  for place in $((size - 1048576)) 67108864 134217728 274877906944 $(seq $((size / 128)) $((size / 128)) $size); do
    ((place + 1048576 > size)) || has_zeros $place 1048576 || return
  done
}

has_zeros() {
  cmp -sn $2 -i $1:0 $disk /dev/zero && return
  because "no signature, but bytes that are not zero or not readable from $1 on"
  return 1
}

# Keeps the first reason.
because() { why=${why:-$1}; }

# No instance of this cluster is to be one whose instance stores only the metadata service tells from volumes.
refuse_instance_store() {
  fail "$disk may be an instance store, for this is no Nitro instance: set its instance.type, and render again"
}

# Mounts the volume, now and at every boot; the file system grows with the volume.
step_mount() {
  local fstab
  [ "$disk" ] || step_disk
  mountpoint -q $MOUNT || mount_disk
  [ "$(uuid_of "$(findmnt -nro SOURCE $MOUNT)")" = $uuid ] || fail "$MOUNT is not xfs $uuid: umount $MOUNT, $again"
  [ -e /etc/fstab.orig ] || put /etc/fstab.orig < /etc/fstab
  fstab=$(awk -v m=$MOUNT '/^#/ || $2 != m' /etc/fstab && echo "UUID=$uuid $MOUNT xfs $FSTAB_OPTIONS 0 2")
  put /etc/fstab <<< "$fstab"
  systemctl daemon-reload
  xfs_growfs $MOUNT > /dev/null || say "the file system does not grow, see above"
}

# Mounts it, if neither directory nor volume holds what speaks against that; systemd may be faster, at any moment.
mount_disk() {
  local wrong
  # In a name space of its own; without the lock, which isn't for who may outlive this run.
  wrong=$(exec 9>&- unshare -m bash -ec "$(declare -f inspect); inspect $disk $MOUNT $BROKER_ID") ||
    mountpoint -q $MOUNT || fail "$disk can't be looked at, see above; $again"
  [ ! "$wrong" ] || fail "$wrong, $again"
  mount -o $FSTAB_OPTIONS $disk $MOUNT || mountpoint -q $MOUNT ||
    fail "$disk can't be mounted at $MOUNT, see above; $again"
}

# Prints what is wrong, where nobody else sees the mounts: first of the directory itself, whatever is mounted there by
# now, which then is closed to writers; then of the volume, by a look that changes nothing.
inspect() {
  local files other
  while mountpoint -q $2; do
    umount -l $2
  done
  mkdir -p $2
  files=$(ls -A $2)
  [ ! "$files" ] || { echo "$2 on the root disk is not empty: move its files away"; return; }
  chattr +i $2 || :
  mount -o ro,norecovery $1 $2
  other=$(grep -sE '^(broker|node).id' $2/kafka-data/meta.properties | cut -d= -f2) || :
  [ "${other:-$3}" = $3 ] || echo "$1 holds data of broker $other, so untouched: attach the volume of broker $3"
}

# Makes the services' directories, which belong to the user of their containers with all that is in them.
step_directories() {
  need_volume
  cd $MOUNT || exit
  mkdir -p $DATA_DIRECTORIES
  chown -R $OWNER $DATA_DIRECTORIES
}

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

# Puts this node's compose file in the place of the repository's.
step_compose() { put_in_folder docker-compose.yml < "$compose_file"; }

# Makes the passwords that are missing, once: they stay on the volume, for root alone; compose reads them from .env.
step_secrets() (
  umask 077
  need_volume
  file=$MOUNT/.kafka-node
  all=''
  [ ! -e $file ] || all=$(cat $file)
  for name in $SECRETS; do
    ! grep -q "^$name=[^[:space:]]" <<< "$all" || continue
    # 122 random bits.
    read -r value < /proc/sys/kernel/random/uuid || fail "no $name: the kernel gives no random bits"
    all=$(sed "/^$name=/d" <<< "$all" && echo $name=${value//-/})
  done
  sed '/^$/d' <<< "$all" | put $file
  has_step metadata || put_in_folder .env < $file
)

# Starts Docker and all containers.
step_start() {
  need_volume
  tune_kernel || say "kernel settings left as they are"
  if ! systemctl start docker; then
    [ -z "$(missing_packages)" ] || need_packages
    systemctl start docker
  fi
  systemctl -q is-enabled docker || systemctl enable docker || say "Docker is not enabled"
  try "the stack does not start, see above" start_containers
}

# Kafka's advice; each log segment takes two map areas.
tune_kernel() {
  sysctl -qw vm.swappiness=1
  (($(sysctl -n vm.max_map_count) >= 262144)) || sysctl -qw vm.max_map_count=262144
}

# As they are stored, where an upstream file would ask the network for them.
start_containers() {
  if declare -F start_stored > /dev/null && start_stored; then return; fi
  renew_containers
}

renew_containers() { compose up -d --build --quiet-pull --remove-orphans; }

stop_containers() {
  if docker_runs; then
    compose stop
  else
    say "Docker does not run, and so no container"
  fi
}

# Waits until the broker is one of the cluster's, which takes a quorum, and so other nodes.
step_verify() {
  need_docker
  persist 12 is_registered || fail "broker $BROKER_ID is not registered: docker logs broker"
}

# Prints the brokers that this one sees, if it is among them.
is_registered() { echo "sees brokers $(registered_brokers 2> /dev/null)" | grep -w $BROKER_ID; }

registered_brokers() {
  kafka_tool timeout 300 kafka-broker-api-versions --bootstrap-server $BOOTSTRAP |
    sed -nE 's/.* \(id: ([0-9]+) .*/\1/p' | sort -n | xargs
}

# Runs one of Kafka's tools without the container's environment: heap, agents, ports and log files in it are the
# broker's. A tool is over before the second compiler pays.
kafka_tool() {
  docker exec broker sh -c 'exec env -i PATH="$PATH" JAVA_HOME="${JAVA_HOME-}" LANG="${LANG-}" \
    KAFKA_OPTS=-XX:TieredStopAtLevel=1 "$@"' - "$@"
}

# Shows where the last run ended, the volume, the containers, the brokers and where the passwords are.
show_status() {
  set +e
  cat $result
  findmnt -o SOURCE,UUID,SIZE,AVAIL,TARGET $MOUNT || echo "no volume at $MOUNT"
  docker_runs && timeout 60 docker ps -a && is_registered || echo "no broker"
  echo "passwords: sudo cat $MOUNT/.kafka-node"
}

# Runs the steps of a boot, in order; a step that fails ends it, but for those that the broker runs without.
boot() {
  # Cloud-init doesn't sync.
  sync
  for step in $STEPS; do
    if [ "$started" ]; then
      later+=" $step"
    elif [[ $step =~ ^(hosts|extra-packages|aws-cli|route53)$ ]]; then
      # They can take minutes without a network, and a node that was up starts with what they left.
      if can_wait; then failed=1; else run_aside; fi
      [ $failed = 0 ] || later+=" $step"
    else
      step_$step
      say 'done'
    fi
    [ $step != verify ] || started=yes
  done
}

# One command, which is also what is talked of until a step begins.
command=${1-}
step=$command
started=''
later=''
left=''
if [ "$command" = tool ] && (($# > 1)); then
  shift
elif (($# != 1)) || ! { has_step "$command" || [[ $command =~ ^(boot|stop|status|set-up)$ ]]; }; then
  echo "usage: kafka-node boot|stop|status|${STEPS// /|}|tool NAME ..." >&2
  exit 64
fi
[ $EUID = 0 ] || { say "only for root"; exit 1; }
case $command in
  set-up) set_up; exit ;;
  status) show_status; exit ;;
  tool) result=/dev/null; need_docker; kafka_tool "$@"; exit ;;
esac

# Every other changes something, so one at a time.
exec 9> $result.lock
flock -w $patience 9 || { say "error: another kafka-node is at work"; exit 1; }
say "not finished" 2> $result
trap keep_reason EXIT
case $command in
  boot) boot ;;
  stop) stop_containers; say 'done' ;;
  *)
    # Who it is, a node may learn only by its claim.
    [ "$BROKER_ID" ] || need_no_id
    step_$step
    say 'done'
    ;;
esac
# What the broker runs without is tried now that it is up.
for step in $later; do
  run_aside
  [ $failed = 0 ] || left+=$'\n'$trouble
done
step=$command
say "done at $(date)${left:+, without:$left}" 2> $result
if [ "$left" ]; then
  cat $result >&2
  [ $command = boot ]
fi
