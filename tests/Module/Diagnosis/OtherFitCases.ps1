# Fifty-one runs of the same kinds as WideFitCases.ps1, which is read before, made in another way: other shapes of data, drawn by .NET's
# generator, other tables, networks, optimisers and sizes. They take the place of its cases: Measure-Case '*' -Seed 0 measures these.
param([string]$Data = $Data)
$wide = [ordered]@{}
$fine = [ordered]@{}

function Bell([Random]$random) { [Math]::Sqrt(-2 * [Math]::Log(1 - $random.NextDouble())) * [Math]::Cos(2 * [Math]::PI * $random.NextDouble()) }

# Rows by a block of the generator and the number of a row, which gives the features and, last, the class or quantity.
function Drawn([int]$Count, [int]$Seed, [scriptblock]$Row, [switch]$Quantity) {
    $random = [Random]::new(1000 + $Seed)
    $x, $y = [Collections.Generic.List[float]]::new(), [Collections.Generic.List[float]]::new()
    for ($i = 0; $i -lt $Count; $i++) {
        $own = @(& $Row $random $i)
        $x.AddRange([float[]]$own[0..($own.Count - 2)])
        $y.Add($own[-1])
    }

    $x = New-Tensor -Data $x.ToArray() -Shape $Count, ($x.Count / $Count)
    if ($Quantity) { New-Dataset $x (New-Tensor -Data $y.ToArray() -Shape $Count) -Task Regression } else { New-Dataset $x ([long[]]$y.ToArray()) }
}

# Arms that wind round each other; further columns say nothing.
function Spiral([int]$Count, [int]$Arms, [double]$Noise, [int]$Seed, [int]$More = 0) {
    Drawn $Count $Seed {
        param($random, $i)
        $arm, $along = ($i % $Arms), [Math]::Sqrt($random.NextDouble())
        $angle = 4 * $along + 2 * [Math]::PI * $arm / $Arms
        1.7 * $along * [Math]::Cos($angle) + $Noise * (Bell $random)
        1.7 * $along * [Math]::Sin($angle) + $Noise * (Bell $random)
        for ($j = 0; $j -lt $More; $j++) { Bell $random }
        $arm
    }
}

# Two classes at the four corners of a square, crosswise.
function Corner([int]$Count, [double]$Noise, [int]$Seed, [int]$More = 0) {
    Drawn $Count $Seed {
        param($random, $i)
        $one, $two = ($i % 2), ($random.Next(2))
        2 * $one - 1 + $Noise * (Bell $random)
        2 * $two - 1 + $Noise * (Bell $random)
        for ($j = 0; $j -lt $More; $j++) { Bell $random }
        $one -bxor $two
    }
}

# Classes at corners of a cube of so many sides, a second corner each, in columns that are mixed with others which say nothing.
function Cube([int]$Count, [int]$Classes, [int]$Sides, [double]$Apart, [int]$Seed, [int]$More = 0) {
    $drawn = [Random]::new(7 + $Seed)
    $corner = @(0..([Math]::Pow(2, $Sides) - 1) | Sort-Object { $drawn.Next() })
    Drawn $Count $Seed {
        param($random, $i)
        $class = $i % $Classes
        $own = $corner[$class + $Classes * $random.Next(2)]
        for ($j = 0; $j -lt $Sides; $j++) { $Apart * (($own -shr $j) % 2 - 0.5) + (Bell $random) }
        for ($j = 0; $j -lt $More; $j++) { Bell $random }
        $class
    }
}

# Other classes for a share of the labels; of one class alone where it is given.
function Spoilt($data, [double]$Share, [int]$Seed, [int]$Only = -1) {
    $y, $random, $classes = [long[]]$data.Target.ToArray(), [Random]::new(77 + $Seed), $data.ClassNames.Count
    for ($i = 0; $i -lt $y.Count; $i++) {
        if ($random.NextDouble() -lt $Share -and ($Only -lt 0 -or $y[$i] -eq $Only)) { $y[$i] = ($y[$i] + 1 + $random.Next($classes - 1)) % $classes }
    }
    New-Dataset $data.Feature $y -ClassName $data.ClassNames
}

function Shuffled($data, [int]$Seed) {
    $y, $random = [long[]]$data.Target.ToArray(), [Random]::new(78 + $Seed)
    New-Dataset $data.Feature ([long[]]@($y | Sort-Object { $random.Next() })) -ClassName $data.ClassNames
}

