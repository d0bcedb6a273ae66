# Parts that ./imago, ./check and the suites share; sourced by bash (3.2 or newer).
# The caller sets TOP, the checkout's folder. All messages go to stderr.

NEEDED_JAVA=25
APP=$TOP/target/app # what ./imago runs: imago.jar, lib/, imago.aot, and `built`, written last

# The flags of the server and of every command, in this one place. The garbage collector is the JVM's own choice
# (G1, or Serial on one small core); name another in IMAGO_JAVA_OPTS.
JVM_FLAGS=(
  -XX:+UseCompactObjectHeaders # 8 instead of 12 bytes for each object's header
  -Djava.awt.headless=true
  -Djdk.reflect.useNativeAccessorOnly=true # reflection happens at the start only; method handles for it take longer to make than to save
  # An AOT cache that does not fit (the JDK was updated, other flags) is left unused without a word.
  -Xlog:disable -Xlog:all=error:stderr '-Xlog:aot*=off:stderr' '-Xlog:cds*=off:stderr'
)

say() { printf '%s\n' "$*" >&2; }
die() { local status=$1; shift; say "$@"; exit "$status"; }

# is_jdk HOME: a JDK (not a JRE) that is new enough. Reads its `release` file: starting java would cost 40 ms.
is_jdk() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  local line
  while read -r line; do
    case $line in JAVA_VERSION=*)
      line=${line#*\"}
      line=${line%%[!0-9]*}
      [ "${line:-0}" -ge $NEEDED_JAVA ]
      return ;;
    esac
  done <"$1/release"
  return 1
}

# find_jdk: exports JAVA_HOME, or ends with one line and status 69 (EX_UNAVAILABLE).
# IMAGO_JDK_DIRS (folders, separated by colons) replaces the usual folders.
find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME"; then
    export JAVA_HOME
    return
  fi
  local home java
  if java=$(command -v javac) && java=$(readlink -f "$java") && is_jdk "${java%/bin/javac}"; then
    export JAVA_HOME=${java%/bin/javac}
    return
  fi
  local IFS=: dirs=${IMAGO_JDK_DIRS-/usr/lib/jvm:/usr/lib64/jvm:/usr/java:/usr/local:/opt:/opt/java:$HOME/.sdkman/candidates/java:$HOME/.jdks:$HOME/.local/share/mise/installs/java:$HOME/.asdf/installs/java:/Library/Java/JavaVirtualMachines:/opt/homebrew/opt}
  for dir in $dirs; do
    for home in "$dir"/*/ "$dir"/*/Contents/Home/ "$dir"/*/libexec/openjdk.jdk/Contents/Home/; do
      home=${home%/}
      if is_jdk "$home"; then
        export JAVA_HOME=$home
        return
      fi
    done
  done
  die 69 "imago: needs a JDK $NEEDED_JAVA or newer and found none; get one from https://adoptium.net (or: apt install openjdk-$NEEDED_JAVA-jdk, sdk install java) and set JAVA_HOME if it is in an unusual folder."
}

# find_maven: sets MVN to Maven 3.8.1 or newer, else to the wrapper, which fetches one.
find_maven() {
  MVN=$TOP/mvnw
  command -v mvn >/dev/null || return 0
  local version major minor patch
  version=$(mvn -B --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
  IFS=. read -r major minor patch <<<"${version:-0}"
  if [ $((${major:-0} * 10000 + ${minor:-0} * 100 + ${patch:-0})) -ge 30801 ]; then MVN=mvn; fi
}

# quietly LOG TITLE COMMAND...: runs the command with its output in LOG, and shows title, elapsed seconds and
# what it is doing (the log's last line). On failure shows the log's tail and returns the command's status.
quietly() {
  local log=$1 title=$2 start=$SECONDS status=0 ticker
  shift 2
  : >"$log"
  tick "$log" "$title" $$ 9>&- >&2 &
  ticker=$!
  "$@" >>"$log" 2>&1 9>&- </dev/null || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  [ ! -t 2 ] || printf '\r\033[K' >&2
  if [ $status = 0 ]; then
    say "$title: done in $((SECONDS - start)) s"
  else
    say "$title: failed after $((SECONDS - start)) s (status $status). The end of $log:"
    tail -n 30 "$log" >&2
  fi
  return $status
}

# tick LOG TITLE PID: on a terminal one line, renewed each second; elsewhere a line at first and every 15 s.
tick() {
  local doing n=0
  while kill -0 "$3" 2>/dev/null; do
    doing=$(tail -n 1 "$1" 2>/dev/null | tr -cd '[:print:]' | sed 's/^\[[0-9]*m//; s/\[INFO\] *//; s,http[^ ]*/,,')
    if [ -t 1 ]; then
      printf '\r\033[K%s: %d s  %.60s' "$2" $n "$doing"
    elif [ $((n % 15)) = 0 ]; then
      printf '%s: %d s  %.80s\n' "$2" $n "$doing"
    fi
    sleep 1
    n=$((n + 1))
  done
}

# is_built: the app is there and no source is newer. A folder's own time tells of removed files.
is_built() {
  [ -f "$APP/built" ] && [ -z "$(find "$TOP/src/main" "$TOP/pom.xml" "$TOP/build/common.sh" -newer "$APP/built" -print -quit)" ]
}

# build_app: builds into APP unless it is up to date. Two at once: the second waits, then finds it done.
# The lock belongs to a subshell and to none of its children, so nothing that is started later holds it.
build_app() {
  mkdir -p "$TOP/target" 2>/dev/null && [ -w "$TOP/target" ] || die 73 "imago: must be built, but $TOP/target is not writable; run ./imago once as its owner."
  (
    if command -v flock >/dev/null && ! flock -n 9; then
      say "Another ./imago is building; waiting for it"
      flock 9
    fi
    is_built || build_locked
  ) 9>"$TOP/target/build.lock"
}

# APP is a copy: a later Maven run cannot pull jars from under a running server, nor make the AOT cache stale.
build_locked() {
  local new=$TOP/target/app.new log=$TOP/target/build.log
  rm -rf "$new"
  mkdir -p "$new"
  : >"$new/started" # sources that change during the build are newer than this
  find_maven
  quietly "$log" "Building Imago" "$MVN" -B -f "$TOP/pom.xml" -Dmaven.test.skip=true -Dspotless.check.skip=true package || exit 70
  cp -p "$TOP/target/imago.jar" "$new/"
  cp -Rp "$TOP/target/lib" "$new/"
  rm -rf "$APP"
  mv "$new" "$APP"
  # The training run is the demo: a real server that answers requests of every kind and stops. Without the cache all works, only slower at first.
  if ! quietly "$TOP/target/aot.log" "Preparing a fast start" \
    "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" -XX:AOTCacheOutput="$APP/imago.aot" -jar "$APP/imago.jar" demo --exit || [ ! -f "$APP/imago.aot" ]; then
    rm -f "$APP/imago.aot"
    say "Going on without an AOT cache: each start takes about twice as long."
  fi
  mv "$APP/started" "$APP/built"
}
