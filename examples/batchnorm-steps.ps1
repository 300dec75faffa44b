# How many fewer steps does batch normalisation need? Three honest columns: at the same rate, at five times the rate, and each
# at its best. A network of three sigmoid layers of 100 reads digits; weights N(0, 0.1^2), SGD, batches of 60, and the count is
# the steps until 95 % of the validation digits are read right (looked at each epoch, 20 steps; median of three seeds).
# Expect 2980 steps for the plain network at rate 0.1, and
#   same rate              160 steps with batch normalisation, 19 times fewer
#   five times the rate    60, 50 times fewer: this is how a headline is made, for the plain network may not raise its rate
#   each at its best       340 to 400 and 60, 6 to 7 times fewer: this is what to expect beside a network that was tuned
# The last digits of sums differ between the instruction levels (Get-NormToolsOption names yours). What depends on them is
# the plain network at rate 5: 340 steps with v3, 360 with default, and where it is more, rate 2 is its best with 400. The
# other counts are the same with v3 and default, and may move by an epoch elsewhere. It takes about 10 seconds.
param([int[]]$Seed = (0, 1, 2), [double]$Accuracy = 0.95)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

$digits = Import-Dataset "$PSScriptRoot/../data/digits.csv.gz" -Label label -Standardize |
    Split-Dataset -Validation 0.3 -Stratify -Seed 1
$networks = @{
    Plain     = { Linear 100; Sigmoid; Linear 100; Sigmoid; Linear 100; Sigmoid; Linear 10 }
    BatchNorm = { Linear 100; BatchNorm; Sigmoid; Linear 100; BatchNorm; Sigmoid; Linear 100; BatchNorm; Sigmoid; Linear 10 }
}
$stepsPerEpoch = [Math]::Floor($digits.Train.Count / 60)

function Step([string]$Network, [double]$Rate) {
    $counts = foreach ($s in $Seed) {
        $model = New-Model -InputShape 64 -Seed $s $networks[$Network]
        $model | Initialize-Model Normal -StandardDeviation 0.1 -Bias 0 -LayerType Linear -Seed $s
        $reached = { param($epoch, $run) if ($epoch.ValidationAccuracy -ge $Accuracy) { $run.Stop() } }
        $run = $model | Start-TrainingRun $digits -Epoch 400 -BatchSize 60 -DropLast -Optimizer SGD -LearningRate $Rate -Seed $s -OnEpoch $reached
        if ($run.State -eq 'StoppedByScript') { $run.EpochCount * $stepsPerEpoch } else { [double]::PositiveInfinity }
    }
    @($counts | Sort-Object)[[Math]::Floor($Seed.Count / 2)]
}

$steps = @{}
foreach ($network in 'Plain', 'BatchNorm') {
    $steps[$network] = [ordered]@{}
    foreach ($rate in 0.1, 0.5, 2, 5) {
        $steps[$network]["$rate"] = Step $network $rate
    }
    '{0,-9} steps at rate 0.1, 0.5, 2, 5: {1}' -f $network, ($steps[$network].Values -join ', ')
}

function Ratio($plain, $batchNorm) { '{0:0.0} times fewer steps ({1} and {2})' -f ($plain / $batchNorm), $plain, $batchNorm }
$best = @{}
foreach ($network in 'Plain', 'BatchNorm') { $best[$network] = @($steps[$network].Values | Sort-Object)[0] }
''
"Same rate:           $(Ratio $steps.Plain['0.1'] $steps.BatchNorm['0.1'])"
"Five times the rate: $(Ratio $steps.Plain['0.1'] $steps.BatchNorm['0.5'])"
"Each at its best:    $(Ratio $best.Plain $best.BatchNorm)"
