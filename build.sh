#!/usr/bin/env bash
# ./build.sh Build | Demo | Test | Check | Bench | Fuzz | Pack [arguments]
# Needs the .NET SDK and gcc or clang; scripts run in pwsh 7.4 or later, or else in the PowerShell of .config.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
task=${1:-Build}
shift || true

make() {
    dotnet msbuild build.targets -nologo -maxCpuCount -nodeReuse:false -verbosity:minimal "-target:$1" "${@:2}"
}

built() {
    exec dotnet exec "tests/$1/bin/Release/net10.0/NormTools.$1.dll" "${@:2}"
}

case $(tr '[:upper:]' '[:lower:]' <<< "$task") in
    build | check | pack)
        make "$task"
        ;;
    demo)
        make Build -property:Here=true
        if pwsh -NoProfile -Command 'exit [int]($PSVersionTable.PSVersion -lt [semver]"7.4.0")' 2> /dev/null; then
            exec pwsh -NoProfile -File examples/digits.ps1 "$@"
        fi
        dotnet tool restore > /dev/null
        exec dotnet tool run pwsh -- -NoProfile -File examples/digits.ps1 "$@"
        ;;
    test)
        make Test || { echo '0 passed, 1 failed, 0 skipped'; exit 1; }
        built Run "$@"
        ;;
    bench)
        make Bench >&2
        built Bench "$@"
        ;;
    fuzz)
        make Fuzz -property:Here=true
        built Fuzz "$@"
        ;;
    *)
        echo "build.sh: '$task' is not one of Build, Demo, Test, Check, Bench, Fuzz, Pack." >&2
        exit 64
        ;;
esac
