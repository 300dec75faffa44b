# The scripts of examples/ give the figures of their headers. Where a script takes a minute its parameters make it shorter here;
# each figure is held to a band that what the script shows would leave if it were not so.

BeforeAll {
    Set-StrictMode -Version Latest
    $root = Resolve-Path (Join-Path $PSScriptRoot '../..')
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { Join-Path $root 'out/NormTools' }
    Import-Module (Join-Path $folder 'NormTools.psd1') -Force

    function Invoke-Example([string]$Name, [hashtable]$Argument) {
        & (Join-Path $root "examples/$Name.ps1") @Argument | Out-String -Width 160
    }
}

Describe 'The example <Name>' -ForEach @(
    @{ Name = 'worked-3x3'; Expected = '-1\.32464\s+-1\.34924\s+-0\.37556', '0\.95015\s+0\.93446\s+0\.93880', '-0\.68583\s+-0\.60661\s+0\.57105', '0\.23839\s+0\.57879\s+0\.24698' }
    @{ Name = 'train-and-eval-mode'; Expected = '10\s+65.1\s?%\s+1\.94\s+0\.68', '44\s+99.0\s?%\s+2\.97\s+0\.15', '1\s+1000\s+->\s+-1\.0000 1\.0000' }
    @{ Name = 'invariances'; Expected = 'W times 3\s+same \(.*same \(.*same \(', 'data set plus a constant\s+same \(\S+\)\s+\d.*\d', 'one sample times 4\s+\d\S+\s+same \(' }
    @{ Name = 'bias-variance'; Expected = '0\s+0\.497\d\s+0\.0(19|20)\s', '1\s+0\.(199|200)\d\s+0\.02[1-4]\s', '3\s+0\.004\d\s+0\.01[6-8]\s+\S+\s+0\.01\d\s+0\.11[12]\s', '5\s+-?0\.000\d\s+0\.(0[4-9]|1[01])\d\s', '9, ridge\s+0\.002[5-9]\s+0\.03[2-5]\s', '20, ridge\s+0\.005\d\s+0\.04[4-7]\s' }
    @{ Name = 'double-descent'; Expected = '50\s+\S+\s+0\.2\d\d\s+0\.2[4-7]\d\s+0\.255\s', '110\s+\S+\s+\S+\s+[2-4]\.\d\d\d\s+2\.869\s+0\.000', '200\s+\S+\s+\S+\s+0\.[678]\d+\s+0\.753\s+0\.000' }
) {
    It 'gives the numbers in its header' {
        $text = Invoke-Example $Name @{}
        foreach ($line in $Expected) {
            $text | Should -Match $line
        }
    }
}

