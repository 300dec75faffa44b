using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <content>What the scripts of -OnEpoch and -OnStep see and give.</content>
public sealed partial class TrainingRun
{
    /// <summary>The names of the metrics that the script of -OnEpoch returned.</summary>
    public string[] ScriptMetric => LastEpoch?.ScriptMetrics.Keys.Cast<string>().ToArray() ?? Array.Empty<string>();

    /// <summary>Whether the last epoch is to be given to the script of -OnEpoch, which did not come to its end.</summary>
    internal bool AwaitsScript => Progress.Awaiting != 0;

    /// <summary>The steps done, over all epochs.</summary>
    internal long StepCount => (Math.Max(Progress.Epoch - 1, 0) * Progress.StepsPerEpoch) + Progress.Step;

    /// <summary>Says which scripts there are.</summary>
    internal void Observe(bool epochs, bool steps) =>
        NativeMethods.RunObserve(handle, epochs ? 1 : 0, steps ? 1 : 0).ThrowIfFailed();

    /// <summary>Takes what a script returned for the last epoch; early stopping and schedules that follow it decide now.</summary>
    /// <exception cref="NormToolsException">ScriptMetricTaken.</exception>
    internal void Give(TrainingEpoch epoch, ScriptMetrics metrics)
    {
        Array.ForEach(metrics.Names, epoch.ThrowIfTaken);
        byte[] json = Json.WriteUtf8(metrics.Values);
        NativeMethods.RunGive(handle, json, json.Length, out RunProgress progress).ThrowIfFailed();
        double? set = rate;
        Update(progress);
        rate = set;
        TrainingEpoch[] known = history;
        bool isNew = metrics.Names.Any(name => !epoch.ScriptMetrics.Contains(name));
        for (int i = isNew ? 0 : known.Length - 1; i < known.Length && metrics.Names.Length > 0; i++)
        {
            TakeGiven(known[i], i);
        }
    }

    private unsafe void TakeGiven(TrainingEpoch epoch, long index)
    {
        string text = NativeText.Read((buffer, capacity, length) => NativeMethods.RunGiven(handle, index, buffer, capacity, length));
        epoch.Take(RunJson.Read(text));
    }
}
