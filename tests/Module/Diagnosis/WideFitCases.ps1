# Further runs with a known fault, and sound ones, behind FitCases.ps1: other data, tasks, losses, activations, optimisers, widths
# and seeds, images among them. Each has the verdicts of which one is to stand first.
$wide = [ordered]@{}

function Case([string]$Name, [string[]]$First, [scriptblock]$Run) { $wide[$Name] = [pscustomobject]@{ First = $First; Run = $Run } }

# Clouds around centres in any direction, for so many classes.
function Blob([int]$Count, [int]$Width, [int]$Classes, [double]$Apart, [int]$Seed, [double]$Wrong = 0) {
    $centre = (New-RandomTensor $Classes, $Width Normal -StandardDeviation $Apart -Seed (50 + $Seed))
    $u = (New-RandomTensor $Count, 3 Uniform -Seed (60 + $Seed)).ToArray()
    $class = [long[]]::new($Count); $label = [long[]]::new($Count)
    for ($i = 0; $i -lt $Count; $i++) {
        $class[$i] = $label[$i] = [long][Math]::Min($Classes - 1, [Math]::Floor($u[3 * $i] * $Classes))
        if ($u[3 * $i + 1] -lt $Wrong) { $label[$i] = ($class[$i] + 1 + [long][Math]::Floor($u[3 * $i + 2] * ($Classes - 1))) % $Classes }
    }

    $x = (New-RandomTensor $Count, $Width Normal -Seed (70 + $Seed)) + $centre[$class]
    New-Dataset $x $label -ClassName ([string[]](0..($Classes - 1)))
}

# Two moons.
function Moon([int]$Count, [double]$Noise, [int]$Seed) {
    $u = (New-RandomTensor $Count Uniform -Seed $Seed).ToArray()
    $e = (New-RandomTensor $Count, 2 Normal -StandardDeviation $Noise -Seed (1 + $Seed)).ToArray()
    $x = [float[]]::new(2 * $Count); $y = [long[]]::new($Count)
    for ($i = 0; $i -lt $Count; $i++) {
        $y[$i] = $i % 2
        $angle = [Math]::PI * $u[$i]
        $x[2 * $i] = $(if ($y[$i]) { 1 - [Math]::Cos($angle) } else { [Math]::Cos($angle) }) + $e[2 * $i]
        $x[2 * $i + 1] = $(if ($y[$i]) { 0.5 - [Math]::Sin($angle) } else { [Math]::Sin($angle) }) + $e[2 * $i + 1]
    }

    New-Dataset (New-Tensor -Data $x -Shape $Count, 2) $y
}

# Friedman's first function of ten columns, of which five count, standardised.
function Friedman([int]$Count, [double]$Noise, [int]$Seed, [int]$Width = 10) {
    $x = (New-RandomTensor $Count, $Width Uniform -Seed $Seed).ToArray()
    $e = (New-RandomTensor $Count Normal -StandardDeviation $Noise -Seed (1 + $Seed)).ToArray()
    $y = [float[]]::new($Count)
    for ($i = 0; $i -lt $Count; $i++) {
        $j = $i * $Width
        $y[$i] = (10 * [Math]::Sin([Math]::PI * $x[$j] * $x[$j + 1]) + 20 * ($x[$j + 2] - 0.5) * ($x[$j + 2] - 0.5) + 10 * $x[$j + 3] + 5 * $x[$j + 4] - 14.4) / 4.9 + $e[$i]
    }

    New-Dataset ((New-Tensor -Data $x -Shape $Count, $Width) * 3.46 - 1.73) (New-Tensor -Data $y -Shape $Count)
}

# Digits of 8x8 pixels, 0 to 1, as images or as rows; labels may be given.
function Digit([int]$Count, [int]$Seed, [switch]$Row, [double]$Wrong = 0, [switch]$Shuffled) {
    $all = Import-Dataset $Data/digits.csv.gz -Label label
    $order = (New-RandomTensor $all.Count Permutation -Seed $Seed).ToArray()[0..($Count - 1)]
    $part = $all | Select-Dataset -Index $order
    $label = $part.Target.ToArray()
    $u = (New-RandomTensor $Count, 2 Uniform -Seed (90 + $Seed)).ToArray()
    for ($i = 0; $i -lt $Count; $i++) { if ($u[2 * $i] -lt $Wrong) { $label[$i] = ($label[$i] + 1 + [long][Math]::Floor(9 * $u[2 * $i + 1])) % 10 } }
    if ($Shuffled) { $label = [long[]]($label[(New-RandomTensor $Count Permutation -Seed (91 + $Seed)).ToArray()]) }
    $x = $part.Feature.Reshape($Count, 64) / 16
    if ($Row) { New-Dataset $x $label } else { New-Dataset $x $label -FeatureShape 1, 8, 8 }
}

function Third($data, [int]$Seed) { Keep ($data | Split-Dataset -Validation 0.33 -Seed $Seed) }

# Rare classes: the share of the second; apart in deviations.
function Rare([int]$Count, [int]$Width, [double]$Share, [double]$Apart, [int]$Seed) {
    $x = (New-RandomTensor $Count, $Width Normal -Seed $Seed).ToArray()
    $y = [string[]]::new($Count)
    $every = [int](1 / $Share)
    for ($i = 0; $i -lt $Count; $i++) {
        $rare = $i % $every -eq 0
        if ($rare) { $x[$i * $Width] += $Apart; $x[$i * $Width + 1] -= $Apart }
        $y[$i] = if ($rare) { 'rare' } else { 'usual' }
    }
    New-Dataset (New-Tensor -Data $x -Shape $Count, $Width) $y
}
# A checkerboard of so many fields a side.
function Board([int]$Count, [int]$Side, [int]$Seed, [int]$Width = 2) {
    $x = (New-RandomTensor $Count, $Width Uniform -Seed $Seed).ToArray()
    $y = [string[]]::new($Count)
    for ($i = 0; $i -lt $Count; $i++) {
        $y[$i] = 'b' + (([Math]::Floor($x[$i * $Width] * $Side) + [Math]::Floor($x[$i * $Width + 1] * $Side)) % 2)
    }
    New-Dataset ((New-Tensor -Data $x -Shape $Count, $Width) * 3.46 - 1.73) $y
}
# The labels of the rows from one on, by a block of all labels, the row, and another of those rows.
function Later($data, [int]$From, [scriptblock]$Change) {
    $y = [long[]]$data.Target.ToArray()
    $order = (New-RandomTensor ($data.Count - $From) Permutation -Seed 7).ToArray()
    $old = [long[]]$y.Clone()
    for ($i = $From; $i -lt $data.Count; $i++) { $y[$i] = & $Change $old $i ($From + $order[$i - $From]) }
    New-Dataset $data.Feature $y -ClassName $data.ClassNames
}

