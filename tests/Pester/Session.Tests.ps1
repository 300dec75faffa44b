# What an analyst does at the prompt: types a line, presses Tab, looks at what comes, makes mistakes, goes on.

BeforeAll {
    Set-StrictMode -Version Latest
    $folder = if ($env:NORMTOOLS_MODULE) { $env:NORMTOOLS_MODULE } else { "$PSScriptRoot/../../out/NormTools" }
    Import-Module "$folder/NormTools.psd1" -Force
    $data = Join-Path $folder data
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'

    function Complete([string]$line) { (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText }
    function Network { New-Model 4 -Seed 0 { Linear 16; BatchNorm; ReLU; Linear 3 } }

    $iris = Import-Dataset "$data/iris.csv" -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
}

AfterAll { $PSStyle.OutputRendering = $rendering }

Describe 'The whole job' {
    It 'reads, trains, judges, saves and reads again' {
        $model = Network
        $run = $model | Start-TrainingRun -Data $iris -Epoch 100 -LearningRate 0.01 -EarlyStopping 10 -Seed 0
        $run.Result.ValidationAccuracy | Should -BeGreaterThan 0.85
        $test = $model | Test-Model $iris.Test
        $test.Accuracy | Should -BeGreaterThan 0.85

        $model | Export-Model "$TestDrive/iris.safetensors"
        $copy = Get-Item "$TestDrive/iris.safetensors" | Import-Model
        ($copy | Test-Model $iris).Loss | Should -Be $test.Loss
        $classes = $iris.Test | Invoke-Model $copy -As Class
        $copy.ClassNames[$classes[0]] | Should -BeIn 'setosa', 'versicolor', 'virginica'

        $run.History | Export-Csv "$TestDrive/history.csv"
        (Import-Csv "$TestDrive/history.csv")[0].Epoch | Should -Be 1
        $run | Export-TrainingChart "$TestDrive/loss.svg"
        "$TestDrive/loss.svg" | Should -FileContentMatch '<svg'
    }

    It 'makes tensors of what other cmdlets give' {
        $rows = Import-Csv "$data/iris.csv"
        $x = $rows | ConvertTo-Tensor -Property sepal*, petal*
        $x.Shape | Should -Be 150, 4
        $difference = ($x | Measure-Tensor -Axis 0).Mean[0] - ($rows.sepalLength | Measure-Object -Average).Average
        [math]::Abs($difference) | Should -BeLessThan 1e-6
        ($rows | ConvertTo-Tensor -Property label -Encode label).Categories['label'] | Should -Be 'setosa', 'versicolor', 'virginica'
        (Get-ChildItem $data -File | ConvertTo-Tensor -Property Length).Shape[1] | Should -Be 1
        $back = New-Tensor -Data (1..4) -Shape 2, 2 | ConvertFrom-Tensor -Property width, height
        $back[1].height | Should -Be 4
        $back | ConvertTo-Json | Should -Match '"width": *1'
    }

    It 'compares networks in a loop' {
        $losses = foreach ($width in 4, 16) {
            $run = New-Model 4 -Seed 0 { Linear $width; ReLU; Linear 3 } | Start-TrainingRun $iris -Epoch 30 -LearningRate 0.01 -Seed 0
            $run.Result.ValidationLoss
        }
        $losses[1] | Should -BeLessThan $losses[0]
    }
}

Describe 'Tab' {
    It 'completes <Line> with <Expected>' -ForEach @(
        @{ Line = 'New-Mod'; Expected = 'New-Model' }
        @{ Line = 'New-Model 4 { BatchN'; Expected = 'BatchNorm' }
        @{ Line = 'New-Model 4 { Linear 3 -No'; Expected = '-NoBias' }
        @{ Line = 'BatchNorm -'; Expected = '-NoRunningStatistic' }
        @{ Line = 'New-Tensor 3 -DType '; Expected = 'Float64' }
        @{ Line = 'GELU '; Expected = 'Tanh' }
        @{ Line = 'Conv2d 8 3 -Padding s'; Expected = 'same' }
        @{ Line = 'Start-TrainingRun -Optimizer '; Expected = 'AdamW' }
        @{ Line = 'Start-TrainingRun -Loss M'; Expected = 'MeanSquaredError' }
        @{ Line = 'Start-TrainingRun -Monitor '; Expected = 'ValidationAccuracy' }
        @{ Line = 'Start-TrainingRun -Early'; Expected = '-EarlyStopping' }
        @{ Line = 'Invoke-Model $m -As '; Expected = 'Probability' }
        @{ Line = 'Get-TrainingRun -State I'; Expected = 'Interrupted' }
        @{ Line = 'Export-TrainingChart x.svg -Metric '; Expected = 'Accuracy' }
        @{ Line = 'Get-Help about_Tr'; Expected = 'about_Training' }
    ) {
        Complete $Line | Should -Contain $Expected
    }

    It 'completes the names of a model''s parameters behind <Before>' -ForEach @(
        @{ Before = '$network.Parameters.' }
        @{ Before = '$network.Parameters[' }
    ) {
        $global:network = Network
        try { Complete $Before | Should -Contain "'0.weight'" } finally { Remove-Variable network -Scope Global }
    }

    It 'completes the methods of a tensor' {
        $global:x = New-Tensor 2, 2
        try { Complete '$x.Resh' | Should -Contain 'Reshape(' } finally { Remove-Variable x -Scope Global }
    }
}

Describe 'What the console shows' {
    It 'shows a model as a table of its layers' {
        Network | Out-String | Should -Match '1 +BatchNorm1d\(16, eps=1e-05, momentum=0\.1\) +\[16\] +32'
    }

    It 'shows a run with how it ended and the epochs that matter' {
        $shown = Network | Start-TrainingRun $iris -Epoch 20 -Seed 0 | Out-String
        $shown | Should -Match 'Training run: Finished\. All 20 epochs are done\.'
        $shown | Should -Match 'Epoch +TrainLoss +TrainAccuracy +ValLoss +ValAccuracy'
        $shown | Should -Match '\.\.\.'
    }

    It 'shows the history as a table' {
        $history = (Network | Start-TrainingRun $iris -Epoch 2 -Seed 0).History | Format-Table | Out-String
        $history | Should -Match 'Epoch TrainingLoss ValidationLoss Metric +Training Validation +Rate +Sec\.'
    }

    It 'shows a test with its confusion matrix' {
        Network | Test-Model $iris | Out-String | Should -Match 'true +\| predicted'
    }

    It 'shows a measurement of columns as a table' {
        New-Tensor 4, 3 | Measure-Tensor -Axis 0 | Out-String | Should -Match 'Index Count Mean Variance Minimum Maximum NonFinite'
    }

    It 'shows a tensor by its values, and each object in its own view in one script' {
        $shown = (New-Tensor 2, 2 -Value 1.5), (Network) | Out-String
        $shown | Should -Match 'Tensor Float32 \[2, 2\]\s+1\.5000  1\.5000'
        $shown | Should -Match 'Model \[4\] -> \[3\]'
    }

    It 'shows what came back from a job or a file: <Type>' -ForEach @(
        @{ Type = 'Tensor'; Script = { New-Tensor 2, 2 }; Expected = 'Float32 [2, 2]' }
        @{ Type = 'Dataset'; Script = { $iris.Train }; Expected = '90 rows of 4 features' }
        @{ Type = 'DatasetSplit'; Script = { $iris }; Expected = 'Train 90, Validation 30' }
        @{ Type = 'Model'; Script = { Network }; Expected = '[4] -> [3], 4 layers, 163 parameters' }
        @{ Type = 'TrainingRun'; Script = { Network | Start-TrainingRun $iris -Epoch 2 -Seed 0 }; Expected = 'Finished: 2 of 2 epochs' }
        @{ Type = 'ModelTest'; Script = { Network | Test-Model $iris }; Expected = 'accuracy' }
        @{ Type = 'ModelPlan'; Script = { Network | Get-ModelPlan }; Expected = 'ModelPlan' }
        @{ Type = 'SignalPropagation'; Script = { Network | Measure-SignalPropagation -Seed 0 }; Expected = 'SignalPropagation' }
    ) {
        & $Script | Export-Clixml "$TestDrive/copy.xml"
        $shown = Import-Clixml "$TestDrive/copy.xml" | Out-String
        $shown | Should -Match "Deserialized\.NormTools\.${Type}: .*$([regex]::Escape($Expected))"
    }

    It 'says the same in a culture with decimal commas' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $model = Network
            "$model" | Should -Be '[4] -> [3], 4 layers, 163 parameters'
            New-Tensor 1 -Value 1.5 | Out-String | Should -Match '1\.5000'
            $model | Start-TrainingRun $iris -Epoch 1 -Seed 0 | Out-String | Should -Match 'training loss \d\.\d{4}'
            (Import-Dataset "$data/iris.csv" -Label label).Count | Should -Be 150
        } finally {
            [cultureinfo]::CurrentCulture = $culture
        }
    }
}

