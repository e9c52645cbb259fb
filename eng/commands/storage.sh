# Azurite, the storage emulator: its installation, start and connection string. Needs $root and packages.sh.
# shellcheck shell=bash disable=SC2154

readonly azurite_folder=$root/eng/azurite
readonly azurite_account=devstoreaccount1
# The published key of the account that every Azurite has: no secret.
readonly azurite_key=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==

# install_azurite LOG
install_azurite() {
  install_packages eng/azurite "Azurite, the storage emulator" "$1"
}

# start_azurite LOG BLOB_PORT QUEUE_PORT TABLE_PORT [OPTION...]; its id is then in $started_id.
start_azurite() {
  local log=$1 blob_port=$2 queue_port=$3 table_port=$4
  shift 4
  start_service "$azurite_folder/node_modules/.bin/azurite" --skipApiVersionCheck --disableTelemetry --silent \
    --blobPort "$blob_port" --queuePort "$queue_port" --tablePort "$table_port" "$@" >>"$log" 2>&1
  local id=$started_id port deadline=$((SECONDS + 120))
  for port in "$blob_port" "$table_port"; do
    until curl --silent --noproxy '*' --max-time 5 --output /dev/null "http://127.0.0.1:$port/"; do
      if ! is_running "$id" || [ "$SECONDS" -ge "$deadline" ]; then
        show_log "$log"
        fail "Azurite did not start."
      fi
      sleep 0.1
    done
  done
}

# azurite_connection BLOB_PORT QUEUE_PORT TABLE_PORT
azurite_connection() {
  local at=http://127.0.0.1
  printf 'DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;' "$azurite_account" "$azurite_key"
  printf 'BlobEndpoint=%s:%s/%s;QueueEndpoint=%s:%s/%s;TableEndpoint=%s:%s/%s;\n' \
    "$at" "$1" "$azurite_account" "$at" "$2" "$azurite_account" "$at" "$3" "$azurite_account"
}
