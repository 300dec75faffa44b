namespace NormTools.Core.Kernels;

/// <summary>
/// Whether a call is of the usual kind (no rectification to undo, every weight there): asked once, so that the loops
/// made for it have no question to ask at each vector. Results are the same.
/// </summary>
internal interface IKind
{
    static abstract bool IsUsual { get; }
}

/// <summary>The kind that most calls are of.</summary>
internal readonly struct Usual : IKind
{
    public static bool IsUsual => true;
}

/// <summary>Any other: its loops ask for what there is.</summary>
internal readonly struct Any : IKind
{
    public static bool IsUsual => false;
}
