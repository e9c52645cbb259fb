# Checks that the tools are there which the commands need.
# shellcheck shell=bash

# Names every missing tool with the way to get it; fails when there is one.
check_tools() {
  local missing=()
  if ! command -v dotnet >/dev/null; then
    missing+=("The .NET 10 SDK (dotnet) is missing. Get it from https://dotnet.microsoft.com/download/dotnet/10.0, or: brew install dotnet-sdk, apt install dotnet-sdk-10.0")
  elif ! dotnet --version >/dev/null 2>&1; then
    missing+=("dotnet is installed, but not the .NET 10 SDK that global.json asks for. Get it from https://dotnet.microsoft.com/download/dotnet/10.0")
  fi
  if ! command -v node >/dev/null; then
    missing+=("Node.js 20 or later (node) is missing; the storage emulator runs on it. Get it from https://nodejs.org, or: brew install node, apt install nodejs npm")
  elif [ "$(node -p 'parseInt(process.versions.node)')" -lt 20 ]; then
    missing+=("Node.js is $(node --version), and 20 or later is needed. Get it from https://nodejs.org")
  fi
  if ! command -v npm >/dev/null; then
    missing+=("npm is missing. It comes with Node.js from https://nodejs.org, or: brew install node, apt install npm")
  fi
  if ! command -v curl >/dev/null; then
    missing+=("curl is missing. Get it from https://curl.se/download.html, or: brew install curl, apt install curl")
  fi
  if [ ${#missing[@]} -gt 0 ]; then
    complain "Something is missing on this machine:"
    printf -- '- %s\n' "${missing[@]}" >&2
    return 1
  fi
}
