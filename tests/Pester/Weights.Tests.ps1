# PyTorch's own numbers for seed 0, and the hashes of long streams; initialisations as an analyst calls them.

BeforeAll {
    Set-StrictMode -Version Latest
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
    Import-Module "$folder/NormTools.psd1" -Force

    function Hash($tensor) {
        $values = $tensor.ToArray()
        $bytes = [byte[]]::new(4 * $values.Length)
        [Buffer]::BlockCopy($values, 0, $bytes, 0, $bytes.Length)
        $digest = [Security.Cryptography.SHA256]::HashData($bytes)
        [Convert]::ToHexString($digest, 0, 8).ToLowerInvariant()
    }
}

Describe 'Values of PyTorch' {
    It '<Call> is to the bit what PyTorch draws' -ForEach @(
        @{ Call = 'New-RandomTensor 4 -Seed 0'; Values = '0.49625659 0.768221796 0.0884774327 0.132030487' }
        @{ Call = 'New-RandomTensor 4 Normal -Seed 0'; Values = '1.54099607 -0.293428898 -2.17878938 0.568431258' }
        @{ Call = 'New-RandomTensor 16 Normal -Seed 0'; Values = '-1.12583983 -1.1523602 -0.250578582 -0.433878809 0.848710358 0.692009151 -0.31601277 -2.11521935 0.322274923 -1.26333475 0.349983186 0.30813393 0.119841509 1.2376579 1.11677718 -0.247278154' }
        @{ Call = 'New-RandomTensor 4 -Minimum -1 -Maximum 1 -Seed 0'; Values = '-0.00748682022 0.536443591 -0.823045135 -0.735939026' }
        @{ Call = 'New-RandomTensor 12 Bernoulli -Probability 0.3 -Seed 0'; Values = '0 0 0 0 0 0 1 0 0 1 0 1' }
        @{ Call = 'New-WeightTensor 2, 3 XavierUniform -Seed 0'; Values = '-0.00820140075 0.587644517 -0.901600778 -0.806180835 -0.421915472 0.293751687' }
        @{ Call = 'New-WeightTensor 2, 3 XavierNormal -Seed 0'; Values = '0.974611521 -0.18558073 -1.37798738 0.359507501 -0.685912132 -0.884549379' }
        @{ Call = 'New-WeightTensor 2, 3 KaimingUniform -Nonlinearity relu -Seed 0'; Values = '-0.0105879623 0.758645773 -1.16396153 -1.04077494 -0.54469049 0.379231781' }
        @{ Call = 'New-WeightTensor 2, 3 KaimingNormal -Nonlinearity relu -Seed 0'; Values = '1.25821805 -0.239583701 -1.77897406 0.464122206 -0.885508776 -1.14194834' }
        @{ Call = 'New-WeightTensor 5, 3 Sparse -Sparsity 0.4 -Seed 0'; Values = '0.0154099613 -0.00293428916 -0.021787893 0 -0.0108452234 -0.0139859542 0.00403346866 0 -0.00719257584 0 -0.0059663537 0 -0.00856674556 0 0' }
        @{ Call = '(New-Model 3 -Seed 0 { Linear 2 }).Parameters["0.weight"]'; Values = '-0.00432251766 0.309715837 -0.475185335 -0.424894601 -0.222368971 0.154820725' }
        @{ Call = '(New-Model 1, 2, 2 -Seed 0 { Conv2d 2 2 }).Parameters["0.bias"]'; Values = '-0.0443720222 0.132306278' }
        @{ Call = '(New-Model 3 -Seed 9 { Linear 2 } | Initialize-Model Default -Seed 0 -PassThru).Parameters["0.bias"]'; Values = '-0.0114391446 0.457774937' }
    ) {
        (& ([scriptblock]::Create($Call))).ToArray() | Should -Be ($Values -split ' ').ForEach{ [float]$_ }
    }

    It '<Call> is within <Tolerance> what PyTorch draws' -ForEach @(
        @{ Call = 'New-WeightTensor 2, 3 TruncatedNormal -Seed 0'; Tolerance = 1e-6; Values = '-0.00895651244 0.6935495 -1.24154723 -1.0417095 -0.478393346 0.32650293' }
        @{ Call = 'New-WeightTensor 2, 3 Orthogonal -Seed 0'; Tolerance = 1e-6; Values = '0.573980927 -0.109294608 -0.811542153 -0.345415115 -0.930882692 -0.11893554' }
        @{ Call = 'New-WeightTensor 3, 3 Orthogonal -Seed 0'; Tolerance = 1e-6; Values = '0.911134839 0.0751304 0.4052018 0.3360927 -0.704463243 -0.625118732 0.238484323 0.705752909 -0.667111754' }
    ) {
        $expected = ($Values -split ' ').ForEach{ [double]$_ }
        $actual = (& ([scriptblock]::Create($Call))).ToArray()
        $actual.Count | Should -Be $expected.Count
        foreach ($i in 0..($expected.Count - 1)) { [Math]::Abs($actual[$i] - $expected[$i]) | Should -BeLessOrEqual $Tolerance }
    }

    It 'long streams have the hash of PyTorch''s: <Call>' -ForEach @(
        @{ Call = 'New-RandomTensor 4000003 Normal -Seed 0'; Expected = 'c37d00371fe58871' }
        @{ Call = 'New-RandomTensor 1000001 Normal -Std 0.0625 -Seed 7'; Expected = '8926a4fd4ea206c5' }
        @{ Call = 'New-RandomTensor 999999 Normal -Mean -1.5 -Std 3.25 -Seed 99'; Expected = '3894bd7c7bd56a80' }
        @{ Call = 'New-WeightTensor 100, 784 Kaiming -Seed 12345'; Expected = '0da91267de2a118f' }
        @{ Call = 'New-RandomTensor 1000003 -Minimum -0.17 -Maximum 0.17 -Seed 0'; Expected = '571a25a6b9674ab7' }
    ) {
        Hash (& ([scriptblock]::Create($Call))) | Should -BeExactly $Expected
    }

    It 'one stream goes on through uniforms, dropout and a permutation' {
        $g = New-RandomGenerator -Seed 0
        Hash (New-RandomTensor 1000003 -Minimum -0.17 -Maximum 0.17 -Generator $g) | Should -BeExactly '571a25a6b9674ab7'
        $dropout = New-Model 100003 -Seed 0 { Dropout 0.3 }
        Hash (New-Tensor 1, 100003 -Value 1 | Invoke-Model $dropout -Training -Generator $g) | Should -BeExactly '63729e6f05554da9'
        Hash (New-RandomTensor 100003 Permutation -DType Float32 -Generator $g) | Should -BeExactly 'e5736b798df74fc7'
    }

    It 'refuses a generator for a pass that draws nothing' {
        $model = New-Model 2 -Seed 0 { Dropout 0.5; Linear 1 }
        { New-Tensor 1, 2 | Invoke-Model $model -Generator (New-RandomGenerator) -ErrorAction Stop } |
            Should -Throw -ErrorId 'ParameterHasNoEffect,*'
    }
}