# -- Overfitting
Case 'overfitting: 40 rows of 50 columns, tanh, SGD' Overfitting {
    param($Seed)
    $split = Keep (Blob 440 50 2 0.25 $Seed | Split-Dataset -Train 40 -Validation 400 -Seed $Seed)
    New-Model 50 -Seed $Seed { Linear 128; Tanh; Linear 2 } | Start-TrainingRun $split -Epoch 80 -Optimizer SGD -LearningRate 0.1 -Momentum 0.9 -BatchSize 8 -Seed $Seed
}
Case 'overfitting: regression of 40 rows, GELU' Overfitting {
    param($Seed)
    $split = Keep (Friedman 440 0.3 $Seed 20 | Split-Dataset -Train 40 -Validation 400 -Seed $Seed)
    New-Model 20 -Seed $Seed { Linear 128; GELU; Linear 64; GELU; Linear 1 } | Start-TrainingRun $split -Epoch 150 -LearningRate 0.005 -BatchSize 10 -Seed $Seed
}
Case 'overfitting: 60 images, convolutions' Overfitting {
    param($Seed)
    $split = Keep (Digit 560 $Seed | Split-Dataset -Train 60 -Validation 500 -Seed $Seed)
    New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 16 3 -Padding 1; ReLU; MaxPool 2; Flatten; Linear 64; ReLU; Linear 10 } | Start-TrainingRun $split -Epoch 60 -LearningRate 0.005 -BatchSize 16 -Seed $Seed
}
Case 'overfitting: one output, ELU' Overfitting {
    param($Seed)
    $split = Keep (Blob 360 30 2 0.3 (7 + $Seed) | Split-Dataset -Train 50 -Validation 310 -Seed $Seed)
    New-Model 30 -Seed $Seed { Linear 64; ELU; Linear 64; ELU; Linear 1 } | Start-TrainingRun $split -Loss BinaryCrossEntropy -Epoch 80 -LearningRate 0.01 -BatchSize 10 -Seed $Seed
}

# -- Underfitting
Case 'underfitting: a line for two moons' Underfitting {
    param($Seed)
    New-Model 2 -Seed $Seed { Linear 2 } | Start-TrainingRun (Third (Moon 600 0.12 $Seed) $Seed) -Epoch 60 -LearningRate 0.02 -Seed $Seed
}
Case 'underfitting: a line for a product' Underfitting {
    param($Seed)
    $data = Curve 500 2 { param($x) $x[0] * $x[1] } 0.1 (200 + $Seed)
    New-Model 2 -Seed $Seed { Linear 1 } | Start-TrainingRun (Third $data $Seed) -Epoch 80 -Optimizer SGD -LearningRate 0.05 -Seed $Seed
}
Case 'underfitting: two units for ten digits' Underfitting {
    param($Seed)
    New-Model 64 -Seed $Seed { Linear 2; ReLU; Linear 10 } | Start-TrainingRun (Third (Digit 900 $Seed -Row) $Seed) -Epoch 60 -LearningRate 0.01 -Seed $Seed
}
Case 'underfitting: a penalty that leaves nothing' Underfitting, NotLearning {
    param($Seed)
    New-Model 64 -Seed $Seed { Linear 32; ReLU; Linear 10 } | Start-TrainingRun (Third (Digit 600 $Seed -Row) $Seed) -Epoch 30 -LearningRate 0.01 -L2 0.1 -Seed $Seed
}
Case 'underfitting: three epochs' Underfitting, RateTooLow {
    param($Seed)
    New-Model 10 -Seed $Seed { Linear 32; ReLU; Linear 1 } | Start-TrainingRun (Third (Friedman 500 0.2 $Seed) $Seed) -Epoch 3 -LearningRate 0.003 -Seed $Seed
}

# -- LabelNoise
Case 'labels shuffled: digits' LabelNoise {
    param($Seed)
    New-Model 64 -Seed $Seed { Linear 64; ReLU; Linear 10 } | Start-TrainingRun (Third (Digit 600 $Seed -Row -Shuffled) $Seed) -Epoch 40 -LearningRate 0.003 -Seed $Seed
}
Case 'labels shuffled: images' LabelNoise {
    param($Seed)
    New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 8 3; ReLU; Flatten; Linear 32; ReLU; Linear 10 } | Start-TrainingRun (Third (Digit 500 $Seed -Shuffled) $Seed) -Epoch 20 -LearningRate 0.003 -Seed $Seed
}
Case 'targets shuffled: regression' LabelNoise {
    param($Seed)
    $data = Friedman 500 0.2 $Seed
    $y = $data.Target.ToArray()
    $data = New-Dataset $data.Feature (New-Tensor -Data ([float[]]($y[(New-RandomTensor 500 Permutation -Seed $Seed).ToArray()])) -Shape 500)
    New-Model 10 -Seed $Seed { Linear 32; Tanh; Linear 1 } | Start-TrainingRun (Third $data $Seed) -Epoch 40 -LearningRate 0.005 -Seed $Seed
}
Case 'labels 20 % wrong: digits by heart' LabelNoise {
    param($Seed)
    New-Model 64 -Seed $Seed { Linear 128; ReLU; Linear 10 } | Start-TrainingRun (Third (Digit 1200 $Seed -Row -Wrong 0.2) $Seed) -Epoch 40 -LearningRate 0.003 -Seed $Seed
}
Case 'labels 20 % wrong: four blobs, by heart' LabelNoise {
    param($Seed)
    New-Model 5 -Seed $Seed { Linear 128; ReLU; Linear 128; ReLU; Linear 4 } | Start-TrainingRun (Third (Blob 700 5 4 3 $Seed -Wrong 0.2) $Seed) -Epoch 60 -LearningRate 0.005 -Seed $Seed
}
Case 'labels 20 % wrong: images' LabelNoise {
    param($Seed)
    New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 16 3 -Padding 1; ReLU; MaxPool 2; Flatten; Linear 10 } | Start-TrainingRun (Third (Digit 1200 $Seed -Wrong 0.2) $Seed) -Epoch 20 -LearningRate 0.005 -Seed $Seed
}
Case 'labels 25 % wrong: two moons' LabelNoise {
    param($Seed)
    $data = Moon 800 0.1 $Seed
    $y = $data.Target.ToArray(); $u = (New-RandomTensor 800 Uniform -Seed (5 + $Seed)).ToArray()
    for ($i = 0; $i -lt 800; $i++) { if ($u[$i] -lt 0.25) { $y[$i] = 1 - $y[$i] } }
    New-Model 2 -Seed $Seed { Linear 32; ReLU; Linear 32; ReLU; Linear 2 } | Start-TrainingRun (Third (New-Dataset $data.Feature $y) $Seed) -Epoch 40 -LearningRate 0.01 -Seed $Seed
}
Case 'targets 15 % wrong: regression' LabelNoise {
    param($Seed)
    $data = Curve 600 3 { param($x) 2 * $x[0] - $x[1] + 0.5 * $x[2] } 0.1 (300 + $Seed)
    $y = $data.Target.ToArray(); $u = (New-RandomTensor 600, 2 Uniform -Seed (6 + $Seed)).ToArray()
    for ($i = 0; $i -lt 600; $i++) { if ($u[2 * $i] -lt 0.15) { $y[$i] = 16 * $u[2 * $i + 1] - 8 } }
    New-Model 3 -Seed $Seed { Linear 32; ReLU; Linear 1 } | Start-TrainingRun (Third (New-Dataset $data.Feature (New-Tensor -Data $y -Shape 600)) $Seed) -Epoch 40 -LearningRate 0.01 -Seed $Seed
}

