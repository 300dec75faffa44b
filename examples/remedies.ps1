# What helps against overfitting, each remedy in turn on a case made hard: 300 digits of 28x28 pixels with 30 % of their labels
# shuffled, and a network 784-256-256-10 that learns all of them by heart, the wrong ones too (60 epochs of AdamW). Accuracy on 2,000
# other digits with the right labels, the gain over none with its interval of 95 % (five samples, the same for all remedies), and
# accuracy on the rows trained on, in percent and points. Expect, in about two minutes on two quiet cores:
#
#   Remedy                     Accuracy           Gain  Training
#   none                           64.7     0.0 +- 0.0     100.0
#   1,000 rows                     70.5     5.8 +- 1.7     100.0
#   40 principal components        74.2     9.5 +- 0.7     100.0
#   turned and moved images        84.5    19.8 +- 1.8      83.0
#   width 16                       53.9   -10.8 +- 5.6     100.0
#   width 4                        28.7   -36.1 +- 6.2      85.0
#   dropout 0.5                    64.2    -0.5 +- 1.3     100.0
#   L2 0.01                        61.6    -3.1 +- 2.3     100.0
#   L1 0.001                       55.8    -8.9 +- 4.0     100.0
#   decay 1                        63.5    -1.3 +- 1.4     100.0
#   label smoothing 0.3            60.9    -3.9 +- 2.5     100.0
#   batch norm                     65.3     0.6 +- 2.0     100.0
#   layer norm                     63.8    -0.9 +- 1.6     100.0
#   weights begin at 1/10          50.0   -14.8 +- 3.5     100.0
#   weights begin at 5 times       37.4   -27.3 +- 1.9     100.0
#   early stopping                 66.0     1.3 +- 3.4      89.4
#   dropout, L2 and stopping       68.1     3.4 +- 2.9      86.2
#
# What brings information in helps: other views of the same images, fewer directions to learn noise in, more rows. Penalties at the
# strengths of recipes and normalisation do not, and a smaller network does harm. -Remedy 'dropout*' runs some of them.
param([string[]]$Remedy = '*', [ulong[]]$Seed = (0, 1, 2, 3, 4), [int]$Row = 300, [int]$Epoch = 60, [string]$Mnist)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out
. "$PSScriptRoot/shared.ps1"

$digits = Get-WrongDigit 0.3 -Mnist $Mnist
$data = $digits | Split-Dataset -Validation 2000 -NoShuffle
$components = $digits | Split-Dataset -Validation 2000 -NoShuffle -Preprocessor { PrincipalComponent 40 }
$images = New-Dataset $digits.Feature $digits.Target -FeatureShape 1, 28, 28 | Split-Dataset -Validation 2000 -NoShuffle

# Each seed draws rows, weights and batches of its own, the same for all remedies: with and without go together, seed by seed.
$network = { Linear 256; ReLU; Linear 256; ReLU; Linear }
$dropout = { Linear 256; ReLU; Dropout 0.5; Linear 256; ReLU; Dropout 0.5; Linear }
$usual = @{ Data = $data; Seed = $Seed; Size = $Row; Epoch = $Epoch; Optimizer = 'AdamW'; LearningRate = 0.001 }
function Measure-Remedy([scriptblock]$Model, [hashtable]$With = @{}) {
    $options = $usual.Clone()
    foreach ($name in $With.Keys) { $options[$name] = $With[$name] }
    (Measure-LearningCurve $Model @options).Trial
}

# What the cmdlet has no option for, on the same rows: other weights to begin with, and a fifth of the rows, wrong labels and all,
# to stop by, because an analyst has no others.
function Measure-ByHand([scriptblock]$Model, [double]$Scale = 1, [switch]$Stop, [hashtable]$With = @{}) {
    foreach ($trial in $without) {
        $rows = $data.Train | Select-Dataset -Index $trial.Row
        $options = @{ Epoch = $Epoch; Optimizer = 'AdamW'; LearningRate = 0.001; Seed = $trial.Seed } + $With
        if ($Stop) {
            $rows = $rows | Split-Dataset -Validation 0.2 -Stratify -Seed $trial.Seed
            $options.EarlyStopping = 10
        }

        $made = New-Model -Data $rows -Seed $trial.Seed $Model
        foreach ($name in $made.Parameters.Keys -like '*.weight') { $made.Parameters[$name] = $made.Parameters[$name] * $Scale }
        $run = $made | Start-TrainingRun $rows @options
        [pscustomobject]@{ Score = ($made | Test-Model $data.Validation).Accuracy; TrainingScore = $run.Result.TrainingAccuracy }
    }
}

$remedies = [ordered]@{
    '1,000 rows'              = { Measure-Remedy $network @{ Size = 1000 } }
    '40 principal components' = { Measure-Remedy $network @{ Data = $components } }
    'turned and moved images' = {
        $flat = { Flatten; Linear 256; ReLU; Linear 256; ReLU; Linear }
        Measure-Remedy $flat @{ Data = $images; Augment = { RandomRotation 15; RandomCrop 2 } }
    }
    'width 16'                = { Measure-Remedy { Linear 16; ReLU; Linear 16; ReLU; Linear } }
    'width 4'                 = { Measure-Remedy { Linear 4; ReLU; Linear 4; ReLU; Linear } }
    'dropout 0.5'             = { Measure-Remedy $dropout }
    'L2 0.01'                 = { Measure-Remedy $network @{ L2 = 0.01 } }
    'L1 0.001'                = { Measure-Remedy $network @{ L1 = 0.001 } }
    'decay 1'                 = { Measure-Remedy $network @{ WeightDecay = 1 } }
    'label smoothing 0.3'     = { Measure-Remedy $network @{ LabelSmoothing = 0.3 } }
    'batch norm'              = { Measure-Remedy { Linear 256; BatchNorm; ReLU; Linear 256; BatchNorm; ReLU; Linear } }
    'layer norm'              = { Measure-Remedy { Linear 256; LayerNorm; ReLU; Linear 256; LayerNorm; ReLU; Linear } }
    'weights begin at 1/10'   = { Measure-ByHand $network -Scale 0.1 }
    'weights begin at 5 times' = { Measure-ByHand $network -Scale 5 }
    'early stopping'          = { Measure-ByHand $network -Stop }
    'dropout, L2 and stopping' = { Measure-ByHand $dropout -Stop -With @{ L2 = 0.01 } }
}

# Accuracy on other digits, the gain over none seed by seed, and accuracy on the rows trained on, in percent and points.
function Write-Remedy([string]$Name, $Trial) {
    $gain = Format-Mean (0..($Seed.Count - 1) | ForEach-Object { 100 * ($Trial[$_].Score - $without[$_].Score) })
    $own, $training = ($Trial | Measure-Object Score -Average), ($Trial | Measure-Object TrainingScore -Average)
    '{0,-26} {1,8:0.0} {2,14} {3,9:0.0}' -f $Name, (100 * $own.Average), $gain, (100 * $training.Average)
}

$without = @(Measure-Remedy $network)
'{0,-26} {1,8} {2,14} {3,9}' -f 'Remedy', 'Accuracy', 'Gain', 'Training'
Write-Remedy 'none' $without
foreach ($name in $remedies.Keys) {
    if ($Remedy | Where-Object { $name -like $_ }) { Write-Remedy $name @(& $remedies[$name]) }
}
