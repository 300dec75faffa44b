# What an analyst sees and presses at a prompt: a real PowerShell with PSReadLine on a pseudo-terminal.

Describe 'At a terminal' -Skip:(-not $IsLinux) {
    BeforeAll {
        Set-StrictMode -Version Latest
        . "$PSScriptRoot/Support/Terminal.ps1"
        $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
        Push-Location $TestDrive
        Set-Content tab.csv '"floor area",district,price', '54,north,210000'
        $terminal = Open-Prompt (Resolve-Path $folder)
        $null = Read-Answer $terminal '$model = New-Model 64 -Seed 0 { Linear 64; BatchNorm; ReLU; Linear 10 }'
        $null = Read-Answer $terminal "`$digits = Import-Dataset '$folder/data/digits.csv.gz' -Label label"
    }

    AfterAll {
        $terminal.Dispose()
        Pop-Location
    }

    BeforeEach {
        Clear-Line $terminal
    }

    It 'completes <Typed> to <Expected> with the tabulator key' -ForEach @(
        @{ Typed = 'New-WeightT'; Expected = 'New-WeightTensor' }
        @{ Typed = 'New-WeightTensor 2, 3 XavierU'; Expected = 'XavierUniform' }
        @{ Typed = 'New-WeightTensor 2, 3 -Init Orth'; Expected = 'Orthogonal' }
        @{ Typed = 'New-Model 4 { Linear 3; LayerN'; Expected = 'LayerNorm' }
        @{ Typed = 'New-Model 4 { Conv2d 8 3 -Padding sa'; Expected = 'same' }
        @{ Typed = '$model.Parameters["1.w'; Expected = '1.weight' }
        @{ Typed = 'Import-Dataset ./tab.csv -Label "floor a'; Expected = 'floor area' }
        @{ Typed = 'Import-Dataset ./tab.csv -Label price -Encode dis'; Expected = 'district' }
        @{ Typed = '$model | Start-TrainingRun $digits -Optim'; Expected = '-Optimizer' }
        @{ Typed = '$model | Start-TrainingRun $digits -Loss MeanSq'; Expected = 'MeanSquaredError' }
        @{ Typed = '$model | Start-TrainingRun $digits -Optimizer Adag'; Expected = 'Adagrad' }
    ) {
        $terminal.Send("$Typed`t")
        $null = $terminal.WaitFor("$([regex]::Escape($Expected))\S*\s*$", 20)
    }

    It 'shows a tensor, and then a model' {
        Read-Answer $terminal 'New-Tensor 2, 2 -Value 1.5' | Should -Match 'Tensor Float32 \[2, 2\]\s+1\.5000  1\.5000'
        Read-Answer $terminal '$model' | Should -Match 'Model \[64\] -> \[10\]'
    }

    It 'shows a mistake as one error, and goes on' {
        Read-Answer $terminal 'New-Tensor -Data (1..6) -Shape 2, 2' | Should -Match 'New-Tensor: .*6'
        Read-Answer $terminal '$Error.Count; $Error.Clear()' | Should -Match '(?m)^1$'
    }

    It 'shows the progress of a run, which Ctrl+C ends with its history kept' {
        $terminal.Send("`$model | Start-TrainingRun `$digits -Epoch 1000000 -Seed 0`r")
        $null = $terminal.WaitFor('\d+ of 1,?000,?000|\d+/1,?000,?000', 20)
        $terminal.Send("`u{3}")
        $null = $terminal.WaitFor('ready>', 20)
        Read-Answer $terminal '(Get-TrainingRun -Last 1).History.Count -gt 0' | Should -Match '(?m)^True$'
    }

    It 'asks before <Line>, and does it on y only' -ForEach @(
        @{ Line = '$model | Export-Model ./digits.safetensors -Confirm'; File = 'digits.safetensors' }
        @{ Line = 'Get-TrainingRun -Last 1 | Export-TrainingChart ./loss.svg -Confirm'; File = 'loss.svg' }
    ) {
        foreach ($answer in 'n', 'y') {
            $terminal.Send("$Line`r")
            $null = $terminal.WaitFor('Are you sure(.|\n)*: ?$', 20)
            $terminal.Send("$answer`r")
            $null = $terminal.WaitFor('ready>', 20)
            Test-Path "$TestDrive/$File" | Should -Be ($answer -eq 'y')
        }
    }

    It 'tells what it would do with -WhatIf, and does nothing' {
        $answer = Read-Answer $terminal '$model | Export-Model ./never.safetensors -WhatIf'
        $answer -replace '\s' | Should -Match 'Whatif:Performingtheoperation"Exportmodel"ontarget".*never\.safetensors'
        Test-Path "$TestDrive/never.safetensors" | Should -BeFalse
    }

    # Each would take ten seconds and more; Stop.Tests.ps1 has such lines of all cmdlets.
    It 'breaks off <_>' -ForEach @(
        '$model | Start-TrainingRun $digits -Epoch 10000000 | Out-Null'
        'Get-TrainingRun -Last 1 | Resume-TrainingRun | Out-Null'
        '$w = New-RandomTensor 8000, 8000; $null = $w.MatMul($w)'
    ) {
        $null = Measure-Stop $terminal $_
        Read-Answer $terminal '"ended: $ended, $($Error.Count) errors"' | Should -Match '(?m)^ended: False, 0 errors$'
    }
}
