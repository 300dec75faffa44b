<#
.SYNOPSIS
Networks of random sizes, trained through the native library on one thread and on several.

.DESCRIPTION
Dense, convolutional and normalised networks in turn, with 1 to 130 outputs of every layer, 1 to 300 rows, 1 to 800 inputs and
1 to 16 threads. Each has to train to its end, its parameters and buffers have to be finite, and no bit of them may depend on
the number of threads. The last line counts them; one line before it names each that failed. NormTools has to be imported;
NORMTOOLS_LEVEL says for which level.

.EXAMPLE
$env:NORMTOOLS_LEVEL = 'default'; Import-Module ./out/NormTools; ./tests/Module/Training/RandomNetworks.ps1 -Count 2000
#>
param([int]$Count = 30, [int]$Seed = 1)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$random = [Random]::new($Seed)
$values = New-RandomTensor -Shape 300, 800 -Seed $Seed | ForEach-Object { $_.Reshape(-1) }
$threads = (Get-NormToolsOption).Thread
$failed = [Collections.Generic.List[string]]::new()

function Draw([int]$from, [int]$to) { $random.Next($from, $to + 1) }
function Pick([object[]]$items) { $items[$random.Next($items.Length)] }

function Train([string]$shape, [string]$layers, $data, [int]$batch, [int]$count) {
    Set-NormToolsOption -Thread $count
    $model = New-Model -InputShape ([long[]]$shape.Split(',')) -Seed 0 ([scriptblock]::Create($layers))
    try {
        $run = $model | Start-TrainingRun $data -Epoch 1 -BatchSize $batch -DropLast -Optimizer SGD -LearningRate 0.01 -Seed 0 -WarningAction Ignore
        if ("$($run.State)" -ne 'Finished') { throw "it ended as $($run.State): $($run.Reason)" }
        foreach ($tensor in @($model.Parameters.Values) + @($model.Buffers.Values)) {
            [float[]]$all = $tensor.ToArray()
            if (-not [float]::IsFinite([Linq.Enumerable]::Sum($all))) { throw 'its weights are not finite' }
            $bytes = [byte[]]::new(4 * $all.Length)
            [Buffer]::BlockCopy($all, 0, $bytes, 0, $bytes.Length)
            [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($bytes))
        }
    }
    finally { $model.Dispose() }
}

foreach ($i in 1..$Count) {
    $outputs = Draw 1 130
    $hidden = Draw 1 130
    switch ($i % 3) {
        0 { $shape = Draw 1 800; $layers = "Linear $hidden; ReLU; Linear $outputs" }
        1 {
            $norm = Pick 'BatchNorm', 'LayerNorm', 'RMSNorm', 'BatchNorm; ReLU', 'LayerNorm; GELU'
            $hidden = [math]::Max($hidden, 2)
            $shape = Draw 1 800; $layers = "Linear $hidden; $norm; Linear $outputs"
        }
        2 {
            $side = Draw 3 14
            $channels = Draw 1 ([math]::Min(8, [math]::Floor(800 / ($side * $side))))
            $norm = Pick 'BatchNorm; ReLU', 'GroupNorm 1; ReLU', 'InstanceNorm', 'ReLU'
            $pool = Pick '', 'MaxPool 2; '
            $shape = "$channels,$side,$side"; $layers = "Conv2d $hidden 3 -Padding $(Draw 0 1); $norm; $pool" + "Flatten; Linear $outputs"
            if ($side -lt 4) { $layers = $layers -replace 'Padding 0', 'Padding 1' }
        }
    }

    $least = if ($layers -like '*BatchNorm*') { 2 } else { 1 }
    $rows = Draw $least 300
    $batch = Draw $least $rows
    $many = Draw 1 16
    $width = 1; foreach ($size in "$shape".Split(',')) { $width *= [int]$size }
    $what = "network $i of seed ${Seed}: [$shape] $layers, $rows rows, batch $batch, $many threads"
    try {
        $feature = $values.Slice(0, 0, $rows * $width).Reshape([long[]](@($rows) + "$shape".Split(',')))
        $data = if ($outputs -eq 1) { New-Dataset $feature (New-RandomTensor -Shape $rows -Seed $i) -Task Regression }
        else {
            $labels = New-Tensor -Data (0..($rows - 1)).ForEach({ $_ % $outputs }) -Shape $rows -DType Int64
            New-Dataset $feature $labels -ClassName (1..$outputs).ForEach({ "c$_" })
        }

        $one = (Train $shape $layers $data $batch 1) -join ' '
        $other = (Train $shape $layers $data $batch $many) -join ' '
        if ($one -cne $other) { $failed.Add("${what}: other bits than on one thread") }
    }
    catch { $failed.Add("${what}: $_") }
}

Set-NormToolsOption -Thread $threads
$failed
"$Count networks, $($failed.Count) failed"
exit [int]($failed.Count -gt 0)
