using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <content>
/// Initialisations (src/Core/Abi/Exports.Initialize.cs) and random streams (Exports.Random.cs).
/// </content>
internal static unsafe partial class NativeMethods
{
    [DllImport(CoreLibrary.Name, EntryPoint = "nt_initialize_f32", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status InitializeF32(
        ObjectHandle generator, byte[] json, long length, TensorHandle weight, long[] shape, long dimensions);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_initialize_f64", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status InitializeF64(
        ObjectHandle generator, byte[] json, long length, TensorHandle weight, long[] shape, long dimensions);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_initialization_gain", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status InitializationGain(
        byte[] nonlinearity, long length, double* negativeSlope, out double gain);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_weight_fan", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status WeightFan(long[] shape, long dimensions, out double fanIn, out double fanOut);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_generator_create", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status GeneratorCreate(ulong seed, out IntPtr generator);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_generator_get_state", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status GeneratorGetState(ObjectHandle generator, byte[] state, long length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_generator_set_state", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status GeneratorSetState(ObjectHandle generator, byte[] state, long length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_f32", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomF32(
        ObjectHandle generator,
        Distribution distribution,
        double* parameters,
        long parameterCount,
        TensorHandle values,
        long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_f64", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomF64(
        ObjectHandle generator,
        Distribution distribution,
        double* parameters,
        long parameterCount,
        TensorHandle values,
        long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_bernoulli_each_f32", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomBernoulliEachF32(
        ObjectHandle generator, TensorHandle probabilities, TensorHandle values, long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_bernoulli_each_f64", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomBernoulliEachF64(
        ObjectHandle generator, TensorHandle probabilities, TensorHandle values, long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_integers", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomIntegers(
        ObjectHandle generator, long from, long to, TensorHandle values, long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_permutation", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomPermutation(ObjectHandle generator, TensorHandle values, long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_multinomial_f32", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomMultinomialF32(
        ObjectHandle generator,
        TensorHandle weights,
        long weightCount,
        int replacement,
        TensorHandle samples,
        long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_multinomial_f64", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomMultinomialF64(
        ObjectHandle generator,
        TensorHandle weights,
        long weightCount,
        int replacement,
        TensorHandle samples,
        long count);
}

/// <summary>The distributions of nt_random; the numbers are those of src/Core/Random/Distributions.cs.</summary>
internal enum Distribution
{
    /// <summary>Least and greatest value.</summary>
    Uniform = 0,

    /// <summary>Mean, standard deviation.</summary>
    Normal = 1,

    /// <summary>Mean, standard deviation, least and greatest value.</summary>
    TruncatedNormal = 2,

    /// <summary>Rate.</summary>
    Exponential = 4,

    /// <summary>Probability of a one.</summary>
    Bernoulli = 5,
}
