using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <summary>The machine code that computes the trials of a sweep. Others round otherwise: with several of them the table would depend on who did
/// which trial.</summary>
internal sealed class SweepLevel
{
    private const string LevelEntry = "level", ProcessorEntry = "processor";

    public SweepLevel(string level, string processor)
    {
        Level = level;
        Processor = processor;
    }

    /// <summary>That of this process.</summary>
    public static SweepLevel Own => new SweepLevel(CoreLibrary.Level, Native.Processor.Kind);

    /// <summary>The instruction level, as NORMTOOLS_LEVEL has it.</summary>
    public string Level { get; }

    /// <summary>The kind of processor, as x64.</summary>
    public string Processor { get; }

    /// <summary>Whether this process has it.</summary>
    public bool IsOwn => IsLike(Own);

    /// <summary>Whether a process of this machine could have it.</summary>
    public bool IsPossible => Processor == Native.Processor.Kind && Native.Processor.Supports(Level);

    /// <summary>Whether both give the same bits.</summary>
    public bool IsLike(SweepLevel other) => Level == other.Level && Processor == other.Processor;

    /// <summary>What sweep.json says; this process' own where it says nothing.</summary>
    public static SweepLevel Read(Dictionary<string, object?> document) =>
        document.TryGetValue(LevelEntry, out object? level) && document.TryGetValue(ProcessorEntry, out object? processor)
            ? new SweepLevel((string)level!, (string)processor!) : Own;

    /// <summary>Adds it to sweep.json.</summary>
    public void AddTo(OrderedDictionary json)
    {
        json.Add(LevelEntry, Level);
        json.Add(ProcessorEntry, Processor);
    }

    /// <summary>As in "the instruction level v3 of x64".</summary>
    public override string ToString() => $"the instruction level {Level} of {Processor}";
}
