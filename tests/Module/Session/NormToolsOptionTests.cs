namespace NormTools.Module.Tests;

/// <summary>Get-NormToolsOption, Set-NormToolsOption -Thread, and the plan that -Verbose shows.</summary>
[Collection("Training runs")]
public sealed class NormToolsOptionTests(Shell shell) : IClassFixture<Shell>, IDisposable
{
    public void Dispose() => shell.Run("Set-NormToolsOption -Thread 0");

    [Fact]
    public void At_first_there_are_as_many_threads_as_processors() =>
        Assert.Equal("True True", TensorText.Of(
            shell, "$o = Get-NormToolsOption; $o.Thread -eq [Environment]::ProcessorCount; $o.Processor -eq $o.Thread"));

    [Fact]
    public void The_number_of_threads_holds_until_it_is_set_again()
    {
        Assert.Equal("3 3", TensorText.Of(
            shell, "(Set-NormToolsOption 3 -PassThru).Thread; (Get-NormToolsOption).Thread"));
        Assert.Equal("True", TensorText.Of(
            shell, "Set-NormToolsOption -Thread 0; (Get-NormToolsOption).Thread -eq [Environment]::ProcessorCount"));
    }

    [Fact]
    public void The_build_in_use_is_told() =>
        Assert.Equal("True True", TensorText.Of(
            shell,
            "$o = Get-NormToolsOption; $o.Level -in 'default', 'v3', 'v4'; [IO.File]::Exists($o.Library)"));

    [Theory]
    [InlineData("-1", "ParameterArgumentValidationError")]
    [InlineData("65", "ParameterArgumentValidationError")]
    [InlineData("1.5", "ParameterArgumentTransformationError")]
    [InlineData("many", "CannotConvertArgumentNoMessage")]
    public void A_number_that_makes_no_sense_is_one_clear_error(string count, string id) =>
        shell.Run($"Set-NormToolsOption -Thread {count}").Error(id);

    [Theory]
    [InlineData("Set-NormToolsOption -Thread ")]
    [InlineData("Start-TrainingRun -Thread ")]
    public void Numbers_of_threads_are_completed(string line)
    {
        string[] offered = [.. shell.Complete(line).Select(result => result.CompletionText)];
        Assert.Equal(Enumerable.Range(0, Math.Min(Environment.ProcessorCount, 64) + 1).Select(i => $"{i}"), offered);
    }

    [Fact]
    public void Verbose_shows_the_plan_and_each_epoch()
    {
        ShellResult result = shell.Run(
            """
            $d = New-Dataset (New-Tensor 8, 4 -Value 0.5) (0, 1, 0, 1, 0, 1, 0, 1)
            New-Model 4 -Seed 0 { Linear 8; BatchNorm; ReLU; Linear 2 } | Start-TrainingRun $d -Epoch 2 -BatchSize 4 -Seed 0 -Verbose
            """);
        string[] lines = [.. result.Verbose];
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("Plan of training with 4 rows: ", lines[0], StringComparison.Ordinal);
        Assert.Contains("BatchNorm  ReLU", lines[0], StringComparison.Ordinal);
    }
}
