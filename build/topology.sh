# What the suites of deploy/topologies share; sourced by bash. A suite calls `brings_up NAME`, then proves what follows.

PHOTO=$TOP/src/main/resources/dev/imago/demo/fig.jpg
topology= dir=
tear_down() { [ -z "$topology" ] || "$TOP/deploy/topologies/$topology/start" --stop "$dir"; }

start() { timeout 300 "$TOP/deploy/topologies/$topology/start" "$@" "$dir"; }
value() { sed -n "s/^$1=//p" "$work/$topology.addresses"; }
public() { value "public-$1"; }
nodes() { sed -n 's/^public-\(.\)=.*/\1/p' "$work/$topology.addresses"; }
net() { value public | grep -o '127\.[0-9]*\.[0-9]*\.'; }

# A command substitution ends only when no process holds its pipe any more.
brings_up() {
  topology=$1 dir=$work/$1
  local addresses
  addresses=$(start) && cat <<<"$addresses" >"$work/$topology.addresses" &&
    printf 'header = "Authorization: Bearer %s"\n' "$(value key)" >"$work/as-admin" && [ "$(nodes | xargs)" = '1 2' ]
}

# An image that nobody else has: what follows the end of a JPEG belongs to the file all the same.
image() { cat "$PHOTO"; echo "$1"; }

# put API KEY FILE, remove API KEY
put() { curl -sf -m 30 -o /dev/null -K "$work/as-admin" -T "$3" "$1/v1/images/$2"; }
remove() { curl -sf -m 30 -K "$work/as-admin" -X DELETE "$1/v1/images/$2"; }
status() { curl -s -m 30 -o /dev/null -w '%{http_code}' "$1"; }
has() { curl -sf -m 30 "$1" | cmp -s - "$2"; }
within_a_second() {
  local start=${EPOCHREALTIME/[.,]/}
  wait_until 20 "$@" || return 1
  local took=$(((${EPOCHREALTIME/[.,]/} - start) / 1000))
  echo "after $took ms" >&2
  [ $took -le 1000 ]
}

