# What the `start` scripts of the topologies share; sourced by bash. Each of them sets
#
#   STAGE           a line that says what it is
#   PROXY           haproxy, nginx, or nginx-with-cache: with the configuration in deploy/haproxy or deploy/nginx
#   start_storage   brings up below $dir what images lie on, and writes settings of it that all nodes need to $dir/storage
#   storage N       says by `setting` what node N needs beside them
#   stop_storage    ends it
#
# and calls `topology "$@"`. A node is `imago serve -c imago.yaml`, the file beside the script, and what differs from node to node, or is
# secret, is in its environment. All of it runs on loopback: where deploy/ has 10.0.0.N, this machine has 127.X.Y.N.

. "$(dirname "${BASH_SOURCE[0]}")/../../testserver/common.sh"
TOPOLOGY=$(cd -P "$(dirname "$0")" && pwd)
NAME=${TOPOLOGY##*/}

usage() {
  cat <<END
$STAGE

  start [DIR]              brings it up on this machine and prints its addresses, NAME=VALUE a line
  start --add N [DIR]      one more node, 3 to 9: its environment, and a line in the proxy's configuration
  start --kill N [DIR]     ends node N at once, as a crash does
  start --launch N [DIR]   starts it again
  start --stop [DIR]       ends everything; nothing stays

DIR is target/topologies/$NAME unless named.
END
}

net() { cat "$dir/net"; }
address() { echo "$(net).$((10 + $1))"; }
front() { echo "$(net).10"; }
nodes() { cat "$dir/nodes" 2>/dev/null || true; }

# setting NAME VALUE: a line of a node's environment, as bash reads it.
setting() { printf '%s=%q\n' "$1" "$2"; }

# --- a node

environment() {
  setting IMAGO_NODE "img-$1"
  setting IMAGO_PUBLIC_LISTEN "$(address "$1"):8080"
  setting IMAGO_PUBLIC_TRUSTED 127.0.0.1 # on loopback every proxy has this address
  setting IMAGO_API_LISTEN "$(address "$1"):8081"
  setting IMAGO_API_TRUSTED 127.0.0.1
  setting IMAGO_ADMIN_KEY "$(cat "$dir/key")"
  setting IMAGO_CATALOG_URL "$(sed 's/?.*//' "$dir/database")"
  setting IMAGO_CATALOG_PASSWORD "$(sed 's/.*password=//' "$dir/database")"
  cat "$dir/storage"
  storage "$1"
}

pid() { cat "$dir/node-$1/pid" 2>/dev/null || true; }
runs() { alive "$(pid "$1")" "$dir/node-$1"; }

launch() {
  local at=$dir/node-$1
  runs "$1" || {
    mkdir -p "$at"
    (umask 077 && environment "$1" >"$at/environment")
    daemon "$at/log" bash -c 'set -a && . "$1/environment" && exec "$2/imago" serve -c "$3/imago.yaml" --data "$1/data"' - "$at" "$TOP" "$TOPOLOGY"
    echo "$DAEMON" >"$at/pid"
  }
}

takes_uploads() { curl -sf -m 5 -o /dev/null "http://$(address "$1"):8081/readyz"; }
await() {
  settled() { takes_uploads "$1" || ! kill -0 "$(pid "$1")" 2>/dev/null; }
  wait_until 90 settled "$1" && takes_uploads "$1" || { tail -n 20 "$dir/node-$1/log" >&2; die 70 "$NAME: node $1 did not start"; }
}

gone() { ! runs "$1"; }
kill_node() {
  ! runs "$1" || kill -KILL "$(pid "$1")"
  wait_until 10 gone "$1"
}

# --- the proxy

# The configuration of deploy/ with the addresses of this machine, and for each node from the third on lines as the second has.
deployed() {
  awk -v nodes="$(nodes | tail -n +3 | xargs)" '
    { print }
    /10\.0\.0\.12:/ {
      count = split(nodes, more, " ")
      for (i = 1; i <= count; i++) {
        line = $0
        sub(/10\.0\.0\.12:/, "10.0.0." 10 + more[i] ":", line)
        gsub(/img-2/, "img-" more[i], line)
        print line
      }
    }' "$1" | sed -E "s/10\.0\.0\./$(net)./g; s/(listen |bind ):?80(;?)$/\1$(front):8080\2/; s/127\.0\.0\.1:8090/$(front):8090/; s,/var/cache/nginx/imago,$dir/proxy/cache,"
}

nginx_config() {
  [ "$(id -u)" != 0 ] || echo 'user root;'
  echo 'events {} http { access_log off;'
  deployed "$TOP/deploy/nginx/imago.conf"
  echo '}'
}

configure_proxy() {
  case $PROXY in
  nginx) nginx_config | sed '/^ *proxy_cache imago;$/d' ;;
  nginx-with-cache) nginx_config ;;
  haproxy) deployed "$TOP/deploy/haproxy/haproxy.cfg" ;;
  esac >"$dir/proxy.conf"
}
proxy() { "$TOP/testserver/${PROXY%-with-cache}" "$1" "$dir/proxy.conf" "$dir/proxy"; }

