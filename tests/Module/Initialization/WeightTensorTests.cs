using System.Management.Automation;
using System.Text.Json;

namespace NormTools.Module.Tests;

/// <summary>New-WeightTensor, Get-InitializationGain and Get-WeightFan beside torch.nn.init.</summary>
public sealed class WeightTensorTests(Shell shell) : IClassFixture<Shell>
{
    private const string Names =
        "Zeros Ones Constant Eye Identity Dirac Uniform Normal TruncatedNormal ExactTruncatedNormal Sparse "
        + "XavierUniform XavierNormal Xavier Glorot KaimingUniform KaimingNormal Kaiming He LecunUniform LecunNormal "
        + "Lecun VarianceScaling Orthogonal DeltaOrthogonal";

    public static TheoryData<int> Cases =>
        ReferenceCases.Numbers("init", @case => @case.TryGetProperty("shape", out _));

    public static TheoryData<string> Gains => [.. GainCase().EnumerateObject().Select(gain => gain.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_weight_and_the_number_after_it_are_pytorchs(int number)
    {
        JsonElement @case = ReferenceCases.Load("init")[number];
        string init = @case.GetProperty("init").GetString()!;
        string shape = string.Join(", ", @case.GetProperty("shape").EnumerateArray());
        bool isBounded = init is "uniform_" or "trunc_normal_";
        IEnumerable<string> arguments = @case.GetProperty("args").EnumerateObject()
            .Select(argument => Parameter(argument.Name, isBounded) + " " + argument.Value);
        string[] values = shell.Run(
            $$"""
            $g = New-RandomGenerator {{@case.Text("seed")}}
            $w = New-WeightTensor {{shape}} -Init {{init}} -Generator $g {{string.Join(' ', arguments)}}
            "$w"
            foreach ($value in $w.ToArray()) { $value.ToString('R') }
            (New-RandomTensor 1 -Generator $g).ToArray()[0].ToString('R')
            """).All<string>();
        Assert.Equal($"Float32 [{shape}]", values[0]);
        double[] expected = @case.GetProperty("result").Doubles();
        Assert.Equal(expected.Length + 2, values.Length);
        double tolerance = init switch { "orthogonal_" => 1e-5, "trunc_normal_" => 1e-6, _ => 0 };
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], float.Parse(values[i + 1], null), tolerance);
        }

