# Work beside the prompt: jobs in processes of their own, jobs in threads, and loops in parallel.

BeforeAll {
    Set-StrictMode -Version Latest
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
    $folder = (Resolve-Path $folder).Path
    Import-Module "$folder/NormTools.psd1" -Force
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $iris = Import-Dataset "$folder/data/iris.csv" -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1

    function Train([double]$Rate) {
        New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 } | Start-TrainingRun $iris -Epoch 5 -LearningRate $Rate -Seed 0
    }
}

AfterAll { $PSStyle.OutputRendering = $rendering }

Describe 'Start-Job' {
    BeforeAll {
        $job = Start-Job -ArgumentList $folder {
            param($folder)
            Set-StrictMode -Version Latest
            Import-Module "$folder/NormTools.psd1"
            $iris = Import-Dataset "$folder/data/iris.csv" -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
            $model = New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 }
            $run = $model | Start-TrainingRun $iris -Epoch 5 -LearningRate 0.1 -Seed 0
            $model | Export-Model "$using:TestDrive/job.safetensors"
            $run
            $model
            New-Tensor -Data (1..6) -Shape 2, 3
            $iris
            $iris.Train
            New-Tensor -Data (1..4) -Shape 2, 2 | ConvertFrom-Tensor -Property a, b
            New-Tensor -Data (1..6) -Shape 2, 2
        }
        $null = $job | Wait-Job
        $run, $model, $tensor, $split, $data, $rows = $job | Receive-Job -ErrorVariable failure -ErrorAction SilentlyContinue
        $there = @{ Run = $run; Model = $model; Tensor = $tensor; Split = $split; Data = $data; Rows = $rows }
        $job | Remove-Job
    }

    It 'gives runs back with their options, results and histories' {
        $here = Train 0.1
        $there.Run.Result.ValidationLoss | Should -Be $here.Result.ValidationLoss
        $there.Run.History.Count | Should -Be 5
        $there.Run.Options.Seed | Should -Be 0
        $there.Run | Out-String | Should -Match 'Deserialized\.NormTools\.TrainingRun: Finished: 5 of 5 epochs'
        $there.Run.History | Format-Table | Out-String | Should -Match 'Epoch TrainingLoss'
    }

    It 'gives numbers and files back whole' {
        $there.Rows[1].b | Should -Be 4
        $here = Train 0.1
        (Import-Model "$TestDrive/job.safetensors" | Test-Model $iris).Loss | Should -Be ($here.Model | Test-Model $iris).Loss
    }

    It 'gives an error back with its message and id' {
        "$failure" | Should -Be '-Data has 6 values, and the shape [2, 2] holds 4.'
        $failure[0].FullyQualifiedErrorId | Should -Be 'DataCountMismatch,NormTools.Commands.NewTensorCommand'
    }

    It 'gives a copy back whose use is refused by name: <What>' -ForEach @(
        @{ What = 'a tensor'; Type = 'Tensor'; Script = { $there.Tensor | Measure-Tensor } }
        @{ What = 'a model, saved'; Type = 'Model'; Script = { $there.Model | Export-Model "$TestDrive/never.safetensors" } }
        @{ What = 'a model, trained'; Type = 'Model'; Script = { $there.Model | Start-TrainingRun $iris } }
        @{ What = 'a model as argument'; Type = 'Model'; Script = { Invoke-Model $there.Model $iris.Test } }
        @{ What = 'a run'; Type = 'TrainingRun'; Script = { $there.Run | Resume-TrainingRun } }
        @{ What = 'a run, drawn'; Type = 'TrainingRun'; Script = { $there.Run | Export-TrainingChart "$TestDrive/never.svg" } }
        @{ What = 'a run as model'; Type = 'TrainingRun'; Script = { $there.Run | Test-Model $iris } }
        @{ What = 'data'; Type = 'Dataset'; Script = { $there.Data | Split-Dataset -Test 0.2 } }
        @{ What = 'data to train on'; Type = 'DatasetSplit'; Script = { New-Model 4 { Linear 3 } | Start-TrainingRun $there.Split } }
    ) {
        $ErrorActionPreference = 'Stop'
        $message = "*a copy of a $Type without its content*Start-ThreadJob*"
        { & $Script } | Should -Throw $message
    }
}

Describe 'Start-ThreadJob' {
    It 'gives the objects themselves' {
        $job = Start-ThreadJob -ArgumentList $folder {
            param($folder)
            Import-Module "$folder/NormTools.psd1"
            New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 } | Start-TrainingRun $using:iris -Epoch 5 -LearningRate 0.1 -Seed 0
        }
        $run = $job | Wait-Job | Receive-Job
        $job | Remove-Job
        $run | Should -BeOfType NormTools.TrainingRun
        ($run | Test-Model $iris).Loss | Should -Be ((Train 0.1) | Test-Model $iris).Loss
        Get-TrainingRun -Last 2 | Should -Contain $run
    }

    It 'gives errors with their ids, and the work before them' {
        $job = Start-ThreadJob -ArgumentList $folder {
            param($folder)
            Import-Module "$folder/NormTools.psd1"
            New-Tensor 2
            New-Model 4 { Linaer 3 }
        }
        $null = $job | Wait-Job
        $tensor = $job | Receive-Job -ErrorVariable failure -ErrorAction SilentlyContinue
        $job | Remove-Job
        $tensor.Count | Should -Be 2
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'UnknownLayer,*'
    }
}

Describe 'ForEach-Object -Parallel' {
    It 'trains on one data set, each as by itself' {
        $runs = 0.1, 0.03, 0.01, 0.003 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module "$using:folder/NormTools.psd1"
            New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 } | Start-TrainingRun $using:iris -Epoch 5 -LearningRate $_ -Seed 0
        }
        $runs | Should -HaveCount 4
        foreach ($run in $runs) {
            $run.Result.ValidationLoss | Should -Be (Train $run.History[0].LearningRate).Result.ValidationLoss
        }
    }

    It 'reports the one that fails and goes on with the others' {
        $sums = 1, 0, 2 | ForEach-Object -ErrorVariable failure -Parallel {
            Import-Module "$using:folder/NormTools.psd1"
            (New-Tensor $_, 1 -Value 2 | Invoke-Model (New-Model 1 -Seed 0 { Linear 1 })).Count
            New-Tensor -Data 1, 2, 3 -Shape $_
        } 2>$null
        $sums | Where-Object { $_ -is [long] } | Sort-Object | Should -Be 0, 1, 2
        @($failure.FullyQualifiedErrorId | Sort-Object -Unique) | Should -Be 'DataCountMismatch,NormTools.Commands.NewTensorCommand'
    }
}