# A table as numbers of mean 0 and deviation 1; digits and pictures from 0 to 1.
function Scaled([string]$Name) { $all = Import-Dataset "$Data/$Name" -Label label -Standardize; New-Dataset $all.Feature $all.Target -ClassName $all.ClassNames }
function Numeral([int]$Count, [int]$Seed) {
    $all, $random = (Import-Dataset "$Data/digits.csv.gz" -Label label), [Random]::new(79 + $Seed)
    $part = $all | Select-Dataset -Index ([long[]]@(0..($all.Count - 1) | Sort-Object { $random.Next() } | Select-Object -First $Count))
    New-Dataset ($part.Feature / 16) $part.Target -ClassName $part.ClassNames
}
function Apart($data, [int]$Seed, [double]$Validation = 0.35) { Keep ($data | Split-Dataset -Validation $Validation -Seed (11 + $Seed)) }
function Fit([int]$Seed, $split, [scriptblock]$Layers, [hashtable]$With) {
    New-Model -Data $split -Seed (5 + $Seed) $Layers | Start-TrainingRun $split -Seed (5 + $Seed) @With -ErrorAction SilentlyContinue
}

# -- Tiny data and a wide network
Case 'tiny: 70 numerals, 512 units' Overfitting { param($Seed) Fit $Seed (Keep (Numeral 670 $Seed | Split-Dataset -Train 70 -Validation 600 -Seed $Seed)) { Linear 512; ReLU; Linear 512; ReLU; Linear 10 } @{ Epoch = 60; LearningRate = 0.003; BatchSize = 16 } }
Case 'tiny: 45 rows of 30 columns, Nadam' Overfitting { param($Seed) Fit $Seed (Keep (Cube 445 3 4 2.2 $Seed -More 26 | Split-Dataset -Train 45 -Validation 400 -Seed $Seed)) { Linear 200; LeakyReLU; Linear 3 } @{ Epoch = 80; Optimizer = 'NAdam'; LearningRate = 0.005; BatchSize = 8 } }
Case 'tiny: 50 patients with diabetes' Overfitting { param($Seed) Fit $Seed (Keep (Import-Dataset $Data/diabetes.csv -Label progression | Split-Dataset -Train 50 -Validation 350 -Preprocessor { Standardize; ScaleTarget } -Seed $Seed)) { Linear 256; Tanh; Linear 64; Tanh; Linear 1 } @{ Epoch = 200; LearningRate = 0.003; BatchSize = 10 } }
Case 'tiny: 40 rows of corners with 12 columns of chance' Overfitting { param($Seed) Fit $Seed (Keep (Corner 440 0.4 $Seed -More 12 | Split-Dataset -Train 40 -Validation 400 -Seed $Seed)) { Linear 256; SiLU; Linear 64; SiLU; Linear 2 } @{ Epoch = 80; Optimizer = 'RMSprop'; LearningRate = 0.002; BatchSize = 8 } }

# -- One linear unit on a curved target
Case 'linear: corners crosswise' Underfitting, NotLearning { param($Seed) Fit $Seed (Apart (Corner 700 0.3 $Seed) $Seed) { Linear 2 } @{ Epoch = 50; LearningRate = 0.02 } }
Case 'linear: an absolute value' Underfitting, NotLearning { param($Seed) Fit $Seed (Apart (Drawn 500 $Seed { param($random) $x = 2 * $random.NextDouble() - 1; $x; 3 * [Math]::Abs($x) + 0.1 * (Bell $random) } -Quantity) $Seed) { Linear 1 } @{ Epoch = 60; Optimizer = 'SGD'; LearningRate = 0.1 } }
Case 'linear: three arms of a spiral' Underfitting { param($Seed) Fit $Seed (Apart (Spiral 900 3 0.05 $Seed) $Seed) { Linear 3 } @{ Epoch = 50; Optimizer = 'Adagrad'; LearningRate = 0.1 } }
Case 'linear: one unit for ten numerals' Underfitting { param($Seed) Fit $Seed (Apart (Numeral 1200 $Seed) $Seed) { Linear 1; Tanh; Linear 10 } @{ Epoch = 60; LearningRate = 0.01 } }

