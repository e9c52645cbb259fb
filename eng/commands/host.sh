# The local host: start and health. Needs $root and $configuration.
# shellcheck shell=bash disable=SC2154

# start_host LOG PORT STORAGE_CONNECTION; its id is then in $started_id. The environment wins over local.settings.json.
start_host() {
  SmartTransfer__Storage__ConnectionString=$3 AzureWebJobsScriptRoot=$root start_service \
    dotnet "$root/src/LocalHost/bin/$configuration/net10.0/SmartTransfer.LocalHost.dll" --urls "http://127.0.0.1:$2" >>"$1" 2>&1
  await_health "$1" "http://127.0.0.1:$2/api/health" "$started_id"
}

# await_health LOG URL PROCESS_ID
await_health() {
  local deadline=$((SECONDS + 120))
  until curl --silent --fail --noproxy '*' --max-time 10 --output /dev/null "$2"; do
    if ! is_running "$3"; then
      show_log "$1"
      fail "The host ended before it was healthy."
    elif [ "$SECONDS" -ge "$deadline" ]; then
      show_log "$1"
      fail "The host is not healthy after two minutes; it answers: $(curl --silent --noproxy '*' --max-time 10 "$2" || true)"
    fi
    sleep 0.1
  done
}
