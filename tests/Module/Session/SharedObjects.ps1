<#
.SYNOPSIS
Runspaces that share tensors, models, data sets and runs, and dispose of them at random.

.DESCRIPTION
Every answer has to be right, or an error with an id of the module's. The last line counts them; the exit code is not 0
where an answer was wrong or an error had no id. NormTools has to be imported.

.EXAMPLE
Import-Module ./out/NormTools; ./tests/Module/Session/SharedObjects.ps1 -Second 600
#>
param([int]$Second = 5, [int]$Runspace = 16, [int]$Seed = 1)

$ErrorActionPreference = 'Stop'
$place = (Get-Module NormTools).Path

# What is shared: each slot holds an object, which any runspace may replace or dispose of.
$slots = [Collections.Concurrent.ConcurrentDictionary[string, object]]::new()
$iris = Join-Path (Split-Path $place) 'data/iris.csv'

$work = {
    param($place, $slots, $iris, $number, $seed, $second)
    $ErrorActionPreference = 'Stop'
    Set-StrictMode -Version Latest # else PowerShell makes $null of an indexer's error
    Import-Module $place
    $random = [Random]::new($seed * 1000 + $number)
    $count = @{ right = 0; refused = 0; wrong = [Collections.Generic.List[string]]::new() }
    $x = New-RandomTensor -Shape 8, 4 -Seed 7

    function Make($slot) {
        switch -Wildcard ($slot) {
            'tensor*' { New-Tensor -Shape 50, 40 -Value 3 }
            'model*' { New-Model 4 -Seed 0 { Linear 16; ReLU; Linear 3 } }
            'data*' { Import-Dataset $iris -Label label | Split-Dataset -Test 0.2 -Seed 1 }
            'run*' {
                $model = New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 }
                $data = Import-Dataset $iris -Label label | Split-Dataset -Test 0.2 -Seed 1
                $model | Start-TrainingRun -Data $data -Epoch 3 -Seed 0
            }
        }
    }

    $expected = (New-Model 4 -Seed 0 { Linear 16; ReLU; Linear 3 } | ForEach-Object { $x | Invoke-Model -Model $_ }).ToArray()
    $loss = (Make 'run').History[2].TrainingLoss

    $until = [DateTime]::UtcNow.AddSeconds($second)
    while ([DateTime]::UtcNow -lt $until) {
        $kind = 'tensor', 'model', 'data', 'run' | Get-Random -SetSeed $random.Next()
        $slot = "$kind$($random.Next(3))"
        $it = $null
        $what = $random.Next(8)
        try {
            if (-not $slots.TryGetValue($slot, [ref]$it)) { $it = Make $slot; $slots[$slot] = $it; continue }
            if ($what -eq 0) {
                $slots[$slot] = Make $slot
                if ($it -is [IDisposable]) { $it.Dispose() }
                elseif ($kind -eq 'run') { $it.Model.Dispose() }
                else { $it.Train.Feature.Dispose() }
                continue
            }

            $right = switch ($kind) {
                'tensor' {
                    switch ($what) {
                        1 { ($it + 1).ToArray()[1999] -eq 4 }
                        2 { $it.Fill(3); $it[49, 39] -eq 3 }
                        3 { $it.Slice(0, 1, 3).ToArray()[79] -eq 3 }
                        4 { $it.Transpose().ToArray()[0] -eq 3 }
                        5 { $it['1:3', ':'].ToArray()[0] -eq 3 }
                        6 { ($it | Measure-Tensor).Mean -eq 3 }
                        7 { $it.ToNestedArray()[49][39] -eq 3 }
                    }
                }
                'model' {
                    switch ($what) {
                        1 { $it.Parameters['0.weight'].Count -eq 64 }
                        2 { $c = $it.Clone(); $ok = $c.ParameterCount -eq 131; $c.Dispose(); $ok }
                        default { -not (Compare-Object ($x | Invoke-Model -Model $it).ToArray() $expected -SyncWindow 0) }
                    }
                }
                'data' {
                    switch ($what) {
                        1 { $it.Test.Count -eq 30 }
                        2 { $it.Train.Feature.Count -eq 480 }
                        default { (New-Model 4 -Seed 0 { Linear 3 } | Test-Model -Data $it.Test).Count -eq 30 }
                    }
                }
                'run' {
                    switch ($what) {
                        1 { $it.History[2].TrainingLoss -eq $loss }
                        2 { @(Get-TrainingRun).Count -gt 0 }
                        default { ($x | Invoke-Model -Model $it.Model).Count -eq 24 }
                    }
                }
            }
            if ($right) { $count.right++ } else { $count.wrong.Add("$slot ${what}: a wrong answer") }
        }
        catch {
            # PowerShell puts errors of its own around those of operators and indexers.
            $failure = $_.Exception
            while ($failure -and $failure -isnot [NormTools.NormToolsException]) { $failure = $failure.InnerException }
            $id = if ($failure) { $failure.Id } else { $_.FullyQualifiedErrorId.Split(',')[0] }
            if ($id -in 'TensorDisposed', 'ModelDisposed') { $count.refused++ }
            else { $count.wrong.Add("$slot ${what}: $($_.FullyQualifiedErrorId): $($_.Exception.Message)") }
        }
    }
    $count
}

$pool = [runspacefactory]::CreateRunspacePool(1, $Runspace)
$pool.Open()
$running = foreach ($number in 1..$Runspace) {
    $shell = [powershell]::Create()
    $shell.RunspacePool = $pool
    $null = $shell.AddScript($work)
    foreach ($argument in $place, $slots, $iris, $number, $Seed, $Second) { $null = $shell.AddArgument($argument) }
    @{ Shell = $shell; Result = $shell.BeginInvoke() }
}
$counts = foreach ($one in $running) { $one.Shell.EndInvoke($one.Result) }
$wrong = @($counts | ForEach-Object { $_.wrong })
$wrong | Group-Object | Sort-Object Count -Descending | Select-Object -First 20 | ForEach-Object { "$($_.Count) x $($_.Name)" }
$sum = { ($args[0] | Measure-Object -Sum).Sum }
"$(& $sum $counts.right) right, $(& $sum $counts.refused) refused, $($wrong.Count) wrong"
exit [int]($wrong.Count -gt 0)
