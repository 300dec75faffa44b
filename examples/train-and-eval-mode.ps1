# Batch normalisation is not switched off in evaluation: it normalises by running statistics, and those have to warm up.
# Expect: at momentum 0.1 the running mean holds 10 % of the truth after 1 batch, 65 % after 10, 90 % after 22 and 99 % after
# 44, and evaluation is 2.56 standard deviations from training after 1 batch, 0.68 after 10, 0.24 after 22, 0.15 after 44.
# Layer norm gives the same in both modes. A batch of two becomes -1 and 1, whatever its values are.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

# Batches of 64 samples of 32 features, mean 3 and deviation 2.
$generator = New-RandomGenerator -Seed 0
function Batch { New-RandomTensor 64, 32 -Distribution Normal -Mean 3 -StandardDeviation 2 -Generator $generator }

$running = @{ RunningMean = New-Tensor 32; RunningVariance = New-Tensor 32 -Value 1 }
$probe = Batch
$training = $probe | Invoke-BatchNorm
foreach ($k in 1..44) {
    $null = Batch | Invoke-BatchNorm @running
    if ($k -in 1, 2, 5, 10, 22, 44) {
        $difference = $training - ($probe | Invoke-BatchNorm @running -Evaluate)
        [pscustomobject]@{
            Batches      = $k
            WarmUp       = '{0:0.0 %}' -f (1 - [Math]::Pow(0.9, $k))
            RunningMean  = [Math]::Round(($running.RunningMean | Measure-Tensor).Mean, 3)
            TrainEvalGap = [Math]::Round([Math]::Sqrt(($difference * $difference | Measure-Tensor).Mean), 3)
        }
    }
}

''
$layerNorm = New-Model 32 { LayerNorm }
$difference = (Invoke-Model $layerNorm $probe -Training) - (Invoke-Model $layerNorm $probe) | Measure-Tensor
'Layer norm, training against evaluation on the same batch: {0:0.00} at most' -f $difference.Maximum

''
'Two samples keep only which of them is larger:'
foreach ($pair in @(1, 3), @(1, 1000), @(-5, -4.9)) {
    $y = New-Tensor -Data $pair -Shape 2, 1 | Invoke-BatchNorm
    '  {0,5} {1,6}  ->  {2:0.0000} {3:0.0000}' -f $pair[0], $pair[1], $y[0, 0], $y[1, 0]
}

''
'One sample is refused in training, and evaluated by the running statistics:'
$one = $probe.Slice(0, 0, 1)
$one | Invoke-BatchNorm -ErrorVariable refused -ErrorAction SilentlyContinue
"  training:   $($refused[0].Exception.Message)"
$y = $one | Invoke-BatchNorm @running -Evaluate
"  evaluation: mean {0:0.00} of its 32 features" -f ($y | Measure-Tensor).Mean
