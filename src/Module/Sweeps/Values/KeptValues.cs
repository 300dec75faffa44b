using System.Collections.Specialized;
using System.Text;

namespace NormTools;

/// <summary>What the script of a sweep takes by $using:, kept in the sweep's folder for sessions that do not have it: those of other machines, and
/// of jobs (docs/formats.md).</summary>
internal sealed class KeptValues
{
    public const string FolderName = "using", Document = "values.json";

    private const long Version = 1;

    private readonly string file;
    private Dictionary<string, object?>? variables;
    private ValueReader? reader;

    /// <param name="root">The sweep's folder.</param>
    public KeptValues(string root) => file = Path.Combine(root, FolderName, Document);

    /// <summary>Keeps what a script takes. Nothing is written where it is there already.</summary>
    /// <exception cref="NormToolsException">UsingNotKept, FileNotWritable.</exception>
    public static void Write(string root, SweepScript script)
    {
        if (!script.Variables.Any())
        {
            return;
        }

        string folder = Path.Combine(root, FolderName), file = Path.Combine(folder, Document);
        OrderedDictionary hashes = SweepFingerprint.Of(script);
        if (File.Exists(file) && IsOf(file, hashes))
        {
            return;
        }

        Delete(root);
        SweepFolder.OnDisk(folder, () => Directory.CreateDirectory(folder));
        try
        {
            var writer = new ValueWriter(folder);
            var values = new OrderedDictionary();
            foreach (KeyValuePair<string, object?> variable in script.Variables)
            {
                values.Add(variable.Key, writer.Write(variable.Key, variable.Value));
            }

            SafeFile.Write(file, RunJson.WriteLines(new OrderedDictionary
            {
                ["version"] = Version,
                ["module"] = ModuleVersion,
                ["hashes"] = hashes,
                ["variables"] = values,
                ["objects"] = writer.Objects,
            }));
        }
        catch (NormToolsException)
        {
            Delete(root);
            throw;
        }
    }

    /// <summary>The version of this module.</summary>
    public static string ModuleVersion { get; } = typeof(KeptValues).Assembly.GetName().Version.ToString(3);

    /// <summary>Deletes what is kept, and nothing else.</summary>
    public static void Delete(string root)
    {
        string folder = Path.Combine(root, FolderName);
        if (!Directory.Exists(folder))
        {
            return;
        }

        SweepFolder.OnDisk(folder, () =>
        {
            File.Delete(Path.Combine(folder, Document)); // from here on there is nothing
            foreach (string file in Directory.GetFiles(folder, ValueWriter.Prefix + "*"))
            {
                File.Delete(file);
            }

            foreach (string run in Directory.GetDirectories(folder, ValueWriter.Prefix + "*"))
            {
                Directory.Delete(run, recursive: true);
            }

            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        });
    }

    /// <summary>The value of a variable, anew each time that this object is; false where none is kept.</summary>
    /// <exception cref="NormToolsException">DamagedSweep; ValuesOfOtherVersion.</exception>
    public bool TryRead(string name, out object? value)
    {
        value = null;
        if (variables is null && !File.Exists(file))
        {
            return false;
        }

        object? read = null;
        bool isThere = SweepFolder.Guard(file, () =>
        {
            if (variables is null)
            {
                Open();
            }

            string? known = variables!.Keys.FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase));
            read = known is null ? null : reader!.Read(variables[known]);
            return known is not null;
        });
        value = read;
        return isThere;
    }

    private void Open()
    {
        Dictionary<string, object?> json = RunJson.Read(File.ReadAllText(file, Encoding.UTF8));
        if (RunJson.Count(json["version"]) != Version || (string?)json["module"] != ModuleVersion)
        {
            throw Errors.ValuesOfOtherVersion(file, (string?)json["module"], ModuleVersion);
        }

        reader = new ValueReader(Path.GetDirectoryName(file)!, (List<object?>)json["objects"]!);
        variables = (Dictionary<string, object?>)json["variables"]!;
    }

    private static bool IsOf(string file, OrderedDictionary hashes)
    {
        try
        {
            Dictionary<string, object?> json = RunJson.Read(File.ReadAllText(file, Encoding.UTF8));
            var known = (Dictionary<string, object?>)json["hashes"]!;
            return (string?)json["module"] == ModuleVersion && RunJson.Count(json["version"]) == Version
                && known.Count == hashes.Count && known.All(entry => Equals(hashes[entry.Key], entry.Value));
        }
        catch (Exception failure) when (RunDocument.IsDamage(failure))
        {
            return false;
        }
    }
}
