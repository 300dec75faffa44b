using System.ComponentModel;
using System.Reflection;
using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>Opens a native library by its full path, on .NET and on .NET Framework.</summary>
internal static class LibraryLoader
{
    /// <summary>System.Runtime.InteropServices.NativeLibrary, which netstandard2.0 cannot name; null on .NET
    /// Framework.</summary>
    public static readonly Type? NativeLibraryType =
        Type.GetType("System.Runtime.InteropServices.NativeLibrary, System.Runtime.InteropServices", throwOnError: false);

    public static string Extension =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? ".dll"
        : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? ".dylib"
        : ".so";

    public static IntPtr TryLoad(string path, out string reason)
    {
        reason = string.Empty;
        if (NativeLibraryType is null)
        {
            IntPtr loaded = LoadLibrary(path);
            if (loaded == IntPtr.Zero)
            {
                reason = new Win32Exception(Marshal.GetLastWin32Error()).Message;
            }

            return loaded;
        }

        try
        {
            MethodInfo load = NativeLibraryType.GetMethod("Load", new[] { typeof(string) })!;
            return (IntPtr)load.Invoke(null, new object[] { path })!;
        }
        catch (TargetInvocationException failure)
        {
            reason = failure.InnerException?.Message ?? failure.Message;
            return IntPtr.Zero;
        }
    }

    [DllImport("kernel32", EntryPoint = "LoadLibraryW", CharSet = CharSet.Unicode, SetLastError = true, ExactSpelling = true)]
    private static extern IntPtr LoadLibrary(string path);
}
