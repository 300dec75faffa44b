namespace NormTools;

/// <content>Where its values came from.</content>
public sealed partial class Tensor
{
    /// <summary>What is known of where the values come from; null for nothing.</summary>
    internal SampleSource? Source { get; set; }
}
