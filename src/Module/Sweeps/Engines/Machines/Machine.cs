using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace NormTools;

/// <summary>What another machine has of that which trials need, and bringing what it lacks.</summary>
internal sealed class Machine
{
    private const int Patience = 120000; // for an answer; those that trials are waited for by come at once
    private const int PieceBytes = 1 << 22;

    // Of each place where this module may be: the place, and the hashes of what is compiled.
    private const string LookScript =
        """
        param($Root, $Mark, $Folder, $Key)
        $cache = [IO.Path]::Combine([Environment]::GetFolderPath('LocalApplicationData', 'Create'), 'NormTools', 'modules', $Key)
        "powershell|$($PSVersionTable.PSVersion)"
        "temporary|$([IO.Path]::GetTempPath().TrimEnd('\', '/'))"
        "cache|$cache"
        "sees|$(Test-Path -LiteralPath ([IO.Path]::Combine($Root, $Mark)))"
        $loaded = @(Get-Module NormTools)
        $places = if ($loaded) { $loaded[0].ModuleBase } else { $Folder; $cache; (Get-Module NormTools -ListAvailable -ErrorAction Ignore).ModuleBase }
        foreach ($place in $places) {
            if (Test-Path -LiteralPath ([IO.Path]::Combine($place, 'NormTools.dll'))) {
                $hashes = foreach ($file in [IO.Directory]::GetFiles($place, '*', 'AllDirectories')) {
                    if ($file -match '\.(dll|so|dylib)$') {
                        $file.Substring($place.Length).Trim('\', '/').Replace('\', '/') + '=' + (Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash
                    }
                }
                "$(if ($loaded) { 'loaded' } else { 'module' })|$place|$($hashes -join '|')"
            }
        }
        """;

    private const string PutScript =
        """
        param($Path, [byte[]] $Bytes, $Append)
        $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
        $file = [IO.File]::Open($Path, $(if ($Append) { 'Append' } else { 'Create' }))
        try { $file.Write($Bytes, 0, $Bytes.Length) } finally { $file.Dispose() }
        """;

    // A machine that does not have the level says by its own which one it has.
    private const string ImportScript =
        """
        param($Path, $Level)
        $module = [IO.Path]::Combine($Path, 'NormTools.psd1')
        $env:NORMTOOLS_LEVEL = $Level
        try { Import-Module -Name $module -Global -ErrorAction Stop }
        catch {
            $env:NORMTOOLS_LEVEL = $null
            Import-Module -Name $module -Global -ErrorAction Stop
        }
        """;

    private const string LevelScript = "(NormTools\\Get-NormToolsOption).Level; [Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString().ToLowerInvariant()";

    private readonly Runspace runspace;
    private readonly string name;

    public Machine(Runspace runspace, string name)
    {
        this.runspace = runspace;
        this.name = name;
    }

    /// <summary>What there is.</summary>
    /// <param name="root">The sweep's folder here.</param>
    /// <exception cref="NormToolsException">OtherPowerShell: scripts may draw and round in other ways there.</exception>
    public MachineFacts Look(string root)
    {
        string mark = $".normtools-{Guid.NewGuid():N}.tmp", file = Path.Combine(root, mark);
        SweepFolder.OnDisk(root, () => File.WriteAllText(file, string.Empty));
        try
        {
            var facts = new MachineFacts(Call(LookScript, root, mark, FolderWork.ModuleFolder, OwnModule.Key).Select(line => (string)line.BaseObject));
            Version own = OwnVersion();
            return facts.PowerShell.Major == own.Major && facts.PowerShell.Minor == own.Minor ? facts
                : throw Errors.OtherPowerShell(name, facts.PowerShell.ToString(), own.ToString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Imports this module there, bringing it where it is not, with the machine code that computes the sweep.</summary>
    /// <exception cref="NormToolsException">OtherModule: the session has loaded another one; OtherLevel: or it has other code.</exception>
    public void Import(MachineFacts facts, SweepLevel level)
    {
        Import(facts, level.Level);
        string[] own = Call(LevelScript).Select(line => (string)line.BaseObject).ToArray();
        var came = new SweepLevel(own[0], own[1]);
        if (!came.IsLike(level))
        {
            throw Errors.OtherLevelThere(name, level, came, facts.Loaded is not null);
        }
    }

    private void Import(MachineFacts facts, string level)
    {
        if (facts.Loaded is ModulePlace loaded)
        {
            if (!loaded.IsOwn)
            {
                throw Errors.OtherModule(name, loaded.Path);
            }

            return;
        }

        string? place = facts.Modules.FirstOrDefault(module => module.IsOwn)?.Path;
        if (place is null)
        {
            string beside = $"{facts.Cache}-{Guid.NewGuid():N}";
            foreach (string file in OwnModule.Files())
            {
                Put(Path.Combine(FolderWork.ModuleFolder, file), $"{beside}/{file.Replace('\\', '/')}");
            }

            Call("param($From, $To) if (-not (Test-Path -LiteralPath $To)) { [IO.Directory]::Move($From, $To) } else { [IO.Directory]::Delete($From, $true) }", beside, facts.Cache);
            place = facts.Cache;
        }

        Call(ImportScript, place, level);
    }

    /// <summary>Brings the sweep: what is to be done, and what its script takes.</summary>
    /// <returns>The folder there.</returns>
    public string Bring(string root, string to)
    {
        Put(Path.Combine(root, SweepFolder.Document), $"{to}/{SweepFolder.Document}");
        string values = Path.Combine(root, KeptValues.FolderName);
        foreach (string file in Directory.Exists(values) ? Directory.GetFiles(values, "*", SearchOption.AllDirectories) : Array.Empty<string>())
        {
            Put(file, $"{to}/{KeptValues.FolderName}{file.Substring(values.Length).Replace('\\', '/')}");
        }

        return to;
    }

    /// <summary>Runs a script there.</summary>
    /// <exception cref="RuntimeException">It failed, or the session is broken.</exception>
    /// <exception cref="WorkerLostException">There is no answer.</exception>
    public Collection<PSObject> Call(string script, params object[] arguments)
    {
        var shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddScript(script, useLocalScope: true); // the session may be the user's
        foreach (object argument in arguments)
        {
            shell.AddArgument(argument);
        }

        IAsyncResult call = shell.BeginInvoke();
        if (!call.AsyncWaitHandle.WaitOne(Patience))
        {
            throw new WorkerLostException(FormattableString.Invariant($"no answer for {Patience / 1000} s")); // to end the call would wait for one as well
        }

        using (shell)
        {
            var output = new Collection<PSObject>(shell.EndInvoke(call));
            return shell.Streams.Error.Count == 0 ? output : throw new RuntimeException(shell.Streams.Error[0].ToString());
        }
    }

    private void Put(string from, string to)
    {
        using FileStream file = File.OpenRead(from);
        var piece = new byte[PieceBytes];
        bool isFirst = true;
        for (int count = file.Read(piece, 0, piece.Length); count > 0 || isFirst; count = file.Read(piece, 0, piece.Length), isFirst = false)
        {
            byte[] bytes = piece;
            Array.Resize(ref bytes, count);
            Call(PutScript, to, bytes, !isFirst);
        }
    }

    private static Version OwnVersion()
    {
        using var shell = PowerShell.Create();
        return MachineFacts.Plain(shell.AddScript("[string]$PSVersionTable.PSVersion").Invoke<string>().Single());
    }
}
