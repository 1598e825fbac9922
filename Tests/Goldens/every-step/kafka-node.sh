#!/bin/bash
COMPOSE_URL=https://github.com/docker/compose/releases/download/v2.32.4/docker-compose-linux
COMPOSE_SHA256_x86_64=ed1917fb54db184192ea9d0717bcd59e3662ea79db48bff36d3475516c480a6b
set -euo pipefail
unset ${!COMPOSE_@} ${!GIT_@}
export HOME=/root COMPOSE_HTTP_TIMEOUT=300 DEBIAN_FRONTEND=noninteractive GIT_TERMINAL_PROMPT=0; umask 022
TMPDIR=/run; export -n TMPDIR
. /etc/kafka-node/node.env
repo=/opt/kafka-node result=/run/kafka-node wait=${WAIT:-300} disk=
folder=$repo/$DIRECTORY
volume_uuid() { sha256sum <<< "$*" | cut --output-delimiter=- -c1-8,9-12,13-16,17-20,21-32; }
uuid=$(volume_uuid $CLUSTER $BROKER_ID ${CLUSTER_ID-})
say() { echo "kafka-node: $step: $*" >&2; }
fail() { say "error: $*" 2>&1 | tee $result >&2; exit 1; }
uptime() { cut -d. -f1 /proc/uptime; }
try() {
  local end=$(($(uptime) + wait)) tries=0
  until "${@:2}"; do ((++tries < 3 || $(uptime) < end)) || fail "$1"; sleep 3; done
}
put() { local text; text=$(cat; echo .); holds "$1" || write "$1"; }
holds() { [ ! -L "$1" ] && printf %s "${text%.}" | cmp -s - "$1"; }
write() {
  rm -f "$1.new" && printf %s "${text%.}" > "$1.new" && sync "$1.new" && [ ! -d "$1" ] && mv "$1.new" "$1"
}
give() {
  [ -d $folder ] || fail "no folder $DIRECTORY in $repo"
  [ "$(readlink -f $folder)" = "$(readlink -f $repo)/$DIRECTORY" ] ||
    fail "$folder is behind a link, so nothing is written there"
  put $folder/$1
}
plugged() { DOCKER_HOST=unix:/// docker compose version; }
stack() {
  local compose='docker compose'
  plugged &> /dev/null || compose=docker-compose
  cd / && timeout 1h $compose -f $folder/docker-compose.yml --project-directory $folder --env-file $folder/.env "$@"
}
docker_runs() { systemctl -q is-active docker || fail "Docker does not run: sudo kafka-node boot"; }
aside() {
  set +e
  (set -e; trap reason EXIT; say "not finished" 2> $result; $1)
  failed=$?
  set -e
  trouble=$(cat $result)
  say "not finished" 2> $result
}
reason() { [ $? = 0 ] || grep -q error: $result || fail "see above"; }
later='' failed=0 trouble=''
set-up() {
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
networks() {
  local file=/etc/docker/daemon.json bridge='' subnet=''
  [ -e $file ] || { mkdir -p ${file%/*}; put $file <<< "$DOCKER_DAEMON"; }
  [ "$(cat $file)" = "$DOCKER_DAEMON" ] || say "the addresses of Docker's bridge are left as $file has them"
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
packages() {
  [ "$(missing)" ] || return 0
  if [ -e $repo ] && able; then
    later+=' mend'
    return
  fi
  [ -z "$(lacking)" ] || try "no packages, see above" install
  [ -z "${PACKAGES-}" ] || aside extras
  [ $failed = 0 ] || later+=' mend'
}
mend() {
  [ -z "$(lacking)" ] || try "no $(lacking | xargs), see above: sudo kafka-node packages" install
  [ -z "${PACKAGES-}" ] || extras
}
missing() { lacking; [ -z "${PACKAGES-}" ] || wanted; }
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
compose_packages() {
  local names=(docker-compose-v2 'docker-cli docker-compose' docker-compose) name
  ! engine || dpkg -s docker.io &> /dev/null || names=(docker-compose-plugin)
  for name in "${names[@]}"; do
    ! apt-get -qqsf --no-remove install $name &> /dev/null || { echo $name; return; }
  done
}
plugin() {
  file=/usr/local/lib/docker/cli-plugins/docker-compose sum=COMPOSE_SHA256_$(uname -m)
  curl -fsSLo $file.new --create-dirs -m $wait "$COMPOSE_URL-$(uname -m)" &&
    echo "${!sum}  $file.new" | sha256sum -c && chmod 755 $file.new && mv $file.new $file
}
PATH=$PATH:/snap/bin
aws-cli() { type aws &> /dev/null || try "no AWS CLI, see above" install_aws; }
install_aws() {
  type apt-get &> /dev/null || { yum -qy install awscli-2 || yum -qy install awscli; return; }
  apt-get -qyo DPkg::Lock::Timeout=300 --no-install-recommends install awscli || snap install aws-cli --classic
}
locate() {
  instance=$(about instance-id) && zone=$(about placement/availability-zone) &&
    AWS_DEFAULT_REGION=$(about placement/region) && export AWS_DEFAULT_REGION AWS_PAGER=
}
about() {
  local token url=http://169.254.169.254/latest
  token=$(curl -sfm 5 --noproxy '*' -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $url/api/token) &&
    curl -sfm 5 --noproxy '*' -H "X-aws-ec2-metadata-token: $token" $url/meta-data/$1
}
kept=/etc/kafka-node/volume volume='' device=''
claim() {
  local asked='' look=none broker
  if claimed; then return; fi
  aws-cli
  try "the instance metadata service does not answer" locate
  wait=$((wait * 4)) try "no data volume to claim in $zone, see above" claim_volume
  try "volume $volume is attached, and no disk here is it: reboot the instance" find_volume
  [ "$BROKER_ID" ] || become
  put $kept <<< "$volume"
}
is_claimed() { [ "$volume" ] || claimed || fail "no volume is claimed yet: kafka-node boot"; }
is_early() {
  [[ " ${STEPS%%claim*}claim stop " = *" $step "* ]] ||
    fail "which broker this is isn't known before its volume is claimed: kafka-node boot"
}
claimed() {
  local xen=${DEVICE/sd/xvd}
  [ -e $kept ] && volume=$(cat $kept) || return
  find_volume || { [ -b $xen ] && [ ! -L $xen ] && is_ours $xen; } || { volume=; return 1; }
}
find_volume() {
  local found
  found=$(lsblk -dnpo NAME,SERIAL |
    awk -v s=${volume/-/} -v x=${device/sd/xvd} '$2 == s || NF == 1 && $1 == x {print $1}') &&
    [ "$(wc -w <<< "$found")" = 1 ] && DEVICE=$found
}
claim_volume() {
  local all twice ours answer
  all=$(volumes) || return
  [ "$all" = "$look" ] || say "volumes of $CLUSTER: ${all:-none}"
  look=$all
  twice=$(cut -sf 6 <<< "$all" | sort | uniq -d)
  [ ! "$twice" ] || fail "broker $twice has several volumes: take the tag kafka-broker-id from all but the right one"
  ours=$(awk -v i=$instance '$4 == i {print $1}' <<< "$all")
  [ "$(wc -w <<< "$ours")" -lt 2 ] || fail "several volumes are attached here, so detach all but one:" $ours
  if [ "$ours" ]; then
    volume=$ours broker=$(awk -v v=$ours '$1 == v {print $6}' <<< "$all")
    device=$(awk -v v=$ours '$1 == v {print $5}' <<< "$all")
    return
  fi
  awk -v v="$asked" '$1 == v && $4 == "None"' <<< "$all" | grep -q . || asked=
  for volume in ${asked:-$(awk -v z=$zone '$2 == z && $3 == "available" {print $1}' <<< "$all")}; do
    if answer=$(attach 2>&1); then asked=$volume
    elif [[ $answer =~ VolumeInUse|IncorrectState ]]; then
      [ "$asked" = $volume ] || continue
    else say "$answer"; asked=$volume
    fi
    return 1
  done
  return 1
}
attach() {
  AWS_MAX_ATTEMPTS=1 aws ec2 attach-volume --device $DEVICE --instance-id $instance --volume-id $volume
}
volumes() {
  local tag="Tags[?Key=='kafka-broker-id']|[0].Value" own=${BROKER_ID:+tag:kafka-broker-id,Values=$BROKER_ID}
  local of='Attachments[0]' namesake="Tags[?Key=='kafka-cluster-id']|[0].Value"
  aws ec2 describe-volumes --output text \
    --filters Name=tag:kafka-cluster,Values=$CLUSTER Name=${own:-tag-key,Values=kafka-broker-id} \
    --query "Volumes[].[VolumeId,AvailabilityZone,State,$of.InstanceId,$of.Device,$tag,$namesake]" |
    awk -F '\t' -v id="${CLUSTER_ID:-None}" '$3 !~ /^delet/ && $5 !~ "^/dev/(xvda|sda1)$" && $7 == id' | sort
}
become() {
  cd /etc/kafka-node || return
  [ -e "broker-$broker.env" ] || fail "$volume is tagged for broker $broker, which is none of $CLUSTER"
  put docker-compose.yml < broker-$broker.yml
  put broker.env < broker-$broker.env
  exec $(tr '\0' ' ' < /proc/$$/cmdline)
}
again='then: systemctl restart kafka-node'
disk() {
  local others='' why='' last='' looks=0 end known
  end=$(($(uptime) + wait))
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
    put_bytes '\001' 126 && put_bytes 'kafka-mkfs\n' 0 || fail "$disk can't be written to, see above"
  elif ! blank 0; then
    fail "$disk is neither blank nor xfs $uuid, so untouched: ${why//$'\n'/, };" \
      "attach this broker's volume or a blank one as $DEVICE instead, $again"
  fi
  mkfs.xfs -qL kafka-mkfs -m uuid=$uuid $disk && sync && name_it && is_ours $disk && [ "$(label $disk)" != $mark ] ||
    fail "no xfs on $disk, see above; $again"
  { udevadm trigger --name-match=$disk; udevadm settle; } || :
}
uuid() { blkid -p -o value -s UUID $1; }
name_it() { xfs_admin -L kafka-data $disk > /dev/null; }
put_bytes() { printf %b "$1" | dd of=$disk bs=1 seek=$2 conv=fsync,notrunc status=none; }

superblock() { dd if=$1 of=/dev/null bs=1M count=1 &> /dev/null && od -An -v -tx1 -w128 -N128 $1 | tr -d ' '; }
magic=58465342 mark=6b61666b612d6d6b66730000
label() { local bytes; bytes=$(superblock $1) && echo ${bytes:216:24}; }
is_ours() {
  local bytes
  bytes=$(superblock $1) && [[ $bytes = $magic* && ${bytes:252:2} = 00 ]] || return
  [ ${bytes:64:32} = "${uuid//-/}" ] || { [ "${CLUSTER_ID-}" ] && is_earlier $1 ${bytes:64:32}; }
}
begun() {
  local bytes
  bytes=$(superblock $disk) && ! in_use $disk || return
  if [[ $bytes = ${mark:0:20}0a* && ${bytes:216:24} != "$mark" ]]; then blank 11; return; fi
  [[ ($bytes = $magic* || $bytes = ${mark:0:20}0a*) && ${bytes:216:24} = "$mark" ]] || return
  [ ${bytes:252:2} = 01 ] || { [[ $bytes = $magic* ]] && is_empty; }
}
is_empty() {
  local folder=$result.look files=unknown
  mkdir -p $folder && files=$(unshare -m sh -c "mount -o ro,loop,nouuid $disk $folder && ls -A $folder") &&
    [ ! "$files" ] || { why="xfs with the label kafka-mkfs that may hold files"; return 1; }
}
blank() {
  local size place found
  size=$(blockdev --getsize64 $disk) || return
  for place in 0 1048576; do
    found=$(blkid -p -O $place $disk 2>&1)
    [ $? = 2 ] || { why=${why:-${found:-blkid fails}}; return 1; }
  done
  found=$(wipefs -n $disk 2>&1 | awk 'NR > 1 {print $3 " at " $2}') && [ ! "$found" ] ||
    { why=${why:-${found:-wipefs fails}}; return 1; }
  zeros $1 $((4194304 - $1)) && zeros $((size - 1048576)) 1048576 || return
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
candidates() {
  awk '$2$3 ~ /^disk[1-9]/ && $0 !~ "Instance.St" {print $1, $3}' <<< "$disks"
  for name in $(readlink -e "$DEVICE" "${DEVICE/sd/xvd}" | sort -u); do
    grep -q "^$name " <<< "$disks" || echo $name 0
  done
}
in_use() { [ "$(lsblk -no NAME,MOUNTPOINT $1 | wc -w)" != 1 ]; }
letters() { sed -nE 's!^(.*/)?(sd|xvd)([a-z]+[0-9]*)$!\3!p' | sort -u; }
names() {
  {
    echo $1
    for name in "${DEVICE%/*}"/{sd,xvd}*; do [ "$(readlink -e $name)" != $1 ] || echo $name; done
    ebsnvme-id -b $1 || :
    controller $1 | tail -c +3073 | head -c 32 | tr -d '\0 ' || :
    echo
  } 2> /dev/null < /dev/null | letters
}
controller() {
  nvme id-ctrl -b $1 || "$(type -P python3 python2 | head -n 1)" -c '
import ctypes, fcntl, os, struct, sys
data = ctypes.create_string_buffer(4096)
command = struct.pack("=BBHIQQQ10I", 6, 0, 0, 0, 0, 0, ctypes.addressof(data), 0, 4096, 1, 0, 0, 0, 0, 0, 0, 0)
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0xC0484E41, command)
os.write(1, data.raw)' $1
}
mount() {
  [ "$disk" ] || disk
  mountpoint -q $MOUNT || put_in_place
  [ "$(uuid "$(findmnt -nro SOURCE $MOUNT)")" = $uuid ] || fail "$MOUNT is not xfs $uuid: umount $MOUNT, $again"
  [ -e /etc/fstab.orig ] || put /etc/fstab.orig < /etc/fstab
  fstab=$(awk -v m=$MOUNT '/^#/ || $2 != m' /etc/fstab && echo "UUID=$uuid $MOUNT xfs $FSTAB_OPTIONS 0 2")
  put /etc/fstab <<< "$fstab"
  systemctl daemon-reload
  xfs_growfs $MOUNT > /dev/null
}
put_in_place() {
  local wrong
  wrong=$(exec 9>&- unshare -m bash -ec "$(declare -f inspect); inspect $disk $MOUNT $BROKER_ID") ||
    mountpoint -q $MOUNT ||
    fail "$disk can't be looked at, see above; $again"
  [ ! "$wrong" ] || fail "$wrong, $again"
  command mount -o $FSTAB_OPTIONS $disk $MOUNT || mountpoint -q $MOUNT ||
    fail "$disk can't be mounted at $MOUNT, see above; $again"
}
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
route53() {
  try "the instance metadata service does not answer" locate
  try "no record $HOST in hosted zone $HOSTED_ZONE, see above" upsert
}
upsert() {
  local address
  address=$(about local-ipv4) && aws route53 change-resource-record-sets --hosted-zone-id $HOSTED_ZONE --change-batch \
    '{"Changes": [{"Action": "UPSERT", "ResourceRecordSet": {"Name": "'$HOST'", "Type": "A", "TTL": 60,
      "ResourceRecords": [{"Value": "'$address'"}]}}]}' > /dev/null
}
directories() { cd $MOUNT && mkdir -p $DATA_DIRECTORIES && chown -R $OWNER $DATA_DIRECTORIES; }
checkout() {
  local head=''
  if [ ! -e $repo ]; then
    try "no ${COMMIT:-$REF} from $REPOSITORY" fetch
    mv -T $repo.new $repo
  elif [ "${COMMIT-}" ]; then
    { read -r head < $repo/.git/HEAD; } 2> /dev/null || :
    [ "$head" = $COMMIT ] ||
      try "$repo is at ${head:-no commit} and can't be brought to $COMMIT: see above, or move it away" move
  fi
}
fetch() ( rm -rf $repo.new && git init -q --template= $repo.new && cd $repo.new && obtain )
move() ( cd $repo/.git && find . -name '*.lock' -delete && cd .. && obtain )
obtain() {
  local commit=${COMMIT-}
  git config core.symlinks false || return
  if [ ! "$commit" ]; then
    receive 1 $REF && commit=$(git rev-parse 'FETCH_HEAD^{commit}') || return
  elif ! git cat-file -e "$commit^{commit}" 2> /dev/null; then
    receive 1 $commit || receive 2147483647 $REF || return
  fi
  git read-tree --reset -u $commit && sync && git update-ref --no-deref HEAD $commit &&
    [ "$(git rev-parse HEAD)" = $commit ] && sync
}
receive() { timeout $wait git fetch -q --no-tags --no-recurse-submodules --depth $1 $REPOSITORY $2; }
compose() { give docker-compose.yml < /etc/kafka-node/docker-compose.yml; }
secrets() (
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
identity() {
  local url=http://169.254.169.254/latest token='' here='' pair value lines=''
  { read -r here < /sys/class/dmi/id/board_asset_tag; } 2> /dev/null || :
  if imds_token || ! earlier; then
    try "the instance metadata service does not answer" imds_token
    for pair in $INSTANCE_METADATA; do
      value=$(imds -H "X-aws-ec2-metadata-token: $token" "$url/meta-data/${pair#*=}") ||
        fail "the instance has no ${pair#*=}"
      [[ $value =~ ^[A-Za-z0-9.:_-]+$ ]] || fail "${pair#*=} is neither name nor address"
      lines+=${pair%%=*}=$value$'\n'
    done
  fi
  (umask 077; { cat $MOUNT/.kafka-node && { [ ! "$here" ] || echo "# $here"; } && echo "${lines%$'\n'}"; } | give .env)
}
earlier() {
  [[ $here = i-* && $INSTANCE_METADATA != *=public-* ]] || return
  lines=$(sed "1,/^# $here\$/d" $folder/.env 2> /dev/null)
  for pair in $INSTANCE_METADATA; do grep -q "^${pair%%=*}=." <<< "$lines" || return; done
  say "the instance metadata service does not answer, so the values stay"
}
imds_token() { token=$(imds -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$url/api/token"); }
imds() { curl -sfm 5 --noproxy '*' "$@"; }
start() {
  mountpoint -q $MOUNT || fail "no volume at $MOUNT"
  tune || say "kernel settings left as they are"
  systemctl start docker || {
    [ -z "$(lacking)" ] || try "no packages, see above" install
    systemctl start docker
  }
  systemctl -q is-enabled docker || systemctl enable docker || say "Docker is not enabled"
  try "the stack does not start, see above" up
}
tune() {
  sysctl -qw vm.swappiness=1
  (($(sysctl -n vm.max_map_count) >= 262144)) || sysctl -qw vm.max_map_count=262144
}
up() { ! declare -F stored > /dev/null || ! stored || return 0; renew; }
renew() { stack up -d --build --quiet-pull --remove-orphans; }
stop() {
  if systemctl -q is-active docker; then stack stop; else say "Docker does not run, and so no container"; fi
}
verify() { docker_runs; wait=$((wait * 12)) try "broker $BROKER_ID is not registered: docker logs broker" registered; }
registered() { echo "sees brokers $(brokers 2> /dev/null)" | grep -w $BROKER_ID; }
brokers() {
  tool timeout 300 kafka-broker-api-versions --bootstrap-server $BOOTSTRAP |
    sed -nE 's/.* \(id: ([0-9]+) .*/\1/p' | sort -n | xargs
}
tool() {
  docker exec broker sh -c 'exec env -i PATH="$PATH" JAVA_HOME="${JAVA_HOME-}" LANG="${LANG-}" \
    KAFKA_OPTS=-XX:TieredStopAtLevel=1 "$@"' - "$@"
}
kafka-manager() { docker_runs; try "kafka-manager lists no broker $BROKER_ID: docker logs kafka-manager" listed; }
listed() {
  ask "api/status/$CLUSTER/brokers" | grep -w $BROKER_ID || {
    ask clusters -o /dev/null -d "name=$CLUSTER&kafkaVersion=2.2.0&securityProtocol=PLAINTEXT&pollConsumers=true" \
      --data-urlencode "zkHosts=$(docker exec kafka-manager printenv ZK_HOSTS)"
    false
  }
}
ask() {
  sed -n 's/^KAFKA_MANAGER_PASSWORD=/user=admin:/p' $MOUNT/.kafka-node |
    curl -sfm 20 -K - "http://localhost:9000/$1" "${@:2}"
}
in-service() {
  local hook answer
  docker_runs
  try "the instance metadata service does not answer" locate
  hook="--auto-scaling-group-name $GROUP --lifecycle-hook-name in-service --instance-id $instance"
  answer=$(aws autoscaling record-lifecycle-action-heartbeat $hook 2>&1) || {
    [[ $answer = *'No active Lifecycle Action'* ]] || fail "$answer"
    return 0
  }
  wait=$((wait * 144)) try "replicas are still out of sync after half a day, see above" in_sync
  try "the group does not take the answer, see above" \
    aws autoscaling complete-lifecycle-action $hook --lifecycle-action-result CONTINUE
}
in_sync() {
  local lagging
  lagging=$(tool timeout 300 kafka-topics --bootstrap-server $BOOTSTRAP --describe \
    --under-replicated-partitions) || lagging='no answer'
  [ "$lagging" ] || return 0
  say "$(wc -l <<< "$lagging") partitions are out of sync"
  aws autoscaling record-lifecycle-action-heartbeat $hook || :
  sleep 30
  return 1
}
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
stored() {
  local policy=''
  grep -qE '^ +(build|pull_policy):' $folder/docker-compose.yml || return
  ! plugged || policy='--pull never'
  stack up -d --no-build $policy --remove-orphans && later+=' build'
} &> /dev/null
build() { try "images not built anew, see above: sudo kafka-node start" renew; }
on_xen() {
  try "the instance metadata service does not answer, so $disk is untouched" list_stores
  ! grep -qxF "$(letters <<< $disk)" <<< "$stores" ||
    fail "$disk is an instance store, empty after a stop: attach a volume as $DEVICE, $again"
}
list_stores() {
  local url=http://169.254.169.254/latest token kind kinds name
  token=$(curl -sfm 5 --noproxy '*' -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $url/api/token) || return
  url=$url/meta-data/block-device-mapping
  kinds=$(curl -sfm 5 --noproxy '*' -H "X-aws-ec2-metadata-token: $token" $url/) || return
  stores=
  for kind in $kinds; do
    [[ $kind = ephemeral* ]] || continue
    name=$(curl -sfm 5 --noproxy '*' -H "X-aws-ec2-metadata-token: $token" $url/$kind) || return
    stores+=$(letters <<< $name)$'\n'
  done
}
is_earlier() {
  local older properties
  older=$(volume_uuid $CLUSTER $BROKER_ID)
  [ $2 = "${older//-/}" ] && properties=$(look $1) && grep -qx "cluster.id=$CLUSTER_ID" <<< "$properties" &&
    grep -qxE "(broker|node).id=$BROKER_ID" <<< "$properties"
}
look() {
  unshare -m sh -ec "findmnt $1 > /dev/null || mount -o ro,norecovery,nouuid $1 /mnt
    cat \"\$(findmnt -nro TARGET $1 | head -n 1)/kafka-data/meta.properties\""
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
[ "$step" != set-up ] || { set-up; exit; }
[ "$step" != status ] || { status; exit; }
[ "$step" != tool ] || { result=/dev/null docker_runs; "$@"; exit; }
exec 9> $result.lock
flock -w $wait 9 || result=/dev/null fail "another kafka-node is at work"
say "not finished" 2> $result
trap reason EXIT
asked=$step left=''
[ "$asked" != boot ] || { sync; set -- $STEPS; }
for step; do
  [ "$BROKER_ID" ] || is_early
  case $asked:$step in
    boot:aws-cli | boot:hosts | boot:route53)
      [ ! -e $repo ] || [ $step = hosts ] || { later+=" $step"; continue; }
      aside $step
      [ $failed = 0 ] || { later+=" $step"; continue; } ;;
    boot:kafka-manager | boot:in-service) later+=" $step"; continue ;;
    *) $step ;;
  esac
  say 'done'
done
for step in $later; do
  aside $step
  if [ $failed = 0 ]; then say 'done'; else left+=$'\n'$trouble; fi
done
say "done at $(date)${left:+, without:$left}" 2> $result
[ ! "$left" ] || { cat $result >&2; [ "$asked" = boot ]; }
