using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>The normalisations as an analyst calls them: what comes out of the pipeline, and what is changed in
/// place.</summary>
public sealed class NormalizationTests(Shell shell) : IClassFixture<Shell>
{
    private const string Worked =
        "$x = ConvertTo-Tensor @(@(-0.6577, -0.5797, 0.6360), @(0.7392, 0.2145, 1.523), @(0.2432, 0.5662, 0.322)); ";

    [Fact]
    public void The_worked_example_comes_out_to_the_digit()
    {
        Do(Worked + "$mean = New-Tensor 3; $variance = New-Tensor 3 -Value 1; $p = @{ RunningMean = $mean; "
        + "RunningVariance = $variance }");
        Close(
            "$x | Invoke-BatchNorm @p", -1.32463753, -1.34923744, -0.375557631, 1.0912205, 0.307735443, 1.36852407, 0.233417079, 1.041502,
            -0.992966413);
        Close("$mean", 0.0108233336, 0.00670000119, 0.0826999992);
        Close("$variance", 0.950149417, 0.934458852, 0.938796103);
        Close(
            "$x | Invoke-BatchNorm @p -Evaluate", -0.685832918, -0.606612742, 0.571048141, 0.747235954, 0.214962706, 1.48650038,
            0.238393426, 0.578785539, 0.246976018);
        Close("$mean", 0.0108233336, 0.00670000119, 0.0826999992);
    }

    [Fact]
    public void Without_a_momentum_every_batch_has_an_equal_share()
    {
        Do(Worked + "$mean = New-Tensor 3; $variance = New-Tensor 3 -Value 1; $count = New-Tensor 1 -DType Int64");
        Do("$p = @{ RunningMean = $mean; RunningVariance = $variance; Momentum = $null; BatchesTracked = $count }");
        Do("$null = $x | Invoke-BatchNorm @p");
        Close("$mean", 0.108233333, 0.0670000091, 0.826999962);
        Close("$variance", 0.501494408, 0.344588906, 0.387961);
        Do("$null = ($x * 2) | Invoke-BatchNorm @p");
        Close("$mean", 0.162349999, 0.100500017, 1.24049997);
        Close("$variance", 1.25373602, 0.861472249, 0.969902515);
        Assert.Equal(2, shell.Run("$count.ToScalar()").Single<long>());
    }

    [Fact]
    public void A_momentum_beside_a_count_uses_the_momentum_and_counts()
    {
        Do(Worked + "$mean = New-Tensor 3; $variance = New-Tensor 3 -Value 1; $count = New-Tensor 1 -DType Int64");
        Do("$null = $x, $x | Invoke-BatchNorm -RunningMean $mean -RunningVariance $variance -Momentum 0.5 "
        + "-BatchesTracked $count");
        Close("$mean", 0.75 * 0.108233333, 0.75 * 0.0670000091, 0.75 * 0.826999962);
        Assert.Equal(2, shell.Run("$count.ToScalar()").Single<long>());
    }

    [Fact]
    public void The_buffers_of_a_model_are_updated_where_they_are()
    {
        Do(Worked + "$model = New-Model -InputShape 3 { BatchNorm; Linear 2 } -Seed 0; $b = $model.Buffers");
        Do(
            """
            $null = $x | Invoke-BatchNorm -RunningMean $b['0.running_mean'] -RunningVariance $b['0.running_var'] `
                -BatchesTracked $b['0.num_batches_tracked']
            """);
        Close("$model.Buffers['0.running_mean']", 0.0108233336, 0.00670000119, 0.0826999992);
        Assert.Equal(1, shell.Run("$model.Buffers['0.num_batches_tracked'].ToScalar()").Single<long>());
    }

    [Fact]
    public void One_group_is_layer_norm_over_everything_and_a_group_a_channel_is_instance_norm()
    {
        Do("$x = New-Tensor -Data (1..48).ForEach({ [Math]::Sin($_ * $_) }) -Shape 2, 6, 4");
        Same("$x | Invoke-GroupNorm -Group 1", "$x | Invoke-LayerNorm -NormalizedShape 6, 4");
        Same("$x | Invoke-GroupNorm -Group 6", "$x | Invoke-InstanceNorm");
        double apart = shell.Run(
            "(($x | Invoke-GroupNorm -Group 1) - ($x | Invoke-InstanceNorm) "
            + "| Measure-Tensor).Maximum").Single<double>();
        Assert.True(apart > 0.1, "One group is no instance norm.");
    }

