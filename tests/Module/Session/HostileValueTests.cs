using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Values without an end: lists that hold themselves, nested very deep, or one another many times over.</summary>
[Collection("Training runs")]
public sealed class HostileValueTests(Shell shell) : IClassFixture<Shell>
{
    private const string Values =
        """
        $loop = @(0); $loop[0] = $loop
        $deep = 1; 1..5000 | ForEach-Object { $deep = , $deep }
        $list = [Collections.ArrayList]::new(); $null = $list.Add($list)
        $t = New-Tensor -Shape 2, 2
        $m = New-Model 2 { Linear 2 } -Seed 0
        $d = New-Dataset (New-Tensor 2, 2) ('a', 'b')

        """;

    public static TheoryData<string, string> Places()
    {
        string[] places =
        [
            "ConvertTo-Tensor $v", "New-Tensor -Data $v -Shape 1", "[NormTools.Tensor]::From($v)", "[NormTools.Tensor]$v",
            "$t + $v", "$t - $v", "$t * $v", "$t / $v", "$t.Maximum($v)", "$t.MatMul($v)", "$t[0] = $v", "$t[':', 0] = $v",
            "$t.Fill($v)", "$t.SetValue($v, 0)", "New-Tensor -Shape $v", "$t.Reshape($v)", "New-RandomTensor -Shape $v",
            "New-WeightTensor -Shape $v", "$t | Invoke-BatchNorm -Weight $v", "Invoke-LayerNorm $v",
            "New-Dataset -Feature $v -Target 1", "New-Dataset -Feature $t -Target $v", "$m.Parameters['0.weight'] = $v",
            "Invoke-Model $v -Model $m", "New-Model 2 { Linear $v }", "New-Model $v { Linear 2 }",
            "$t.To($v)", "[NormTools.Tensor]::From(1, $v)", "[NormTools.Tensor]::Zeros($v, 2)", "$t.GetValue($v)",
            "& { Set-StrictMode -Version 3; $d[$v] }",
            "$m | Start-TrainingRun $d -ClassWeight $v", "$m | Start-TrainingRun $d -LossArgument @{ weight = $v }",
            "$m | Start-TrainingRun $d -Optimizer Adam -OptimizerArgument @{ betas = $v }",
            "New-RandomTensor -Distribution Multinomial -Weight $v -Shape 2", "New-RandomTensor -Shape 2 -Seed $v",
        ];
        TheoryData<string, string> all = [];
        foreach (string place in places)
        {
            foreach (string value in (string[])["$loop", "$deep", "$list"])
            {
                all.Add(place, value);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_list_without_end_is_refused_wherever_a_tensor_or_a_shape_is_taken(string place, string value)
    {
        ShellResult result = shell.Run($"{Values}$v = {value}\n{place}");
        ErrorRecord error = Assert.Single(result.Failure is null ? result.Errors : result.Errors.Append(result.Failure));
        Assert.NotEmpty(error.FullyQualifiedErrorId);
    }

    // In a process of its own: PowerShell's conversion of such a list ends it.
    [Fact]
    public void A_list_without_end_is_no_name_of_a_choice()
    {
        (int code, string output, string error) = BuiltModule.RunApart(
            """
            $loop = @(0); $loop[0] = $loop
            $none = foreach ($command in Get-Command -Module NormTools -CommandType Cmdlet) {
                foreach ($parameter in $command.Parameters.Values) {
                    $type = $parameter.ParameterType
                    $type = if ($type.IsArray) { $type.GetElementType() } else { [Nullable]::GetUnderlyingType($type) ?? $type }
                    if ($type.IsEnum -and $type.Assembly.GetName().Name -eq 'NormTools') {
                        $given = @{ $parameter.Name = $loop }
                        $other = if ($parameter.Name -eq 'From') { 'To' } elseif ($parameter.Name -eq 'To') { 'From' } else { $null }
                        if ($other) { $given[$other] = 'PyTorch' }
                        try { & $command @given } catch { "$command -$($parameter.Name): $($_.CategoryInfo.Category)" }
                    }
                }
            }
            $none
            """);
        Assert.Equal((0, string.Empty), (code, error));
        string[] told = output.Trim().Split('\n', StringSplitOptions.TrimEntries);
        Assert.InRange(told.Length, 8, 100);
        Assert.All(told, line => Assert.EndsWith(": InvalidData", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_property_that_cannot_be_read_is_named()
    {
        ErrorRecord error = shell.Run("ConvertTo-Tensor -InputObject ([int])").Error("PropertyNotReadable");
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Contains("of object 0 cannot be read", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$m | Export-Model")]
    [InlineData("Import-Model -LiteralPath")]
    [InlineData("Import-Dataset -LiteralPath")]
    [InlineData("$m | Measure-SignalPropagation -ChartPath")]
    public void A_path_with_a_zero_is_no_name(string command)
    {
        ErrorRecord error = shell.Run($"{Values}{command} \"a`0b\"").Error("InvalidPath");
        Assert.Contains(@"a\0b", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$loop")]
    [InlineData("$deep")]
    public void The_error_says_how_deep_arrays_may_be(string value)
    {
        ErrorRecord error = shell.Run($"{Values}ConvertTo-Tensor {value}").Error("RankTooHigh");
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Contains("16 deep", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sixteen_dimensions_are_not_too_many() => Assert.Equal(
        16, shell.Run("$x = 1; 1..16 | ForEach-Object { $x = , $x }; (ConvertTo-Tensor $x).Rank").Single<int>());

    [Theory]
    [InlineData("$l = Linear 2; $l.Arguments['x'] = $l.Arguments; $l", "ArgumentsTooDeep")]
    [InlineData("$l = Linear 2; $l.Arguments['out_features'] = $list; $l", "ArgumentsTooDeep")]
    [InlineData("$l = Sequential { Linear 2 }; $l.Arguments['layers'] = @($l); $l", "ArgumentsTooDeep")]
    [InlineData("$l = Sequential { Linear 2 }; $l.Arguments['layers'][0] = $l; $l", "ArgumentsTooDeep")]
    [InlineData("$l = WeightNorm { Linear 2 }; $l.Arguments['parametrization']['x'] = $l; $l", "ArgumentsTooDeep")]
    [InlineData("$x = ReLU; 1..60 | ForEach-Object { $x = Sequential { $x; $x } }; $x", "ArgumentsTooLong")]
    [InlineData("$x = ReLU; 1..101 | ForEach-Object { $x = Sequential { $x } }; $x", "InvalidModelSpecification")]
    public void A_layer_that_holds_itself_or_lies_too_deep_makes_no_model(string script, string id)
    {
        ShellResult result = shell.Run($"{Values}$layer = & {{ {script} }}; $null = \"$layer\"; $layer | New-Model 2");
        Assert.Equal(ErrorCategory.InvalidArgument, result.Error(id).CategoryInfo.Category);
    }

    [Theory]
    [InlineData("function f { Sequential { f } }; New-Model 2 { f }")]
    [InlineData("function f { Residual { Linear 2; f } }; New-Model 2 { f }")]
    public void Scripts_of_layers_that_call_themselves_end_by_depth(string script)
    {
        ErrorRecord error = shell.Run(script).Error("InvalidModelSpecification");
        Assert.Contains("100 deep", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, shell.Run("(New-Model 2 { Sequential { Linear 2 } }).Layers.Count").Single<int>());
    }

    [Theory]
    [InlineData("$script:f = { $m | Initialize-Model $f }; & $f")]
    [InlineData("$script:f = { $m.Clone() | Start-TrainingRun $d -Epoch 1 -Seed 0 -OnEpoch $f | Out-Null }; & $f")]
    [InlineData("$script:f = { Get-InitializationGain -Activation $f }; & $f")]
    public void Scripts_that_call_themselves_through_a_cmdlet_end_by_depth(string script)
    {
        ShellResult result = shell.Run($"{Values}$d = New-Dataset $t (New-Tensor 2, 2)\n{script}");
        IEnumerable<ErrorRecord> errors = result.Failure is null ? result.Errors : result.Errors.Append(result.Failure);
        Assert.Contains(errors, error => error.Exception.GetBaseException().Message.Contains("100 deep", StringComparison.Ordinal));
        Assert.Equal(2, shell.Run("(New-Model 2 { Sequential { Linear 2 } }).Layers.Count").Single<int>());
    }

    [Fact]
    public void Blocks_a_hundred_deep_make_a_model() => Assert.Equal(
        101,
        shell.Run("$x = ReLU; 1..100 | ForEach-Object { $x = Sequential { $x } }; ($x | New-Model 2).Layers.Count").Single<int>());

    [Theory]
    [InlineData("'[' * 100000")]
    [InlineData("'{\"a\":' * 100000")]
    [InlineData("'['")]
    [InlineData("'[\"a'")]
    [InlineData("'[\"\\u12'")]
    [InlineData("'{\"a\":1}'")]
    [InlineData("'[1, 2]'")]
    [InlineData("'nothing'")]
    [InlineData("'[\"a\"] x'")]
    public void Class_names_of_a_file_that_are_no_list_of_texts_are_refused(string names) =>
        Refuse("class_names", names, "InvalidClassNames");

    [Theory]
    [InlineData("'['")]
    [InlineData("'{}'")]
    [InlineData("'0.25'")]
    [InlineData("'{\"type\":3}'")]
    [InlineData("'{\"type\":\"Unheard\"}'")]
    [InlineData("'{\"type\":\"Huber\",\"margin\":1}'")]
    public void A_loss_of_a_file_that_there_is_not_is_refused(string loss) => Refuse("normtools_loss", loss, "InvalidLoss");

    private void Refuse(string key, string text, string id)
    {
        // A file of ours with them put in and its checksum taken out: 8 bytes of length, the header in JSON, the values.
        ShellResult result = shell.Run(
            $$"""
            $path = Join-Path ([IO.Path]::GetTempPath()) "NormTools-$([guid]::NewGuid()).safetensors"
            try {
                New-Model 2 { Linear 2 } -Seed 0 | Export-Model $path
                $bytes = [IO.File]::ReadAllBytes($path)
                $length = [BitConverter]::ToInt64($bytes, 0)
                $header = [Text.Encoding]::UTF8.GetString($bytes, 8, $length) | ConvertFrom-Json -AsHashtable
                $header['__metadata__']['{{key}}'] = [string]({{text}})
                $header['__metadata__'].Remove('normtools_checksum')
                $new = [Text.Encoding]::UTF8.GetBytes(($header | ConvertTo-Json -Depth 10 -Compress))
                [IO.File]::WriteAllBytes($path,
                    [byte[]]([BitConverter]::GetBytes([long]$new.Length) + $new + $bytes[(8 + $length)..($bytes.Length - 1)]))
                Import-Model $path
            }
            finally { Remove-Item $path }
            """);
        Assert.Equal(ErrorCategory.InvalidData, result.Error(id).CategoryInfo.Category);
    }
}
