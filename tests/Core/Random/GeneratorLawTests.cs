using CsCheck;
using NormTools.Core.Random;
using NormTools.Core.Threading;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>The stream against a plain definition, its state, and what it refuses.</summary>
public sealed class GeneratorLawTests
{
    [Fact]
    public void Words_are_those_of_the_definition_wherever_a_draw_begins_and_ends() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 2000], Gen.Int[0, 2000]).Sample((seed, skipped, count) =>
        {
            MersenneTwister engine = new((uint)seed);
            uint[] expected = DefinitionWords((uint)seed, skipped + count);
            uint[] words = new uint[skipped];
            engine.Next(words);
            Assert.Equal(expected[..skipped], words);
            words = new uint[count];
            engine.Next(words);
            Assert.Equal(expected[skipped..], words);
        });

    [Fact]
    public void Single_words_and_spans_of_them_are_one_stream()
    {
        uint[] expected = DefinitionWords(9, 1300);
        MersenneTwister engine = new(9);
        uint[] span = new uint[1000];
        uint first = engine.Next();
        engine.Next(span);
        uint last = engine.Next();
        Assert.Equal(expected[0], first);
        Assert.Equal(expected[1..1001], span);
        Assert.Equal(expected[1001], last);
    }

    [Fact]
    public void Uniforms_are_those_of_the_definition_at_any_length() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 100], Gen.Int[0, 700], Gen.Float[-3, 0], Gen.Float[0, 5]).Sample(
            (seed, skipped, count, from, to) =>
            {
                Generator generator = new(seed);
                generator.Uniform(new float[skipped]);
                float[] values = new float[count];
                generator.Uniform(values, from, to);
                uint[] words = DefinitionWords((uint)seed, skipped + count)[skipped..];
                float width = to - from;
                Assert.Equal(words.Select(Uniform), values);

                float Uniform(uint word) => MathF.FusedMultiplyAdd((word & 0xFFFFFF) / 16777216f, width, from);
            });

    [Theory]
    [InlineData(262_080)]
    [InlineData(262_081)]
    [InlineData(262_080 * 3)]
    [InlineData(1_000_007)]
    public void The_number_of_threads_changes_no_bit(int count)
    {
        int threads = Workers.DefaultThreads;
        try
        {
            (float[] one, uint afterOne) = Draw(1);
            (float[] four, uint afterFour) = Draw(4);
            Assert.Equal(one, four);
            Assert.Equal(afterOne, afterFour);
        }
        finally
        {
            Workers.DefaultThreads = threads;
        }

        (float[] Values, uint Next) Draw(int threads)
        {
            Workers.DefaultThreads = threads;
            Generator generator = new(21);
            generator.Next32();
            float[] values = new float[count];
            generator.Normal(values, 1, 2);
            float[] uniform = new float[count];
            generator.Uniform(uniform, -1, 1);
            return ([.. values, .. uniform], generator.Next32());
        }
    }

    [Theory]
    [InlineData(0UL, 1UL << 32)]
    [InlineData(5UL, (1UL << 32) + 5)]
    [InlineData(ulong.MaxValue, 0xFFFFFFFFUL)]
    public void Seeds_that_agree_in_their_low_32_bits_give_the_same_stream(ulong one, ulong other)
    {
        Generator first = new(one);
        Generator second = new(other);
        Assert.Equal(first.Next64(), second.Next64());
        Assert.Equal((one, other), (first.InitialSeed, second.InitialSeed));
    }

    [Fact]
    public void A_restored_state_continues_the_stream_with_its_cached_normal() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 1500], Gen.Int[0, 3]).Sample((seed, words, normals) =>
        {
            Generator generator = new(seed);
            generator.Uniform(new float[words]);
            generator.Normal(new double[normals]);
            byte[] state = generator.GetState();
            Assert.Equal(Generator.StateBytes, state.Length);
            Generator restored = new(1);
            restored.SetState(state);
            Assert.Equal(state, restored.GetState());
            Assert.Equal(seed, restored.InitialSeed);
            double[] expected = new double[5];
            double[] actual = new double[5];
            generator.Normal(expected);
            restored.Normal(actual);
            Assert.Equal(expected, actual);
            Assert.Equal(generator.Next64(), restored.Next64());
        });

    [Fact]
    public void A_new_seed_forgets_the_cached_normal()
    {
        Generator generator = new(3);
        generator.Normal(new float[1]);
        generator.Seed(3);
        Assert.Equal(new Generator(3).GetState(), generator.GetState());
    }

    [Theory]
    [InlineData(8, 0)] // left: nothing
    [InlineData(8, 200)] // left and next do not agree
    [InlineData(12, 0)] // not seeded
    [InlineData(18, 1)] // next beyond the state
    public void A_state_that_is_none_is_refused_and_changes_nothing(int place, byte value)
    {
        Generator generator = new(3);
        generator.Uniform(new float[100]);
        byte[] before = generator.GetState();
        byte[] broken = [.. before];
        broken[place] = value;
        broken[place + 1] = 0;
        foreach (byte[] state in new[] { broken, broken[1..] })
        {
            Assert.Equal("InvalidGeneratorState", Assert.Throws<CoreException>(() => generator.SetState(state)).Id);
        }

        Assert.Equal(before, generator.GetState());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(5000)]
    public void A_permutation_has_every_number_once(int count)
    {
        long[] permutation = new long[count];
        new Generator(4).Permutation(permutation);
        Assert.Equal(Enumerable.Range(0, count).Select(index => (long)index), permutation.Order());
    }

    [Theory]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(-3, -2)]
    [InlineData(0, 1L << 28)]
    public void Whole_numbers_stay_in_their_range(long from, long to)
    {
        long[] values = new long[1000];
        new Generator(4).Integers(values, from, to);
        Assert.All(values, value => Assert.InRange(value, from, to - 1));
    }

    [Fact]
    public void What_pytorch_refuses_to_draw_is_refused()
    {
        Generator generator = new(0);
        Refused("InvalidRange", () => generator.Uniform(new float[1], 1, 0));
        Refused("InvalidRange", () => generator.Uniform(new float[1], double.NaN, 0));
        Refused("InvalidRange", () => generator.Uniform(new float[1], -3e38, 3e38));
        Refused("InvalidDeviation", () => generator.Normal(new float[20], 0, -1));
        Refused("InvalidDeviation", () => generator.Normal(new double[2], 0, double.NaN));
        Refused("InvalidProbability", () => generator.Bernoulli(new float[1], 1.5));
        Refused("InvalidProbability", () => generator.Bernoulli(new float[1], double.NaN));
        Refused("InvalidRate", () => generator.Exponential(new float[1], 0));
        Refused("InvalidRange", () => generator.Integers(new long[1], 5, 5));
        Refused("InvalidWeight", () => generator.Multinomial([0.5, -0.5], new long[1]));
        Refused("InvalidWeight", () => generator.Multinomial([0.0, 0.0], new long[1]));
        Refused("TooManySamples", () => generator.Multinomial([1.0, 1.0], new long[3]));
        Assert.Equal(new Generator(0).Next32(), generator.Next32());

        static void Refused(string id, Action draw) => Assert.Equal(id, Assert.Throws<CoreException>(draw).Id);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void A_certain_outcome_is_certain(double probability, float outcome)
    {
        float[] values = new float[1000];
        new Generator(1).Bernoulli(values, probability);
        Assert.All(values, value => Assert.Equal(outcome, value));
    }

    // Matsumoto and Nishimura's definition, word by word.
    private static uint[] DefinitionWords(uint seed, int count)
    {
        List<uint> x = [seed];
        for (uint j = 1; j < 624; j++)
        {
            x.Add((1812433253u * (x[^1] ^ (x[^1] >> 30))) + j);
        }

        for (int n = 0; n < count; n++)
        {
            uint joined = (x[n] & 0x80000000) | (x[n + 1] & 0x7FFFFFFF);
            x.Add(x[n + 397] ^ (joined >> 1) ^ (joined % 2 == 1 ? 0x9908B0DF : 0));
        }

        return [.. x.Skip(624).Select(Temper)];

        static uint Temper(uint y)
        {
            y ^= y >> 11;
            y ^= (y << 7) & 0x9D2C5680;
            y ^= (y << 15) & 0xEFC60000;
            return y ^ (y >> 18);
        }
    }
}
