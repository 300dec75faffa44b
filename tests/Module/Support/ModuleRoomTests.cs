namespace NormTools.Module.Tests;

/// <summary>Holds the rooms of the module to their arrows, by compiling the sources.</summary>
[Trait("Levels", "Once")]
public sealed class ModuleRoomTests
{
    /// <summary>What each room may know; every line names only rooms above it, so no circle is possible. The contract and the
    /// files beside the rooms (text, a name with its meaning, what runs when the module is loaded) are everyone's.</summary>
    internal static readonly (string Room, string[] Knows)[] Arrows =
    [
        ("Display", []),
        ("Errors", []),
        ("Native", ["Errors"]),
        ("Scripting", ["Errors"]),
        ("Tensors", ["Display", "Errors", "Native"]),
        ("Catalogs", ["Errors", "Native", "Tensors"]),
        ("Random", ["Errors", "Native"]),
        ("Data", ["Display", "Errors", "Native", "Random", "Scripting", "Tensors"]),
        ("Models", ["Catalogs", "Data", "Display", "Errors", "Native", "Random", "Scripting", "Tensors"]),
        ("Normalization", ["Data", "Display", "Errors", "Models", "Native", "Random", "Tensors"]),
        ("Initialization", ["Catalogs", "Data", "Display", "Errors", "Models", "Native", "Normalization", "Random", "Scripting",
            "Tensors"]),
        ("Training", ["Catalogs", "Data", "Display", "Errors", "Models", "Native", "Normalization", "Random", "Scripting",
            "Tensors"]),
        ("Trials", ["Catalogs", "Data", "Display", "Errors", "Models", "Native", "Random", "Scripting", "Tensors", "Training"]),
        ("Sweeps", ["Catalogs", "Data", "Errors", "Models", "Native", "Random", "Scripting", "Tensors", "Training", "Trials"]),
        ("Charts", ["Data", "Display", "Errors", "Initialization", "Models", "Native", "Sweeps", "Tensors", "Training", "Trials"]),
        ("Diagnosis", ["Catalogs", "Data", "Display", "Errors", "Initialization", "Models", "Native", "Normalization", "Random", "Tensors",
            "Training", "Trials"]),
        ("Reports", ["Charts", "Data", "Diagnosis", "Display", "Errors", "Initialization", "Models", "Native", "Random",
            "Sweeps", "Tensors", "Training", "Trials"]),
        ("Binding", ["Catalogs", "Data", "Diagnosis", "Errors", "Initialization", "Models", "Random", "Tensors", "Training"]),
        ("Commands", ["Binding", "Catalogs", "Charts", "Data", "Diagnosis", "Display", "Errors", "Initialization", "Models",
            "Native", "Normalization", "Random", "Reports", "Scripting", "Sweeps", "Tensors", "Training", "Trials"]),
    ];

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

    [Fact]
    public void Every_room_has_its_arrows() =>
        Assert.Equal(ModuleRooms.Names().Order(StringComparer.Ordinal), Arrows.Select(arrow => arrow.Room).Order(StringComparer.Ordinal));

    [Fact]
    public void A_room_knows_only_what_its_arrows_allow()
    {
        (string Room, string Other, string Use)[] uses = ModuleRooms.Uses();

        string[] refused = [.. uses.Where(use => !Arrows.Any(arrow => arrow.Room == use.Room && arrow.Knows.Contains(use.Other)))
            .Select(use => $"{use.Room} knows {use.Other}: {use.Use}")];

        Assert.True(refused.Length == 0, string.Join(Environment.NewLine, refused));
    }
}
