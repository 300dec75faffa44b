using System.Diagnostics;
using System.Management.Automation;
using System.Reflection;

namespace NormTools.Module.Tests;

/// <summary>Where the module that is tested lies: NORMTOOLS_MODULE, or out/NormTools of this repository.</summary>
internal static class BuiltModule
{
    public static string Repository { get; } = FindRepository();

    public static string Folder { get; } =
        Path.GetFullPath(Environment.GetEnvironmentVariable("NORMTOOLS_MODULE") ?? Path.Combine(Repository, "out", "NormTools"));

    public static string Manifest { get; } = Path.Combine(Folder, "NormTools.psd1");

    /// <summary>The names in the assembly, whatever the manifest says.</summary>
    public static string[] Cmdlets() => [..
        from type in Assembly.LoadFrom(Path.Combine(Folder, "NormTools.dll")).GetExportedTypes()
        let cmdlet = type.GetCustomAttribute<CmdletAttribute>()
        where cmdlet is not null
        let name = $"{cmdlet.VerbName}-{cmdlet.NounName}"
        orderby name
        select name];

    /// <summary>Runs a script in a process of its own, for what can happen once only in a process.</summary>
    public static (int ExitCode, string Output, string Error) RunApart(string script, params (string Name, string Value)[] environment)
    {
        string file = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}.ps1");
        File.WriteAllText(file, $"Import-Module '{Manifest}'\n{script}");
        try
        {
            ProcessStartInfo start = new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "NormTools.Host.dll"), file])
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

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NormTools.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"No NormTools.slnx above {AppContext.BaseDirectory}.");
    }
}
