using System.Text.Json;
using NormTools.Core.Data;
using NormTools.Core.Graph;
using NormTools.Core.Layers;
using NormTools.Core.Models;
using NormTools.Core.Optimizers;
using NormTools.Core.Schedules;

namespace NormTools.Core.Training;

/// <summary>Which parameters are frozen, and which have optimiser arguments of their own.</summary>
/// <remarks>
/// A parameter belongs to the first group whose name or layer type matches it; arguments that the group does not set
/// are the optimiser's. A name matches a parameter ("0.bias", "*.bias") or a layer with everything in it ("0"). With
/// decay_target weight, parameters of fewer than two dimensions have no decay unless their group sets one.
/// </remarks>
internal sealed partial class GroupOptions
{
    private static readonly string[] Selectors = ["name", "layer_type", "freeze", "l1", "l2", "max_norm"];

    private readonly JsonElement optimizer;
    private readonly JsonElement? schedule;
    private readonly JsonElement[] groups;
    private readonly string[] frozen;
    private readonly bool decaysWeights;

    /// <param name="arguments">The run's arguments.</param>
    /// <param name="optimizer">Its optimiser.</param>
    /// <param name="schedule">Its schedule.</param>
    public GroupOptions(Arguments arguments, JsonElement optimizer, JsonElement? schedule)
    {
        (this.optimizer, this.schedule) = (optimizer, schedule);
        groups = [.. List(arguments, "groups").Select(Sorted)];
        frozen = [.. List(arguments, "freeze").Select(pattern => Text(pattern, "freeze"))];
        freezesStatistics = arguments.Flag("freeze_statistics", false);
        decaysWeights = arguments.OneOf("decay_target", "all", "all", "weight") == "weight";
        foreach (JsonElement group in groups)
        {
            CheckGroup(group);
        }

        Settings = new Dictionary<string, string>
        {
            ["groups"] = groups.Length == 0 ? string.Empty : $"[{string.Join(",", groups.Select(group => group.GetRawText()))}]",
            ["freeze"] = string.Join(", ", frozen),
        }.Where(setting => setting.Value.Length > 0).ToDictionary();
    }

    /// <summary>The settings known before the model is.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Puts the parameters of a model into groups.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ofRun">The optimiser of parameters without a group.</param>
    /// <param name="scheduleOfRun">Its schedule.</param>
    /// <exception cref="CoreException">NoSuchParameter, NothingToTrain, InvalidRunOptions, UnknownOption.</exception>
    public ParameterGroups Apply(Model model, Optimizer ofRun, Schedule scheduleOfRun)
    {
        List<(string Arguments, List<ParameterBlock> Blocks)> parts = [];
        bool[] used = new bool[groups.Length];
        bool[] usedFrozen = new bool[frozen.Length];
        string plain = Merge(default, takesDecay: false);
        foreach (Layer layer in model.Layers)
        {
            foreach (StateEntry entry in layer.State.Where(entry => entry.IsParameter))
            {
                int group = GroupOf(layer, entry);
                bool stays = Stays(entry, usedFrozen) | Freezes(group);
                JsonElement given = group < 0 ? default : groups[group];
                if (group >= 0)
                {
                    used[group] = true;
                }

                string arguments = stays ? string.Empty
                    : Merge(given, decaysWeights && entry.Shape.Length < 2);
                Add(parts, arguments, Block(entry));
            }
        }

        UseStatistics(model, used, usedFrozen);
        RefuseUnused(model, used, usedFrozen);
        List<ParameterGroup> made = [];
        foreach ((string arguments, List<ParameterBlock> blocks) in parts.OrderByDescending(part => part.Arguments == plain))
        {
            made.Add(arguments.Length == 0 ? new(null, scheduleOfRun, blocks)
                : arguments == plain ? new(ofRun, scheduleOfRun, blocks)
                : Group(arguments, made.Count, blocks));
        }

        if (made.All(group => group.Optimizer is null))
        {
            throw CoreException.Argument("NothingToTrain", "All parameters are frozen, so there is nothing to train.");
        }

        if (made.Count(group => group.Optimizer is not null) > 1 && ofRun.NeedsClosure)
        {
            throw CoreException.Argument(
                "InvalidRunOptions",
                $"{ofRun.Name} moves all parameters by one rule and takes no groups. Parameters that are not to move can "
                    + "be frozen.");
        }

        return new ParameterGroups(made, ofRun.LearningRate);
    }

    /// <summary>A penalty or bound set by a parameter's group; null where it sets none.</summary>
    public double? Number(Layer layer, StateEntry entry, string name)
    {
        int group = GroupOf(layer, entry);
        return group >= 0 && groups[group].TryGetProperty(name, out JsonElement value) ? value.GetDouble() : null;
    }

    private ParameterGroup Group(string arguments, int number, List<ParameterBlock> blocks)
    {
        Optimizer rule = Optimizer.Create(JsonDocument.Parse(arguments).RootElement);
        Schedule own = Schedule.Create(schedule);
        rule.Prefix = FormattableString.Invariant($"optimizer.group{number}.");
        own.Prefix = FormattableString.Invariant($"schedule.group{number}.");
        return new ParameterGroup(rule, own, blocks);
    }