# -- Labels
Case 'shuffled: cancer' LabelNoise { param($Seed) Fit $Seed (Apart (Shuffled (Scaled breast-cancer.csv) $Seed) $Seed) { Linear 32; Tanh; Linear 2 } @{ Epoch = 30; LearningRate = 0.005 } }
Case 'shuffled: three arms of a spiral' LabelNoise { param($Seed) Fit $Seed (Apart (Shuffled (Spiral 900 3 0.1 $Seed) $Seed) $Seed) { Linear 64; ReLU; Linear 3 } @{ Epoch = 30; LearningRate = 0.01 } }
Case 'shuffled: numerals' LabelNoise { param($Seed) Fit $Seed (Apart (Shuffled (Numeral 900 $Seed) $Seed) $Seed) { Linear 64; GELU; Linear 10 } @{ Epoch = 20; Optimizer = 'RMSprop'; LearningRate = 0.001 } }
Case '20 % wrong: all numerals' LabelNoise { param($Seed) Fit $Seed (Apart (Spoilt (Numeral 1797 $Seed) 0.2 $Seed) $Seed) { Linear 64; ReLU; Linear 10 } @{ Epoch = 25; LearningRate = 0.003 } }
Case '20 % wrong: wine' LabelNoise { param($Seed) Fit $Seed (Apart (Spoilt (Scaled wine.csv) 0.2 $Seed) $Seed) { Linear 16; ReLU; Linear 3 } @{ Epoch = 30; LearningRate = 0.005 } }
Case '20 % wrong: two arms of a spiral' LabelNoise { param($Seed) Fit $Seed (Apart (Spoilt (Spiral 1000 2 0.06 $Seed) 0.2 $Seed) $Seed) { Linear 64; ReLU; Linear 64; ReLU; Linear 2 } @{ Epoch = 60; LearningRate = 0.005 } }
Case '20 % wrong: corners crosswise' LabelNoise { param($Seed) Fit $Seed (Apart (Spoilt (Corner 700 0.35 $Seed) 0.2 $Seed) $Seed) { Linear 32; Tanh; Linear 2 } @{ Epoch = 50; LearningRate = 0.01 } }
Case '20 % wrong: four corners of a cube' LabelNoise { param($Seed) Fit $Seed (Apart (Spoilt (Cube 900 4 4 5 $Seed -More 3) 0.2 $Seed) $Seed) { Linear 48; ReLU; Linear 4 } @{ Epoch = 30; Optimizer = 'SGD'; LearningRate = 0.05; Momentum = 0.9 } }
Case '20 % wrong: cancer, a small network' LabelNoise { param($Seed) Fit $Seed (Apart (Spoilt (Scaled breast-cancer.csv) 0.2 $Seed) $Seed) { Linear 8; ReLU; Linear 2 } @{ Epoch = 15; LearningRate = 0.005 } }
Case '20 % wrong: iris, all by heart' LabelNoise { param($Seed) Fit $Seed (Apart (Spoilt (Scaled iris.csv) 0.2 $Seed) $Seed) { Linear 128; ReLU; Linear 128; ReLU; Linear 3 } @{ Epoch = 80; LearningRate = 0.005 } }
Case '35 % of the malignant called benign' LabelNoise { param($Seed) Fit $Seed (Apart (Spoilt (Scaled breast-cancer.csv) 0.35 $Seed -Only 1) $Seed) { Linear 16; ReLU; Linear 2 } @{ Epoch = 15; LearningRate = 0.005 } }

