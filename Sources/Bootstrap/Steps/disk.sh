#!/bin/bash
# shellcheck disable=SC2015,SC2086,SC2154
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
