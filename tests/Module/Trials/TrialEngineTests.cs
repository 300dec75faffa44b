namespace NormTools.Module.Tests;

/// <summary>Many models that are trained in a folder, by other processes and on other machines: the result is the same to the bit.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class TrialEngineTests : IClassFixture<Shell>, IClassFixture<OtherProcess>, IDisposable
{
    /// <summary>All of a result but the times, and how its data are made.</summary>
    internal const string Setup =
        """
        $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize
        $parts = $wine | Split-Dataset -Validation 0.4 -Stratify -Seed 1
        $units = 5
        function Told($result) { (($result | ConvertTo-Json -Depth 8 -WarningAction Ignore) -replace '"Duration":\s*\{[^}]*\}') + ($result | Out-String) }
        """;

    private readonly Shell shell;
    private readonly OtherProcess other;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");

    public TrialEngineTests(Shell shell, OtherProcess other)
    {
        this.shell = shell;
        this.other = other;
        shell.Run($"param($data, $folder, $session) $folder = $folder; $other = $session\n{Setup}", Path.Combine(BuiltModule.Folder, "data"), folder, other.Session);
    }

    public void Dispose()
    {
        File.Delete(Slow);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Slow => folder + "-slow"; // while it is there, models take their time

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    [Theory]
    [InlineData("Measure-CrossValidation { Linear $units; ReLU; Dropout 0.2; Linear } -Data $wine -Epoch 2 -Fold 3 -Seed 1, 2")]
    [InlineData("Measure-CrossValidation { Linear $script:units; ReLU; Linear } -Data @($wine | Split-Dataset -Fold 2 -Seed 1) -Option @{ Epoch = 2; Freeze = '0.*' } -Metric F1 -LearningRate 0.02")]
    [InlineData("Measure-LearningCurve { Linear $units; ReLU; Linear } -Data $parts -Epoch 2 -Size 0.3, 40 -Seed 1, 2 -EarlyStopping 1 -SetAside 0.2")]
    [InlineData("Measure-ValidationCurve { param($Width) Linear $Width; ReLU; Linear } @{ Width = 1, 3; LearningRate = 0.01, 1e30 } -Data $parts -Epoch 2 -Seed 1 -Group @{ Name = '*.bias'; WeightDecay = 0.1 }")]
    [InlineData("Measure-BiasVariance { Linear $units; ReLU; Linear } -Data $parts -Epoch 2 -Round 3 -Name five -Truth { $_.label }")]
    public void A_folder_and_other_processes_give_the_same_result(string call) => Assert.Equal("True True True 0", Text(
        $$"""
        $own = Told ({{call}})
        $kept = {{call}} -Path $folder
        $own -ceq (Told $kept)
        $own -ceq (Told ({{call}} -Path $folder)) # it only reads
        Remove-Item $folder -Recurse
        $there = Told ({{call}} -Path $folder -Session $other)
        if ($own -cne $there) { Compare-Object ($own -split "`n") ($there -split "`n") | Out-String -Width 400 }
        $own -ceq $there
        @(Get-ChildItem $folder -Recurse -Include claim-*, *.checkpoint).Count
        """));

    [Fact]
    public void Forecasts_are_compared_with_naive_ones_there_too() => Assert.Equal("True True", Text(
        """
        $series = 1..60 | ForEach-Object { [pscustomobject]@{ t = $_; x = $_ % 3; y = [Math]::Sin($_ / 3) + $_ / 50 } } | Import-Dataset -ExcludeProperty t |
            Split-Dataset -Test 0.3 -Time (1..60) | New-SequenceWindow -Length 4 -Target y
        $own = Measure-CrossValidation { Flatten; Linear 3; Linear } -Data @($series, $series) -Epoch 1
        $kept = Measure-CrossValidation { Flatten; Linear 3; Linear } -Data @($series, $series) -Epoch 1 -Path $folder
        $own.Fold[0].Test.Mase -is [double]
        (Told $own) -ceq (Told $kept)
        """));

    [Fact]
    public void What_was_done_before_Ctrl_C_is_kept()
    {
        const string Call = "Measure-LearningCurve { if (Test-Path \"$folder-slow\") { Start-Sleep -Milliseconds 150 }; Linear 4; ReLU; Linear } -Data $parts -Epoch 2 -Size 20, 40, 60, 80 -Seed 1, 2";
        string own = Text($"Told ({Call})");
        File.WriteAllText(Slow, string.Empty);
        ShellResult stopped = shell.RunUntil(
            _ => Directory.Exists(folder) && Directory.GetFiles(folder, "result.json", SearchOption.AllDirectories).Length > 0,
            $"{Call} -Path $folder -Worker 1");
        Assert.True(stopped.Stopped);
        File.Delete(Slow);
        Dictionary<string, DateTime> done = Directory.GetFiles(folder, "result.json", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.InRange(done.Count, 1, 7);
        Assert.Equal(own, Text($"Told ({Call} -Path $folder)"));
        Assert.All(done, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
    }

    [Fact]
    public void Another_process_takes_part_by_the_folder_alone()
    {
        const string Call = "Measure-CrossValidation { if (Test-Path \"$folder-slow\") { Start-Sleep -Milliseconds 150 }; Linear $units; Linear } -Data $wine -Epoch 1 -Fold 3";
        string own = Text($"Told ({Call})");
        File.WriteAllText(Slow, string.Empty);
        Assert.True(shell.RunUntil(_ => Directory.Exists(Path.Combine(folder, "trials", "0001")), $"{Call} -Path $folder -Worker 1").Stopped);
        File.Delete(Slow);
        Assert.Equal("3", Text(
            """
            Invoke-Command -Session $other { param($module, $path) Import-Module $module; @(Resume-TrainingSweep $path).Count } -ArgumentList (Get-Module NormTools).Path, $folder
            """));
        Assert.Equal(own, Text($"Told ({Call} -Path $folder)"));
    }

    [Theory]
    [InlineData("{ Linear 4; Linear } -Data $wine -Epoch 1 -Fold 2", "-Model")]
    [InlineData("{ Linear $units; Linear } -Data $wine -Epoch 2 -Fold 2", "-Epoch")]
    [InlineData("{ Linear $units; Linear } -Data $parts -Epoch 1 -Fold 2", "-Data")]
    [InlineData("{ Linear $units; Linear } -Data $wine -Epoch 1 -Fold 2 -Seed 1", "another sweep or measurement")]
    [InlineData("{ Linear $units; Linear } -Data $wine -Epoch 1 -Fold 3", "-Fold")]
    public void A_folder_of_something_else_is_refused(string arguments, string told)
    {
        Text("$null = Measure-CrossValidation { Linear $units; Linear } -Data $wine -Epoch 1 -Fold 2 -Path $folder");
        string message = shell.Run($"Measure-CrossValidation {arguments} -Path $folder").Error("OtherMeasurement").Exception.Message;
        Assert.Contains(told, message, StringComparison.Ordinal);
        Assert.Contains(folder, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Session $other", "FolderWanted", "-Path")]
    [InlineData("-ComputerName a", "FolderWanted", "-Path")]
    [InlineData("-Engine Ssh -Path $folder", "MachinesWanted", "-ComputerName")]
    [InlineData("-Engine Local -ComputerName a -Path $folder", "ParameterHasNoEffect", "-ComputerName")]
    [InlineData("-ArgumentList '--time=1' -Path $folder", "ParameterHasNoEffect", "-Engine Slurm")]
    [InlineData("-Worker 2", "ParameterHasNoEffect", "-Worker has an effect only with -Path")]
    [InlineData("-Thread 2 -Path $folder", "ParameterHasNoEffect", "-Thread")]
    public void Engines_that_make_no_sense_are_refused(string arguments, string id, string told)
    {
        Assert.Contains(told, shell.Run($"Measure-CrossValidation {{ Linear }} -Data $wine -Epoch 1 -Fold 2 {arguments}").Error(id).Exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void What_cannot_be_given_away_is_named_by_its_parameter()
    {
        string message = shell.Run("Measure-CrossValidation (Linear) -Data $wine -Epoch 1 -Fold 2 -Path $folder").Error("UsingNotKept").Exception.Message;
        Assert.StartsWith("-Model is or has ", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "using")));
    }

    [Fact]
    public void All_models_that_fail_give_the_failure_of_the_first()
    {
        const string Call = "Measure-CrossValidation { Linear 3; Linear } -Data $wine -Epoch 2 -Fold 2 -LearningRate 1e30";
        System.Management.Automation.ErrorRecord own = Assert.Single(shell.Run(Call).Errors), kept = Assert.Single(shell.Run(Call + " -Path $folder").Errors);
        Assert.Equal((own.FullyQualifiedErrorId, own.Exception.Message, own.CategoryInfo.Category), (kept.FullyQualifiedErrorId, kept.Exception.Message, kept.CategoryInfo.Category));
    }
}
