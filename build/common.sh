# Parts that ./imago, ./check and the suites share; sourced by bash (3.2 or newer).
# The caller sets TOP, the checkout's folder. All messages go to stderr.

NEEDED_JAVA=25
APP=$TOP/target/app # what ./imago runs: imago.jar, lib/, native/, {serve,client,worker}.aot, and `built`, written last
PHOTOS=$TOP/src/main/resources/dev/imago/demo
. "$TOP/build/launch.sh"

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
  local dir IFS=: dirs=${IMAGO_JDK_DIRS-/usr/lib/jvm:/usr/lib64/jvm:/usr/java:/usr/local:/opt:/opt/java:$HOME/.sdkman/candidates/java:$HOME/.jdks:$HOME/.local/share/mise/installs/java:$HOME/.asdf/installs/java:/Library/Java/JavaVirtualMachines:/opt/homebrew/opt}
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

# unpack_sqlite: puts SQLite's native library where the driver loads it from; otherwise each new data directory gets a copy.
unpack_sqlite() {
  local machine
  case $(uname -sm) in
    'Linux x86_64') machine=Linux/x86_64 ;;
    'Linux aarch64') machine=Linux/aarch64 ;;
    *) return 0 ;;
  esac
  ! ldd --version 2>&1 | grep -qi musl || return 0
  mkdir -p "$1/native"
  (cd "$1/native" && "$JAVA_HOME/bin/jar" xf "$1"/lib/sqlite-jdbc-*.jar "org/sqlite/native/$machine" && mv "org/sqlite/native/$machine"/* . && rm -r org)
}

# The file of libvips that needs no root: an npm package, its version and the digests of its archives.
VIPS_VERSION=1.3.4
VIPS_DIGEST_x64=GJ//SSXbnwSDes02umB3nDJLFcQzw8a18V8fyhqr6tV515tOEMdImjjxj1AoafMRz56F3PHgftnj1QEKSU1zkw==
VIPS_DIGEST_arm64=Y3dgX/6lE2QhQb+Gxy0WZxfg9MEm/JBjamZpS2IklP7xIQoKN4hzAm7KcMVGtaVDt3neE9OKBC7vAfonA/Lr1A==

has_system_vips() { { ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null | grep -q 'libvips\.so\.42'; }

# fetch_vips FOLDER: puts the npm package's libvips there, with npm or else curl, if its digest is right. Done once; a failure
# leaves nothing behind.
fetch_vips() (
  folder=$1
  case $(uname -sm) in
    'Linux x86_64') machine=x64 digest=$VIPS_DIGEST_x64 ;;
    'Linux aarch64') machine=arm64 digest=$VIPS_DIGEST_arm64 ;;
    *) exit 0 ;;
  esac
  ! ldd --version 2>&1 | grep -qi musl || exit 0
  ! compgen -G "$folder/libvips-cpp.so.*" >/dev/null || exit 0
  package=@img/sharp-libvips-linux-$machine
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/imago-vips.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  cd "$scratch" || exit
  if command -v npm >/dev/null; then
    npm pack --silent "$package@$VIPS_VERSION" >/dev/null || exit
  else
    registry=$(sed -n 's/^registry *= *//p' "${NPM_CONFIG_USERCONFIG:-$HOME/.npmrc}" 2>/dev/null | tail -n 1)
    registry=${NPM_CONFIG_REGISTRY:-${registry:-https://registry.npmjs.org}}
    curl -fsSLO --max-time 300 "${registry%/}/$package/-/${package##*/}-$VIPS_VERSION.tgz" || exit
  fi
  [ "$(openssl dgst -sha512 -binary ./*.tgz | openssl base64 -A)" = "$digest" ] || { echo "The digest of $package is wrong"; exit 1; }
  tar xzf ./*.tgz && mkdir -p "$folder" && mv package/lib/libvips-cpp.so.* "$folder/"
)

# is_built: the app is there and no source is newer. A folder's own time tells of removed files.
is_built() {
  [ -f "$APP/built" ] && [ -z "$(find "$TOP/src/main" "$TOP/docs/openapi.yaml" "$TOP/pom.xml" "$TOP"/build/{common.sh,launch.sh,ModernClasses.java} -newer "$APP/built" -print -quit)" ]
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
  "$JAVA_HOME/bin/java" "$TOP/build/ModernClasses.java" "$new"/lib/picocli-*.jar >>"$log" 2>&1 || { say "build/ModernClasses.java failed; see $log"; exit 70; }
  unpack_sqlite "$new"
  # Without a library there are no renditions; all else goes on.
  if ! has_system_vips; then quietly "$TOP/target/vips.log" "Getting libvips" fetch_vips "$TOP/target/native" || true; fi
  if compgen -G "$TOP/target/native/libvips*" >/dev/null; then
    mkdir -p "$new/native"
    cp -p "$TOP"/target/native/libvips* "$new/native/"
  fi
  rm -rf "$APP"
  mv "$new" "$APP"
  if ! quietly "$TOP/target/aot.log" "Preparing a fast start" train_aot_caches; then
    rm -f "$APP"/*.aot
    say "Going on without an AOT cache: each start takes about twice as long."
  fi
  mv "$APP/started" "$APP/built"
}
