# Batch normalisation of three samples of three features, by hand and by Invoke-BatchNorm: training, running statistics,
# evaluation. Expect PyTorch's numbers (to five digits: the second one, -1.3492375, lies between two six-digit numbers):
#   training    -1.32464  -1.34924  -0.37556    running mean      0.01082  0.00670  0.08270
#                1.09122   0.30774   1.36852    running variance  0.95015  0.93446  0.93880
#                0.23342   1.04150  -0.99297
#   evaluation  -0.68583  -0.60661   0.57105
#                0.74724   0.21496   1.48650
#                0.23839   0.57879   0.24698
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
        '  ' + ($values[$i..($i + $columns - 1)].ForEach({ '{0,10:0.00000}' -f [double]$_ }) -join '')
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
