using System.Text.Json;
using NormTools.Core.Initialization;
using NormTools.Core.Random;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Initialisations against torch.nn.init's own results.</summary>
public sealed class InitializerReferenceTests
{
    private static readonly JsonElement[] Cases = ReferenceCases.Load("init");

    public static TheoryData<int> Weights =>
        new(Enumerable.Range(0, Cases.Length).Where(index => Cases[index].TryGetProperty("shape", out _)));

    [Theory]
    [MemberData(nameof(Weights))]
    public void A_weight_and_the_number_after_it_are_pytorchs(int index)
    {
        JsonElement reference = Cases[index];
        if (reference.TryGetProperty("error", out _))
        {
            float[] refused = new float[reference.Shape().Aggregate(1L, (product, size) => product * size)];
            Assert.Throws<CoreException>(
                () => Initializer.Fill<float>(new Generator(0), Spec(reference), refused, reference.Shape()));
            return;
        }

        string name = reference.GetProperty("init").GetString()!;
        float[] expected = reference.GetProperty("result").Floats();
        Generator generator = new(reference.GetProperty("seed").GetUInt64());
        float[] weight = new float[expected.Length];
        Initializer.Fill<float>(generator, Spec(reference), weight, reference.Shape());
        double tolerance = name switch { "orthogonal_" => 1e-5, "trunc_normal_" => 1e-6, _ => 0 };
        for (int i = 0; i < weight.Length; i++)
        {
            Assert.True(Math.Abs(weight[i] - expected[i]) <= tolerance, $"{i}: {weight[i]:R} is not {expected[i]:R}");
        }

        float[] next = new float[1];
        generator.Uniform(next);
        Assert.Equal(reference.GetProperty("nextRand").Floats(), next);
    }

    [Fact]
    public void Gains_are_those_of_calculate_gain()
    {
        JsonElement reference = Cases.Single(item => item.GetProperty("init").GetString() == "calculate_gain");
        foreach (JsonProperty gain in reference.GetProperty("gains").EnumerateObject())
        {
            double actual = gain.Name == "leaky_relu(0.2)" ? Gain.Of("leaky_relu", 0.2) : Gain.Of(gain.Name);
            Assert.Equal(gain.Value.GetDouble(), actual);
        }
    }

    // torch.nn.init's names and keywords in the words of a specification.
    private static InitializationSpec Spec(JsonElement reference)
    {
        string name = reference.GetProperty("init").GetString()!.Replace("_", string.Empty);
        List<string> members = [$"\"method\": \"{(name == "truncnormal" ? "TruncatedNormal" : name)}\""];
        bool isBounded = name is "uniform" or "truncnormal";
        foreach (JsonProperty argument in reference.GetProperty("args").EnumerateObject())
        {
            string member = argument.Name switch
            {
                "val" => "value",
                "std" => "standardDeviation",
                "a" => isBounded ? "minimum" : "negativeSlope",
                "b" => "maximum",
                string other => other,
            };
            members.Add($"\"{member}\": {argument.Value.GetRawText().Replace("fan_out", "FanOut")}");
        }

        return InitializationSpec.Parse("{" + string.Join(", ", members) + "}");
    }
}