reads_what_was_just_written() {
  local n node
  mkdir -p "$work/read"
  for n in {1..8}; do
    image "$topology $n" >"$work/read/$n.jpg"
    put "$(value api)" "read/$n.jpg" "$work/read/$n.jpg" || return 1
    for node in '' $(nodes | sed 's/^/-/'); do
      has "$(value "public$node")/read/$n.jpg" "$work/read/$n.jpg" || { echo "public$node lacks read/$n.jpg"; return 1; }
    done
  done
}
# Each node has the image in memory when the other one replaces it. A proxy that keeps images shows the new one later.
sees_what_the_other_replaced() {
  local here there round
  for round in 1 2 3 4; do
    here=$((round % 2 + 1)) there=$((2 - round % 2))
    image "$topology replaced $round" >"$work/replaced.jpg"
    put "$(value "api-$here")" replaced.jpg "$work/replaced.jpg" || return 1
    within_a_second has "$(public $there)/replaced.jpg" "$work/replaced.jpg" && has "$(public $here)/replaced.jpg" "$work/replaced.jpg" || return 1
    [ "$topology" = 6-cloud ] || has "$(value public)/replaced.jpg" "$work/replaced.jpg" || return 1
  done
}
deletes_everywhere() {
  local node
  remove "$(value api)" replaced.jpg || return 1
  gone() { [ "$(status "$(public "$1")/replaced.jpg")" = 404 ]; }
  for node in $(nodes); do within_a_second gone "$node" || return 1; done
}
# In pieces, each by a request of its own.
takes_pieces() {
  local length offset=0 at tus=(-sf -m 30 -K "$work/as-admin" -H 'Tus-Resumable: 1.0.0')
  length=$(stat -c %s "$PHOTO")
  at=$(curl "${tus[@]}" -D - -o /dev/null -X POST -H "Upload-Length: $length" -H "Upload-Metadata: key $(printf pieces.jpg | base64)" "$(value api)/v1/tus" |
    tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  [ -n "$at" ] || return 1
  case $at in /*) at=$(value api)$at ;; esac
  while [ $offset -lt "$length" ]; do
    tail -c +$((offset + 1)) "$PHOTO" | head -c 20000 >"$work/piece"
    curl "${tus[@]}" -X PATCH -H "Upload-Offset: $offset" -H 'Content-Type: application/offset+octet-stream' --data-binary @"$work/piece" "$at" || return 1
    offset=$((offset + 20000))
  done
  has "$(value public)/pieces.jpg" "$PHOTO"
}

requests() { curl -sf "$(value "api-$1")/metrics" | awk '/^imago_http_requests_seconds_count.*listener="public"/ || /^imago_http_requests_total.*listener="public"/ { n += $NF } END { print n + 0 }'; }
asked_by_the_proxy() {
  local before
  before=$(requests 3)
  for _ in {1..6}; do curl -sf -o /dev/null "$(value public)/read/1.jpg?n=$RANDOM" || return 1; done
  [ "$(requests 3)" -gt "$before" ]
}
adds_a_node() {
  start --add 3 >"$work/added" && cp "$work/added" "$work/$topology.addresses" && [ "$(nodes | xargs)" = '1 2 3' ] || return 1
  has "$(public 3)/read/1.jpg" "$work/read/1.jpg" && put "$(value api-3)" from-3.jpg "$PHOTO" && has "$(public 1)/from-3.jpg" "$PHOTO" && wait_until 10 asked_by_the_proxy
}

# --- load by the proxy: each request is made again once if it fails

again() { "$@" || { echo "$*" >>"$work/repeated.$BASHPID"; "$@"; }; }

# writer N: uploads new images, which are read at once, and replaces one, which nodes that have it in memory show a little later. What
# was acknowledged is noted down with its digest.
writer() {
  local n=0 key file=$work/of-writer-$1
  until [ -e "$work/over" ]; do
    n=$((n + 1)) key=load/$1/$n.jpg
    [ $((n % 4)) != 0 ] || key=load/$1/replaced.jpg
    image "$topology writer $1 image $n" >"$file"
    again put "$(value api)" "$key" "$file" || { echo "not taken: $key" >>"$work/failed.$1"; continue; }
    echo "$(sha256sum <"$file" | cut -d ' ' -f 1)  $key" >>"$work/acknowledged.$1"
    [ $((n % 4)) = 0 ] || again has "$(value public)/$key" "$file" || echo "not read: $key" >>"$work/failed.$1"
  done
}
reader() {
  local n=0 of
  until [ -e "$work/over" ]; do
    n=$((n + 1)) of=$((n % 8 + 1))
    again has "$(value public)/read/$of.jpg?n=$1.$n" "$work/read/$of.jpg" || echo "not read: $of" >>"$work/failed.$1"
    echo >>"$work/reads.$1"
  done
}
counted() { cat "$work/$1".* 2>/dev/null | wc -l; }
beyond() { [ "$(counted "$1")" -ge "$2" ]; }

# loaded COMMAND...: no request fails under load, though the command does something to a node meanwhile.
loaded() {
  rm -f "$work"/{over,failed.*,acknowledged.*,reads.*,repeated.*}
  local client clients=()
  for client in 1 2 3; do writer $client & clients+=($!); done
  for client in 4 5; do reader $client & clients+=($!); done
  wait_until 30 beyond acknowledged 20 && "$@" && wait_until 60 beyond acknowledged $(($(counted acknowledged) + 60))
  local done=$?
  touch "$work/over"
  wait "${clients[@]}"
  echo "$(counted acknowledged) uploads, $(counted reads) reads, $(counted repeated) repeated, $(counted failed) failed" >&2
  ! beyond failed 1 || cat "$work"/failed.* >&2
  [ $done = 0 ] && [ "$(counted failed)" = 0 ]
}
survives_a_kill_under_load() { loaded start --kill 1 && ! curl -s -m 5 "$(public 1)/read/1.jpg"; }

# keeps NODE...: each has all that was acknowledged, byte by byte.
keeps() {
  local node
  cat "$work"/acknowledged.* | awk '{ last[$2] = $1 } END { for (key in last) print last[key] "  " key }' >"$work/sums"
  for node; do wait_until 3 has_acknowledged "$node" || return 1; done
}
has_acknowledged() {
  local key
  rm -rf "$work/got"
  mkdir "$work/got"
  while read -r _ key; do printf 'url = "%s/%s"\noutput = "%s"\n' "$(public "$1")" "$key" "$work/got/$key"; done <"$work/sums" >"$work/urls"
  curl -sf --create-dirs -K "$work/urls"
  (cd "$work/got" && sha256sum --quiet -c "$work/sums")
}
lost_nothing() { keeps 2 3; }
comes_back() {
  start --launch 1 && keeps 1 && image "$topology back" >"$work/back.jpg" && put "$(value api-1)" back.jpg "$work/back.jpg" &&
    within_a_second has "$(public 2)/back.jpg" "$work/back.jpg"
}

leaves_nothing() {
  local net
  net=$(net)
  start --stop && [ ! -e "$dir" ] && ! grep -F "$dir" /proc/mounts && ! pgrep -f -- "$dir" && ! grep -lsF "=$net" /proc/[0-9]*/environ
}

# prove_topology NAME: what holds for each of them, in this order; nothing of one that does not start.
prove_topology() {
  proves "$1: one script starts it and lets its caller go" brings_up "$1"
  [ -n "$(value key 2>/dev/null)" ] || return
  proves "$1: what is uploaded by the proxy is read at once from each node and by the proxy" reads_what_was_just_written
  proves "$1: what one node replaces is read from the other within a second" sees_what_the_other_replaced
  proves "$1: what is deleted is gone from each node" deletes_everywhere
  proves "$1: a resumable upload in pieces comes together behind the proxy" takes_pieces
  proves "$1: a node is added by configuration alone" adds_a_node
  proves "$1: a node that is killed under load costs no request that is made again once" survives_a_kill_under_load
  proves "$1: no acknowledged upload is lost with it" lost_nothing
  proves "$1: it comes back and has everything" comes_back
}
stop_topology() {
  [ -n "$(value key 2>/dev/null)" ] || return
  proves "$topology: it ends and leaves nothing" leaves_nothing
  topology=
}
