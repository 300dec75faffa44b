# Runs with a known fault, and sound ones: each a script of a seed that gives the run. Their data stay alive in $parts.
param([string]$Data)

$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
$parts = [Collections.Generic.List[object]]::new()

function Keep($split) { $parts.Add($split); $split }

# Clouds of so many classes: the first columns have centres that are so many deviations apart.
function Cloud([int]$Count, [int]$Width, [int]$Classes, [double]$Apart, [int]$Seed, [double]$Wrong = 0) {
    $x = (New-RandomTensor $Count, $Width Normal -Seed $Seed).ToArray()
    $u = (New-RandomTensor $Count, 2 Uniform -Seed (1000 + $Seed)).ToArray()
    $y = [string[]]::new($Count)
    for ($i = 0; $i -lt $Count; $i++) {
        $class = $i % $Classes
        $x[$i * $Width + $class % $Width] += $Apart
        $y[$i] = "c$(if ($u[2 * $i] -lt $Wrong) { ($class + 1 + [int][Math]::Floor($u[2 * $i + 1] * ($Classes - 1))) % $Classes } else { $class })"
    }

    New-Dataset (New-Tensor -Data $x -Shape $Count, $Width) $y
}

# Two rings, told by the distance from the centre alone; further columns say nothing.
function Ring([int]$Count, [int]$Width, [int]$Seed) {
    $x = (New-RandomTensor $Count, $Width Normal -Seed $Seed).ToArray()
    $y = [string[]]::new($Count)
    for ($i = 0; $i -lt $Count; $i++) {
        $j = $i * $Width
        $length = [Math]::Sqrt($x[$j] * $x[$j] + $x[$j + 1] * $x[$j + 1])
        $radius = (0.7, 2)[$i % 2] + 0.2 * ($length - 1.25)
        $x[$j] *= $radius / $length; $x[$j + 1] *= $radius / $length
        $y[$i] = "r$($i % 2)"
    }

    New-Dataset (New-Tensor -Data $x -Shape $Count, $Width) $y
}

# A quantity of the columns with noise.
function Curve([int]$Count, [int]$Width, [scriptblock]$Of, [double]$Noise, [int]$Seed) {
    $x = (New-RandomTensor $Count, $Width Normal -Seed $Seed).ToArray()
    $e = (New-RandomTensor $Count Normal -Seed (1000 + $Seed)).ToArray()
    $y = [float[]]::new($Count)
    for ($i = 0; $i -lt $Count; $i++) {
        $row = $x[($i * $Width)..($i * $Width + $Width - 1)]
        $y[$i] = (& $Of $row) + $Noise * $e[$i]
    }

    New-Dataset (New-Tensor -Data $x -Shape $Count, $Width) (New-Tensor -Data $y -Shape $Count)
}

function Halves($data, [int]$Seed) { Keep ($data | Split-Dataset -Validation 0.4 -Seed $Seed) }

function Again($data, [scriptblock]$Change) {
    $x = $data.Feature.ToArray()
    $width = $data.FeatureShape[0]
    for ($i = 0; $i -lt $data.Count; $i++) { & $Change $x ($i * $width) $i }
    $x
}

function Names($data) { $names = $data.ClassNames; $data.Target.ToArray() | ForEach-Object { $names[$_] } }

