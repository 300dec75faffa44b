# What several examples use; they dot-source it.

# Digits of 28x28 pixels, a data set of 784 features: the first ones of MNIST, where the folder of its four files is given, or
# drawn, so that nothing has to be downloaded. Drawn are ten glyphs of 5x7 dots on a field of 11x11, each digit turned by up to
# 25 degrees, scaled by 0.7 to 1.25, moved by up to a third of half the field and sheared by up to 0.3 (a -Distortion below 1
# takes that share of it), with bilinear interpolation, and N(0, Noise^2) on every pixel.
function Get-Digit([int]$Count, [string]$Mnist, [double]$Distortion = 1, [double]$Noise = 0.3, [int]$Seed = 0) {
    if ($Mnist) {
        $all = Import-Dataset "$Mnist/train-images-idx3-ubyte.gz" -LabelPath "$Mnist/train-labels-idx1-ubyte.gz"
        return New-Dataset $all.Feature.Slice(0, 0, $Count).Reshape($Count, 784) $all.Target.Slice(0, 0, $Count)
    }

    $glyphs = -split @'
        01110/10001/10011/10101/11001/10001/01110 00100/01100/00100/00100/00100/00100/01110
        01110/10001/00001/00010/00100/01000/11111 11111/00010/00100/00010/00001/10001/01110
        00010/00110/01010/10010/11111/00010/00010 11111/10000/11110/00001/00001/10001/01110
        00110/01000/10000/11110/10001/10001/01110 11111/00001/00010/00100/01000/01000/01000
        01110/10001/10001/01110/10001/10001/01110 01110/10001/10001/01111/00001/00010/01100
'@

    # Where pixel (x, y) of a digit comes from on the field: u = u0 x + u1 y + u2 its column, v its row.
    $pixels = New-Tensor 3, 784
    foreach ($i in 0..783) {
        $pixels[0, $i] = (2 * ($i % 28) + 1) / 28 - 1
        $pixels[1, $i] = (2 * [Math]::Floor($i / 28) + 1) / 28 - 1
        $pixels[2, $i] = 1
    }

    $drawn = (New-RandomTensor $Count, 5 Uniform -Minimum (-$Distortion) -Maximum $Distortion -Seed $Seed).ToArray()
    $u, $v = [double[, ]]::new($Count, 3), [double[, ]]::new($Count, 3)
    for ($i = 0; $i -lt $Count; $i++) {
        $angle, $size, $shear = (0.436 * $drawn[5 * $i]), (5.5 * (1 + 0.275 * $drawn[5 * $i + 1])), (0.3 * $drawn[5 * $i + 2])
        $cos, $sin = ($size * [Math]::Cos($angle)), ($size * [Math]::Sin($angle))
        $u[$i, 0], $u[$i, 1], $u[$i, 2] = $cos, ($cos * $shear - $sin), (5 + 5.5 * 0.35 * $drawn[5 * $i + 3])
        $v[$i, 0], $v[$i, 1], $v[$i, 2] = $sin, ($sin * $shear + $cos), (5 + 5.5 * 0.35 * $drawn[5 * $i + 4])
    }

    # A dot of the field is a tent over its place, and a digit is the sum of its dots.
    $u, $v = (ConvertTo-Tensor $u), (ConvertTo-Tensor $v)
    $feature = New-RandomTensor $Count, 784 Normal -StandardDeviation $Noise -Seed ($Seed + 1)
    $label = foreach ($i in 0..($Count - 1)) { $i % 10 }
    foreach ($digit in 0..9) {
        $column, $row = $u["$digit::10"].MatMul($pixels), $v["$digit::10"].MatMul($pixels)
        $tents = foreach ($x in 3..7) { (($column - $x).Abs() * -1 + 1).Maximum(0) }
        $y = 2
        foreach ($line in $glyphs[$digit] -split '/') {
            $dots = foreach ($x in 0..4) { if ($line[$x] -eq '1') { , $tents[$x] } }
            $sum = $dots[0]
            foreach ($other in $dots | Select-Object -Skip 1) { $sum = $sum + $other }
            $feature["$digit::10"] = $feature["$digit::10"] + $sum * (($row - $y).Abs() * -1 + 1).Maximum(0)
            $y++
        }
    }

    New-Dataset $feature ([long[]]$label)
}

# 7,000 digits for a model to learn by heart: of the first 5,000, to train on, the share -Wrong have their labels shuffled among
# themselves; the last 2,000 have the right ones, to judge by. (Seeds far from those of the samples: the same permutation again would
# draw the wrong ones first.)
function Get-WrongDigit([double]$Wrong = 0.3, [string]$Mnist) {
    $digits = Get-Digit 7000 -Mnist $Mnist -Distortion 0.6 -Seed 1001 | Select-Dataset -Index (New-RandomTensor 7000 Permutation -Seed 1002).ToArray()
    $label, $count = $digits.Target.ToArray(), [int](5000 * $Wrong)
    $chosen = @((New-RandomTensor 5000 Permutation -Seed 1003).ToArray() | Select-Object -First $count)
    $shuffled = @($chosen | Sort-Object | ForEach-Object { $label[$_] })
    for ($i = 0; $i -lt $count; $i++) { $label[$chosen[$i]] = $shuffled[$i] }
    New-Dataset $digits.Feature $label
}

# Mean and half of its interval of 95 % (Student's t) of the results of some seeds, as one text.
function Format-Mean([double[]]$Value, [string]$Format = '0.0') {
    $mean = ($Value | Measure-Object -Average).Average
    if ($Value.Count -lt 2) { return "{0:$Format}" -f $mean }
    $square = ($Value | ForEach-Object { ($_ - $mean) * ($_ - $mean) } | Measure-Object -Sum).Sum
    $t = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)[[Math]::Min($Value.Count - 2, 8)]
    "{0:$Format} +- {1:$Format}" -f $mean, ($t * [Math]::Sqrt($square / ($Value.Count - 1) / $Value.Count))
}
