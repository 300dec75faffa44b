# Double descent by the number of features, against its formula (Hastie, Montanari, Rosset and Tibshirani 2019): linear networks of
# p features and 100 rows, y = x w + N(0, 0.5^2), |w| = 1, trained until they fit as well as they can. Expect, within half a minute:
#
#   Features Bias   Variance Risk  Formula Training
#         10 -0.000 0.032    0.032 0.028   0.223
#         50 -0.001 0.259    0.258 0.255   0.124
#         80 0.003  1.078    1.081 1.053   0.050
#         90 0.002  2.261    2.263 2.500   0.027
#        110 0.053  3.138    3.191 2.869   0.000
#        125 0.042  1.151    1.193 1.242   0.000
#        200 0.286  0.492    0.779 0.753   0.000
#        400 0.603  0.272    0.875 0.834   0.000
#
# The risk is worst where features are as many as rows, and falls again behind it, where every row is fitted exactly.
param([int[]]$Feature = (10, 50, 80, 90, 110, 125, 200, 400), [int]$Round = 20, [string]$Chart)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

$n, $noise, $judged = 100, 0.25, 300
$results = foreach ($p in $Feature) {
    $rows = $n * $Round + $judged
    $x = New-RandomTensor $rows, $p Normal -Seed $p
    $w = New-RandomTensor $p, 1 Normal -Seed 1
    $w = $w / [Math]::Sqrt((($w * $w) | Measure-Tensor).Mean * $p)
    $signal = $x.MatMul($w)
    $y = $signal + (New-RandomTensor $rows, 1 Normal -StandardDeviation ([Math]::Sqrt($noise)) -Seed 2)
    # Weights start as torch draws them; with features of a tenth that is as good as 0, so that what no row sees of them stays 0: of
    # all weights that fit the rows, the smallest ones.
    $data = New-Dataset ($x * 0.1) $y -Task Regression | Split-Dataset -Validation $judged -NoShuffle
    $truth = $signal.Slice(0, $rows - $judged, $rows).ToArray()
    Measure-BiasVariance { Linear 1 -NoBias } -Data $data -Round $Round -Sample Fresh -Size $n -Truth $truth -Name $p `
        -Optimizer LBFGS -LearningRate 1 -Epoch 30
}

$results | ForEach-Object {
    $p = [int]$_.Name
    $risk = if ($p -lt $n) { $noise * $p / ($n - $p - 1) } else { 1 - $n / $p + $noise * $n / ($p - $n - 1) }
    [pscustomobject]@{
        Features = $p
        Bias     = '{0:0.000}' -f $_.Bias
        Variance = '{0:0.000}' -f $_.Variance
        Risk     = '{0:0.000}' -f ($_.Bias + $_.Variance)
        Formula  = '{0:0.000}' -f $risk
        Training = '{0:0.000}' -f ($_.Round | Measure-Object TrainingLoss -Average).Average
    }
} | Format-Table -AutoSize
if ($Chart) { $results | Export-TrainingChart $Chart -Logarithmic -Title 'Double descent: 100 rows, p features' -Force }
