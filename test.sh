#!/usr/bin/env bash
# Builds and tests Smart Transfer; starts and stops by itself what the tests need. ./test.sh --help says more.
# shellcheck disable=SC2154 # What eng/commands sets.
set -euo pipefail

root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly root
for part in say processes tools packages storage builds clients; do
  # shellcheck source=/dev/null
  source "$root/eng/commands/$part.sh"
done

usage() {
  cat <<'TEXT'
Usage: ./test.sh [--fast] [FILTER]

Builds everything, runs all tests against Azurites of its own on free ports, those with tus clients from npm and Debian
among them, three suites at a time, checks the code's format and the shell scripts, and runs ./start.sh --demo. Results and logs are
left in TestResults/. The last line is 'N passed, N failed'.

  --fast    leave the demo out
  FILTER    run only the tests that it selects, such as Ledger or 'FullyQualifiedName~Core.Tests' (see dotnet test --filter);
            a word alone selects by their names the tests with clients too, and 'conformance' the conformance suite
TEXT
}

# Most processes here live for seconds: code that is first compiled to be measured costs them more than it gains.
export DOTNET_TieredPGO=0

fast=false
filter=
results=$root/TestResults
passed=0
failed=0
skipped=0

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --fast) fast=true ;;
      --help | -h) usage; exit 0 ;;
      -*) fail "Unknown option '$1'; ./test.sh --help lists the options." ;;
      *)
        [ -z "$filter" ] || fail "Give one filter, not two: '$filter' and '$1'."
        filter=$1
        ;;
    esac
    shift
  done
}

# Runs something on an emulator of its own. One that serves for ten minutes collects then what was deleted in them, and
# answers nothing until it is done.
with_storage() {
  local ports storage
  ports=$(node "$root/eng/commands/ports.mjs" free 3)
  # shellcheck disable=SC2086 # Three ports, three words.
  set -- "$1" $ports ${2:+"$2"}
  start_azurite "$results/azurite.log" "$2" "$3" "$4" --inMemoryPersistence
  storage=$started_id
  SMARTTRANSFER_TEST_STORAGE=$(azurite_connection "$2" "$3" "$4")
  export SMARTTRANSFER_TEST_STORAGE
  "$1" ${5:+"$5"}
  stop_process "$storage"
}

# Adds "PASSED FAILED SKIPPED" to the sums.
count() {
  passed=$((passed + $1))
  failed=$((failed + $2))
  skipped=$((skipped + $3))
}

# The tests of one project.
run_tests() {
  local project=$1 name code=0 began=$SECONDS sums
  name=$(basename "$project" .csproj)
  say "Testing $name ..."
  run_process dotnet test "$project" --no-build --configuration "$configuration" ${filter:+--filter "$filter"} \
    --logger "trx;LogFileName=$name.trx" --results-directory "$results" \
    --blame-hang-timeout 10min --blame-hang-dump-type none >"$results/$name.log" 2>&1 || code=$?
  if [ -n "$filter" ] && [ "$code" -eq 0 ] && [ ! -f "$results/$name.trx" ]; then
    return 0
  fi
  [ -f "$results/$name.trx" ] || show_log "$results/$name.log"
  sums=$(node "$root/eng/commands/results.mjs" "$results/$name.trx")
  # shellcheck disable=SC2086 # Three numbers, three words.
  set -- $sums
  if [ "$code" -ne 0 ] && [ "$2" -eq 0 ]; then
    complain "    FAILED $name ended with exit code $code."
    show_log "$results/$name.log"
    set -- "$1" 1 "$3"
  elif [ -z "$filter" ] && [ $(($1 + $2)) -eq 0 ]; then
    complain "    FAILED $name ran no test."
    set -- "$1" 1 "$3"
  fi
  say "    $name: $1 passed, $2 failed, $3 skipped in $((SECONDS - began)) s"
  count "$@"
}

