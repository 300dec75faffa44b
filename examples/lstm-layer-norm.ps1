# Layer norm inside an LSTM, by the depth of time: the handwritten digits read in 8 steps of 8 pixels, 16 of 4 or 32 of 2, by 32 units, from
# PyTorch's own weights, and from weights of N(0, 1), as some benchmarks draw them, which are about ten times as large. Expect, within a
# minute on two quiet cores, as the share of right answers on a test after 8 epochs (three seeds, 95 % intervals):
#
#   Start   Steps LSTM          LayerNormLSTM Difference
#   Default     8 94.1 +- 1.8   93.1 +- 2.9   -0.9 +- 4.4
#   Default    16 90.4 +- 2.9   89.5 +- 4.8   -0.8 +- 6.7
#   Default    32 68.0 +- 2.8   65.6 +- 1.9   -2.4 +- 2.3
#   Normal      8 76.4 +- 4.4   85.7 +- 2.6    9.2 +- 5.9
#   Normal     16 60.2 +- 7.4   77.5 +- 6.4   17.3 +- 7.1
#   Normal     32 35.0 +- 14    55.0 +- 13.7  20.0 +- 18
#
# A norm makes a step independent of the size of its weights: it takes away most of what a bad start costs, the more the deeper in time.
# From a good start it brings nothing here.
param([ulong[]]$Seed = (0, 1, 2), [int[]]$Step = (8, 16, 32), [int]$Epoch = 8)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out
. "$PSScriptRoot/shared.ps1"

$split = Import-Dataset "$PSScriptRoot/../data/digits.csv.gz" -Label label -Standardize | Split-Dataset -Test 0.3 -Stratify -Seed 0
$options = @{ Epoch = $Epoch; BatchSize = 32; Optimizer = 'Adam'; LearningRate = 0.003 }
$result = foreach ($start in 'Default', 'Normal') {
    foreach ($steps in $Step) {
        $width, $scores = (64 / $steps), @{}
        foreach ($s in $Seed) {
            foreach ($name in 'LSTM', 'LayerNormLSTM') {
                $layer = & $name 32
                $model = New-Model 64 -Seed $s { Unflatten $steps, $width; $layer; LastStep; Linear 10 }
                if ($start -eq 'Normal') { $model | Initialize-Model Normal -LayerType *LSTM -Seed $s }
                $null = $model | Start-TrainingRun $split.Train @options -Seed $s
                $scores[$name] += @(100 * ($model | Test-Model $split).Accuracy)
            }
        }

        $difference = for ($i = 0; $i -lt $Seed.Count; $i++) { $scores['LayerNormLSTM'][$i] - $scores['LSTM'][$i] }
        $row = [ordered]@{ Start = $start; Steps = $steps }
        foreach ($name in 'LSTM', 'LayerNormLSTM') { $row[$name] = Format-Mean $scores[$name] }
        $row['Difference'] = Format-Mean $difference
        [pscustomobject]$row
    }
}

$result | Format-Table -AutoSize
