using System.Management.Automation;
using System.Text.Json;

namespace NormTools.Module.Tests;

/// <summary>New-RandomTensor and New-RandomGenerator beside PyTorch's stream.</summary>
public sealed class RandomTensorTests(Shell shell) : IClassFixture<Shell>
{
    public static TheoryData<int> Cases =>
        ReferenceCases.Numbers("random", @case => @case.GetProperty("count").GetInt32() < 100);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_draw_and_the_number_after_it_are_pytorchs_to_the_bit(int number)
    {
        JsonElement @case = ReferenceCases.Load("random")[number];
        string draw = @case.GetProperty("draw").GetString()! switch
        {
            "rand" => "New-RandomTensor $n",
            "uniform(-2,3)" => "New-RandomTensor $n Uniform -Minimum -2 -Maximum 3",
            "randn" => "New-RandomTensor $n Normal",
            "normal(1,0.5)" => "New-RandomTensor $n Normal -Mean 1 -StandardDeviation 0.5",
            "rand_float64" => "New-RandomTensor $n -DType Float64",
            "randn_float64" => "New-RandomTensor $n Normal -DType Float64",
            "bernoulli(0.3)" => "New-RandomTensor $n Bernoulli -Probability 0.3",
            "exponential(1)" => "New-RandomTensor $n Exponential",
            "randperm" => "New-RandomTensor $n Permutation",
            "randint(0,10)" => "New-RandomTensor $n Integer -Maximum 10",
            "randn(3) then randn(2) then rand(1)" => string.Empty,
            string other => throw new NotSupportedException(other),
        };
        JsonElement result = @case.GetProperty("result");
        string seed = @case.Text("seed"), count = @case.Text("count");
        string drawn = draw.Length > 0
            ? $"$n = {count}; $t = {draw} -Generator $g; \"$t\"; $t.ToArray()"
            : "'Float32 [6]'; 3, 2 | ForEach-Object { (New-RandomTensor $_ Normal -Generator $g).ToArray() }; "
                + "(New-RandomTensor 1 -Generator $g).ToArray()";
        string next = "(New-RandomTensor 1 -Generator $g).ToArray()";
        object[] actual = shell.Run($"$g = New-RandomGenerator -Seed {seed}; {drawn}; {next}").All<object>();
        Assert.Equal($"{result.GetProperty("dtype").GetString()} [{count}]", actual[0].ToString(), ignoreCase: true);
        double[] expected = [.. result.Doubles(), .. @case.GetProperty("nextRand").Doubles()];
        Assert.Equal(expected, actual[1..].Select(value => Convert.ToDouble(value, null)));
    }

    [Theory]
    [InlineData("New-RandomTensor 2 -Seed 1", "Float32 [2]")]
    [InlineData("New-RandomTensor 2, 3 Integer -Maximum 9 -Seed 1 -DType Float32", "Float32 [2, 3]")]
    [InlineData("New-RandomTensor 2 Integer -Minimum -5 -Maximum 5", "Int64 [2]")]
    [InlineData("New-RandomTensor 2 Bernoulli -DType UInt8", "UInt8 [2]")]
    [InlineData("New-RandomTensor 4 Permutation -DType Float64", "Float64 [4]")]
    [InlineData("New-RandomTensor 0", "Float32 [0]")]
    [InlineData("New-RandomTensor @() Normal", "Float32 []")]
    [InlineData("New-RandomTensor 0 Permutation", "Int64 [0]")]
    [InlineData("New-RandomTensor 2, 2 Multinomial -Weight 1, 2 -Replacement", "Int64 [2, 2]")]
    public void A_tensor_has_the_type_and_shape_that_were_asked_for(string script, string expected) =>
        Assert.Equal(expected, shell.Run($"({script}).ToString()").Single<string>());

    [Theory]
    [InlineData("New-RandomTensor 3 Multinomial -Weight 0.1, 0.2, 0.3, 0.4 -Seed 0", "2 1 3")]
    [InlineData("New-RandomTensor 8 Integer -Maximum 100 -Seed 0", "44 39 33 60 63 79 27 3")]
    [InlineData(
        "New-RandomTensor 4 Uniform -Minimum -1 -Maximum 1 -Seed 0", "-0.00748682 0.5364436 -0.8230451 -0.735939")]
    [InlineData("New-RandomTensor 5 Bernoulli -Probability 1", "1 1 1 1 1")]
    [InlineData("New-RandomTensor 3 Normal -Mean 2 -Std 0", "2 2 2")]
    public void Draws_that_pytorch_gave_elsewhere_come_again(string script, string expected) =>
        Assert.Equal(expected, shell.Run($"({script}).ToArray() -join ' '").Single<string>());

