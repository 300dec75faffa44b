using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NormTools.Run;

/// <summary>The instruction levels that are built, and those that this CPU runs.</summary>
internal static class CpuLevels
{
    public static readonly string[] All = ["default", "v3", "v4"];

    /// <summary>Those that there are for this kind of processor.</summary>
    public static string[] Known =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? All : ["default"];

    public static string Module { get; } = Path.Combine("out", "NormTools");

    public static string Folder(string level)
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return Path.Combine(Module, $"{system}-{architecture}{(level == "default" ? string.Empty : "-" + level)}");
    }

    /// <summary>
    /// What makes the JIT compile for a level as the native build is compiled for it. The tests of the core hold
    /// NORMTOOLS_TEST_LEVEL against the vectors that they have, so that a runtime without such a setting fails them.
    /// </summary>
    public static (string Name, string Value)[] JitSettings(string level)
    {
        (string, string) name = ("NORMTOOLS_TEST_LEVEL", level);
        return level switch
        {
            "default" => [name, ("DOTNET_EnableAVX", "0")], // and with it what builds on it: FMA, AVX2, AVX-512
            "v3" => [name, ("DOTNET_EnableAVX512", "0")],
            _ => [name, ("DOTNET_MaxVectorTBitWidth", "512")],
        };
    }

    public static IEnumerable<string> Supported()
    {
        yield return "default";
        if (Avx2.IsSupported && Fma.IsSupported && Bmi1.IsSupported && Bmi2.IsSupported && Lzcnt.IsSupported)
        {
            yield return "v3";
            if (Avx512F.VL.IsSupported && Avx512BW.VL.IsSupported && Avx512CD.VL.IsSupported && Avx512DQ.VL.IsSupported)
            {
                yield return "v4";
            }
        }
    }
}
