using System.Text.Json;

namespace NormTools.Module.Tests;

/// <summary>The normalisations beside every case that PyTorch computed: forward, backward, running
/// statistics.</summary>
public sealed class NormReferenceTests(Shell shell) : IClassFixture<Shell>
{
    public static TheoryData<int> BatchNorm => ReferenceCases.Numbers("batch_norm");

    public static TheoryData<int> InstanceNorm => ReferenceCases.Numbers("instance_norm");

    public static TheoryData<int> GroupNorm => ReferenceCases.Numbers("group_norm");

    public static TheoryData<int> LayerNorm => ReferenceCases.Numbers("layer_norm");

    public static TheoryData<int> RmsNorm => ReferenceCases.Numbers("rms_norm");

    public static TheoryData<int> LocalResponseNorm => ReferenceCases.Numbers("local_response_norm");

    public static TheoryData<int> WeightNorm => ReferenceCases.Numbers("weight_and_spectral_norm", Is("weight_norm"));

    public static TheoryData<int> SpectralNorm => ReferenceCases.Numbers(
        "weight_and_spectral_norm", Is("spectral_norm_limit"));

    [Theory]
    [MemberData(nameof(BatchNorm))]
    public void Batch_norm_is_that_of_pytorch_over_several_batches_and_in_evaluation(int number)
    {
        JsonElement @case = ReferenceCases.Load("batch_norm")[number];
        Parameters(@case);
        string momentum = @case.Text("momentum") == "null" ? "$null" : @case.Text("momentum");
        Do("$k = New-Tensor 1 -DType Int64; $mean = $null");
        foreach (JsonElement step in @case.GetProperty("steps").EnumerateArray())
        {
            JsonElement x = step.GetProperty("x");
            shell.Give("x", x);
            Do("if (-not $mean) { $mean = New-Tensor $x.Shape[1] -DType $x.DType; $variance = New-Tensor $x.Shape[1] "
            + "-Value 1 -DType $x.DType }");
            Do($"$y = $x | Invoke-BatchNorm @p -RunningMean $mean -RunningVariance $variance -Momentum {momentum} "
            + "-BatchesTracked $k");

            // The case with a mean of 1e4: torch itself is off by as much as its x * scale + offset loses there.
            shell.Meets(
                "$y", step.GetProperty("y"), @case.TryGetProperty("note", out _) ? 1e-3 : ReferenceCases.Forward(x));
            shell.Meets("$mean", step.GetProperty("runningMean"), ReferenceCases.Forward(x));
            shell.Meets("$variance", step.GetProperty("runningVar"), ReferenceCases.Forward(x));
            Assert.Equal(step.GetProperty("numBatchesTracked").GetInt64(), shell.Run("$k.ToScalar()").Single<long>());
            MeetsGradient(step.GetProperty("grad"), "Invoke-BatchNorm @p");
        }

        if (@case.GetProperty("eval") is { ValueKind: JsonValueKind.Object } eval)
        {
            shell.Give("x", eval.GetProperty("x"));
            Do("$p += @{ RunningMean = $mean; RunningVariance = $variance; Evaluate = $true }");
            shell.Meets(
                "$x | Invoke-BatchNorm @p", eval.GetProperty("y"), ReferenceCases.Forward(eval.GetProperty("x")));
            MeetsGradient(eval.GetProperty("grad"), "Invoke-BatchNorm @p");
        }
    }

    [Theory]
    [MemberData(nameof(InstanceNorm))]
    public void Instance_norm_is_that_of_pytorch(int number)
    {
        JsonElement @case = ReferenceCases.Load("instance_norm")[number];
        Parameters(@case);
        shell.Give("x", @case.GetProperty("x"));
        MeetsGradient(@case.GetProperty("grad"), "Invoke-InstanceNorm @p");
        string evaluation = "$x | Invoke-InstanceNorm @p"; // without running statistics both modes are one
        double tolerance = ReferenceCases.Forward(@case.GetProperty("x"));
        if (@case.GetProperty("trackRunningStats").GetBoolean())
        {
            Do("$p += @{ RunningMean = New-Tensor $x.Shape[1]; RunningVariance = New-Tensor $x.Shape[1] -Value 1 }");
            shell.Meets(
                $"$x | Invoke-InstanceNorm @p -Momentum {@case.Text("momentum")}", @case.GetProperty("y"), tolerance);
            shell.Meets("$p.RunningMean", @case.GetProperty("runningMean"), tolerance);
            shell.Meets("$p.RunningVariance", @case.GetProperty("runningVar"), tolerance);
            evaluation += " -Evaluate";
        }
        else
        {
            shell.Meets("$x | Invoke-InstanceNorm @p", @case.GetProperty("y"), tolerance);
        }

        shell.Meets(evaluation, @case.GetProperty("evalY"), tolerance);
    }

