# Builds. Needs $root.
# shellcheck shell=bash disable=SC2154

# One configuration for everything, so that nothing is built twice.
readonly configuration=Release

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# No build server stays behind when the commands have ended.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

# build PROJECT LOG
build() {
  say "Building $1 ..."
  if ! run_process dotnet build "$root/$1" --configuration "$configuration" >"$2" 2>&1; then
    show_log "$2"
    fail "$1 does not build."
  fi
}
