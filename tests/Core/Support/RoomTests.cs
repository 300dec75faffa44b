using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Holds the rooms of the code to their arrows and sizes, by reading the sources.</summary>
public sealed partial class RoomTests
{
    private const int MostFiles = 35;
    private const int MostLines = 300;

    /// <summary>What each room of the core may know; every line names only rooms above it, so no circle is
    /// possible. The contract and the files beside the rooms are everyone's.</summary>
    private static readonly (string Room, string[] Knows)[] Arrows =
    [
        ("Threading", []),
        ("Memory", ["Threading"]),
        ("Random", ["Memory", "Threading"]),
        ("Kernels", ["Memory", "Random", "Threading"]),
        ("Initialization", ["Kernels", "Memory", "Random", "Threading"]),
        ("Graph", ["Kernels", "Memory", "Random", "Threading"]),
        ("Data", ["Memory", "Random", "Threading"]),
        ("Preprocessing", ["Data", "Kernels", "Memory", "Random", "Threading"]),
        ("Catalogs", []),
        ("Checkpoints", ["Data"]),
        ("Layers", ["Catalogs", "Graph", "Initialization", "Kernels", "Memory", "Random", "Threading"]),
        ("Losses", ["Catalogs", "Kernels", "Threading"]),
        ("Metrics", ["Catalogs", "Checkpoints", "Losses", "Random", "Threading"]),
        ("Optimizers", ["Catalogs", "Checkpoints", "Kernels", "Memory", "Threading"]),
        ("Schedules", ["Catalogs", "Checkpoints"]),
        ("Augmentations", ["Catalogs", "Random"]),
        ("Models", ["Data", "Graph", "Layers", "Memory", "Random", "Threading"]),
        ("Training", ["Augmentations", "Catalogs", "Checkpoints", "Data", "Graph", "Initialization", "Kernels", "Layers", "Losses",
            "Memory", "Metrics", "Models", "Optimizers", "Random", "Schedules", "Threading"]),
        ("Abi", ["Checkpoints", "Data", "Graph", "Initialization", "Kernels", "Layers", "Losses", "Memory", "Metrics", "Models",
            "Optimizers", "Preprocessing", "Random", "Schedules", "Threading", "Training"]),
    ];

    public static TheoryData<string> Rooms => [.. Directory.GetDirectories(Path.Combine(Root(), "src", "Core"))
        .Select(folder => Path.GetFileName(folder)!)
        .Where(room => room is not ("bin" or "obj" or "Contract"))];

    [Fact]
    public void Arrows_name_only_rooms_above_them()
    {
        HashSet<string> above = [];
        foreach ((string room, string[] knows) in Arrows)
        {
            Assert.All(knows, other => Assert.Contains(other, above));
            above.Add(room);
        }
    }