# -- Leak
Case 'leak: half of the validation rows in training, regression' Leak {
    param($Seed)
    $data = Friedman 300 0.3 $Seed
    $x = $data.Feature.ToArray(); $y = $data.Target.ToArray()
    $both = New-Dataset (New-Tensor -Data ($x + $x[0..499]) -Shape 350, 10) (New-Tensor -Data ($y + $y[0..49]) -Shape 350)
    New-Model 10 -Seed $Seed { Linear 64; ReLU; Linear 1 } | Start-TrainingRun (Keep ($both | Split-Dataset -Validation 100 -NoShuffle)) -Epoch 60 -LearningRate 0.01 -Seed $Seed
}
Case 'leak: the same photographs again, with noise' Leak {
    param($Seed)
    $data = Digit 400 $Seed
    $x = $data.Feature.ToArray(); $y = $data.Target.ToArray()
    $again = (New-Tensor -Data ($x[0..(64 * 60 - 1)]) -Shape 60, 64) + (New-RandomTensor 60, 64 Normal -StandardDeviation 0.01 -Seed $Seed)
    $both = New-Dataset (New-Tensor -Data ($x + $again.ToArray()) -Shape 460, 64) ([long[]]($y + $y[0..59])) -FeatureShape 1, 8, 8
    New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 8 3; ReLU; Flatten; Linear 10 } | Start-TrainingRun (Keep ($both | Split-Dataset -Validation 110 -NoShuffle)) -Epoch 25 -LearningRate 0.005 -Seed $Seed
}
Case 'leak: test rows in training, few rows by heart' Leak {
    param($Seed)
    $data = Blob 240 12 2 0.4 (20 + $Seed)
    $x = $data.Feature.ToArray(); $y = $data.Target.ToArray()
    $both = New-Dataset (New-Tensor -Data ($x + $x[0..(12 * 40 - 1)]) -Shape 280, 12) ([long[]]($y + $y[0..39]))
    New-Model 12 -Seed $Seed { Linear 128; ReLU; Linear 2 } | Start-TrainingRun (Keep ($both | Split-Dataset -Validation 80 -Test 60 -NoShuffle)) -Epoch 50 -LearningRate 0.01 -Seed $Seed
}
Case 'leak: a column that is the quantity' Leak {
    param($Seed)
    $data = Friedman 500 0.5 $Seed
    $x = $data.Feature.ToArray(); $y = $data.Target.ToArray(); $e = (New-RandomTensor 500 Normal -StandardDeviation 0.05 -Seed $Seed).ToArray()
    for ($i = 0; $i -lt 500; $i++) { $x[10 * $i + 7] = $y[$i] + $e[$i] }
    New-Model 10 -Seed $Seed { Linear 32; ReLU; Linear 1 } | Start-TrainingRun (Third (New-Dataset (New-Tensor -Data $x -Shape 500, 10) $data.Target) $Seed) -Epoch 40 -LearningRate 0.005 -Seed $Seed
}
Case 'leak: a column that tells three classes' Leak {
    param($Seed)
    $data = Blob 450 8 3 0.5 (30 + $Seed)
    $x = $data.Feature.ToArray(); $y = $data.Target.ToArray(); $e = (New-RandomTensor 450 Normal -StandardDeviation 0.1 -Seed $Seed).ToArray()
    for ($i = 0; $i -lt 450; $i++) { $x[8 * $i] = (1, -1, 0)[$y[$i]] + $e[$i] }
    New-Model 8 -Seed $Seed { Linear 32; GELU; Linear 3 } | Start-TrainingRun (Third (New-Dataset (New-Tensor -Data $x -Shape 450, 8) ([long[]]$y)) $Seed) -Epoch 30 -LearningRate 0.01 -Seed $Seed
}

# -- Shift
Case 'shift: validation of another place' Shift {
    param($Seed)
    $data = Friedman 600 0.3 $Seed
    $x = $data.Feature.ToArray()
    for ($i = 450; $i -lt 600; $i++) { $x[10 * $i] += 2; $x[10 * $i + 3] -= 2 }
    New-Model 10 -Seed $Seed { Linear 32; ReLU; Linear 1 } | Start-TrainingRun (Keep (New-Dataset (New-Tensor -Data $x -Shape 600, 10) $data.Target | Split-Dataset -Validation 150 -NoShuffle)) -Epoch 40 -LearningRate 0.005 -Seed $Seed
}
Case 'shift: test classes mean something else' Shift {
    param($Seed)
    $data = Blob 700 6 3 2 (40 + $Seed)
    $y = $data.Target.ToArray()
    for ($i = 550; $i -lt 700; $i++) { $y[$i] = ($y[$i] + 1) % 3 }
    New-Model 6 -Seed $Seed { Linear 16; ReLU; Linear 3 } | Start-TrainingRun (Keep (New-Dataset $data.Feature ([long[]]$y) | Split-Dataset -Validation 150 -Test 150 -NoShuffle)) -Epoch 20 -LearningRate 0.01 -Seed $Seed
}
Case 'shift: darker images in the test part' Shift {
    param($Seed)
    $data = Digit 900 $Seed
    $x = $data.Feature.ToArray()
    for ($i = 700 * 64; $i -lt 900 * 64; $i++) { $x[$i] = 1 - $x[$i] }
    $data = New-Dataset (New-Tensor -Data $x -Shape 900, 64) $data.Target -FeatureShape 1, 8, 8
    New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 8 3; ReLU; Flatten; Linear 10 } | Start-TrainingRun (Keep ($data | Split-Dataset -Validation 200 -Test 200 -NoShuffle)) -Epoch 15 -LearningRate 0.005 -Seed $Seed
}

# -- RateTooHigh
Case 'rate too high: regression, SGD' RateTooHigh {
    param($Seed)
    New-Model 10 -Seed $Seed { Linear 32; ReLU; Linear 1 } | Start-TrainingRun (Third (Friedman 500 0.3 $Seed) $Seed) -Epoch 20 -Optimizer SGD -LearningRate 2 -Seed $Seed -ErrorAction SilentlyContinue
}
Case 'rate too high: digits, Adam' RateTooHigh {
    param($Seed)
    New-Model 64 -Seed $Seed { Linear 32; ReLU; Linear 32; ReLU; Linear 10 } | Start-TrainingRun (Third (Digit 600 $Seed -Row) $Seed) -Epoch 15 -LearningRate 0.5 -Seed $Seed
}
Case 'rate too high: images, Adam' RateTooHigh {
    param($Seed)
    New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 8 3; ReLU; MaxPool 2; Flatten; Linear 10 } | Start-TrainingRun (Third (Digit 600 $Seed) $Seed) -Epoch 12 -LearningRate 1 -Seed $Seed
}
Case 'rate too high: tanh, SGD with momentum' RateTooHigh {
    param($Seed)
    New-Model 6 -Seed $Seed { Linear 32; Tanh; Linear 32; Tanh; Linear 3 } | Start-TrainingRun (Third (Blob 500 6 3 1 $Seed) $Seed) -Epoch 15 -Optimizer SGD -LearningRate 5 -Momentum 0.9 -Seed $Seed -ErrorAction SilentlyContinue
}
Case 'rate too high: RMSprop, two moons' RateTooHigh {
    param($Seed)
    New-Model 2 -Seed $Seed { Linear 32; ReLU; Linear 32; ReLU; Linear 2 } | Start-TrainingRun (Third (Moon 500 0.15 $Seed) $Seed) -Epoch 15 -Optimizer RMSprop -LearningRate 1 -Seed $Seed
}

