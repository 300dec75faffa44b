using System.Runtime.InteropServices;
using System.Text;
using NormTools.Contract;

namespace NormTools.Bench;

/// <summary>The native library, by its exports.</summary>
internal sealed unsafe class Library
{
    private readonly nint handle;
    private readonly delegate* unmanaged[Cdecl]<byte*, long, long> lastError;

    public Library(string path)
    {
        handle = NativeLibrary.Load(path);
        int version = ((delegate* unmanaged[Cdecl]<int>)Export("nt_abi_version"))();
        if (version != ContractVersion.Value)
        {
            throw new InvalidOperationException(
                $"'{path}' has interface version {version}, this program {ContractVersion.Value}: time an older library "
                + "with the benchmark of its own commit.");
        }

        lastError = (delegate* unmanaged[Cdecl]<byte*, long, long>)Export("nt_last_error");
    }

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

    /// <summary>Memory of the library's, as a user's tensors are.</summary>
    public float* Rent(long count)
    {
        float* memory;
        Check(((delegate* unmanaged[Cdecl]<long, int, float**, int>)Export("nt_memory_rent"))(
            count * sizeof(float), 0, &memory));
        return memory;
    }

    public void Return(float* memory) =>
        Check(((delegate* unmanaged[Cdecl]<float*, int>)Export("nt_memory_return"))(memory));

    /// <summary>A generator of seed 0.</summary>
    public nint CreateGenerator()
    {
        nint generator;
        Check(((delegate* unmanaged[Cdecl]<ulong, nint*, int>)Export("nt_generator_create"))(0, &generator));
        return generator;
    }

    public void FreeObject(nint handle) =>
        Check(((delegate* unmanaged[Cdecl]<nint, int>)Export("nt_object_free"))(handle));

    public nint Export(string name) => NativeLibrary.GetExport(handle, name);
}