# --- all of it

# A network on loopback where nobody listens.
choose_net() {
  local net
  while net=127.$((RANDOM % 200 + 20)).$((RANDOM % 250 + 1)); (exec 3<>"/dev/tcp/$net.10/8080") 2>/dev/null; do :; done
  echo "$net" >"$dir/net"
}

# Everything in it goes when the topology ends.
is_own() { [ ! -e "$dir" ] || [ -f "$dir/topology" ] || [ -z "$(ls -A "$dir")" ]; }

start() {
  is_own || die 73 "$NAME: $dir has other things in it"
  find_jdk
  is_built || build_app
  mkdir -p "$dir"
  touch "$dir/topology"
  trap '[ $? = 0 ] || stop' EXIT
  [ -s "$dir/net" ] || choose_net
  (umask 077 && touch "$dir"/{key,database,storage}) # secrets
  [ -s "$dir/key" ] || od -An -N20 -tx1 /dev/urandom | tr -d ' \n' >"$dir/key"
  [ -s "$dir/nodes" ] || printf '1\n2\n' >"$dir/nodes"
  "$TOP/testserver/postgres" start "$dir/postgres" >"$dir/database" &
  local database=$! node
  start_storage
  wait $database
  for node in $(nodes); do launch "$node"; done
  configure_proxy
  for node in $(nodes); do await "$node"; done
  proxy start >/dev/null
  addresses
}

addresses() {
  local node
  echo "public=http://$(front):8080"
  echo "api=http://$(front):8090"
  for node in $(nodes); do printf 'public-%s=http://%s:8080\napi-%s=http://%s:8081\n' "$node" "$(address "$node")" "$node" "$(address "$node")"; done
  echo "key=$(cat "$dir/key")"
}

add() {
  nodes | grep -qx "$1" || echo "$1" >>"$dir/nodes"
  launch "$1"
  await "$1"
  configure_proxy
  proxy reload
  addresses
}

stop() {
  trap - EXIT
  [ -f "$dir/topology" ] || return 0
  local node
  [ ! -f "$dir/proxy.conf" ] || proxy stop
  for node in $(nodes); do ! runs "$node" || kill -TERM "$(pid "$node")"; done
  for node in $(nodes); do wait_until 40 gone "$node" || kill_node "$node"; done
  [ ! -d "$dir/postgres" ] || "$TOP/testserver/postgres" stop "$dir/postgres"
  stop_storage
  rm -rf --one-file-system "$(readlink -f "$dir/postgres/data")" "$dir"
}

is_up() { [ -f "$dir/nodes" ] || die 69 "$NAME: is not up; begin with: $0"; }

topology() {
  local verb=start node=
  case ${1:-} in
  --add | --kill | --launch)
    verb=${1#--} node=${2:-}
    [[ $node =~ ^[1-9]$ ]] || die 64 "$NAME: which node, 1 to 9?"
    shift 2 ;;
  --stop) verb=stop; shift ;;
  -h | --help) usage; exit ;;
  -*) usage >&2; exit 64 ;;
  esac
  dir=${1:-$TOP/target/topologies/$NAME}
  case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
  case $verb in
  start) start ;;
  stop) stop ;;
  add) is_up; add "$node" ;;
  kill) is_up; kill_node "$node" ;;
  launch) is_up; launch "$node"; await "$node" ;;
  esac
}