# -- RateTooLow
Case 'rate too low: digits, SGD' RateTooLow {
    param($Seed)
    New-Model 64 -Seed $Seed { Linear 32; ReLU; Linear 10 } | Start-TrainingRun (Third (Digit 600 $Seed -Row) $Seed) -Epoch 15 -Optimizer SGD -LearningRate 0.0005 -Seed $Seed
}
Case 'rate too low: regression, Adam' RateTooLow {
    param($Seed)
    New-Model 10 -Seed $Seed { Linear 64; GELU; Linear 1 } | Start-TrainingRun (Third (Friedman 500 0.3 $Seed) $Seed) -Epoch 20 -LearningRate 1e-5 -Seed $Seed
}
Case 'rate too low: images' RateTooLow {
    param($Seed)
    New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 8 3; ReLU; MaxPool 2; Flatten; Linear 10 } | Start-TrainingRun (Third (Digit 600 $Seed) $Seed) -Epoch 12 -LearningRate 1e-5 -Seed $Seed
}
Case 'rate too low: two moons, tanh' RateTooLow {
    param($Seed)
    New-Model 2 -Seed $Seed { Linear 32; Tanh; Linear 32; Tanh; Linear 2 } | Start-TrainingRun (Third (Moon 500 0.15 $Seed) $Seed) -Epoch 20 -Optimizer SGD -LearningRate 0.0003 -Seed $Seed
}

# -- DeadUnits, SaturatedUnits, NotLearning
Case 'dead units: two layers' DeadUnits {
    param($Seed)
    $model = New-Model 64 -Seed $Seed { Linear 32; ReLU; Linear 32; ReLU; Linear 10 }
    $model | Initialize-Model KaimingUniform -Bias -20 -Seed $Seed | Out-Null
    $model | Start-TrainingRun (Third (Digit 600 $Seed -Row) $Seed) -Epoch 15 -LearningRate 0.003 -Seed $Seed
}
Case 'dead units: regression' DeadUnits {
    param($Seed)
    $model = New-Model 10 -Seed $Seed { Linear 64; ReLU; Linear 1 }
    $model | Initialize-Model XavierNormal -Bias -8 -Seed $Seed | Out-Null
    $model | Start-TrainingRun (Third (Friedman 500 0.3 $Seed) $Seed) -Epoch 20 -LearningRate 0.005 -Seed $Seed
}
Case 'dead units: images' DeadUnits {
    param($Seed)
    $model = New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 8 3; ReLU; Flatten; Linear 10 }
    $model | Initialize-Model KaimingNormal -Bias -10 -Seed $Seed | Out-Null
    $model | Start-TrainingRun (Third (Digit 600 $Seed) $Seed) -Epoch 12 -LearningRate 0.003 -Seed $Seed
}
Case 'saturated: tanh with weights of 5' SaturatedUnits {
    param($Seed)
    $model = New-Model 64 -Seed $Seed { Linear 32; Tanh; Linear 32; Tanh; Linear 10 }
    $model | Initialize-Model Normal -StandardDeviation 5 -Seed $Seed | Out-Null
    $model | Start-TrainingRun (Third (Digit 600 $Seed -Row) $Seed) -Epoch 15 -LearningRate 0.003 -Seed $Seed
}
Case 'saturated: sigmoid with weights of 10' SaturatedUnits {
    param($Seed)
    $model = New-Model 6 -Seed $Seed { Linear 16; Sigmoid; Linear 16; Sigmoid; Linear 3 }
    $model | Initialize-Model Normal -StandardDeviation 10 -Seed $Seed | Out-Null
    $model | Start-TrainingRun (Third (Blob 500 6 3 1 $Seed) $Seed) -Epoch 15 -LearningRate 0.003 -Seed $Seed
}
Case 'not learning: twelve layers of sigmoid' NotLearning, RateTooLow {
    param($Seed)
    New-Model 2 -Seed $Seed { Linear 16; Sigmoid; Linear 16; Sigmoid; Linear 16; Sigmoid; Linear 16; Sigmoid; Linear 16; Sigmoid; Linear 16; Sigmoid; Linear 16; Sigmoid; Linear 2 } |
        Start-TrainingRun (Third (Moon 400 0.1 $Seed) $Seed) -Epoch 15 -Optimizer SGD -LearningRate 0.01 -Seed $Seed
}
Case 'not learning: all weights zero' NotLearning, DeadUnits {
    param($Seed)
    $model = New-Model 6 -Seed $Seed { Linear 16; ReLU; Linear 3 }
    $model | Initialize-Model Zeros -Seed $Seed | Out-Null
    $model | Start-TrainingRun (Third (Blob 400 6 3 1 $Seed) $Seed) -Epoch 15 -LearningRate 0.01 -Seed $Seed
}

# -- UnscaledFeatures
Case 'unscaled: a year, an area and a rate' UnscaledFeatures {
    param($Seed)
    $data = Curve 500 3 { param($x) 2 * $x[0] - $x[1] + [Math]::Sin(2 * $x[2]) } 0.2 (400 + $Seed)
    $x = Again $data { param($x, $start, $i) $x[$start] = 2000 + 10 * $x[$start]; $x[$start + 1] = 9000 + 3000 * $x[$start + 1]; $x[$start + 2] *= 0.01 }
    New-Model 3 -Seed $Seed { Linear 32; ReLU; Linear 1 } | Start-TrainingRun (Third (New-Dataset (New-Tensor -Data $x -Shape 500, 3) $data.Target) $Seed) -Epoch 30 -LearningRate 0.005 -Seed $Seed
}
Case 'unscaled: wine, tanh' UnscaledFeatures {
    param($Seed)
    New-Model 13 -Seed $Seed { Linear 16; Tanh; Linear 3 } | Start-TrainingRun (Keep (Import-Dataset $Data/wine.csv -Label label | Split-Dataset -Validation 0.4 -Stratify -Seed $Seed)) -Epoch 30 -LearningRate 0.005 -Seed $Seed
}
Case 'unscaled: SGD that goes astray' UnscaledFeatures {
    param($Seed)
    $data = Blob 400 5 2 1 (80 + $Seed)
    $x = Again $data { param($x, $start, $i) $x[$start + 1] *= 300; $x[$start + 4] = 100 * $x[$start + 4] + 500 }
    New-Model 5 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun (Third (New-Dataset (New-Tensor -Data $x -Shape 400, 5) $data.Target) $Seed) -Epoch 20 -Optimizer SGD -LearningRate 0.05 -Seed $Seed -ErrorAction SilentlyContinue
}
Case 'unscaled: columns of a ten-thousandth' UnscaledFeatures {
    param($Seed)
    $data = Moon 500 0.12 $Seed
    New-Model 2 -Seed $Seed { Linear 32; ReLU; Linear 2 } | Start-TrainingRun (Third (New-Dataset ($data.Feature * 0.0001) $data.Target) $Seed) -Epoch 30 -LearningRate 0.005 -Seed $Seed
}

# -- FewValuesPerStatistic
Case 'few values: tanh, batches of two' FewValuesPerStatistic {
    param($Seed)
    New-Model 6 -Seed $Seed { Linear 16; BatchNorm; Tanh; Linear 3 } | Start-TrainingRun (Third (Blob 300 6 3 1 $Seed) $Seed) -Epoch 8 -BatchSize 2 -DropLast -Optimizer SGD -LearningRate 0.05 -Momentum 0.9 -Seed $Seed
}
Case 'few values: regression, batches of two' FewValuesPerStatistic {
    param($Seed)
    New-Model 10 -Seed $Seed { Linear 32; BatchNorm; ReLU; Linear 32; BatchNorm; ReLU; Linear 1 } | Start-TrainingRun (Third (Friedman 300 0.2 $Seed) $Seed) -Epoch 6 -BatchSize 2 -DropLast -LearningRate 0.005 -Seed $Seed
}
Case 'few values: images, batches of two' FewValuesPerStatistic {
    param($Seed)
    New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 8 3; ReLU; MaxPool 2; Flatten; Linear 32; BatchNorm; ReLU; Linear 10 } | Start-TrainingRun (Third (Digit 400 $Seed) $Seed) -Epoch 4 -BatchSize 2 -DropLast -LearningRate 0.005 -Seed $Seed
}

