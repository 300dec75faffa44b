# A report of Export-TrainingReport in a browser, where there is one.

BeforeDiscovery {
    $browser = Get-Command chromium, chromium-browser, google-chrome -CommandType Application -ErrorAction Ignore | Select-Object -First 1
}

Describe 'A training report in a browser' -Skip:(-not $browser) {
    BeforeAll {
        Set-StrictMode -Version Latest
        $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
        Import-Module "$folder/NormTools.psd1" -Force
        $browser = Get-Command chromium, chromium-browser, google-chrome -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        $split = Import-Dataset "$folder/data/iris.csv" -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
        $run = New-Model 4 -Seed 0 { Linear 16; ReLU; Linear 3 } | Start-TrainingRun $split -Epoch 10 -LearningRate 0.01 -Seed 0
        $run | Export-TrainingReport "$TestDrive/report.html" -Title '<script>document.title = "run"</script>' -NoTrial
        $page = & $browser --headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run "--user-data-dir=$TestDrive/profile" `
            --enable-logging=stderr --dump-dom "file://$TestDrive/report.html" 2> "$TestDrive/said.txt" | Out-String
    }

    It 'shows every part' {
        [regex]::Matches($page, '<h2 ').Count | Should -Be 10
        [regex]::Matches($page, '<svg ').Count | Should -Be 3
        $page | Should -Match '</html>\s*$'
    }

    It 'has nothing to complain of, and loads nothing' {
        Get-Content "$TestDrive/said.txt" | Where-Object { $_ -match 'CONSOLE|Refused to' } | Should -BeNullOrEmpty
    }

    It 'runs nothing that came from a user' {
        $page | Should -Not -Match '<script'
    }
}
