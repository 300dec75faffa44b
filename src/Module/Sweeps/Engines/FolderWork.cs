namespace NormTools;

/// <summary>The one line by which a process takes part in the sweep of a folder, on any machine that sees it: as a job, or typed at a prompt.</summary>
/// <remarks>It takes what the script needs from the folder (<see cref="KeptValues"/>), does the trials that nobody has, takes over those whose owner
/// died, and ends when all are done. Several may run at a time, and each may be ended at any time.</remarks>
internal static class FolderWork
{
    /// <param name="root">The sweep's folder.</param>
    /// <param name="module">The module's name, or the path of its folder or manifest.</param>
    /// <param name="workers">The most trials at a time; 0 for as many as there are threads.</param>
    /// <param name="setup">What is done before; empty for nothing.</param>
    /// <param name="options">Further parameters; empty for none.</param>
    public static string Line(string root, string module, int workers, string setup = "", string options = "") =>
        $"Import-Module {Text.Quoted(module)} -ErrorAction Stop; {(setup.Length == 0 ? string.Empty : setup + "; ")}$null = Resume-TrainingSweep {Text.Quoted(root)}"
        + (workers == 0 ? string.Empty : FormattableString.Invariant($" -Worker {workers}")) + (options.Length == 0 ? string.Empty : " " + options);

    /// <summary>The folder of this module.</summary>
    public static string ModuleFolder => Path.GetDirectoryName(typeof(FolderWork).Assembly.Location)!;
}