$cases = [ordered]@{
    Overfitting = {
        param($Seed)
        $split = Keep (Cloud 330 20 2 1.2 $Seed | Split-Dataset -Train 30 -Validation 300 -Seed $Seed)
        New-Model 20 -Seed $Seed { Linear 256; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 60 -LearningRate 0.01 -BatchSize 16 -Seed $Seed
    }
    Underfitting = {
        param($Seed)
        $data = if ($Seed % 2) { Ring 400 2 $Seed } else { Curve 400 1 { param($x) $x[0] * $x[0] } 0.1 $Seed }
        New-Model $data.FeatureShape -Seed $Seed { Linear $(if ($Seed % 2) { 2 } else { 1 }) } | Start-TrainingRun (Halves $data $Seed) -Epoch 60 -LearningRate 0.01 -Seed $Seed
    }
    LabelNoiseShuffled = {
        param($Seed)
        $data = Cloud 500 6 2 2 $Seed
        $y = Names $data
        $order = (New-RandomTensor 500 Permutation -Seed $Seed).ToArray()
        $data = New-Dataset $data.Feature ([string[]]($order | ForEach-Object { $y[$_] }))
        New-Model 6 -Seed $Seed { Linear 32; ReLU; Linear 2 } | Start-TrainingRun (Halves $data $Seed) -Epoch $(if ($Seed % 2) { 5 } else { 80 }) -LearningRate 0.01 -Seed $Seed
    }
    LabelNoise = {
        param($Seed)
        $split = Halves (Cloud 600 4 2 4 $Seed -Wrong 0.2) $Seed
        New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 20 -LearningRate 0.01 -Seed $Seed
    }
    LeakRows = {
        param($Seed)
        $data = Cloud 400 8 2 1.5 $Seed
        $x = $data.Feature.ToArray(); $y = Names $data
        $both = New-Dataset (New-Tensor -Data ($x + $x[0..(8 * 80 - 1)]) -Shape 480, 8) ([string[]]($y + $y[0..79]))
        New-Model 8 -Seed $Seed { Linear 32; ReLU; Linear 2 } | Start-TrainingRun (Keep ($both | Split-Dataset -Test 100 -Validation 60 -NoShuffle)) -Epoch 20 -LearningRate 0.01 -Seed $Seed
    }
    LeakColumn = {
        param($Seed)
        $data = Cloud 400 5 2 1.2 $Seed
        $y = $data.Target.ToArray()
        $x = Again $data { param($x, $start, $i) $x[$start + 4] = 3 * $y[$i] + 0.1 * $x[$start + 4] }
        $leaky = New-Dataset (New-Tensor -Data $x -Shape 400, 5) ([string[]](Names $data))
        New-Model 5 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun (Halves $leaky $Seed) -Epoch 20 -LearningRate 0.01 -Seed $Seed
    }
    Shift = {
        param($Seed)
        $data = Cloud 500 4 2 2.5 $Seed
        $x = Again $data { param($x, $start, $i) if ($i -ge 400) { $x[$start + 2] += 1.5; $x[$start + 3] *= 2 } }
        $moved = New-Dataset (New-Tensor -Data $x -Shape 500, 4) ([string[]](Names $data))
        New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun (Keep ($moved | Split-Dataset -Test 100 -Validation 100 -NoShuffle)) -Epoch 15 -LearningRate 0.01 -Seed $Seed
    }
    RateTooHigh = {
        param($Seed)
        $split = Halves (Cloud 500 6 3 2.5 $Seed) $Seed
        $model = New-Model 6 -Seed $Seed { Linear 32; ReLU; Linear 32; ReLU; Linear 3 }
        if ($Seed % 2) { $model | Start-TrainingRun $split -Epoch 15 -Optimizer SGD -LearningRate 20 -Seed $Seed -ErrorAction SilentlyContinue }
        else { $model | Start-TrainingRun $split -Epoch 15 -LearningRate 3 -Seed $Seed -ErrorAction SilentlyContinue }
    }
    RateTooLow = {
        param($Seed)
        $split = Halves $(if ($Seed % 2) { Cloud 500 6 3 2.5 $Seed } else { Curve 400 3 { param($x) 2 * $x[0] - $x[1] } 0.2 $Seed }) $Seed
        $width, $outputs = if ($Seed % 2) { 6, 3 } else { 3, 1 }
        New-Model $width -Seed $Seed { Linear 32; ReLU; Linear $outputs } | Start-TrainingRun $split -Epoch 15 -LearningRate 1e-5 -Seed $Seed
    }
    DeadUnits = {
        param($Seed)
        $split = Halves (Cloud 400 6 2 2.5 $Seed) $Seed
        $model = New-Model 6 -Seed $Seed { Linear 32; ReLU; Linear 2 }
        $model | Initialize-Model KaimingNormal -Bias -15 -Seed $Seed | Out-Null
        $model | Start-TrainingRun $split -Epoch 15 -Seed $Seed
    }
    Unstable = {
        param($Seed)
        $split = Halves (Ring 400 2 (10 + $Seed)) $Seed
        New-Model 2 -Seed (0, 3, 4, 6)[$Seed % 4] { Linear 3; ReLU; Linear 2; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 60 -LearningRate 0.02 -Seed $Seed
    }
    UnscaledFeatures = {
        param($Seed)
        $data = Cloud 400 4 2 2.5 $Seed
        $x = Again $data { param($x, $start, $i) $x[$start] *= 0.01; $x[$start + 1] *= 0.02; $x[$start + 2] *= 1000; $x[$start + 3] = 500 + 200 * $x[$start + 3] }
        $raw = New-Dataset (New-Tensor -Data $x -Shape 400, 4) ([string[]](Names $data))
        New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun (Halves $raw $Seed) -Epoch 20 -Seed $Seed
    }
    FewValuesPerStatistic = {
        param($Seed)
        $split = Halves (Cloud 300 6 3 2 $Seed) $Seed
        New-Model 6 -Seed $Seed { Linear 32; BatchNorm; ReLU; Linear 3 } | Start-TrainingRun $split -Epoch 5 -BatchSize 2 -DropLast -LearningRate 0.01 -Seed $Seed
    }
}

$sound = [ordered]@{
    'two clouds' = { param($Seed) New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 2 } | Start-TrainingRun (Halves (Cloud 500 4 2 3 $Seed) $Seed) -Epoch 20 -LearningRate 0.01 -Seed $Seed }
    'clouds that overlap' = { param($Seed) New-Model 6 -Seed $Seed { Linear 8; ReLU; Linear 3 } | Start-TrainingRun (Halves (Cloud 900 6 3 2 $Seed) $Seed) -Epoch 15 -LearningRate 0.01 -EarlyStopping 5 -Seed $Seed }
    'rings' = { param($Seed) New-Model 2 -Seed $Seed { Linear 32; ReLU; Linear 32; ReLU; Linear 2 } | Start-TrainingRun (Halves (Ring 500 2 $Seed) $Seed) -Epoch 30 -LearningRate 0.01 -Seed $Seed }
    'line' = { param($Seed) New-Model 3 -Seed $Seed { Linear 1 } | Start-TrainingRun (Halves (Curve 300 3 { param($x) $x[0] - 2 * $x[1] + 1 } 0.5 $Seed) $Seed) -Epoch 60 -LearningRate 0.05 -Seed $Seed }
    'curve' = { param($Seed) New-Model 1 -Seed $Seed { Linear 32; Tanh; Linear 1 } | Start-TrainingRun (Halves (Curve 400 1 { param($x) [Math]::Sin(2 * $x[0]) } 0.2 $Seed) $Seed) -Epoch 60 -LearningRate 0.02 -Seed $Seed }
    'iris' = { param($Seed) New-Model 4 -Seed $Seed { Linear 16; ReLU; Linear 3 } | Start-TrainingRun (Keep (Import-Dataset $Data/iris.csv -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed $Seed)) -Epoch 30 -LearningRate 0.01 -Seed $Seed }
    'wine' = { param($Seed) New-Model 13 -Seed $Seed { Linear 16; ReLU; Linear 3 } | Start-TrainingRun (Keep (Import-Dataset $Data/wine.csv -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed $Seed)) -Epoch 20 -LearningRate 0.01 -Seed $Seed }
    'cancer' = { param($Seed) New-Model 30 -Seed $Seed { Linear 16; BatchNorm; ReLU; Linear 2 } | Start-TrainingRun (Keep (Import-Dataset $Data/breast-cancer.csv -Label label -Standardize | Split-Dataset -Validation 0.3 -Test 0.2 -Stratify -Seed $Seed)) -Epoch 20 -LearningRate 0.003 -EarlyStopping 5 -Seed $Seed }
    'digits' = { param($Seed) New-Model 64 -Seed $Seed { Linear 32; ReLU; Dropout 0.1; Linear 10 } | Start-TrainingRun (Keep (Import-Dataset $Data/digits.csv.gz -Label label -Standardize | Split-Dataset -Validation 0.3 -Test 0.2 -Stratify -Seed $Seed)) -Epoch 20 -LearningRate 0.003 -EarlyStopping 5 -Seed $Seed }
    'surface' = { param($Seed) New-Model 2 -Seed $Seed { Linear 32; ReLU; Linear 32; ReLU; Linear 1 } | Start-TrainingRun (Halves (Curve 600 2 { param($x) $x[0] * $x[1] + $x[0] } 0.3 $Seed) $Seed) -Epoch 30 -LearningRate 0.01 -EarlyStopping 8 -Seed $Seed }
}
