using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Kernels;

namespace NormTools.Core.Abi;

/// <content>Element-wise work on tensors: conversion, copies of views, arithmetic with broadcasting,
/// statistics.</content>
internal static unsafe partial class Exports
{
    private const int MaximumRank = 16;

    [UnmanagedCallersOnly(EntryPoint = "nt_convert", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Convert(void* source, DType sourceType, void* result, DType resultType, long count)
    {
        try
        {
            int length = Check.Count(count);
            switch (sourceType)
            {
                case DType.Float32: ConvertFrom<float>(source, result, resultType, length); break;
                case DType.Float64: ConvertFrom<double>(source, result, resultType, length); break;
                case DType.UInt8: ConvertFrom<byte>(source, result, resultType, length); break;
                case DType.Int64: ConvertFrom<long>(source, result, resultType, length); break;
                default: throw UnknownType(sourceType);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Copies a view of <paramref name="source"/> (<paramref name="sourceCount"/> values) into a view of
    /// <paramref name="result"/> (<paramref name="resultCount"/> values), both of <paramref name="shape"/>.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_copy_strided", CallConvs = [typeof(CallConvCdecl)])]
    public static Status CopyStrided(
        void* source,
        long sourceCount,
        long* sourceStrides,
        void* result,
        long resultCount,
        long* resultStrides,
        long* shape,
        int rank,
        DType type)
    {
        try
        {
            switch (type)
            {
                case DType.UInt8: Copy<byte>(); break;
                case DType.Float32: Copy<float>(); break;
                case DType.Float64: Copy<double>(); break;
                case DType.Int64: Copy<long>(); break;
                default: throw UnknownType(type);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }

        void Copy<T>()
            where T : unmanaged =>
            Strided.Copy(
                new ReadOnlySpan<T>(source, Check.Count(sourceCount)),
                Dimensions(sourceStrides, rank),
                new Span<T>(result, Check.Count(resultCount)),
                Dimensions(resultStrides, rank),
                Dimensions(shape, rank));
    }

    /// <summary>result = a (operation) b, both of <paramref name="type"/>, broadcast by strides to
    /// <paramref name="shape"/>.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_elementwise", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ApplyElementwise(
        BinaryOperation operation,
        DType type,
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
                case DType.Float32: Apply<float>(); break;
                case DType.Float64: Apply<double>(); break;
                case DType.UInt8: Apply<byte>(); break;
                case DType.Int64: Apply<long>(); break;
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

    /// <summary>y = function(x), value by value; <paramref name="argument"/> is a power's exponent.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_element_function", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ApplyFunction(
        ElementFunction function, double argument, DType type, void* x, void* y, long count)
    {
        try
        {
            switch (type)
            {
                case DType.Float32: Apply<float>(); break;
                case DType.Float64: Apply<double>(); break;
                default: throw UnknownType(type);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }

        void Apply<T>()
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            int length = Check.Count(count);
            TensorFunctions.Apply(function, argument, new ReadOnlySpan<T>(x, length), new Span<T>(y, length));
        }
    }

    /// <summary>The <see cref="RowSummary"/> of each row of [rows, width].</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_describe", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Describe(void* x, DType type, long rows, long width, RowSummary* result)
    {
        try
        {
            int length = Check.Count(rows, width);
            var moments = new Span<RowSummary>(result, (int)rows);
            switch (type)
            {
                case DType.Float32: Statistics.Describe(new ReadOnlySpan<float>(x, length), (int)width, moments); break;
                case DType.Float64: Statistics.Describe(new ReadOnlySpan<double>(x, length), (int)width, moments); break;
                case DType.UInt8: Statistics.Describe(new ReadOnlySpan<byte>(x, length), (int)width, moments); break;
                case DType.Int64: Statistics.Describe(new ReadOnlySpan<long>(x, length), (int)width, moments); break;
                default: throw UnknownType(type);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    private static void ConvertFrom<T>(void* source, void* result, DType resultType, int length)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var values = new ReadOnlySpan<T>(source, length);
        switch (resultType)
        {
            case DType.Float32: Conversion.Convert(values, new Span<float>(result, length)); break;
            case DType.Float64: Conversion.Convert(values, new Span<double>(result, length)); break;
            case DType.UInt8: Conversion.Convert(values, new Span<byte>(result, length)); break;
            case DType.Int64: Conversion.Convert(values, new Span<long>(result, length)); break;
            default: throw UnknownType(resultType);
        }
    }

    private static ReadOnlySpan<long> Dimensions(long* values, int rank) =>
        rank is >= 0 and <= MaximumRank
            ? new ReadOnlySpan<long>(values, rank)
            : throw CoreException.Shape("RankTooHigh", $"A tensor has at most {MaximumRank} dimensions; {rank} were given.");

    private static CoreException UnknownType(DType type) =>
        CoreException.Argument("UnknownDataType", $"There is no element type number {(int)type}.");
}
