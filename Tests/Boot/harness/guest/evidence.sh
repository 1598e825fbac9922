#!/bin/bash
# shellcheck disable=SC2016  # the inner shell expands them
# Runs in a machine under test: prints what became of it.
show() { echo; echo "### $*"; bash -c "$*" 2>&1; }
show uname -a
show cat /proc/uptime
show cloud-init status --long
show cat /run/cloud-init/result.json
show cat /run/kafka-node
show systemctl --failed --plain --no-legend
show systemctl status --no-pager -l kafka-node docker data.mount
show lsblk -o NAME,TYPE,SIZE,FSTYPE,LABEL,UUID,SERIAL,MOUNTPOINT
show cat /etc/fstab
show findmnt --real
show df -hT / /data
show 'ls -la --time-style=+ /data /data/* | head -60'
show cat /data/kafka-data/meta.properties
show 'cd /opt/kafka-node && git -c safe.directory=* log -1 --format="%H %D" && git -c safe.directory=* remote -v && git -c safe.directory=* status --short'
show 'cat /opt/kafka-node/*/docker-compose.yml'
show docker ps -a --no-trunc
show 'for name in $(docker ps -aq); do docker inspect -f "{{.Name}} {{.State.Status}} restarts={{.RestartCount}} {{.HostConfig.Binds}}" $name; docker logs --tail 15 $name; done'
show 'grep -aE "WARNING|ERROR|CRITICAL|Traceback" /var/log/cloud-init.log | tail -20'
show 'journalctl -b -u kafka-node --no-pager -o short-monotonic | tail -80'
show cat /etc/hosts
show ss -Hltn
