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

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false # exit codes are looked at
$env:DOTNET_NOLOGO = $env:DOTNET_CLI_TELEMETRY_OPTOUT = $env:POWERSHELL_TELEMETRY_OPTOUT = '1'
$env:DOTNET_GENERATE_ASPNET_CERTIFICATE = 'false'
$env:POWERSHELL_UPDATECHECK = 'Off'
$target = if ($Task -eq 'Demo') { 'Build' } else { $Task }

# A step that fails, or that a signal ends, ends the build and says so.
function Confirm-Step([string]$Name) {
    if ($LASTEXITCODE -ne 0) {
        [Console]::Error.WriteLine("build.ps1: $Name failed with exit code $LASTEXITCODE.")
        if ($Task -eq 'Test') { [Console]::Out.WriteLine('0 passed, 1 failed, 0 skipped') }
        exit $LASTEXITCODE
    }
}

function Find-RecentPwsh {
    $pwsh = Get-Command pwsh -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if ($pwsh) {
        $version = ("$(& $pwsh --version)" -replace '^\D*|-.*$') -as [version]
        if ($version -ge [version]'7.4') { $pwsh }
    }
}

if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
    throw 'The .NET 10 SDK is needed, and there is no dotnet on PATH: https://dotnet.microsoft.com/download'
}

Push-Location $PSScriptRoot
try {
    $here = @(if ($Task -in 'Demo', 'Fuzz') { '-property:Here=true' }) # nothing but what this processor runs

    # Bench has its own lines on standard output and nothing else.
    dotnet msbuild build.targets -nologo -maxCpuCount -nodeReuse:false -verbosity:minimal "-target:$target" @here |
        ForEach-Object { if ($Task -eq 'Bench') { [Console]::Error.WriteLine($_) } else { $_ } }
    Confirm-Step $(if ($target -eq $Task -and $Task -notin 'Test', 'Bench', 'Fuzz') { $Task } else { 'The build' })

    switch ($Task) {
        # A process of its own, so that this one does not hold the built files.
        'Demo' {
            $pwsh = Find-RecentPwsh
            if ($pwsh) {
                & $pwsh -NoProfile -File examples/digits.ps1 @Argument
            }
            else {
                [Console]::Error.WriteLine((dotnet tool restore | Out-String).Trim())
                Confirm-Step 'dotnet tool restore, which brings PowerShell,'
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
