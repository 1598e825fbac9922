#!/bin/bash
# shellcheck disable=SC2015,SC2086,SC2154
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
