namespace NormTools.Core.Kernels;

/// <summary>
/// Whether a call is of the usual kind (no rectification to undo, every weight there): asked once, so that the loops
/// made for it have no question to ask at each vector. Results are the same.
/// </summary>
internal interface ILoopVariant
{
    static abstract bool IsPlain { get; }
}

/// <summary>The loop of most calls, without questions.</summary>
internal readonly struct PlainLoop : ILoopVariant
{
    public static bool IsPlain => true;
}

/// <summary>The loop of any other call: it asks for what there is.</summary>
internal readonly struct GeneralLoop : ILoopVariant
{
    public static bool IsPlain => false;
}
