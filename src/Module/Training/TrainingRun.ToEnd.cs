using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <content>Training in one go, for whoever shows nothing meanwhile.</content>
public sealed partial class TrainingRun
{
    internal const double SliceMilliseconds = 50; // so that Ctrl+C takes effect within a fifth of a second

    /// <summary>Trains to the end, unless the flag of this thread is raised.</summary>
    /// <param name="slice">Called after each time slice.</param>
    internal RunState AdvanceToEnd(Action? slice = null)
    {
        RunState state = RunState.Running;
        while (state is RunState.Running or RunState.EpochFinished)
        {
            StopFlag.ThrowIfRaised();
            state = Advance(SliceMilliseconds);
            slice?.Invoke();
        }

        return state;
    }
}
