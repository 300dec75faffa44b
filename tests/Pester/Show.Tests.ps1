# Show-TrainingRun where it belongs: at a terminal of 80 columns, while a job or another process trains.

Describe 'Show-TrainingRun at a terminal' -Skip:(-not $IsLinux) {
    BeforeAll {
        Set-StrictMode -Version Latest
        . "$PSScriptRoot/Support/Terminal.ps1"
        $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
        $folder = (Resolve-Path $folder).Path
        Push-Location $TestDrive
        $terminal = Open-Prompt $folder @{ LANG = 'C.UTF-8'; LC_ALL = 'C.UTF-8' }
        $null = Read-Answer $terminal "`$iris = Import-Dataset '$folder/data/iris.csv' -Label label -Standardize | Split-Dataset -Validation 0.2 -Seed 1"
        $null = Read-Answer $terminal 'function Net { New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 } }'
    }

    AfterAll {
        $terminal.Dispose()
        Pop-Location
    }

    It 'watches a job, and Ctrl+C ends the view alone' {
        $null = Read-Answer $terminal '$job = Net | Start-TrainingRun $iris -Epoch 100000000 -Seed 0 -AsJob'
        $terminal.Send("Show-TrainingRun `$job -Live`r")
        $null = $terminal.WaitFor('(?s)Running: .*Running: .*Running: [\d,]+ of 100,000,000 epochs', 30)
        $terminal.Send("`u{3}")
        $null = $terminal.WaitFor('ready>', 20)
        Read-Answer $terminal '"$($job.State) $($job.Run.State)"' | Should -Match '(?m)^Running Running$'
        Read-Answer $terminal '$job | Stop-Job; "$($job.State) $($job.Run.State)"' | Should -Match '(?m)^Stopped Interrupted$'
    }

    It 'draws over what it drew, until the run has ended' {
        $null = Read-Answer $terminal '$job = Net | Start-TrainingRun $iris -Epoch 20000 -Seed 0 -AsJob'
        $answer = Read-Answer $terminal 'Show-TrainingRun $job -Live' 60
        $answer | Should -Match 'Finished: 20,000 of 20,000 epochs'
        $answer | Should -Match '[\u2800-\u28ff]' # Braille
        $answer -split "`n" -match '[\u2800-\u28ff]' | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
    }

    It 'watches a run that another process trains' {
        $train = {
            param($folder, $place)
            Import-Module "$folder/NormTools.psd1"
            $iris = Import-Dataset "$folder/data/iris.csv" -Label label -Standardize | Split-Dataset -Validation 0.2 -Seed 1
            New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 } |
                Start-TrainingRun $iris -Epoch 100000000 -Seed 0 -Name elsewhere -Path $place | Out-Null
        }
        $other = Start-Job $train -ArgumentList $folder, "$TestDrive/runs"
        try {
            for ($i = 0; $i -lt 600 -and -not (Test-Path "$TestDrive/runs/elsewhere/run.json"); $i++) { Start-Sleep -Milliseconds 100 }
            $terminal.Send("Show-TrainingRun elsewhere -Live`r")
            $null = $terminal.WaitFor('(?s)Running: ([\d,]+) of.*Running: (?!\1 )[\d,]+ of', 60)
            $other | Stop-Job
            $terminal.WaitFor('ready>', 30) | Should -Match 'Interrupted: [\d,]+ of 100,000,000 epochs'
        }
        finally {
            $other | Remove-Job -Force
        }
    }

    It 'has no colours and no Unicode where the terminal has none' {
        $plain = Open-Prompt $folder @{ LC_ALL = 'C'; TERM = 'dumb' }
        try {
            $null = Read-Answer $plain "`$iris = Import-Dataset '$folder/data/iris.csv' -Label label -Standardize"
            $answer = Read-Answer $plain 'New-Model 4 -Seed 0 { Linear 3 } | Start-TrainingRun $iris -Epoch 20 -Seed 0 | Show-TrainingRun'
            $answer | Should -Match '\* training 0\.'
            $answer -replace '[\x00-\x7f]' | Should -BeNullOrEmpty
        }
        finally {
            $plain.Dispose()
        }
    }
}
