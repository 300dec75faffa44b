using System.Runtime.InteropServices;
using System.Text;

namespace NormTools.Bench;

/// <summary>The native library, by its exports.</summary>
internal sealed unsafe class Library
{
    private readonly nint handle;
    private readonly delegate* unmanaged[Cdecl]<byte*, long, long> lastError;

    public Library(string path)
    {
        handle = NativeLibrary.Load(path);
        lastError = (delegate* unmanaged[Cdecl]<byte*, long, long>)Export("nt_last_error");
        MatrixProduct = (delegate* unmanaged[Cdecl]<int, int, long, long, long, float*, float*, float*, int, int, int>)Export("nt_matrix_product_f32");
        ConvolutionForward = (delegate* unmanaged[Cdecl]<long*, int, float*, float*, float*, float*, int, int, int>)Export("nt_convolution_forward_f32");
        ConvolutionInputGradient = (delegate* unmanaged[Cdecl]<long*, int, float*, float*, float*, int, int>)Export("nt_convolution_input_gradient_f32");
        ConvolutionWeightGradient = (delegate* unmanaged[Cdecl]<long*, int, float*, float*, float*, float*, int, int>)Export("nt_convolution_weight_gradient_f32");
        MaxPool = (delegate* unmanaged[Cdecl]<long*, int, float*, float*, int*, int, int>)Export("nt_max_pool_f32");
        MaxPoolGradient = (delegate* unmanaged[Cdecl]<long*, int, float*, int*, float*, int, int>)Export("nt_max_pool_gradient_f32");
    }

    public delegate* unmanaged[Cdecl]<long*, int, float*, float*, float*, float*, int, int, int> ConvolutionForward { get; }

    public delegate* unmanaged[Cdecl]<long*, int, float*, float*, float*, int, int> ConvolutionInputGradient { get; }

    public delegate* unmanaged[Cdecl]<long*, int, float*, float*, float*, float*, int, int> ConvolutionWeightGradient { get; }

    public delegate* unmanaged[Cdecl]<long*, int, float*, float*, int*, int, int> MaxPool { get; }

    public delegate* unmanaged[Cdecl]<long*, int, float*, int*, float*, int, int> MaxPoolGradient { get; }

    public delegate* unmanaged[Cdecl]<int, int, long, long, long, float*, float*, float*, int, int, int> MatrixProduct { get; }

    /// <summary>Throws what the library says of a call that failed.</summary>
    public void Check(int status)
    {
        if (status != 0)
        {
            byte* buffer = stackalloc byte[4096];
            long length = Math.Min(4096, lastError(buffer, 4096));
            throw new InvalidOperationException(Encoding.UTF8.GetString(buffer, (int)length));
        }
    }

    public void SetThreads(int count) => ((delegate* unmanaged[Cdecl]<int, int>)Export("nt_threads_set"))(count);

    public nint Export(string name) => NativeLibrary.GetExport(handle, name);
}
