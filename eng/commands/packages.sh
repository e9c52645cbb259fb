# Packages from npm, in versions that lock files name. Needs $root.
# shellcheck shell=bash disable=SC2154

# Installs what a folder's committed lock file names, unless that was done since the file changed: install_packages FOLDER WHAT LOG
install_packages() {
  local folder=$1 what=$2 log=$3 installed=$root/$1/node_modules/.package-lock.json
  if [ -f "$installed" ] && [ ! "$root/$folder/package-lock.json" -nt "$installed" ]; then
    return 0
  fi
  say "Installing $what (once; about half a minute) ..."
  if ! run_process npm ci --prefix "$root/$folder" --prefer-offline --no-audit --no-fund --no-update-notifier >>"$log" 2>&1; then
    show_log "$log"
    fail "$what could not be installed (npm ci in $folder)."
  fi
}
