# Every example of every page and topic is run as it stands, strict, a page's examples one after the other in one session and
# one folder, and what it prints is compared with the page to the letter. Only seconds differ from run to run, and what a
# training gives may differ in its last digits from processor to processor. An example that prints something shows it.

BeforeDiscovery {
    . "$PSScriptRoot/Support/Examples.ps1"
    $pages = Join-Path $PSScriptRoot '../../docs/en-US'
    $all = foreach ($page in Get-ChildItem $pages -Filter *.md) {
        @{ Page = $page.BaseName; Text = [IO.File]::ReadAllText($page.FullName); Example = @(Get-PageExample $page.FullName) }
    }

    # What no page can show, because it is another on each machine. An entry that is not needed fails.
    $unlike = @(
        @{ Page = 'about_NormTools'; Code = 'Join-Path (Get-Module NormTools)*'; Reason = 'a path of the machine' }
        @{ Page = 'about_NormTools'; Code = 'Get-Process |*'; Reason = 'the processes of the machine' }
        @{ Page = 'about_NormTools'; Code = 'Get-Command -Module*'; Reason = 'a list and a page of help, as long as they are' }
    )
    foreach ($page in $all) {
        foreach ($example in $page.Example) {
            $entry = $unlike | Where-Object { $_.Page -eq $page.Page -and $example.Code -like $_.Code }
            $example.Unlike = if ($entry) { $entry.Reason }
        }
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