    // The optimiser's arguments, overridden by those of the group.
    private string Merge(JsonElement group, bool takesDecay) => CatalogDescription.Write(json =>
    {
        if (optimizer.ValueKind == JsonValueKind.String)
        {
            json.WriteString("type", optimizer.GetString());
        }

        bool isObject = group.ValueKind == JsonValueKind.Object;
        bool hasDecay = isObject && group.TryGetProperty("weight_decay", out _);
        takesDecay &= !hasDecay && Optimizer.Catalog.Find(optimizer).Arguments.Any(item => item.Name == "weight_decay");
        foreach (JsonProperty property in optimizer.ValueKind == JsonValueKind.Object ? optimizer.EnumerateObject() : default)
        {
            if (!(isObject && group.TryGetProperty(property.Name, out _)) && !(takesDecay && property.Name == "weight_decay"))
            {
                property.WriteTo(json);
            }
        }

        foreach (JsonProperty property in isObject ? group.EnumerateObject() : default)
        {
            if (Array.IndexOf(Selectors, property.Name) < 0)
            {
                property.WriteTo(json);
            }
        }

        if (takesDecay)
        {
            json.WriteNumber("weight_decay", 0);
        }
    });

    // The first whose name or layer type fits; -1 for none.
    private int GroupOf(Layer layer, StateEntry entry) => Array.FindIndex(groups, group => Fits(group, layer, entry));

    private bool Freezes(int group) =>
        group >= 0 && groups[group].TryGetProperty("freeze", out JsonElement freeze) && freeze.ValueKind == JsonValueKind.True;

    private bool Stays(StateEntry entry, bool[] usedFrozen)
    {
        bool stays = false;
        for (int i = 0; i < frozen.Length; i++)
        {
            bool fits = Fits(frozen[i], entry.Name);
            usedFrozen[i] |= fits;
            stays |= fits;
        }

        return stays;
    }

    private void RefuseUnused(Model model, bool[] used, bool[] usedFrozen)
    {
        int group = Array.IndexOf(used, false), pattern = Array.IndexOf(usedFrozen, false);
        if (group < 0 && pattern < 0)
        {
            return;
        }

        string what = group >= 0 ? $"The group {groups[group].GetRawText()}" : $"\"{frozen[pattern]}\" of freeze";
        IEnumerable<string> names = model.State.Where(entry => entry.IsParameter).Select(entry => entry.Name);
        IEnumerable<string> types = model.Layers.Where(layer => layer.State.Any(entry => entry.IsParameter))
            .Select(layer => layer.Type).Distinct();
        throw CoreException.Argument(
            "NoSuchParameter", $"{what} fits no parameter of the model{(group >= 0 ? " that an earlier group has not" : string.Empty)}. "
                + $"There are {Excerpt.Of([.. names])}, in layers of type {string.Join(", ", types)}.");
    }

    private static ParameterBlock Block(StateEntry entry) => new(
        entry.Name, (int)(entry.Offset / sizeof(float)), (int)(entry.PlacedBytes / sizeof(float)), entry.Shape);

    private static void Add(List<(string Arguments, List<ParameterBlock> Blocks)> parts, string arguments, ParameterBlock block)
    {
        int index = parts.FindIndex(part => part.Arguments == arguments);
        if (index < 0)
        {
            parts.Add((arguments, []));
            index = parts.Count - 1;
        }

        parts[index].Blocks.Add(block);
    }

    private static bool Fits(JsonElement group, Layer layer, StateEntry entry)
    {
        bool named = !group.TryGetProperty("name", out JsonElement name)
            || Items(name).Any(pattern => Fits(pattern.GetString()!, entry.Name));
        return named && (!group.TryGetProperty("layer_type", out JsonElement type)
            || Items(type).Any(pattern => NamePattern.Matches(pattern.GetString()!, layer.Type)));
    }

    // The parameter's name, or that of a layer around it.
    private static bool Fits(string pattern, string name)
    {
        for (int end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
        {
            if (NamePattern.Matches(pattern, name.AsSpan(0, end)))
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckGroup(JsonElement group)
    {
        if (group.ValueKind != JsonValueKind.Object
            || !(group.TryGetProperty("name", out _) || group.TryGetProperty("layer_type", out _)))
        {
            throw CoreException.Argument(
                "InvalidRunOptions", $"A group says which parameters it is for, by name or layer_type, but {group.GetRawText()} was "
                    + "given.");
        }

        foreach (string selector in new[] { "name", "layer_type" })
        {
            foreach (JsonElement pattern in group.TryGetProperty(selector, out JsonElement given) ? Items(given) : [])
            {
                _ = Text(pattern, selector);
            }
        }

        foreach (string penalty in new[] { "l1", "l2", "max_norm" })
        {
            if (group.TryGetProperty(penalty, out JsonElement amount)
                && !(amount.ValueKind == JsonValueKind.Number && amount.GetDouble() >= 0 && double.IsFinite(amount.GetDouble())))
            {
                throw CoreException.Argument(
                    "InvalidRunOptions", $"A group's {penalty} is a number from 0 on, but {amount.GetRawText()} was given.");
            }
        }

        if (group.TryGetProperty("freeze", out JsonElement freeze) && freeze.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            throw CoreException.Argument("InvalidRunOptions", $"A group's freeze is true or false, but {freeze.GetRawText()} was given.");
        }
    }

    // In one order, whichever a table without an order gave it: what follows from the text is the same in every process.
    private static JsonElement Sorted(JsonElement group)
    {
        if (group.ValueKind != JsonValueKind.Object)
        {
            return group;
        }

        IEnumerable<string> entries = group.EnumerateObject().OrderBy(item => item.Name, StringComparer.Ordinal)
            .Select(item => $"\"{item.Name}\":{item.Value.GetRawText()}");
        return JsonDocument.Parse($"{{{string.Join(",", entries)}}}").RootElement;
    }

    private static string Text(JsonElement element, string what) => element.ValueKind == JsonValueKind.String
        ? element.GetString()!
        : throw CoreException.Argument("InvalidRunOptions", $"{what} has to be texts, but {element.GetRawText()} was given.");

    private static JsonElement[] List(Arguments arguments, string name) =>
        arguments.Nested(name) is not JsonElement list ? [] : Items(list);

    private static JsonElement[] Items(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];
}
