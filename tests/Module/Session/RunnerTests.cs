using NormTools.Run;

namespace NormTools.Module.Tests;

/// <summary>What the runner of the suites makes of a suite that dies, or that says nothing.</summary>
public sealed class RunnerTests : IDisposable
{
    private readonly string report = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}.xml");

    public void Dispose() => File.Delete(report);

    [Theory]
    [InlineData(1, "exit code 1")]
    [InlineData(137, "exit code 137 (SIGKILL: perhaps for want of memory)")]
    [InlineData(139, "exit code 139 (SIGSEGV)")]
    [InlineData(132, "exit code 132 (SIGILL)")]
    [InlineData(162, "exit code 162 (signal 34)")]
    public void An_exit_code_that_stands_for_a_signal_names_it(int exitCode, string words)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        Assert.Equal(words, Ending.Describe(exitCode));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(139)]
    public void A_suite_that_ends_without_a_report_has_failed(int exitCode) =>
        Assert.Equal(new Counts(0, 1, 0), Counts.Read(report, exitCode));

    [Fact]
    public void Half_a_report_is_none()
    {
        File.WriteAllText(report, "<assemblies><assembly passed=\"7\" failed=\"0\" skipped=\"0\">");
        Assert.Equal(new Counts(0, 1, 0), Counts.Read(report, 134));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 139, 1)]
    [InlineData(2, 1, 2)]
    public void A_suite_that_dies_behind_its_tests_has_failed_too(int failed, int exitCode, int counted)
    {
        File.WriteAllText(report, $"<assemblies><assembly passed=\"7\" failed=\"{failed}\" skipped=\"1\" /></assemblies>");
        Assert.Equal(new Counts(7, counted, 1), Counts.Read(report, exitCode));
    }

    [Fact]
    public void A_suite_that_is_killed_is_one_failure()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        Suite suite = new("Killed", "sh", ["-c", "kill -9 $$"], []);
        Directory.CreateDirectory(Path.Combine("out", "tests"));
        Assert.Equal(new Counts(0, 1, 0), suite.Run());
    }

    [Fact]
    public void What_a_suite_leaves_running_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no sh.");
        string name = $"Leaves-{Guid.NewGuid():N}"; // the report is in the folder of the others
        const string Script = "sleep 30 & echo '<a><assembly passed=\"3\" failed=\"0\" skipped=\"0\" /></a>' > \"$0\"";
        Suite suite = new(name, "sh", ["-c", Script], []) { Shares = true };
        Directory.CreateDirectory(Path.Combine("out", "tests"));
        Assert.Equal(new Counts(3, 0, 0), suite.Run());
        File.Delete(Path.Combine("out", "tests", name + ".xml"));
    }
}