# -- Leaks
Case 'leak: rows of cancer on both sides' Leak {
    param($Seed)
    $all = Scaled breast-cancer.csv
    $order = @(0..568 | Sort-Object { ($_ * 7919 + 31 * $Seed) % 569 })
    $rows = [long[]]($order[0..399] + $order[0..59] + $order[400..568])
    Fit $Seed (Keep ($all | Select-Dataset -Index $rows | Split-Dataset -Train 400 -Validation 229 -NoShuffle)) { Linear 64; ReLU; Linear 2 } @{ Epoch = 40; LearningRate = 0.005 }
}
Case 'leak: rows of a curve on both sides' Leak {
    param($Seed)
    $all = Drawn 300 $Seed { param($random) $x = 1..4 | ForEach-Object { Bell $random }; $x; [Math]::Sin(2 * $x[0]) + $x[1] * $x[2] + 0.3 * (Bell $random) } -Quantity
    Fit $Seed (Keep ($all | Select-Dataset -Index ([long[]](@(0..219) + @(0..39) + @(220..299))) | Split-Dataset -Train 220 -Test 120 -NoShuffle)) { Linear 128; GELU; Linear 1 } @{ Epoch = 100; LearningRate = 0.005 }
}
Case 'leak: a column that is the progression' Leak {
    param($Seed)
    $random = [Random]::new($Seed)
    $rows = Import-Csv $Data/diabetes.csv | ForEach-Object { $_ | Add-Member -PassThru dose (20 + 0.5 * [double]$_.progression + 2 * (Bell $random)) }
    Fit $Seed (Keep ($rows | Import-Dataset -Label progression | Split-Dataset -Validation 0.3 -Preprocessor { Standardize; ScaleTarget } -Seed $Seed)) { Linear 32; ReLU; Linear 1 } @{ Epoch = 40; LearningRate = 0.005 }
}
Case 'leak: a column that is the numeral' Leak {
    param($Seed)
    $all = Cube 600 5 5 1.2 $Seed -More 2
    $x, $y, $random = $all.Feature.ToArray(), $all.Target.ToArray(), [Random]::new($Seed)
    for ($i = 0; $i -lt 600; $i++) { $x[7 * $i + 6] = 0.7 * $y[$i] + 0.05 * (Bell $random) }
    Fit $Seed (Apart (New-Dataset (New-Tensor -Data $x -Shape 600, 7) $all.Target) $Seed) { Linear 64; ReLU; Linear 5 } @{ Epoch = 60; LearningRate = 0.005 }
}

# -- Shifts
Case 'shift: cancer of another laboratory' Shift {
    param($Seed)
    $all, $random = (Scaled breast-cancer.csv), [Random]::new($Seed)
    $all = $all | Select-Dataset -Index ([long[]]@(0..568 | Sort-Object { $random.Next() }))
    $x = $all.Feature.ToArray()
    for ($i = 400; $i -lt 569; $i++) { for ($j = 0; $j -lt 10; $j++) { $x[30 * $i + $j] = 0.5 * $x[30 * $i + $j] + 1.2 } }
    Fit $Seed (Keep (New-Dataset (New-Tensor -Data $x -Shape 569, 30) $all.Target | Split-Dataset -Train 300 -Validation 100 -Test 169 -NoShuffle)) { Linear 16; ReLU; Linear 2 } @{ Epoch = 15; LearningRate = 0.005 }
}
Case 'shift: corners that change sides' Shift { param($Seed) Fit $Seed (Keep (Later (Corner 800 0.3 $Seed) 500 { param($y, $i) 1 - $y[$i] } | Split-Dataset -Validation 300 -NoShuffle)) { Linear 32; ReLU; Linear 2 } @{ Epoch = 40; LearningRate = 0.01 } }
Case 'shift: later rows rise less' Shift { param($Seed) Fit $Seed (Keep (Drawn 700 $Seed { param($random, $i) $x = 1..3 | ForEach-Object { Bell $random }; $x; $(if ($i -lt 450) { 2 } else { -0.5 }) * $x[0] + [Math]::Sin(2 * $x[1]) + 0.2 * (Bell $random) } -Quantity | Split-Dataset -Validation 250 -NoShuffle)) { Linear 32; Tanh; Linear 1 } @{ Epoch = 40; LearningRate = 0.01 } }
Case 'shift: brighter numerals in the test part' Shift {
    param($Seed)
    $all = Numeral 900 $Seed
    $x = $all.Feature.ToArray()
    for ($i = 64 * 650; $i -lt $x.Count; $i++) { $x[$i] = 0.5 + 0.5 * $x[$i] }
    Fit $Seed (Keep (New-Dataset (New-Tensor -Data $x -Shape 900, 64) $all.Target | Split-Dataset -Validation 200 -Test 250 -NoShuffle)) { Linear 32; ReLU; Linear 10 } @{ Epoch = 20; LearningRate = 0.005 }
}

