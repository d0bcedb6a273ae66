# The way through the stages and back, by the configurations and commands of docs/stages; sourced by bash. One node takes the steps, its
# addresses are read all the time, and a read may be made again while the node is restarted, never because an image is missing.
# The caller sets `work`, `database` (a JDBC URL), `endpoint`, `access_key` and `secret_key` (of two buckets, walked-images and cloud-images).

stages_photos=$TOP/src/main/resources/dev/imago/demo
stages_public=$(free_port) stages_api=$(free_port) node= reading=

# page NAME CONFIGURATION|COMMANDS: the first configuration of a page, or all its commands for migrations.
configuration_of() { awk '/```yaml/ { inside = ++n == 1; next } /```/ { inside = 0 } inside' "$TOP/docs/stages/$1.md" | sed 's/^   //; s,/var/www/site,'"$work/site,; s,/mnt/images/images,$work/share,"; }
commands_of() { sed -n 's/^ *\$ imago \(migrate .*\)/\1/p' "$TOP/docs/stages/$1.md"; }

in_its_environment() {
  env IMAGO_ADMIN_KEY=0123456789abcdef-suite IMAGO_KEY=0123456789abcdef-suite IMAGO_API="http://127.0.0.1:$stages_api" "$@"
}
# serve ARGUMENT...: ends the node, and begins anew with other arguments.
serve() {
  end_node
  in_its_environment "$TOP/imago" serve "$@" --public "127.0.0.1:$stages_public" --api "127.0.0.1:$stages_api" --data "$work/walking" >>"$work/walk.log" 2>&1 </dev/null &
  node=$!
  serving() { curl -sf -o /dev/null "http://127.0.0.1:$stages_api/readyz" || ! kill -0 $node; }
  wait_until 60 serving && kill -0 $node
}
end_node() {
  [ -n "$node" ] || return 0
  kill "$node" && wait "$node"
  node=
}
# with_stores PAGE: serves what the page shows; where a store of its own is a bucket, the environment says which.
with_stores() {
  configuration_of "$1" >"$work/walk.yaml"
  serve -c "$work/walk.yaml"
}
# routed_to NEW OLD: what each page says at the end: the route names the new store, and the old one is taken out.
routed_to() {
  sed -i "/^  $2: {/d; s/store: $2}/store: $1}/" "$work/walk.yaml"
  grep -q "store: $1}" "$work/walk.yaml" && serve -c "$work/walk.yaml"
}
imago() { in_its_environment "$TOP/imago" "$@"; }
moves() { # moves PAGE [SED]: by the commands of the page
  local command
  commands_of "$1" | sed "${2:-}" >"$work/commands"
  [ "$(wc -l <"$work/commands")" -ge 3 ] || return 1
  while read -r command; do
    echo "imago $command"
    # shellcheck disable=SC2086
    imago $command </dev/null || return 1
  done <"$work/commands"
}

# --- what is there all the time

known() { (cd "$work/original" && find . -type f | sed 's,^\./,,' | sort); }
# 000: no answer, as the node is being restarted.
reads() {
  local code try seen=$work/seen.$BASHPID
  for try in {1..100}; do
    code=$(curl -s -m 30 -o "$seen" -w '%{http_code}' "http://127.0.0.1:$stages_public/$1")
    [ "$code" = 000 ] || break
    sleep 0.2
  done
  [ "$code" = 200 ] && cmp -s "$seen" "$work/original/$1" || { echo "$1: $code"; return 1; }
}
keeps_reading() {
  local key
  until [ -e "$work/arrived" ]; do
    for key in $(known); do
      reads "$key" >>"$work/unread"
      echo >>"$work/read-on-the-way"
    done
  done
}
has_all() {
  local key
  for key in $(known); do reads "$key" || return 1; done
}
uploads() {
  { cat "$stages_photos/fig.jpg"; echo "$1"; } >"$work/new.jpg"
  imago put "$work/new.jpg" "upload/$1.jpg" && mv "$work/new.jpg" "$work/original/upload/$1.jpg"
}
arrives() { uploads "$1" && has_all; }

# --- the steps

begins_with_a_folder() {
  mkdir -p "$work/site/upload" "$work/share" "$work/original/upload"
  cp "$stages_photos"/{fig,dogs,mountains}.jpg "$work/original/upload/"
  cp "$work"/original/upload/* "$work/site/upload/"
  serve "$work/site" && arrives stage-1 && { keeps_reading & reading=$!; }
}
shares_its_catalog() {
  export IMAGO_NODE=img-1 IMAGO_CATALOG_URL=$database
  with_stores 3-shared && has_all && scanned
}
scanned() {
  all_known() { [ "$(imago ls upload/ | wc -l)" -ge "$(known | wc -l)" ]; }
  wait_until 60 all_known
}
goes_to_the_share() { moves 3-shared && routed_to images folder && arrives stage-3 && [ -f "$work/share/upload/stage-3.jpg" ]; }
goes_to_ceph() {
  export IMAGO_STORES_CEPH_ENDPOINT=$endpoint IMAGO_STORES_CEPH_BUCKET=walked-images IMAGO_STORES_CEPH_ACCESS_KEY=$access_key IMAGO_STORES_CEPH_SECRET_KEY=$secret_key
  with_stores 5-distributed && moves 5-distributed && routed_to ceph images && arrives stage-5
}
goes_to_the_cloud() {
  export IMAGO_STORES_CLOUD_ENDPOINT=$endpoint IMAGO_STORES_CLOUD_BUCKET=cloud-images IMAGO_STORES_CLOUD_ACCESS_KEY=$access_key IMAGO_STORES_CLOUD_SECRET_KEY=$secret_key
  with_stores 6-cloud && moves 6-cloud && routed_to cloud ceph && unset "${!IMAGO_STORES_CEPH_@}" && arrives stage-6
}
# From the cloud into the folder of the beginning, with the embedded catalog.
goes_back() {
  echo "  folder: {type: folder, path: $work/site}" | sed -i '/^  cloud: {/r /dev/stdin' "$work/walk.yaml"
  serve -c "$work/walk.yaml" && moves 3-shared 's/--from folder --to images/--from cloud --to folder/' && routed_to folder cloud && arrives on-the-way-back || return 1
  unset IMAGO_NODE IMAGO_CATALOG_URL "${!IMAGO_STORES_CLOUD_@}"
  rm -rf "$work/walking"
  serve "$work/site" && scanned && arrives stage-1-again && cmp "$work/site/upload/stage-6.jpg" "$work/original/upload/stage-6.jpg"
}
was_never_in_need() {
  touch "$work/arrived"
  wait "$reading"
  echo "$(wc -l <"$work/read-on-the-way") reads on the way" >&2
  end_node
  ! grep . "$work/unread"
}

prove_stages() {
  proves "stages: a site begins with a folder" begins_with_a_folder
  proves "stages: its catalog becomes a shared one" shares_its_catalog
  proves "stages: by the commands of the page it goes on to a share" goes_to_the_share
  proves "stages: by the commands of the page it goes on to Ceph" goes_to_ceph
  proves "stages: by the commands of the page it goes on to a cloud" goes_to_the_cloud
  proves "stages: it goes back to its folder" goes_back
  proves "stages: no address failed on the way" was_never_in_need
}
leave_stages() {
  touch "$work/arrived" 2>/dev/null
  [ -z "$reading" ] || kill "$reading" 2>/dev/null
  [ -z "$node" ] || kill "$node" 2>/dev/null
}
