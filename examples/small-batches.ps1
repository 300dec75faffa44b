# Batch norm against group and layer norm over batch sizes 2 to 64, after Wu and He 2018: a network 64-128-128-10 reads digits
# after 8 epochs of SGD with momentum 0.9 and a rate of 0.05 for 32 samples, in proportion to the batch.
# Expect these errors on the test digits in percent (mean of three seeds; a digit is 0.2 %):
#                                 2      4      8     16     32     64
#   BatchNorm                 25-29   4-5    2.8-3.2   3.6    2.5    2.2
#   BatchNorm, by the batch   58-59  15-16   8.8-9.1   6.3    3.7    2.8
#   GroupNorm 8                 2.5    2.8    2.8      2.7    3.1    2.7
#   LayerNorm                   2.9    2.7    2.5      2.7    3.0    2.9
#   None                        3.1    3.2    3.2      3.2    3.4    3.6
# The ranges are what instruction levels (Get-NormToolsOption names yours) and builds have given, whose sums differ in
# their last digits: dividing by the deviation of a few samples makes those large. The other figures are the same with v3
# and default, and may move by a digit elsewhere.
# With two samples batch norm makes -1 and 1 of any two values. It takes about a quarter of a minute.
param([int[]]$Seed = (0, 1, 2), [int]$Epoch = 8)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

$digits = Import-Dataset "$PSScriptRoot/../data/digits.csv.gz" -Label label -Standardize | Split-Dataset -Test 0.3 -Stratify -Seed 1
$networks = [ordered]@{
    'BatchNorm'   = { Linear 128; BatchNorm; ReLU; Linear 128; BatchNorm; ReLU; Linear 10 }
    'GroupNorm 8' = { Linear 128; GroupNorm 8; ReLU; Linear 128; GroupNorm 8; ReLU; Linear 10 }
    'LayerNorm'   = { Linear 128; LayerNorm; ReLU; Linear 128; LayerNorm; ReLU; Linear 10 }
    'None'        = { Linear 128; ReLU; Linear 128; ReLU; Linear 10 }
}
$sizes = 2, 4, 8, 16, 32, 64

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

$rows = foreach ($network in $networks.Keys) {
    $row, $byBatch = [ordered]@{ Network = $network }, [ordered]@{ Network = "$network, by the batch" }
    foreach ($size in $sizes) {
        $errors, $batchErrors = 0, 0
        foreach ($s in $Seed) {
            $model = New-Model -InputShape 64 -Seed $s $networks[$network]
            $null = $model | Start-TrainingRun $digits.Train -Epoch $Epoch -BatchSize $size -DropLast -Seed $s `
                -Optimizer SGD -LearningRate (0.05 * $size / 32) -Momentum 0.9 -WarningAction Ignore
            $errors += 100 * (1 - ($model | Test-Model $digits.Test).Accuracy)
            if ($network -eq 'BatchNorm') {
                $batchErrors += BatchError $model $size
            }
        }
        $row["$size"] = '{0,5:0.0}' -f ($errors / $Seed.Count)
        $byBatch["$size"] = '{0,5:0.0}' -f ($batchErrors / $Seed.Count)
    }
    [pscustomobject]$row
    if ($network -eq 'BatchNorm') {
        [pscustomobject]$byBatch
    }
}
$rows | Format-Table -AutoSize
