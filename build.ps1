<#
.SYNOPSIS
Builds, shows, tests, checks, measures or packs the module.
.EXAMPLE
./build.ps1 Test
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Demo', 'Test', 'Check', 'Bench', 'Pack')]
    [string]$Task = 'Build',

    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]]$Argument = @()
)

$ErrorActionPreference = 'Stop'
$env:DOTNET_NOLOGO = $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

function Invoke-Target([string]$Target) {
    dotnet msbuild build.proj -nologo -maxCpuCount -nodeReuse:false -verbosity:minimal "-target:$Target" | Out-Host
    $LASTEXITCODE
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        { $_ -in 'Build', 'Check', 'Pack' } {
            $code = Invoke-Target $Task
        }
        'Demo' {
            # A process of its own, so that this one does not hold the built files.
            $code = Invoke-Target Build
            if ($code -eq 0) {
                & (Get-Process -Id $PID).Path -NoProfile -File examples/digits.ps1 @Argument
                $code = $LASTEXITCODE
            }
        }
        'Test' {
            Remove-Item out/tests/summary.txt -ErrorAction Ignore
            $code = Invoke-Target Test
            if (Test-Path out/tests/summary.txt) { Get-Content out/tests/summary.txt } else { '0 passed, 1 failed, 0 skipped' }
        }
        'Bench' {
            $code = Invoke-Target BuildBench 6>$null
            if ($code -eq 0) {
                dotnet exec tests/Bench/bin/Release/net10.0/NormTools.Bench.dll @Argument
                $code = $LASTEXITCODE
            }
        }
    }
}
finally {
    Pop-Location
}

exit $code