    [Fact]
    public void Two_dimensions_are_one_sample_to_instance_norm()
    {
        Do(
            """
            $x = New-Tensor -Data (1..15).ForEach({ [Math]::Sin($_ * $_) }) -Shape 3, 5
            $w = @{ Weight = 1, 2, 3; Bias = 0.5, 0, -1 }
            function Running { @{ RunningMean = New-Tensor -Data 1, 2, 3 -Shape 3; RunningVariance = New-Tensor 3 -Value 4 } }
            $one, $other = (Running), (Running)
            """);
        Same("$x | Invoke-InstanceNorm @w @one", "$x.Reshape(1, 3, 5) | Invoke-InstanceNorm @w @other");
        Same("$one.RunningMean", "$other.RunningMean");
        Same("$one.RunningVariance", "$other.RunningVariance");
        foreach (string mode in (string[])["", " @one -Evaluate"])
        {
            Same($"$x | Invoke-InstanceNorm @w{mode}", $"$x.Reshape(1, 3, 5) | Invoke-InstanceNorm @w{mode}");
            Do($"$g = $x | Invoke-InstanceNorm @w{mode} -GradOutput ($x * $x)");
            Do($"$h = $x.Reshape(1, 3, 5) | Invoke-InstanceNorm @w{mode} -GradOutput ($x * $x).Reshape(1, 3, 5)");
            Same("$g.Input", "$h.Input");
            Same("$g.Weight", "$h.Weight");
            Same("$g.Bias", "$h.Bias");
        }

        Assert.Equal("3 5", TensorText.Of(shell, "($x | Invoke-InstanceNorm).Shape"));
    }

    [Fact]
    public void Numbers_take_the_type_of_the_input()
    {
        Assert.Equal(
            "Float64 [2, 2]: 0.1 0.2 0.1 0.2",
            TensorText.Of(
                shell, "New-Tensor 2, 2 -Value 3 -DType Float64 | Invoke-BatchNorm -Weight 1, 1 -Bias 0.1, 0.2"));
        Assert.Equal(
            "Float32 [2, 2]: 0.1 0.2 0.1 0.2",
            TensorText.Of(shell, "New-Tensor 2, 2 -Value 3 | Invoke-LayerNorm -NormalizedShape 2 -Bias 0.1, 0.2"));
    }

    [Fact]
    public void Numbers_do_for_running_statistics_that_are_only_read() =>
        Close(
            "New-Tensor -Data 1, 2, 3, 4 -Shape 2, 2 | Invoke-BatchNorm -RunningMean 1, 2 -RunningVariance 4, 4 "
            + "-Epsilon 0 -Evaluate", 0, 0, 1, 1);

    [Fact]
    public void Weight_norm_takes_one_magnitude_for_all()
    {
        Close("ConvertTo-Tensor @(@(3, 4), @(0, 2)) | Invoke-WeightNorm -Magnitude 1", 0.6, 0.8, 0, 1);
        Close(
            "ConvertTo-Tensor @(@(3, 4), @(0, 2)) | Invoke-WeightNorm -Magnitude 2, 4 "
            + "-Dimension 1", 2, 3.5777087, 0, 1.7888544);
        Close("ConvertTo-Tensor @(@(3, 4), @(0, 0)) | Invoke-WeightNorm -Magnitude 5 -Dimension $null", 3, 4, 0, 0);
        Close("ConvertTo-Tensor @(@(3, 4), @(0, 0)) | Invoke-WeightNorm -Magnitude 5 -Dimension -1", 3, 4, 0, 0);
        Close("ConvertTo-Tensor @(@(3, 4), @(0, 2)) | Invoke-WeightNorm -Magnitude 1 -Dimension -2", 0.6, 0.8, 0, 1);
    }

    [Fact]
    public void The_gradient_of_weight_norm_is_across_the_direction()
    {
        Do("$gradient = ConvertTo-Tensor @(,@(3, 4)) | Invoke-WeightNorm -Magnitude 2 -GradOutput @(,@(1, 1))");

        // dL/dg = g.v/|v| = 7/5; dL/dv = 2/5 * (1 - 0.6 * 1.4, 1 - 0.8 * 1.4).
        Close("$gradient.Magnitude", 1.4);
        Close("$gradient.Input", 0.064, -0.048);
    }

    [Fact]
    public void Spectral_norm_goes_on_from_the_vectors_it_is_given_and_improves_them()
    {
        Do("$w = ConvertTo-Tensor @(@(3, 0), @(0, 1)); $u = ConvertTo-Tensor 0.6, 0.8; $v = ConvertTo-Tensor 0.6, 0.8");
        Close("$w | Invoke-SpectralNorm -LeftVector $u -RightVector $v -PowerIteration 0", 3 / 1.72, 0, 0, 1 / 1.72);
        Close("$u", 0.6, 0.8);
        Do("$null = $w | Invoke-SpectralNorm -LeftVector $u -RightVector $v -PowerIteration 50");
        Close("$u", 1, 0);
        Do("$gradient = $w | Invoke-SpectralNorm -LeftVector $u -RightVector $v -GradOutput @(@(1, 2), @(3, 4))");

        // dW = (g - (g . W/sigma) u v') / sigma, with g . W / sigma = 1 + 4/3.
        Close("$gradient.Input", (1 - (1 + (4d / 3))) / 3, 2d / 3, 1, 4d / 3);
    }

