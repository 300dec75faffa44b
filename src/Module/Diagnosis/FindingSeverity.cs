namespace NormTools;

/// <summary>How much a finding of Test-Dataset matters.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; nothing may be wrong.</summary>
    Note,

    /// <summary>Likely to harm the model, or the figures that judge it.</summary>
    Warning,

    /// <summary>The figures that judge a model cannot be believed before it is mended.</summary>
    Problem,
}
