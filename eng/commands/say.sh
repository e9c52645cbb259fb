# What the commands say. Progress goes to standard output, what went wrong to standard error.
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }

complain() { printf '%s\n' "$*" >&2; }

fail() {
  complain "$@"
  exit 1
}

# The end of a log, set off from what the command says itself: show_log FILE
show_log() {
  complain "The last lines of $1:"
  tail -n 30 "$1" 2>/dev/null | sed 's/^/  | /' >&2 || true
}
