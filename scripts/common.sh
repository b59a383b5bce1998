# What the scripts here share; to be sourced.
# shellcheck shell=bash

say() { printf '\n==> %s\n' "$*"; }

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# For a command line that makes no sense.
die_of_usage() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 2
}

# Prints the comment at the head of the calling script, which is its manual.
print_usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"; }

# How many compilers at once: one a processor, but no more than memory holds; one needs up to 1 GB.
compile_jobs() {
  local processors gigabytes
  processors=$(nproc)
  gigabytes=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
  if ((gigabytes < 1)); then
    echo 1
  elif ((gigabytes < processors)); then
    echo "$gigabytes"
  else
    echo "$processors"
  fi
}
