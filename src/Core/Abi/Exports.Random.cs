using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Core.Contract;
using NormTools.Core.Random;

namespace NormTools.Core.Abi;

internal static unsafe partial class Exports
{
    /// <summary>A handle of a generator that starts the stream of torch.manual_seed(seed); freed by
    /// nt_object_free.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_generator_create", CallConvs = [typeof(CallConvCdecl)])]
    public static Status GeneratorCreate(ulong seed, nint* generator)
    {
        try
        {
            *generator = ObjectHandle.Create(new Generator(seed));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Writes the 5,056 bytes of torch.get_rng_state(); the first eight are the seed.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_generator_get_state", CallConvs = [typeof(CallConvCdecl)])]
    public static Status GeneratorGetState(nint generator, byte* state, long length)
    {
        try
        {
            if (length != Generator.StateBytes)
            {
                throw CoreException.Argument(
                    "InvalidLength",
                    $"A generator's state has {Generator.StateBytes} bytes, but room for {length} was given.");
            }

            ObjectHandle.Get<Generator>(generator).GetState().CopyTo(new Span<byte>(state, Generator.StateBytes));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Continues from a state of torch.get_rng_state(); any other bytes are refused and change
    /// nothing.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_generator_set_state", CallConvs = [typeof(CallConvCdecl)])]
    public static Status GeneratorSetState(nint generator, byte* state, long length)
    {
        try
        {
            ObjectHandle.Get<Generator>(generator).SetState(new ReadOnlySpan<byte>(state, Check.Count(length)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Draws values of a distribution; its parameters in the order that <see cref="Distribution"/>
    /// tells.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_random_f32", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RandomF32(
        nint generator, Distribution distribution, double* parameters, long parameterCount, float* values, long count)
    {
        try
        {
            Distributions.Fill(
                ObjectHandle.Get<Generator>(generator), distribution, new(parameters, Check.Count(parameterCount)),
                new Span<float>(values, Check.Count(count)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <inheritdoc cref="RandomF32(nint, Distribution, double*, long, float*, long)"/>
    [UnmanagedCallersOnly(EntryPoint = "nt_random_f64", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RandomF64(
        nint generator, Distribution distribution, double* parameters, long parameterCount, double* values, long count)
    {
        try
        {
            Distributions.Fill(
                ObjectHandle.Get<Generator>(generator), distribution, new(parameters, Check.Count(parameterCount)),
                new Span<double>(values, Check.Count(count)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>torch.bernoulli of a tensor: for each probability a one or a zero.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_random_bernoulli_each_f32", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RandomBernoulliEachF32(nint generator, float* probabilities, float* values, long count)
    {
        try
        {
            int length = Check.Count(count);
            ObjectHandle.Get<Generator>(generator).BernoulliEach(
                new ReadOnlySpan<float>(probabilities, length), new Span<float>(values, length));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <inheritdoc cref="RandomBernoulliEachF32(nint, float*, float*, long)"/>
    [UnmanagedCallersOnly(EntryPoint = "nt_random_bernoulli_each_f64", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RandomBernoulliEachF64(nint generator, double* probabilities, double* values, long count)
    {
        try
        {
            int length = Check.Count(count);
            ObjectHandle.Get<Generator>(generator).BernoulliEach(
                new ReadOnlySpan<double>(probabilities, length), new Span<double>(values, length));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>torch.randint: whole numbers in [from, to).</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_random_integers", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RandomIntegers(nint generator, long from, long to, long* values, long count)
    {
        try
        {
            ObjectHandle.Get<Generator>(generator).Integers(new Span<long>(values, Check.Count(count)), from, to);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>torch.randperm: 0 to count - 1 in random order.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_random_permutation", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RandomPermutation(nint generator, long* values, long count)
    {
        try
        {
            ObjectHandle.Get<Generator>(generator).Permutation(new Span<long>(values, Check.Count(count)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>torch.multinomial of float weights: indices in proportion to them.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_random_multinomial_f32", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RandomMultinomialF32(
        nint generator, float* weights, long weightCount, int replacement, long* samples, long count)
    {
        try
        {
            ReadOnlySpan<float> weightSpan = new(weights, Check.Count(weightCount));
            Span<long> sampleSpan = new(samples, Check.Count(count));
            ObjectHandle.Get<Generator>(generator).Multinomial(weightSpan, sampleSpan, replacement != 0);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>torch.multinomial of double weights: indices in proportion to them.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_random_multinomial_f64", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RandomMultinomialF64(
        nint generator, double* weights, long weightCount, int replacement, long* samples, long count)
    {
        try
        {
            ReadOnlySpan<double> weightSpan = new(weights, Check.Count(weightCount));
            Span<long> sampleSpan = new(samples, Check.Count(count));
            ObjectHandle.Get<Generator>(generator).Multinomial(weightSpan, sampleSpan, replacement != 0);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }
}
