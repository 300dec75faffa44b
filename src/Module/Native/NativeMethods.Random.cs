using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Native;

/// <content>
/// Initialisations (src/Core/Abi/Exports.Initialize.cs) and random streams (Exports.Random.cs).
/// </content>
internal static unsafe partial class NativeMethods
{
    [DllImport(CoreLibrary.Name, EntryPoint = "nt_initialize", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status Initialize(
        ObjectHandle generator, DType type, byte[] json, long length, TensorHandle weight, long[] shape,
        long dimensions);

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

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status Random(
        ObjectHandle generator,
        DType type,
        Distribution distribution,
        double* parameters,
        long parameterCount,
        TensorHandle values,
        long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_bernoulli_each", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomBernoulliEach(
        ObjectHandle generator, DType type, TensorHandle probabilities, TensorHandle values, long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_integers", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomIntegers(
        ObjectHandle generator, long from, long to, TensorHandle values, long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_permutation", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomPermutation(ObjectHandle generator, TensorHandle values, long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_multinomial", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomMultinomial(
        ObjectHandle generator,
        DType type,
        TensorHandle weights,
        long weightCount,
        int replacement,
        TensorHandle samples,
        long count);
}
