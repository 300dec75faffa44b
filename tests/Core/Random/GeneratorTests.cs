using System.Text.Json;
using NormTools.Core.Random;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>The stream against PyTorch's own draws.</summary>
public sealed class GeneratorTests
{
    public static TheoryData<int> ReferenceIndices => new(Enumerable.Range(0, ReferenceCases.Load("random").Length));

    [Theory]
    [MemberData(nameof(ReferenceIndices))]
    public void A_draw_and_the_number_after_it_are_pytorchs_to_the_bit(int index)
    {
        JsonElement reference = Cases[index];
        Generator generator = new(reference.GetProperty("seed").GetUInt64());
        int count = reference.GetProperty("count").GetInt32();
        float[] floats = new float[count];
        double[] doubles = new double[count];
        long[] integers = new long[count];
        switch (reference.GetProperty("draw").GetString())
        {
            case "rand": generator.Uniform(floats); break;
            case "uniform(-2,3)": generator.Uniform(floats, -2, 3); break;
            case "randn": generator.Normal(floats); break;
            case "normal(1,0.5)": generator.Normal(floats, 1, 0.5); break;
            case "rand_float64": generator.Uniform(doubles); break;
            case "randn_float64": generator.Normal(doubles); break;
            case "bernoulli(0.3)": generator.Bernoulli(floats, 0.3); break;
            case "exponential(1)": generator.Exponential(floats, 1); break;
            case "randperm": generator.Permutation(integers); break;
            case "randint(0,10)": generator.Integers(integers, 0, 10); break;
            case "randn(3) then randn(2) then rand(1)":
                generator.Normal(floats.AsSpan(0, 3));
                generator.Normal(floats.AsSpan(3, 2));
                generator.Uniform(floats.AsSpan(5));
                break;
            case string other: Assert.Fail(other); break;
        }

        JsonElement expected = reference.GetProperty("result");
        switch (expected.DType())
        {
            case "float32": Assert.Equal(expected.Floats(), floats); break;
            case "float64": Assert.Equal(expected.Doubles(), doubles); break;
            default: Assert.Equal(expected.Integers(), integers); break;
        }

        float[] next = new float[1];
        generator.Uniform(next);
        Assert.Equal(reference.GetProperty("nextRand").Floats(), next);
    }

    private static readonly JsonElement[] Cases = ReferenceCases.Load("random");
}
