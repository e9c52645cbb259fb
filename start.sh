#!/usr/bin/env bash
# Starts Smart Transfer on this machine: storage emulator, build, host. ./start.sh --help says more.
# shellcheck disable=SC2154 # What eng/commands sets.
set -euo pipefail

root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly root
for part in say processes tools packages storage builds host; do
  # shellcheck source=/dev/null
  source "$root/eng/commands/$part.sh"
done

usage() {
  cat <<'TEXT'
Usage: ./start.sh [options]

Starts Azurite (the storage emulator) and Smart Transfer on this machine, prints what to open, and stops both on Ctrl-C.

  --link NAME       put a bad link before Smart Transfer, and use it by --link-port: 3g-rural, satellite, hotel-wi-fi, 4g-moving,
                    corrupting-proxy, adsl or fibre
  --demo            send a file of 12 MiB with stx over a bad link (4g-moving, or what --link names), kill the host on the way,
                    get the file back, compare, and end
  --port N          where Smart Transfer listens           (7071;  SMARTTRANSFER_PORT)
  --link-port N     where the bad link begins              (7070;  SMARTTRANSFER_LINK_PORT)
  --blob-port N     where Azurite's Blob service listens   (10000; SMARTTRANSFER_BLOB_PORT)
  --queue-port N    where Azurite's Queue service listens  (10001; SMARTTRANSFER_QUEUE_PORT)
  --table-port N    where Azurite's Table service listens  (10002; SMARTTRANSFER_TABLE_PORT)
  --data FOLDER     where uploads and logs are kept        (.data, for the demo .data/demo; SMARTTRANSFER_DATA)
  --no-build        start the last build
  --help            this text

Everything listens on 127.0.0.1 only. Settings come from local.settings.json; if it is missing, it is copied from
local.settings.example.json. Storage is always the emulator.
TEXT
}

demo=false
build_first=true
link=
port=${SMARTTRANSFER_PORT:-7071}
link_port=${SMARTTRANSFER_LINK_PORT:-7070}
blob_port=${SMARTTRANSFER_BLOB_PORT:-10000}
queue_port=${SMARTTRANSFER_QUEUE_PORT:-10001}
table_port=${SMARTTRANSFER_TABLE_PORT:-10002}
data=${SMARTTRANSFER_DATA:-}
locked=
files=

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --demo) demo=true ;;
      --no-build) build_first=false ;;
      --help | -h) usage; exit 0 ;;
      --*=*)
        set -- "${1%%=*}" "${1#*=}" "${@:2}"
        continue
        ;;
      --link | --port | --link-port | --blob-port | --queue-port | --table-port | --data)
        if [ $# -lt 2 ] || [ -z "$2" ]; then
          fail "$1 needs a value; ./start.sh --help lists the options."
        fi
        local name=${1#--}
        printf -v "${name//-/_}" '%s' "$2"
        shift
        ;;
      *) fail "Unknown option '$1'; ./start.sh --help lists the options." ;;
    esac
    shift
  done
  # As the caller's folder has it.
  [ -z "$data" ] || [ "${data#/}" != "$data" ] || data=$PWD/$data
  [ "$demo" = false ] || link=${link:-4g-moving}
  case $link in
    '' | 3g-rural | satellite | hotel-wi-fi | 4g-moving | corrupting-proxy | adsl | fibre) ;;
    *) fail "--link does not know '$link'; ./start.sh --help lists the links." ;;
  esac
  check_port --port "$port"
  check_port --link-port "$link_port"
  check_port --blob-port "$blob_port"
  check_port --queue-port "$queue_port"
  check_port --table-port "$table_port"
}

check_port() {
  if [[ ! $2 =~ ^[0-9]{1,5}$ ]] || [ "$2" -lt 1 ] || [ "$2" -gt 65535 ]; then
    fail "$1 is '$2'; give a port from 1 to 65535."
  fi
}

