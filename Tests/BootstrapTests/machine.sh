#!/bin/bash
# machine.sh FOLDER: runs standard input as a root's script on a throw-away copy of this machine.
# The copy is an overlay over /: what is written lands in FOLDER/upper and is there again in the next run; mounts and
# /run are not, as after a reboot. Commands of FOLDER/upper/commands stand in for the machine's own, and network.py for
# all of the network.
set -eu
folder=$1
if [ "${2-}" != inside ]; then
  exec unshare --mount --net --pid --fork --kill-child --propagation private bash "$0" "$folder" inside
fi
mkdir -p "$folder/upper" "$folder/work" "$folder/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
for name in dev sys; do mount --rbind "/$name" "$folder/root/$name"; done
mount -t proc proc "$folder/root/proc"
mount -t tmpfs tmpfs "$folder/root/run"
ip link set lo up
ip address add 169.254.169.254/32 dev lo
if [ -e "$folder/upper/network.py" ]; then
  chroot "$folder/root" /usr/bin/python3 /network.py &> /dev/null &
  until [ -e "$folder/root/run/network" ]; do sleep 0.05; done
fi
# The test's thread has all signals blocked, which the time-out of flock would inherit.
chroot "$folder/root" /usr/bin/perl -MPOSIX -e 'sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV' \
  env -i PATH=/commands:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin bash -u -s
