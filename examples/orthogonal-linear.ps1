# Saxe, McClelland and Ganguli 2014: from orthogonal weights a deep linear network learns almost as fast as a shallow
# one, from Gaussian weights of the same variance it does not learn at all. Width 64, all 512 points in each step, the
# best of six learning rates; steps until the loss is below 0.01. Expect, within half a minute:
#
#   Layers OrthogonalDirections GaussianDirections OrthogonalSteps GaussianSteps
#        2 64.0                 11.3               14              27
#        5 64.0                 5.4                136             not in 1,000
#       10 64.0                 3.6                157             not in 1,000
#       20 64.0                 2.2                270             not in 1,000
#
# Directions: how many of the 64 the product of the layers still lets through (the sum of its squared singular values
# over the largest). A product of Gaussian matrices soon has one direction only, of orthogonal ones all of them.
param([int[]]$Depth = @(2, 5, 10, 20), [int]$Step = 1000)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

$width = 64
$gaussian = @{ Scheme = 'Normal'; StandardDeviation = 1 / [Math]::Sqrt($width) }
$orthogonal = @{ Scheme = 'Orthogonal' }

function New-LinearModel([int]$layers, [hashtable]$scheme) {
    $model = New-Model $width -Seed 0 { foreach ($i in 1..$layers) { Linear $width -NoBias } }
    $model | Initialize-Model @scheme -Seed 0 -PassThru
}

# The directions that a product of the layers lets through: the sum of its squared singular values over the largest one.
# Power iteration with the model and its transpose: x -> P^T P x.
function Measure-DirectionCount([Parameter(ValueFromPipeline)]$model) {
    $product = (New-WeightTensor $width, $width Eye | Invoke-Model $model).Transpose()
    $square = New-Model $width -Seed 0 { Linear $width -NoBias; Linear $width -NoBias }
    $square.Parameters['0.weight'] = $product
    $square.Parameters['1.weight'] = $product.Transpose()
    $x = New-RandomTensor 1, $width Normal -Seed 0
    foreach ($i in 1..200) {
        $y = $x | Invoke-Model $square
        $length = [Math]::Sqrt((($y * $y) | Measure-Tensor).Mean * $width)
        $x = $y / $length
    }

    (($product * $product) | Measure-Tensor).Mean * $width * $width / $length
}

# The task: learn an orthogonal map from 512 points, with all of them in each step. A map and its mirror image lie
# apart: on the way from one to the other a direction would have to vanish first. Both are tried, and the sooner counts.
$x = New-RandomTensor 512, $width Normal -Seed 1
$teacher = New-Model $width -Seed 0 { Linear $width -NoBias } | Initialize-Model Orthogonal -Seed 2 -PassThru
$maps = foreach ($sign in 1, -1) {
    $mirror = New-Tensor $width -Value 1
    $mirror.SetValue($sign, 0)
    New-Dataset -Feature $x -Target (($x | Invoke-Model $teacher) * $mirror) -Task Regression
}

$options = @{ Epoch = $Step; BatchSize = 512; NoShuffle = $true; Optimizer = 'SGD'; Seed = 0 }

function Measure-StepCount([int]$layers, [hashtable]$scheme) {
    $best = foreach ($rate in 0.5, 1, 2, 4, 8, 16) {
        foreach ($map in $maps) {
            $model = New-LinearModel $layers $scheme
            $run = $model | Start-TrainingRun $map @options -LearningRate $rate -OnEpoch {
                if ($_.TrainingLoss -lt 0.01 -or $_.TrainingLoss -gt 100) { $args[1].Stop() }
            } -ErrorAction SilentlyContinue # a rate that is too large ends in LossNotFinite
            if ($run -and $run.History[-1].TrainingLoss -lt 0.01) { $run.History.Count }
        }
    }

    if ($best) { '{0:N0}' -f ($best | Measure-Object -Minimum).Minimum } else { "not in {0:N0}" -f $Step }
}

$result = foreach ($layers in $Depth) {
    [pscustomobject]@{
        Layers               = $layers
        OrthogonalDirections = '{0:F1}' -f (New-LinearModel $layers $orthogonal | Measure-DirectionCount)
        GaussianDirections   = '{0:F1}' -f (New-LinearModel $layers $gaussian | Measure-DirectionCount)
        OrthogonalSteps      = Measure-StepCount $layers $orthogonal
        GaussianSteps        = Measure-StepCount $layers $gaussian
    }
}

$result | Format-Table
