using System.Runtime.Intrinsics.X86;

namespace NormTools.Host;

/// <summary>The instruction levels that this CPU runs, so that the tests are run on each of them.</summary>
internal static class CpuLevels
{
    public static IEnumerable<string> Supported()
    {
        yield return "default";
        if (Avx2.IsSupported && Fma.IsSupported && Bmi1.IsSupported && Bmi2.IsSupported && Lzcnt.IsSupported)
        {
            yield return "v3";
            if (Avx512F.VL.IsSupported && Avx512BW.VL.IsSupported && Avx512CD.VL.IsSupported && Avx512DQ.VL.IsSupported)
            {
                yield return "v4";
            }
        }
    }
}
