using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace NormTools.Bench;

/// <summary>The command line.</summary>
internal sealed record Options(int Threads, string Level, string Filter, string? Peer, string Library)
{
    public const string Usage = """
        Usage: NormTools.Bench [--threads N] [--level default|v3|v4] [--filter TEXT] [--peer [FILE]] [--library PATH]
          --threads  threads of every workload, 1 to 64 (default: the processors)
          --level    which build of out/NormTools to load (default: the highest that this processor runs)
          --filter   only workloads whose names contain the text
          --peer     another library to compare with: a program that is run first, with the number of threads and the
                     filter as arguments, and prints JSON lines as this one does (exit code 77: it has nothing to
                     compare with; tests/Bench/mlpack/run.sh is one); or a file of such lines (.json,
                     .jsonl, .txt). Without FILE the environment variable NORMTOOLS_PEER names it. A table of ratios
                     follows.
          --library  the native library itself, instead of a level
        """;

    private const int MostThreads = 64; // of the library
    private static readonly string[] Levels = ["default", "v3", "v4"];

    public static Options Parse(string[] arguments)
    {
        int threads = Math.Min(Environment.ProcessorCount, MostThreads);
        string? level = null, peer = null, library = null;
        string filter = string.Empty;
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i] == "--peer" && (i + 1 == arguments.Length || arguments[i + 1].StartsWith("--", default)))
            {
                peer = Environment.GetEnvironmentVariable("NORMTOOLS_PEER") is { Length: > 0 } named
                    ? named
                    : throw new ArgumentException("--peer needs a program, or NORMTOOLS_PEER that names one.");
                i--;
                continue;
            }

            string value = i + 1 < arguments.Length
                ? arguments[i + 1]
                : throw new ArgumentException($"{arguments[i]} needs a value.{Environment.NewLine}{Usage}");
            switch (arguments[i])
            {
                case "--threads": threads = ThreadCount(value); break;
                case "--level": level = Runnable(value); break;
                case "--filter": filter = value; break;
                case "--peer": peer = value; break;
                case "--library": library = value; break;
                default: throw new ArgumentException($"Unknown option {arguments[i]}.{Environment.NewLine}{Usage}");
            }
        }

        if (peer is not null && !File.Exists(peer))
        {
            throw new FileNotFoundException($"--peer: there is no file '{peer}'.");
        }

        if (library is not null && !File.Exists(library))
        {
            throw new FileNotFoundException($"--library: there is no file '{library}'.");
        }

        level ??= library is not null ? "given" : HighestLevel();
        return new(threads, level, filter, peer, library ?? Built(level));
    }

    private static int ThreadCount(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is >= 1 and <= MostThreads
            ? count
            : throw new ArgumentException($"--threads is a number from 1 to {MostThreads}; '{value}' was given.");

    private static string Runnable(string value) => Array.IndexOf(Levels, value) switch
    {
        < 0 => throw new ArgumentException(
            $"--level is one of {string.Join(", ", Levels)}; '{value}' was given."),
        int place when place > Array.IndexOf(Levels, HighestLevel()) => throw new ArgumentException(
            $"--level: this processor does not run {value}; {HighestLevel()} is its highest."),
        _ => value,
    };

    private static string HighestLevel() => Avx512F.VL.IsSupported ? "v4" : Fma.IsSupported ? "v3" : "default";

    private static string Built(string level)
    {
        string name = OperatingSystem.IsWindows() ? "NormToolsCore.dll"
            : OperatingSystem.IsMacOS() ? "NormToolsCore.dylib"
            : "NormToolsCore.so";
        string os = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        string folder = $"{os}-{architecture}{(level == "default" ? string.Empty : "-" + level)}";
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, "out", "NormTools", folder, name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException(
            $"out/NormTools/{folder}/{name} is not there: build the module, or name a library with --library.");
    }
}
