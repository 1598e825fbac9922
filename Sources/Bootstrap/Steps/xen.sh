#!/bin/bash
# shellcheck disable=SC2086,SC2154
# Nothing but the metadata service tells instance stores on an instance that isn't Nitro: their disks have no model.
refuse_instance_store() {
  try "the instance metadata service does not answer, so $disk is untouched" list_stores
  ! grep -qxF "$(letters <<< $disk)" <<< "$stores" ||
    fail "$disk is an instance store, empty after a stop: attach a volume as $DEVICE, $again"
}

# Keeps the letters of the names that instance stores are attached under.
list_stores() {
  local kind kinds name
  kinds=$(imds block-device-mapping/) || return
  stores=''
  for kind in $kinds; do
    [[ $kind = ephemeral* ]] || continue
    name=$(imds block-device-mapping/$kind) || return
    stores+=$(letters <<< $name)$'\n'
  done
}
