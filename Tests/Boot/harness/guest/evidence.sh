#!/bin/bash
# shellcheck disable=SC2016  # eval expands them
# Runs in a machine under test: prints what became of it: evidence.sh passed|failed|skipped
show() { echo; echo "### $*"; eval "$*" 2>&1; }
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
show 'git -c safe.directory=* -C /opt/kafka-node log -1 --format="%H %D"'
show 'cat /opt/kafka-node/*/docker-compose.yml'
show 'docker inspect -f "{{.Name}} {{.Config.Image}} {{.State.Status}} restarts={{.RestartCount}} {{.HostConfig.Binds}}" $(docker ps -aq)'
[ "$1" = passed ] || show 'for name in $(docker ps -aq); do docker logs --tail 30 $name; done'
show 'grep -aE "WARNING|ERROR|CRITICAL|Traceback" /var/log/cloud-init.log | tail -20'
show 'journalctl -b -u kafka-node --no-pager -o short-monotonic | tail -80'
show cat /etc/hosts
show ss -Hltn
