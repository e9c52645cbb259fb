# Builds. Needs $root.
# shellcheck shell=bash disable=SC2154

# One configuration for everything, so that nothing is built twice.
readonly configuration=Release

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# No build server stays behind when the commands have ended.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

# build PROJECT LOG
build() {
  local code=0
  say "Building $1 ..."
  # One compiler process for all projects, which is of the build's process group and is stopped with it.
  start_process dotnet build "$root/$1" --configuration "$configuration" \
    -p:UseSharedCompilation=true "-p:SharedCompilationId=smart-transfer-$$" >"$2" 2>&1
  wait "$started_id" || code=$?
  stop_process "$started_id"
  if [ "$code" -ne 0 ]; then
    show_log "$2"
    fail "$1 does not build."
  fi
}
