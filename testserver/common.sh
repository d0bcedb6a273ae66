# Parts that the testserver scripts share; sourced by bash. Each server has its own folder below target/testserver,
# runs only on loopback, and is ended by the id in its own pid file.

TOP=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$TOP/build/common.sh"

# daemon LOG COMMAND...: starts it in / and in a session of its own; it inherits no file but LOG. Sets DAEMON to its id.
daemon() {
  local log=$1
  shift
  (
    for fd in /proc/self/fd/*; do
      fd=${fd##*/}
      [ "$fd" -le 2 ] || eval "exec $fd>&-"
    done 2>/dev/null
    cd /
    exec setsid "$@" </dev/null >>"$log" 2>&1
  ) &
  DAEMON=$!
}

# alive PID WORD: the process runs and has WORD in its command line, so a number used again is not mistaken for it.
alive() {
  [ -n "$1" ] && [ -r "/proc/$1/cmdline" ] && tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -qF -- "$2"
}

# wait_until SECONDS COMMAND...: polls until the command succeeds; fails when the time is over.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.1
  done
}

# A port on loopback where nobody listens at the moment.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}
