# The signal through 30 ReLU layers under each initialisation, and Glorot's five layers of tanh. No biases, samples and
# last gradient from N(0, 1), 5 seeds. Expect, within ten seconds (y: deviation of the outputs of a layer, g: of the
# gradient there):
#
#   Weights      y1    y10      y20      y30      g1       g10      g20      g30       a layer, by theory
#   Kaiming      1.41  1.18     1.09     1.08     0.702    0.732    0.726    0.707     1
#   XavierNormal 1     0.0368   0.00106  3.29E-05 3.03E-05 0.000715 0.0227   0.707     1 / sqrt(2)
#   Normal 0.01  0.16  4.05E-10 1.28E-19 4.38E-29 2.52E-28 8.64E-20 2.5E-10  0.707     0.01 sqrt(256 / 2) = 0.113
#   Default      0.576 0.000182 2.11E-08 2.78E-12 3.81E-12 1.23E-08 9.55E-05 0.707     1 / sqrt(6)
#   Orthogonal   1.41  1.28     1.19     1.14     0.661    0.709    0.701    0.706     1
#
#   Weights    y1    y2    y3    y4     y5     g1     g2    g3    g4    g5
#   Default    0.461 0.25  0.141 0.0809 0.0467 0.0832 0.176 0.324 0.573 0.999
#   Xavier     0.628 0.486 0.408 0.357  0.321  0.372  0.544 0.682 0.8   0.906
#   Xavier 5/3 0.76  0.693 0.669 0.658  0.654  0.727  0.793 0.769 0.716 0.658
#
# He et al. 2015, section 2.2; Glorot and Bengio 2010, figures 6 and 7.
param([int]$Depth = 30, [int]$Width = 256, [int]$Repeat = 5)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

# Deviations of what a type of layers gives, and of the gradient at the Linear layers: geometric means over the seeds.
function Measure-Depth($model, [hashtable]$scheme, [string]$type) {
    $forward, $backward = $null
    foreach ($seed in 0..($Repeat - 1)) {
        $model | Initialize-Model @scheme -Bias Zero -Seed $seed
        $signal = ($model | Measure-SignalPropagation -BatchSize 256 -Seed (100 + $seed)).Layers
        $outputs = @($signal | Where-Object Type -EQ $type)
        $linear = @($signal | Where-Object Type -EQ Linear)
        if (-not $forward) { $forward, $backward = [double[]]::new($outputs.Count), [double[]]::new($linear.Count) }
        foreach ($i in 0..($linear.Count - 1)) {
            $forward[$i] += [Math]::Log($outputs[$i].StandardDeviation) / $Repeat
            $backward[$i] += [Math]::Log($linear[$i].GradientStandardDeviation) / $Repeat
        }
    }

    @{ Forward = $forward.ForEach{ [Math]::Exp($_) }; Backward = $backward.ForEach{ [Math]::Exp($_) } }
}

function Format-Row([string]$name, $measured, [int[]]$at) {
    $row = [ordered]@{ Weights = $name }
    foreach ($layer in $at) { $row["y$layer"] = '{0:G3}' -f $measured.Forward[$layer - 1] }
    foreach ($layer in $at) { $row["g$layer"] = '{0:G3}' -f $measured.Backward[$layer - 1] }
    [pscustomobject]$row
}

"$Depth ReLU layers of $Width units: deviation of what comes out of the Linear layers, and of the gradient there"
$relu = New-Model $Width -Seed 0 { foreach ($i in 1..$Depth) { Linear $Width; ReLU } }
$at = @(1, 10, 20, 30).Where{ $_ -le $Depth }
$(
    Format-Row 'Kaiming' (Measure-Depth $relu @{ Scheme = 'Kaiming' } Linear) $at
    Format-Row 'XavierNormal' (Measure-Depth $relu @{ Scheme = 'XavierNormal' } Linear) $at
    Format-Row 'Normal 0.01' (Measure-Depth $relu @{ Scheme = 'Normal'; StandardDeviation = 0.01 } Linear) $at
    Format-Row 'Default' (Measure-Depth $relu @{ Scheme = 'Default' } Linear) $at
    Format-Row 'Orthogonal' (Measure-Depth $relu @{ Scheme = 'Orthogonal'; Gain = 'relu' } Linear) $at
) | Format-Table -Property * -AutoSize

'5 tanh layers of 500 units: deviation of the activations, and of the gradient in front of them'
$tanh = New-Model 500 -Seed 0 { foreach ($i in 1..5) { Linear 500; Tanh } }
$(
    Format-Row 'Default' (Measure-Depth $tanh @{ Scheme = 'Default' } Tanh) (1..5)
    Format-Row 'Xavier' (Measure-Depth $tanh @{ Scheme = 'Xavier' } Tanh) (1..5)
    Format-Row 'Xavier 5/3' (Measure-Depth $tanh @{ Scheme = 'Xavier'; Gain = 'tanh' } Tanh) (1..5)
) | Format-Table -Property * -AutoSize
