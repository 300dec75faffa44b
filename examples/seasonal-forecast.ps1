# A seasonal series against forecasts that need no model: twelve years of weeks with a trend, a year, a quarter and noise that lasts some weeks;
# the last fifth is forecast one week ahead, from the 60 weeks before. Expect, within half a minute on two quiet cores, as mean absolute
# error divided by that of repeating the year before on the training weeks (MASE, Hyndman and Koehler 2006; three seeds, 95 % intervals):
#
#   LastValue  1.27
#   Season52   1.02
#   linear     0.78 +- 0.11
#   GRU        0.86 +- 0.37
#
# Below 1 is better than the year before. A linear model of the 60 weeks is; the GRU, which must carry the year through its state, is with some
# seeds and with others not.
param([ulong[]]$Seed = (0, 1, 2), [int]$Epoch = 60)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out
. "$PSScriptRoot/shared.ps1"

# Twelve years of weeks: a slow trend, a year, a quarter, and noise that lasts some weeks.
$noise = (New-RandomTensor 624 Normal -StandardDeviation 4 -Seed 7).ToArray()
$lasting = 0
$rows = foreach ($week in 0..623) {
    $lasting = 0.5 * $lasting + $noise[$week]
    $year = 2 * [Math]::PI * $week / 52
    [pscustomobject]@{
        week = [datetime]::new(2010, 1, 4).AddDays(7 * $week).ToString('yyyy-MM-dd')
        sales = 200 + 0.04 * $week + 30 * [Math]::Sin($year) + 15 * [Math]::Cos(4 * $year) + $lasting
    }
}

# The last fifth of the time is set aside, and scaling is learnt of the rest.
$split = $rows | Import-Dataset -WarningAction Ignore | Split-Dataset -Test 0.2 -Time week
$windows = $split | New-SequenceWindow 60 -Target sales -Time week -Season 52 -Standardize
$networks = [ordered]@{
    'linear' = { Flatten; Linear }
    'GRU'    = { GRU 16; LastStep; Linear }
}

$naive = $null
foreach ($name in $networks.Keys) {
    $scores = foreach ($s in $Seed) {
        $model = New-Model -Data $windows -Seed $s $networks[$name]
        $null = $model | Start-TrainingRun $windows.Train -Epoch $Epoch -BatchSize 16 -Optimizer Adam -LearningRate 0.005 -Seed $s
        $test = $model | Test-Model $windows
        $test.Naive[0].Mase
    }

    if (-not $naive) {
        $naive = $test.Naive | Select-Object -Skip 1
        foreach ($one in $naive) { '{0,-10} {1:0.00}' -f $one.Name, $one.Mase }
    }

    '{0,-10} {1}' -f $name, (Format-Mean $scores '0.00')
}
