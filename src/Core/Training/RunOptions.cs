using System.Text.Json;
using NormTools.Core.Losses;
using NormTools.Core.Metrics;
using NormTools.Core.Optimizers;
using NormTools.Core.Schedules;

namespace NormTools.Core.Training;

/// <summary>How a run trains: all options from its JSON.</summary>
internal sealed class RunOptions
{
    /// <summary>Options that may change when a run continues from a checkpoint.</summary>
    private static readonly string[] Free = ["epochs", "threads", "seed_is_drawn", "goes_on", "given_metrics"];

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
        Loss = Loss.Create(arguments.Nested("loss") ?? throw arguments.Invalid("loss", "is required"));
        Metrics = ReadMetrics(arguments);
        CheckMetrics(arguments);
        Epochs = arguments.Integer("epochs", null);
        BatchSize = arguments.Integer("batch_size", 32);
        Shuffle = arguments.Flag("shuffle", true);
        DropLast = arguments.Flag("drop_last", false);
        Seed = arguments.Seed("seed");
        bool seedIsDrawn = arguments.Flag("seed_is_drawn", false);
        GoesOn = arguments.Flag("goes_on", false);
        Threads = (int)arguments.Integer("threads", 0, 0);
        JsonElement optimizer = arguments.Nested("optimizer")
            ?? throw arguments.Invalid("optimizer", "is required, for example {\"type\":\"Adam\"}");
        Optimizer = Optimizer.Create(optimizer);
        JsonElement? schedule = arguments.Nested("schedule");
        Schedule = Schedule.Create(schedule);
        bool takesGiven = arguments.Flag("given_metrics", false);
        Plateau = Schedule.Monitor is { } monitor
            ? MonitoredResult.Create(monitor, Metrics, hasValidation, takesGiven, Schedule.Falls) : null;
        Groups = new GroupOptions(arguments, optimizer, schedule);
        Penalties = new Penalties(arguments);
        Average = new WeightAverage(arguments);
        Augmentation = new AugmentationOptions(arguments);
        Accumulate = arguments.Integer("accumulate", 1);
        OrderSeed = arguments.Seed("order_seed");
        Oversamples = arguments.Flag("oversample", false) || Augmentation.DrawsClassesAlike is not null;
        DrawsForValidation = arguments.Flag("draws_for_validation", false);
        Clipping = new GradientClipping(arguments);
        Stopping = new EarlyStopping(arguments.Nested("early_stopping"), Metrics, hasValidation, takesGiven);
        arguments.RefuseOthers();
        if (Augmentation.Mixes is { } mixes
            && new[] { Stopping.Monitor, Plateau }.FirstOrDefault(monitored => monitored is { IsTrainingMetric: true }) is { } absent)
        {
            throw arguments.Invalid(
                "monitor", $"is {absent.Name}, which has no value where {mixes} mixes the training samples: a loss, or a metric of the validation, has one");
        }

        settings = new Dictionary<string, string>(arguments.Settings, StringComparer.Ordinal)
        {
            ["loss"] = Loss.Name,
            ["metrics"] = string.Join(", ", Metrics.Select(metric => metric.Label)),
            ["optimizer.type"] = Optimizer.Name,
            ["schedule.type"] = Schedule.Name,
            ["oversample"] = Oversamples.ToString(),
        };
        Add(string.Empty, Groups.Settings);
        Add(string.Empty, Augmentation.Settings);
        foreach (Metric metric in Metrics)
        {
            Add($"metrics.{metric.Label}.", metric.Settings);
        }

        Add("loss.", Loss.Settings);
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

    /// <summary>The metrics of each epoch.</summary>
    public IReadOnlyList<Metric> Metrics { get; }

    /// <summary>The result that the schedule follows; null for none.</summary>
    public MonitoredResult? Plateau { get; }

    public long Epochs { get; }

    public long BatchSize { get; }

    public bool Shuffle { get; }

    public bool DropLast { get; }

    /// <summary>The seed that torch.manual_seed would get before the loop; null continues the model's own
    /// stream.</summary>
    public ulong? Seed { get; }

    public int Threads { get; }

    /// <summary>Whether a run that early stopping ended goes on, and waits anew.</summary>
    public bool GoesOn { get; }

    public Optimizer Optimizer { get; }

    public Schedule Schedule { get; }

    /// <summary>Which parameters have arguments of their own or are frozen.</summary>
    public GroupOptions Groups { get; }

    public Penalties Penalties { get; }

    public WeightAverage Average { get; }

    public AugmentationOptions Augmentation { get; }

    /// <summary>The number of batches accumulated for one step.</summary>
    public long Accumulate { get; }

    /// <summary>The seed of a separate stream for the order of the samples; null to draw it from the run's
    /// stream.</summary>
    public ulong? OrderSeed { get; }

    /// <summary>Whether rows are drawn so that each class comes as often as the others.</summary>
    public bool Oversamples { get; }

    /// <summary>Whether each validation draws from the stream what PyTorch's loader of validation data would.</summary>
    public bool DrawsForValidation { get; }

    public GradientClipping Clipping { get; }

    public EarlyStopping Stopping { get; }

    /// <summary>Whether a metric that the caller gives decides on rates or on the end.</summary>
    public bool AwaitsGiven => Stopping.AwaitsGiven || Plateau is { IsGiven: true };

    /// <summary>Every option with its value, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Settings => settings;

    public string Json => root.GetRawText();

    /// <summary>Describes the first option that differs from another run's and would change the training; null if none
    /// does.</summary>
    /// <exception cref="CoreException">The other run's options cannot be read.</exception>
    public string? DifferenceTo(string otherJson, bool isVersion1 = false)
    {
        RunOptions other = new(otherJson, hasValidation);
        if (isVersion1 && other.settings.ContainsKey("schedule.cycle_momentum"))
        {
            other.settings["schedule.cycle_momentum"] = bool.FalseString; // format 1 knew no other
        }

        return RunDifference.Of(settings, other.settings);
    }

    private IReadOnlyList<Metric> ReadMetrics(Arguments arguments)
    {
        if (arguments.Nested("metrics") is not JsonElement list)
        {
            return Loss.IsClassification ? [Metric.Create(JsonDocument.Parse("\"Accuracy\"").RootElement)] : [];
        }

        return list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(Metric.Create)]
            : throw arguments.Invalid("metrics", "has to be a list");
    }

    private void CheckMetrics(Arguments arguments)
    {
        string? twice = Metrics.GroupBy(metric => metric.Label).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw arguments.Invalid("metrics", $"names {twice} twice");
        }

        foreach (Metric metric in Metrics)
        {
            metric.CheckFit(Loss);
        }
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
