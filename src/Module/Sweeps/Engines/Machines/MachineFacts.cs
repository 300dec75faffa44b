using System.Security.Cryptography;

namespace NormTools;

/// <summary>What another machine says of itself.</summary>
internal sealed class MachineFacts
{
    public MachineFacts(IEnumerable<string> lines)
    {
        string[][] all = lines.Select(line => line.Split('|')).ToArray();
        string Of(string name) => all.First(line => line[0] == name)[1];
        PowerShell = Plain(Of("powershell"));
        Temporary = Of("temporary");
        Cache = Of("cache");
        SeesFolder = bool.Parse(Of("sees"));
        Loaded = all.Where(line => line[0] == "loaded").Select(line => new ModulePlace(line)).FirstOrDefault();
        Modules = all.Where(line => line[0] == "module").Select(line => new ModulePlace(line)).ToArray();
    }

    public Version PowerShell { get; }

    /// <summary>The folder for temporary files.</summary>
    public string Temporary { get; }

    /// <summary>Where this module is kept once it has been brought.</summary>
    public string Cache { get; }

    /// <summary>Whether the sweep's folder is there under the same name.</summary>
    public bool SeesFolder { get; }

    /// <summary>The module that the session has loaded; null for none.</summary>
    public ModulePlace? Loaded { get; }

    /// <summary>Those that it could load.</summary>
    public ModulePlace[] Modules { get; }

    /// <summary>A version without what follows a hyphen, as in 7.5.0-preview.2.</summary>
    public static Version Plain(string version) => Version.Parse(version.Split('-')[0]);
}

/// <summary>A folder with a module of this name.</summary>
internal sealed class ModulePlace
{
    public ModulePlace(string[] line)
    {
        Path = line[1];
        IsOwn = OwnModule.IsLike(line.Skip(2).Select(hash => hash.Split('=')).ToDictionary(hash => hash[0], hash => hash[1], StringComparer.Ordinal));
    }

    public string Path { get; }

    /// <summary>Whether it is the same as the one here.</summary>
    public bool IsOwn { get; }
}

/// <summary>The files of this module.</summary>
internal static class OwnModule
{
    private static readonly string[] Compiled = { ".dll", ".so", ".dylib" };

    private static readonly Lazy<Dictionary<string, string>> Hashes = new Lazy<Dictionary<string, string>>(() =>
        Files().Where(file => Compiled.Contains(Path.GetExtension(file))).ToDictionary(file => file.Replace('\\', '/'), HashOf, StringComparer.Ordinal));

    /// <summary>A name for exactly this module.</summary>
    public static string Key => KeptValues.ModuleVersion + "-" + Hash(System.Text.Encoding.UTF8.GetBytes(
        string.Concat(Hashes.Value.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => file.Key + file.Value)))).Substring(0, 16);

    /// <summary>Their names within the module's folder.</summary>
    public static IEnumerable<string> Files() => Directory.GetFiles(FolderWork.ModuleFolder, "*", SearchOption.AllDirectories)
        .Select(file => file.Substring(FolderWork.ModuleFolder.Length + 1));

    /// <summary>Whether compiled files of another place are these; those of other processors may differ in being there.</summary>
    public static bool IsLike(Dictionary<string, string> hashes) => hashes.Count > 0 && Hashes.Value["NormTools.dll"] == (hashes.TryGetValue("NormTools.dll", out string? main) ? main : null)
        && Hashes.Value.All(own => !hashes.TryGetValue(own.Key, out string? hash) || hash == own.Value);

    private static string HashOf(string file) => Hash(File.ReadAllBytes(Path.Combine(FolderWork.ModuleFolder, file)));

    private static string Hash(byte[] bytes)
    {
        using var algorithm = SHA256.Create();
        return BitConverter.ToString(algorithm.ComputeHash(bytes)).Replace("-", string.Empty);
    }
}