# -- Rates
Case 'rate too high: spirals, Nesterov' RateTooHigh { param($Seed) Fit $Seed (Apart (Spiral 600 2 0.05 $Seed) $Seed) { Linear 48; ReLU; Linear 48; ReLU; Linear 2 } @{ Epoch = 30; Optimizer = 'SGD'; LearningRate = 8; Momentum = 0.9 } }
Case 'rate too high: numerals, NAdam' RateTooHigh { param($Seed) Fit $Seed (Apart (Numeral 800 $Seed) $Seed) { Linear 32; Tanh; Linear 10 } @{ Epoch = 15; Optimizer = 'NAdam'; LearningRate = 1 } }
Case 'rate too high: a curve, Adam' RateTooHigh { param($Seed) Fit $Seed (Apart (Drawn 500 $Seed { param($random) $x = 1..2 | ForEach-Object { Bell $random }; $x; [Math]::Sin(2 * $x[0]) + $x[1] + 0.2 * (Bell $random) } -Quantity) $Seed) { Linear 32; ReLU; Linear 32; ReLU; Linear 1 } @{ Epoch = 30; LearningRate = 0.7 } }
Case 'rate too low: cancer, SGD' RateTooLow { param($Seed) Fit $Seed (Apart (Scaled breast-cancer.csv) $Seed) { Linear 16; ReLU; Linear 16; ReLU; Linear 2 } @{ Epoch = 15; Optimizer = 'SGD'; LearningRate = 0.0001 } }
Case 'rate too low: numerals, AdamW' RateTooLow { param($Seed) Fit $Seed (Apart (Numeral 900 $Seed) $Seed) { Linear 48; ReLU; Linear 10 } @{ Epoch = 15; Optimizer = 'AdamW'; LearningRate = 1e-5 } }

# -- Units, seeds, scales, batches
Case 'dead: cancer' DeadUnits {
    param($Seed)
    $model = New-Model 30 -Seed $Seed { Linear 24; ReLU; Linear 2 }
    $model | Initialize-Model KaimingNormal -Bias -40 -Seed $Seed | Out-Null
    $model | Start-TrainingRun (Apart (Scaled breast-cancer.csv) $Seed) -Epoch 20 -LearningRate 0.003 -Seed $Seed
}
Case 'dead: corners, the second layer' DeadUnits {
    param($Seed)
    $model = New-Model 2 -Seed $Seed { Linear 16; ReLU; Linear 16; ReLU; Linear 2 }
    $model | Initialize-Model KaimingNormal -Bias -9 -Seed $Seed | Out-Null
    $model | Start-TrainingRun (Apart (Corner 500 0.3 $Seed) $Seed) -Epoch 30 -LearningRate 0.003 -Seed $Seed
}
Case 'seeds: two units for corners' Unstable, Underfitting { param($Seed) Fit $Seed (Apart (Corner 500 0.25 $Seed) $Seed) { Linear 2; ReLU; Linear 2 } @{ Epoch = 80; LearningRate = 0.02 } }
Case 'unscaled: cancer as it was measured, SGD' UnscaledFeatures { param($Seed) Fit $Seed (Keep (Import-Dataset $Data/breast-cancer.csv -Label label | Split-Dataset -Validation 0.35 -Seed $Seed)) { Linear 16; ReLU; Linear 2 } @{ Epoch = 20; Optimizer = 'SGD'; LearningRate = 0.01 } }
Case 'unscaled: grams, metres and a share' UnscaledFeatures {
    param($Seed)
    $all = Spiral 700 2 0.08 $Seed -More 1
    $x = Again $all { param($x, $start) $x[$start] = 4000 + 900 * $x[$start]; $x[$start + 1] *= 0.05; $x[$start + 2] *= 30 }
    Fit $Seed (Apart (New-Dataset (New-Tensor -Data $x -Shape 700, 3) $all.Target) $Seed) { Linear 64; ReLU; Linear 64; ReLU; Linear 2 } @{ Epoch = 60; LearningRate = 0.005 }
}
Case 'batches of two: wine' FewValuesPerStatistic { param($Seed) Fit $Seed (Apart (Scaled wine.csv) $Seed) { Linear 32; BatchNorm; ReLU; Linear 3 } @{ Epoch = 6; BatchSize = 2; DropLast = $true; LearningRate = 0.01 } }
Case 'batches of two: a curve' FewValuesPerStatistic { param($Seed) Fit $Seed (Apart (Drawn 400 $Seed { param($random) $x = 1..4 | ForEach-Object { Bell $random }; $x; $x[0] * $x[1] + $x[2] + 0.2 * (Bell $random) } -Quantity) $Seed) { Linear 48; BatchNorm; GELU; Linear 1 } @{ Epoch = 8; BatchSize = 2; DropLast = $true; LearningRate = 0.005 } }

