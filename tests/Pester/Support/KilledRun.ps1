<#
Trains in a process of its own, kills it with SIGKILL at random moments, lets the next process go on from the checkpoint, and compares
what the finished run holds with the same run that nobody killed. Writes a record: Kills, Runs (finished), Same (as many as Runs).
    ./KilledRun.ps1 -Count 100 -Seed 1
#>
param([int]$Count = 5, [int]$Seed = 1, [int]$Epoch = 400, [int]$Thread = 0, [string]$Module = "$PSScriptRoot/../../../out/NormTools")

$ErrorActionPreference = 'Stop'
$folder = New-Item -ItemType Directory -Path ([IO.Path]::GetTempPath()) -Name "killed-$([guid]::NewGuid())"
$child = {
    param($module, $folder, $epoch, $thread, $checkpoint)
    $ErrorActionPreference = 'Stop'
    Import-Module "$module/NormTools.psd1"
    $images = New-Dataset (New-RandomTensor 96, 1, 12, 12 -Seed 1) ((1..96) | ForEach-Object { $_ % 3 })
    $data = $images | Split-Dataset -Validation 0.25 -Stratify -Seed 1
    $model = New-Model 1, 12, 12 -Seed 0 {
        Conv2d 6 3; BatchNorm; ReLU; MaxPool 2; Flatten; Dropout 0.3; Linear 16; ReLU; Linear 3
    }
    $parameters = @{
        Epoch = $epoch; BatchSize = 10; Seed = 4; Thread = $thread; Optimizer = 'AdamW'; LearningRate = 0.003
        Schedule = 'CosineAnnealingWarmRestarts'; ScheduleArgument = @{ T_0 = 30; unit = 'step' }
        Group = @{ Name = '*.bias'; WeightDecay = 0 }, @{ LayerType = 'BatchNorm'; LearningRate = 1e-4 }
        Augment = { RandomFlip; RandomCrop 2; RandomRotation 10; ColorJitter; Noise 0.05; Mixup 0.2; CutMix -P 0.5 }
        AverageDecay = 0.99; Accumulate = 3; ClipNorm = 1; EarlyStopping = 100000; WarningAction = 'Ignore'
    }
    if ($checkpoint) {
        $parameters.CheckpointPath = "$folder/run.checkpoint"
        $parameters.Resume = Test-Path "$folder/run.checkpoint"
        Set-Content "$folder/ready" $PID
    }

    $run = $model | Start-TrainingRun $data @parameters 6> $null # where it went on from is no part of the answer
    $state = foreach ($tensors in $model.Parameters, $model.Buffers) {
        foreach ($name in $tensors.Keys) { "$name $($tensors[$name].ToArray() | ForEach-Object { '{0:R}' -f $_ })" }
    }
    $history = $run.History | ForEach-Object { '{0:R} {1:R} {2:R}' -f $_.TrainingLoss, $_.ValidationLoss, $_.LearningRate }
    $text = [Text.Encoding]::UTF8.GetBytes(($state + $history) -join "`n")
    "$($run.State) $($run.EpochCount) $([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($text)))"
}
Set-Content "$folder/child.ps1" "$child"
$powershell = @((Get-Process -Id $PID).Path) # one of a tool manifest is a library that dotnet runs
$powershell += @("$PSHOME/pwsh.dll") * [int]([IO.Path]::GetFileNameWithoutExtension($powershell[0]) -eq 'dotnet')

function Start-Child([bool]$checkpoint) {
    $start = [Diagnostics.ProcessStartInfo]::new($powershell[0])
    foreach ($argument in @($powershell | Select-Object -Skip 1) + '-NoProfile', '-NonInteractive', '-Command', "& '$folder/child.ps1' '$Module' '$folder' $Epoch $Thread `$$checkpoint") {
        $start.ArgumentList.Add($argument)
    }
    $start.RedirectStandardOutput = $true
    [Diagnostics.Process]::Start($start)
}

try {
    $whole = Start-Child $false
    $expected = $whole.StandardOutput.ReadToEnd().Trim()
    if ($expected -notlike "Finished $Epoch *") {
        throw "The run that nobody kills gave: $expected"
    }

    $random = [Random]::new($Seed)
    $kills = $runs = $same = 0
    $places = [Collections.Generic.List[string]]::new()
    while ($kills -lt $Count -or $runs -eq 0) {
        Remove-Item "$folder/ready" -ErrorAction Ignore
        $process = Start-Child $true
        while (-not (Test-Path "$folder/ready") -and -not $process.HasExited) {
            Start-Sleep -Milliseconds 2
        }

        $moment = $random.Next(0, 900)
        if ($kills -lt $Count -and -not $process.WaitForExit($moment)) {
            $process.Kill() # SIGKILL on Unix
            $process.WaitForExit()
            $kills++
            continue
        }

        $ended = $process.StandardOutput.ReadToEnd().Trim()
        $runs++
        $same += [int]($ended -ceq $expected)
        if ($ended -cne $expected) {
            $places.Add("after $kills kills: $ended instead of $expected")
        }

        Remove-Item "$folder/run.checkpoint" -ErrorAction Ignore
    }

    [pscustomobject]@{ Kills = $kills; Runs = $runs; Same = $same; Differs = $places.ToArray(); Left = @(Get-ChildItem $folder -Force -Filter '.normtools*').Count }
} finally {
    Remove-Item $folder -Recurse -Force
}
