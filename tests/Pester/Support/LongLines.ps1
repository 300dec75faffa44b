# Dot-sourced by the test of Ctrl+C: for every cmdlet that can take longer than a glance, lines that take a minute and more,
# and for the others why they cannot.

# Lines before them at the same prompt.
$given = @(
    '$ProgressPreference = "SilentlyContinue"'
    '$images = New-RandomTensor 32, 64, 128, 128 -Seed 0; $again = @($images) * 2000'
    '$wide = New-Model 64, 128, 128 -Seed 0 { Conv2d 64 7 -Padding 3; BatchNorm; Conv2d 64 7 -Padding 3; Flatten; Linear 3 }'
    '$samples = New-Dataset (New-RandomTensor 64, 64, 128, 128 -Seed 0) (1..64 | ForEach-Object { "class $($_ % 3)" })'
    '$rows = [object[]]::new(20000000); [array]::Fill($rows, [object][pscustomobject]@{ a = "1.5"; b = 2 })'
    '$tall = New-Dataset (New-Tensor 20000000, 1)'
    '$deep = New-Model 6000 -Seed 0 { Linear 6000; Linear 6000 }; $deep | Export-Model deep.safetensors -Force'
    '$small = New-Model 1 -Seed 0 { Linear 1 }; $one = New-Dataset (New-Tensor 1, 1) (New-Tensor 1, 1)'
    '$components = New-RandomTensor 100000, 200 -Seed 0; $steps = New-Preprocessor { Standardize } -Data $components'
    '$parts = New-Dataset (New-RandomTensor 4000, 512 -Seed 0) (1..4000 | ForEach-Object { "class $($_ % 3)" }) | Split-Dataset -Validation 0.5 -Seed 0'
    '$long = $small | Start-TrainingRun $one -Epoch 2000'
    '$many = New-Dataset (New-RandomTensor 4000, 20 -Seed 0) (New-RandomTensor 4000 -Seed 1) | Split-Dataset -Test 0.5 -Seed 0'
    '$run = New-Model 20 -Seed 0 { Linear 256; ReLU; Linear 1 } | Start-TrainingRun $many -Epoch 20 -Seed 0'
)

# Gzip files beside them, each of as many times 16 MB of one line.
$packed = @{
    'blank.csv.gz' = "`n", 2000
    'rows.csv.gz' = "1,2.5,3`n", 200
}

