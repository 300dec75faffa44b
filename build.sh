#!/usr/bin/env bash
# ./build.sh Build | Demo | Test | Check | Bench | Fuzz | Pack [arguments]
# Needs the .NET SDK and gcc or clang; scripts run in pwsh 7.4 or later, or else in the PowerShell of .config.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
task=${1:-Build}
shift || true

fail() {
    echo "build.sh: $2" >&2
    exit "$1"
}

# What Ctrl+C ends may say that all is well: nothing goes on behind it.
trap 'fail 130 "$task was broken off."' INT

# A step that fails, or that a signal ends, ends the build and says so.
step() {
    local name=$1 code=0
    shift
    "$@" || code=$?
    if ((code > 128)); then
        fail "$code" "$name was ended by signal $((code - 128))."
    elif ((code != 0)); then
        fail "$code" "$name failed with exit code $code."
    fi
}

make() {
    dotnet msbuild build.targets -nologo -maxCpuCount -nodeReuse:false -verbosity:minimal "-target:$1" "${@:2}"
}

built() {
    exec dotnet exec "tests/$1/bin/Release/net10.0/NormTools.$1.dll" "${@:2}"
}

recent_pwsh() {
    command -v pwsh > /dev/null &&
        pwsh -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt [semver]"7.4.0")' \
            < /dev/null > /dev/null 2>&1
}

# Quiet where it goes well, for it runs beside the build.
restore_pwsh() {
    local said
    said=$(dotnet tool restore 2>&1) || { local code=$?; echo "$said" >&2; return "$code"; }
}

if ! command -v dotnet > /dev/null; then
    fail 127 'the .NET 10 SDK is needed, and there is no dotnet on PATH: https://dotnet.microsoft.com/download'
fi

case $(tr '[:upper:]' '[:lower:]' <<< "$task") in
    build | check | pack)
        step "$task" make "$task"
        ;;
    demo)
        shell=(pwsh)
        restore=
        if ! recent_pwsh; then
            shell=(dotnet tool run pwsh --)
            restore_pwsh &
            restore=$!
        fi
        step 'The build' make Build -property:Here=true
        if [[ -n $restore ]]; then
            step 'dotnet tool restore, which brings PowerShell,' wait "$restore"
        fi
        exec "${shell[@]}" -NoProfile -File examples/digits.ps1 "$@"
        ;;
    test)
        trap "echo '0 passed, 1 failed, 0 skipped'" EXIT # the last line where the tests cannot be run
        step 'The build' make Test
        trap - EXIT
        built Run "$@"
        ;;
    bench)
        step 'The build' make Bench >&2
        built Bench "$@"
        ;;
    fuzz)
        step 'The build' make Fuzz -property:Here=true
        built Fuzz "$@"
        ;;
    *)
        fail 64 "'$task' is not one of Build, Demo, Test, Check, Bench, Fuzz, Pack."
        ;;
esac
