namespace NormTools;

/// <content>The latest run.</content>
public sealed partial class Model
{
    /// <summary>The latest training run of this model in this session.</summary>
    public TrainingRun? LastRun { get; internal set; }
}
