#!/usr/bin/env bash
# The one test command. Ends with one line such as "812 passed, 0 failed", which counts tests and checks (restore, build, format).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
exec </dev/null

usage() {
    cat <<'TEXT'
./test.sh [--install] [--full] [--filter TEXT] [--project TEXT]
  (no option)     build, check the format, run every test; a test whose tool is missing is skipped
  --install       first install what a bare Debian machine with the .NET SDK lacks; then a missing tool is a failure
  --full          every count an issue names, not the reduced ones (hours, not minutes)
  --filter TEXT   only tests whose full name contains TEXT
  --project TEXT  only test projects whose name contains TEXT
Logs of the last run: artifacts/test/
TEXT
}

install=0 filter='' project='' minutes_a_project=45
while [ $# -gt 0 ]; do
    case $1 in
    --install) install=1; export TRACE_TEST_REQUIRE_ALL=1 ;;
    --full) export TRACE_TEST_FULL=1; minutes_a_project=240 ;;
    --filter) filter=${2:?--filter needs a text}; shift ;;
    --project) project=${2:?--project needs a text}; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
    esac
    shift
done

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Nothing of the build runs on after it.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
# Programs that run for minutes or less: what profiling gains comes later than it costs.
export DOTNET_TieredPGO=0

logs=artifacts/test
rm -rf "$logs"
mkdir -p "$logs"
passed=0 failed=0 skipped=0 ran=0

finish() {
    echo
    [ "$skipped" -eq 0 ] || echo "$skipped skipped"
    echo "$passed passed, $failed failed"
    if [ "$failed" -eq 0 ]; then exit 0; else exit 1; fi
}

# check NAME COMMAND…: one line when it succeeds, the end of its output when not.
check() {
    local name=$1 started=$SECONDS
    shift
    if "$@" >"$logs/$name.log" 2>&1; then
        printf 'ok      %-24s %4d s\n' "$name" $((SECONDS - started))
        passed=$((passed + 1))
    else
        printf 'FAILED  %-24s %4d s\n' "$name" $((SECONDS - started))
        # A build repeats each error at its end; the same line once is enough.
        { grep -E '(error|warning) [A-Z]+[0-9]+:' "$logs/$name.log" || tail -n 40 "$logs/$name.log"; } | awk '!seen[$0]++' | head -n 60
        failed=$((failed + 1))
        return 1
    fi
}

# --- What a bare machine lacks -------------------------------------------------------------------------------------

# "command or file:package" for each thing the tests use. fonts: the label and page tests draw Arabic and Chinese.
needs=(
    "chromium:chromium"
    "zbarimg:zbar-tools"
    "ZXingReader:zxing-cpp-tools"
    "pdftoppm:poppler-utils"
    "qpdf:qpdf"
    "node:nodejs"
    "npm:npm"
    "openssl:openssl"
    "softhsm2-util:softhsm2"
    "unzip:unzip"
    "/usr/lib/postgresql/*/bin/initdb:postgresql"
    "/usr/sbin/pgbouncer:pgbouncer"
    "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf:fonts-noto-core"
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc:fonts-noto-cjk"
)

