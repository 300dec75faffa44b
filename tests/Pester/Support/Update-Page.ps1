# Writes what the examples of the pages print into them, where they show nothing or something else; then look at the
# difference: a page that changed unlooked-for is a fault of the module. With a pattern, those pages only.
param([string]$Name = '*')

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Examples.ps1"
$root = Resolve-Path "$PSScriptRoot/../../.."
Import-Module "$root/out/NormTools"
$PSStyle.OutputRendering = 'PlainText'
$start = Get-Location
foreach ($page in Get-ChildItem "$root/docs/en-US", $root -Filter "$Name.md" | Where-Object Name -NotMatch '^(CHANGELOG|CONTRIBUTING)') {
    $place = (New-Item (Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())) -ItemType Directory).FullName
    Copy-Item "$root/data" $place -Recurse
    Write-PageFile $place
    Set-Location $place
    $session = New-Module { Set-StrictMode -Version Latest }
    $text = [IO.File]::ReadAllText($page.FullName)
    foreach ($example in Get-PageExample $page.FullName) {
        $printed = Get-PlainText (Read-Example $session ($example.Code -replace 'Import-Module \./out/NormTools\n'))
        $shown = Get-PlainText $example.Shown
        $near = if ($example.Code -match 'Start-TrainingRun') { Get-NearText $printed $shown } else { $printed }
        if ($near -ceq $shown -or (Get-UnlikeReason $page.BaseName $example.Code)) { continue }
        $code = "``````powershell`n$($example.Code)`n```````n"
        $old = $code + $(if ($null -ne $example.Shown) { "``````text`n$($example.Shown)`n```````n" })
        $new = $code + "``````text`n$($printed -replace '# s', '0.01 s')`n```````n"
        $text = $text.Replace($old, $new)
        "$($page.BaseName), example $($example.Number)"
    }

    if ($text -cne [IO.File]::ReadAllText($page.FullName)) { [IO.File]::WriteAllText($page.FullName, $text) }
    Set-Location $start
    Remove-Item $place -Recurse
}
