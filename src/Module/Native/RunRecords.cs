using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>Where a run stands; the numbers are those of src/Core/Abi/RunRecords.cs.</summary>
internal enum RunState
{
    Running = 0,
    EpochFinished = 1,
    Finished = 2,
    StoppedEarly = 3,
    NotFinite = 4,
    Stopped = 5,
}

[StructLayout(LayoutKind.Sequential)]
internal struct RunProgress
{
    public RunState State;
    public int Validating;
    public long Epoch;
    public long Epochs;
    public long Step;
    public long StepsPerEpoch;
    public long Records;
    public long BestEpoch;
    public double BestValue;
    public double RunningLoss;
    public double RunningAccuracy;
    public double LearningRate;
    public double ElapsedSeconds;
}

[StructLayout(LayoutKind.Sequential)]
internal struct RunRecord
{
    public long Epoch;
    public double TrainingLoss;
    public double TrainingAccuracy;
    public double ValidationLoss;
    public double ValidationAccuracy;
    public double LearningRate;
    public double Seconds;
}

[StructLayout(LayoutKind.Sequential)]
internal struct Evaluation
{
    public double Loss;
    public double Accuracy;
    public long Rows;
}
