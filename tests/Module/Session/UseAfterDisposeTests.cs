namespace NormTools.Module.Tests;

/// <summary>Objects that one thread uses while another disposes of them.</summary>
[Trait("Levels", "Once")]
public sealed class UseAfterDisposeTests
{
    private const string Race =
        """
        $null = [Reflection.Assembly]::LoadFrom($env:NORMTOOLS_TESTS)
        $ErrorActionPreference = 'Stop'
        """;

    [Theory]
    [InlineData("Tensor", "New-Tensor 128, 128 -Value 1")]
    [InlineData("Tensor", "New-Tensor 128, 128 -Value 1 -DType UInt8")]
    [InlineData("Model", "New-Model 64 { Linear 64; Linear 8 } -Seed 0")]
    public void Every_public_member_ends_or_is_refused_while_a_second_thread_disposes(
        string what, string original)
    {
        (int code, string output, string error) = BuiltModule.RunApart(
            $"{Race}\n[NormTools.Module.Tests.DisposalRace]::Run(({original}), 40)",
            ("NORMTOOLS_TESTS", typeof(DisposalRace).Assembly.Location));
        Assert.True(code == 0, $"{code}: {output}{error}");
        string[] members = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.All(members, member => Assert.StartsWith(what + ".", member, StringComparison.Ordinal));
        Assert.Contains(members, member => !member.Contains(" 0 refused", StringComparison.Ordinal));
        Assert.Contains(members, member => !member.Contains(": 0 done", StringComparison.Ordinal));
    }

    [Fact]
    public void Sixteen_runspaces_share_objects_and_dispose_of_them_at_random()
    {
        string script = Path.Combine(BuiltModule.Repository, "tests", "Module", "Session", "SharedObjects.ps1");
        (int code, string output, string error) = BuiltModule.RunApart($"& '{script}' -Second 5 -Seed 1");
        Assert.True(code == 0 && error.Length == 0, $"{code}: {output}{error}");
        Assert.Contains("0 wrong", output, StringComparison.Ordinal);
    }
}
