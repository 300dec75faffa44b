namespace NormTools.Module.Tests;

public sealed class ImportTests
{
    [Fact]
    public void The_manifest_exports_every_cmdlet_of_the_assembly_and_nothing_else()
    {
        using Shell shell = new();
        string[] exported = shell.Run("(Get-Module NormTools).ExportedCmdlets.Keys").All<string>();
        Assert.Equal(BuiltModule.Cmdlets(), exported.Order(StringComparer.Ordinal));
        Assert.Empty(shell.Run("(Get-Module NormTools).ExportedFunctions.Keys").All<string>());
    }

    [Fact]
    public void The_manifest_exports_every_alias_of_the_assembly_and_nothing_else()
    {
        using Shell shell = new();
        string[] exported = shell.Run("(Get-Module NormTools).ExportedAliases.Keys").All<string>();
        Assert.Equal(BuiltModule.Aliases(), exported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_level_in_use_is_the_one_that_was_wished_for()
    {
        using Shell shell = new();
        string level = shell.Run(
            """
            $library = (New-Tensor -Shape 1).GetType().Assembly.GetType('NormTools.Native.CoreLibrary')
            $library.GetProperty('Level').GetValue($null)
            """).Single<string>();
        Assert.Equal(Environment.GetEnvironmentVariable("NORMTOOLS_LEVEL") ?? level, level);
    }

    [Fact]
    public void The_assembly_brings_no_other_assembly_along()
    {
        string[] assemblies = [.. Directory.GetFiles(BuiltModule.Folder, "*.dll").Select(Path.GetFileName)!];
        Assert.Equal(["NormTools.dll"], assemblies);
    }

    [Fact]
    public void An_unknown_level_is_a_clear_error()
    {
        (_, _, string error) = BuiltModule.RunApart(string.Empty, ("NORMTOOLS_LEVEL", "v9"));
        Assert.Contains("NORMTOOLS_LEVEL is 'v9'; it can be default, v3 or v4", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_not_there_is_named_with_its_path()
    {
        string path = Path.Combine(Path.GetTempPath(), "nowhere", "NormToolsCore.so");
        (_, _, string error) = BuiltModule.RunApart(string.Empty, ("NORMTOOLS_LIBRARY", path));
        Assert.Contains(path, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_named_from_where_one_stands_is_refused()
    {
        (_, _, string error) = BuiltModule.RunApart(string.Empty, ("NORMTOOLS_LIBRARY", "./NormToolsCore.so"));
        Assert.Contains("a full path is wanted", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_of_something_else_says_so()
    {
        string? other = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!)
            .FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == "libSystem.Native");
        other ??= Path.Combine(Environment.SystemDirectory, "winhttp.dll");
        (_, _, string error) = BuiltModule.RunApart(string.Empty, ("NORMTOOLS_LIBRARY", other));
        Assert.Contains("not the one of NormTools", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_runs_in_a_process_of_its_own_and_its_exit_code_comes_back()
    {
        (int code, string output, string error) = BuiltModule.RunApart("(New-Tensor -Shape 2, 3).Count; exit 3");
        Assert.Equal((3, "6", string.Empty), (code, output.Trim(), error));
    }
}