Describe 'The example <Name>' -ForEach @(
    @{ Name = 'batchnorm-steps'; Argument = @{ Seed = 0, 1; Rate = 0.1, 0.5, 2 }; Band = @(
        @{ Figure = 'Same rate:\s+(\S+)'; Low = 8; High = 14 }
        @{ Figure = 'Five times the rate:\s+(\S+)'; Low = 20; High = 55 }
        @{ Figure = 'Each at its best:\s+(\S+)'; Low = 4; High = 12 }
        @{ Figure = '\n0[.,]10?\s+(\d+)'; Low = 1900; High = 2900 }) }
    @{ Name = 'small-batches'; Argument = @{ Seed = 0, 1; Size = 2, 32 }; Band = @(
        @{ Figure = '\n\s+2\s+(\S+)'; Low = 15; High = 40 }
        @{ Figure = '\n\s+32\s+(\S+)'; Low = 1.5; High = 4.5 }
        @{ Figure = '\n\s+2\s+(?:\S+ \+- \S+\s+){2}(\S+)'; Low = 1.5; High = 4.5 }
        @{ Figure = '\n\s+2\s+(?:\S+ \+- \S+\s+){3}(\S+)'; Low = 1.5; High = 4.5 }) }
    @{ Name = 'reviews'; Argument = @{ Seed = 0, 1 }; Band = @(
        @{ Figure = 'topic, [\s\S]+?bag of words\s+(\S+)'; Low = 91; High = 100.1 }
        @{ Figure = 'opinion, .* of the words of the test (\S+) %'; Low = 0.5; High = 4 }
        @{ Figure = 'opinion, [\s\S]+?bag of words\s+(\S+)'; Low = 55; High = 75 }
        @{ Figure = 'opinion, [\s\S]+?LSTM\s+(\S+)'; Low = 93; High = 100.1 }
        @{ Figure = 'opinion, [\s\S]+?transformer\s+(\S+)'; Low = 60; High = 100.1 }) }
    @{ Name = 'lstm-layer-norm'; Argument = @{ Seed = 0, 1; Step = 16 }; Band = @(
        @{ Figure = 'Default\s+16\s+(\S+)'; Low = 82; High = 97 }
        @{ Figure = 'Default\s+16 .* (-?\S+) \+- \S+\s'; Low = -8; High = 6 }
        @{ Figure = 'Normal\s+16 .* (-?\S+) \+- \S+\s'; Low = 6; High = 30 }) }
    @{ Name = 'transformer-warmup'; Argument = @{ Seed = 1; Epoch = 3 }; Band = @(
        @{ Figure = 'behind\s+0\s+(\S+)'; Low = 2.25; High = 2.45 }
        @{ Figure = 'behind\s+120\s+(\S+)'; Low = 0.3; High = 1.9 }
        @{ Figure = 'front\s+0\s+(\S+)'; Low = 0.2; High = 1.2 }) }
    @{ Name = 'seasonal-forecast'; Argument = @{ Seed = 0; Epoch = 20 }; Band = @(
        @{ Figure = 'LastValue\s+(\S+)'; Low = 1.25; High = 1.29 }
        @{ Figure = 'Season52\s+(\S+)'; Low = 1.0; High = 1.04 }
        @{ Figure = 'linear\s+(\S+)'; Low = 0.5; High = 1 }) }
    @{ Name = 'style-transfer'; Argument = @{ Epoch = 15 }; Band = @(
        @{ Figure = 'batch norm\s+(\S+)'; Low = 0.2; High = 0.45 }
        @{ Figure = 'instance norm\s+(\S+)'; Low = 0.01; High = 0.12 }) }
    @{ Name = 'remedies'; Argument = @{ Seed = 0, 1; Remedy = '40*', 'width 4' }; Band = @(
        @{ Figure = 'none\s+(\S+)'; Low = 61; High = 69 }
        @{ Figure = 'none\s+\S+\s+\S+ \+- \S+\s+(\S+)'; Low = 99.4; High = 100.1 }
        @{ Figure = '40 principal components\s+\S+\s+(\S+)'; Low = 7; High = 13 }
        @{ Figure = 'width 4\s+\S+\s+(\S+)'; Low = -45; High = -15 }) }
    @{ Name = 'early-stopping'; Argument = @{ Seed = 0, 1; Wrong = 0.3; Epoch = 30 }; Band = @(
        @{ Figure = '\n30 epochs\s+30\s+(\S+)'; Low = 61; High = 69 }
        @{ Figure = '\n2 epochs\s+2\s+\S+ \+- \S+\s+(\S+)'; Low = -11; High = -1.5 }
        @{ Figure = 'stopped by ValidationLoss\s+(\S+)'; Low = 2; High = 9 }
        @{ Figure = 'stopped by ValidationLoss\s+\S+\s+\S+ \+- \S+\s+(\S+)'; Low = -3; High = 5 }) }
    @{ Name = 'penalties'; Argument = @{ Seed = 0, 1; Penalty = 'Dropout' }; Band = @(
        @{ Figure = 'P 0[.,]8 against none: (\S+)'; Low = 2; High = 9 }
        @{ Figure = '\n\s+0\.9\s+269,322\s+(\S+)'; Low = 75; High = 97 }
        @{ Figure = '\n\s+0\.5\s+269,322\s+(\S+)'; Low = 99.4; High = 100.1 }) }
) {
    It 'gives figures as in its header, with fewer seeds' {
        $text = Invoke-Example $Name $Argument
        foreach ($one in $Band) {
            $text | Should -Match $one.Figure
            $text -match $one.Figure | Should -BeTrue
            [double]::Parse($Matches[1], [cultureinfo]::CurrentCulture) | Should -BeGreaterThan $one.Low -Because $one.Figure
            [double]::Parse($Matches[1], [cultureinfo]::CurrentCulture) | Should -BeLessThan $one.High -Because $one.Figure
        }
    }
}