        Assert.Equal(@case.GetProperty("nextRand").Doubles()[0], float.Parse(values[^1], null));
    }

    [Theory]
    [MemberData(nameof(Gains))]
    public void A_gain_is_that_of_calculate_gain(string name)
    {
        string script = name == "leaky_relu(0.2)" ? "leaky_relu -NegativeSlope 0.2" : name;
        Assert.Equal(GainCase().GetProperty(name).GetDouble(), Gain($"Get-InitializationGain {script}"));
    }

    [Theory]
    [InlineData("Xavier", "XavierUniform")]
    [InlineData("Glorot", "XavierUniform")]
    [InlineData("Kaiming", "KaimingNormal")]
    [InlineData("He", "KaimingNormal")]
    [InlineData("Lecun", "LecunNormal")]
    [InlineData("xavier_uniform_", "XavierUniform")]
    [InlineData("KAIMINGUNIFORM", "KaimingUniform")]
    public void A_short_name_means_one_method(string name, string method) => Assert.Equal(
        TensorText.Of(shell, $"New-WeightTensor 4, 6 {method} -Seed 3"),
        TensorText.Of(shell, $"New-WeightTensor 4, 6 {name} -Seed 3"));

    [Theory]
    [InlineData("New-WeightTensor 2, 3 Constant -Value 0.5", "Float32 [2, 3]: 0.5 0.5 0.5 0.5 0.5 0.5")]
    [InlineData("New-WeightTensor 4, 2 Identity -Gain 2", "Float32 [4, 2]: 2 0 0 2 2 0 0 2")]
    [InlineData("New-WeightTensor 2, 2 Eye -DType Float64", "Float64 [2, 2]: 1 0 0 1")]
    [InlineData("New-WeightTensor 2, 2, 3 Dirac", "Float32 [2, 2, 3]: 0 1 0 0 0 0 0 0 0 0 1 0")]
    [InlineData("New-WeightTensor 2, 1 Normal -Mean 3 -Std 0", "Float32 [2, 1]: 3 3")]
    [InlineData("New-WeightTensor 0, 3 Zeros -WarningAction SilentlyContinue", "Float32 [0, 3]:")]
    public void Weights_without_chance_are_what_they_say(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("Xavier -Gain relu", "Xavier -Gain 1.4142135623730951")]
    [InlineData("Xavier -Gain '1.4142135623730951'", "Xavier -Gain 1.4142135623730951")]
    [InlineData("Xavier -Gain (Get-InitializationGain relu)", "Xavier -Gain 1.4142135623730951")]
    [InlineData("Xavier -Nonlinearity tanh", "Xavier -Gain 1.6666666666666667")]
    [InlineData("Xavier -Gain leaky_relu -NegativeSlope 0.2", "Xavier -Gain 1.3867504905630728")]
    [InlineData("Kaiming -NegativeSlope 0.2", "Kaiming -Gain 1.3867504905630728")]
    [InlineData("Kaiming -Mode fan_out", "Kaiming -Mode FanOut")]
    [InlineData("Kaiming -Mode fan_avg -Gain 1", "XavierNormal")]
    [InlineData("VarianceScaling -Scale 2 -Mode FanIn -Distribution Normal", "Kaiming")]
    [InlineData("VarianceScaling", "LecunNormal")]
    public void Two_ways_to_say_the_same_give_the_same(string one, string other) => Assert.Equal(
        TensorText.Of(shell, $"New-WeightTensor 5, 3 {other} -Seed 8"),
        TensorText.Of(shell, $"New-WeightTensor 5, 3 {one} -Seed 8"));

    [Theory]
    [InlineData("New-WeightTensor 2, 3 Foo", "UnknownInitialization")]
    [InlineData("New-WeightTensor 2, 3 Zeros -Gain 2", "ParameterHasNoEffect")]
    [InlineData("New-WeightTensor 2, 3 Lecun -Mode FanOut", "ParameterHasNoEffect")]
    [InlineData("New-WeightTensor 2, 3 Xavier -StandardDeviation 1", "ParameterHasNoEffect")]
    [InlineData("New-WeightTensor 2, 3 Normal -Minimum 1", "ParameterHasNoEffect")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Value 1", "ParameterHasNoEffect")]
    [InlineData("New-WeightTensor 2, 3 Constant", "ParameterMissing")]
    [InlineData("New-WeightTensor 2, 3 Sparse", "ParameterMissing")]
    [InlineData("New-WeightTensor 2, 3 Sparse -Sparsity 1.5", "InvalidSparsity")]
    [InlineData("New-WeightTensor 2, 3 Sparse -Sparsity -0.1", "InvalidSparsity")]
    [InlineData("New-WeightTensor 2, 3 Sparse -Sparsity NaN", "InvalidSparsity")]
    [InlineData("New-WeightTensor 5 Xavier", "TooFewDimensions")]
    [InlineData("New-WeightTensor @() Kaiming", "TooFewDimensions")]
    [InlineData("New-WeightTensor 5 Orthogonal", "TooFewDimensions")]
    [InlineData("New-WeightTensor 5 Eye", "NotAMatrix")]
    [InlineData("New-WeightTensor 2, 2, 2 Sparse -Sparsity 0.5", "NotAMatrix")]
    [InlineData("New-WeightTensor 2, 2 Dirac", "NotAConvolution")]
    [InlineData("New-WeightTensor 3, 2, 3 Dirac -Group 2", "InvalidGroups")]
    [InlineData("New-WeightTensor 3, 2, 3 Dirac -Group 0", "InvalidGroups")]
    [InlineData("New-WeightTensor 3, 2 Identity", "NotSquareBlocks")]
    [InlineData("New-WeightTensor 2, 4, 3 DeltaOrthogonal", "MoreInputsThanOutputs")]
    [InlineData("New-WeightTensor 0, 0 Xavier", "ZeroFan")]
    [InlineData("New-WeightTensor 2, 3 Xavier -Gain NaN", "InvalidRange")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Gain NaN", "InvalidDeviation")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Gain -1", "InvalidDeviation")]
    [InlineData("New-WeightTensor 2, 3 Normal -StandardDeviation -1", "InvalidDeviation")]
    [InlineData("New-WeightTensor 2, 3 Uniform -Minimum 1 -Maximum 0", "InvalidRange")]
    [InlineData("New-WeightTensor 2, 3 VarianceScaling -Scale 0", "InvalidScale")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Gain 2 -Nonlinearity relu", "GainAndNonlinearity")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Gain tanh -Nonlinearity relu", "GainAndNonlinearity")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Nonlinearity nope", "UnsupportedNonlinearity")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Nonlinearity relu -NegativeSlope 0.2", "UnexpectedNegativeSlope")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -DType Int64", "DataTypeMismatch")]
    [InlineData("New-WeightTensor -2, 3 Kaiming", "NegativeDimension")]
    [InlineData("New-WeightTensor 1e9, 1e9 Kaiming", "TooManyElements")]
    [InlineData("New-WeightTensor (@(1) * 17) Zeros", "RankTooHigh")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Gain $true", "ParameterArgumentTransformationError")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Mode fan", "CannotConvertArgumentNoMessage")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Seed 1 -Generator (New-RandomGenerator)", "SeedAndGenerator")]
    public void What_cannot_be_is_one_clear_error(string script, string id)
    {
        ShellResult result = shell.Run(script + "; 'goes on'");
        result.Error(id);
        Assert.Equal("goes on", Assert.Single(result.Objects).BaseObject);
    }

    [Theory]
    [InlineData("New-WeightTensor 0, 3 Kaiming", "Initializing zero-element tensors is a no-op")]
    [InlineData("New-WeightTensor 3, 3 TruncatedNormal -Mean 5", "mean is more than 2 std from [a, b]")]
    public void What_pytorch_warns_of_is_a_warning(string script, string expected) =>
        Assert.StartsWith(expected, Assert.Single(shell.Run("$null = " + script).Warnings), StringComparison.Ordinal);

    [Fact]
    public void Every_initialisation_completes_with_what_it_means()
    {
        CompletionResult[] matches = shell.Complete("New-WeightTensor 2, 3 -Init ");
        Assert.Equal(Names, string.Join(' ', matches.Select(match => match.CompletionText)));
        Assert.Equal("KaimingNormal", matches.Single(match => match.CompletionText == "He").ToolTip);
    }

    [Fact]
    public void Every_name_that_completes_draws_a_weight()
    {
        foreach (CompletionResult match in shell.Complete("New-WeightTensor 2, 3 -Init "))
        {
            string needed = match.CompletionText switch
            {
                "Constant" => "-Value 1",
                "Sparse" => "-Sparsity 0.5",
                _ => string.Empty,
            };
            string shape = match.CompletionText is "Dirac" or "DeltaOrthogonal" ? "4, 4, 3" : "4, 4";
            Assert.Single(shell.Run($"New-WeightTensor {shape} {match.CompletionText} {needed} -Seed 1").All<object>());
        }
    }

    [Theory]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Gain ")]
    [InlineData("New-WeightTensor 2, 3 Kaiming -Nonlinearity ")]
    [InlineData("Get-InitializationGain ")]
    public void Every_nonlinearity_completes_and_has_a_gain(string line)
    {
        string[] names = [.. shell.Complete(line).Select(match => match.CompletionText)];
        string[] known = shell.Run("(Get-InitializationGain).Nonlinearity").All<string>();
        Assert.Equal(known, names);
        string message = shell.Run("Get-InitializationGain nope").Error("UnsupportedNonlinearity").Exception.Message;
        string[] core = message.Split("Known are ")[1].TrimEnd('.').Split(", ");
        Assert.Equal(core.Order(), known.Select(name => name.ToLowerInvariant()).Order());
    }

    [Theory]
    [InlineData("'relu', 'tanh' | Get-InitializationGain", "1.4142135623730951 1.6666666666666667")]
    [InlineData("Get-InitializationGain -Activation { [Math]::Max(0.0, $_) }", "1.414213562373095")]
    [InlineData("Get-InitializationGain -Activation { param($x) $x }", "1")]
    [InlineData("Get-InitializationGain linear", "1")]
    public void Gains_come_by_name_by_pipeline_and_of_a_script_block(string script, string expected)
    {
        double[] gains = shell.Run(script + " | ForEach-Object Gain").All<double>();
        double[] wanted = [.. expected.Split(' ').Select(text => double.Parse(text, null))];
        Assert.Equal(wanted.Length, gains.Length);
        Assert.All(wanted.Zip(gains), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Theory]
    [InlineData(
        "GELU", "$x * 0.5 * (1 + [Math]::Tanh([Math]::Sqrt(2 / [Math]::PI) * ($x + 0.044715 * $x * $x * $x)))", 1e-3)]
    [InlineData("SiLU", "$x / (1 + [Math]::Exp(-$x))", 1e-10)]
    [InlineData("Softsign", "$x / (1 + [Math]::Abs($x))", 1e-8)]
    public void The_core_and_a_script_block_integrate_alike(string name, string body, double tolerance) => Assert.Equal(
        Gain($"Get-InitializationGain {name}"),
        Gain($"Get-InitializationGain -Activation {{ param($x) {body} }}"),
        tolerance);

    [Theory]
    [InlineData("Get-InitializationGain -Activation { 0 }", "NoSignal")]
    [InlineData("Get-InitializationGain -Activation { 'x' }", "NotANumber")]
    [InlineData("Get-InitializationGain -Activation { }", "NotANumber")]
    [InlineData("Get-InitializationGain -Activation { [double]::NaN }", "NotANumber")]
    [InlineData("Get-InitializationGain relu -NegativeSlope 0.1", "UnexpectedNegativeSlope")]
    [InlineData("Get-InitializationGain -NegativeSlope 0.1", "ParameterHasNoEffect")]
    [InlineData("Get-WeightFan 5", "TooFewDimensions")]
    [InlineData("Get-WeightFan 5, -1", "NegativeDimension")]
    [InlineData("New-Tensor 3 | Get-WeightFan", "TooFewDimensions")]
    public void A_gain_or_a_fan_that_is_none_is_one_clear_error(string script, string id) =>
        shell.Run(script).Error(id);

    [Theory]
    [InlineData("Get-WeightFan 8, 4, 3, 3", "36 72 54")]
    [InlineData("Get-WeightFan 10, 784", "784 10 397")]
    [InlineData("New-Tensor 5, 3 | Get-WeightFan", "3 5 4")]
    [InlineData("Get-WeightFan 0, 3", "3 0 1.5")]
    public void Fans_are_those_of_pytorchs_layout(string script, string expected) =>
        Assert.Equal(
            expected,
            shell.Run($"{script} | ForEach-Object {{ $_.FanIn, $_.FanOut, $_.FanAverage -join ' ' }}")
                .Single<string>());

    // The parameter of a keyword of torch.nn.init.
    private static string Parameter(string keyword, bool isBounded) => keyword switch
    {
        "val" => "-Value",
        "std" => "-StandardDeviation",
        "a" => isBounded ? "-Minimum" : "-NegativeSlope",
        "b" => "-Maximum",
        "groups" => "-Group",
        _ => "-" + keyword,
    };

    private static JsonElement GainCase() => ReferenceCases.Load("init")
        .Single(@case => @case.GetProperty("init").GetString() == "calculate_gain").GetProperty("gains");

    private double Gain(string expression) => shell.Run($"({expression}).Gain").Single<double>();
}
