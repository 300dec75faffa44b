BeforeAll {
    Set-StrictMode -Version Latest
    $root = Resolve-Path (Join-Path $PSScriptRoot '../..')
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { Join-Path $root 'out/NormTools' }
    Import-Module (Join-Path $folder 'NormTools.psd1') -Force
    $x = ConvertTo-Tensor @(@(-0.6577, -0.5797, 0.6360), @(0.7392, 0.2145, 1.523), @(0.2432, 0.5662, 0.322))
}

Describe 'Invoke-BatchNorm' {
    It 'gives the numbers of the worked example' {
        $y = $x | Invoke-BatchNorm
        $y[0, 0] | Should -BeGreaterThan -1.3246377
        $y[0, 0] | Should -BeLessThan -1.3246373
    }

    It 'standardises the columns of a table' {
        $y = Import-Csv (Join-Path $root 'data/iris.csv') | ConvertTo-Tensor -Property sepal*, petal* | Invoke-BatchNorm -Epsilon 0
        foreach ($column in $y | Measure-Tensor -Axis 0) {
            [Math]::Abs($column.Mean) | Should -BeLessThan 1e-6
            [Math]::Abs($column.Variance - 1) | Should -BeLessThan 1e-5
        }
    }

    It 'refuses <Shape> in training, and goes on' -ForEach @{ Shape = 1, 4 } {
        $result = (New-Tensor $Shape), $x | Invoke-BatchNorm -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Count | Should -Be 9
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'OneValuePerChannel,*'
        $failure[0].TargetObject.Shape | Should -Be $Shape
    }

    It 'takes PyTorch''s name <_> for a parameter' -ForEach 'RunningMean', 'RunningVar', 'Weight', 'Bias', 'Momentum', 'Eps', 'NumBatchesTracked' {
        { (Get-Command Invoke-BatchNorm).ResolveParameter($_) } | Should -Not -Throw
    }
}

Describe 'What is shown' {
    It 'is what the ways to normalise do, within <_> columns' -ForEach 80, 120 {
        $lines = New-Tensor -Data (1..96) -Shape 4, 6, 4 | Measure-Normalization -Group 4 | Out-String -Width $_ -Stream
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessThan $_
        $text = $lines -join "`n"
        $text | Should -Match 'BatchNorm\s+over N, L\s+6 sets of 16 values\s+vs BN 0\n\s+mean \S+ -> 0\s+std \S+ -> 1'
        $text | Should -Match 'GroupNorm 4\s+over nothing\s+no sets\n\s+Expected number of channels[^=]*num_groups=4'
    }

    It 'is how the normalisations of a model stand, within <_> columns' -ForEach 80, 120 {
        $data = Import-Dataset (Join-Path $root 'data/iris.csv') -Label label
        $lines = New-Model 4 -Seed 0 { BatchNorm; Linear 3 } | Test-ModelNormalization $data -WarningAction Ignore | Out-String -Width $_ -Stream
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessThan $_
        $text = $lines -join "`n"
        $text | Should -Match '0 BatchNorm\s+4 sets of 32 values, 22 in the last batch\s+\d warnings?'
        $text | Should -Match 'smallest variance \S+\s+eps > 1 % in 0\s?%\s+train-eval gap \d'
        $text | Should -Match 'warm-up 0\s?% after 0 batches, 41\s?% an epoch later'
    }

    It 'is still a table for Format-Table' {
        $measure = New-Tensor -Data (1..96) -Shape 4, 6, 4 | Measure-Normalization
        $text = $measure | Format-Table | Out-String -Width 120
        $text | Should -Match 'Method\s+Over\s+Sets\s+Values\s+Mean\s+Std\s+Mean after\s+Std after\s+vs BN'
        $text | Should -Match 'GroupNorm 3\s+2 of C, L\s+12\s+8\s+'
    }

    It 'is help on the whole family' {
        Get-Help about_Normalization | Out-String | Should -Match 'BatchNorm'
    }
}

Describe 'A long loop' {
    # The finaliser's thread gives dropped tensors' memory back. Here it stands still for two seconds, as on a busy machine.
    It 'leaves the memory where it was, though the finalisers fall behind' {
        Add-Type 'public sealed class SlowFinaliser { ~SlowFinaliser() { System.Threading.Thread.Sleep(2000); } }'
        $x = New-RandomTensor 100, 100 -Seed 0
        foreach ($i in 1..3000) { $null = $x | Invoke-BatchNorm }
        $before = [Environment]::WorkingSet
        $null = [SlowFinaliser]::new()
        foreach ($i in 1..3000) { $null = $x | Invoke-BatchNorm }
        ([Environment]::WorkingSet - $before) / 1MB | Should -BeLessThan 50 # 120 MB go through
    }
}
