# Runs the Pester tests over the built module and writes their counts to -Xml, in the form of the other suites.
# Pester is the package's, beside the runner of all suites (tests/Run), unless -Pester names another one.
param([string]$Xml, [string]$Pester = "$PSScriptRoot/../Run/bin/Release/net10.0/Pester/Pester.psd1", [string]$Path = $PSScriptRoot)

Import-Module $Pester -ErrorAction Stop
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
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
