using System.Text.Json;
using NormTools.Core.Losses;
using NormTools.Core.Optimizers;
using NormTools.Core.Schedules;

namespace NormTools.Core.Training;

/// <summary>How a run trains: everything that its JSON says.</summary>
internal sealed class RunOptions
{
    /// <summary>Options that a run may change when it goes on from a checkpoint.</summary>
    private static readonly string[] Free = ["epochs", "threads", "seed_is_drawn"];

    private readonly JsonElement root;
    private readonly bool hasValidation;
    private readonly Dictionary<string, string> settings;

    /// <exception cref="CoreException">InvalidRunOptions, UnknownOption, UnknownLoss, UnknownOptimizer,
    /// UnknownSchedule.</exception>
    public RunOptions(string json, bool hasValidation)
    {
        root = Parse(json);
        this.hasValidation = hasValidation;
        Arguments arguments = new(root, "The run", "InvalidRunOptions", "UnknownOption") { IsTyped = false };
        Loss = Loss.Create(arguments.Text("loss"));
        Epochs = arguments.Integer("epochs", null);
        BatchSize = arguments.Integer("batch_size", 32);
        Shuffle = arguments.Flag("shuffle", true);
        DropLast = arguments.Flag("drop_last", false);
        Seed = arguments.Seed("seed");
        bool seedIsDrawn = arguments.Flag("seed_is_drawn", false);
        Threads = (int)arguments.Integer("threads", 0, 0);
        Optimizer = OptimizerCatalog.Create(
            arguments.Nested("optimizer")
                ?? throw arguments.Invalid("optimizer", "is required, for example {\"type\":\"Adam\"}"));
        Schedule = ScheduleCatalog.Create(arguments.Nested("schedule"), hasValidation);
        Clipping = new GradientClipping(arguments);
        Stopping = new EarlyStopping(arguments.Nested("early_stopping"), hasValidation);
        arguments.RefuseOthers();
        settings = new Dictionary<string, string>(arguments.Settings, StringComparer.Ordinal)
        {
            ["optimizer.type"] = Optimizer.Name,
            ["schedule.type"] = Schedule.Name,
        };
        Add("optimizer.", Optimizer.Settings);
        Add("schedule.", Schedule.Settings);
        Add("early_stopping.", Stopping.Settings);
        Array.ForEach(Free, name => settings.Remove(name));
        if (Schedule.DependsOnEpochs)
        {
            settings["epochs"] = FormattableString.Invariant($"{Epochs}");
        }

        if (seedIsDrawn)
        {
            settings.Remove("seed");
        }
    }

    public Loss Loss { get; }

    public long Epochs { get; }

    public long BatchSize { get; }

    public bool Shuffle { get; }

    public bool DropLast { get; }

    /// <summary>What torch.manual_seed would be given before the loop; null goes on with the model's own
    /// stream.</summary>
    public ulong? Seed { get; }

    public int Threads { get; }

    public Optimizer Optimizer { get; }

    public Schedule Schedule { get; }

    public GradientClipping Clipping { get; }

    public EarlyStopping Stopping { get; }

    public string Json => root.GetRawText();

    /// <summary>The first option that differs from another run's in a way that would change what follows, in words;
    /// null if none does.</summary>
    /// <exception cref="CoreException">The other run's options cannot be read.</exception>
    public string? DifferenceTo(string otherJson)
    {
        RunOptions other = new(otherJson, hasValidation);
        return RunDifference.Of(settings, other.settings);
    }

    private void Add(string prefix, IReadOnlyDictionary<string, string> values)
    {
        foreach ((string name, string value) in values)
        {
            settings[prefix + name] = value;
        }
    }

    private static JsonElement Parse(string json)
    {
        try
        {
            JsonElement element = JsonDocument.Parse(json).RootElement;
            return element.ValueKind == JsonValueKind.Object
                ? element
                : throw CoreException.Argument("InvalidRunOptions", "The run's options have to be a JSON object.");
        }
        catch (JsonException failure)
        {
            throw CoreException.Argument("InvalidRunOptions", $"The run's options are not JSON: {failure.Message}");
        }
    }
}
