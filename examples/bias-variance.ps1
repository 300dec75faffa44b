# The U of bias and variance, for polynomials: y = sin(pi x) + N(0, 0.3^2) with x in (-1, 1), 30 rows a sample, 500 samples, least
# squares by L-BFGS on Legendre's polynomials; ridge has an L2 of 0.01. Judged by 200 points from -1 to 1, both ends among them.
# Expect, within a minute (Error is the standard error of the variance):
#
#   Degree    BiasSquared Variance Error   MedianVariance Total   Training
#   0         0.4975      0.019    0.001   0.019          0.607   0.568
#   1         0.2001      0.022    0.001   0.019          0.312   0.261
#   3         0.0047      0.017    0.002   0.010          0.112   0.080
#   5         -0.0001     0.063    0.012   0.015          0.153   0.071
#   7         -0.0003     0.831    0.367   0.024          0.921   0.065
#   9         -0.0137     19.655   9.587   0.033          19.732  0.059
#   12        -0.3438     902.486  274.002 0.082          902.232 0.050
#   9, ridge  0.0026      0.032    0.001   0.022          0.125   0.063
#   20, ridge 0.0057      0.044    0.001   0.041          0.139   0.045
#
# Total holds the noise, 0.09. Exactly it is 199 / 400 and 0.59 / 30 for degree 0. From degree 5 on bias is 0 but for chance, and
# variance comes from the edges, where a few samples are far off: its distribution has a long tail, and no 500 samples tell its mean.
# By 100,000 samples with another solver the variances are 0.0197, 0.0227, 0.0173 (degree 3), 0.057 (5), about 2 (7) and above 100 (9);
# with ridge, by 20,000, 0.0338 and 0.0456, and bias squared 0.0027 and 0.0055. In 95 of 100 runs of 500 samples the variance lies within
#
#   0         0.017 to 0.022       5         0.039 to 0.11       9, ridge  0.032 to 0.035
#   1         0.021 to 0.025       7         0.28 to 15          20, ridge 0.044 to 0.047
#   3         0.016 to 0.019       9         5.6 to 790
#
# The medians hardly move. A small penalty tames it, at any degree.
param([int[]]$Degree = (0, 1, 3, 5, 7, 9, 12), [int[]]$Ridge = (9, 20), [int]$Round = 500, [string]$Chart)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

$count = 30 * $Round
$x = (New-RandomTensor $count Uniform -Minimum -1 -Maximum 1 -DType Float64 -Seed 1).ToArray() + (0..199 | ForEach-Object { -1 + 2 * $_ / 199 }) # both ends among them
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
        Error          = '{0:0.000}' -f $_.VarianceError
        MedianVariance = '{0:0.000}' -f $_.MedianVariance
        Total          = '{0:0.000}' -f ($_.Bias + $_.Variance + 0.09)
        Training       = '{0:0.000}' -f ($_.Round | Measure-Object TrainingLoss -Average).Average
    }
} | Format-Table -AutoSize
if ($Chart) { $results | Export-TrainingChart $Chart -Logarithmic -Title 'sin(pi x) with noise: polynomials of 30 rows' -Force }
