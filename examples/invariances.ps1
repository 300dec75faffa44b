# What batch norm, layer norm and weight norm do not notice: table 1 of Ba, Kiros and Hinton 2016, all 18 cells measured.
# Each number is the largest change of a layer's normalised output z = x W' when W or x are changed as the row says.
# Expect "same" with differences of about 1e-6 in these nine cells, and differences of 1 to 50 in the other nine:
#                                  BatchNorm  LayerNorm  WeightNorm
#   W times 3                      same       same       same
#   W plus one vector a row                   same
#   each row of W rescaled         same                  same
#   data set times 3               same       same
#   data set plus a constant       same
#   one sample times 4                        same
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

$samples, $inputs, $outputs = 16, 20, 30
$generator = New-RandomGenerator -Seed 0
function Normal([long[]]$Shape) { New-RandomTensor $Shape -Distribution Normal -Generator $generator }
$x = Normal $samples, $inputs
$w = Normal $outputs, $inputs
$layer = New-Model -InputShape $inputs { Linear $outputs -NoBias }

function Product($x, $w) {
    $layer.Parameters['0.weight'] = $w
    Invoke-Model -InputObject $x -Model $layer
}

$normalizations = [ordered]@{
    BatchNorm  = { param($x, $w) Product $x $w | Invoke-BatchNorm -Epsilon 1e-8 }
    LayerNorm  = { param($x, $w) Product $x $w | Invoke-LayerNorm -NormalizedShape $outputs -Epsilon 1e-8 }
    WeightNorm = { param($x, $w) Product $x ($w | Invoke-WeightNorm -Magnitude 1) }
}
$rows = (Normal $outputs, 1).Maximum(0) + 0.5 # positive factors
$once = New-Tensor $samples, 1 -Value 1
$once[3, 0] = 4
$changes = [ordered]@{
    'W times 3'                = { $x, ($w * 3) }
    'W plus one vector a row'  = { $x, ($w + $vector) }
    'each row of W rescaled'   = { $x, ($w * $rows) }
    'data set times 3'         = { ($x * 3), $w }
    'data set plus a constant' = { ($x + $vector), $w }
    'one sample times 4'       = { ($x * $once), $w }
}
$vector = Normal 1, $inputs

$rows = foreach ($change in $changes.GetEnumerator()) {
    $changed = & $change.Value
    $cells = [ordered]@{ Change = $change.Key }
    foreach ($normalization in $normalizations.GetEnumerator()) {
        $difference = (& $normalization.Value $changed[0] $changed[1]) - (& $normalization.Value $x $w) | Measure-Tensor
        $largest = [Math]::Max($difference.Maximum, -$difference.Minimum)
        $cells[$normalization.Key] = if ($largest -lt 1e-5) { 'same ({0:0e-0})' -f $largest } else { '{0:0.0}' -f $largest }
    }
    [pscustomobject]$cells
}
$rows

# An image's contrast and brightness: instance norm does not notice them, unless eps is more than the variance.
$image = Normal 1, 3, 64
''
foreach ($contrast in 3, 0.01) {
    $a, $b = $image, ($image * $contrast + 7)
    foreach ($epsilon in 1e-5, 1e-8) {
        $difference = ($a | Invoke-InstanceNorm -Epsilon $epsilon) - ($b | Invoke-InstanceNorm -Epsilon $epsilon) | Measure-Tensor
        'instance norm, contrast {0} and brightness 7, eps {1:0e-0}: {2:0.0000}' -f $contrast, $epsilon, $difference.Maximum
    }
}