# The folder as an absolute path, for this run alone. The demo's own folder begins empty; a folder that was named is never emptied.
prepare_folder() {
  local is_own=false
  if [ -z "$data" ] && [ "$demo" = true ]; then
    data=$root/.data/demo
    is_own=true
  fi
  data=${data:-$root/.data}
  mkdir -p -- "$data"
  data=$(CDPATH='' cd -- "$data" && pwd)
  lock_folder
  [ "$is_own" = false ] || rm -rf -- "$data/azurite" "$data/logs"
  mkdir -p -- "$data/azurite" "$data/logs"
  logs=$data/logs
}

# Two emulators that write to one folder would lose uploads.
lock_folder() {
  local owner
  if ! mkdir -- "$data/.lock" 2>/dev/null; then
    owner=$(cat -- "$data/.lock/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ps -o args= -p "$owner" 2>/dev/null | grep --quiet 'start\.sh'; then
      fail "Another ./start.sh (process $owner) keeps its uploads in $data. Stop it, or give another folder with --data."
    fi
  fi
  printf '%s\n' "$$" >"$data/.lock/pid"
  locked=$data/.lock
}

check_ports() {
  local taken option
  taken=$(node "$root/eng/commands/ports.mjs" taken "$port" "$blob_port" "$queue_port" "$table_port" ${link:+"$link_port"})
  [ -n "$taken" ] || return 0
  for taken in $taken; do
    case $taken in
      "$port") option="--port (Smart Transfer)" ;;
      "$link_port") option="--link-port (the bad link)" ;;
      "$blob_port") option="--blob-port (Azurite's Blob service)" ;;
      "$queue_port") option="--queue-port (Azurite's Queue service)" ;;
      *) option="--table-port (Azurite's Table service)" ;;
    esac
    complain "Another program uses port $taken. Stop that program, or choose another port with $option."
  done
  exit 1
}

make_settings() {
  if [ ! -f "$root/local.settings.json" ]; then
    cp -- "$root/local.settings.example.json" "$root/local.settings.json"
    say "Copied local.settings.example.json to local.settings.json."
  fi
}

