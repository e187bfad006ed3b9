# Shared by the commands in bin/. Sourced, never run: says what is happening, knows which tools are needed and
# builds the two halves of the product. It does not decide what a command does; that stays in the command's own file.
# shellcheck shell=bash

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
# Beside the packages, so that fetching those anew also forgets what was built with the old ones.
STAMPS=$ROOT/web/node_modules/.stamps
MIN_RUST=1.95
MIN_NODE=20.19

if [ -t 1 ]; then BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' OFF=$'\e[0m'; else BOLD='' DIM='' RED='' OFF=''; fi

STEP=0 STEPS=0
say()  { printf '%s\n' "$*"; }
note() { printf '%s      %s%s\n' "$DIM" "$*" "$OFF"; }
step() { STEP=$((STEP + 1)); printf '%s[%d/%d] %s%s\n' "$BOLD" "$STEP" "$STEPS" "$*" "$OFF"; }
die()  { printf '%s%s%s\n' "$RED" "$*" "$OFF" >&2; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# at_least 1.95 1.95.0 → true when the second version is not older than the first.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

need_rust() {
  have cargo || die "Rust is missing. Install it from https://rustup.rs, then run this again."
  local found; found=$(cargo --version | cut -d' ' -f2)
  at_least "$MIN_RUST" "$found" || die "Rust $found is too old, $MIN_RUST is needed: rustup update stable"
}

need_node() {
  have node && have npm || die "Node.js is missing. Install $MIN_NODE or newer from https://nodejs.org, then run this again."
  local found; found=$(node --version)
  at_least "$MIN_NODE" "${found#v}" || die "Node.js $found is too old, $MIN_NODE is needed: https://nodejs.org"
}

# One hash over names and contents of files: a stamp by content, because a fresh clone has no useful file times.
hash_of() {
  find "$@" \( -name node_modules -o -name dist -o -name out \) -prune -o -type f -print0 2>/dev/null |
    LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -d' ' -f1
}

# unchanged NAME HASH: true when the last work of that name that ended well had this hash.
unchanged() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }
stamp()     { mkdir -p "$STAMPS"; printf '%s\n' "$2" >"$STAMPS/$1"; }

web_packages() {
  local hash; hash=$(hash_of web/package.json web/package-lock.json)
  if [ -d web/node_modules ] && unchanged npm "$hash"; then note "packages are up to date"; return; fi
  (cd web && npm ci --no-audit --no-fund --loglevel=error) || die "npm ci failed in web/ (its own words are above)."
  stamp npm "$hash"
}

web_build() {
  local page hash said
  for page in agent widget; do
    hash=$(hash_of "web/$page" web/shared web/package-lock.json)
    if [ -d "web/$page/dist" ] && unchanged "web-$page" "$hash"; then note "$page: unchanged"; continue; fi
    note "$page: building"
    said=$(cd "web/$page" && npm run --silent build 2>&1) ||
      die "$said"$'\n'"The pages in web/$page could not be built (the words of the build are above)."
    stamp "web-$page" "$hash"
  done
}

# Cargo's own progress stays visible. Everything here uses the dev profile, so that running and testing share one build.
# The whole workspace is named each time: a smaller choice would pick other features and build many crates again.
program_build() {
  [ -x "$TARGET/debug/yingke" ] || note "the first build compiles everything once: about 3 minutes on 2 cores"
  cargo build --workspace || die "The program could not be built (the compiler's words are above)."
}
# Optimised: what is served, and what else is named (-p …).
release_build() {
  [ -x "$TARGET/release/yingke" ] || note "the first optimised build takes about 7 minutes on 2 cores"
  cargo build --release -p yingke "$@" || die "The program could not be built (the compiler's words are above)."
}

free_port() {
  node -e 'const s=require("node:net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

# A database server for this run alone: own folder, free port, loopback only. PostgreSQL refuses to run as root.
# fsync is off unless it is asked for: these tests kill Yingke, not PostgreSQL or the machine.
PG_DIR='' PG_BIN='' PG_AS=()
postgres_found() {
  PG_BIN=$(find /usr/lib/postgresql -name initdb -printf '%h\n' 2>/dev/null | sort -V | tail -n 1)
  [ -n "$PG_BIN" ] || { have initdb && PG_BIN=$(dirname "$(command -v initdb)"); }
}
postgres_start() {
  postgres_found || die "PostgreSQL is missing: bin/setup"
  PG_DIR=$(mktemp -d -t yingke-postgres.XXXXXX)
  if [ "$(id -u)" = 0 ]; then chown postgres "$PG_DIR"; PG_AS=(runuser -u postgres --); fi
  local port; port=$(free_port)
  (cd "$PG_DIR"
    "${PG_AS[@]}" "$PG_BIN/initdb" -D data -U yingke -A trust -E UTF8 --locale=C.UTF-8 --no-sync >initdb.log
    "${PG_AS[@]}" "$PG_BIN/pg_ctl" -D data -l "$PG_DIR/log" -w start -o "-p $port -c listen_addresses=127.0.0.1 \
      -c unix_socket_directories=$PG_DIR -c fsync=${1:-off} -c max_connections=300" >/dev/null) || die "PostgreSQL did not start."
  export YINGKE_TEST_POSTGRES="postgres://yingke@127.0.0.1:$port/postgres"
}
postgres_stop() {
  [ -n "$PG_DIR" ] || return 0
  (cd "$PG_DIR" && "${PG_AS[@]}" "$PG_BIN/pg_ctl" -D data -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$PG_DIR"; PG_DIR=''
}
