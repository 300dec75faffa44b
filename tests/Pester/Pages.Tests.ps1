# Every example of every page and topic is run as it stands, strict, a page's examples one after the other in one session and
# one folder, and what it prints is compared with the page to the letter. Only seconds differ from run to run, and what a
# training gives may differ in its last digits from processor to processor. An example that prints something shows it.

BeforeDiscovery {
    . "$PSScriptRoot/Support/Examples.ps1"
    $pages = Join-Path $PSScriptRoot '../../docs/en-US'
    $all = foreach ($page in Get-ChildItem $pages -Filter *.md) {
        @{ Page = $page.BaseName; Text = [IO.File]::ReadAllText($page.FullName); Example = @(Get-PageExample $page.FullName) }
    }

    # The readme is one more page; the module that it imports is here already.
    $readme = Join-Path $PSScriptRoot '../../README.md'
    $text = [IO.File]::ReadAllText($readme)
    $examples = @(Get-PageExample $readme | ForEach-Object { $_.Code = $_.Code -replace 'Import-Module \./out/NormTools\n'; $_ })
    $all += @{ Page = 'README'; Text = $text; Example = $examples }

    foreach ($page in $all) {
        foreach ($example in $page.Example) { $example.Unlike = Get-UnlikeReason $page.Page $example.Code }
    }
}

BeforeAll {
    Set-StrictMode -Version Latest
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
    Import-Module "$folder/NormTools.psd1" -Force
    . "$PSScriptRoot/Support/Examples.ps1"
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $location = Get-Location
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Set-Location $location
}

Describe 'The page <Page>' -ForEach ($all | Where-Object { $_.Example }) {
    BeforeAll {
        $place = (New-Item (Join-Path $TestDrive $Page) -ItemType Directory).FullName
        Copy-Item "$PSScriptRoot/../../data" $place -Recurse
        Write-PageFile $place
        Set-Location $place
        $session = New-Module { Set-StrictMode -Version Latest }
    }

    It 'prints in example <Number> what it shows' -ForEach $Example {
        $printed = Get-PlainText (Read-Example $session $Code)
        if ($Unlike) {
            $Shown | Should -BeNullOrEmpty -Because "the example is left out of the comparison for $Unlike"
            $printed | Should -Not -BeNullOrEmpty -Because "it is left out of the comparison for $Unlike"
        }
        elseif ($Code -match 'Start-TrainingRun') {
            Get-NearText $printed (Get-PlainText $Shown) | Should -BeExactly (Get-PlainText $Shown)
        }
        else { $printed | Should -BeExactly (Get-PlainText $Shown) }
    }

    It 'marks what its examples print as text' {
        [regex]::Matches($Text, '(?s)```powershell\n.*?\n```\n+```(?!text|powershell)').Count | Should -Be 0
    }
}
