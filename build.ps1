<#
.SYNOPSIS
Builds, shows, tests, checks, measures, tries or packs the module.
.EXAMPLE
./build.ps1 Test
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Demo', 'Test', 'Check', 'Bench', 'Fuzz', 'Pack')]
    [string]$Task = 'Build',

    # With Bench: the program that follows, or else that of NORMTOOLS_PEER, is timed first; a table of ratios ends it.
    [switch]$Peer,

    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]]$Argument = @()
)

if ($Peer) {
    if ($Task -ne 'Bench') {
        throw '-Peer goes with the task Bench.'
    }

    $Argument = @('--peer') + $Argument
}

$env:DOTNET_NOLOGO = $env:DOTNET_CLI_TELEMETRY_OPTOUT = $env:POWERSHELL_TELEMETRY_OPTOUT = '1'
$env:POWERSHELL_UPDATECHECK = 'Off'
$target = if ($Task -eq 'Demo') { 'Build' } else { $Task }
Push-Location $PSScriptRoot
try {
    $here = @(if ($Task -eq 'Demo') { '-property:Here=true' }) # nothing but what this processor runs

    # Bench has its own lines on standard output and nothing else.
    dotnet msbuild build.targets -nologo -maxCpuCount -nodeReuse:false -verbosity:minimal "-target:$target" @here |
        ForEach-Object { if ($Task -eq 'Bench') { [Console]::Error.WriteLine($_) } else { $_ } }
    if ($LASTEXITCODE -ne 0) {
        if ($Task -eq 'Test') { '0 passed, 1 failed, 0 skipped' }
        exit $LASTEXITCODE
    }

    switch ($Task) {
        # A process of its own, so that this one does not hold the built files.
        'Demo' {
            $pwsh = Get-Command pwsh -CommandType Application -ErrorAction Ignore | Select-Object -First 1
            if ($pwsh -and [version]((& $pwsh --version) -replace '^\D*|-.*$') -ge [version]'7.4') {
                & $pwsh -NoProfile -File examples/digits.ps1 @Argument
            }
            else {
                $null = dotnet tool restore
                dotnet tool run pwsh -- -NoProfile -File examples/digits.ps1 @Argument
            }
        }
        'Test' { dotnet exec tests/Run/bin/Release/net10.0/NormTools.Run.dll @Argument }
        'Bench' { dotnet exec tests/Bench/bin/Release/net10.0/NormTools.Bench.dll @Argument }
        'Fuzz' { dotnet exec tests/Fuzz/bin/Release/net10.0/NormTools.Fuzz.dll @Argument }
    }
}
finally {
    Pop-Location
}

exit $LASTEXITCODE
