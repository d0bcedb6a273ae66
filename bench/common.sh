# Parts that the benchmarks share; sourced by bash. Everything is below target/bench and on loopback.

. "$(dirname "${BASH_SOURCE[0]}")/../testserver/common.sh"
BENCH=$TOP/target/bench
TICKS=$(getconf CLK_TCK)

need() { command -v "$1" >/dev/null || PATH=$PATH:/usr/sbin command -v "$1" >/dev/null || die 69 "bench: needs $1; install it: apt install $2"; }

# The core for the server and the one for the client, the same for all servers.
SERVER_CORE=0
CLIENT_CORE=1

# More options of `imago serve`.
SERVE_OPTIONS=()

# start_imago FOLDER LOG [CORE]: a server as ./imago starts it, on one core if named. Sets IMAGO, its process id, and IMAGO_URL.
start_imago() {
  local pin=()
  [ -z "${3:-}" ] || pin=(taskset -c "$3")
  : >"$2"
  daemon "$2" "${pin[@]}" "$TOP/imago" serve "$1" --public 127.0.0.1:0 --api 127.0.0.1:0 --data "$BENCH/data" "${SERVE_OPTIONS[@]}"
  IMAGO=$DAEMON
  answers() { grep -q '^public ' "$LOG" || ! kill -0 "$IMAGO" 2>/dev/null; }
  LOG=$2 wait_until 30 answers || true
  IMAGO_URL=$(sed -n 's/^public //p' "$2")
  [ -n "$IMAGO_URL" ] || { cat "$2" >&2; die 70 "bench: imago did not start"; }
}

# stop_process PID: ends it and waits.
stop_process() {
  [ -n "$1" ] && kill "$1" 2>/dev/null || return 0
  gone() { ! kill -0 "$1" 2>/dev/null; }
  wait_until 15 gone "$1" || kill -9 "$1"
}

# cpu_ticks PID: user and system time that the process has used, in ticks.
cpu_ticks() {
  local stat
  stat=$(<"/proc/$1/stat")
  set -- ${stat##*) }
  echo $((${12} + ${13}))
}

rss_kib() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }

# The median of numbers, one a line; `spread` gives the lowest and the highest.
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
spread() { sort -n | awk 'NR == 1 { low = $1 } { high = $1 } END { print low "–" high }'; }

# What the figures were measured on, as lines of Markdown.
machine() {
  echo "- $(nproc) cores of $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(uname -sr)"
  echo "- $("$JAVA_HOME/bin/java" -version 2>&1 | sed -n 2p), $(PATH=$PATH:/usr/sbin nginx -v 2>&1 | sed 's/nginx version: //')"
  echo "- Imago at $(git -C "$TOP" rev-parse --short HEAD)$([ -z "$(git -C "$TOP" status --porcelain -uno)" ] || echo ' with changes'), $(date -u +%F); load $(cut -d' ' -f1 /proc/loadavg)"
}