    [Theory]
    [InlineData("Core")]
    [InlineData("Module")]
    public void CONTRIBUTING_says_what_is_in_each_room(string side)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Root(), "CONTRIBUTING.md"));
        string[] told = [.. lines.SkipWhile(line => line != $"| room of `src/{side}` | what is in it |").Skip(2)
            .TakeWhile(line => line.StartsWith('|')).SelectMany(line => RoomName().Matches(line.Split('|')[1])).Select(match => match.Value)];
        IEnumerable<string> folders = Directory.GetDirectories(Path.Combine(Root(), "src", side))
            .Where(folder => IsSource(folder + "/")).Select(folder => Path.GetFileName(folder)!);
        Assert.Equal(folders.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_knows_only_what_its_arrows_allow(string room)
    {
        (_, string[] knows) = Assert.Single(Arrows, arrow => arrow.Room == room);
        string[] refused = [.. Sources(Path.Combine(Root(), "src", "Core", room))
            .SelectMany(file => Named(File.ReadAllText(file)).Where(other => other != room && !knows.Contains(other))
                .Select(other => $"{Path.GetFileName(file)} knows {other}"))
            .Distinct()];

        Assert.True(refused.Length == 0, $"{string.Join(", ", refused)}: {room} may know {string.Join(", ", knows)} (Arrows in RoomTests.cs).");
    }

    /// <summary>So that usings and the fronts of names tell all: no file is in another room's namespace, and none that is
    /// everyone's knows a room.</summary>
    [Fact]
    public void Each_file_has_the_namespace_of_its_room()
    {
        string core = Path.Combine(Root(), "src", "Core");
        foreach (string file in Sources(core))
        {
            string place = Path.GetRelativePath(core, file).Replace('\\', '/');
            string? room = place.Contains('/') ? place[..place.IndexOf('/')] : null;
            string text = File.ReadAllText(file);
            string[] expected = room switch
            {
                null => ["NormTools.Core"],
                "Contract" => ["NormTools.Contract", "NormTools"], // what scripts see is the module's as well
                _ => ["NormTools.Core." + room],
            };
            Assert.Contains(NamespaceLine().Match(text).Groups[1].Value, expected);
            if (room is null or "Contract")
            {
                Assert.True(!Named(text).Any(), $"{place} knows {string.Join(", ", Named(text))}");
            }
        }
    }

    [Fact]
    public void Nothing_of_the_module_knows_a_command() => Assert.Equal([], Sources(Path.Combine(Root(), "src", "Module"))
        .Where(file => !file.Contains(Path.Combine("Module", "Commands"), StringComparison.Ordinal)
            && File.ReadAllText(file).Contains("NormTools.Commands", StringComparison.Ordinal)));

    [Fact]
    public void The_core_knows_nothing_of_powershell() => Assert.Equal([], Sources(Path.Combine(Root(), "src", "Core"))
        .Where(file => File.ReadAllText(file).Contains("System.Management.Automation", StringComparison.Ordinal)));

    [Fact]
    public void No_folder_holds_more_files_than_one_can_overlook()
    {
        string[] full = [.. new[] { "src", "tests", "docs" }
            .SelectMany(top => Directory.GetDirectories(Path.Combine(Root(), top), "*", SearchOption.AllDirectories))
            .Where(folder => IsSource(folder + "/") && !folder.EndsWith("en-US", StringComparison.Ordinal))
            .Where(folder => Directory.GetFiles(folder).Length > MostFiles)
            .Select(folder => Path.GetRelativePath(Root(), folder))];
        Assert.True(full.Length == 0, $"More than {MostFiles} files: {string.Join(", ", full)}. Give what belongs together a folder in it, "
            + "as src/Core/Layers/Noise; the namespace stays that of the room.");
    }

    [Fact]
    public void No_source_is_longer_than_one_can_overlook()
    {
        string[] longer = [.. Directory.GetFiles(Path.Combine(Root(), "src"), "*", SearchOption.AllDirectories)
            .Where(file => IsSource(file) && File.ReadLines(file).Count() > MostLines)
            .Select(file => Path.GetRelativePath(Root(), file))];
        Assert.True(longer.Length == 0, $"More than {MostLines} lines: {string.Join(", ", longer)}.");
    }

    /// <summary>The rooms that a source names, in a using or in front of a type.</summary>
    private static string[] Named(string text) => [.. OtherRoom().Matches(text).Select(match => match.Groups[1].Value)
        .Concat(FrontOfType().Matches(text).Select(match => match.Groups[1].Value))
        .Where(other => Arrows.Any(arrow => arrow.Room == other)).Distinct()];

    private static IEnumerable<string> Sources(string folder) =>
        Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Where(IsSource);

    private static bool IsSource(string path) => !OutputFolder().IsMatch(path);

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex(@"NormTools\.Core\.([A-Z]\w*)")]
    private static partial Regex OtherRoom();

    [GeneratedRegex(@"\w+")]
    private static partial Regex RoomName();

    // Random.Generator, where the namespace around the file is NormTools.Core.
    [GeneratedRegex(@"(?<![\w.""])([A-Z]\w+)\.[A-Z]\w*")]
    private static partial Regex FrontOfType();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex OutputFolder();
}
