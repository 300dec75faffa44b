using System.Collections.Specialized;

namespace NormTools;

/// <summary>What one of many models brought, which another process may have trained: it comes back as JSON.</summary>
internal interface ITrialResult
{
    /// <summary>What is shown of it while others are trained.</summary>
    double Value { get; }

    /// <summary>Adds what came of the training.</summary>
    void Write(OrderedDictionary json);

    /// <summary>Takes it.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    void Read(Dictionary<string, object?> json);
}