# -- Unstable, Overconfident
Case 'unstable: two units for rings' Unstable, Underfitting {
    param($Seed)
    New-Model 2 -Seed (20 + $Seed) { Linear 2; ReLU; Linear 2; ReLU; Linear 2 } | Start-TrainingRun (Third (Ring 500 2 (30 + $Seed)) $Seed) -Epoch 60 -LearningRate 0.02 -Seed $Seed
}
Case 'overconfident: 1,000 rows that overlap, long training' Overconfident, Overfitting {
    param($Seed)
    New-Model 4 -Seed $Seed { Linear 64; ReLU; Linear 64; ReLU; Linear 2 } | Start-TrainingRun (Third (Blob 1000 4 2 0.5 (3 + $Seed)) $Seed) -Epoch 100 -LearningRate 0.005 -Seed $Seed
}

# -- What looks like wrong labels and is none, and wrong labels that do not look like it
Case 'shift: the relation turned round in validation' Shift {
    param($Seed)
    $split = Keep (Later (Cloud 600 4 2 3 $Seed) 400 { param($y, $i, $j) 1 - $y[$i] } | Split-Dataset -Validation 200 -NoShuffle)
    New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 20 -LearningRate 0.01 -Seed $Seed
}
Case 'shift: labels of validation permuted' Shift {
    param($Seed)
    $split = Keep (Later (Cloud 600 4 2 3 $Seed) 400 { param($y, $i, $j) $y[$j] } | Split-Dataset -Validation 200 -NoShuffle)
    New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 20 -LearningRate 0.01 -Seed $Seed
}
Case 'shift: half of validation turned round' Shift {
    param($Seed)
    $split = Keep (Later (Cloud 900 4 3 3.5 $Seed) 600 { param($y, $i, $j) if ($i % 2) { ($y[$i] + 1) % 3 } else { $y[$i] } } | Split-Dataset -Validation 300 -NoShuffle)
    New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 3 } | Start-TrainingRun $split -Epoch 20 -LearningRate 0.01 -Seed $Seed
}
Case 'shift: a slope turned round (regression)' Shift {
    param($Seed)
    $data = Curve 600 3 { param($x) 2 * $x[0] - $x[1] } 0.2 $Seed
    $y = $data.Target.ToArray(); for ($i = 400; $i -lt 600; $i++) { $y[$i] = -$y[$i] }
    $split = Keep (New-Dataset $data.Feature (New-Tensor -Data $y -Shape 600) | Split-Dataset -Validation 200 -NoShuffle)
    New-Model 3 -Seed $Seed { Linear 16; ReLU; Linear 1 } | Start-TrainingRun $split -Epoch 30 -LearningRate 0.01 -Seed $Seed
}
Case 'shift: other classes are told in the test part' Shift {
    param($Seed)
    $split = Keep (Later (Cloud 900 4 2 3 $Seed) 700 { param($y, $i, $j) 1 - $y[$i] } | Split-Dataset -Validation 200 -Test 200 -NoShuffle)
    New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 20 -LearningRate 0.01 -Seed $Seed
}
Case 'underfitting: a checkerboard, four units' @('Underfitting', 'NotLearning') {
    param($Seed)
    $split = Keep (Board 3000 4 $Seed | Split-Dataset -Validation 0.3 -Seed $Seed)
    New-Model 2 -Seed $Seed { Linear 4; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 60 -LearningRate 0.01 -BatchSize 64 -Seed $Seed
}
Case 'noise: 30 % of one class have the other label' LabelNoise {
    param($Seed)
    $data = Cloud 1000 5 2 4 $Seed
    $u = (New-RandomTensor 1000 Uniform -Seed (5 + $Seed)).ToArray()
    $y = [long[]]$data.Target.ToArray(); for ($i = 0; $i -lt 1000; $i++) { if ($y[$i] -eq 1 -and $u[$i] -lt 0.3) { $y[$i] = 0 } }
    New-Model 5 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun (Halves (New-Dataset $data.Feature $y) $Seed) -Epoch 20 -LearningRate 0.01 -Seed $Seed
}
Case 'noise: 30 % of one of four classes' LabelNoise {
    param($Seed)
    $data = Cloud 1600 6 4 5 $Seed
    $u = (New-RandomTensor 1600 Uniform -Seed (5 + $Seed)).ToArray()
    $y = [long[]]$data.Target.ToArray(); for ($i = 0; $i -lt 1600; $i++) { if ($y[$i] -eq 2 -and $u[$i] -lt 0.3) { $y[$i] = 3 } }
    New-Model 6 -Seed $Seed { Linear 32; ReLU; Linear 4 } | Start-TrainingRun (Halves (New-Dataset $data.Feature $y) $Seed) -Epoch 20 -LearningRate 0.01 -Seed $Seed
}
Case 'noise: 12 % of targets are of another row' LabelNoise {
    param($Seed)
    $data = Curve 800 4 { param($x) 2 * $x[0] - $x[1] + $x[2] * $x[2] } 0.15 $Seed
    $y = $data.Target.ToArray(); $u = (New-RandomTensor 800 Uniform -Seed (5 + $Seed)).ToArray()
    for ($i = 0; $i -lt 800; $i++) { if ($u[$i] -lt 0.12) { $y[$i] = $y[($i * 37 + 11) % 800] } }
    New-Model 4 -Seed $Seed { Linear 32; ReLU; Linear 1 } | Start-TrainingRun (Halves (New-Dataset $data.Feature (New-Tensor -Data $y -Shape 800)) $Seed) -Epoch 60 -LearningRate 0.01 -Seed $Seed
}

# -- Rows that belong together, columns that are the target, few rows, targets of another size, texts
# Rows near to the centres of so many persons.
function Person([int]$Count, [int]$Persons, [int]$Width, [double]$Near, [int]$Seed) {
    $who = [long[]](0..($Count - 1) | ForEach-Object { $_ % $Persons })
    (New-RandomTensor $Count, $Width Normal -Seed (1 + $Seed)) * $Near + (New-RandomTensor $Persons, $Width Normal -Seed (2 + $Seed))[$who]
}
# The rows of a table, with labels of others, or in another order.
function Table([string]$Name) { Import-Csv (Join-Path $Data $Name) }
function Changed($rows, [string]$Label, [double]$Share, [int]$Seed, [string]$Only) {
    $names, $random = @($rows.$Label | Sort-Object -Unique), [Random]::new($Seed)
    foreach ($row in $rows) {
        if ($random.NextDouble() -lt $Share -and (-not $Only -or $row.$Label -eq $Only)) { $row.$Label = @($names -ne $row.$Label)[$random.Next($names.Count - 1)] }
    }
    $rows
}
function Mixed($rows, [string]$Label, [int]$Seed) {
    $labels, $order = @($rows.$Label), (New-RandomTensor $rows.Count Permutation -Seed $Seed).ToArray()
    for ($i = 0; $i -lt $rows.Count; $i++) { $rows[$i].$Label = $labels[$order[$i]] }
    $rows
}
# Prices by area and year.
function Price([int]$Count, [int]$Seed) {
    $u = (New-RandomTensor $Count, 3 Uniform -Seed $Seed).ToArray()
    for ($i = 0; $i -lt $Count; $i++) {
        $area, $year = (40 + 200 * $u[3 * $i]), (1900 + 120 * $u[3 * $i + 1])
        [pscustomobject]@{ area = $area; year = $year; price = 2000 * $area + 1500 * ($year - 1900) + 40000 * ($u[3 * $i + 2] - 0.5) + 100000 }
    }
}
Case 'leak: 40 persons of 12 near rows, a label a person' Leak {
    param($Seed)
    $label = (New-RandomTensor 40 Uniform -Seed (3 + $Seed)).ToArray()
    $data = New-Dataset (Person 480 40 8 0.15 $Seed) ([long[]](0..479 | ForEach-Object { [int]($label[$_ % 40] -gt 0.5) }))
    New-Model 8 -Seed $Seed { Linear 64; ReLU; Linear 64; ReLU; Linear 2 } | Start-TrainingRun (Halves $data $Seed) -Epoch 40 -LearningRate 0.005 -Seed $Seed
}
Case 'leak: 60 persons of 8 near rows, a quantity a person' Leak {
    param($Seed)
    $of = (New-RandomTensor 60 Normal -Seed (13 + $Seed)).ToArray()
    $data = New-Dataset (Person 480 60 6 0.1 (10 + $Seed)) (New-Tensor -Data ([float[]](0..479 | ForEach-Object { $of[$_ % 60] })) -Shape 480)
    New-Model 6 -Seed $Seed { Linear 64; ReLU; Linear 64; ReLU; Linear 1 } | Start-TrainingRun (Halves $data $Seed) -Epoch 80 -LearningRate 0.005 -Seed $Seed
}
Case 'leak: a column that is the label, which others tell as well' Leak {
    param($Seed)
    $rows = Table breast-cancer.csv
    $first = ($rows.label | Sort-Object)[0]
    $rows = $rows | ForEach-Object { $_ | Add-Member -PassThru treated ([int]($_.label -eq $first)) }
    $split = Keep ($rows | Import-Dataset -Label label -Standardize | Split-Dataset -Validation 0.3 -Seed $Seed)
    New-Model 31 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 30 -LearningRate 0.003 -Seed $Seed
}
Case 'labels shuffled: 90 rows of iris' LabelNoise, CannotTell {
    param($Seed)
    $split = Keep (Mixed (Table iris.csv) label $Seed | Import-Dataset -Label label -Standardize | Split-Dataset -Validation 0.4 -Seed $Seed)
    New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 3 } | Start-TrainingRun $split -Epoch 60 -LearningRate 0.01 -Seed $Seed
}
Case 'labels 20 % wrong: 90 rows of iris' LabelNoise {
    param($Seed)
    $split = Keep (Changed (Table iris.csv) label 0.2 $Seed | Import-Dataset -Label label -Standardize | Split-Dataset -Validation 0.4 -Seed $Seed)
    New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 3 } | Start-TrainingRun $split -Epoch 60 -LearningRate 0.01 -Seed $Seed
}
Case 'labels 20 % wrong: cancer' LabelNoise {
    param($Seed)
    $split = Keep (Changed (Table breast-cancer.csv) label 0.2 $Seed | Import-Dataset -Label label -Standardize | Split-Dataset -Validation 0.4 -Seed $Seed)
    New-Model 30 -Seed $Seed { Linear 32; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 40 -LearningRate 0.003 -Seed $Seed
}
Case 'targets shuffled: diabetes' LabelNoise {
    param($Seed)
    $split = Keep (Mixed (Table diabetes.csv) progression $Seed | Import-Dataset -Label progression | Split-Dataset -Validation 0.4 -Preprocessor { Standardize; ScaleTarget } -Seed $Seed)
    New-Model 10 -Seed $Seed { Linear 64; ReLU; Linear 1 } | Start-TrainingRun $split -Epoch 60 -LearningRate 0.003 -Seed $Seed
}
Case 'unscaled: area, year and price' UnscaledFeatures {
    param($Seed)
    $split = Keep (Price 500 $Seed | Import-Dataset -Label price -Task Regression | Split-Dataset -Validation 0.3 -Seed $Seed)
    New-Model 2 -Seed $Seed { Linear 32; ReLU; Linear 1 } | Start-TrainingRun $split -Epoch 50 -LearningRate 0.01 -Seed $Seed
}
Case 'unscaled: the price alone' UnscaledFeatures {
    param($Seed)
    $split = Keep (Price 500 $Seed | Import-Dataset -Label price -Task Regression | Split-Dataset -Validation 0.3 -Standardize -Seed $Seed)
    New-Model 2 -Seed $Seed { Linear 32; ReLU; Linear 1 } | Start-TrainingRun $split -Epoch 50 -LearningRate 0.01 -Seed $Seed
}
Case 'overfitting: a line is better' Overfitting {
    param($Seed)
    $x = New-RandomTensor 900, 30 Normal -Seed (40 + $Seed)
    $y = $x.MatMul((New-RandomTensor 30, 1 Normal -Seed (41 + $Seed))).Reshape(900) / 5.5 + (New-RandomTensor 900 Normal -StandardDeviation 0.3 -Seed (42 + $Seed))
    New-Model 30 -Seed $Seed { Linear 64; ReLU; Linear 1 } | Start-TrainingRun (Halves (New-Dataset $x $y) $Seed) -Epoch 15 -LearningRate 0.01 -Seed $Seed
}
Case 'overfitting: 60 rows of diabetes' Overfitting {
    param($Seed)
    $split = Keep (Import-Dataset $Data/diabetes.csv -Label progression | Split-Dataset -Train 60 -Validation 300 -Preprocessor { Standardize; ScaleTarget } -Seed $Seed)
    New-Model 10 -Seed $Seed { Linear 128; ReLU; Linear 1 } | Start-TrainingRun $split -Epoch 150 -LearningRate 0.003 -BatchSize 16 -Seed $Seed
}
Case 'overfitting: 120 reviews' Overfitting {
    param($Seed)
    $split = Keep (Import-Dataset $Data/reviews.csv -Label opinion -Text text | Split-Dataset -Train 120 -Validation 280 -Seed $Seed)
    New-Model -Data $split -Seed $Seed { EmbeddingBag 64; Linear } | Start-TrainingRun $split -Epoch 60 -LearningRate 0.01 -BatchSize 16 -Seed $Seed
}
Case 'rate too high: diabetes, AdamW' RateTooHigh {
    param($Seed)
    $split = Keep (Import-Dataset $Data/diabetes.csv -Label progression | Split-Dataset -Validation 0.3 -Preprocessor { Standardize; ScaleTarget } -Seed $Seed)
    New-Model 10 -Seed $Seed { Linear 32; Tanh; Linear 1 } | Start-TrainingRun $split -Epoch 20 -Optimizer AdamW -LearningRate 3 -Seed $Seed
}
Case 'rate too low: reviews' RateTooLow {
    param($Seed)
    $split = Keep (Import-Dataset $Data/reviews.csv -Label topic -Text text | Split-Dataset -Validation 0.3 -Seed $Seed)
    New-Model -Data $split -Seed $Seed { EmbeddingBag 32; Linear } | Start-TrainingRun $split -Epoch 15 -LearningRate 1e-6 -Seed $Seed
}
Case 'shift: images upside down' Shift {
    param($Seed)
    $data = Digit 900 $Seed
    $x = $data.Feature.ToArray()
    for ($i = 600; $i -lt 900; $i++) { [array]::Reverse($x, 64 * $i, 64) }
    $split = Keep (New-Dataset (New-Tensor -Data $x -Shape 900, 64) $data.Target -FeatureShape 1, 8, 8 | Split-Dataset -Validation 300 -NoShuffle)
    New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 8 3; ReLU; Flatten; Linear 10 } | Start-TrainingRun $split -Epoch 15 -LearningRate 0.005 -Seed $Seed
}

