# Every example of every page is run as it stands, a page's examples one after the other in one session. Where a page shows
# an output, it is compared: to the letter, except that times differ from run to run, and that what a training gives may
# differ in its last digits from processor to processor.

BeforeDiscovery {
    $pages = Join-Path $PSScriptRoot '../../docs/en-US'
    $needsFile = 'houses.csv|idx3|idx1|safetensors -Into' # files that the module does not bring along
    $examples = foreach ($page in Get-ChildItem $pages -Filter *.md) {
        $text = [IO.File]::ReadAllText($page.FullName)
        $number = 0
        foreach ($match in [regex]::Matches($text, '(?s)```powershell\n((?:(?!```).)*?)\n```(?:\n```text\n((?:(?!```).)*?)\n```)?')) {
            $number++
            $code = $match.Groups[1].Value
            if ($code -notmatch $needsFile) {
                @{ Page = $page.BaseName; Number = $number; Code = $code; Shown = $match.Groups[2].Value }
            }
        }
    }
}

BeforeAll {
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
    Import-Module "$folder/NormTools.psd1" -Force
    $sessions = @{}
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'

    # As a console of 80 columns shows it, whatever this one is.
    function Shown($objects) {
        $objects | ForEach-Object {
            if ($null -ne $_ -and $_.GetType().GetInterface('NormTools.IDisplay')) {
                [NormTools.Display]::Render($_, $null)
                if ($_ -isnot [NormTools.Tensor]) { '' }
            }
            else { $_ }
        } | Out-String -Width 100
    }

    function Plain([string]$text, [bool]$exact) {
        $lines = $text -split '\r?\n' | ForEach-Object TrimEnd
        $plain = ($lines -join "`n").Trim("`n") -replace '\d+\.\d\d s\b', '# s'
        if ($exact) { $plain } else { $plain -replace '-?\d[\d,.e+-]*', '#' -replace '-{2,}', '-' -replace '[ \n]+', ' ' }
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
}

Describe 'The examples of the pages' {
    BeforeEach {
        $place = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        Copy-Item "$PSScriptRoot/../../data" $place -Recurse
        Push-Location $place
    }

    AfterEach { Pop-Location }

    It '<Page>, example <Number>, runs' -ForEach $examples {
        $sessions[$Page] ??= New-Module { }
        $objects = . $sessions[$Page] ([scriptblock]::Create($Code)) 2>&1 6>&1
        $objects | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
        if ($Shown) {
            $output = Shown $objects
            $exact = $Code -notmatch 'Start-TrainingRun|ModelPlan'
            Plain $output $exact | Should -BeExactly (Plain $Shown $exact)
        }
    }
}
