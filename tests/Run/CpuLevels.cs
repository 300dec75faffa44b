using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NormTools.Run;

/// <summary>The instruction levels that are built, and those that this CPU runs.</summary>
internal static class CpuLevels
{
    public static readonly string[] All = ["default", "v3", "v4"];

    public static string Module { get; } = Path.Combine("out", "NormTools");

    public static string Folder(string level)
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return Path.Combine(Module, $"{system}-{architecture}{(level == "default" ? string.Empty : "-" + level)}");
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
