# Style transfer by adaptive instance norm (Huang and Belongie 2017), on pictures that the script draws: shapes of 16x16 pixels in two colours,
# half of the contents pale. Features are those of two random convolutions, and a decoder learns to make pictures of features again. Then the features
# of a content are normalised, and get the mean and deviation that each channel has in the style. Expect, within half a minute on two
# quiet cores, as distance of these moments from the style's, a share of that before:
#
#   none           1.00
#   batch norm     0.30
#   instance norm  0.04
#
# Instance norm takes each picture's own brightness and contrast away. Batch norm, which has one mean and deviation for all pictures, keeps
# them: dark contents stay dark and pale ones pale. -Path FILE.svg draws it: the contents on top, below them for each of three styles (on
# the left) batch norm and instance norm.
param([string]$Path, [int]$Epoch = 30)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../out/NormTools" # as ./build.sh Build lays it out

# Pictures [Count, 3, 16, 16]: a disc, a square, stripes or a chequerboard, in one colour on another.
function Get-Picture([int]$Count, [int]$Seed) {
    $drawn = (New-RandomTensor $Count, 10 Uniform -Seed $Seed).ToArray()
    $values = [single[]]::new($Count * 768)
    for ($i = 0; $i -lt $Count; $i++) {
        $kind, $left, $top, $size = $drawn[(10 * $i)..(10 * $i + 3)]
        $left, $top, $size = (5 + 6 * $left), (5 + 6 * $top), (2.5 + 3 * $size)
        for ($y = 0; $y -lt 16; $y++) {
            for ($x = 0; $x -lt 16; $x++) {
                $isInside = if ($kind -lt 0.25) { ($x - $left) * ($x - $left) + ($y - $top) * ($y - $top) -lt $size * $size }
                    elseif ($kind -lt 0.5) { [Math]::Max([Math]::Abs($x - $left), [Math]::Abs($y - $top)) -lt $size }
                    elseif ($kind -lt 0.75) { ($x + $y) % 6 -lt 3 }
                    else { [Math]::Floor($x / 4) % 2 -eq [Math]::Floor($y / 4) % 2 }
                for ($c = 0; $c -lt 3; $c++) {
                    $values[768 * $i + 256 * $c + 16 * $y + $x] = $drawn[10 * $i + $(if ($isInside) { 4 } else { 7 }) + $c]
                }
            }
        }
    }

    (ConvertTo-Tensor $values).Reshape($Count, 3, 16, 16)
}

# Mean and deviation of each channel of features [1, channels, 16, 16].
function Get-Style($Feature) {
    $moments = 0..($Feature.Shape[1] - 1) | ForEach-Object { $Feature[0, $_] } | Measure-Tensor
    (ConvertTo-Tensor $moments.Mean), (ConvertTo-Tensor @($moments.Variance | ForEach-Object { [Math]::Sqrt($_) }))
}

# How far pictures are from a style: the mean square of the differences of these moments.
function Measure-Style($Picture, $Mean, $Deviation) {
    $feature = Invoke-Model $encoder $Picture
    $squares = for ($i = 0; $i -lt $Picture.Shape[0]; $i++) {
        $own = Get-Style $feature["$($i):$($i + 1)"]
        foreach ($difference in ($own[0] - $Mean), ($own[1] - $Deviation)) { ($difference * $difference).ToArray() }
    }

    ($squares | Measure-Object -Average).Average
}

# Features are those of two random convolutions; a decoder learns to make pictures of them again.
$pictures = Get-Picture 600 1
$encoder = New-Model 3, 16, 16 -Seed 0 { Conv2d 32 3 -Padding 1; ReLU; Conv2d 32 3 -Padding 1; ReLU }
$decoder = New-Model 32, 16, 16 -Seed 0 { Conv2d 32 3 -Padding 1; ReLU; Conv2d 3 3 -Padding 1; Flatten }
$data = New-Dataset (Invoke-Model $encoder $pictures) $pictures.Reshape(600, 768)
$run = $decoder | Start-TrainingRun $data -Epoch $Epoch -BatchSize 16 -Optimizer Adam -LearningRate 0.002 -Seed 0
'decoder: root mean square error of a colour {0:0.000}' -f [Math]::Sqrt($run.History[-1].TrainingLoss)

# Contents in their colours, the second half of them pale; two styles.
$content = Get-Picture 8 2
$content['4:8'] = $content['4:8'] * 0.2 + 0.7
$feature = Invoke-Model $encoder $content
$rows = [Collections.Generic.List[object]]::new()
$rows.Add(@($null, $content))
$of = [ordered]@{ none = @(); 'batch norm' = @(); 'instance norm' = @() }
foreach ($seed in 11, 12, 13) {
    $style = Get-Picture 1 $seed
    $mean, $deviation = Get-Style (Invoke-Model $encoder $style)
    $of['none'] += Measure-Style $content $mean $deviation
    foreach ($norm in 'batch norm', 'instance norm') {
        $moved = if ($norm -eq 'batch norm') { $feature | Invoke-BatchNorm -Weight $deviation -Bias $mean }
            else { $feature | Invoke-InstanceNorm -Weight $deviation -Bias $mean }
        $made = (Invoke-Model $decoder $moved).Reshape(8, 3, 16, 16)
        $of[$norm] += Measure-Style $made $mean $deviation
        $rows.Add(@($style, $made))
    }
}

foreach ($norm in $of.Keys) {
    '{0,-14} {1:0.00}' -f $norm, (($of[$norm] | Measure-Object -Sum).Sum / ($of['none'] | Measure-Object -Sum).Sum)
}

if ($Path) {
    $boxes = for ($row = 0; $row -lt $rows.Count; $row++) {
        $style, $made = $rows[$row]
        $values = @(if ($style) { , $style.ToArray() } else { , @() }; for ($i = 0; $i -lt 8; $i++) { , $made[$i].ToArray() })
        for ($column = 0; $column -lt 9; $column++) {
            for ($i = 0; $i -lt $values[$column].Count / 3; $i++) {
                $color = foreach ($c in 0, 1, 2) { [int][Math]::Round(255 * [Math]::Min([Math]::Max($values[$column][256 * $c + $i], 0), 1)) }
                '<rect x="{0}" y="{1}" width="4.2" height="4.2" fill="rgb({2})"/>' -f (10 + 76 * $column + 4 * ($i % 16)), (10 + 76 * $row + 4 * [Math]::Floor($i / 16)), ($color -join ',')
            }
        }
    }

    Set-Content $Path ("<svg xmlns='http://www.w3.org/2000/svg' width='700' height='$(20 + 76 * $rows.Count)'><rect width='100%' height='100%' fill='#fff'/>" + ($boxes -join "`n") + '</svg>')
}