    [Theory]
    [InlineData("-Probability (New-Tensor 12 -Value 0.3)", "Float32 [12]", "0 0 1 1 0 0 0 0 0 0 0 0")]
    [InlineData("-Probability @(0.3, 0.3, 0.3, 0.3)", "Float32 [4]", "0 0 1 1")]
    [InlineData("4 Bernoulli -Probability @(0.3, 0.3, 0.3, 0.3) -DType Float64", "Float64 [4]", "0 0 0 0")]
    [InlineData("-Probability (New-Tensor 8 -Value 0.3 -DType Float64)", "Float64 [8]", "0 0 0 0 0 0 1 0")]
    [InlineData("-Distribution Bernoulli -Probability (New-Tensor 2, 2 -Value 0.3) -DType UInt8", "UInt8 [2, 2]", "0 0 1 1")]
    [InlineData("2, 2 Bernoulli -Probability (New-Tensor 2, 2 -Value 0.3)", "Float32 [2, 2]", "0 0 1 1")]
    [InlineData("-Probability (New-Tensor 0, 3)", "Float32 [0, 3]", "")]
    public void A_tensor_of_probabilities_is_drawn_as_torch_bernoulli_draws_it(
        string arguments, string expected, string values)
    {
        string[] results = shell.Run($"$b = New-RandomTensor {arguments} -Seed 0; \"$b\"; $b.ToArray() -join ' '").All<string>();
        Assert.Equal([expected, values], results);
    }

    [Theory]
    [InlineData("New-RandomTensor 2 TruncatedNormal -Mean 5 -Seed 0", 1)]
    [InlineData("New-RandomTensor 2 TruncatedNormal -Mean 4 -Seed 0", 0)]
    [InlineData("New-RandomTensor 2 TruncatedNormal -Mean -0.1 -Std 0.01 -Minimum 0 -Maximum 1 -Seed 0", 1)]
    [InlineData("New-RandomTensor 2 ExactTruncatedNormal -Mean 5 -Seed 0", 0)]
    [InlineData("New-WeightTensor 2, 2 TruncatedNormal -Mean 5 -Seed 0", 1)]
    [InlineData("New-WeightTensor 2, 2 TruncatedNormal -Mean 4 -Seed 0", 0)]
    public void A_mean_beyond_two_deviations_from_the_bounds_is_a_warning_as_in_torch(string script, int warnings)
    {
        ShellResult result = shell.Run(script);
        Assert.Single(result.Objects);
        Assert.Equal(
            Enumerable.Repeat(
                "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
                    + "The distribution of values may be incorrect.",
                warnings),
            result.Warnings);
    }

    [Theory]
    [InlineData("ExactTruncatedNormal", 0.02, -0.045475, 0.045475)]
    [InlineData("TruncatedNormal -Minimum -0.04 -Maximum 0.04", 0.01759, -0.04, 0.04)]
    public void A_truncated_normal_has_the_deviation_that_its_way_of_cutting_leaves(
        string distribution, double deviation, double least, double greatest)
    {
        double[] values = TensorText.Values(shell, $"New-RandomTensor 200000 {distribution} -Std 0.02 -Seed 5");
        double meanSquare = values.Average(value => value * value);
        Assert.Equal(deviation, Math.Sqrt(meanSquare), deviation * 0.01);
        Assert.InRange(values.Min(), least, least * 0.99);
        Assert.InRange(values.Max(), greatest * 0.99, greatest);
    }

