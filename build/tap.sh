# Results of a suite in the Test Anything Protocol (https://testanything.org); sourced by build/suites/*.
# Standard output is the protocol's; what commands print goes to standard error, the suite's log.

TESTS=0

# proves NAME COMMAND...: one test; it passes when the command succeeds.
proves() {
  local name=$1 verdict=ok
  shift
  TESTS=$((TESTS + 1))
  echo "# $name" >&2
  "$@" >&2 || verdict='not ok'
  echo "$verdict $TESTS - $name"
}

# skips NAME REASON: a test that cannot run here.
skips() {
  TESTS=$((TESTS + 1))
  echo "ok $TESTS - $1 # SKIP $2"
}

# Passes its input on, and shows it in the log.
shown() { tee >(cat >&2); }

# The last line. Without it the suite counts as broken off.
done_testing() { echo "1..$TESTS"; }
