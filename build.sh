#!/usr/bin/env bash
# ./build.sh Build | Demo | Test | Check | Bench | Pack [arguments]
# Needs the .NET SDK and gcc or clang; scripts run in pwsh where it is, else in the small host of tests/Host.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
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
        if pwsh=$(command -v pwsh || command -v "$HOME/.dotnet/tools/pwsh"); then
            make Build -property:Here=true
            exec "$pwsh" -NoProfile -File examples/digits.ps1 "$@"
        fi
        make Demo -property:Here=true
        built Host examples/digits.ps1 "$@"
        ;;
    test)
        make Test || { echo '0 passed, 1 failed, 0 skipped'; exit 1; }
        built Run "$@"
        ;;
    bench)
        make Bench >&2
        built Bench "$@"
        ;;
    *)
        echo "build.sh: '$task' is not one of Build, Demo, Test, Check, Bench, Pack." >&2
        exit 64
        ;;
esac