# -- Sound ones
$fine = [ordered]@{}
function Fine([string]$Name, [scriptblock]$Run) { $fine[$Name] = $Run }
Fine 'two moons' { param($Seed) New-Model 2 -Seed $Seed { Linear 32; ReLU; Linear 16; ReLU; Linear 2 } | Start-TrainingRun (Third (Moon 600 0.15 $Seed) $Seed) -Epoch 40 -LearningRate 0.01 -Seed $Seed }
Fine 'Friedman' { param($Seed) New-Model 10 -Seed $Seed { Linear 32; ReLU; Linear 1 } | Start-TrainingRun (Third (Friedman 900 0.3 $Seed) $Seed) -Epoch 60 -LearningRate 0.005 -WeightDecay 0.01 -Optimizer AdamW -EarlyStopping 10 -Seed $Seed }
Fine 'five blobs, SGD' { param($Seed) New-Model 8 -Seed $Seed { Linear 32; Tanh; Linear 5 } | Start-TrainingRun (Third (Blob 700 8 5 1.5 $Seed) $Seed) -Epoch 30 -Optimizer SGD -LearningRate 0.01 -Momentum 0.9 -Seed $Seed }
Fine 'digits as images' { param($Seed) New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 16 3 -Padding 1; ReLU; MaxPool 2; Flatten; Linear 10 } | Start-TrainingRun (Third (Digit 1500 $Seed) $Seed) -Epoch 15 -LearningRate 0.005 -Seed $Seed }
Fine 'digits as images, batch norm' { param($Seed) New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 16 3 -Padding 1; BatchNorm; ReLU; MaxPool 2; Flatten; Dropout 0.2; Linear 10 } | Start-TrainingRun (Third (Digit 1500 $Seed) $Seed) -Epoch 12 -LearningRate 0.005 -EarlyStopping 5 -Seed $Seed }
Fine 'digits as images, batches of two' { param($Seed) New-Model -InputShape 1, 8, 8 -Seed $Seed { Conv2d 8 3 -Padding 1; BatchNorm; ReLU; MaxPool 2; Flatten; Linear 10 } | Start-TrainingRun (Third (Digit 1200 $Seed) $Seed) -Epoch 4 -BatchSize 2 -DropLast -LearningRate 0.001 -Seed $Seed }
Fine 'digits in rows' { param($Seed) New-Model 64 -Seed $Seed { Linear 64; GELU; Linear 10 } | Start-TrainingRun (Third (Digit 1500 $Seed -Row) $Seed) -Epoch 20 -LearningRate 0.005 -Seed $Seed }
Fine 'one output' { param($Seed) New-Model 6 -Seed $Seed { Linear 16; ReLU; Linear 1 } | Start-TrainingRun (Third (Blob 600 6 2 1 $Seed) $Seed) -Loss BinaryCrossEntropy -Epoch 20 -LearningRate 0.01 -Seed $Seed }
Fine 'sine, many epochs' { param($Seed) New-Model 1 -Seed $Seed { Linear 64; Tanh; Linear 64; Tanh; Linear 1 } | Start-TrainingRun (Third (Curve 500 1 { param($x) [Math]::Sin(3 * $x[0]) } 0.2 (500 + $Seed)) $Seed) -Epoch 100 -LearningRate 0.005 -Seed $Seed }
Fine 'a line with much noise' { param($Seed) New-Model 4 -Seed $Seed { Linear 1 } | Start-TrainingRun (Third (Curve 500 4 { param($x) $x[0] + 0.5 * $x[1] - $x[3] } 2 (510 + $Seed)) $Seed) -Epoch 60 -LearningRate 0.02 -Seed $Seed }
Fine 'classes that overlap' { param($Seed) New-Model 5 -Seed $Seed { Linear 8; ReLU; Linear 2 } | Start-TrainingRun (Third (Blob 900 5 2 0.5 $Seed) $Seed) -Epoch 20 -LearningRate 0.01 -Seed $Seed }
Fine 'one class in ten' { param($Seed)
    $data = Blob 1500 6 4 1.5 (60 + $Seed)
    $rows = 0..1499 | Where-Object { $data.Target[$_] -gt 0 -or $_ % 4 -eq 0 }
    $data = $data | Select-Dataset -Index $rows
    New-Model 6 -Seed $Seed { Linear 16; ReLU; Linear 4 } | Start-TrainingRun (Keep ($data | Split-Dataset -Validation 0.33 -Stratify -Seed $Seed)) -Epoch 25 -LearningRate 0.01 -Seed $Seed }