Describe 'Mistakes' {
    BeforeAll {
        $bad = Join-Path $TestDrive bad
        $null = New-Item $bad -ItemType Directory
        Set-Content "$bad/empty.csv" '' -NoNewline
        Set-Content "$bad/ragged.csv" 'a,b,label', '1,2,x', '3,y'
        Set-Content "$bad/text.csv" 'a,b,label', '1,2,x', '3,four,y'
        Set-Content "$bad/one.csv" 'a,label', '1,x', '2,x', '3,x'
        Set-Content "$bad/nan.csv" 'a,label', '1,x', 'NaN,y', '3,x'
        $disposed = New-Tensor 2
        $disposed.Dispose()
    }

    It 'gives one clear error for <Name>, and goes on' -ForEach @(
        @{ Name = 'a wrong path'; Script = { Import-Dataset "$bad/nothing.csv" -Label label }; Id = 'PathNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a directory'; Script = { Import-Dataset $bad -Label label }; Id = 'NotAFile'; Category = 'InvalidArgument' }
        @{ Name = 'an empty file'; Script = { Import-Dataset "$bad/empty.csv" -Label label }; Id = 'EmptyFile'; Category = 'InvalidData' }
        @{ Name = 'a ragged line'; Script = { Import-Dataset "$bad/ragged.csv" -Label label }; Id = 'RaggedLine'; Category = 'InvalidData' }
        @{ Name = 'a label column that is not there'; Script = { Import-Dataset "$data/iris.csv" -Label species }; Id = 'LabelNotFound'; Category = 'InvalidArgument' }
        @{ Name = 'text where numbers belong'; Script = { Import-Dataset "$bad/text.csv" -Label label }; Id = 'TextInNumberColumn'; Category = 'InvalidData' }
        @{ Name = 'one class only'; Script = { New-Model 1 { Linear 2 } | Start-TrainingRun (Import-Dataset "$bad/one.csv" -Label label) }; Id = 'OneClass'; Category = 'InvalidData' }
        @{ Name = 'more classes than outputs'; Script = { New-Model 4 { Linear 2 } | Start-TrainingRun $iris }; Id = 'LabelOutOfRange'; Category = 'InvalidData' }
        @{ Name = 'a batch of one with BatchNorm'; Script = { Network | Start-TrainingRun $iris -BatchSize 1 }; Id = 'OneValuePerChannel'; Category = 'InvalidArgument' }
        @{ Name = 'a negative rate'; Script = { Network | Start-TrainingRun $iris -LearningRate -0.1 }; Id = 'ParameterArgumentValidationError'; Category = 'InvalidData' }
        @{ Name = '0 epochs'; Script = { Network | Start-TrainingRun $iris -Epoch 0 }; Id = 'ParameterArgumentValidationError'; Category = 'InvalidData' }
        @{ Name = 'a shape that does not fit'; Script = { New-Tensor 2, 5 | Invoke-Model (Network) }; Id = 'ShapeMismatch'; Category = 'InvalidArgument' }
        @{ Name = 'a disposed tensor'; Script = { $disposed | Measure-Tensor }; Id = 'TensorDisposed'; Category = 'InvalidOperation' }
        @{ Name = 'a tensor beyond all memory'; Script = { New-Tensor -Shape 1e9, 1e9 }; Id = 'TooManyElements'; Category = 'InvalidArgument' }
        @{ Name = 'gaps in the data'; Script = { New-Model 1 { Linear 2 } | Start-TrainingRun (Import-Dataset "$bad/nan.csv" -Label label) }; Id = 'UnpreparedData'; Category = 'InvalidData' }
        @{ Name = 'NaN in a tensor'; Script = { New-Model 1 { Linear 2 } | Start-TrainingRun (New-Dataset (1, 2, [double]::NaN) a, b, a) }; Id = 'NotFiniteData'; Category = 'InvalidData' }
        @{ Name = 'a layer that does not exist'; Script = { New-Model 4 { Linaer 3 } }; Id = 'UnknownLayer'; Category = 'ObjectNotFound' }
        @{ Name = 'a file that is no model'; Script = { Import-Model "$data/iris.csv" }; Id = 'ForeignFile'; Category = 'ReadError' }
    ) {
        $Error.Clear()
        $ErrorActionPreference = 'Continue'
        $output = try { & $Script 2>$null } catch { }
        $output | Should -BeNullOrEmpty
        $failures = @($Error | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -ne 'CommandNotFoundException' })
        $failures.Count | Should -Be 1
        $failures[0].Exception.Message.Length | Should -BeGreaterThan 20
        $failures[0].FullyQualifiedErrorId | Should -Match '^[A-Z][A-Za-z]+,NormTools'
        $failures[0].FullyQualifiedErrorId.Split(',')[0] | Should -Be $Id
        $failures[0].CategoryInfo.Category | Should -Be $Category
        (New-Tensor 2, 2).Count | Should -Be 4
    }
}
