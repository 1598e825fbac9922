#!/bin/bash
# shellcheck disable=SC2154
# No instance of this cluster is to be one whose instance stores only the metadata service tells from volumes.
refuse_instance_store() {
  fail "$disk may be an instance store, for this is no Nitro instance: set its instance.type, and render again"
}
