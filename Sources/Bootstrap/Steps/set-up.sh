#!/bin/bash
# shellcheck disable=SC2154
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
