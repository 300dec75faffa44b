# Batch normalisation of three samples of three features, by hand and by Invoke-BatchNorm: training, running statistics,
# evaluation. Expect PyTorch's digits:
#   training    -1.324638  -1.349237  -0.375558    running mean      0.010823  0.006700  0.082700
#                1.091221   0.307735   1.368524    running variance  0.950149  0.934459  0.938796
#                0.233417   1.041502  -0.992966
#   evaluation  -0.685833  -0.606613   0.571048
#                0.747236   0.214963   1.486500
#                0.238393   0.578786   0.246976
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

$x = ConvertTo-Tensor @(
    @(-0.6577, -0.5797, 0.6360),
    @(0.7392, 0.2145, 1.523),
    @(0.2432, 0.5662, 0.322))

function Show($title, $tensor) {
    $title
    $columns = $tensor.Shape[-1]
    $values = $tensor.ToArray()
    for ($i = 0; $i -lt $values.Length; $i += $columns) {
        '  ' + ($values[$i..($i + $columns - 1)].ForEach({ '{0,11:0.000000}' -f [double]$_ }) -join '')
    }
}

# By hand: the mean and the biased variance of each column, the variance that divides by the number of values.
$columns = $x | Measure-Tensor -Axis 0
$mean = ConvertTo-Tensor $columns.Mean
$deviation = ConvertTo-Tensor $columns.Variance.ForEach({ [Math]::Sqrt($_ + 1e-5) })
Show 'By hand: (x - mean) / sqrt(variance + eps)' (($x - $mean) / $deviation)

$runningMean = New-Tensor 3
$runningVariance = New-Tensor 3 -Value 1
Show 'Training' ($x | Invoke-BatchNorm -RunningMean $runningMean -RunningVariance $runningVariance)

# running = 0.9 * running + 0.1 * batch, with the unbiased variance (divided by one less).
Show 'Running mean' $runningMean
Show 'Running variance' $runningVariance
$unbiased = ConvertTo-Tensor ($x | Measure-Tensor -Axis 0 -Unbiased).Variance
Show 'The same by hand: 0.9 * 1 + 0.1 * unbiased variance' ($unbiased * 0.1 + 0.9)

# Evaluation normalises, too: by the running statistics.
Show 'Evaluation' ($x | Invoke-BatchNorm -RunningMean $runningMean -RunningVariance $runningVariance -Evaluate)
