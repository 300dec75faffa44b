# Early stopping against fixed numbers of epochs, on 300 digits of 28x28 pixels with 30 % of their labels shuffled, and with all
# right. A network 784-256-256-10, AdamW; the percentage of 2,000 other digits that is read right, mean of five samples with its
# interval of 95 %; the gain is over all 60 epochs, sample by sample. Expect, within a minute on two quiet cores:
#
#   30 % of the labels shuffled                  Epochs       Accuracy           Gain
#   2 epochs                                          2    59.5 +- 2.0    -5.0 +- 3.8
#   5 epochs                                          5    64.6 +- 1.5     0.0 +- 2.4
#   10 epochs                                        10    64.7 +- 2.4     0.1 +- 0.7
#   20 epochs                                        20    65.0 +- 1.9     0.4 +- 0.1
#   60 epochs                                        60    64.6 +- 1.9     0.0 +- 0.0
#   stopped by ValidationLoss                         5    65.6 +- 3.2     1.0 +- 2.7
#   so many, all rows (ValidationLoss)                5    65.0 +- 3.7     0.5 +- 2.8
#   stopped by ValidationAccuracy                     6    63.6 +- 3.3    -0.9 +- 1.9
#   so many, all rows (ValidationAccuracy)            6    63.5 +- 1.0    -1.1 +- 2.1
#
#   All labels right                             Epochs       Accuracy           Gain
#   2 epochs                                          2    65.7 +- 5.8   -16.4 +- 5.9
#   5 epochs                                          5    78.3 +- 0.7    -3.8 +- 0.8
#   10 epochs                                        10    82.3 +- 0.9     0.2 +- 0.3
#   60 epochs                                        60    82.1 +- 0.8     0.0 +- 0.0
#   stopped by ValidationLoss                        12    80.1 +- 0.8    -2.0 +- 0.6
#   so many, all rows (ValidationLoss)               12    82.3 +- 1.0     0.2 +- 0.4
#
# Here early stopping saves time and nothing else that could be told from chance: once what can be learned is learned, further epochs
# cost hardly anything, though the wrong labels are known by heart. What it costs is the fifth of the rows that it looks at; training
# anew on all rows for as many epochs gets that back.
param(
    [ulong[]]$Seed = (0, 1, 2, 3, 4), [int]$Row = 300, [int]$Epoch = 60,
    [int]$Patience = 10, [double[]]$Wrong = (0.3, 0), [string]$Mnist)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out
. "$PSScriptRoot/shared.ps1"

function Start-Run($Rows, $Judge, [ulong]$Seed, [hashtable]$With) {
    New-Model -Data $Rows -Seed $Seed { Linear 256; ReLU; Linear 256; ReLU; Linear } |
        Start-TrainingRun $Rows -Validation $Judge -Optimizer AdamW -LearningRate 0.001 -Seed $Seed @With
}

foreach ($share in $Wrong) {
    $data = Get-WrongDigit $share -Mnist $Mnist | Split-Dataset -Validation 2000 -NoShuffle
    $results = foreach ($s in $Seed) {
        $rows = ($data.Train | Split-Dataset -Train $Row -Stratify -Seed $s).Train

        # Fixed numbers of epochs: one run tells all of them, for each of its epochs is judged.
        $run = Start-Run $rows $data.Validation $s @{ Epoch = $Epoch }
        foreach ($e in 2, 5, 10, 20, $Epoch) {
            [pscustomobject]@{ Setting = "$e epochs"; Epoch = $e; Accuracy = 100 * $run.History[$e - 1].ValidationAccuracy }
        }

        # Stopped by a fifth of the rows, wrong labels and all, for an analyst has no others; then trained anew on all rows.
        $part = $rows | Split-Dataset -Validation 0.2 -Stratify -Seed $s
        foreach ($monitor in 'ValidationLoss', 'ValidationAccuracy') {
            $run = Start-Run $part.Train $part.Validation $s @{ Epoch = $Epoch; EarlyStopping = $Patience; Monitor = $monitor }
            $test = $run.Model | Test-Model $data.Validation
            [pscustomobject]@{ Setting = "stopped by $monitor"; Epoch = $run.BestEpoch; Accuracy = 100 * $test.Accuracy }
            $again = Start-Run $rows $data.Validation $s @{ Epoch = $run.BestEpoch }
            [pscustomobject]@{ Setting = "so many, all rows ($monitor)"; Epoch = $run.BestEpoch; Accuracy = 100 * $again.Result.ValidationAccuracy }
        }
    }

    # The mean epoch and accuracy, and the gain over all epochs, seed by seed.
    "$(100 * $share) % of the labels shuffled:"
    '{0,-44} {1,6} {2,14} {3,14}' -f 'Setting', 'Epochs', 'Accuracy', 'Gain'
    $last = @(($results | Where-Object Setting -EQ "$Epoch epochs").Accuracy)
    foreach ($name in $results.Setting | Select-Object -Unique) {
        $own = @($results | Where-Object Setting -EQ $name)
        $gain = Format-Mean (0..($own.Count - 1) | ForEach-Object { $own[$_].Accuracy - $last[$_] })
        '{0,-44} {1,6:0} {2,14} {3,14}' -f $name, ($own | Measure-Object Epoch -Average).Average, (Format-Mean $own.Accuracy), $gain
    }

    ''
}
