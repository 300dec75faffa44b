using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>New-Model, seeds, parameters and buffers.</summary>
[Collection("Training runs")]
public sealed class ModelTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public ModelTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("$m = New-Model 4 -Seed 0 { Linear 3; BatchNorm; ReLU; Linear 2 }");
    }

    [Fact]
    public void What_a_script_writes_into_a_model_s_shapes_changes_no_model()
    {
        shell.Run(
            """
            $n = New-Model 4 -Seed 0 { Linear 300 }
            $n.InputShape[0] = 4000; $n.OutputShape[0] = 1; $n.Layers[0].OutputShape[0] = 1
            try { $n.Layers[0] = $null } catch { }
            $y = New-Tensor 5000, 4 -Value 1 | Invoke-Model -Model $n
            """);
        Assert.Equal("5000 300 Linear", TensorText.Of(shell, "$y.Shape; $n.Layers[0].Type"));
    }

    [Fact]
    public void A_model_shows_its_layers_shapes_and_parameters() => Assert.Equal(
        """
        Model [4] -> [2], 29 parameters, seed 0

          Name  Layer                                    Output  Parameters
          ----  -----                                    ------  ----------
          0     Linear(4, 3)                             [3]             15
          1     BatchNorm1d(3, eps=1e-05, momentum=0.1)  [3]              6
          2     ReLU()                                   [3]              0
          3     Linear(3, 2)                             [2]              8
        """.ReplaceLineEndings("\n"),
        shell.Run("$m.ToDisplayString()").Single<string>().ReplaceLineEndings("\n"));

    // torch.manual_seed(0); nn.Linear(4, 3).weight
    [Fact]
    public void A_seed_draws_PyTorchs_weights() => Assert.Equal(
        "-0.0037 0.2682 -0.4115 -0.3680 -0.1926 0.1341 -0.0099 0.3964 -0.0444 0.1323 -0.1511 -0.0983",
        string.Join(' ', TensorText.Values(shell, "$m.Parameters['0.weight']").Select(
            value => value.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData("-Seed 0", "0")]
    [InlineData("-Seed -1", "18446744073709551615")]
    [InlineData("-Seed 18446744073709551615", "18446744073709551615")]
    [InlineData("-Seed -9223372036854775808", "9223372036854775808")]
    [InlineData("-Seed 1e3", "1000")]
    [InlineData("-Seed '5'", "5")]
    public void A_seed_is_what_torch_manual_seed_takes(string seed, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, $"(New-Model 3 {seed} {{ Linear 1 }}).Seed"));

    [Theory]
    [InlineData("1.5")]
    [InlineData("abc")]
    [InlineData("18446744073709551616")]
    [InlineData("-9223372036854775809")]
    [InlineData("([double]::NaN)")]
    [InlineData("@()")]
    public void What_is_no_seed_is_an_error_that_gives_the_range(string seed)
    {
        ErrorRecord error = shell.Run(
            $"New-Model 3 -Seed {seed} {{ Linear 1 }}").Error("ParameterArgumentTransformationError");
        Assert.Contains(
            "-9223372036854775808 to 18446744073709551615", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_seed_a_new_one_is_drawn_and_known()
    {
        Assert.NotEqual(
            "True", TensorText.Of(shell, "(New-Model 3 { Linear 1 }).Seed -eq (New-Model 3 { Linear 1 }).Seed"));
        Assert.Equal("True", TensorText.Of(
            shell,
            """
            $first = New-Model 3 { Linear 1 }
            $again = New-Model 3 -Seed $first.Seed { Linear 1 }
            ($first.Parameters['0.weight'].ToArray() -join ' ') -eq ($again.Parameters['0.weight'].ToArray() -join ' ')
            """));
    }

    [Theory]
    [InlineData("New-Model 4 { foreach ($w in 3, 2) { Linear $w; ReLU } }", "3 3 2 2")]
    [InlineData("$n = 5; New-Model 4 { Linear $n }", "5")]
    [InlineData("function Block($n) { Linear $n; Tanh }; New-Model 4 { Block 3 }", "3 3")]
    [InlineData("(Linear 3), (ReLU) | New-Model 4", "3 3")]
    [InlineData("New-Model -InputShape 4 -Layer { Linear 3 }", "3")]
    [InlineData("New-Model -InputShape 4 { Linear 3 }", "3")]
    [InlineData("& { $ErrorActionPreference = 'SilentlyContinue'; New-Model 4 { Linear 3 } }", "3")]
    public void Layers_are_written_by_any_PowerShell(string script, string shapes) =>
        Assert.Equal(shapes, TensorText.Of(shell, $"(& {{ {script} }}).Layers.OutputShape"));

    [Theory]
    [InlineData("New-Model 8 { Linaer 3; ReLU }", "UnknownLayer", ErrorCategory.ObjectNotFound, "'Linaer'")]
    [InlineData("New-Model 8 { Sequential { Linaer 3 } }", "UnknownLayer", ErrorCategory.ObjectNotFound, "'Linaer'")]
    [InlineData("New-Model 8 { Linear 3; 5 }", "NotALayer", ErrorCategory.InvalidArgument, "Int32 ('5')")]
    [InlineData("New-Model 8 { Linear 3; $null }", "NotALayer", ErrorCategory.InvalidArgument, "$null")]
    [InlineData("(Linear 3), 5 | New-Model 8", "NotALayer", ErrorCategory.InvalidArgument, "Int32 ('5')")]
    [InlineData("New-Model 8 { }", "NoLayers", ErrorCategory.InvalidArgument, "at least one layer")]
    [InlineData("New-Model 8 { Linear abc }", "CannotConvertArgumentNoMessage", ErrorCategory.InvalidArgument, "abc")]
    [InlineData("New-Model 8 { throw 'own' }", "own", ErrorCategory.OperationStopped, "own")]
    [InlineData("New-Model 8 { $null.Method() }", "InvokeMethodOnNull", ErrorCategory.InvalidOperation, "null")]
    [InlineData(
        "New-Model 0 { Linear 3 }", "ParameterArgumentValidationError", ErrorCategory.InvalidData, "InputShape")]
    [InlineData(
        "New-Model 1, 2, 3, 4, 5 { Linear 3 }",
        "ParameterArgumentValidationError",
        ErrorCategory.InvalidData,
        "no more than 4")]
    [InlineData("New-Model 8.5 { Linear 3 }", "ParameterArgumentTransformationError", ErrorCategory.InvalidData, "8.5")]
    [InlineData("New-Model 2147483647 { Linear 2147483647 }", "TooManyElements", ErrorCategory.InvalidArgument, "")]
    public void A_mistake_is_one_clear_error_and_no_model(string script, string id, ErrorCategory category, string says)
    {
        ShellResult result = shell.Run(script);
        ErrorRecord error = result.Error(id);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Objects);
    }

    [Theory]
    [InlineData("Linaer 3")]
    [InlineData("Linear abc")]
    [InlineData("[int]'x'")]
    [InlineData("New-Tensor -2")]
    public void Where_errors_are_silent_a_failed_layer_is_still_no_model(string mistake)
    {
        ShellResult result = shell.Run(
            $"$ErrorActionPreference = 'SilentlyContinue'; New-Model 8 {{ {mistake}; ReLU }}; 'goes on'");
        Assert.Equal("goes on", Assert.Single(result.Objects).BaseObject);
        shell.Run("$ErrorActionPreference = 'Continue'");
    }

    [Fact]
    public void Parameters_and_buffers_have_PyTorchs_names_in_its_order()
    {
        Assert.Equal("0.weight 0.bias 1.weight 1.bias 3.weight 3.bias", TensorText.Of(shell, "$m.Parameters.Keys"));
        Assert.Equal("1.running_mean 1.running_var 1.num_batches_tracked", TensorText.Of(shell, "$m.Buffers.Keys"));
        Assert.Equal(
            "0.0.weight 0.0.bias 1.0.0.weight 1.0.0.bias",
            TensorText.Of(
                shell,
                "(New-Model 4 { Sequential { Linear 4 }; Residual { Sequential { Linear 4 } } }).Parameters.Keys"));
    }

    [Theory]
    [InlineData("$m.Parameters['0.bias'] = 1, 2, 3; $m.Parameters['0.bias']", "Float32 [3]: 1 2 3")]
    [InlineData("$m.Parameters['0.bias'] = 7; $m.Parameters['0.bias']", "Float32 [3]: 7 7 7")]
    [InlineData(
        "$m.Parameters['0.bias'] = ConvertTo-Tensor 1, 2, 3 -DType Int64; $m.Parameters['0.bias']",
        "Float32 [3]: 1 2 3")]
    [InlineData("$m.Parameters.'0.bias' = 1, 2, 3; $m.Parameters.'0.bias'", "Float32 [3]: 1 2 3")]
    [InlineData("$m.Parameters['0.weight'][1] = 0; $m.Parameters['0.weight'][1]", "Float32 [4]: 0 0 0 0")]
    [InlineData("$m.Buffers['1.running_mean'].Fill(2); $m.Buffers['1.running_mean']", "Float32 [3]: 2 2 2")]
    [InlineData("$m.Buffers['1.num_batches_tracked'].ToScalar()", "0")]
    [InlineData("$m.Parameters['nothing']", "")]
    [InlineData(
        "foreach ($entry in $m.Buffers.GetEnumerator()) { $entry.Key }",
        "1.running_mean 1.running_var 1.num_batches_tracked")]
    [InlineData("@($m.Parameters | ForEach-Object { $_ }).Count", "1")]
    [InlineData("$m.Parameters.Values | Measure-Tensor | ForEach-Object { $_.Count }", "12 3 3 3 6 2")]
    public void The_state_is_read_and_assigned_by_name(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Fact]
    public void What_is_assigned_is_what_the_model_computes_with() => Assert.Equal(
        "Float32 [2, 2]: 11 25 14 31",
        TensorText.Of(
            shell,
            """
            $n = New-Model 3 { Linear 2 }
            $n.Parameters['0.weight'] = @(@(1, 0, 0), @(0, 1, 1))
            $n.Parameters['0.bias'] = 10, 20
            Invoke-Model $n @(@(1, 2, 3), @(4, 5, 6))
            """));

    [Theory]
    [InlineData("$m.Parameters['0.bias'] = 1, 2", "ShapeMismatch", "[2], and [3] is wanted")]
    [InlineData("$m.Parameters['nothing'] = 1", "StateNotFound", "0.weight, 0.bias")]
    [InlineData("$m.Parameters.Remove('0.bias')", "FixedState", "none can be added or removed")]
    [InlineData("$m.Parameters['0.bias'] = 'a'", "InvalidCastPSTypeConvertersConvertFrom", "the text 'a'")]
    public void A_mistake_in_an_assignment_has_its_id_and_its_words(string script, string id, string says)
    {
        ErrorRecord error = Assert.Single(shell.Run(script).Errors);
        Assert.Equal(id, error.FullyQualifiedErrorId);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        Assert.Contains(says, error.Exception.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clone_has_the_same_values_and_a_life_of_its_own() => Assert.Equal(
        "True 7",
        TensorText.Of(
            shell,
            """
            $copy = $m.Clone()
            ($copy.Parameters['0.weight'].ToArray() -join ' ') -eq ($m.Parameters['0.weight'].ToArray() -join ' ')
            $m.Parameters['0.bias'] = 7
            $copy.Parameters['0.bias'] = 0
            $m.Parameters['0.bias'][0]
            """));

    [Theory]
    [InlineData("Invoke-Model $m (New-Tensor 1, 4)", "ModelDisposed")]
    [InlineData("$m | Get-ModelPlan", "ModelDisposed")]
    [InlineData("$m | Export-Model ./never.safetensors", "ModelDisposed")]
    [InlineData("$m | Start-TrainingRun (New-Dataset (New-Tensor 4, 4) (0, 1, 0, 1))", "ModelDisposed")]
    public void A_disposed_model_is_an_error_wherever_it_is_used(string script, string id)
    {
        ShellResult result = shell.Run("$held = $m.Parameters['0.weight']; $m.Dispose(); " + script);
        Assert.Equal(ErrorCategory.InvalidOperation, result.Error(id).CategoryInfo.Category);
        Assert.Equal("Model (disposed)", TensorText.Of(shell, "$m.ToDisplayString()"));
        Assert.StartsWith("Float32 [3, 4]", TensorText.Of(shell, "$held"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_names_steps_fusions_and_bytes()
    {
        Assert.Equal("Linear BatchNorm Linear", TensorText.Of(shell, "($m | Get-ModelPlan).Steps.Operation"));
        Assert.Equal("ReLU", TensorText.Of(shell, "($m | Get-ModelPlan).Steps[1].Fused"));
        Assert.Equal(
            "True",
            TensorText.Of(shell, "($m | Get-ModelPlan -Evaluate).ArenaBytes -lt ($m | Get-ModelPlan).ArenaBytes"));
        Assert.Equal("True", TensorText.Of(shell, "($m | Get-ModelPlan).ToDisplayString() -match 'BatchNorm'"));
    }

    [Theory]
    [InlineData("$m.Parameters['0.weight']")]
    [InlineData("$m.Parameters.Values[0]")]
    [InlineData("$m.Layers[0].Parameters['weight']")]
    public void A_parameter_that_was_disposed_of_is_there_again(string parameter)
    {
        shell.Run($"$m = New-Model 2 {{ Linear 3; BatchNorm }}; ({parameter}).Dispose(); $m.Parameters['0.weight'] = 7");
        Assert.Equal("Float32 [3, 2]: 7 7 7 7 7 7", TensorText.Of(shell, parameter));
        Assert.Equal("7", TensorText.Of(shell, "@($m.Parameters.GetEnumerator())[0].Value[0, 0]"));
        shell.Run("$m.Buffers['1.running_mean'].Dispose(); $m | Initialize-Model Default");
        Assert.Equal("Float32 [3]: 0 0 0", TensorText.Of(shell, "$m.Buffers['1.running_mean']"));
    }
}
