# Dropout, L1, L2 and weight decay by strength: 300 digits, 30 % of their labels shuffled, a network 64-256-256-10 that can learn
# them all by heart in 100 epochs of AdamW; judged by 1,000 digits with the right labels, five seeds each.
param([ulong[]]$Seed = (0..4), [int]$Epoch = 100, [string]$Chart)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out
. "$PSScriptRoot/noisy-digits.ps1"

$data = Get-NoisyDigits 0
$options = @{ Data = $data; Validation = $data.Test; Epoch = $Epoch; Seed = $Seed }
$plain = { Linear 256; ReLU; Linear 256; ReLU; Linear }
$curves = [ordered]@{
    Dropout = Measure-ValidationCurve { param($Dropout) Linear 256; ReLU; Dropout $Dropout; Linear 256; ReLU; Dropout $Dropout; Linear } `
        @{ Dropout = 0.8, 0.5, 0.2, 0 } @options -Optimizer AdamW
    L1      = Measure-ValidationCurve $plain @{ L1 = 0.01, 0.003, 0.001, 0.0001 } @options -Optimizer AdamW
    L2      = Measure-ValidationCurve $plain @{ L2 = 0.1, 0.03, 0.01, 0.001 } @options -Optimizer AdamW
    Decay   = Measure-ValidationCurve $plain @{ WeightDecay = 10, 3, 1, 0.1 } @options -Optimizer AdamW
}
$rows = foreach ($name in $curves.Keys) {
    foreach ($point in $curves[$name].Point) {
        [pscustomobject]@{
            Setting     = $point.Text
            TestPercent = '{0:0.0}' -f (100 * $point.Score)
            Low         = '{0:0.0}' -f (100 * $point.Low)
            High        = '{0:0.0}' -f (100 * $point.High)
            OwnPercent  = '{0:0.0}' -f (100 * $point.TrainingScore)
        }
    }
}
$rows | Format-Table -AutoSize
if ($Chart) { $curves.L1 | Export-TrainingChart $Chart -Force }