    [Fact]
    public void The_vectors_of_spectral_norm_are_drawn_from_the_seed()
    {
        Do("$w = New-Tensor -Data (1..12).ForEach({ [Math]::Sin($_ * $_) }) -Shape 3, 4");
        Assert.Equal(
            TensorText.Of(
                shell, "$w | Invoke-SpectralNorm -Seed 7"), TensorText.Of(shell, "$w | Invoke-SpectralNorm -Seed 7"));
        Assert.Contains(
            shell.Run(
                "$null = $w | Invoke-SpectralNorm -Seed 7 "
                + "-Verbose").Verbose, line => line.StartsWith("sigma = 1.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Float32", "sigma = 5, the length of the vector")]
    [InlineData("Float64", "sigma = 5, the length of the vector")]
    public void Of_a_vector_spectral_norm_tells_the_length(string type, string words) =>
        Assert.Equal(
            words,
            Assert.Single(shell.Run($"$null = ConvertTo-Tensor 3, 4 -DType {type} | Invoke-SpectralNorm -Verbose").Verbose));

    [Fact]
    public void Local_response_norm_has_the_window_of_pytorch() =>
        Close(
            "New-Tensor -Data 0, 100, 200, 300, 400 -Shape 1, 5, 1 | Invoke-LocalResponseNorm "
            + "-Size 2", 0, 73.778801, 78.1589966, 66.1950226,
            56.7949448);

    [Fact]
    public void The_default_epsilon_of_rms_norm_is_the_machine_epsilon_of_the_type()
    {
        Close(
            "ConvertTo-Tensor @(,@(1e-4, 1e-4)) | Invoke-RmsNorm "
            + "-NormalizedShape 2", 0.2781974, 0.2781974); // 1e-8 beside 1.19e-7
        Close("ConvertTo-Tensor @(,@(1e-4, 1e-4)) -DType Float64 | Invoke-RmsNorm -NormalizedShape 2", 1, 1);
    }

    [Fact]
    public void Gradients_leave_running_statistics_alone()
    {
        Do(Worked + "$mean = New-Tensor 3; $variance = New-Tensor 3 -Value 1");
        Do("$null = $x | Invoke-BatchNorm -RunningMean $mean -RunningVariance $variance -GradOutput $x");
        Close("$mean", 0, 0, 0);
        Close("$variance", 1, 1, 1);
    }

    [Fact]
    public void One_bad_tensor_does_not_stop_the_others()
    {
        ShellResult result = shell.Run(Worked + "$x, (New-Tensor 1, 3), $x | Invoke-BatchNorm");
        Assert.Equal(ErrorCategory.InvalidArgument, result.Error("OneValuePerChannel").CategoryInfo.Category);
        Assert.Equal("Float32 [1, 3]", result.Errors[0].TargetObject.ToString());
        Assert.Equal(2, result.Objects.Count);
    }

    [Fact]
    public void Many_calls_leave_the_memory_where_it_was()
    {
        // The first calls fill pools and compile; after them nothing may be left behind. A tensor here is 40 kB.
        (int code, string output, string error) = BuiltModule.RunApart(
            """
            $x = New-Tensor 100, 100 -Value 1
            function Bytes { [GC]::Collect(); [GC]::WaitForPendingFinalizers(); [GC]::Collect(); [Diagnostics.Process]::GetCurrentProcess().WorkingSet64 }
            foreach ($i in 1..10000) { $null = $x | Invoke-BatchNorm; $null = $x | Invoke-LayerNorm -NormalizedShape 100 }
            $before = Bytes
            foreach ($i in 1..8000) { $null = $x | Invoke-BatchNorm; $null = $x | Invoke-LayerNorm -NormalizedShape 100 }
            [long](((Bytes) - $before) / 1MB)
            """);
        Assert.True(code == 0, error);
        Assert.InRange(long.Parse(output.Trim()), -1000, 30); // kept, 16,000 results would be 640 MB
    }

    private void Do(string script) => Assert.Empty(shell.Run(script).All<object>());

    private void Close(string expression, params double[] expected)
    {
        double[] actual = TensorText.Values(shell, expression);
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(actual[i] - expected[i]) <= 2e-6 * Math.Max(
                    1, expected.Max(Math.Abs)), $"[{i}]: {actual[i]:R}, not {expected[i]:R}.");
        }
    }

    private void Same(string first, string second)
    {
        double[] a = TensorText.Values(shell, first), b = TensorText.Values(shell, second);
        Assert.Equal(a.Length, b.Length);
        Assert.All(a.Zip(b), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
    }
}