Fine 'layer norm, RMSprop' { param($Seed) New-Model 6 -Seed $Seed { Linear 32; LayerNorm; GELU; Linear 3 } | Start-TrainingRun (Third (Blob 700 6 3 1 $Seed) $Seed) -Epoch 20 -Optimizer RMSprop -LearningRate 0.003 -Seed $Seed }
Fine 'iris in centimetres' { param($Seed) New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 3 } | Start-TrainingRun (Keep (Import-Dataset $Data/iris.csv -Label label | Split-Dataset -Validation 0.4 -Stratify -Seed $Seed)) -Epoch 60 -LearningRate 0.01 -Seed $Seed }
Fine 'diabetes, a line' { param($Seed) New-Model 10 -Seed $Seed { Linear 1 } | Start-TrainingRun (Keep (Import-Dataset $Data/diabetes.csv -Label progression | Split-Dataset -Validation 0.4 -Preprocessor { Standardize; ScaleTarget Standardize } -Seed $Seed)) -Epoch 60 -LearningRate 0.01 -EarlyStopping 8 -Seed $Seed }
Fine 'cancer, a wide network' { param($Seed) New-Model 30 -Seed $Seed { Linear 64; ReLU; Linear 64; ReLU; Linear 2 } | Start-TrainingRun (Keep (Import-Dataset $Data/breast-cancer.csv -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed $Seed)) -Epoch 15 -LearningRate 0.002 -Seed $Seed }
Fine 'two quantities' { param($Seed)
    $x = New-RandomTensor 700, 4 Normal -Seed (600 + $Seed)
    $y = $x.MatMul((New-RandomTensor 4, 2 Normal -Seed (601 + $Seed))) + (New-RandomTensor 700, 2 Normal -StandardDeviation 0.3 -Seed (602 + $Seed))
    New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun (Third (New-Dataset $x $y) $Seed) -Epoch 60 -LearningRate 0.01 -Seed $Seed }
