using System.Diagnostics;
using System.Management.Automation;
using System.Reflection;

namespace NormTools.Module.Tests;

/// <summary>Where the module that is tested lies: NORMTOOLS_MODULE, or out/NormTools of this repository.</summary>
internal static class BuiltModule
{
    public static string Repository { get; } = FindRepository();

    public static string Folder { get; } = Path.GetFullPath(
        Environment.GetEnvironmentVariable("NORMTOOLS_MODULE") ?? Path.Combine(Repository, "out", "NormTools"));

    public static string Manifest { get; } = Path.Combine(Folder, "NormTools.psd1");

    /// <summary>The cmdlets of the assembly, whatever the manifest says.</summary>
    public static string[] Cmdlets() => [.. CmdletTypes().Select(Name).Order(StringComparer.Ordinal)];

    /// <summary>The aliases of the assembly's cmdlets, whatever the manifest says.</summary>
    public static string[] Aliases() => [.. CmdletTypes()
        .SelectMany(type => type.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? [])
        .Order(StringComparer.Ordinal)];

    /// <summary>Runs a script in a process of its own, for what can happen once only in a process.</summary>
    public static (int ExitCode, string Output, string Error) RunApart(
        string script, params (string Name, string Value)[] environment)
    {
        string file = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}.ps1");
        File.WriteAllText(file, $"Import-Module '{Manifest}'\n{script}");
        try
        {
            string[] arguments = [.. Run.PowerShell.Command.Skip(1), "-NoProfile", "-NonInteractive", "-File", file];
            ProcessStartInfo start = new(Run.PowerShell.Command[0], arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach ((string name, string value) in environment)
            {
                start.Environment[name] = value;
            }

            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<Type> CmdletTypes() =>
        Assembly.LoadFrom(Path.Combine(Folder, "NormTools.dll")).GetExportedTypes()
            .Where(type => type.IsDefined(typeof(CmdletAttribute)));

    private static string Name(Type cmdlet)
    {
        CmdletAttribute name = cmdlet.GetCustomAttribute<CmdletAttribute>()!;
        return $"{name.VerbName}-{name.NounName}";
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NormTools.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"No NormTools.slnx above {AppContext.BaseDirectory}.");
    }
}
