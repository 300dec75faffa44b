using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>CONTRIBUTING.md lists the files that one layer, loss, metric, optimiser, schedule, augmentation, step or cmdlet takes, each by
/// the example of one that is there: the lists are true where these files exist and nothing else names it.</summary>
public sealed partial class AddingTests
{
    private const int MostFiles = 5;

    public static TheoryData<string, string> Lists
    {
        get
        {
            string text = File.ReadAllText(Path.Combine(Root(), "CONTRIBUTING.md"));
            return [.. Example().Matches(text).Select(match => (match.Groups["name"].Value, match.Groups["list"].Value))];
        }
    }

    [Fact]
    public void There_is_a_list_for_everything_that_is_added() => Assert.Equal(
        ["layer", "loss", "metric", "optimiser", "schedule", "augmentation", "step", "cmdlet"],
        Example().Matches(File.ReadAllText(Path.Combine(Root(), "CONTRIBUTING.md"))).Select(match => match.Groups["kind"].Value));

    [Theory]
    [MemberData(nameof(Lists))]
    public void The_files_of_a_list_are_all_that_know_its_example(string name, string list)
    {
        string[] files = [.. FileName().Matches(list).Select(match => match.Groups[1].Value)];
        Assert.InRange(files.Length, 3, MostFiles);
        Assert.Contains("CHANGELOG.md", files);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(Root(), file)), file));
        Regex word = new($@"\b{name}(?![a-z])");
        string[] knowing = [.. new[] { "src", "tests" }
            .SelectMany(top => Directory.GetFiles(Path.Combine(Root(), top), "*", SearchOption.AllDirectories))
            .Where(file => SourceFile().IsMatch(file) && !OutputFolder().IsMatch(file) && word.IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Root(), file).Replace('\\', '/'))];
        string gains = "src/Core/Initialization/Gain.cs"; // of functions, whether there is a layer or not
        string elsewhere = "src/Module/Errors/Suggestion.cs"; // what other libraries call it, where they call it otherwise
        string[] tables = !list.Contains("/Preprocessing/Steps/", StringComparison.Ordinal) ? [] :
        [
            "src/Core/Data/Tables/", "src/Module/Data/", "src/Module/Diagnosis/", // which step helps a column
            "tests/Core/Data/", "tests/Module/", // whether it does, and tables that go through several steps
        ];
        string[] more = [.. knowing.Except([.. files, gains, elsewhere]).Where(file => !tables.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)))];
        Assert.True(more.Length == 0, $"{string.Join(", ", more)}: there is {name} by name, but it is not in the list of CONTRIBUTING.md.");
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    // **A loss**, as `Name`: `file`, `file`.
    [GeneratedRegex(@"^\*\*An? (?<kind>\w+)\*\*, as `(?<name>[\w-]+)`: (?<list>(?:.+\n)+)", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"`([\w./-]+\.\w+)`")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\.(cs|ps1|targets|props|csproj|psd1)$")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex OutputFolder();
}
