using System.Text.Json;
using System.Text.RegularExpressions;

namespace NormTools.Module.Tests;

/// <summary>The instruction level that a sweep began with, which all who do its trials have: others would give other last digits.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class SweepLevelTests : IClassFixture<Shell>, IDisposable
{
    private const string Setup =
        """
        $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
        $train = { param($Width) New-Model -Data $using:wine { Linear $Width; ReLU; Dropout 0.2; Linear } | Start-TrainingRun $using:wine -Epoch 3 }
        function Text($trials) { ($trials | ForEach-Object { "$($_.Trial) $($_.State) $($_.Score) $($_.Epoch) $_ $($_.Error)" }) -join '|' }
        """;

    private readonly Shell shell;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");
    private readonly string own;

    public SweepLevelTests(Shell shell)
    {
        this.shell = shell;
        shell.Run($"param($data, $folder) $folder = $folder\n{Setup}", Path.Combine(BuiltModule.Folder, "data"), folder);
        own = Text("(Get-NormToolsOption).Level");
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Document => Path.Combine(folder, "sweep.json");

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    [Fact]
    public void A_folder_names_what_computes_its_trials()
    {
        Text("$null = Start-TrainingSweep { param($x) $x } @{ x = 1 } -Path $folder");
        JsonElement sweep = JsonDocument.Parse(File.ReadAllText(Document)).RootElement;
        Assert.Equal(own, sweep.GetProperty("level").GetString());
        Assert.Equal(Processor, sweep.GetProperty("processor").GetString());
    }

    [Theory]
    [InlineData("v3", "x64")]
    [InlineData("default", "x64")]
    [InlineData("v9", "x64")]
    [InlineData("default", "riscv64")]
    public void A_process_of_another_level_is_refused_and_goes_on_by_force(string level, string processor)
    {
        string other = level == own && processor == Processor ? "v4" : level;
        Text("$null = Start-TrainingSweep { param($x) $x } @{ x = New-SearchRange 0 1 } -Trial 3 -Path $folder");
        Rewrite(other, processor);
        string known = File.ReadAllText(Document);
        string message = shell.Run("Resume-TrainingSweep $folder -Add 2").Error("OtherLevel").Exception.Message;
        Assert.StartsWith($"The sweep in '{folder}' began with the instruction level {other} of {processor}, and this process has the instruction level {own} of {Processor}: ", message, StringComparison.Ordinal);
        Assert.Contains($"Resume-TrainingSweep -Force goes on with {own}", message, StringComparison.Ordinal);
        bool isPossible = processor == Processor && IsSupported(other);
        Assert.Equal(isPossible, message.Contains($"$env:NORMTOOLS_LEVEL = '{other}'; Import-Module NormTools", StringComparison.Ordinal));
        Assert.Equal(known, File.ReadAllText(Document));
        Assert.Equal("3", Text("@(Import-TrainingSweep $folder).Count"));
        Assert.Equal("5", Text("@(Resume-TrainingSweep $folder -Add 2 -Force).Count"));
        Assert.Equal("5", Text("@(Resume-TrainingSweep $folder).Count")); // it has this level now
    }

    [Fact]
    public void A_folder_that_names_none_goes_on()
    {
        Text("$null = Start-TrainingSweep { param($x) $x } @{ x = 1, 2 } -Path $folder");
        File.WriteAllText(Document, Regex.Replace(File.ReadAllText(Document), "^ *\"(level|processor)\".*\n", string.Empty, RegexOptions.Multiline));
        Assert.DoesNotContain("\"level\"", File.ReadAllText(Document), StringComparison.Ordinal);
        Assert.Equal("1 2", Text("(Resume-TrainingSweep $folder).Score"));
    }

    [Fact]
    public void A_machine_that_has_another_level_is_told_with_a_way_out()
    {
        using OtherProcess other = new();
        Text("$null = Start-TrainingSweep { param($x) $x } @{ x = New-SearchRange 0 1 } -Trial 2 -Path $folder");
        Rewrite("v9", Processor);
        string fresh = shell.Run("param($other) $session = $other; Resume-TrainingSweep $folder -Add 1 -Session $session", other.Session).Error("OtherLevel").Exception.Message;
        Assert.Matches($"^session .* has the instruction level .* of {Processor}, and the sweep began with the instruction level v9 of {Processor}: ", fresh);
        Assert.Matches(@"\$env:NORMTOOLS_LEVEL = '(default|v3|v4)' in a new PowerShell", fresh);
        string loaded = shell.Run("Resume-TrainingSweep $folder -Session $session").Error("OtherLevel").Exception.Message;
        Assert.Contains(" has loaded the instruction level ", loaded, StringComparison.Ordinal);
        Assert.Contains("A new session takes v9", loaded, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_session_takes_the_level_of_the_sweep_whatever_its_own_would_be()
    {
        string? another = new[] { "default", "v3", "v4" }.FirstOrDefault(level => level != own && IsBuilt(level) && IsSupported(level));
        Assert.SkipWhen(another is null, "There is one level here only.");
        using OtherProcess other = new();
        Assert.Equal($"True {own}", Text(
            $$"""
            $whole = Text (Start-TrainingSweep $train @{ Width = 2, 3 })
            $session = $otherSession
            Invoke-Command -Session $session { $env:NORMTOOLS_LEVEL = '{{another}}' }
            $whole -eq (Text (Start-TrainingSweep $train @{ Width = 2, 3 } -Path $folder -Session $session))
            Invoke-Command -Session $session { (Get-NormToolsOption).Level }
            """,
            other));
        (_, string output, _) = BuiltModule.RunApart($"try {{ Resume-TrainingSweep '{folder}' -ErrorAction Stop }} catch {{ $_.FullyQualifiedErrorId }}", ("NORMTOOLS_LEVEL", another));
        Assert.StartsWith("OtherLevel,", output, StringComparison.Ordinal);
    }

    private static string Processor => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private bool IsSupported(string level) =>
        shell.Run($"[NormTools.Tensor].Assembly.GetType('NormTools.Native.Processor').GetMethod('Supports').Invoke($null, '{level}')").Single<bool>();

    private static bool IsBuilt(string level) => Directory.GetDirectories(BuiltModule.Folder, "*-x64*")
        .Any(place => level == "default" ? place.EndsWith("-x64", StringComparison.Ordinal) : place.EndsWith("-" + level, StringComparison.Ordinal));

    private void Rewrite(string level, string processor) => File.WriteAllText(
        Document,
        Regex.Replace(
            Regex.Replace(File.ReadAllText(Document), "\"level\": \"[^\"]*\"", $"\"level\": \"{level}\""),
            "\"processor\": \"[^\"]*\"",
            $"\"processor\": \"{processor}\""));

    private string Text(string script, OtherProcess other)
    {
        shell.Run("param($other) $otherSession = $other", other.Session);
        return Text(script);
    }
}
