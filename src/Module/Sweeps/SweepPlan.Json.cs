using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <content>As sweep.json has it.</content>
internal sealed partial class SweepPlan
{
    /// <summary>Reads the plan of a folder; the script's variables are those of the session, or where it has not got them
    /// those that the folder keeps.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="document">Its sweep.json.</param>
    /// <param name="session">The session; null for those of the folder alone.</param>
    /// <param name="more">How many trials are added.</param>
    /// <exception cref="NormToolsException">DamagedSweep; VariableNotFound.</exception>
    public static SweepPlan Read(SweepFolder folder, Dictionary<string, object?> document, SessionState? session, int more) => SweepFolder.Guard(folder.DocumentFile, () =>
    {
        SweepScript script = SweepScript.Of(ScriptBlock.Create((string)document["script"]!), session, new KeptValues(folder.Root));
        SearchSpace space = SearchSpace.Read(SearchSpace.Given((Dictionary<string, object?>)document["parameters"]!), script);
        var sampler = (SweepSampler)Enum.Parse(typeof(SweepSampler), (string)document["sampler"]!);
        int trials = checked(Count(document, "trials") + more), round = Count(document, "round");
        ulong seed = Convert.ToUInt64(document["seed"], CultureInfo.InvariantCulture);
        SweepPruning? pruning = document.TryGetValue("prune", out object? kind) && kind is string name ? Pruner(name, document) : null;
        pruning?.Add(more);
        return new SweepPlan(space, script, folder.Measure(document), sampler, seed, trials, Count(document, "repeat"))
        {
            RoundSize = round > 0 ? round : UsualRound,
            Pruning = pruning,
            Level = SweepLevel.Read(document),
        };
    });

    /// <summary>The plan as sweep.json has it.</summary>
    public OrderedDictionary ToJson()
    {
        var json = new OrderedDictionary
        {
            ["version"] = SweepFolder.Version,
            ["trials"] = Trials,
            ["seed"] = Seed,
            ["sampler"] = Sampler.ToString(),
            ["repeat"] = Repeats,
            ["score"] = Measure.Name,
            ["score_mode"] = Measure.Falls ? "Minimum" : "Maximum",
        };
        Level.AddTo(json);
        if (HasRounds)
        {
            json.Add("round", RoundSize);
        }

        if (Pruning is not null)
        {
            json.Add("prune", Pruning.Pruner.ToString());
            json.Add("prune_epoch", Pruning.Least);
            if (Pruning.HasRungs)
            {
                json.Add("prune_factor", Pruning.Factor);
                json.Add("epochs", Pruning.Epochs);
                json.Add("brackets", Pruning.Brackets.Select(bracket => new[] { bracket.Promotions, bracket.Count }).ToArray());
            }
        }

        json.Add("parameters", Space.ToJson());
        json.Add("using", SweepFingerprint.Of(Script));
        json.Add("script", Script.Source);
        return json;
    }

    private static SweepPruning Pruner(string name, Dictionary<string, object?> document)
    {
        int factor = Count(document, "prune_factor");
        var pruning = new SweepPruning(
            (SweepPruner)Enum.Parse(typeof(SweepPruner), name), factor > 0 ? factor : SweepPruning.UsualFactor, Math.Max(Count(document, "prune_epoch"), 1));
        if (pruning.HasRungs)
        {
            pruning.Epochs = RunJson.Count(document["epochs"]);
            foreach (List<object?> bracket in ((List<object?>)document["brackets"]!).Cast<List<object?>>())
            {
                pruning.Add(new SweepBracket(checked((int)RunJson.Count(bracket[0])), checked((int)RunJson.Count(bracket[1]))));
            }
        }

        return pruning;
    }

    private static int Count(Dictionary<string, object?> document, string name) =>
        checked((int)RunJson.Count(document.TryGetValue(name, out object? count) ? count : null));
}
