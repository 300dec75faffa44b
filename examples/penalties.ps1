# Dropout, L1, L2 and weight decay by their strength, strongest first: what each brings a network 784-256-256-10 that learns 300
# digits of 28x28 pixels by heart, 30 % of whose labels were shuffled. 60 epochs; judged by 2,000 digits with the right labels, with
# three seeds. Shown are the validation curves, with the strongest value within one standard error of the best as the choice, and
# the gain over no penalty, seed by seed. Expect, within two minutes on two quiet cores, 63.6 % without any, and these gains:
#
#   dropout  0.9: -2.1 +- 4.3    0.8: 4.6 +- 2.4      0.5: -0.3 +- 5.5      0.2: -0.3 +- 0.9
#   L1       0.01: -54.8 +- 2.4  0.001: -7.4 +- 3.7   0.0003: 0.3 +- 3.2    0.0001: 1.5 +- 3.6
#   L2       0.1: -54.8 +- 2.4   0.01: -2.0 +- 5.2    0.003: 1.1 +- 4.4     0.001: 1.7 +- 2.2
#   decay    10: -5.4 +- 7.6    1: -1.5 +- 2.9        0.1: 0.0 +- 0.1       0.01: 0.0 +- 0.6
#
# The range that helps is narrow, where there is any: strong dropout. Weaker ones
# bring nothing beyond chance, stronger ones let nothing be learned.
param(
    [string[]]$Penalty = ('Dropout', 'L1', 'L2', 'Decay'), [ulong[]]$Seed = (0, 1, 2),
    [int]$Row = 300, [int]$Epoch = 60, [string]$Mnist, [string]$Chart)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out
. "$PSScriptRoot/shared.ps1"

$data = Get-WrongDigit 0.3 -Mnist $Mnist | Split-Dataset -Validation 2000 -NoShuffle
$rows = ($data.Train | Split-Dataset -Train $Row -Stratify -Seed 0).Train
$options = @{ Data = $rows; Validation = $data.Validation; Seed = $Seed; Epoch = $Epoch; LearningRate = 0.001 }
$network = { Linear 256; ReLU; Linear 256; ReLU; Linear }
$dropout = { param($P) Linear 256; ReLU; Dropout $P; Linear 256; ReLU; Dropout $P; Linear }
$curves = @{
    Dropout = { Measure-ValidationCurve $dropout @{ P = 0.9, 0.8, 0.5, 0.2, 0 } @options }
    L1      = { Measure-ValidationCurve $network @{ L1 = 1e-2, 1e-3, 3e-4, 1e-4, 0 } @options }
    L2      = { Measure-ValidationCurve $network @{ L2 = 1e-1, 1e-2, 3e-3, 1e-3, 0 } @options }
    Decay   = { Measure-ValidationCurve $network @{ WeightDecay = 10, 1, 0.1, 0.01, 0 } -Optimizer AdamW @options }
}

foreach ($name in $Penalty) {
    $curve = & $curves[$name]
    $curve
    if ($Chart) { $curve | Export-TrainingChart "$Chart-$name.svg" -Force }

    # The same seeds with and without, pair by pair.
    $without = $curve.Trial | Where-Object { $_.Parameter[0] -eq 0 }
    foreach ($point in $curve.Point | Select-Object -SkipLast 1) {
        $with = $curve.Trial | Where-Object { $_.Parameter[0] -eq $point.Parameter[0] }
        $gain = 0..($Seed.Count - 1) | ForEach-Object { 100 * ($with[$_].Score - $without[$_].Score) }
        "  $($point.Text) against none: $(Format-Mean $gain) points"
    }

    ''
}