# Exports a setting that neither the environment nor local.settings.json has: default_setting NAME VALUE
default_setting() {
  local name=$1 pattern=${1//__/(__|:)}
  [ -n "${!name+known}" ] || grep --quiet --extended-regexp "\"$pattern\"" "$root/local.settings.json" || export "$name=$2"
}

start_smart_transfer() {
  local name
  # Who runs it wants to see events come; settings of their own win.
  default_setting SmartTransfer__Events__Queue smart-transfer-events
  for name in SweepSchedule ConcatenateSchedule EventsSchedule; do
    # A copy of the example may be older than a timer.
    default_setting "$name" "$(node -p "require(process.argv[1]).Values['$name']" "$root/local.settings.example.json")"
  done
  start_host "$logs/host.log" "$port" "$(azurite_connection "$blob_port" "$queue_port" "$table_port")"
  host_id=$started_id
}

start_all() {
  say "Starting Azurite and Smart Transfer ..."
  : >"$logs/azurite.log"
  : >"$logs/host.log"
  start_azurite "$logs/azurite.log" "$blob_port" "$queue_port" "$table_port" --location "$data/azurite"
  azurite_id=$started_id
  start_smart_transfer
  [ -z "$link" ] || start_link
}

# The relay stays when the host is killed: behind it, clients see a connection that breaks and one that is refused.
start_link() {
  start_service dotnet "$root/bench/bin/$configuration/net10.0/SmartTransfer.Bench.dll" relay "$link" "http://127.0.0.1:$port" "$link_port" \
    >"$logs/link.log" 2>&1
  link_id=$started_id
  await_health "$logs/link.log" "http://127.0.0.1:$link_port/api/health" "$link_id"
}

say_what_to_do() {
  cat <<TEXT

Smart Transfer is running.

  Send files from a browser          http://127.0.0.1:$port/api/ui
  Documentation, with calls to try   http://127.0.0.1:$port/api/docs
TEXT
  [ -z "$link" ] || cat <<TEXT
  The same over the link $link
    in a browser                     http://127.0.0.1:$link_port/api/ui
    with stx                         stx put FILE --service http://127.0.0.1:$link_port/api
    what the link does               $logs/link.log
TEXT
  cat <<TEXT
  Watch events arrive in a queue     node eng/events/watch.mjs --queue-port $queue_port
  Receive them by a webhook          docs/samples/webhook-receiver.mjs says how
  Health                             http://127.0.0.1:$port/api/health
  Uploads                            $data/azurite
  Logs                               $logs

Paste this into another terminal to upload a file in one chunk and get it back:

host=http://127.0.0.1:$port
printf 'Hello from the far end of a bad network\n' > /tmp/hello.txt
upload=\$(curl -si "\$host/api/uploads" -H 'Content-Type: application/json' -d "{\"fileName\":\"hello.txt\",\"length\":\$(wc -c < /tmp/hello.txt)}" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
curl -s -T /tmp/hello.txt "\$host\$upload/chunks/0" -H "Content-Digest: sha-256=:\$(openssl dgst -sha256 -binary /tmp/hello.txt | base64):"; echo
curl -s -X POST "\$host\$upload/complete"; echo
curl -s "\$host\$upload/content"

Ctrl-C stops everything.
TEXT
}

# Until Ctrl-C, or until one of the two ends by itself.
serve() {
  say_what_to_do
  while is_running "$host_id" && is_running "$azurite_id" && { [ -z "$link" ] || is_running "$link_id"; }; do
    sleep 0.5
  done
  if [ -n "$link" ] && ! is_running "$link_id"; then
    show_log "$logs/link.log"
    fail "The link has ended."
  fi
  if is_running "$host_id"; then
    show_log "$logs/azurite.log"
    fail "Azurite has ended."
  fi
  show_log "$logs/host.log"
  fail "The host has ended."
}

# The demo kills the host once, in mid-transfer; here it is started again, as Azure would.
run_demo() {
  local client_id code=0 restarts=0
  files=$(mktemp -d "$data/demo.XXXXXX")
  say
  start_process node "$root/eng/demo/main.mjs" --stx "$root/src/Cli/bin/$configuration/net10.0/stx.dll" --link "$link" \
    --over-link "http://127.0.0.1:$link_port/api/" --direct "http://127.0.0.1:$port/api/" --link-log "$logs/link.log" \
    --folder "$files" --host-id "$host_id"
  client_id=$started_id
  while is_running "$client_id"; do
    if ! is_running "$host_id"; then
      [ "$restarts" -eq 0 ] || { show_log "$logs/host.log"; fail "The host has ended a second time."; }
      restarts=1
      forget_process "$host_id"
      start_smart_transfer
    fi
    sleep 0.1
  done
  wait "$client_id" || code=$?
  forget_process "$client_id"
  [ "$code" -eq 0 ] || show_log "$logs/host.log"
  exit "$code"
}

stop() {
  [ ${#started_ids[@]} -eq 0 ] || say "Stopping ..." || true
  stop_all_processes
  [ -z "$files" ] || rm -rf -- "$files"
  [ -z "$locked" ] || rm -rf -- "$locked"
}

read_options "$@"
check_tools
cd -- "$root"
check_ports
stop_at_exit stop
prepare_folder
make_settings
install_azurite "$logs/npm.log"
if [ "$build_first" = true ]; then
  build src/LocalHost "$logs/build.log"
  [ -z "$link" ] || build bench "$logs/build-link.log"
  [ "$demo" = false ] || build src/Cli "$logs/build-stx.log"
fi
start_all
if [ "$demo" = true ]; then
  run_demo
fi
serve
