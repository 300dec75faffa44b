using System.Globalization;
using System.Text.Json;
using NormTools.Core.Catalogs;
using NormTools.Core.Graph;
using NormTools.Core.Layers;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What holds of every layer of the catalog, whichever it is.</summary>
public sealed class LayerCatalogTests
{
    private const string Inner = """[{"type":"Linear","out_features":8}]""";

    public static TheoryData<string> Layers => new(LayerCatalog.All.Names);

    public static TheoryData<string> Parametrizations => new(LayerWeight.Catalog.Names);

    /// <summary>Layer, argument, and a value next to its range.</summary>
    public static TheoryData<string, string, double> OutOfRange
    {
        get
        {
            TheoryData<string, string, double> data = [];
            foreach (CatalogEntry<Layer> entry in LayerCatalog.All.Entries)
            {
                foreach (ArgumentDeclaration argument in entry.Arguments)
                {
                    if (double.IsFinite(argument.Least))
                    {
                        data.Add(entry.Name, argument.Name, argument.Least - Math.Max(1, Math.Abs(argument.Least)));
                    }

                    if (double.IsFinite(argument.Most))
                    {
                        data.Add(entry.Name, argument.Name, argument.Most + Math.Max(1, Math.Abs(argument.Most)));
                    }
                }
            }

            return data;
        }
    }

    [Fact]
    public void Every_layer_is_described_with_its_arguments_and_its_state()
    {
        using JsonDocument catalogs = JsonDocument.Parse(Training.CatalogDescription.All);
        JsonElement[] layers = [.. catalogs.RootElement.GetProperty("layers").EnumerateArray()];
        Assert.Equal(LayerCatalog.All.Names, layers.Select(layer => layer.GetProperty("name").GetString()));
        JsonElement norm = layers.Single(layer => layer.GetProperty("name").GetString() == "BatchNorm");
        Assert.True(norm.GetProperty("normalizes").GetBoolean());
        Assert.Equal(
            ["weight scale", "bias shift", "running_mean mean", "running_var variance", "num_batches_tracked count"],
            norm.GetProperty("state").EnumerateArray().Select(entry =>
                $"{entry.GetProperty("name").GetString()} {entry.GetProperty("role").GetString()}"));
        Assert.Equal(
            ["eps number", "momentum number", "affine flag", "track_running_stats flag", "rank integer"],
            norm.GetProperty("arguments").EnumerateArray().Select(argument =>
                $"{argument.GetProperty("name").GetString()} {argument.GetProperty("type").GetString()}"));
    }

