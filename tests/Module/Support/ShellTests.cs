namespace NormTools.Module.Tests;

/// <summary>The harness itself: what the other tests rely on.</summary>
public sealed class ShellTests
{
    [Fact]
    public void Objects_and_errors_of_one_pipeline_come_apart()
    {
        using Shell shell = new();
        ShellResult result = shell.Run("1, 'x', 3 | New-Tensor -Shape 1; 5");
        Assert.Equal(5, result.Objects[^1].BaseObject);
        Assert.Equal(3, result.Errors.Count);
        Assert.Null(result.Failure);
    }

    [Fact]
    public void A_terminating_error_is_told_from_the_others()
    {
        using Shell shell = new();
        ShellResult result = shell.Run("throw 'it ended'");
        Assert.Equal("it ended", result.Failure?.Exception.Message);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void A_script_that_never_ends_is_stopped()
    {
        using Shell shell = new();
        ShellResult result = shell.RunUntil(r => r.Objects.Count > 0, "1; while ($true) { }");
        Assert.True(result.Stopped);
        Assert.InRange(result.StopTime, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }
}
