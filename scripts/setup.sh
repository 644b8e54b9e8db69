#!/usr/bin/env bash
# Installs the system packages that are missing. Arguments: what for: run, test, bench, failover.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh
need_toolchains

packages=()
for purpose in "$@"; do
  case "$purpose" in
    # What the window is built with and shown by; Arabic and Chinese letters; a display where there is none.
    run)  packages+=(build-essential pkg-config libwebkit2gtk-4.1-dev librsvg2-dev fonts-noto-core fonts-noto-cjk xvfb xauth imagemagick) ;;
    # What drives the real window and presses keys outside of it, what opens links, a browser for the interface's own tests, and the store's second engine.
    # The last two: networks of the tests' own, and clocks that jump.
    test) packages+=(webkit2gtk-driver chromium postgresql xdotool xdg-utils iproute2 libfaketime) ;;
    # Both engines of the store, and a Python that can have DuckDB beside it.
    bench) packages+=(postgresql python3-venv) ;;
    # Several PostgreSQL nodes that choose their leader; without the two libraries Patroni finds no etcd.
    failover) packages+=(postgresql patroni etcd-server python3-etcd python3-dnspython) ;;
    *)    fail "setup.sh: unknown purpose '$purpose'." "It knows: run, test, bench, failover." ;;
  esac
done

command -v dpkg-query >/dev/null || fail "This is not Debian or one of its kin." "Install these by hand, then run this again: ${packages[*]}"
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || fail "System packages are missing and there is no sudo." "As root: apt-get install ${missing[*]}"
  root=(sudo env DEBIAN_FRONTEND=noninteractive)  # sudo hands no variable on by itself
fi
say "Installing system packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if ! { "${root[@]}" apt-get update -qq && "${root[@]}" apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 15 "$log" >&2
  fail "apt-get could not install the packages above." "The whole log: $log"
fi
rm -f "$log"
