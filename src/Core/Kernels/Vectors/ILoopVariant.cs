namespace NormTools.Core.Kernels;

/// <summary>
/// Whether a loop is compiled for the usual kind of call (no rectification to undo, all weights given). The kind is
/// decided once per call, so that the usual loop needs no checks at each vector; the results are the same.
/// </summary>
internal interface ILoopVariant
{
    static abstract bool IsPlain { get; }
}

/// <summary>The loop of most calls, without checks.</summary>
internal readonly struct PlainLoop : ILoopVariant
{
    public static bool IsPlain => true;
}

/// <summary>The loop of all other calls, which checks which operands are given.</summary>
internal readonly struct GeneralLoop : ILoopVariant
{
    public static bool IsPlain => false;
}
