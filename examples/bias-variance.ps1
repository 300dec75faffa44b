# The U of bias and variance, for polynomials that are known exactly: y = sin(pi x) + N(0, 0.3^2) with x in (-1, 1), 30 rows a
# sample, 500 samples, least squares by L-BFGS on Legendre's polynomials; ridge has an L2 of 0.01. Expect, within a minute:
#
#   Degree    BiasSquared Variance MedianVariance Total   Training
#   0         0.5000      0.019    0.019          0.609   0.568
#   1         0.1962      0.022    0.019          0.308   0.261
#   3         0.0044      0.017    0.010          0.111   0.080
#   5         -0.0001     0.060    0.015          0.150   0.071
#   7         -0.0002     0.765    0.024          0.855   0.065
#   9         -0.0125     17.38    0.033          17.45   0.059
#   12        -0.3086     759.7    0.080          759.5   0.050
#   9, ridge  0.0025      0.031    0.022          0.123   0.063
#   20, ridge 0.0054      0.042    0.041          0.138   0.045
#
# Total holds the noise, 0.09. Exactly it is 0.5 and 0.59 / 30 for degree 0. From degree 5 on bias is 0 but for chance, and variance
# comes from the edges, where a few samples are far off: other samples give other means (of degree 5 from 0.05 to 0.08), hardly other
# medians. A small penalty tames it, at any degree.
param([int[]]$Degree = (0, 1, 3, 5, 7, 9, 12), [int[]]$Ridge = (9, 20), [int]$Round = 500, [string]$Chart)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

$count = 30 * $Round
$x = (New-RandomTensor $count Uniform -Minimum -1 -Maximum 1 -DType Float64 -Seed 1).ToArray() + (0..199 | ForEach-Object { -1 + 2 * ($_ + 0.5) / 200 })
$noise = (New-RandomTensor $x.Count Normal -StandardDeviation 0.3 -DType Float64 -Seed 2).ToArray()
$y = foreach ($i in 0..($x.Count - 1)) { [Math]::Sin([Math]::PI * $x[$i]) + $noise[$i] }
$truth = $x[$count..($x.Count - 1)] | ForEach-Object { [Math]::Sin([Math]::PI * $_) }

# Columns of Legendre's polynomials, by their recursion.
$most = ($Degree + $Ridge | Measure-Object -Maximum).Maximum
$basis = [double[, ]]::new($x.Count, $most + 1)
for ($i = 0; $i -lt $x.Count; $i++) {
    $before, $now = 0.0, 1.0
    for ($n = 0; $n -le $most; $n++) {
        $basis[$i, $n] = $now
        $before, $now = $now, (((2 * $n + 1) * $x[$i] * $now - $n * $before) / ($n + 1))
    }
}

$all = ConvertTo-Tensor $basis
function Measure-Polynomial([int]$Degree, [string]$Name, [double]$L2) {
    $data = New-Dataset $all.Slice(1, 0, $Degree + 1) ([double[]]$y) -Task Regression | Split-Dataset -Validation 200 -NoShuffle
    Measure-BiasVariance { Linear 1 -NoBias } -Data $data -Round $Round -Sample Fresh -Size 30 -Truth $truth -Name $Name `
        -Optimizer LBFGS -LearningRate 1 -Epoch 20 -L2 $L2
}

$results = @(foreach ($k in $Degree) { Measure-Polynomial $k $k 0 })
$tamed = @(foreach ($k in $Ridge) { Measure-Polynomial $k "$k, ridge" 0.01 })
$results + $tamed | ForEach-Object {
    [pscustomobject]@{
        Degree         = $_.Name
        BiasSquared    = '{0:0.0000}' -f $_.Bias
        Variance       = '{0:0.000}' -f $_.Variance
        MedianVariance = '{0:0.000}' -f $_.MedianVariance
        Total          = '{0:0.000}' -f ($_.Bias + $_.Variance + 0.09)
        Training       = '{0:0.000}' -f ($_.Round | Measure-Object TrainingLoss -Average).Average
    }
} | Format-Table -AutoSize
if ($Chart) { $results | Export-TrainingChart $Chart -Logarithmic -Title 'sin(pi x) with noise: polynomials of 30 rows' -Force }
