# Constant initialisation cannot break symmetry: units that begin equal get equal gradients and stay equal.
# 32 tanh units, 30 epochs on the handwritten digits. Expect, within seconds:
#
#   Weights    Verdict DifferentUnit TestAccuracy
#   Zeros         Dead             1 10.0 %         zero outputs, zero gradients: only the last bias learns
#   Constant Symmetric             1 33.1 %         32 units that are one, after training as before
#   Uniform    Healthy            32 96.9 %         0.1 +- 0.001: a difference in the third digit is enough
#   Xavier     Healthy            32 96.7 %
param([int]$Epoch = 30)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

$digits = Import-Dataset "$PSScriptRoot/../data/digits.csv.gz" -Label label -Standardize |
    Split-Dataset -Test 0.2 -Stratify -Seed 1

$result = foreach ($scheme in 'Zeros', 'Constant', 'Uniform', 'Xavier') {
    $value = switch ($scheme) {
        Constant { @{ Value = 0.1 } }
        Uniform { @{ Minimum = 0.099; Maximum = 0.101 } }
        default { @{} }
    }

    $model = New-Model 64 -Seed 0 { Linear 32; Tanh; Linear 10 }
    $model | Initialize-Model $scheme @value -Seed 0
    $verdict = ($model | Measure-SignalPropagation -Data $digits.Train -Loss CrossEntropy).Layers[0].Verdict
    $null = $model | Start-TrainingRun $digits -Epoch $Epoch -Optimizer SGD -LearningRate 0.1 -Seed 0
    $rows = $model.Parameters['0.weight'].ToNestedArray()
    [pscustomobject]@{
        Weights       = $scheme
        Verdict       = $verdict
        DifferentUnit = @($rows | ForEach-Object { $_ -join ' ' } | Sort-Object -Unique).Count
        TestAccuracy  = '{0:P1}' -f ($model | Test-Model $digits.Test).Accuracy
    }
}

$result | Format-Table
