#!/usr/bin/env bash
# ./build.sh Build | Demo | Test | Check | Bench | Pack [arguments]
# Needs the .NET SDK and gcc or clang; scripts run in pwsh where it is, else in the small host of tests/Host.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
task=${1:-Build}
shift || true

make() {
    dotnet msbuild build.proj -nologo -maxCpuCount -nodeReuse:false -verbosity:minimal "-target:$1"
}

run_script() {
    local pwsh
    pwsh=$(command -v pwsh || command -v "$HOME/.dotnet/tools/pwsh" || true)
    if [[ $pwsh ]]; then
        exec "$pwsh" -NoProfile -File "$@"
    fi
    make BuildHost
    exec dotnet exec tests/Host/bin/Release/net10.0/NormTools.Host.dll "$@"
}

case ${task,,} in
    build | check | pack)
        make "$task"
        ;;
    demo)
        make Build
        run_script examples/digits.ps1 "$@"
        ;;
    test)
        rm -f out/tests/summary.txt
        code=0
        make Test || code=$?
        cat out/tests/summary.txt || echo '0 passed, 1 failed, 0 skipped'
        exit "$code"
        ;;
    bench)
        make BuildBench >&2
        exec dotnet exec tests/Bench/bin/Release/net10.0/NormTools.Bench.dll "$@"
        ;;
    *)
        echo "build.sh: '$task' is not one of Build, Demo, Test, Check, Bench, Pack." >&2
        exit 64
        ;;
esac
