# shellcheck shell=bash
# Sourced by the scripts beside it: how they speak and fail.
say()  { printf '\033[1m▸ %s\033[0m\n' "$*"; }
note() { printf '  %s\n' "$*"; }
fail() { printf '\n✖ %s\n' "$1" >&2; [ -z "${2:-}" ] || printf '  %s\n' "$2" >&2; exit 1; }

# The tools nobody but the machine's owner should choose the version of.
need_toolchains() {
  # rustup installs into ~/.cargo/bin, which a fresh shell may not have on its PATH yet.
  command -v cargo >/dev/null || PATH="$HOME/.cargo/bin:$PATH"
  command -v cargo >/dev/null || fail "Rust is not installed." "Get it with rustup (1.92 or newer), then run this again."
  command -v node  >/dev/null || fail "Node is not installed." "Firsthand needs Node 20 or newer, with npm."
  command -v npm   >/dev/null || fail "npm is not installed." "It comes with Node; on Debian: apt-get install npm."
  local node_major; node_major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$node_major" -ge 20 ] || fail "Node $(node -v) is too old." "Firsthand needs Node 20 or newer."
  local rust_minor; rust_minor=$(rustc --version | sed -E 's/^rustc 1\.([0-9]+).*/\1/')
  [ "$rust_minor" -ge 92 ] || fail "$(rustc --version) is too old." "Firsthand needs Rust 1.92 or newer: rustup update stable."
}

# The interface's packages, only when the lock file is not what is installed.
install_ui() {
  if ! cmp -s ui/package-lock.json ui/node_modules/.firsthand-lock; then
    say "Installing the interface's packages (npm ci)"
    (cd ui && npm ci --no-audit --no-fund --loglevel=error) || fail "npm ci failed in ui/." "Its own words are above; most often the network or a too old Node."
    cp ui/package-lock.json ui/node_modules/.firsthand-lock
  fi
}

# Both interfaces, only when something in ui/ is newer than what was built.
build_ui() {
  local stamp=ui/dist/.built
  if [ ! -e "$stamp" ] || [ -n "$(find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    say "Building the agent window and the board"
    (cd ui && npm run --silent build && npm run --silent build:board) || fail "The interface does not build." "Its own words are above."
    touch "$stamp"
  fi
}
