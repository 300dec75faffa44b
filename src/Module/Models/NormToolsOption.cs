using NormTools.Native;

namespace NormTools;

/// <summary>What holds for every command of this process.</summary>
public sealed class NormToolsOption
{
    internal NormToolsOption(string runPath)
    {
        Thread = NativeMethods.ThreadsSet(0);
        RunPath = runPath;
    }


    /// <summary>Threads that a command uses at most, where it is not told otherwise.</summary>
    public int Thread { get; }

    /// <summary>The processors of this process.</summary>
    public int Processor { get; } = Environment.ProcessorCount;

    /// <summary>The machine code in use: default, v3 or v4.</summary>
    public string Level { get; } = CoreLibrary.Level;

    /// <summary>The bits of its vectors.</summary>
    public int VectorWidth { get; } = NativeMethods.VectorWidth();

    /// <summary>The native library in use.</summary>
    public string Library { get; } = CoreLibrary.Path;

    /// <summary>The folder that keeps named runs, where a command names no other.</summary>
    public string RunPath { get; }
}
