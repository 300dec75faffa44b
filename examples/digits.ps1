# Trains a network with batch normalisation on 1,797 handwritten digits, as in the README.
# Expect: it stops early after about 30 of 50 epochs, and about 97 % of the test digits are read right.
param([int]$Epoch = 50, [string]$Chart)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

$digits = Import-Dataset "$PSScriptRoot/../data/digits.csv.gz" -Label label |
    Split-Dataset -Test 0.2 -Validation 0.1 -Stratify -Seed 1
$digits

$model = New-Model -InputShape 64 -Seed 0 { Linear 64; BatchNorm; ReLU; Dropout 0.2; Linear 10 }
$model

$run = $model | Start-TrainingRun -Data $digits -Epoch $Epoch -BatchSize 32 -Optimizer Adam -LearningRate 1e-3 -EarlyStopping 5 -Seed 0
$run

$model | Test-Model -Data $digits.Test

if ($Chart) {
    $run | Export-TrainingChart $Chart -Title 'Digits: loss over the epochs' -Force
}
