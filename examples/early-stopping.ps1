# Early stopping against fixed numbers of epochs: 300 digits, 30 % of their labels shuffled, a network that can learn them all
# by heart. The epoch is chosen by 200 other digits with shuffled labels, too; what counts are 1,000 digits with the right ones.
param([int[]]$Seed = (0, 1, 2, 3, 4))

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out
. "$PSScriptRoot/noisy-digits.ps1"

$settings = [ordered]@{
    '5 epochs'             = @{ Epoch = 5 }
    '10 epochs'            = @{ Epoch = 10 }
    '30 epochs'            = @{ Epoch = 30 }
    '100 epochs'           = @{ Epoch = 100 }
    '300 epochs'           = @{ Epoch = 300 }
    'Patience 5'           = @{ Epoch = 300; EarlyStopping = 5 }
    'Patience 20'          = @{ Epoch = 300; EarlyStopping = 20 }
    'Patience 20, by accuracy' = @{ Epoch = 300; EarlyStopping = 20; Monitor = 'ValidationAccuracy' }
}
$rows = foreach ($name in $settings.Keys) {
    $options = $settings[$name]
    $tests = foreach ($s in $Seed) {
        $data = Get-NoisyDigits $s
        $model = New-Model -Data $data -Seed $s { Linear 256; ReLU; Linear 256; ReLU; Linear }
        $run = $model | Start-TrainingRun $data @options -Seed $s
        [pscustomobject]@{ Right = ($model | Test-Model $data.Test).Accuracy; Own = ($model | Test-Model $data.Train).Accuracy; Epoch = $run.BestEpoch ?? $run.EpochCount }
    }

    [pscustomobject]@{
        Setting     = $name
        TestPercent = '{0:0.0}' -f (100 * ($tests | Measure-Object Right -Average).Average)
        OwnPercent  = '{0:0.0}' -f (100 * ($tests | Measure-Object Own -Average).Average)
        Epoch       = '{0:0}' -f ($tests | Measure-Object Epoch -Average).Average
    }
}
$rows | Format-Table -AutoSize