    [Fact]
    public void Every_layer_is_held_against_its_definition_and_finite_differences()
    {
        HashSet<string> checkedThere = [];
        foreach (ITheoryDataRow row in LayerGradientTests.Models)
        {
            object?[] data = row.GetData();
            using Model model = TrainingRuns.Model((string)data[0]!, (string)data[1]!);
            checkedThere.UnionWith(model.Layers.Select(layer => layer.Type));
            checkedThere.UnionWith(LayerWeight.Catalog.Names.Where(name =>
                model.Specification.Contains($"\"parametrization\":{{\"type\":\"{name}\"", StringComparison.Ordinal)));
        }

        string[] missing = [.. LayerCatalog.All.Names.Concat(LayerWeight.Catalog.Names).Except(checkedThere)];
        Assert.True(missing.Length == 0, $"No test class has added a definition of {string.Join(", ", missing)} with a case "
            + "(ActivationDefinition.Add, or LayerDefinition.Add for more than a function of single values).");
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void What_is_left_out_is_the_declared_default(string type)
    {
        using Model given = Create(type, argument => argument.IsRequired ? null : JsonSerializer.Serialize(argument.Default));
        using Model leftOut = Create(type, _ => null);
        Assert.Equal(leftOut.Layers.Select(layer => layer.Describe()), given.Layers.Select(layer => layer.Describe()));
        Assert.Equal(Names(leftOut), Names(given));
    }

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void What_is_outside_of_the_declared_range_is_refused(string type, string argument, double value)
    {
        CoreException failure = Assert.Throws<CoreException>(() => Create(
            type, declared => declared.Name == argument ? value.ToString("R", CultureInfo.InvariantCulture) : null));
        Assert.Equal("InvalidLayerArgument", failure.Id);
        Assert.Contains(argument, failure.Message);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_state_dict_gives_every_layer_back(string type)
    {
        foreach (bool flipped in new[] { false, true })
        {
            using Model model = Create(
                type, argument => flipped && argument.Default is bool flag ? (flag ? "false" : "true") : null, 3);
            AssertComesBack(model);
        }
    }

    [Theory]
    [MemberData(nameof(Parametrizations))]
    public void A_state_dict_gives_every_parametrization_back(string type)
    {
        using Model model = Parametrized(type);
        AssertComesBack(model);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_state_starts_as_its_roles_say(string type)
    {
        using Model model = Create(type, argument => argument.Default is false ? "true" : null);
        foreach (StateEntry entry in model.State)
        {
            bool asRole = entry.Role switch
            {
                StateRole.Scale or StateRole.Variance => entry.Span.IndexOfAnyExcept(1) < 0,
                StateRole.Shift or StateRole.Mean => entry.Span.IndexOfAnyExcept(0) < 0,
                StateRole.Weight => entry.IsParameter && entry.Shape.Length > 1 && entry.Span.ContainsAnyExcept(0),
                _ => true,
            };
            Assert.True(asRole, $"{entry.Name} is no {entry.RoleName}");
        }

        AssertFans(model);
    }

    [Theory]
    [MemberData(nameof(Parametrizations))]
    public void A_parametrized_weight_has_the_fan_of_the_weight(string type)
    {
        using Model model = Parametrized(type);
        AssertFans(model);
        StateEntry weight = model.State.Single(entry => entry.Role == StateRole.Weight);
        Assert.Equal((8, 2), (weight.FanIn, weight.FanOut));
    }

    [Theory]
    [InlineData("4", "Linear:out_features=3", "Linear(4, 3)")]
    [InlineData("4", "Linear:out_features=3;bias=false", "Linear(4, 3, bias=False)")]
    [InlineData("4", "Dropout", "Dropout(p=0.5)")]
    [InlineData("4", "BatchNorm", "BatchNorm1d(4, eps=1e-05, momentum=0.1)")]
    [InlineData("4", "BatchNorm:affine=false", "BatchNorm1d(4, eps=1e-05, momentum=0.1, affine=False)")]
    [InlineData("4,5", "InstanceNorm", "InstanceNorm1d(4, eps=1e-05, momentum=0.1)")]
    [InlineData("4,5", "InstanceNorm:affine=true", "InstanceNorm1d(4, eps=1e-05, momentum=0.1, affine=True)")]
    [InlineData("4,6", "MaxPool:kernel_size=2", "MaxPool1d(kernel_size=2, stride=2, padding=0, dilation=1)")]
    public void A_summary_leaves_out_the_flags_that_are_so_by_default(string shape, string layer, string expected)
    {
        using Model model = TrainingRuns.Model(shape, layer);
        Assert.Equal(expected, model.Layers[0].Summary);
    }

    private static Model Parametrized(string type) =>
        TrainingRuns.Model("8", $$"""Linear:out_features=2;parametrization={"type":"{{type}}"}""", 3);

    private static void AssertFans(Model model)
    {
        foreach (StateEntry entry in model.State)
        {
            bool isDrawnByFan = entry.Role is StateRole.Weight or StateRole.Bias;
            Assert.True(isDrawnByFan ? entry.FanIn > 0 && entry.FanOut > 0 : entry.FanIn is null && entry.FanOut is null, entry.Name);
        }
    }

    private static void AssertComesBack(Model model)
    {
        System.Random random = new(5);
        foreach (StateEntry entry in model.State.Where(entry => entry.Type == DType.Float32))
        {
            foreach (ref float value in entry.Span)
            {
                value = (float)random.NextDouble();
            }
        }

        string path = Path.GetTempFileName();
        try
        {
            ModelFile.Save(model, path, new Dictionary<string, string>());
            using Model loaded = ModelFile.Load(path);
            using Model filled = Model.Create(model.Specification, 8);
            ModelFile.LoadState(filled, path);
            foreach (Model other in new[] { loaded, filled })
            {
                Assert.Equal(Names(model), Names(other));
                Assert.Equal(TrainingRuns.State(model), TrainingRuns.State(other));
                float[] x = [.. Enumerable.Range(0, 3 * model.InputCount).Select(i => model.Root.Indices is long rows ? i % rows : MathF.Sin(i))];
                Assert.Equal(TrainingRuns.Forward(model, x), TrainingRuns.Forward(other, x));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string[] Names(Model model) =>
        [.. model.State.Select(entry => $"{entry.Name} {entry.RoleName} {string.Join('x', entry.Shape)}")];

    // A model of one layer with what it needs and what is chosen, for the first input that it takes.
    private static Model Create(string type, Func<ArgumentDeclaration, string?> choose, ulong seed = 0)
    {
        string arguments = string.Concat(LayerCatalog.All.Find(type)!.Arguments
            .Select(argument => (argument.Name, Value: choose(argument) ?? Needed(argument)))
            .Where(argument => argument.Value is not null)
            .Select(argument => $",\"{argument.Name}\":{argument.Value}"));
        CoreException? refused = null;
        for (int rank = 1; rank <= 4; rank++)
        {
            string shape = string.Join(',', Enumerable.Repeat(8, rank));
            try
            {
                return Model.Create(
                    $$"""{"input_shape":[{{shape}}],"layers":[{"type":"{{type}}"{{arguments}}}]}""", seed);
            }
            catch (CoreException failure) when (failure.Id == "LayerShapeMismatch")
            {
                refused = failure;
            }
        }

        throw refused!;
    }

    private static string? Needed(ArgumentDeclaration argument) => argument switch
    {
        { IsRequired: false } => null,
        { Type: "layers" } => Inner,
        { Type: "branches" } => $"[{Inner},{Inner}]",
        _ => argument.Least.ToString(CultureInfo.InvariantCulture),
    };
}