    [Theory]
    [InlineData("New-RandomTensor 2 Normal -Minimum 1", "ParameterHasNoEffect")]
    [InlineData("New-RandomTensor 2 Uniform -Mean 1", "ParameterHasNoEffect")]
    [InlineData("New-RandomTensor 2 Uniform -Probability 1", "ParameterHasNoEffect")]
    [InlineData("New-RandomTensor 2 Normal -Rate 1", "ParameterHasNoEffect")]
    [InlineData("New-RandomTensor 2 Permutation -Maximum 1", "ParameterHasNoEffect")]
    [InlineData("New-RandomTensor 2 Bernoulli -StandardDeviation 1", "ParameterHasNoEffect")]
    [InlineData("New-RandomTensor 2 Integer -Maximum 4 -Replacement", "ParameterHasNoEffect")]
    [InlineData("New-RandomTensor 2 Normal -Weight 1, 2", "ParameterHasNoEffect")]
    [InlineData("New-RandomTensor 2 Cauchy", "UnknownDistribution")]
    [InlineData("New-RandomTensor 2 Integer", "ParameterMissing")]
    [InlineData("New-RandomTensor 2 Multinomial", "ParameterMissing")]
    [InlineData("New-RandomTensor 2 Integer -Maximum 2.5", "NotAWholeNumber")]
    [InlineData("New-RandomTensor 2 Integer -Maximum 1e17", "NotAWholeNumber")]
    [InlineData("New-RandomTensor 2 Integer -Maximum NaN", "NotAWholeNumber")]
    [InlineData("New-RandomTensor 2 Integer -Minimum 5 -Maximum 5", "InvalidRange")]
    [InlineData("New-RandomTensor 2 Uniform -Minimum 1 -Maximum 0", "InvalidRange")]
    [InlineData("New-RandomTensor 2 Uniform -Maximum NaN", "InvalidRange")]
    [InlineData("New-RandomTensor 2 Normal -StandardDeviation -1", "InvalidDeviation")]
    [InlineData("New-RandomTensor 2 Normal -StandardDeviation NaN", "InvalidDeviation")]
    [InlineData("New-RandomTensor 2 Bernoulli -Probability 1.5", "InvalidProbability")]
    [InlineData("New-RandomTensor 2 Bernoulli -Probability 0.5, 1.5", "InvalidProbability")]
    [InlineData("New-RandomTensor -Probability 0.5, NaN", "InvalidProbability")]
    [InlineData("New-RandomTensor -Probability 0.5", "ParameterMissing")]
    [InlineData("New-RandomTensor", "ParameterMissing")]
    [InlineData("New-RandomTensor 3 Bernoulli -Probability 0.5, 1", "ShapeMismatch")]
    [InlineData("New-RandomTensor 2 Normal -Probability 0.5, 1", "ParameterHasNoEffect")]
    [InlineData("New-RandomTensor -Probability (New-Tensor 2 -DType Int64)", "DataTypeMismatch")]
    [InlineData("New-RandomTensor 2 Exponential -Rate 0", "InvalidRate")]
    [InlineData("New-RandomTensor 2 TruncatedNormal -Minimum 3 -Maximum 2", "InvalidRange")]
    [InlineData("New-RandomTensor 2 ExactTruncatedNormal -Minimum 40 -Maximum 50", "InvalidRange")]
    [InlineData("New-RandomTensor 2 Normal -DType Int64", "DataTypeMismatch")]
    [InlineData("New-RandomTensor 2, 2 Permutation", "ShapeMismatch")]
    [InlineData("New-RandomTensor 2 Multinomial -Weight 1, -1", "InvalidWeight")]
    [InlineData("New-RandomTensor 2 Multinomial -Weight 0, 0", "InvalidWeight")]
    [InlineData("New-RandomTensor 3 Multinomial -Weight 1, 1", "TooManySamples")]
    [InlineData("New-RandomTensor 1 Multinomial -Weight @()", "InvalidWeight")]
    [InlineData("New-RandomTensor 2 Multinomial -Weight @(@(1, 2), @(3, 4))", "ShapeMismatch")]
    [InlineData("New-RandomTensor -2", "NegativeDimension")]
    [InlineData("New-RandomTensor 1e9, 1e9", "TooManyElements")]
    [InlineData("New-RandomTensor 300 Integer -Maximum 999 -DType UInt8", "ValueOutOfRange")]
    [InlineData("New-RandomTensor 2 -Seed 1 -Generator (New-RandomGenerator)", "SeedAndGenerator")]
    public void What_cannot_be_drawn_is_one_clear_error(string script, string id)
    {
        ShellResult result = shell.Run(script + "; 'goes on'");
        result.Error(id);
        Assert.Equal("goes on", Assert.Single(result.Objects).BaseObject);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("18446744073709551615")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    public void Every_seed_of_torch_is_taken(string seed) =>
        Assert.Equal(2, shell.Run($"(New-RandomTensor 2 -Seed {seed}).Count").Single<long>());

    [Theory]
    [InlineData("18446744073709551616")]
    [InlineData("-9223372036854775809")]
    [InlineData("1.5")]
    [InlineData("NaN")]
    [InlineData("abc")]
    public void A_seed_that_torch_refuses_is_refused(string seed)
    {
        ErrorRecord error = shell.Run($"New-RandomTensor 2 -Seed {seed}").Error("ParameterArgumentTransformationError");
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
    }

    [Fact]
    public void Seeds_that_are_equal_in_the_low_32_bits_give_the_same_stream() =>
        Assert.Equal(Values("New-RandomTensor 4 -Seed 0"), Values("New-RandomTensor 4 -Seed 4294967296"));

    [Fact]
    public void Without_a_seed_two_calls_differ() =>
        Assert.NotEqual(Values("New-RandomTensor 4"), Values("New-RandomTensor 4"));

    [Theory]
    [InlineData(
        "New-RandomTensor 2 -Distribution ",
        "Uniform Normal TruncatedNormal ExactTruncatedNormal Bernoulli Exponential Integer Permutation Multinomial")]
    [InlineData("New-RandomTensor 2 -Distribution n", "Normal")]
    [InlineData("New-RandomTensor 2 -Distribution 'ex", "ExactTruncatedNormal Exponential")]
    public void The_distributions_complete_with_their_meanings(string line, string expected)
    {
        CompletionResult[] matches = shell.Complete(line);
        Assert.Equal(expected, string.Join(' ', matches.Select(match => match.CompletionText)));
        Assert.All(matches, match => Assert.NotEqual(match.CompletionText, match.ToolTip));
    }

    [Fact]
    public void A_generator_moves_on_saves_its_place_and_goes_back_to_it()
    {
        string[] results = shell.Run(
            """
            $g = New-RandomGenerator -Seed 42
            $null = New-RandomTensor 3 Normal -Generator $g
            $state = $g.GetState()
            $next = "$((New-RandomTensor 5 Normal -Generator $g).ToArray())"
            $g.SetState($state)
            $copy = $g.Clone()
            $other = New-RandomGenerator -State $state
            $next
            "$((New-RandomTensor 5 Normal -Generator $g).ToArray())"
            "$((New-RandomTensor 5 Normal -Generator $copy).ToArray())"
            "$((New-RandomTensor 5 Normal -Generator $other).ToArray())"
            $g.SetSeed(42)
            $null = New-RandomTensor 3 Normal -Generator $g
            "$((New-RandomTensor 5 Normal -Generator $g).ToArray())"
            """).All<string>();
        Assert.Equal(5, results.Length);
        Assert.Single(results.Distinct());
    }

    [Fact]
    public void A_state_is_laid_out_as_torchs()
    {
        byte[] state = shell.Run("$g = New-RandomGenerator 4294967301; , $g.GetState()").Single<byte[]>();
        Assert.Equal(5056, state.Length);
        Assert.Equal(4294967301UL, BitConverter.ToUInt64(state, 0));
        Assert.Equal(1, BitConverter.ToInt32(state, 8)); // left: the first draw makes the words
        Assert.Equal(1, BitConverter.ToInt32(state, 12)); // seeded
        Assert.Equal(5UL, BitConverter.ToUInt64(state, 24)); // the first word is the seed's low half
        Assert.Equal(4294967301UL, shell.Run("$g.Seed").Single<ulong>());
    }

    [Theory]
    [InlineData("New-RandomGenerator -State @()", "InvalidGeneratorState")]
    [InlineData("New-RandomGenerator -State ([byte[]]::new(5056))", "InvalidGeneratorState")]
    [InlineData("New-RandomGenerator -State ([byte[]]::new(16))", "InvalidGeneratorState")]
    public void Bytes_that_are_no_state_are_refused(string script, string id) => shell.Run(script).Error(id);

    [Fact]
    public void A_state_that_is_refused_leaves_the_generator_as_it_was()
    {
        string[] results = shell.Run(
            """
            $g = New-RandomGenerator 3
            $before = -join $g.GetState()
            try { $g.SetState([byte[]]::new(5056)) } catch { $_.Exception.Id }
            $before -eq (-join $g.GetState())
            """).All<object>().Select(value => value.ToString()!).ToArray();
        Assert.Equal(["InvalidGeneratorState", "True"], results);
    }

    private double[] Values(string expression) => TensorText.Values(shell, expression);
}
