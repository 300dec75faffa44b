# A run where a model is wanted, several runs in one picture, and what is said of a run without early stopping.

BeforeAll {
    Set-StrictMode -Version Latest
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
    Import-Module "$folder/NormTools.psd1" -Force
    $iris = Import-Dataset "$folder/data/iris.csv" -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
    $runs = foreach ($rate in 0.1, 0.01) {
        New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 } | Start-TrainingRun $iris -Epoch 6 -LearningRate $rate -Seed 0
    }
}

Describe 'A run' {
    It 'stands for its model in <Command>' -ForEach @(
        @{ Command = 'Test-Model'; Script = { $args[0] | Test-Model $iris } }
        @{ Command = 'Get-ModelPlan'; Script = { $args[0] | Get-ModelPlan } }
        @{ Command = 'Invoke-Model'; Script = { $iris.Test.Feature | Invoke-Model $args[0] } }
        @{ Command = 'Test-ModelNormalization'; Script = { $args[0] | Test-ModelNormalization $iris -WarningAction Ignore } }
        @{ Command = 'Measure-SignalPropagation'; Script = { $args[0] | Measure-SignalPropagation -Seed 0 } }
    ) {
        (& $Script $runs[0] | Out-String) | Should -BeExactly (& $Script $runs[0].Model | Out-String)
    }

    It 'is exported as its model' {
        $runs[0] | Export-Model "$TestDrive/run.safetensors"
        $first = { $args[0].Parameters['0.weight'].ToArray() }
        & $first (Import-Model "$TestDrive/run.safetensors") | Should -Be (& $first $runs[0].Model)
    }

    It 'starts again from its options in a file, and says which entry of them is wrong' {
        $runs[0].Options | ConvertTo-Json -Depth 5 | Set-Content "$TestDrive/options.json"
        $option = Get-Content "$TestDrive/options.json" -Raw | ConvertFrom-Json
        $again = New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 } | Start-TrainingRun $iris -Option $option
        $again.Options.Equals($runs[0].Options) | Should -BeTrue
        $again.History.TrainingLoss | Should -Be $runs[0].History.TrainingLoss

        $option.BatchSize = 'large'
        { New-Model 4 { Linear 3 } | Start-TrainingRun $iris -Option $option -ErrorAction Stop } |
            Should -Throw '*BatchSize is a whole number from 1*large*' -ErrorId 'InvalidOption,*'
    }

    It 'knows its best epoch without early stopping' {
        $best = $runs[0].History | Sort-Object ValidationLoss | Select-Object -First 1
        $runs[0].BestEpoch | Should -Be $best.Epoch
    }

    It 'gives its history while it is trained' {
        $script:seen = @()
        $null = New-Model 4 { Linear 3 } |
            Start-TrainingRun $iris -Epoch 5 -Seed 0 -OnEpoch { $script:seen += (Get-TrainingRun -Last 1).History.Count }
        $script:seen | Should -Be 1, 2, 3, 4, 5
    }
}

Describe 'A chart' {
    It 'has every run that comes, in colours of their own' {
        $runs | Export-TrainingChart "$TestDrive/all.svg"
        $svg = [xml](Get-Content "$TestDrive/all.svg" -Raw)
        $svg.svg.path.Count | Should -Be 4
        @($svg.svg.path.stroke | Sort-Object -Unique).Count | Should -Be 4
        Get-Content "$TestDrive/all.svg" -Raw | Should -Match 'validation 2'
    }

    It 'is refused as <_>' -ForEach 'loss.png', 'loss.pdf' {
        { $runs[0] | Export-TrainingChart "$TestDrive/$_" -ErrorAction Stop } | Should -Throw -ErrorId 'NotAnSvgPath,*'
        Test-Path "$TestDrive/$_" | Should -BeFalse
    }
}

Describe 'A shape' {
    It 'is not made of nothing: <_>' -ForEach "''", '1, $null', "2, ''", "'2, '" {
        $line = "New-Tensor -Shape $_ -ErrorAction Stop"
        { & ([scriptblock]::Create($line)) } | Should -Throw -ErrorId 'ParameterArgument*'
    }
}
