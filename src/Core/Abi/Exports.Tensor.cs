using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Core.Kernels;

namespace NormTools.Core.Abi;

/// <content>Element-wise work on tensors: conversion, copies of views, arithmetic with broadcasting, statistics.</content>
internal static unsafe partial class Exports
{
    private const int MaximumRank = 16;

    [UnmanagedCallersOnly(EntryPoint = "nt_convert", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Convert(void* source, DataType sourceType, void* result, DataType resultType, long count)
    {
        try
        {
            int length = Check.Count(count);
            switch (sourceType)
            {
                case DataType.Float32: ConvertFrom<float>(source, result, resultType, length); break;
                case DataType.Float64: ConvertFrom<double>(source, result, resultType, length); break;
                case DataType.UInt8: ConvertFrom<byte>(source, result, resultType, length); break;
                case DataType.Int64: ConvertFrom<long>(source, result, resultType, length); break;
                default: throw UnknownType(sourceType);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Copies a strided view of <paramref name="source"/> (<paramref name="sourceCount"/> values) into row-major memory.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_copy_strided", CallConvs = [typeof(CallConvCdecl)])]
    public static Status CopyStrided(
        void* source, long sourceCount, long* strides, void* result, long* shape, int rank, DataType type)
    {
        try
        {
            int length = Check.Count(Dimensions(shape, rank));
            int sourceLength = Check.Count(sourceCount);
            ReadOnlySpan<long> sizes = Dimensions(shape, rank);
            ReadOnlySpan<long> steps = Dimensions(strides, rank);
            switch (type)
            {
                case DataType.UInt8: Strided.Copy(new ReadOnlySpan<byte>(source, sourceLength), steps, new(result, length), sizes); break;
                case DataType.Float32: Strided.Copy(new ReadOnlySpan<float>(source, sourceLength), steps, new(result, length), sizes); break;
                case DataType.Float64: Strided.Copy(new ReadOnlySpan<double>(source, sourceLength), steps, new(result, length), sizes); break;
                case DataType.Int64: Strided.Copy(new ReadOnlySpan<long>(source, sourceLength), steps, new(result, length), sizes); break;
                default: throw UnknownType(type);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>result = a (operation) b, both of <paramref name="type"/>, broadcast by strides to <paramref name="shape"/>.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_elementwise", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ApplyElementwise(
        BinaryOperation operation,
        DataType type,
        void* a,
        long aCount,
        long* aStrides,
        void* b,
        long bCount,
        long* bStrides,
        void* result,
        long* shape,
        int rank)
    {
        try
        {
            switch (type)
            {
                case DataType.Float32: Apply<float>(); break;
                case DataType.Float64: Apply<double>(); break;
                case DataType.UInt8: Apply<byte>(); break;
                case DataType.Int64: Apply<long>(); break;
                default: throw UnknownType(type);
            }

            return Status.Ok;
        }
        catch (DivideByZeroException)
        {
            return Failure.Record(CoreException.InvalidData("DivisionByZero", "An integer tensor cannot be divided by zero."));
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }

        void Apply<T>()
            where T : unmanaged, System.Numerics.INumber<T>
        {
            ReadOnlySpan<long> sizes = Dimensions(shape, rank);
            Elementwise.Apply(
                operation,
                new ReadOnlySpan<T>(a, Check.Count(aCount)),
                Dimensions(aStrides, rank),
                new ReadOnlySpan<T>(b, Check.Count(bCount)),
                Dimensions(bStrides, rank),
                new Span<T>(result, Check.Count(sizes)),
                sizes);
        }
    }

    /// <summary>Moments of each row of [rows, width].</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_describe", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Describe(void* x, DataType type, long rows, long width, Moments* result)
    {
        try
        {
            int length = Check.Count(rows, width);
            var moments = new Span<Moments>(result, (int)rows);
            switch (type)
            {
                case DataType.Float32: Statistics.Describe(new ReadOnlySpan<float>(x, length), (int)width, moments); break;
                case DataType.Float64: Statistics.Describe(new ReadOnlySpan<double>(x, length), (int)width, moments); break;
                case DataType.UInt8: Statistics.Describe(new ReadOnlySpan<byte>(x, length), (int)width, moments); break;
                case DataType.Int64: Statistics.Describe(new ReadOnlySpan<long>(x, length), (int)width, moments); break;
                default: throw UnknownType(type);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    private static void ConvertFrom<T>(void* source, void* result, DataType resultType, int length)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var values = new ReadOnlySpan<T>(source, length);
        switch (resultType)
        {
            case DataType.Float32: Conversion.Convert(values, new Span<float>(result, length)); break;
            case DataType.Float64: Conversion.Convert(values, new Span<double>(result, length)); break;
            case DataType.UInt8: Conversion.Convert(values, new Span<byte>(result, length)); break;
            case DataType.Int64: Conversion.Convert(values, new Span<long>(result, length)); break;
            default: throw UnknownType(resultType);
        }
    }

    private static ReadOnlySpan<long> Dimensions(long* values, int rank) =>
        rank is >= 0 and <= MaximumRank
            ? new ReadOnlySpan<long>(values, rank)
            : throw CoreException.Shape("RankTooHigh", $"A tensor has at most {MaximumRank} dimensions; {rank} were given.");

    private static CoreException UnknownType(DataType type) =>
        CoreException.Argument("UnknownDataType", $"There is no element type number {(int)type}.");
}