    [Theory]
    [MemberData(nameof(GroupNorm))]
    public void Group_norm_is_that_of_pytorch(int number)
    {
        JsonElement @case = ReferenceCases.Load("group_norm")[number];
        Parameters(@case);
        Meets(@case, $"Invoke-GroupNorm @p -Group {@case.Text("groups")}");
    }

    [Theory]
    [MemberData(nameof(LayerNorm))]
    public void Layer_norm_is_that_of_pytorch(int number)
    {
        JsonElement @case = ReferenceCases.Load("layer_norm")[number];
        Parameters(@case);
        Meets(@case, $"Invoke-LayerNorm @p -NormalizedShape {@case.Text("normalizedShape").Trim('[', ']')}");
    }

    [Theory]
    [MemberData(nameof(RmsNorm))]
    public void Rms_norm_is_that_of_pytorch(int number)
    {
        JsonElement @case = ReferenceCases.Load("rms_norm")[number];
        Parameters(@case);
        Meets(@case, $"Invoke-RmsNorm @p -NormalizedShape {@case.Text("normalizedShape").Trim('[', ']')}");
    }

    [Theory]
    [MemberData(nameof(LocalResponseNorm))]
    public void Local_response_norm_is_that_of_pytorch(int number)
    {
        JsonElement @case = ReferenceCases.Load("local_response_norm")[number];
        Meets(
            @case, $"Invoke-LocalResponseNorm -Size {@case.Text("size")} -Alpha {@case.Text("alpha")} -Beta {@case.Text("beta")} -K {@case.Text("k")}");
    }

    [Theory]
    [MemberData(nameof(WeightNorm))]
    public void Weight_norm_is_that_of_pytorch(int number)
    {
        JsonElement @case = ReferenceCases.Load("weight_and_spectral_norm")[number];
        string dimension = @case.Text("dim") == "null" ? "$null" : @case.Text("dim");
        shell.Give("v", @case.GetProperty("v"));
        shell.Give("g", @case.GetProperty("g"));
        shell.Meets($"$v | Invoke-WeightNorm -Magnitude $g -Dimension {dimension}", @case.GetProperty("w"), 2e-6);
    }

    [Theory]
    [MemberData(nameof(SpectralNorm))]
    public void Spectral_norm_after_many_power_iterations_is_that_of_pytorch(int number)
    {
        JsonElement @case = ReferenceCases.Load("weight_and_spectral_norm")[number];
        shell.Give("w", @case.GetProperty("w"));
        shell.Meets("$w | Invoke-SpectralNorm -PowerIteration 500 -Seed 0", @case.GetProperty("normalized"), 2e-6);
        double sigma = shell.Run(
            "$w[0].ToArray()[0] / ($w | Invoke-SpectralNorm -PowerIteration 500)[0].ToArray()[0]").Single<double>();
        Assert.Equal(@case.GetProperty("sigma").GetDouble(), sigma, 2e-6 * sigma);
    }

    private static Func<JsonElement, bool> Is(string op) => @case => @case.GetProperty("op").GetString() == op;

    private void Do(string script) => Assert.Empty(shell.Run(script).All<object>());

    // $p: weight, bias and epsilon as the case has them, for splatting.
    private void Parameters(JsonElement @case)
    {
        Do("$p = @{}");
        foreach ((string property, string name) in ((string, string)[])[("Weight", "weight"), ("Bias", "bias")])
        {
            if (@case.TryGetProperty(name, out JsonElement tensor) && !tensor.IsNull())
            {
                shell.Give("parameter", tensor);
                Do($"$p.{property} = $parameter");
            }
        }

        if (!@case.GetProperty("eps").IsNull())
        {
            Do($"$p.Epsilon = {@case.Text("eps")}");
        }
    }

    private void Meets(JsonElement @case, string call)
    {
        JsonElement x = @case.GetProperty("x");
        shell.Give("x", x);
        shell.Meets("$x | " + call, @case.GetProperty("y"), ReferenceCases.Forward(x));
        MeetsGradient(@case.GetProperty("grad"), call);
    }

    private void MeetsGradient(JsonElement grad, string call)
    {
        if (!grad.IsNull())
        {
            // Over one value the normalised x is 0, and what torch has for the weight's gradient is its rounding.
            JsonElement output = grad.GetProperty("gradOutput");
            double floor = output.GetProperty("data").GetArrayLength() == 1 ? 1 : 0;
            shell.Give("g", output);
            Do($"$gradient = $x | {call} -GradOutput $g");
            shell.MeetsGradient(grad, floor);
        }
    }
}
