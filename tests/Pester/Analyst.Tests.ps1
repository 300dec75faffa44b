# What an analyst does with a table of their own, from the file to the answers of another day, in a process of its own.

BeforeAll {
    Set-StrictMode -Version Latest
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
    $folder = (Resolve-Path $folder).Path
    Import-Module "$folder/NormTools.psd1" -Force

    # Passengers with gaps and text. On another day a fifth of them have embarked where nobody has before, nobody knows
    # who survived, and the columns may be in another order.
    function New-Passenger([int]$Count, [int]$Seed, [switch]$Later) {
        $random = [Random]::new($Seed)
        foreach ($i in 1..$Count) {
            $class = $random.Next(1, 4)
            $sex = ('male', 'female')[$random.Next(2)]
            $age = [math]::Round($random.NextDouble() * 70 + 1, 1)
            $fare = [math]::Round($random.NextDouble() * 90 / $class, 4)
            $port = ('S', 'C', 'Q')[$random.Next(3)]
            $port = if ($Later -and $random.Next(5) -eq 0) { 'New York' } elseif ($random.Next(25) -eq 0) { '' } else { $port }
            $row = [ordered]@{
                survived = [int]($random.Next(100) -lt $(if ($sex -eq 'female') { 75 } else { 20 }) - 5 * $class)
                pclass   = $class
                name     = "Passenger, No. $i"
                sex      = $sex
                age      = if ($random.Next(5) -eq 0) { '' } else { $age }
                fare     = if ($random.Next(30) -eq 0) { 'NA' } else { $fare }
                ticket   = "A/$i $($random.Next(10000))"
                embarked = $port
            }
            if ($Later) { $row.Remove('survived') }
            [pscustomobject]$row
        }
    }

    function Invoke-Apart([string]$Script) {
        $own = [Environment]::ProcessPath
        Set-Content "$TestDrive/apart.ps1" "Set-Location '$TestDrive'; Import-Module '$folder/NormTools.psd1'`n$Script"
        $arguments = @(if ((Split-Path $own -LeafBase) -eq 'dotnet') { 'exec', "$PSHOME/pwsh.dll" }) + '-NoProfile', '-NonInteractive', '-File', "$TestDrive/apart.ps1"
        & $own @arguments 2>&1
        $LASTEXITCODE | Should -Be 0
    }

    Push-Location $TestDrive
    New-Passenger 400 1 | Export-Csv ./titanic.csv
    New-Passenger 60 2 -Later | Export-Csv ./new.csv
    Import-Csv ./new.csv | Select-Object embarked, ticket, fare, age, sex, name, pclass | Export-Csv ./swapped.csv
}

AfterAll { Pop-Location }

Describe 'The script of an analyst' {
    BeforeAll {
        $titanic = Import-Dataset ./titanic.csv -Label survived -ExcludeProperty name, ticket
        $columns = $titanic.Column
        $split = $titanic | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1 -Preprocessor { Impute Median; OneHot sex, embarked; Standardize }
        $model = New-Model -Data $split -Seed 0 { Linear 32; BatchNorm; ReLU; Linear }
        $run = $model | Start-TrainingRun $split -Epoch 50 -EarlyStopping 5 -Seed 0
        $test = $run | Test-Model $split
        $run | Export-Model ./titanic.safetensors
        $apart = Invoke-Apart {
            Import-Csv ./new.csv | Invoke-Model (Import-Model ./titanic.safetensors) -As Row 3>&1 | ForEach-Object {
                if ($_ -is [System.Management.Automation.WarningRecord]) { "$_" | Add-Content ./warnings.txt } else { $_ }
            } | Export-Csv ./answers.csv
            Import-Csv ./swapped.csv | Invoke-Model (Import-Model ./titanic.safetensors) -As Row 3>$null | Export-Csv ./swapped-answers.csv
            Import-Csv ./titanic.csv | Invoke-Model (Import-Model ./titanic.safetensors) -As Row 3>$null | Export-Csv ./known-answers.csv
        }
        $answers = Import-Csv ./answers.csv
    }

    It 'shows a row a column: what it is, and what will be done with it' {
        $columns.Name | Should -Be 'pclass', 'sex', 'age', 'fare', 'embarked', 'survived', 'name', 'ticket'
        $columns.Kind | Should -Be 'Number', 'Text', 'Number', 'Number', 'Text', 'Class', 'LeftOut', 'LeftOut'
        ($columns | Where-Object Name -EQ age).Missing | Should -Be (Import-Csv ./titanic.csv | Where-Object age -EQ '').Count
        ($columns | Where-Object Name -EQ age).Treatment | Should -Match 'gaps? to be filled'
    }

    It 'judges the run by the test part' {
        $test.Count | Should -Be 80
        $test.Accuracy | Should -BeGreaterThan 0.6
    }

    It 'ends without a word on standard error in the other process' { $apart | Should -BeNullOrEmpty }

    It 'gives each row as it came, with answers behind it' {
        $answers.Count | Should -Be 60
        $answers[0].PSObject.Properties.Name |
            Should -Be 'pclass', 'name', 'sex', 'age', 'fare', 'ticket', 'embarked', 'Prediction', 'Confidence', '0', '1'
        $answers[7].name | Should -Be 'Passenger, No. 8'
        $answers.Prediction | Sort-Object -Unique | Should -BeIn '0', '1'
        foreach ($row in $answers) {
            [single]$row.Confidence | Should -Be ([math]::Max([single]$row.0, [single]$row.1))
        }
    }

    It 'tells of categories that the training rows had not' {
        (Get-Content ./warnings.txt) -join ' ' | Should -Match "'embarked'.*New York"
    }

    It 'gives the bits of the session that trained' {
        $here = Import-Csv ./new.csv | Invoke-Model $model -As Row -WarningAction Ignore
        $here.Confidence | ForEach-Object ToString R | Should -Be ($answers.Confidence | ForEach-Object { ([single]$_).ToString('R') })
        $known = Import-Csv ./known-answers.csv
        $prepared = Invoke-Model $model $titanic -As Probability
        $known.1 | ForEach-Object { ([single]$_).ToString('R') } | Should -Be ($prepared[':', 1].ToArray() | ForEach-Object ToString R)
    }

    It 'gives the same answers to columns in another order' {
        (Import-Csv ./swapped-answers.csv).Confidence | Should -Be $answers.Confidence
        (Import-Csv ./swapped-answers.csv).Prediction | Should -Be $answers.Prediction
    }
}
