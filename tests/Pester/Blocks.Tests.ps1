# The blocks of known networks, written and trained in a script: values with several readers, joined in each way.

BeforeAll {
    Set-StrictMode -Version Latest
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
    Import-Module "$folder/NormTools.psd1" -Force
    $digits = Import-Dataset "$folder/data/digits.csv.gz" -Label label | Split-Dataset -Test 0.2 -Stratify -Seed 1
}

Describe 'A block' {
    It 'like that of <Network> trains, is saved and comes back' -ForEach @(
        @{
            Network = 'ResNet-18'
            Layers  = {
                Unflatten 1, 8, 8
                Conv2d 8 3 -Padding 1 -NoBias; BatchNorm; ReLU
                Residual { Conv2d 8 3 -Padding 1 -NoBias; BatchNorm; ReLU; Conv2d 8 3 -Padding 1 -NoBias; BatchNorm }
                ReLU
                Residual {
                    Conv2d 16 3 -Padding 1 -Stride 2 -NoBias; BatchNorm; ReLU
                    Conv2d 16 3 -Padding 1 -NoBias; BatchNorm
                } -Shortcut { Conv2d 16 1 -Stride 2 -NoBias; BatchNorm }
                ReLU
                AdaptiveAvgPool 1; Flatten; Linear 10
            }
        }
        @{
            Network = 'Inception'
            Layers  = {
                Unflatten 1, 8, 8
                Branch { Conv2d 4 1; ReLU } { Conv2d 4 1; ReLU; Conv2d 8 3 -Padding 1; ReLU } {
                    Conv2d 2 1; ReLU; Conv2d 4 5 -Padding 2; ReLU } { MaxPool 3 -Stride 1 -Padding 1; Conv2d 4 1; ReLU }
                MaxPool 2; Flatten; Linear 10
            }
        }
        @{
            Network = 'DenseNet'
            Layers  = {
                Unflatten 1, 8, 8
                Conv2d 8 3 -Padding 1 -NoBias
                foreach ($layer in 1..3) {
                    Branch { Identity } { BatchNorm; ReLU; Conv2d 4 3 -Padding 1 -NoBias }
                }
                BatchNorm; ReLU; Conv2d 8 1 -NoBias; AvgPool 2; Flatten; Linear 10
            }
        }
    ) {
        $model = New-Model 64 -Seed 0 $Layers
        $run = $model | Start-TrainingRun $digits -Epoch 6 -BatchSize 32 -Optimizer Adam -LearningRate 3e-3 -Seed 0
        $run.History[-1].TrainingLoss | Should -BeLessThan (0.3 * $run.History[0].TrainingLoss)
        ($model | Test-Model $digits.Test).Accuracy | Should -BeGreaterThan 0.9

        $model | Export-Model "$TestDrive/$Network.safetensors"
        $again = Import-Model "$TestDrive/$Network.safetensors"
        $outputs = { ($digits.Test.Feature | Invoke-Model $args[0]).ToArray() }
        & $outputs $again | Should -Be (& $outputs $model)
    }
}
