#!/usr/bin/env bash
# Everything the tests need, then the tests. Ends with the line: N passed, N failed, N skipped
set -uo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" || exit 1

usage() {
    cat <<'TEXT'
usage: ./test.sh [unit|core|engines|all|coverage]

  unit       what needs nothing but the .NET SDK
  core       unit tests, both databases, real processes (the default)
  engines    external workflow engines, with real processes: a Slurm cluster of two nodes on loopback, installed with apt where it is missing, and
             Prism, which holds requests against descriptions of APIs, installed with npm below artifacts/
  all        core and engines, some 25 minutes
  coverage   core, with a coverage report under artifacts/coverage

APC_TEST_DATABASE_URL=postgresql://user:password@host:port/name uses a PostgreSQL of your own (its user must be allowed to
create databases and schemas); otherwise a throw-away server is started on loopback and removed afterwards.
TEXT
}

mode=${1:-core}
# In seconds, for each project.
limit=${APC_TEST_TIMEOUT:-840}
case $mode in engines | all) limit=${APC_TEST_TIMEOUT:-2400} ;; esac
case $mode in
    unit) projects=(UnitTests) ;;
    core | all | coverage) projects=(UnitTests IntegrationTests EndToEndTests) ;;
    engines) projects=(IntegrationTests EndToEndTests) ;;
    -h | --help | help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
esac

. scripts/sdk.sh
require_sdk || exit 69

work=$(mktemp -d "${TMPDIR:-/tmp}/apc-test.XXXXXX") || exit 1
chmod 755 "$work"
results=$work/results
mkdir "$results"
runner=

stop_everything() {
    trap '' INT TERM
    [ -z "$runner" ] || kill "$runner" 2>/dev/null
    [ ! -d "$work/slurm" ] || scripts/slurm.sh stop "$work/slurm"
    [ "$(type -t stop_postgresql)" != function ] || stop_postgresql
    rm -rf "$work"
}
trap stop_everything EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '%s\n' "$*" >&2; }

passed=0 failed=0 skipped=0
skips=()

# Reads the counts of one project out of the report that its runner wrote; without a report the project itself has failed.
count() {
    local project=$1 status=$2 report=$3 attributes
    attributes=$(grep -o -m1 '<assembly [^>]*>' "$report" 2>/dev/null)
    if [ -z "$attributes" ]; then
        say "$project: ended with exit code $status and left no report"
        failed=$((failed + 1))
        return
    fi
    attribute() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$attributes"; }
    local bad=$(($(attribute failed) + $(attribute errors)))
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    passed=$((passed + $(attribute passed)))
    failed=$((failed + bad))
    skipped=$((skipped + $(attribute skipped) + $(attribute not-run)))
    while IFS= read -r name; do
        skips+=("$name")
    done < <(grep -o '<test [^>]*result="Skip"[^>]*>' "$report" | sed 's/.*<test [^>]*name="\([^"]*\)".*/\1/;s/&quot;/"/g;s/&lt;/</g;s/&gt;/>/g;s/&amp;/\&/g')
}

build() {
    local target=AutomationPlatform.slnx
    [ "$mode" != unit ] || target=tests/AutomationPlatform.UnitTests
    say "building $target (Release) …"
    local options=(-c Release -v q --nologo -clp:NoSummary)
    # Of its own, so that the ordinary output stays free of the collector.
    [ "$mode" != coverage ] || options+=(-p:Coverage=true --artifacts-path "$PWD/artifacts/coverage-build")
    dotnet build "$target" "${options[@]}" >"$work/build.log" 2>&1 && return
    cat "$work/build.log" >&2
    return 1
}

run_project() {
    local project=$1 name=AutomationPlatform.$1 report status
    local output=artifacts
    [ "$mode" != coverage ] || output=artifacts/coverage-build
    local program=$output/bin/$name/release/$name
    report=$results/$project.xml
    [ -x "$program" ] || { say "$project: $program was not built"; failed=$((failed + 1)); return; }
    say "running $name …"
    local command=("$program" -noColor -noLogo -result-xml "$report")
    [ "$mode" != engines ] || command+=(-namespace "$name.Engines*")
    # What engines do with real processes takes its time, and has a mode of its own.
    [ "$mode-$project" != core-EndToEndTests ] || command+=(-namespace- "$name.Engines*")
    if [ "$mode" = coverage ]; then
        local reports=$PWD/artifacts/coverage/$project
        report=$reports/tests.xml
        rm -rf "$reports"
        command=(dotnet test --project "tests/$name" -c Release --no-build -p:Coverage=true
            --artifacts-path "$PWD/artifacts/coverage-build" --coverlet
            --coverlet-include "[AutomationPlatform.*]*" --coverlet-exclude "[AutomationPlatform.*Tests]*"
            --filter-not-namespace AutomationPlatform.EndToEndTests.Engines --coverlet-output-format cobertura --results-directory "$reports"
            --report-xunit-xml --report-xunit-xml-filename tests.xml)
    fi
    # In the background and waited for, so that a signal ends it at once.
    timeout --kill-after=10 "$limit" "${command[@]}" </dev/null >"$work/$project.log" 2>&1 &
    runner=$!
    wait "$runner"
    status=$?
    runner=
    if [ "$status" -ne 0 ]; then cat "$work/$project.log"; else tail -n 1 "$work/$project.log"; fi
    [ "$status" -ne 124 ] || say "$name: not done after $limit s (APC_TEST_TIMEOUT)"
    count "$project" "$status" "$report"
}

# Its tests are skipped by name where it cannot be had.
start_slurm() {
    say "starting a Slurm cluster …"
    if scripts/slurm.sh install >"$work/slurm.log" 2>&1 && scripts/slurm.sh start "$work/slurm" >>"$work/slurm.log" 2>&1; then
        export APC_TEST_SLURM=$work/slurm
    else
        tail -n 3 "$work/slurm.log" >&2
    fi
}

# Its tests are skipped by name where it cannot be had.
install_prism() {
    say "looking for Prism …"
    APC_TEST_PRISM=$(scripts/prism.sh install artifacts 2>"$work/prism.log") && export APC_TEST_PRISM ||
        tail -n 3 "$work/prism.log" >&2
}

# The share of lines that each project's tests reach; processes that tests start are not watched.
tell_coverage() {
    local file
    for file in artifacts/coverage/*/coverage.cobertura*.xml; do
        [ -f "$file" ] && say "$(sed -n 's/.*<coverage line-rate="\([0-9.]*\)".*/\1/p' "$file" | head -n 1 |
            awk '{ printf "%.1f%% of lines", 100 * $1 }') are reached: $file"
    done
}

closing_line() {
    local name
    [ "${#skips[@]}" -eq 0 ] || say "skipped:"
    for name in "${skips[@]}"; do say "  $name"; done
    echo "$passed passed, $failed failed, $skipped skipped"
}

if [ "${#projects[@]}" -gt 0 ]; then
    build || { failed=1; closing_line; exit 1; }
    if [ "$mode" != unit ] && [ -z "${APC_TEST_DATABASE_URL:-}" ]; then
        . scripts/postgresql.sh
        start_postgresql "$work/postgresql" && export APC_TEST_DATABASE_URL
    fi
fi
case $mode in engines | all) start_slurm; install_prism ;; esac
for project in "${projects[@]}"; do run_project "$project"; done
[ "$mode" != coverage ] || tell_coverage
closing_line
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
