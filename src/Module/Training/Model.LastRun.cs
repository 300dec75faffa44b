namespace NormTools;

/// <content>Its training.</content>
public sealed partial class Model
{
    /// <summary>The latest training run of this model in this session.</summary>
    public TrainingRun? LastRun { get; internal set; }
}
