using NormTools.Native;

namespace NormTools;

/// <summary>The settings that apply to every command in this process.</summary>
public sealed class NormToolsOption
{
    internal NormToolsOption(string runPath)
    {
        Thread = NativeMethods.ThreadsSet(0);
        RunPath = runPath;
    }


    /// <summary>The most threads that a command uses, unless it has a -Thread of its own.</summary>
    public int Thread { get; }

    /// <summary>The number of processors that this process can use.</summary>
    public int Processor { get; } = Environment.ProcessorCount;

    /// <summary>The instruction level in use: default, v3 or v4.</summary>
    public string Level { get; } = CoreLibrary.Level;

    /// <summary>The width of its vectors in bits.</summary>
    public int VectorWidth { get; } = NativeMethods.VectorWidth();

    /// <summary>The path of the native library in use.</summary>
    public string Library { get; } = CoreLibrary.Path;

    /// <summary>The folder that keeps named runs, where a command names no other.</summary>
    public string RunPath { get; }
}
