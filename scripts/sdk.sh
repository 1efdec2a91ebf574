# Sourced: finds the .NET SDK that global.json asks for.

require_sdk() {
    local place
    if ! command -v dotnet >/dev/null 2>&1; then
        for place in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
            if [ -n "$place" ] && [ -x "$place/dotnet" ]; then
                export PATH="$place:$PATH" DOTNET_ROOT="$place"
                break
            fi
        done
    fi
    if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
        echo 'error: the .NET 10 SDK is missing; install it: apt-get install dotnet-sdk-10.0 (package feeds: https://learn.microsoft.com/dotnet/core/install/linux)' >&2
        return 1
    fi
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true
    # Build servers outlive the command and would hold its output files and locks.
    export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
}
