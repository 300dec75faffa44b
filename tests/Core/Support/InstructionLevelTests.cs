using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NormTools.Core.Random;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Whether these tests run at the level that their suite is named after: Core-default, Core-v3,
/// Core-v4.</summary>
public sealed class InstructionLevelTests
{
    private static string? Level => Environment.GetEnvironmentVariable("NORMTOOLS_TEST_LEVEL");

    [Fact]
    public void Vectors_and_instructions_are_those_of_the_suite_s_level()
    {
        Assert.SkipWhen(Level is null, "No suite was named: the tests run at the machine's own level.");
        bool isX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        int bits = Level switch
        {
            "default" => 128,
            "v3" => 256,
            "v4" => 512,
            _ => throw new NotSupportedException($"There is no level '{Level}'."),
        };
        Assert.Equal(bits, 8 * Vector<byte>.Count);
        Assert.Equal(bits / 32, Vector<float>.Count);
        Assert.Equal(bits / 64, Vector<double>.Count);
        if (isX64)
        {
            Assert.Equal(bits > 128, Fma.IsSupported);
            Assert.Equal(bits > 128, Avx2.IsSupported);
            Assert.Equal(bits > 256, Avx512F.IsSupported);
            Assert.Equal(bits > 256, Vector512.IsHardwareAccelerated);
            Assert.Equal(bits > 128, Fused.IsHardware);
        }
    }
}
