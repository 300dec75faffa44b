using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <content>The random stream (src/Core/Abi/Exports.Random.cs).</content>
internal static unsafe partial class NativeMethods
{
    [DllImport(CoreLibrary.Name, EntryPoint = "nt_generator_create", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status GeneratorCreate(ulong seed, out IntPtr generator);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_f32", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomF32(
        ObjectHandle generator, Distribution distribution, double* parameters, long parameterCount, TensorHandle values, long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_random_f64", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RandomF64(
        ObjectHandle generator, Distribution distribution, double* parameters, long parameterCount, TensorHandle values, long count);
}

/// <summary>The distributions of nt_random; the numbers are those of src/Core/Random/Distributions.cs.</summary>
internal enum Distribution
{
    /// <summary>Mean, standard deviation.</summary>
    Normal = 1,
}
