using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using NormTools.Core.Augmentations;
using NormTools.Core.Catalogs;
using NormTools.Core.Losses;
using NormTools.Core.Metrics;
using NormTools.Core.Optimizers;
using NormTools.Core.Schedules;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What the catalogs hold has pages that say the same.</summary>
public sealed partial class CatalogPageTests
{
    private static readonly Dictionary<string, string[]> Pages = new[] { "augmentations", "losses", "metrics", "optimizers", "schedules" }
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Root(), "docs", "en-US", folder), "*.md"), (folder, file) => (folder, file))
        .ToDictionary(page => $"{page.folder}/{Path.GetFileNameWithoutExtension(page.file)}", page => File.ReadAllLines(page.file));

    public static TheoryData<string, string> Entries =>
    [
        .. Loss.Catalog.Names.Select(name => ("losses", name)), .. Metric.Catalog.Names.Select(name => ("metrics", name)),
        .. Augmentation.Catalog.Names.Select(name => ("augmentations", name)),
        .. Optimizer.Catalog.Names.Select(name => ("optimizers", name)), .. Schedule.Catalog.Names.Select(name => ("schedules", name)),
    ];

    [Theory]
    [MemberData(nameof(Entries))]
    public void Every_entry_has_a_page_with_its_arguments_and_their_defaults(string folder, string name)
    {
        string[] page = Assert.Single(Pages, page => page.Key.StartsWith(folder + "/", StringComparison.Ordinal) && Names(page.Value).Contains(name)).Value;
        Dictionary<string, string> written = Rows(page).ToDictionary(row => row.Name, row => row.Default);
        IReadOnlyList<ArgumentDeclaration> arguments = Arguments(folder, name);
        foreach (ArgumentDeclaration argument in arguments)
        {
            Assert.True(written.TryGetValue(argument.Name, out string? said), $"{argument.Name} of {name} is not on its page");
            string wanted = Write(argument);
            bool same = said == wanted || (double.TryParse(said, CultureInfo.InvariantCulture, out double one)
                && double.TryParse(wanted, CultureInfo.InvariantCulture, out double other) && Math.Abs(one - other) <= 1e-3 * Math.Abs(other));
            Assert.True(same, $"{argument.Name} of {name} is {wanted}, but its page says {said}");
        }
    }

    [Fact]
    public void No_page_tells_of_what_is_not_there()
    {
        foreach ((string key, string[] page) in Pages)
        {
            string folder = key[..key.IndexOf('/')];
            string[] names = Names(page);
            Assert.Equal(key, $"{folder}/{names[0]}");
            Assert.All(names, name => Assert.Contains((folder, name), Entries.Select(row => (row.Data.Item1, row.Data.Item2))));
            string[] known = [.. names.SelectMany(name => Arguments(folder, name)).Select(argument => argument.Name)];
            Assert.All(Rows(page), row => Assert.Contains(row.Name, known));
            Assert.All(page, line => Assert.True(line.Length <= 200, $"{key}: {line}"));
        }
    }

    private static IReadOnlyList<ArgumentDeclaration> Arguments(string folder, string name) => folder switch
    {
        "augmentations" => Find(Augmentation.Catalog, name),
        "losses" => Find(Loss.Catalog, name),
        "metrics" => Find(Metric.Catalog, name),
        "optimizers" => Find(Optimizer.Catalog, name),
        _ => Find(Schedule.Catalog, name),
    };

    private static IReadOnlyList<ArgumentDeclaration> Find<T>(Catalog<T> catalog, string name)
        where T : class => catalog.Entries.Single(entry => entry.Name == name).Arguments;

    private static string[] Names(string[] page) => page[0].TrimStart('#', ' ').Split(", ");

    private static IEnumerable<(string Name, string Default)> Rows(string[] page) =>
        page.Select(line => Row().Match(line)).Where(match => match.Success).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    private static string Write(ArgumentDeclaration argument) => argument switch
    {
        { IsRequired: true } => "required",
        { Default: null or "" } => "none",
        { Default: bool flag } => flag ? "true" : "false",
        { Default: double[] pair } => string.Join(", ", pair.Select(number => number.ToString(CultureInfo.InvariantCulture))),
        _ => Convert.ToString(argument.Default, CultureInfo.InvariantCulture)!,
    };

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]*?) \|")]
    private static partial Regex Row();
}
