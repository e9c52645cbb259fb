#!/usr/bin/env bash
# Runs a benchmark: bench/run.sh wire|links|race|cpu|ceiling|throughput|memory|start|completion|tus|micro [arguments], or bench/run.sh all.
set -euo pipefail
cd "$(dirname "$0")/.."

what=${1:-}
[ "$what" = "--" ] && { shift; what=${1:-}; }

if [ ! -d eng/azurite/node_modules ] && [ "$what" != micro ] && [ "$what" != links ]; then
    npm ci --prefix eng/azurite --no-audit --no-fund >&2
fi

if [ "$what" = race ] || [ "$what" = all ]; then
    dotnet publish src/Cli -c Release -r linux-x64 -p:PublishAot=true -o src/Cli/bin/race --nologo -v quiet
fi

if [[ " tus race cpu ceiling all " = *" $what "* ]]; then
    for folder in tests/peer tests/clients; do
        [ -d "$folder/node_modules" ] || npm ci --prefix "$folder" --no-audit --no-fund >&2
    done
fi

if [ "$what" = all ]; then
    dotnet build -c Release bench --nologo -v quiet
    failed=0
    for each in wire links cpu ceiling throughput memory start completion tus race micro; do
        echo
        echo "== $each"
        dotnet run -c Release --no-build --project bench -- "$each" || failed=1
    done
    exit "$failed"
fi

exec dotnet run -c Release --project bench -- "$@"
