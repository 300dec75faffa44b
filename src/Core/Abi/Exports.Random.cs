using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Random;

namespace NormTools.Core.Abi;

internal static unsafe partial class Exports
{
    /// <summary>A handle to a generator at the start of the stream of torch.manual_seed(seed); freed by
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

    /// <summary>Continues from a state of torch.get_rng_state(); anything else is refused and changes
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

    /// <summary>Draws values from a distribution; its parameters come in the order given by
    /// <see cref="Distribution"/>.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_random", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Random(
        nint generator, DType type, Distribution distribution, double* parameters, long parameterCount, void* values,
        long count)
    {
        try
        {
            Generator stream = ObjectHandle.Get<Generator>(generator);
            ReadOnlySpan<double> given = new(parameters, Check.Count(parameterCount));
            if (Check.IsDouble(type))
            {
                Distributions.Fill(stream, distribution, given, new Span<double>(values, Check.Count(count)));
            }
            else
            {
                Distributions.Fill(stream, distribution, given, new Span<float>(values, Check.Count(count)));
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>torch.bernoulli of a tensor: a one or a zero for each probability.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_random_bernoulli_each", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RandomBernoulliEach(nint generator, DType type, void* probabilities, void* values, long count)
    {
        try
        {
            Generator stream = ObjectHandle.Get<Generator>(generator);
            int length = Check.Count(count);
            if (Check.IsDouble(type))
            {
                stream.BernoulliEach(new ReadOnlySpan<double>(probabilities, length), new Span<double>(values, length));
            }
            else
            {
                stream.BernoulliEach(new ReadOnlySpan<float>(probabilities, length), new Span<float>(values, length));
            }

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

    /// <summary>torch.multinomial: indices with probabilities proportional to float32 or float64 weights.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_random_multinomial", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RandomMultinomial(
        nint generator, DType type, void* weights, long weightCount, int replacement, long* samples, long count)
    {
        try
        {
            Generator stream = ObjectHandle.Get<Generator>(generator);
            int length = Check.Count(weightCount);
            Span<long> drawn = new(samples, Check.Count(count));
            if (Check.IsDouble(type))
            {
                stream.Multinomial(new ReadOnlySpan<double>(weights, length), drawn, replacement != 0);
            }
            else
            {
                stream.Multinomial(new ReadOnlySpan<float>(weights, length), drawn, replacement != 0);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }
}
