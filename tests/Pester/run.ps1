# Runs the Pester tests over the built module and writes their counts to -Xml, in the form of the other suites.
# With -Probe it only says by its exit code whether Pester 5 is here.
param([string]$Xml, [switch]$Probe)

$pester = Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0' |
    Sort-Object Version | Select-Object -Last 1
if ($Probe) {
    exit $(if ($pester) { 0 } else { 3 })
}

Import-Module $pester -ErrorAction Stop
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
$run = Invoke-Pester -Configuration $configuration
$failed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount
if ($Xml) {
    $counts = "<assembly passed=""$($run.PassedCount)"" failed=""$failed"" skipped=""$($run.SkippedCount)"" />"
    Set-Content -Path $Xml -Value "<assemblies>$counts</assemblies>"
}

exit $(if ($run.Result -eq 'Passed') { 0 } else { 1 })