# A suite on Node.js, which leaves its sums in a file: run_suite TITLE NAME COMMAND...
run_suite() {
  local title=$1 name=$2 code=0 began=$SECONDS sums
  shift 2
  say "$title ..."
  # What an interrupted suite leaves goes with the scratch folder.
  run_process env TMPDIR="$scratch" "$@" >"$results/$name.log" || code=$?
  sums=$(cat "$results/$name.sums" 2>/dev/null || true)
  # shellcheck disable=SC2086 # Three numbers, three words.
  set -- ${sums:-0 0 0}
  if [ "$code" -ne 0 ] && [ "$2" -eq 0 ]; then
    complain "    FAILED $name ended with exit code $code."
    set -- "$1" 1 "$3"
  elif [ -z "$filter" ] && [ $(($1 + $2)) -eq 0 ]; then
    complain "    FAILED $name ran no test."
    set -- "$1" 1 "$3"
  fi
  [ "$2" -eq 0 ] || show_log "$results/$name.log"
  say "    $name: $1 passed, $2 failed, $3 skipped in $((SECONDS - began)) s"
  count "$@"
}

# Whether the filter is a word that one of the files has: those suites know no other filters.
is_selected() {
  [[ ! $filter =~ [^A-Za-z0-9_.@\ -] ]] && grep --quiet --ignore-case --fixed-strings -e "$filter" "$@"
}

run_client_tests() {
  local tests=("$root"/tests/clients/*.test.mjs)
  if is_selected "${tests[@]}"; then
    install_clients "$results/clients-install.log"
    run_suite "Testing with clients that others wrote" clients node --test --test-timeout=300000 ${filter:+--test-name-pattern="/${filter//./\\.}/i"} \
      --test-reporter=spec --test-reporter-destination=stdout \
      --test-reporter="$root/eng/commands/node-results.mjs" --test-reporter-destination="$results/clients.sums" "${tests[@]}"
  fi
}

# Our clients of JavaScript, in Node.js and in a browser.
run_javascript_tests() {
  local tests=("$root"/clients/js/test/*.test.mjs "$root"/clients/js/test/browser/*.test.mjs)
  if is_selected "${tests[@]}"; then
    install_packages clients/js "what builds and tests @smart-transfer/client" "$results/clients-install.log"
    install_packages clients/page "what the page is made of" "$results/clients-install.log"
    has_browser || install_debian_package chromium chromium "$results/clients-install.log"
    if ! run_process npm run build --prefix "$root/clients/js" >"$results/javascript-build.log" 2>&1; then
      show_log "$results/javascript-build.log"
      complain "    FAILED clients/js does not build."
      count 0 1 0
      return 0
    fi
    run_suite "Testing the clients of JavaScript" javascript node --test --test-timeout=600000 ${filter:+--test-name-pattern="/${filter//./\\.}/i"} \
      --test-reporter=spec --test-reporter-destination=stdout \
      --test-reporter="$root/eng/commands/node-results.mjs" --test-reporter-destination="$results/javascript.sums" "${tests[@]}"
  fi
}

# Publishes the app, once, into $app.
publish_app() {
  [ -z "${app+known}" ] || return 0
  app=
  say "Publishing the app ..."
  if ! run_process dotnet publish "$root/src/Functions" --configuration "$configuration" --output "$scratch/app" >"$results/publish.log" 2>&1; then
    show_log "$results/publish.log"
    complain "    FAILED src/Functions could not be published."
    count 0 1 0
    return 0
  fi
  app=$scratch/app
  install_packages tests/worker "what drives the worker" "$results/clients-install.log"
}

run_worker_tests() {
  if ! is_selected "$root/tests/worker/worker.test.mjs"; then
    return 0
  fi
  publish_app
  if [ -z "$app" ]; then
    return 0
  fi
  run_suite "Testing in the worker of Azure Functions" worker env WORKER_APP="$app" node --test --test-timeout=300000 ${filter:+--test-name-pattern="/${filter//./\\.}/i"} \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter="$root/eng/commands/node-results.mjs" --test-reporter-destination="$results/worker.sums" "$root/tests/worker/worker.test.mjs"
}

run_conformance_suite() {
  if is_selected <(printf 'conformance'); then
    publish_app
    install_packages tests/peer "@tus/server" "$results/clients-install.log"
    run_suite "Judging by the specification of tus" conformance env ${app:+WORKER_APP="$app"} node "$root/tests/conformance/scores.mjs" --sums "$results/conformance.sums"
    sed -n '/^|/s/^/    /p' "$results/conformance.log"
  fi
}

# A check that counts as one test: run_check TITLE LOG COMMAND...
run_check() {
  local title=$1 log=$2 began=$SECONDS
  shift 2
  say "$title ..."
  if run_process "$@" >"$log" 2>&1; then
    say "    passed in $((SECONDS - began)) s"
    count 1 0 0
  else
    complain "    FAILED after $((SECONDS - began)) s: $*"
    show_log "$log"
    count 0 1 0
  fi
}

check_shell_scripts() {
  local title="Checking the shell scripts"
  command -v shellcheck >/dev/null || install_debian_package shellcheck shellcheck "$results/shellcheck-install.log"
  if [[ $SMARTTRANSFER_TEST_WITHOUT == *shellcheck* ]]; then
    say "$title ..."
    complain "    skipped: shellcheck is missing"
    count 0 0 1
    return 0
  fi
  # shellcheck disable=SC2046 # No script has a space in its path.
  run_check "$title" "$results/shellcheck.log" shellcheck $(git ls-files --cached --others --exclude-standard -- '*.sh' .ci/run)
}

test_project() {
  with_storage run_tests "$root/tests/$1/$1.csproj"
}

# Both run the published app.
test_worker() {
  with_storage run_worker_tests
  with_storage run_conformance_suite
}

# What is to be run, a line each, the longest first: so the lanes end at about the same time.
list_jobs() {
  {
    printf '%s\n' "test_project EndToEnd" test_worker "with_storage run_javascript_tests" "test_project Cli.Tests" "test_project Functions.Tests"
    [ -n "$filter" ] || [ "$fast" = true ] || printf 'run_demo\n'
    printf '%s\n' "test_project Storm" "with_storage run_client_tests"
    basename -s .csproj "$root"/tests/*/*.csproj | sed -e '/^Testing$/d' -e 's/^/test_project /' # Testing is what the tests share.
  } | awk '!listed[$0]++'
}

