# The upload clients that the tests run, which nobody here wrote: packages from npm and from Debian. Needs $root.
# shellcheck shell=bash disable=SC2154

readonly browsers=(/usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# What cannot be installed on this machine; the tests that need it are then skipped and say so.
export SMARTTRANSFER_TEST_WITHOUT=${SMARTTRANSFER_TEST_WITHOUT:-}

install_clients() {
  install_packages tests/peer "@tus/server" "$1"
  install_packages tests/clients "tus-js-client and Uppy" "$1"
  has_tuspy || install_debian_package python3-tuspy tuspy "$1"
  has_browser || install_debian_package chromium chromium "$1"
}

has_tuspy() {
  local python=/usr/bin/python3
  [ -x "$python" ] || python=python3
  "$python" -c 'import tusclient' 2>/dev/null
}

has_browser() {
  local path
  for path in ${SMARTTRANSFER_TEST_BROWSER:+"$SMARTTRANSFER_TEST_BROWSER"} "${browsers[@]}"; do
    [ ! -x "$path" ] || return 0
  done
  return 1
}

# install_debian_package PACKAGE WHAT LOG. A failure is told, and then again by the tests that need the package.
install_debian_package() {
  local package=$1 what=$2 log=$3 as_root=() install
  if ! command -v apt-get >/dev/null; then
    complain "$what is missing, and without apt-get $package cannot be installed. The tests that need it are skipped."
    SMARTTRANSFER_TEST_WITHOUT="$SMARTTRANSFER_TEST_WITHOUT $what"
    return 0
  fi
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  # One at a time: suites that run side by side may need the same package.
  install=(${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive flock "${TMPDIR:-/tmp}/smart-transfer-packages.lock" apt-get)
  say "Installing $package (once) ..."
  if ! run_process "${install[@]}" install --yes --no-install-recommends "$package" >>"$log" 2>&1 &&
    ! { run_process "${install[@]}" update && run_process "${install[@]}" install --yes --no-install-recommends "$package"; } >>"$log" 2>&1; then
    show_log "$log"
    complain "$package could not be installed. Install it with: sudo apt-get install $package"
  fi
}