present() {
    case $1 in
    /*) compgen -G "$1" >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_packages() {
    local need packages=()
    for need in "${needs[@]}"; do
        present "${need%%:*}" || packages+=("${need##*:}")
    done
    [ ${#packages[@]} -gt 0 ] || return 0
    echo "installing ${packages[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${packages[@]}"
    for need in "${needs[@]}"; do
        present "${need%%:*}" || { echo "error: ${need%%:*} is still missing after installing ${need##*:}"; return 1; }
    done
}

# install_node_packages FOLDER
install_node_packages() (
    cd "$1"
    # The mark is written last: an interrupted installation is done again.
    local mark=node_modules/.trace-installed
    cmp -s package-lock.json "$mark" && return
    npm ci --no-audit --no-fund && cp package-lock.json "$mark"
)

if [ "$install" -eq 1 ]; then
    check install install_packages || finish
    check install-node install_node_packages tests/Trace.Testing/node || finish
    check install-reader install_node_packages src/Trace.Server/Web/Offline || finish
fi

# --- Build ---------------------------------------------------------------------------------------------------------

check restore dotnet restore Trace.sln --locked-mode || finish
check build dotnet build Trace.sln --configuration Release --no-restore --nologo --verbosity quiet || finish

# Beside the tests, which leave it time: they wait for browsers, disks and clocks. Its line comes after theirs.
formatting=
format() {
    local status=0
    wait "$formatting" || status=$?
    cat "$logs/formatting.log"
    return "$status"
}
if [ -z "$filter$project" ]; then
    dotnet format Trace.sln --verify-no-changes --no-restore >"$logs/formatting.log" 2>&1 &
    formatting=$!
    trap 'kill "$formatting" 2>/dev/null || true' EXIT
fi

# Known vulnerabilities in our packages and in theirs. Out of reach of the advisories nothing is known, which is said and is no failure.
audit() {
    local packages
    packages=$(dotnet package list --project Trace.sln --vulnerable --include-transitive --no-restore 2>&1) || true
    echo "$packages"
    if grep -q 'has the following vulnerable packages' <<<"$packages"; then return 1; fi
    grep -q 'has no vulnerable packages' <<<"$packages" && ! grep -qE 'NU1900|NU1905|NU1301|error:' <<<"$packages" || echo "$out_of_reach"
}
out_of_reach='the advisories of the package feed cannot be reached: not audited'
if [ -z "$filter$project" ]; then
    check audit audit || true
    ! grep -qxF "$out_of_reach" "$logs/audit.log" || echo "        $out_of_reach"
fi

# --- Tests ---------------------------------------------------------------------------------------------------------

# The number after "$1: " in the runner's summary line.
count() { if [[ $summary =~ $1:\ ([0-9]+) ]]; then echo "${BASH_REMATCH[1]}"; else echo 0; fi; }

# Blocks of failing tests, without the skipped ones and the runner's own lines.
show_failures() {
    awk '/\[FAIL\]$/ || /Failure\)?\]$/ { show = 1 } /\[SKIP\]$/ || /^  [A-Z]/ || /^===/ { show = 0 } show && shown++ < 200' "$1" | cut -c1-400
}

show_skips() {
    awk 'was { sub(/^ +/, ""); print } { was = /\[SKIP\]$/ }' "$1" | sort | uniq -c | sed 's/^ *\([0-9]*\) /        skipped \1: /'
}

run_project() {
    local name=$1 program log status=0 started=$SECONDS total bad skip other summary
    log=$logs/$name.log
    program=$(find "tests/$name/bin/Release" -name "$name" -type f -perm -u+x -printf '%T@ %p\n' | sort -rn | head -n 1 | cut -d' ' -f2-)
    if [ -n "$program" ]; then
        timeout --kill-after=30 "${minutes_a_project}m" "$program" -noLogo -noColor ${filter:+-method "*$filter*"} >"$log" 2>&1 || status=$?
    else
        echo "no test program under tests/$name/bin/Release" >"$log"
        status=127
    fi
    summary=$(grep -E "^ *$name +Total: [0-9]+" "$log" | tail -n 1 || true)
    if [ -z "$summary" ]; then
        printf 'FAILED  %-24s %4d s  no result, exit code %d%s\n' "$name" $((SECONDS - started)) "$status" "$([ "$status" -ne 124 ] || echo ' (out of time)')"
        show_failures "$log"
        grep -v '^   at ' "$log" | cut -c1-400 | tail -n 20
        failed=$((failed + 1))
        return
    fi
    total=$(count Total) bad=$(($(count Failed) + $(count Errors))) skip=$(count Skipped) other=$(count 'Not Run')
    # The runner found nothing wrong, yet its process did not end well.
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && [ "$total" -gt 0 ]; then bad=1; fi
    local good=$((total - $(count Failed) - skip - other))
    printf '%-7s %-24s %4d s  %d passed, %d failed, %d skipped\n' "$([ "$bad" -eq 0 ] && echo ok || echo FAILED)" "$name" $((SECONDS - started)) "$good" "$bad" "$skip"
    [ "$bad" -eq 0 ] || { show_failures "$log"; [ "$status" -le 1 ] || echo "        its process ended with exit code $status"; }
    show_skips "$log"
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skip)) ran=$((ran + good + $(count Failed)))
}

for file in tests/*.Tests/*.csproj; do
    name=$(basename "$file" .csproj)
    case $name in *"$project"*) run_project "$name" ;; esac
done
[ -z "$formatting" ] || check format format || true
# Tables that tests leave are for people who ask for those tests.
if [ -n "$filter" ]; then
    for table in "$logs"/*.table; do [ ! -f "$table" ] || { echo; cat "$table"; }; done
fi
if [ "$ran" -eq 0 ]; then
    echo "no test ran"
    failed=$((failed + 1))
fi
finish
