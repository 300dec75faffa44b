BeforeAll {
    Set-StrictMode -Version Latest
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
    Import-Module "$folder/NormTools.psd1" -Force
}

Describe 'The module' {
    It 'has a manifest that PowerShell finds no fault with' {
        (Test-ModuleManifest "$folder/NormTools.psd1").Version | Should -Be (Get-Module NormTools).Version
    }

    It 'has approved verbs only' {
        $approved = (Get-Verb).Verb
        Get-Command -Module NormTools | Where-Object Verb -NotIn $approved | Should -BeNullOrEmpty
    }

    It 'has help that a real PowerShell shows' {
        Get-Help New-Tensor -Examples | Out-String | Should -Match 'Example 1'
    }

    It 'reads the rows of Import-Csv' {
        $x = Import-Csv (Join-Path $PSScriptRoot '../../data/iris.csv') | ConvertTo-Tensor -Property sepal*, petal*
        $x.Shape | Should -Be 150, 4
        $x[0, 0] | Should -Be ([float]5.1)
    }
}

Describe 'The suites' {
    It 'are strict: <Name>' -ForEach (Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1 | ForEach-Object { @{ Name = $_.Name } }) {
        "$PSScriptRoot/$Name" | Should -FileContentMatchMultiline 'BeforeAll \{\r?\n +Set-StrictMode -Version Latest'
    }

    It 'are strict in their tests too' {
        { $aVariableThatIsNotThere } | Should -Throw -ErrorId VariableIsUndefined
    }
}
