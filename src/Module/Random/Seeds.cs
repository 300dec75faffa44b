using System.Security.Cryptography;

namespace NormTools;

/// <summary>Seeds for those who did not give one.</summary>
internal static class Seeds
{
    /// <summary>A new seed of 32 bits, so that it is short to write down and reaches the generator whole; in a trial of a sweep the trial's
    /// next one.</summary>
    public static ulong Fresh()
    {
        if (TrialScope.Current is TrialScope trial)
        {
            return trial.NextSeed();
        }

        var bytes = new byte[4];
        using var source = RandomNumberGenerator.Create();
        source.GetBytes(bytes);
        return BitConverter.ToUInt32(bytes, 0);
    }
}
