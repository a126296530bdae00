#!/usr/bin/env bash
# Installs the Debian packages that are missing: packages.sh run|test|bench...  (the lists packages-run.txt and so on).
# Asks nothing. Without root it says in one sentence what is missing and how to install it, and fails.
set -euo pipefail
cd "$(dirname "$0")"

listed() {
  for list in "$@"; do
    grep -v -e '^#' -e '^$' "packages-$list.txt"
  done
}

missing() {
  local here
  here=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' || true)
  comm -23 <(printf '%s\n' "$@" | sort -u) <(sort -u <<<"$here")
}

# A package's server would start at once and take the usual port; the tests start their own servers elsewhere.
start_no_servers() {
  if [[ ! -e /usr/sbin/policy-rc.d ]]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
  fi
  if [[ ! -e /etc/postgresql-common ]]; then
    mkdir /etc/postgresql-common
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  fi
}

install_quietly() {
  local log
  log=$(mktemp)
  if ! apt-get "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

install() {
  export DEBIAN_FRONTEND=noninteractive
  echo "installing system packages: $*"
  start_no_servers
  install_quietly install -y --no-install-recommends "$@" 2>/dev/null && return
  install_quietly update # the lists were absent or named versions that are gone
  install_quietly install -y --no-install-recommends "$@"
}

main() {
  local -a wanted packages
  mapfile -t wanted < <(listed "$@")
  if ! command -v dpkg-query >/dev/null; then
    echo "not a Debian system: what the packages ${wanted[*]} hold must be installed by hand" >&2
    return
  fi
  mapfile -t packages < <(missing "${wanted[@]}")
  if [[ ${#packages[@]} -eq 0 ]]; then
    return
  elif [[ $(id -u) -eq 0 ]]; then
    install "${packages[@]}"
  elif sudo -n true 2>/dev/null; then
    exec sudo -n ./packages.sh "$@"
  else
    echo "Minyi needs system packages that are missing; have an administrator run:" \
      "apt-get install --no-install-recommends ${packages[*]}" >&2
    return 1
  fi
}

main "$@"