Describe 'At the prompt' {
    It 'completes <Line> to <Expected>' -ForEach @(
        @{ Line = 'New-WeightTensor 2,3 -Init Ka'; Expected = 'KaimingUniform', 'KaimingNormal', 'Kaiming' }
        @{ Line = 'New-WeightTensor 2,3 gl'; Expected = 'Glorot' }
        @{ Line = 'New-WeightTensor 2,3 Kaiming -Mode FanA'; Expected = 'FanAverage' }
        @{ Line = 'New-WeightTensor 2,3 Kaiming -Gain lea'; Expected = 'LeakyReLU' }
        @{ Line = '$model | Initialize-Model tr'; Expected = 'Transformer', 'TruncatedNormal' }
        @{ Line = 'New-RandomTensor 4 -Distribution p'; Expected = 'Permutation' }
        @{ Line = 'Get-InitializationGain ge'; Expected = 'GELU', 'GELUTanh' }
    ) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText | Should -Be $Expected
    }

    It 'shows what a name means' {
        $line = 'New-WeightTensor 2,3 -Init Xavier'
        (TabExpansion2 $line $line.Length).CompletionMatches[0].ToolTip | Should -Match 'Glorot 2010'
    }

    It 'initialises the layers of a loop, and keeps the pipeline going' {
        $models = 1..3 | ForEach-Object { New-Model 4 -Seed $_ { Linear 8; ReLU; Linear 2 } } | Initialize-Model He -Seed 1 -PassThru
        $models.Count | Should -Be 3
        $models[0].Parameters['0.weight'].ToArray() | Should -Be $models[2].Parameters['0.weight'].ToArray()
    }

    It 'survives draws from a generator by several threads' {
        $g = New-RandomGenerator -Seed 0
        $manifest = (Get-Module NormTools).Path -replace 'dll$', 'psd1'
        $counts = 1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            $generator = $using:g
            foreach ($i in 1..50) { (New-RandomTensor 1000 Normal -Generator $generator).Count }
        }
        $counts.Count | Should -Be 400
        ($counts | Measure-Object -Sum).Sum | Should -Be 400000
    }
}