# Takes the next line of the list, for one lane alone.
next_job() {
  until mkdir "$scratch/taking" 2>/dev/null; do
    sleep 0.1
  done
  sed -n 1p "$scratch/jobs"
  sed 1d "$scratch/jobs" >"$scratch/jobs.left"
  mv "$scratch/jobs.left" "$scratch/jobs"
  rmdir "$scratch/taking"
}

# Runs one job after the other until none is left, in a process of its own, and leaves their sums: run_lane NUMBER
run_lane() {
  local job
  # shellcheck disable=SC2034 # What processes.sh stops.
  started_ids=()
  stop_at_exit stop_all_processes
  while job=$(next_job) && [ -n "$job" ]; do
    # shellcheck disable=SC2086 # A function and its arguments.
    $job
  done
  printf '%s %s %s\n' "$passed" "$failed" "$skipped" >"$results/$1.lane"
}

count_lane() {
  local sums
  sums=$(cat "$results/$1.lane" 2>/dev/null || true)
  if [ -z "$sums" ]; then
    complain "    FAILED lane $1 of the suites ended early."
  fi
  # shellcheck disable=SC2086 # Three numbers, three words.
  count ${sums:-0 1 0}
}

run_demo() {
  local ports
  ports=$(node "$root/eng/commands/ports.mjs" free 5)
  # shellcheck disable=SC2086 # Five ports, five words.
  set -- $ports
  run_check "Running the demo" "$results/demo.log" \
    "$root/start.sh" --demo --no-build --port "$1" --blob-port "$2" --queue-port "$3" --table-port "$4" --link-port "$5" --data "$scratch/demo"
}

stop() {
  stop_all_processes
  [ -z "${scratch:-}" ] || rm -rf -- "$scratch"
}

read_options "$@"
check_tools
cd -- "$root"
rm -rf -- "$results"
mkdir -p -- "$results"
stop_at_exit stop
scratch=$(mktemp -d "${TMPDIR:-/tmp}/smart-transfer-test.XXXXXX")
install_azurite "$results/npm.log"
build SmartTransfer.sln "$results/build.log"
# Most suites wait for links, timers and each other's processes much of the time, so three run at once.
list_jobs >"$scratch/jobs"
readonly lanes=(1 2 3)
lane_ids=()
for lane in "${lanes[@]}"; do
  start_process run_lane "$lane"
  lane_ids+=("$started_id")
done
for lane in "${lane_ids[@]}"; do
  wait "$lane" || true
  forget_process "$lane"
done
for lane in "${lanes[@]}"; do
  count_lane "$lane"
done
if [ -z "$filter" ]; then
  # The build holds the style; this is what it does not see, such as how a file ends.
  run_check "Checking the format" "$results/format.log" dotnet format whitespace "$root" --folder --verify-no-changes --exclude clients
  check_shell_scripts
fi

say
line="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || line="$line, $skipped skipped"
stop
trap - EXIT
say "$line"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
