using System.Globalization;
using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>Lets the core's own runtime start where the process may take little address space (ulimit -v).</summary>
/// <remarks>
/// A .NET runtime reserves addresses for a heap of many times what it will use: half of what the limit allows, in which
/// PowerShell's own runtime has taken its share already. So the second one is told how much to reserve, by the only way
/// there is while the process runs: a variable of the native environment, which is there just for the start.
/// </remarks>
internal static class AddressSpace
{
    private const string Variable = "DOTNET_GCRegionRange";
    private const long Least = 64L << 20;
    private const long Most = 64L << 30;

    /// <summary>Runs the first call into the core.</summary>
    public static T Start<T>(Func<T> call)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)
            || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable))
            || HeapRange(ReadLines("/proc/self/limits"), ReadLines("/proc/self/status")) is not long range)
        {
            return call();
        }

        _ = SetVariable(Variable, range.ToString("x", CultureInfo.InvariantCulture), 1);
        try
        {
            return call();
        }
        finally
        {
            _ = RemoveVariable(Variable);
        }
    }

    /// <summary>The bytes that the core's heap may reserve: a quarter of what is left, or null where nothing limits
    /// it.</summary>
    /// <param name="limits">The lines of /proc/self/limits.</param>
    /// <param name="status">The lines of /proc/self/status.</param>
    public static long? HeapRange(string[] limits, string[] status) =>
        Number(limits, "Max address space") is long limit && Number(status, "VmSize:") is long kilobytes
            ? Math.Min(Math.Max((limit - (kilobytes << 10)) / 4 / Least * Least, Least), Most)
            : (long?)null;

    // The first number behind a line's name; null where the line has a word there ("unlimited") or is missing.
    private static long? Number(string[] lines, string name)
    {
        string? line = Array.Find(lines, text => text.StartsWith(name, StringComparison.Ordinal));
        string first = line?.Substring(name.Length).Trim().Split(' ')[0] ?? string.Empty;
        return long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : (long?)null;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Array.Empty<string>();
        }
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int SetVariable(string name, string value, int overwrite);

    [DllImport("libc", EntryPoint = "unsetenv", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int RemoveVariable(string name);
}
