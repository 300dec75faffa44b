using System.Diagnostics;

namespace NormTools.Module.Tests;

/// <summary>What the builder of the help says of pages with a mistake, each made from one good page.</summary>
[Trait("Levels", "Once")]
public sealed class HelpBuilderTests : IDisposable
{
    private const string Good = """
        # ConvertFrom-Tensor

        ## SYNOPSIS
        Synopsis.

        ## DESCRIPTION
        Description.

        ## PARAMETERS

        ### -InputObject
        A tensor.

        ### -Property
        Names.

        ### -Flatten
        Flat.

        ## EXAMPLES

        ### Flat
        ```powershell
        1, 2 | ConvertFrom-Tensor -Flatten
        ```
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("NormToolsHelp");

    [Fact]
    public void A_good_page_becomes_help()
    {
        (int code, string error) = Build("ConvertFrom-Tensor.md", Good);
        Assert.Equal((0, string.Empty), (code, error));
        Assert.Contains("<maml:para>Synopsis.<", Written("NormTools.dll-Help.xml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("### -Flatten", "### -Flat", "(17): error HELP: ConvertFrom-Tensor has no parameter -Flat.")]
    [InlineData("### -Flatten\nFlat.\n", "", "(1): error HELP: The parameter -Flatten of ConvertFrom-Tensor is")]
    [InlineData("\nFlat.", "", "(17): error HELP: -Flatten of ConvertFrom-Tensor is not described.")]
    [InlineData("-Flatten\n```", "-Flaten\n```", "(22): error HELP: The example 'Flat' of ConvertFrom-Tensor uses")]
    [InlineData("-Flatten\n```", "-Flatten (\n```", "(22): error HELP: The example 'Flat' of ConvertFrom-Tensor is")]
    [InlineData("```powershell\n", "", "(22): error HELP: The example 'Flat' has no code fence.")]
    [InlineData("# ConvertFrom-Tensor", "# ConvertFrom-Tensr", "(1): error HELP: The title must be the name")]
    [InlineData("## DESCRIPTION", "## DESCRIPTIONS", "(7): error HELP: 'DESCRIPTIONS' is not a section of a page.")]
    [InlineData("Synopsis.", "", "(1): error HELP: The section SYNOPSIS is missing or empty.")]
    public void A_mistake_is_told_with_its_line(string good, string bad, string message)
    {
        string page = Good.ReplaceLineEndings("\n");
        Assert.Contains(good, page, StringComparison.Ordinal);
        (int code, string error) = Build("ConvertFrom-Tensor.md", page.Replace(good, bad, StringComparison.Ordinal));
        Assert.Equal(1, code);
        Assert.Contains("ConvertFrom-Tensor.md" + message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_no_cmdlet_is_refused()
    {
        string page = Good.Replace("# ConvertFrom-Tensor", "# Get-Nothing", StringComparison.Ordinal);
        (int code, string error) = Build("Get-Nothing.md", page);
        Assert.Equal(1, code);
        Assert.Contains("There is no cmdlet Get-Nothing.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_topic_is_wrapped_at_80_columns()
    {
        Build("about_Words.md", "# about_Words\n\n" + string.Join(' ', Enumerable.Repeat("word", 100)));
        string[] lines = Written("about_Words.help.txt").Split('\n');
        Assert.Equal(100, lines.Sum(line => line.Split(' ').Count(word => word == "word")));
        Assert.InRange(lines.Max(line => line.Length), 70, 80);
    }

    [Fact]
    public void A_topic_lists_the_cmdlets_that_it_names_by_a_pattern()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "ConvertFrom-Tensor.md"), Good);
        Build("about_Words.md", "# about_Words\n\nAll:\n\n`Convert*-Tensor`\n\nOnly `Convert*-Tensor` inside a sentence.");
        string[] lines = [.. Written("about_Words.help.txt").Split('\n').Select(line => line.Trim())];
        Assert.Equal(
            ["All:", "- ConvertFrom-Tensor: Synopsis.", "Only Convert*-Tensor inside a sentence."],
            lines.Where(line => line.Length > 0).Skip(2));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private (int Code, string Error) Build(string name, string page)
    {
        File.WriteAllText(Path.Combine(folder.FullName, name), page);
        string tool = Path.Combine(BuiltModule.Repository, "src/Help/bin/Release/net10.0/NormTools.Help.dll");
        string module = Path.Combine(BuiltModule.Folder, "NormTools.dll");
        string output = Path.Combine(folder.FullName, "out");
        ProcessStartInfo start = new("dotnet", ["exec", tool, module, folder.FullName, output])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { }; // warnings of the cmdlets that have no page here
        process.BeginOutputReadLine();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }

    private string Written(string file) => File.ReadAllText(Path.Combine(folder.FullName, "out", file));
}
