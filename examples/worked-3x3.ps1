# Batch normalisation of three samples of three features, by hand and by Invoke-BatchNorm: training, running statistics,
# evaluation. Expect (PyTorch's digits):
#   training    -1.3246375  -1.3492374  -0.3755576    running mean      0.0108233  0.0067000  0.0827000
#                1.0912205   0.3077354   1.3685241    running variance  0.9501494  0.9344589  0.9387961
#                0.2334171   1.0415020  -0.9929664
#   evaluation  -0.6858329  -0.6066127   0.5710481
#                0.7472360   0.2149627   1.4865004
#                0.2383934   0.5787855   0.2469760
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
        '  ' + ($values[$i..($i + $columns - 1)].ForEach({ '{0,12:0.0000000}' -f $_ }) -join '')
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