Fine 'with a test part, cosine' { param($Seed) New-Model 8 -Seed $Seed { Linear 32; SiLU; Linear 4 } | Start-TrainingRun (Keep (Blob 900 8 4 1.2 $Seed | Split-Dataset -Validation 0.25 -Test 0.25 -Stratify -Seed $Seed)) -Epoch 20 -LearningRate 0.01 -Schedule CosineAnnealingLR -ScheduleArgument @{ T_max = 20 } -Seed $Seed }
Fine 'mean absolute error' { param($Seed) New-Model 10 -Seed $Seed { Linear 32; GELU; Linear 1 } | Start-TrainingRun (Third (Friedman 800 0.2 $Seed) $Seed) -Loss Huber -Epoch 40 -LearningRate 0.005 -Seed $Seed }
Fine 'a residual network' { param($Seed) New-Model 6 -Seed $Seed { Linear 32; ReLU; Residual { Linear 32; ReLU }; Linear 3 } | Start-TrainingRun (Third (Blob 700 6 3 1.2 $Seed) $Seed) -Epoch 20 -LearningRate 0.005 -Seed $Seed }
Fine 'a class of 3 % that is hardly told' {
    param($Seed)
    New-Model 6 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun (Keep (Rare 2000 6 0.03 1.5 $Seed | Split-Dataset -Validation 0.4 -Stratify -Seed $Seed)) -Epoch 25 -LearningRate 0.003 -Seed $Seed
}
Fine 'a class of 3 % that is told' {
    param($Seed)
    New-Model 6 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun (Keep (Rare 2000 6 0.03 4 $Seed | Split-Dataset -Validation 0.4 -Stratify -Seed $Seed)) -Epoch 25 -LearningRate 0.003 -Seed $Seed
}
Fine 'a checkerboard that is learnt' {
    param($Seed)
    New-Model 2 -Seed $Seed { Linear 128; ReLU; Linear 128; ReLU; Linear 64; ReLU; Linear 2 } |
        Start-TrainingRun (Keep (Board 3000 4 $Seed | Split-Dataset -Validation 0.3 -Seed $Seed)) -Epoch 120 -LearningRate 0.003 -BatchSize 64 -Seed $Seed
}

Fine 'settings that were measured ten times' {
    param($Seed)
    $x = Person 600 60 4 0.1 (20 + $Seed)
    $a, $e = $x.ToArray(), (New-RandomTensor 600 Normal -Seed (23 + $Seed)).ToArray()
    $y = [long[]](0..599 | ForEach-Object { [int]($a[4 * $_] + $a[4 * $_ + 1] + 0.3 * $e[$_] -gt 0) })
    New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun (Halves (New-Dataset $x $y) $Seed) -Epoch 20 -LearningRate 0.01 -Seed $Seed
}
Fine 'a dozen tight blobs of three classes' {
    param($Seed)
    $x = (New-RandomTensor 600, 5 Normal -Seed (32 + $Seed)) * 0.5 + (New-RandomTensor 12, 5 Normal -StandardDeviation 4 -Seed (31 + $Seed))[[long[]](0..599 | ForEach-Object { $_ % 12 })]
    New-Model 5 -Seed $Seed { Linear 64; ReLU; Linear 3 } | Start-TrainingRun (Halves (New-Dataset $x ([long[]](0..599 | ForEach-Object { $_ % 3 }))) $Seed) -Epoch 40 -LearningRate 0.005 -Seed $Seed
}
Fine 'one column gives the quantity by a curve' {
    param($Seed)
    $data = Curve 600 3 { param($x) 2 * [Math]::Sin(1.5 * $x[0]) } 0.1 (700 + $Seed)
    New-Model 3 -Seed $Seed { Linear 64; Tanh; Linear 1 } | Start-TrainingRun (Halves $data $Seed) -Epoch 80 -LearningRate 0.01 -Seed $Seed
}
Fine 'counts' {
    param($Seed)
    $x = New-RandomTensor 900, 3 Normal -Seed (70 + $Seed)
    $a, $random = $x.ToArray(), [Random]::new($Seed)
    $y = [float[]](0..899 | ForEach-Object {
            $least, $count, $left = [Math]::Exp(-[Math]::Exp(1 + 0.5 * $a[3 * $_] - 0.4 * $a[3 * $_ + 1])), -1, 1.0
            do { $count++; $left *= $random.NextDouble() } while ($left -gt $least)
            $count
        })
    $split = Halves (New-Dataset $x (New-Tensor -Data $y -Shape 900) -Task Regression) $Seed
    New-Model 3 -Seed $Seed { Linear 16; ReLU; Linear 1 } | Start-TrainingRun $split -Loss PoissonNegativeLogLikelihood -Epoch 30 -LearningRate 0.01 -Seed $Seed
}
Fine 'topics of reviews' {
    param($Seed)
    $split = Keep (Import-Dataset $Data/reviews.csv -Label topic -Text text | Split-Dataset -Validation 0.3 -Stratify -Seed $Seed)
    New-Model -Data $split -Seed $Seed { EmbeddingBag 32; Linear } | Start-TrainingRun $split -Epoch 30 -LearningRate 0.005 -BatchSize 16 -Seed $Seed
}
Fine 'digits by twenty components' {
    param($Seed)
    $split = Keep (Import-Dataset $Data/digits.csv.gz -Label label | Split-Dataset -Validation 0.3 -Stratify -Preprocessor { PrincipalComponent 20; Standardize } -Seed $Seed)
    New-Model -Data $split -Seed $Seed { Linear 32; ReLU; Linear } | Start-TrainingRun $split -Epoch 20 -LearningRate 0.003 -Seed $Seed
}

# A class that chance draws by a probability which columns of a table give: no label is wrong.
function Chance([int]$Count, [int]$Seed) {
    $u = (New-RandomTensor $Count, 4 Uniform -Seed (30 + $Seed)).ToArray()
    $rows = foreach ($i in 0..($Count - 1)) {
        $sex, $class, $age = ($u[4 * $i] -lt 0.4), (1 + [int][Math]::Floor(3 * $u[4 * $i + 1])), (2 + 70 * $u[4 * $i + 2])
        $p = 1 / (1 + [Math]::Exp(0.8 - 2.2 * $sex + 0.7 * ($class - 2) + 0.02 * ($age - 30)))
        [pscustomobject]@{ sex = ('male', 'female')[$sex]; class = $class; age = $age; y = ('no', 'yes')[$u[4 * $i + 3] -lt $p] }
    }
    Keep ($rows | Import-Dataset -Label y | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1 -Preprocessor { OneHot; Standardize })
}
foreach ($count in 600, 3000) {
    Fine "a class by chance, $count rows" ([scriptblock]::Create("param(`$Seed) `$split = Chance $count `$Seed; New-Model -Data `$split -Seed `$Seed { Linear 16; ReLU; Linear } | Start-TrainingRun `$split -Epoch 15 -LearningRate 0.003 -Seed `$Seed"))
}

# The verdicts of cases by name; a case that has none of its own first is marked.
function Measure-Case([string]$Name = '*', [int[]]$Seed = 0) {
    foreach ($table in @{ Of = $wide; Good = $false }, @{ Of = $fine; Good = $true }) {
        foreach ($key in @($table.Of.Keys) -like $Name) {
            foreach ($one in $Seed) {
                $parts.Clear()
                $item = $table.Of[$key]
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $fit = $(if ($table.Good) { & $item $one } else { & $item.Run $one }) | Test-ModelFit
                $first = if ($table.Good) { 'Good' } else { $item.First }
                [pscustomobject]@{
                    IsRight = $fit.Verdict[0].Name -in $first
                    Case    = $(if ($table.Good) { "sound: $key" } else { $key }) + " $one"
                    Verdict = ($fit.Verdict | ForEach-Object { '{0} {1:0.00}' -f $_.Name, $_.Cost }) -join ', '
                    Seconds = $watch.Elapsed.TotalSeconds
                    Fit     = $fit
                }
            }
        }
    }
}
