using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>What the processor of this machine can run.</summary>
internal static class Processor
{
    private const string Default = "default";
    private const string V3 = "v3";
    private const string V4 = "v4";

    /// <summary>As in the folder names: linux-x64, win-arm64, osx-arm64.</summary>
    public static string RuntimeIdentifier
    {
        get
        {
            string system = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "win"
                : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx"
                : "linux";
            return system + "-" + Kind;
        }
    }

    /// <summary>The kind of processor, as in the folder names: x64, arm64.</summary>
    public static string Kind => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The level that was asked for, or else the highest one that the processor supports.</summary>
    /// <exception cref="NormToolsException">It is not a level, or the processor does not support it.</exception>
    public static string ChooseLevel(string? wish)
    {
        string highest = HighestLevel();
        if (string.IsNullOrEmpty(wish))
        {
            return highest;
        }

        string level = wish!.ToLowerInvariant();
        if (level != Default && level != V3 && level != V4)
        {
            throw Errors.Library(
                "UnknownLevel", $"NORMTOOLS_LEVEL is '{wish}'; it can be default, v3 or v4. Remove the variable to choose by the processor.");
        }

        if (string.CompareOrdinal(Rank(level), Rank(highest)) > 0)
        {
            throw Errors.Library(
                "LevelNotSupported", $"NORMTOOLS_LEVEL is '{wish}', but this processor supports '{highest}' at most: choose that, or remove the variable.");
        }

        return level;
    }

    /// <summary>Whether the processor has a level; false as well for what is none.</summary>
    public static bool Supports(string level) =>
        level is Default or V3 or V4 && string.CompareOrdinal(Rank(level), Rank(HighestLevel())) <= 0;

    /// <summary>Folder suffixes from a level downwards.</summary>
    public static IEnumerable<string> LevelsFrom(string level)
    {
        if (level == V4)
        {
            yield return "-" + V4;
        }

        if (level != Default)
        {
            yield return "-" + V3;
        }

        yield return string.Empty;
    }

    public static string LevelOfFolder(string folder) =>
        folder.EndsWith("-" + V4, StringComparison.Ordinal) ? V4
        : folder.EndsWith("-" + V3, StringComparison.Ordinal) ? V3
        : Default;

    private static string Rank(string level) => level == Default ? string.Empty : level;

    private static string HighestLevel()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return Default;
        }

        if (LibraryLoader.NativeLibraryType is null)
        {
            // PF_AVX2_INSTRUCTIONS_AVAILABLE. Of AVX-512 Windows reports only the F part, and v4 needs others too: not
            // used.
            return IsProcessorFeaturePresent(40) ? V3 : Default;
        }

        bool v3 = Has("Avx2") && Has("Fma") && Has("Bmi1") && Has("Bmi2") && Has("Lzcnt") && Has("Popcnt");
        bool v4 = v3 && Has("Avx512F") && Has("Avx512BW") && Has("Avx512CD") && Has("Avx512DQ") && Has("Avx512F+VL");
        return v4 ? V4 : v3 ? V3 : Default;
    }

    private static bool Has(string instructionSet) =>
        Type.GetType($"System.Runtime.Intrinsics.X86.{instructionSet}, System.Runtime.Intrinsics", throwOnError: false)
            ?.GetProperty("IsSupported")?.GetValue(null) is true;

    [DllImport("kernel32", ExactSpelling = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool IsProcessorFeaturePresent(uint feature);
}
