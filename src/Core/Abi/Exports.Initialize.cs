using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Initialization;
using NormTools.Core.Random;

namespace NormTools.Core.Abi;

internal static unsafe partial class Exports
{
    /// <summary>Fills a weight as specified by an <see cref="InitializationSpec"/> in JSON.</summary>
    /// <param name="shape">[out, in, kernel...]; their product is the number of values.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_initialize", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Initialize(
        nint generator, DType type, byte* specification, long specificationLength, void* weight, long* shape,
        long dimensions)
    {
        try
        {
            string json = Utf8.Read(specification, specificationLength);
            ReadOnlySpan<long> sizes = new(shape, Check.Count(dimensions));
            if (Check.IsDouble(type))
            {
                Initialize(generator, json, (double*)weight, sizes);
            }
            else
            {
                Initialize(generator, json, (float*)weight, sizes);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The gain of a nonlinearity by name.</summary>
    /// <param name="negativeSlope">For leaky_relu, or null for its default; other names take none.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_initialization_gain", CallConvs = [typeof(CallConvCdecl)])]
    public static Status InitializationGain(byte* nonlinearity, long length, double* negativeSlope, double* gain)
    {
        try
        {
            *gain = Gain.Of(Utf8.Read(nonlinearity, length), negativeSlope is null ? null : *negativeSlope);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Fan-in and fan-out of a weight of this shape.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_weight_fan", CallConvs = [typeof(CallConvCdecl)])]
    public static Status WeightFan(long* shape, long dimensions, double* fanIn, double* fanOut)
    {
        try
        {
            ReadOnlySpan<long> sizes = new(shape, Check.Count(dimensions));
            Check.Count(sizes);
            (*fanIn, *fanOut) = Fan.Of(sizes);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    private static void Initialize<T>(nint generator, string json, T* weight, ReadOnlySpan<long> shape)
        where T : unmanaged, INumber<T>
    {
        Span<T> values = new(weight, Check.Count(shape));
        Initializer.Fill(ObjectHandle.Get<Generator>(generator), InitializationSpec.Parse(json), values, shape);
    }
}