$lines = [ordered]@{
    'ConvertFrom-Tensor' = @(
        '$images | ConvertFrom-Tensor -Flatten | Out-Null'
        '$images.Reshape(-1, 2) | ConvertFrom-Tensor -Property a, b | Out-Null'
    )
    'ConvertTo-Tensor' = 'ConvertTo-Tensor $rows -Property a, b | Out-Null', '$rows | ConvertTo-Tensor -Encode a | Out-Null'
    'Export-Model' = '@($deep) * 1000 | Export-Model again.safetensors -Force'
    'Export-TrainingChart' = '@($long) * 10000 | Export-TrainingChart chart.svg -Force'
    'Export-TrainingReport' = '1..1000 | ForEach-Object { $run | Export-TrainingReport report.html -Force }'
    'Find-LearningRate' = '$wide | Find-LearningRate $samples -BatchSize 64'
    'Get-InitializationGain' = 'Get-InitializationGain -Activation { Start-Sleep 60; $_ }'
    'Get-ModelPlan' = '@($wide) * 1000000 | Get-ModelPlan | Out-Null'
    'Import-Dataset' = 'Import-Dataset blank.csv.gz', 'Import-Dataset rows.csv.gz'
    'Import-Model' = '@("deep.safetensors") * 1000 | Import-Model -Into $deep | Out-Null'
    'Import-Tensor' = '1..1000 | ForEach-Object { Import-Tensor deep.safetensors } | Out-Null'
    'Initialize-Model' = '$deep | Initialize-Model Orthogonal', '$deep | Initialize-Model Lsuv -Data (New-RandomTensor 20000, 6000)'
    'Invoke-BatchNorm' = '$again | Invoke-BatchNorm | Out-Null', '$again | Invoke-BatchNorm -GradOutput $images | Out-Null'
    'Invoke-GroupNorm' = '$again | Invoke-GroupNorm 8 | Out-Null', '$again | Invoke-GroupNorm 8 -GradOutput $images | Out-Null'
    'Invoke-InstanceNorm' = '$again | Invoke-InstanceNorm | Out-Null', '$again | Invoke-InstanceNorm -GradOutput $images | Out-Null'
    'Invoke-LayerNorm' = '$again | Invoke-LayerNorm 128 | Out-Null', '$again | Invoke-LayerNorm 128 -GradOutput $images | Out-Null'
    'Invoke-LocalResponseNorm' = @(
        '$again | Invoke-LocalResponseNorm 63 | Out-Null'
        '$again | Invoke-LocalResponseNorm 63 -GradOutput $images | Out-Null'
    )
    'Invoke-Model' = '$samples | Invoke-Model $wide'
    'Invoke-Preprocessor' = '@($components) * 2000 | Invoke-Preprocessor $steps | Out-Null'
    'Invoke-RmsNorm' = '$again | Invoke-RmsNorm 128 | Out-Null', '$again | Invoke-RmsNorm 128 -GradOutput $images | Out-Null'
    'Invoke-SpectralNorm' = 'New-RandomTensor 2000, 2000 -Seed 0 | Invoke-SpectralNorm -PowerIteration 1000000'
    'Invoke-WeightNorm' = '$again | Invoke-WeightNorm -Magnitude (New-Tensor 32, 1, 1, 1 -Value 1) | Out-Null'
    'Join-Dataset' = '@($one) * 5000000 | Join-Dataset | Out-Null'
    'Measure-BiasVariance' = 'Measure-BiasVariance { Linear 512; ReLU; Linear 512; Linear } -Data $parts -Round 100000 -Epoch 100'
    'Measure-CrossValidation' = 'Measure-CrossValidation { Linear 512; ReLU; Linear 512; Linear } -Data $parts -Fold 500 -Epoch 1000'
    'Measure-LearningCurve' = 'Measure-LearningCurve { Linear 512; ReLU; Linear 512; Linear } -Data $parts -Seed (0..99) -Epoch 1000'
    'Measure-Normalization' = '$again | Measure-Normalization | Out-Null'
    'Measure-PrincipalComponent' = 'New-RandomTensor 20000, 3000 -Seed 0 | Measure-PrincipalComponent'
    'Measure-SignalPropagation' =
        'New-Model 4000 -Seed 0 { 1..8 | ForEach-Object { Linear 4000 } } | Measure-SignalPropagation -BatchSize 8192'
    'Measure-Tensor' = '$again | Measure-Tensor -Axis 0 | Out-Null', '$again | Measure-Tensor | Out-Null'
    'Measure-ValidationCurve' =
        'Measure-ValidationCurve { param($Width) Linear $Width; ReLU; Linear } @{ Width = 1..1000 } -Data $parts -Epoch 1000'
    'New-Dataset' = @(
        '1..2000 | ForEach-Object { New-Dataset $images.Reshape(-1, 128) -Standardize } | Out-Null'
        '1..100 | ForEach-Object { New-Dataset (New-Tensor 20000000, 1) $rows.a } | Out-Null'
    )
    'New-Model' = 'New-Model 8 { 1..10000000 | ForEach-Object { ReLU } }'
    'New-RandomTensor' = @(
        '1..200 | ForEach-Object { New-RandomTensor 100000000 Permutation } | Out-Null'
        '1..200 | ForEach-Object { New-RandomTensor 20000, 10000 Normal } | Out-Null'
    )
    'New-SequenceWindow' = '1..10000 | ForEach-Object { New-Dataset (New-Tensor 20000, 4) | New-SequenceWindow 20 -Horizon 0 } | Out-Null'
    'New-Tensor' = '1..100 | ForEach-Object { New-Tensor -Data $rows.b -Shape 20000000 } | Out-Null'
    'New-WeightTensor' = 'New-WeightTensor 6000, 6000 Orthogonal'
    'Resume-TrainingRun' = '$small | Start-TrainingRun $one -Epoch 100000000 | Resume-TrainingRun | Out-Null'
    'Resume-TrainingSweep' = '$wait = 0; $null = Start-TrainingSweep { param($x) Start-Sleep $using:wait; $x } @{ x = New-SearchRange 0 1 } -Trial 1 -Path slow; $wait = 600; Resume-TrainingSweep slow -Add 4 -Force'
    'Select-Dataset' = '@($tall) * 1000 | Select-Dataset -Skip 1 | Out-Null'
    'Show-TrainingRun' = '@($long) * 10000 | Show-TrainingRun | Out-Null', '$job = $small | Start-TrainingRun $one -Epoch 100000000 -AsJob; Show-TrainingRun $job -Live'
    'Split-Dataset' = '@($tall) * 1000 | Split-Dataset -Test 0.5 | Out-Null'
    'Start-TrainingRun' = '$wide | Start-TrainingRun $samples -BatchSize 64 | Out-Null'
    'Start-TrainingSweep' = 'Start-TrainingSweep { param($Rate) New-Model 1 { Linear 1 } | Start-TrainingRun $using:one -Epoch 100000000 } @{ Rate = 1..1000 }'
    'Test-Dataset' = '@($samples) * 1000 | Test-Dataset | Out-Null'
    'Test-ModelFit' = '@($run) * 1000 | Test-ModelFit | Out-Null', '@($run) * 1000 | Test-ModelFit -Try | Out-Null'
    'Test-Model' = '$wide | Test-Model $samples'
    'Test-ModelNormalization' = '$wide | Test-ModelNormalization $samples'
}

$short = [ordered]@{
    'Convert-BatchNorm' = 'takes one value a channel'
    'Get-NormToolsOption' = 'reads what is set'
    'Get-Preprocessor' = 'writes a line a column'
    'Compare-TrainingRun' = 'judges validation rows as Test-Model does, which is stopped there'
    'Get-TrainingRun' = 'reads a small file a run'
    'Import-TrainingRun' = 'reads a model a run'
    'Import-TrainingSweep' = 'reads a small file a trial'
    'Get-WeightFan' = 'multiplies sizes'
    'Measure-ParameterImportance' = 'sorts the scores of trials'
    'New-Preprocessor' = 'keeps its steps'
    'New-RandomGenerator' = 'seeds 624 words'
    'New-SearchRange' = 'keeps two numbers'
    'New-*Layer' = 'keeps its arguments'
    'New-*Step' = 'keeps its arguments'
    'Remove-TrainingRun' = 'deletes a folder a run'
    'Set-NormToolsOption' = 'sets a number'
}
