# He et al. 2015, figures 2 and 3: 22 ReLU layers learn from both initialisations, from He's sooner; 30 layers from
# He's alone. Here 100 units a layer, the handwritten digits, batches of 64, SGD with momentum 0.9; ln 10 = 2.303 is the
# loss of knowing nothing. Expect, within half a minute, of the training loss:
#
#   Layers Rate  Weights      Step500 Step1000 Step2000 Step3000
#       22 0.01  Kaiming      0.016   0.009    0.000    0.000
#       22 0.01  XavierNormal 1.467   0.488    0.025    0.011     learns, but later
#       22 0.01  Default      2.303   2.303    2.303    2.303     PyTorch's own, without biases: stalls
#       22 0.01  Orthogonal   0.041   0.001    0.000    0.000
#       30 0.001 Kaiming      0.273   0.008    0.000    0.000
#       30 0.001 XavierNormal 2.302   2.293    1.839    0.998     stands still for 1,000 steps
#       30 0.001 Default      2.303   2.303    2.303    2.303
#       30 0.001 Orthogonal   0.084   0.000    0.000    0.000
#
# Last digits may differ from processor to processor.
param([int]$Step = 3000)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

$digits = Import-Dataset "$PSScriptRoot/../data/digits.csv.gz" -Label label -Standardize
$stepsPerEpoch = [Math]::Floor($digits.Count / 64)
$epochs = [int][Math]::Ceiling($Step / $stepsPerEpoch)
$options = @{ Epoch = $epochs; BatchSize = 64; DropLast = $true; Optimizer = 'SGD'; Momentum = 0.9; Seed = 0 }

$result = foreach ($case in @{ Depth = 22; Rate = 0.01 }, @{ Depth = 30; Rate = 0.001 }) {
    foreach ($scheme in 'Kaiming', 'XavierNormal', 'Default', 'Orthogonal') {
        $gain = if ($scheme -eq 'Orthogonal') { @{ Gain = 'relu' } } else { @{} }
        $model = New-Model 64 -Seed 0 { foreach ($i in 2..$case.Depth) { Linear 100; ReLU }; Linear 10 }
        $model | Initialize-Model $scheme @gain -Bias Zero -Seed 0
        $run = $model | Start-TrainingRun $digits @options -LearningRate $case.Rate
        $row = [ordered]@{ Layers = $case.Depth; Rate = "$($case.Rate)"; Weights = $scheme }
        foreach ($share in 1, 2, 4, 6) {
            $at = [int]($Step * $share / 6)
            $row["Step$at"] = '{0:F3}' -f $run.History[[int]($at / $stepsPerEpoch) - 1].TrainingLoss
        }

        [pscustomobject]$row
    }
}

$result | Format-Table
