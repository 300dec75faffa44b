namespace NormTools.Module.Tests;

/// <summary>Networks of random sizes through the native library, at the level that this run of the tests has.</summary>
[Collection("Training runs")]
public sealed class RandomNetworkTests
{
    [Fact]
    public void Networks_of_random_sizes_train_to_the_same_bits_on_any_number_of_threads()
    {
        string script = Path.Combine(BuiltModule.Repository, "tests", "Module", "Training", "RandomNetworks.ps1");
        (int code, string output, string error) = BuiltModule.RunApart($"& '{script}' -Count 30 -Seed 1");
        Assert.True(code == 0 && error.Length == 0, $"{code}: {output}{error}");
        Assert.Contains("30 networks, 0 failed", output, StringComparison.Ordinal);
    }
}
