using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Invoke-Model, Export-Model and Import-Model.</summary>
[Collection("Training runs")]
public sealed class InvokeModelTests : IClassFixture<Shell>, IDisposable
{
    private readonly Shell shell;
    private readonly string folder = Directory.CreateTempSubdirectory("NormTools-").FullName;

    public InvokeModelTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($folder) $null = $ExecutionContext.SessionState.Path.SetLocation($folder)
            $m = New-Model 2 -Seed 0 { Linear 2 }
            $m.Parameters['0.weight'] = @(@(1, 0), @(0, 1))
            $m.Parameters['0.bias'] = 0
            """,
            folder);
    }

    public void Dispose()
    {
        shell.Run("$null = $ExecutionContext.SessionState.Path.SetLocation([IO.Path]::GetTempPath())");
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("5 | Invoke-Model $fitted", "ShapeMismatch")]
    [InlineData("Invoke-Model $fitted 5", "ShapeMismatch")]
    [InlineData("5 | Invoke-Model $m", "ShapeMismatch")]
    [InlineData("$rows | Import-Dataset -Label y | Invoke-Model $fitted", "UnpreparedData")]
    [InlineData("Invoke-Model $known $parts.Test", "MissingValue")]
    [InlineData("Invoke-Model $known $parts.Test -As Row", "MissingValue")]
    [InlineData("Invoke-Model (New-Model 4, 2 -Seed 0 { LSTM 3; LastStep }) (New-Tensor 1, 2, 4)", "ShapeMismatch")]
    [InlineData("Invoke-Model (New-Model 4, 2 -Seed 0 { LSTM 3; LastStep }) (New-Tensor 1, 8, 1)", "ShapeMismatch")]
    [InlineData("Invoke-Model $fitted @(, @(1, 2)) -As Class", "NotOfClasses")]
    [InlineData("$rows[0] | Invoke-Model $fitted -As Probability", "NotOfClasses")]
    public void What_no_answer_can_be_made_of_is_refused(string script, string id) => shell.Run(
        """
        $rows = foreach ($i in 0..9) { [pscustomobject]@{ a = $i; b = $i % 3; y = $i + 0.5 } }
        $data = $rows | Import-Dataset -Label y
        $fitted = New-Model -Data $data -Seed 0 { Linear }
        $null = $fitted | Start-TrainingRun $data -Epoch 1 -Seed 0 3> $null
        $rows[9].b = ''
        $parts = $rows | Import-Dataset -Label y | Split-Dataset -Test 2 -NoShuffle -Preprocessor { Standardize }
        $known = New-Model -Data $parts -Seed 0 { Linear }
        $null = $known | Start-TrainingRun $parts -Epoch 1 -Seed 0 3> $null
        """ + Environment.NewLine + script).Error(id);

    [Fact]
    public void A_number_among_rows_loses_no_other_row()
    {
        ShellResult result = shell.Run(
            """
            $rows = foreach ($i in 0..9) { [pscustomobject]@{ a = $i; b = $i % 3; y = "c$($i % 2)" } }
            $data = $rows | Import-Dataset -Label y
            $fitted = New-Model -Data $data -Seed 0 { Linear }
            $null = $fitted | Start-TrainingRun $data -Epoch 1 -Seed 0 3> $null
            $rows[0], 5, $rows[1] | Invoke-Model $fitted -As Row
            """);
        Assert.Equal(2, result.Objects.Count);
        result.Error("ShapeMismatch");
    }

    [Fact]
    public void Answers_beside_columns_of_their_names_are_told_once()
    {
        ShellResult result = shell.Run(
            """
            $rows = foreach ($i in 0..9) { [pscustomobject]@{ Prediction = $i; b = $i % 3; y = "c$($i % 2)" } }
            $data = $rows | Import-Dataset -Label y
            $fitted = New-Model -Data $data -Seed 0 { Linear }
            $null = $fitted | Start-TrainingRun $data -Epoch 1 -Seed 0 3> $null
            $rows | Invoke-Model $fitted -As Row | ForEach-Object { "$($_.Prediction) $($_.Prediction_2 -in 'c0', 'c1')" }
            """);
        Assert.Equal("9 True", result.Objects[9].ToString());
        Assert.Single(result.Warnings, warning => warning.Contains("'Prediction_2' for 'Prediction'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("New-Tensor -Data (1..4) -Shape 2, 2 | Invoke-Model $m", "Float32 [2, 2]: 1 2 3 4")]
    [InlineData("Invoke-Model $m @(@(1, 2), @(3, 4))", "Float32 [2, 2]: 1 2 3 4")]
    [InlineData("Invoke-Model -Model $m -InputObject @(, @(1, 2))", "Float32 [1, 2]: 1 2")]
    [InlineData("Invoke-Model $m (ConvertTo-Tensor @(@(1, 2), @(3, 4)) -DType Float64)", "Float32 [2, 2]: 1 2 3 4")]
    [InlineData("Invoke-Model $m (ConvertTo-Tensor @(, @(1, 2)) -DType Int64)", "Float32 [1, 2]: 1 2")]
    [InlineData("Invoke-Model $m @(@(1, 2), @(4, 3)) -As Class", "Int64 [2]: 1 0")]
    [InlineData(
        "Invoke-Model (New-Model 3 { LeakyReLU }) @(@(1, [double]::NaN, 3), @([double]::NaN, 1, [double]::NaN)) -As Class",
        "Int64 [2]: 1 0")] // NaN counts as the largest, the first of several
    [InlineData("Invoke-Model $m @(@(1, 2), @(4, 3)) -As class", "Int64 [2]: 1 0")]
    [InlineData("Invoke-Model $m @(, @(5, 5)) -As PROBABILITY", "Float32 [1, 2]: 0.5 0.5")]
    [InlineData("(Test-Model -InputObject $m (New-Dataset @(@(1, 2), @(4, 3)) (1, 0) -Task Classification) -Loss crossentropy).Loss -lt 1", "True")]
    [InlineData(
        "($m | Measure-SignalPropagation -Data (New-Dataset @(@(1, 2), @(4, 3)) (1, 0) -Task Classification) -Loss crossentropy).Loss -lt 1",
        "True")]
    [InlineData("Invoke-Model $m @(, @(5, 5)) -As Probability", "Float32 [1, 2]: 0.5 0.5")]
    [InlineData("Invoke-Model $m @(, @(1000, 0)) -As Probability", "Float32 [1, 2]: 1 0")]
    [InlineData("Invoke-Model (New-Model 1 { Identity }) @(@(, -2), @(, 0.2), @(, 0)) -As Class", "Int64 [3]: 0 1 0")]
    [InlineData("Invoke-Model (New-Model 1 { Identity }) @(@(, 0), @(, 200)) -As Probability", "Float32 [2, 1]: 0.5 1")]
    [InlineData("Invoke-Model (New-Model 1 { Sigmoid }) @(@(, -2), @(, 0.2), @(, 0)) -As Class", "Int64 [3]: 0 1 0")]
    [InlineData("Invoke-Model (New-Model 1 { Sigmoid }) @(@(, 0), @(, 200)) -As Probability", "Float32 [2, 1]: 0.5 1")]
    [InlineData("Invoke-Model (New-Model 3 { Sigmoid }) @(, @(0, 200, -200)) -As Probability", "Float32 [1, 3]: 0.5 1 0")]
    [InlineData("'{0:F4}' -f (Invoke-Model (New-Model 2 { Softmax }) @(, @(3, 1)) -As Probability)[0, 0]", "0.8808")]
    [InlineData("'{0:F4}' -f (Invoke-Model (New-Model 2 { LogSoftmax }) @(, @(3, 1)) -As Probability)[0, 0]", "0.8808")]
    [InlineData("Invoke-Model $m (New-Tensor 0, 2)", "Float32 [0, 2]:")]
    [InlineData("Invoke-Model $m (New-Dataset @(@(1, 2), @(3, 4)) (0, 1))", "Float32 [2, 2]: 1 2 3 4")]
    [InlineData(
        "(@(, @(1, 2)) | ConvertTo-Tensor), (New-Tensor 3, 2) | Invoke-Model $m | ForEach-Object { $_.Shape[0] }",
        "1 3")]
    public void Samples_go_through_and_come_out_as_asked(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("Invoke-Model $m $bytes", "Float32 [2, 2]: 0 1 0.2 0.4")]
    [InlineData("Invoke-Model $m (New-Dataset $bytes)", "Float32 [2, 2]: 0 1 0.2 0.4")]
    [InlineData("Invoke-Model $m $bytes -Training", "Float32 [2, 2]: 0 1 0.2 0.4")]
    [InlineData("'{0:F6}' -f ($m | Measure-SignalPropagation $bytes).Layers[0].Mean", "0.400000")]
    public void Bytes_reach_a_model_as_zero_to_one_whichever_way_they_come(string script, string expected) =>
        Assert.Equal(
            expected, TensorText.Of(shell, "$bytes = New-Tensor 2, 2 -Data 0, 255, 51, 102 -DType UInt8; " + script));

    [Fact]
    public void Lsuv_takes_bytes_as_a_data_set_of_them()
    {
        string same = TensorText.Of(
            shell,
            """
            $bytes = New-Tensor 8, 2 -Data (0..15 | ForEach-Object { 17 * $_ }) -DType UInt8
            $weights = foreach ($samples in $bytes, (New-Dataset $bytes)) {
                $net = New-Model 2 -Seed 0 { Linear 2 }
                $net | Initialize-Model Lsuv -Data $samples -Seed 0
                "$($net.Parameters['0.weight'].ToArray())"
            }
            $weights[0] -eq $weights[1]
            """);
        Assert.Equal("True", same);
    }

    [Theory]
    [InlineData("New-Tensor 5, 3", "ShapeMismatch", ErrorCategory.InvalidArgument, "[5, 3], and [rows, 2] is wanted")]
    [InlineData("New-Tensor 2", "ShapeMismatch", ErrorCategory.InvalidArgument, "[2], and [rows, 2] is wanted")]
    [InlineData("'text'", "NotATensor", ErrorCategory.InvalidArgument, "the text 'text'")]
    [InlineData("$t = New-Tensor 1, 2; $t.Dispose(); $t", "TensorDisposed", ErrorCategory.InvalidOperation, "disposed")]
    public void One_input_that_does_not_fit_is_an_error_and_the_others_go_on(string input, string id, ErrorCategory category, string says)
    {
        ShellResult result = shell.Run(
            $"$inputs = @((New-Tensor 1, 2), (& {{ {input} }}), (New-Tensor 3, 2)); $inputs | Invoke-Model $m");
        ErrorRecord error = result.Error(id);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Objects.Count);
    }

    [Fact]
    public void A_training_pass_uses_and_updates_statistics_and_evaluation_does_not()
    {
        shell.Run("$n = New-Model 1 -Seed 0 { BatchNorm }; $x = ConvertTo-Tensor @(@(1), @(3))");
        Assert.Equal(
            "0", TensorText.Of(shell, "$null = $x | Invoke-Model $n; $n.Buffers['0.num_batches_tracked'].ToScalar()"));
        double[] y = TensorText.Values(shell, "$x | Invoke-Model $n -Training");
        Assert.Equal(-0.999995, y[0], 1e-6);
        Assert.Equal(0.999995, y[1], 1e-6);
        Assert.Equal("1", TensorText.Of(shell, "$n.Buffers['0.num_batches_tracked'].ToScalar()"));
        Assert.Equal("Float32 [1]: 0.2", TensorText.Of(shell, "$n.Buffers['0.running_mean']"));
        Assert.Equal("Float32 [1]: 1.1", TensorText.Of(shell, "$n.Buffers['0.running_var']"));
    }

    [Fact]
    public void A_training_pass_draws_dropout_from_the_models_seed()
    {
        string pass = "(Invoke-Model $n (New-Tensor 1, 200 -Value 1) -Training).ToArray() -join ' '";
        string make = "$n = New-Model 200 -Seed 3 { Dropout 0.5 }; ";
        Assert.Equal("True", TensorText.Of(shell, $"{make} $a = {pass}; {make} $a -eq ({pass})"));
        Assert.Equal("False", TensorText.Of(shell, $"{make} $a = {pass}; $a -eq ({pass})"));
        double[] values = TensorText.Values(shell, $"{make} Invoke-Model $n (New-Tensor 1, 200 -Value 1) -Training");
        Assert.Equal([0, 2], values.Distinct().Order());
    }

    [Fact]
    public void A_training_batch_of_one_is_refused_where_batch_norm_needs_two()
    {
        ShellResult result = shell.Run("Invoke-Model (New-Model 3 { BatchNorm }) (New-Tensor 1, 3) -Training");
        Assert.Contains(
            "Expected more than 1 value per channel when training",
            result.Error("OneValuePerChannel").Exception.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Invoke-Model $n $x")]
    [InlineData("Invoke-Model $n $x -Training")]
    [InlineData("$n | Test-Model $d")]
    [InlineData("$n | Start-TrainingRun $d -Epoch 1 -WarningAction Ignore")]
    public void A_negative_running_variance_is_the_error_of_its_layer(string call)
    {
        foreach (string layer in (string[])["BatchNorm", "InstanceNorm -RunningStatistic"])
        {
            ShellResult result = shell.Run(
                $$"""
                $n = New-Model 2, 3 -Seed 0 { {{layer}}; Flatten; Linear 2 }; $n.Buffers['0.running_var'][1] = -1
                $x = New-RandomTensor 4, 2, 3 -Seed 0; $d = New-Dataset $x (0, 1, 0, 1) -Task Classification
                {{call}}
                """);
            Assert.StartsWith(
                $"Layer 0 ({layer.Split(' ')[0]}): running_var holds -1 for channel 1",
                result.Error("NegativeRunningVariance").Exception.Message, StringComparison.Ordinal);
            Assert.Empty(result.Objects);
        }
    }

    [Theory]
    [InlineData("$x | Invoke-Model $n | ConvertTo-Csv", 1, "ConvertTo-Csv writes the properties of an object")]
    [InlineData("& { $x | Invoke-Model $n -As Probability | Export-Csv ./y.csv }", 1, "use -As Row")]
    [InlineData("New-RandomTensor 2, 2 | epcsv ./y.csv", 1, "put ConvertFrom-Tensor -Property before it")]
    [InlineData("$x | Invoke-Model $n -As Row | Export-Csv ./y.csv", 0, "")]
    [InlineData("$x | Invoke-Model $n | ConvertFrom-Tensor -Property a, b | Export-Csv ./y.csv", 0, "")]
    [InlineData("$y = $x | Invoke-Model $n; 1 | Export-Csv ./y.csv", 0, "")]
    public void A_tensor_that_goes_into_a_csv_is_a_warning(string script, int count, string text)
    {
        ShellResult result = shell.Run($"$n = New-Model 3 -Seed 0 {{ Linear 2 }}; $x = New-RandomTensor 4, 3 -Seed 0; {script}");
        Assert.Equal(count, result.Warnings.Count());
        Assert.All(result.Warnings, warning => Assert.Contains(text, warning, StringComparison.Ordinal));
    }

    [Fact]
    public void The_answers_to_a_tensor_are_lines_of_a_csv() => Assert.Equal(
        "5",
        TensorText.Of(
            shell, "$n = New-Model 3 -Seed 0 { Linear 2 }; (New-RandomTensor 4, 3 -Seed 0 | Invoke-Model $n -As Row | ConvertTo-Csv).Count"));

    [Theory]
    [InlineData("Invoke-Model $n $x -Training", "")]
    [InlineData("$n | Start-TrainingRun $d -Epoch 1 -WarningAction Ignore", "NotFinite")]
    public void A_batch_beyond_the_running_variance_is_the_error_of_its_layer(string call, string state)
    {
        string[] layers = ["BatchNorm", "BatchNorm; ReLU; MaxPool 2", "InstanceNorm -RunningStatistic"];
        foreach (string layer in layers)
        {
            ShellResult result = shell.Run(
                $$"""
                $n = New-Model 8, 4, 4 -Seed 0 { Conv2d 8 1; {{layer}}; Flatten; Linear 2 }
                $x = (New-RandomTensor 4, 8, 4, 4 -Seed 0) * 1e30
                $d = New-Dataset $x (0, 1, 0, 1) -Task Classification
                {{call}}
                """);
            Assert.StartsWith(
                $"Layer 1 ({layer.Split(' ', ';')[0]}): the batch makes running_var infinite for channel 0",
                result.Error("InfiniteRunningVariance").Exception.Message, StringComparison.Ordinal);
            Assert.Equal(state, string.Concat(result.Objects.Select(run => run.Properties["State"].Value)));
            Assert.All(
                (float[])shell.Run("$n.Buffers['1.running_var'].ToArray()").Objects.Select(o => (float)o.BaseObject).ToArray(),
                variance => Assert.Equal(1f, variance));
        }
    }

    [Fact]
    public void A_running_variance_that_turns_negative_in_a_run_ends_its_validation() =>
        Assert.Contains(
            "Layer 0 (BatchNorm): running_var",
            shell.Run(
                """
                $d = New-Dataset (New-RandomTensor 40, 3 -Seed 0) (0..39).ForEach({ $_ % 2 }) -Task Classification | Split-Dataset -Validation 0.5 -Seed 0
                $n = New-Model 3 -Seed 0 { BatchNorm; Linear 2 }
                $n | Start-TrainingRun $d -Epoch 3 -OnEpoch { $n.Buffers['0.running_var'] = -1e6 } -WarningAction Ignore
                """).Error("NegativeRunningVariance").Exception.Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_negative_count_of_batches_is_refused_where_it_is_averaged_by()
    {
        shell.Run("$n = New-Model 3 { BatchNorm -Momentum $null }; $n.Buffers['0.num_batches_tracked'] = -1");
        Assert.StartsWith(
            "Layer 0 (BatchNorm): num_batches_tracked holds -1",
            shell.Run("Invoke-Model $n (New-Tensor 4, 3) -Training").Error("InvalidBatchesTracked").Exception.Message,
            StringComparison.Ordinal);
        Assert.Single(shell.Run("Invoke-Model $n (New-Tensor 4, 3)").Objects); // evaluation does not count
    }

    [Fact]
    public void A_saved_model_comes_back_equal_to_the_bit()
    {
        shell.Run(
            """
            $n = New-Model 3, 4 -Seed 5 { BatchNorm; Flatten; Residual { Linear 12; GELU }; Linear 5; RMSNorm; Sequential { Dropout; Linear 2 } }
            $null = Invoke-Model $n (New-Tensor -Data (1..24) -Shape 2, 3, 4) -Training
            $n | Export-Model ./model.safetensors
            $back = Import-Model ./model.safetensors
            """);
        Assert.Equal(
            "True", TensorText.Of(shell, "($n.ToDisplayString() -replace ', seed 5') -eq $back.ToDisplayString()"));
        Assert.Equal(
            string.Empty,
            TensorText.Of(
                shell,
                """
                foreach ($part in 'Parameters', 'Buffers') {
                    foreach ($name in $n.$part.Keys) {
                        $bits = foreach ($one in $n, $back) { [BitConverter]::ToString([byte[]]($one.$part[$name].ToArray() | ForEach-Object { [BitConverter]::GetBytes($_) })) }
                        if ($bits[0] -ne $bits[1]) { $name }
                    }
                }
                """));
    }

    [Theory]
    [InlineData("$model | Export-Model ./one.safetensors")]
    [InlineData("Export-Model $model ./one.safetensors")]
    [InlineData("Export-Model -Model $model ./one.safetensors")]
    [InlineData("Export-Model ./one.safetensors -InputObject $model")]
    [InlineData("Export-Model -Path ./one.safetensors $model")]
    [InlineData("Export-Model $model -Path ./one.safetensors")]
    [InlineData("$run | Export-Model ./one.safetensors")]
    [InlineData("Export-Model $run ./one.safetensors")]
    public void The_model_comes_from_the_pipeline_or_stands_in_front_of_the_path(string line)
    {
        ShellResult result = shell.Run($$"""
            $model = New-Model 2 -Seed 0 { Linear 2 }
            $run = $model | Start-TrainingRun (New-Dataset (New-Tensor 4, 2) (0, 1, 0, 1)) -Epoch 1 -Seed 0
            {{line}}
            (Import-Model ./one.safetensors).OutputShape
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(2, result.Single<long>());
    }

    [Theory]
    [InlineData("$m | Export-Model ./there.safetensors", "FileExists", ErrorCategory.ResourceExists)]
    [InlineData("$m | Export-Model ./no/folder.safetensors", "PathNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("$m | Export-Model ./x.onnx", "NotASafetensorsPath", ErrorCategory.InvalidArgument)]
    [InlineData("$m | Export-Model ./x.PT -Force", "NotASafetensorsPath", ErrorCategory.InvalidArgument)]
    [InlineData("$m | Export-Model .", "NotAFile", ErrorCategory.InvalidArgument)]
    [InlineData("Import-Model ./nothing.safetensors", "PathNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Import-Model -LiteralPath ./nothing.safetensors", "PathNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Import-Model nodrive:/x.safetensors", "PathNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Import-Model .", "NotAFile", ErrorCategory.InvalidArgument)]
    [InlineData("Import-Model *", "SeveralFiles", ErrorCategory.InvalidArgument)]
    [InlineData("Import-Model Foo::x.safetensors", "PathNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Import-Model env:PATH", "NotAFilePath", ErrorCategory.InvalidArgument)]
    [InlineData("Import-Model -LiteralPath env:PATH", "NotAFilePath", ErrorCategory.InvalidArgument)]
    [InlineData("$m | Export-Model nodrive:/x.safetensors", "PathNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("$m | Export-Model Foo::x.safetensors", "PathNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("$m | Export-Model env:x.safetensors", "NotAFilePath", ErrorCategory.InvalidArgument)]
    public void A_path_that_will_not_do_is_an_error_with_its_category(string script, string id, ErrorCategory category)
    {
        File.WriteAllText(Path.Combine(folder, "there.safetensors"), "not a model");
        File.WriteAllText(Path.Combine(folder, "other.txt"), string.Empty);
        Assert.Equal(category, shell.Run(script).Error(id).CategoryInfo.Category);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("0123456789 and some more that is no header")]
    public void A_file_that_is_no_model_is_one_clear_error(string content)
    {
        File.WriteAllText(Path.Combine(folder, "bad.safetensors"), content);
        ShellResult result = shell.Run("Import-Model ./bad.safetensors; 'goes on'");
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal(ErrorCategory.ReadError, error.CategoryInfo.Category);
        Assert.Contains("bad.safetensors", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("goes on", Assert.Single(result.Objects).BaseObject);
    }

    [Fact]
    public void A_state_that_does_not_fit_says_what_differs_and_changes_nothing()
    {
        shell.Run("New-Model 2 -Seed 1 { Linear 3 } | Export-Model ./other.safetensors");
        ErrorRecord error = Assert.Single(shell.Run("Import-Model ./other.safetensors -Into $m").Errors);
        Assert.Contains(
            "0.weight is [3, 2] in the file and [2, 2] in the model",
            error.Exception.Message,
            StringComparison.Ordinal);
        Assert.Equal("Float32 [2, 2]: 1 0 0 1", TensorText.Of(shell, "$m.Parameters['0.weight']"));
    }

    [Fact]
    public void A_state_goes_into_a_model_that_is_there()
    {
        shell.Run(
            "$m | Export-Model ./state.safetensors; $n = New-Model 2 -Seed 9 { Linear 2 }; $same = Import-Model ./state.safetensors -Into $n");
        Assert.Equal("True", TensorText.Of(shell, "[object]::ReferenceEquals($same, $n)"));
        Assert.Equal("Float32 [2, 2]: 1 0 0 1", TensorText.Of(shell, "$n.Parameters['0.weight']"));
    }

    [Fact]
    public void WhatIf_writes_nothing_and_Force_replaces()
    {
        shell.Run("$m | Export-Model ./new.safetensors -WhatIf");
        Assert.False(File.Exists(Path.Combine(folder, "new.safetensors")));
        Assert.Equal("new.safetensors", TensorText.Of(shell, "($m | Export-Model ./new.safetensors -PassThru).Name"));
        Assert.Empty(shell.Run("$m | Export-Model ./new.safetensors -Force").Errors);
    }

    [Fact]
    public void Class_names_are_saved_with_the_model()
    {
        shell.Run(
            """
            $data = New-Dataset @(@(0, 0), @(1, 1), @(0, 1), @(1, 0)) ('no', 'yes', 'yes', 'no')
            $null = $m | Start-TrainingRun $data -Epoch 1 -Seed 0
            $m | Export-Model ./named.safetensors
            """);
        Assert.Equal("no yes", TensorText.Of(shell, "(Import-Model ./named.safetensors).ClassNames"));
    }
}
