BeforeAll {
    Set-StrictMode -Version Latest
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { Join-Path $PSScriptRoot '../../out/NormTools' }
    Import-Module (Join-Path $folder 'NormTools.psd1') -Force
    $data = Join-Path $PSScriptRoot '../../data'
}

Describe 'Import-Dataset and Split-Dataset' {
    It 'reads <File> as <Rows> rows of <Width> features and <Class> classes' -ForEach @(
        @{ File = 'digits.csv.gz'; Label = 'label'; Rows = 1797; Width = 64; Class = 10 }
        @{ File = 'iris.csv'; Label = 'label'; Rows = 150; Width = 4; Class = 3 }
        @{ File = 'wine.csv'; Label = 'label'; Rows = 178; Width = 13; Class = 3 }
        @{ File = 'breast-cancer.csv'; Label = 'label'; Rows = 569; Width = 30; Class = 2 }
        @{ File = 'diabetes.csv'; Label = 'progression'; Rows = 442; Width = 10; Class = 0 }
    ) {
        $dataset = Import-Dataset (Join-Path $data $File) -Label $Label
        $dataset.Count | Should -Be $Rows
        $dataset.FeatureShape | Should -Be $Width
        @($dataset.ClassNames).Where{ $_ }.Count | Should -Be $Class
    }

    It 'gives the values of Import-Csv' {
        $path = Join-Path $data 'iris.csv'
        $rows = Import-Csv $path
        $dataset = Import-Dataset $path -Label label
        $dataset.Feature.ToArray() | Should -Be ($rows | ForEach-Object { [float]$_.sepalLength, [float]$_.sepalWidth, [float]$_.petalLength, [float]$_.petalWidth })
        $dataset.Target.ToArray() | ForEach-Object { $dataset.ClassNames[$_] } | Should -Be $rows.label
    }

    It 'gives New-Dataset the classes of a column of numbers from Import-Csv' {
        $rows = 1..6 | ForEach-Object { "{0},{1}" -f $_, (3, 7, 9)[$_ % 3] } | ConvertFrom-Csv -Header x, k
        $dataset = New-Dataset ($rows | ConvertTo-Tensor -Property x) $rows.k
        $dataset.ClassNames | Should -Be '3', '7', '9'
        $dataset.Target.ToArray() | ForEach-Object { $dataset.ClassNames[$_] } | Should -Be $rows.k
    }

    It 'takes a file like a split of another, in the order of its columns' {
        $path = Join-Path $data 'iris.csv'
        $split = Import-Dataset $path -Label label -Standardize | Split-Dataset -Test 0.2 -Seed 1
        $moved = Join-Path $TestDrive 'moved.csv'
        Import-Csv $path | Select-Object petalWidth, label, sepalWidth, sepalLength, petalLength | Export-Csv $moved
        $one = Import-Dataset $moved -Label label -Like $split
        $other = Import-Dataset $path -Label label -Like $split.Train
        $one.FeatureNames | Should -Be $split.Train.FeatureNames
        $one.Feature.ToArray() | Should -Be $other.Feature.ToArray()
    }

    It 'takes files of Get-Item' {
        (Get-Item (Join-Path $data 'iris.csv') | Import-Dataset -Label label).Source | Should -Be 'iris.csv'
    }

    It 'shows a split as a table whatever was shown before it' {
        $shown = 1, (Import-Dataset (Join-Path $data 'iris.csv') -Label label | Split-Dataset -Test 0.2 -Stratify -Seed 1) | Out-String
        $shown | Should -Match 'Train\s+120\s+80\.0 %\s+40\s+40\s+40'
        $shown | Should -Match 'Test\s+30\s+20\.0 %\s+10\s+10\s+10'
    }
}

Describe 'Texts that look the same' {
    It 'tells <Text> in two writings as <Kind>' -ForEach @(
        @{ Text = "caf$([char]0xe9)"; Kind = 'categories' }
        @{ Text = "M$([char]0xfc)ller"; Kind = 'categories' }
        @{ Text = "$([char]0xc5)rhus"; Kind = 'classes' }
        @{ Text = "$([char]0xf1)and$([char]0xfa)"; Kind = 'classes' }
        @{ Text = "$([char]0xac00)$([char]0xb098)"; Kind = 'categories' }
    ) {
        $path = Join-Path $TestDrive 'accents.csv'
        $other = $Text.Normalize('FormD')
        $other.Length | Should -BeGreaterThan $Text.Length
        Set-Content $path 'name,size', "$Text,1", "$other,2", "$Text,4", "$other,3"
        $label = if ($Kind -eq 'classes') { @{ Label = 'name' } } else { @{} }
        $null = Import-Dataset $path @label -WarningVariable told -WarningAction SilentlyContinue
        $told | Should -HaveCount 1
        "$told" | Should -BeLike "*'name' has '$Text' in two writings*two ${Kind}:*.Normalize()*"
        $mended = Import-Csv $path | ForEach-Object { $_.'name' = $_.'name'.Normalize(); $_ } | Import-Dataset
        $mended.Categories['name'] | Should -BeExactly $Text
    }

    It 'takes texts without accents, or in one writing, as they are' {
        $path = Join-Path $TestDrive 'plain.csv'
        Set-Content $path 'name,size', "caf$([char]0xe9),1", 'cafe,2', "Caf$([char]0xe9),4"
        $null = Import-Dataset $path -WarningVariable told -WarningAction SilentlyContinue
        $told | Should -BeNullOrEmpty
    }
}
