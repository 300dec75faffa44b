namespace NormTools;

/// <content>Where its values came from.</content>
public sealed partial class Tensor
{
    /// <summary>The data set whose samples these are, as a model sees them.</summary>
    internal Dataset? Origin { get; set; }
}
