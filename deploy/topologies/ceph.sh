# A bucket on a Ceph cluster of this machine, for the topologies that need one; sourced after common.sh.

start_ceph() {
  local made=$dir/ceph.client endpoint key secret
  "$TOP/testserver/ceph" start "$dir/ceph" >"$made"
  endpoint=$(sed -n 's/^endpoint=//p' "$made") key=$(sed -n 's/^access-key=//p' "$made") secret=$(sed -n 's/^secret-key=//p' "$made")
  make_bucket "$endpoint" "$key" "$secret" site-images
  {
    setting IMAGO_STORES_IMAGES_ENDPOINT "$endpoint"
    setting IMAGO_STORES_IMAGES_ACCESS_KEY "$key"
    setting IMAGO_STORES_IMAGES_SECRET_KEY "$secret"
  } >"$dir/storage"
}

# make_bucket ENDPOINT ACCESS_KEY SECRET_KEY BUCKET: one that is there already stays as it is.
make_bucket() {
  printf 'user = "%s:%s"\n' "$2" "$3" |
    curl -sf -K - --retry 5 --aws-sigv4 aws:amz:us-east-1:s3 -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -X PUT "$1/$4"
}

stop_ceph() { [ ! -d "$dir/ceph" ] || "$TOP/testserver/ceph" wipe "$dir/ceph"; }
