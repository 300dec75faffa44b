# Batch norm against group and layer norm over batch sizes 2 to 64, after Wu and He 2018: a network 64-128-128-10 reads digits
# after 8 epochs of SGD with momentum 0.9 and a rate of 0.05 for 32 samples, in proportion to the batch.
# Expect these errors on the test digits in percent (mean of five seeds with its interval of 95 %; a digit is 0.2 %):
#
#   Batch     BatchNorm  By the batch   GroupNorm 8     LayerNorm          None
#       2   27.6 +- 3.7   57.6 +- 4.1    2.5 +- 0.5    2.9 +- 0.4    3.1 +- 0.2
#       4    4.6 +- 0.4   15.4 +- 1.1    2.7 +- 0.3    2.7 +- 0.4    3.0 +- 0.3
#       8    3.2 +- 0.5    8.9 +- 1.0    2.9 +- 0.5    2.4 +- 0.4    3.0 +- 0.3
#      16    3.4 +- 1.1    6.3 +- 1.3    2.6 +- 0.4    2.8 +- 0.7    3.0 +- 0.3
#      32    2.7 +- 0.9    3.7 +- 0.9    2.9 +- 0.7    2.9 +- 0.5    3.4 +- 0.1
#      64    2.6 +- 0.7    3.0 +- 0.6    2.8 +- 0.2    2.9 +- 0.3    3.5 +- 0.5
#
# "By the batch" are test digits normalised by the statistics of their own small batches. What batch norm does with two samples moves by
# some points from one instruction level or build to another, whose sums differ in their last digits: dividing by the deviation of two
# values makes -1 and 1 of any two. It takes about half a minute.
param([int[]]$Seed = (0, 1, 2, 3, 4), [int]$Epoch = 8, [int[]]$Size = (2, 4, 8, 16, 32, 64))

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out
. "$PSScriptRoot/shared.ps1"

$digits = Import-Dataset "$PSScriptRoot/../data/digits.csv.gz" -Label label -Standardize | Split-Dataset -Test 0.3 -Stratify -Seed 1
$networks = [ordered]@{
    'BatchNorm'   = { Linear 128; BatchNorm; ReLU; Linear 128; BatchNorm; ReLU; Linear 10 }
    'GroupNorm 8' = { Linear 128; GroupNorm 8; ReLU; Linear 128; GroupNorm 8; ReLU; Linear 10 }
    'LayerNorm'   = { Linear 128; LayerNorm; ReLU; Linear 128; LayerNorm; ReLU; Linear 10 }
    'None'        = { Linear 128; ReLU; Linear 128; ReLU; Linear 10 }
}

# The error where the test digits are normalised by the statistics of their own small batches.
function BatchError($model, $size) {
    $feature, $target = $digits.Test.Feature, $digits.Test.Target.ToArray()
    $copy = $model.Clone() # a pass in training mode moves the running statistics
    $wrong = $count = 0
    for ($first = 0; $first + $size -le $target.Length; $first += $size) {
        $class = $feature.Slice(0, $first, $first + $size) | Invoke-Model -Model $copy -Training -As Class
        foreach ($predicted in $class.ToArray()) {
            $wrong += $predicted -ne $target[$count++]
        }
    }
    100 * $wrong / $count
}

$errors = @{}
foreach ($batch in $Size) {
    foreach ($network in $networks.Keys) {
        foreach ($s in $Seed) {
            $model = New-Model -InputShape 64 -Seed $s $networks[$network]
            $null = $model | Start-TrainingRun $digits.Train -Epoch $Epoch -BatchSize $batch -DropLast -Seed $s `
                -Optimizer SGD -LearningRate (0.05 * $batch / 32) -Momentum 0.9 -WarningAction Ignore
            $errors["$network $batch"] += , (100 * (1 - ($model | Test-Model $digits.Test).Accuracy))
            if ($network -eq 'BatchNorm') { $errors["By the batch $batch"] += , (BatchError $model $batch) }
        }
    }
}

$columns = 'BatchNorm', 'By the batch', 'GroupNorm 8', 'LayerNorm', 'None'
'Batch' + -join ($columns | ForEach-Object { '{0,14}' -f $_ })
foreach ($batch in $Size) {
    '{0,5}' -f $batch + -join ($columns | ForEach-Object { '{0,14}' -f (Format-Mean $errors["$_ $batch"]) })
}
