# What is shown and what is written to other formats, in a console and with the cultures that a real PowerShell has.

BeforeAll {
    Set-StrictMode -Version Latest
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
    Import-Module "$folder/NormTools.psd1" -Force
    $culture = [cultureinfo]::CurrentCulture
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    $x = New-Tensor -Data (1..12) -Shape 3, 4
}

AfterAll {
    [cultureinfo]::CurrentCulture = $culture
    $PSStyle.OutputRendering = $rendering
}

Describe 'Views' {
    It 'have the decimal mark of the session in all columns of <Name>' -ForEach @(
        @{ Name = 'a history'; Script = { (New-Model 1 { Linear 1 } | Start-TrainingRun (New-Dataset (1, 2) (1.5, 2)) -Epoch 1).History } }
        @{ Name = 'measures of normalisations'; Script = { $x | Measure-Normalization } }
    ) {
        $objects = & $Script
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $text = $objects | Format-Table | Out-String -Width 120
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
        $text | Should -Match '\d,\d'
        $text | Should -Not -Match '\d\.\d'
    }

    It 'are text that fits a console whose width nobody knows' {
        $model = New-Model 1, 28, 28 { Conv2d 8 3 -Padding 1; MaxPool 2; Flatten; Linear 10 }
        [NormTools.Display]::Render($model, $null) | Should -BeExactly $model.ToDisplayString()
        ($model | Out-String).Trim() | Should -BeExactly ([NormTools.Display]::Render($model, $Host))
        $model.ToDisplayString() -split '\r?\n' | ForEach-Object Length | Should -BeLessThan 80
    }
}

Describe 'Measure-Tensor' {
    It 'has its index as text in CSV and as numbers in JSON' {
        $sets = New-Tensor -Data (1..8) -Shape 2, 2, 2 | Measure-Tensor -Axis 2
        ($sets | ConvertTo-Csv | ConvertFrom-Csv)[3].Index | Should -BeExactly '1, 1'
        ($sets[3] | ConvertTo-Json | ConvertFrom-Json).Index | Should -Be 1, 1
    }
}

Describe 'Files whose names look like patterns' {
    It 'are taken as Get-ChildItem finds them' {
        $place = New-Item "$TestDrive/names" -ItemType Directory
        Set-Content -LiteralPath "$place/br[1].csv" 'a', 1
        Set-Content -LiteralPath "$place/br[2].csv" 'a', 1, 2
        Get-ChildItem "$place/br*" | ForEach-Object FullName | Import-Dataset | ForEach-Object Count | Should -Be 1, 2
        Get-ChildItem "$place/br*" | Import-Dataset | ForEach-Object Count | Should -Be 1, 2
    }
}
