namespace NormTools.Core.Memory;

/// <summary>An object behind a handle that holds native memory: the handle's owner tells its garbage collector how
/// much.</summary>
internal interface IHoldsMemory
{
    /// <summary>Bytes at this moment; another thread may be changing them.</summary>
    long HeldBytes { get; }
}
