using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

using NormTools.Contract;

namespace NormTools.Native;

/// <summary>Finds and loads the build of the native library that suits the processor, before the first call into
/// it.</summary>
/// <remarks>
/// A build above the processor's level would end the whole process at its first call, so the processor is checked
/// first. NORMTOOLS_LEVEL (default, v3 or v4) forces a level, NORMTOOLS_LIBRARY names a file. The library is never
/// unloaded.
/// </remarks>
internal static class CoreLibrary
{
    public const string Name = "NormToolsCore";

    private static readonly object Gate = new object();
    private static IntPtr library;

    /// <summary>The file in use.</summary>
    public static string Path { get; private set; } = string.Empty;

    /// <summary>The instruction level in use: default, v3 or v4.</summary>
    public static string Level { get; private set; } = string.Empty;

    /// <exception cref="NormToolsException">No usable build is there; every path that was tried is in the
    /// message.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (library != IntPtr.Zero)
            {
                return;
            }

            IntPtr loaded = Open(out string path, out string level);
            RegisterResolver(loaded);
            library = loaded;
            Path = path;
            Level = level;
            int version = VersionOf(path);
            if (version != ContractVersion.Value)
            {
                library = IntPtr.Zero;
                throw Errors.Library("LibraryVersionMismatch", string.Format(
                    CultureInfo.InvariantCulture,
                    "'{0}' has interface version {1}; this module needs version {2}. Install the module again.",
                    path,
                    version,
                    ContractVersion.Value));
            }
        }
    }

    private static int VersionOf(string path)
    {
        try
        {
            return AddressSpace.Start(NativeMethods.AbiVersion);
        }
        catch (EntryPointNotFoundException)
        {
            library = IntPtr.Zero;
            throw Errors.Library(
                "NotTheLibrary", $"'{path}' is a native library, but not the one of NormTools: it has no nt_abi_version.");
        }
    }

    private static IntPtr Open(out string path, out string level)
    {
        level = Processor.ChooseLevel(Environment.GetEnvironmentVariable("NORMTOOLS_LEVEL"));
        var tried = new List<string>();
        foreach (string candidate in Candidates(level))
        {
            path = candidate;
            if (!File.Exists(candidate))
            {
                tried.Add($"{candidate} (no such file)");
                continue;
            }

            IntPtr loaded = LibraryLoader.TryLoad(candidate, out string reason);
            if (loaded != IntPtr.Zero)
            {
                level = Processor.LevelOfFolder(System.IO.Path.GetDirectoryName(candidate)!);
                return loaded;
            }

            tried.Add($"{candidate} ({reason})");
        }

        throw Errors.Library("LibraryNotFound", "The native library could not be loaded. Tried: " + string.Join("; ", tried));
    }

    private static IEnumerable<string> Candidates(string level)
    {
        string? named = Environment.GetEnvironmentVariable("NORMTOOLS_LIBRARY");
        if (!string.IsNullOrEmpty(named))
        {
            yield return System.IO.Path.IsPathRooted(named)
                ? named!
                : throw Errors.Library(
                    "LibraryPathNotFull",
                    $"NORMTOOLS_LIBRARY is '{named}', which depends on the current folder: a full path is wanted.");
            yield break;
        }

        string root = System.IO.Path.GetDirectoryName(typeof(CoreLibrary).Assembly.Location)!;
        string file = Name + LibraryLoader.Extension;
        foreach (string suffix in Processor.LevelsFrom(level))
        {
            yield return System.IO.Path.Combine(root, Processor.RuntimeIdentifier + suffix, file);
        }
    }

    // The runtime's own probing knows neither our folders nor the levels, so every import is resolved here.
    private static void RegisterResolver(IntPtr loaded)
    {
        Type? nativeLibrary = LibraryLoader.NativeLibraryType;
        if (nativeLibrary is null)
        {
            return; // Windows PowerShell finds a library that is loaded already by its name
        }

        library = loaded;
        Type resolver = nativeLibrary.Assembly.GetType("System.Runtime.InteropServices.DllImportResolver", throwOnError: true)!;
        MethodInfo resolve = typeof(CoreLibrary).GetMethod(nameof(Resolve), BindingFlags.NonPublic | BindingFlags.Static)!;
        try
        {
            nativeLibrary.GetMethod("SetDllImportResolver")!.Invoke(
                null, new object[] { typeof(CoreLibrary).Assembly, Delegate.CreateDelegate(resolver, resolve) });
        }
        catch (TargetInvocationException failure) when (failure.InnerException is InvalidOperationException)
        {
            // An earlier attempt registered it already; it returns the library that is loaded now.
        }
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == Name ? library : IntPtr.Zero;
}
