# Starts processes and stops them again by their ids. Works with bash 3.2, which macOS has.
#
# Every process gets a group of its own. So Ctrl-C reaches the script alone, which then stops what it started in the
# right order, and a process is stopped together with what it started in turn.
# shellcheck shell=bash

readonly seconds_to_stop=25
started_ids=()
started_id=

# Starts a command in the background and leaves its id in $started_id. The caller redirects the output.
start_process() {
  set -m
  "$@" </dev/null &
  started_id=$!
  set +m
  started_ids+=("$started_id")
}

# The same for a process that nobody waits for: the shell then does not report how it ended.
start_service() {
  start_process "$@"
  disown "$started_id"
}

# Runs a command to its end and returns its exit code. A signal to the script is not held up by it.
run_process() {
  local code=0
  start_process "$@"
  wait "$started_id" || code=$?
  forget_process "$started_id"
  return "$code"
}

is_running() { kill -0 "$1" 2>/dev/null; }

forget_process() {
  local id kept=()
  for id in ${started_ids[@]+"${started_ids[@]}"}; do
    [ "$id" = "$1" ] || kept+=("$id")
  done
  started_ids=(${kept[@]+"${kept[@]}"})
}

# Asks a process and its group to stop, and after a while makes them.
stop_process() {
  local deadline=$((SECONDS + seconds_to_stop))
  forget_process "$1"
  kill -TERM -- "-$1" 2>/dev/null || return 0
  while kill -0 -- "-$1" 2>/dev/null; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      kill -KILL -- "-$1" 2>/dev/null || true
      return 0
    fi
    sleep 0.1
  done
}

# Last started, first stopped.
stop_all_processes() {
  local i
  trap '' INT TERM HUP PIPE
  for ((i = ${#started_ids[@]} - 1; i >= 0; i--)); do
    stop_process "${started_ids[i]}"
  done
}

# Calls a function of the script when it ends, however it ends: stop_at_exit FUNCTION
stop_at_exit() {
  # shellcheck disable=SC2064 # The function's name is meant now.
  trap "$1" EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  trap 'exit 141' PIPE
}
