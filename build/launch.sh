# How Imago's JVMs are started, from a checkout and from the installed package; sourced by bash (3.2 or newer).
# The caller sets APP, the folder of imago.jar, lib/, native/ and {serve,client,worker}.aot, JAVA_HOME, and PHOTOS, the photographs by which
# the caches are trained.

# The flags of the server and of every command, in this one place; name others in IMAGO_JAVA_OPTS.
JVM_FLAGS=(
  -XX:+UseCompactObjectHeaders # 8 instead of 12 bytes for each object's header
  -Djava.awt.headless=true
  -Djava.locale.providers=HOST # no data of the 1,000 locales that Jetty would ask for: nothing here is written by locale
  -Djdk.reflect.useNativeAccessorOnly=true # reflection happens at the start only; method handles for it take longer to make than to save
  -Dorg.eclipse.jetty.util.referencesPerCacheLine=16 # Jetty would start the JVM's management to find it out: 100 ms
  # An AOT cache that does not fit (the JDK was updated, other flags) is left unused without a word.
  -Xlog:disable -Xlog:all=error:stderr '-Xlog:aot*=off:stderr' '-Xlog:cds*=off:stderr'
)

# For the server: the compilers begin later, as they would take half of a start's CPU time (docs/adr/0003-start.md).
SERVER_FLAGS=(
  -XX:Tier3InvocationThreshold=2000 -XX:Tier3MinInvocationThreshold=1000 -XX:Tier3CompileThreshold=10000 # C1: ten, ten and five times the usual
  -XX:Tier4InvocationThreshold=15000 -XX:Tier4MinInvocationThreshold=2000 -XX:Tier4CompileThreshold=40000 # C2: three times the usual
  -XX:Tier4BackEdgeThreshold=120000
  -XX:MaxRAM=4g # a heap of 1 GB at most, however large the machine: hot images lie outside, bounded by delivery.memory alone
  -XX:MaxDirectMemorySize=1024g
  -XX:+UseG1GC # on one processor, too, where the JVM would take one that stops for a second and gives no memory back (docs/benchmarks.md)
  -XX:G1PeriodicGCInterval=60000 # what a busy hour took is given back when it is quiet
  -XX:+UseTransparentHugePages # a page fault for each 2 MiB of the heap, not for each 4 KiB
)

# become_imago ARGUMENT...: replaces this shell by the program.
become_imago() {
  local flags=("${JVM_FLAGS[@]}") cache=$APP/client.aot
  case ${1:-} in serve | demo)
    cache=$APP/serve.aot
    flags+=("${SERVER_FLAGS[@]}")
    ;;
  esac
  [ ! -f "$cache" ] || flags+=("-XX:AOTCache=$cache")
  [ ! -d "$APP/native" ] || flags+=("-Dorg.sqlite.lib.path=$APP/native")
  # Split on blanks on purpose: several options in one variable.
  # shellcheck disable=SC2206
  flags+=(${IMAGO_JAVA_OPTS:-})
  exec "$JAVA_HOME/bin/java" "${flags[@]}" -jar "$APP/imago.jar" "$@"
}

# train_aot_caches: makes serve.aot, for a server, client.aot, for the commands that talk to one, and worker.aot, for the processes that
# make renditions. What a real server, a real upload to it and a real worker load and compile is what the caches hold. Each holds only its own, since a start pays for all that is in a cache.
train_aot_caches() (
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/imago-build.XXXXXX") server=
  trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$scratch"' EXIT
  java=("$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" -Dorg.sqlite.lib.path="$APP/native")
  unset IMAGO_ADMIN_KEY # so that a first start's own key is made
  mkdir -p "$scratch/site"
  # Without profiles of methods (JEP 515), with which C2 would begin at once.
  "${java[@]}" -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:AOTCacheOutput="$APP/serve.aot" -jar "$APP/imago.jar" serve "$scratch/site" \
    --public 127.0.0.1:0 --api 127.0.0.1:0 --data "$scratch/data" >"$scratch/out" 2>"$scratch/err" &
  server=$!
  for _ in {1..300}; do
    ! grep -q '^api ' "$scratch/out" || break
    kill -0 $server || exit
    sleep 0.1
  done
  public=$(sed -n 's/^public //p' "$scratch/out") api=$(sed -n 's/^api //p' "$scratch/out")
  export IMAGO_ADMIN_KEY
  IMAGO_ADMIN_KEY=$(sed -n 's/.*it is not shown again: //p' "$scratch/err")
  "${java[@]}" -jar "$APP/imago.jar" demo --exit --on "$public" "$api" "$scratch/site" &&
    "${java[@]}" -XX:AOTCacheOutput="$APP/client.aot" -jar "$APP/imago.jar" put -r "$PHOTOS" \
      --api "$api" --key "$IMAGO_ADMIN_KEY" --prefix upload/ --exclude '*.md' &&
    kill "$server" && wait "$server" || { cat "$scratch/err"; exit 1; }
  server=
  "$JAVA_HOME/bin/java" -cp "$APP/imago.jar" dev.imago.transform.worker.WorkerTraining "$APP/worker.aot" "$PHOTOS"/{mountains.jpg,coffee.png,cat.webp} || exit
  [ -s "$APP/serve.aot" ] && [ -s "$APP/client.aot" ]
)