# -- Sound
Fine 'spirals' { param($Seed) Fit $Seed (Apart (Spiral 900 2 0.06 $Seed) $Seed) { Linear 64; ReLU; Linear 64; ReLU; Linear 2 } @{ Epoch = 80; LearningRate = 0.005 } }
Fine 'corners crosswise' { param($Seed) Fit $Seed (Apart (Corner 700 0.45 $Seed) $Seed) { Linear 16; Tanh; Linear 2 } @{ Epoch = 40; LearningRate = 0.02 } }
Fine 'six corners of a cube that overlap' { param($Seed) Fit $Seed (Apart (Cube 1500 6 5 2.5 $Seed -More 2) $Seed) { Linear 32; ReLU; Linear 6 } @{ Epoch = 15; LearningRate = 0.005; Optimizer = 'AdamW'; WeightDecay = 0.05 } }
Fine 'all numerals, RMSprop' { param($Seed) Fit $Seed (Apart (Numeral 1797 $Seed) $Seed) { Linear 48; ReLU; Linear 10 } @{ Epoch = 25; Optimizer = 'RMSprop'; LearningRate = 0.001 } }
Fine 'cancer, momentum' { param($Seed) Fit $Seed (Apart (Scaled breast-cancer.csv) $Seed) { Linear 8; Tanh; Linear 2 } @{ Epoch = 20; Optimizer = 'SGD'; LearningRate = 0.02; Momentum = 0.9 } }
Fine 'wine, dropout' { param($Seed) Fit $Seed (Apart (Scaled wine.csv) $Seed) { Linear 24; ReLU; Dropout 0.2; Linear 3 } @{ Epoch = 30; LearningRate = 0.005 } }
Fine 'an absolute value' { param($Seed) Fit $Seed (Apart (Drawn 600 $Seed { param($random) $x = 1..2 | ForEach-Object { Bell $random }; $x; 2 * [Math]::Abs($x[0]) - $x[1] + 0.3 * (Bell $random) } -Quantity) $Seed) { Linear 32; ReLU; Linear 1 } @{ Epoch = 60; LearningRate = 0.01 } }
Fine 'a curve whose noise grows' { param($Seed) Fit $Seed (Apart (Drawn 800 $Seed { param($random) $x = 2 * $random.NextDouble() - 1; $x; [Math]::Sin(3 * $x) + (0.05 + 0.4 * [Math]::Abs($x)) * (Bell $random) } -Quantity) $Seed) { Linear 32; Tanh; Linear 1 } @{ Epoch = 60; LearningRate = 0.01 } }
Fine 'a logistic probability of six columns' { param($Seed) Fit $Seed (Apart (Drawn 900 $Seed { param($random) $x = 1..6 | ForEach-Object { Bell $random }; $x; [int]($random.NextDouble() -lt 1 / (1 + [Math]::Exp(-1.5 * $x[0] + $x[1] - 0.7 * $x[2]))) }) $Seed) { Linear 8; ReLU; Linear 2 } @{ Epoch = 15; LearningRate = 0.005 } }
Fine 'a probability that bends, four classes' { param($Seed)
    Fit $Seed (Apart (Drawn 1200 $Seed { param($random)
            $x = 1..3 | ForEach-Object { Bell $random }; $x
            $e = 1..4 | ForEach-Object { -[Math]::Log(-[Math]::Log($random.NextDouble())) }
            $s = (2 * [Math]::Sin(2 * $x[0]) + $e[0]), (1.5 * $x[1] + $e[1]), (-1.5 * $x[1] + $e[2]), ($x[2] * $x[2] - 1 + $e[3])
            [array]::IndexOf($s, ($s | Measure-Object -Maximum).Maximum) }) $Seed) { Linear 24; Tanh; Linear 4 } @{ Epoch = 20; LearningRate = 0.01 } }
Fine 'one class in eight' { param($Seed) Fit $Seed (Apart (Drawn 1200 $Seed { param($random, $i) $own = [int]($i % 8 -eq 0); 1.8 * $own + (Bell $random); -1.5 * $own + (Bell $random); Bell $random; $own }) $Seed) { Linear 16; ReLU; Linear 2 } @{ Epoch = 20; LearningRate = 0.005 } }
Fine 'diabetes, a small network' { param($Seed) Fit $Seed (Keep (Import-Dataset $Data/diabetes.csv -Label progression | Split-Dataset -Validation 0.4 -Preprocessor { Standardize; ScaleTarget } -Seed $Seed)) { Linear 4; Tanh; Linear 1 } @{ Epoch = 30; LearningRate = 0.005; Optimizer = 'AdamW'; WeightDecay = 0.1; EarlyStopping = 5 } }
