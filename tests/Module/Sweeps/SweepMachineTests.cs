namespace NormTools.Module.Tests;

/// <summary>Sweeps whose trials are done by other processes, in sessions as other machines have them.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class SweepMachineTests : IClassFixture<Shell>, IClassFixture<OtherProcess>, IDisposable
{
    private const string Setup =
        """
        $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
        $train = { param($Width) New-Model -Data $using:wine { Linear $Width; ReLU; Dropout 0.2; Linear } | Start-TrainingRun $using:wine -Epoch 3 }
        $slow = { param($Width) New-Model -Data $using:wine { Linear $Width; ReLU; Dropout 0.2; Linear } | Start-TrainingRun $using:wine -Epoch 6 -OnEpoch { Start-Sleep -Milliseconds 60 } }
        function Text($trials) { ($trials | ForEach-Object { "$($_.Trial) $($_.State) $($_.Score) $($_.Low) $($_.Scores -join ',') $($_.RungScores -join ',') $($_.Epoch) $_ $($_.Error)" }) -join '|' }
        """;

    private readonly Shell shell;
    private readonly OtherProcess other;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");

    public SweepMachineTests(Shell shell, OtherProcess other)
    {
        this.shell = shell;
        this.other = other;
        shell.Run($"param($data, $folder, $session) $folder = $folder; $other = $session\n{Setup}", Path.Combine(BuiltModule.Folder, "data"), folder, other.Session);
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    [Theory]
    [InlineData("$train @{ Width = 2, 3, 4, 8 } -Repeat 2")]
    [InlineData("$train @{ Width = New-SearchRange 2 20 -Whole } -Trial 9 -Prune SuccessiveHalving")]
    [InlineData("$train @{ Width = New-SearchRange 2 20 -Whole } -Trial 7 -Prune Median -RoundSize 2")]
    [InlineData("{ param($Rate) [Math]::Pow([Math]::Log10($Rate) + 2, 2) } @{ Rate = New-SearchRange 1e-5 1 -Log } -Sampler Tpe -Trial 14")]
    public void A_sweep_in_another_process_gives_the_same_table(string sweep) => Assert.Equal("True True 0", Text(
        $$"""
        $own = Start-TrainingSweep {{sweep}} -Worker 1
        $there = Start-TrainingSweep {{sweep}} -Session $other -Path $folder
        (Text $there) -eq (Text $own)
        "$($there | Where-Object Run | ForEach-Object { $_.Run.Model.Parameters['0.weight'].ToArray() })" -eq "$($own | Where-Object Run | ForEach-Object { $_.Run.Model.Parameters['0.weight'].ToArray() })"
        @(Get-ChildItem $folder -Recurse -Include claim-*, *.checkpoint, part.json).Count
        """));

    [Fact]
    public void A_folder_that_only_this_process_sees_is_brought_there_and_the_results_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux names folders that each process sees elsewhere.");
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Path.GetTempPath();
        try
        {
            Directory.CreateDirectory(folder);
            Environment.CurrentDirectory = folder;
            Assert.Equal("True True True metrics.jsonl result.json trial.json 1", Text(
                """
                $own = Start-TrainingSweep $train @{ Width = New-SearchRange 2 20 -Whole } -Trial 9 -Prune SuccessiveHalving
                $there = Start-TrainingSweep $train @{ Width = New-SearchRange 2 20 -Whole } -Trial 9 -Prune SuccessiveHalving -Session $other -Path /proc/self/cwd/sweep
                (Text $there) -eq (Text $own)
                (Text (Import-TrainingSweep "$folder/sweep")) -eq (Text $own)
                "$(($there | Where-Object Run).Run.Model.Parameters['0.weight'].ToArray())" -eq "$(($own | Where-Object Run).Run.Model.Parameters['0.weight'].ToArray())"
                (Get-ChildItem "$folder/sweep/trials/0002" -File).Name
                @(Get-ChildItem "$folder/sweep" -Recurse -Filter model.safetensors).Count
                """));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public void A_sweep_that_is_stopped_goes_on_from_what_the_other_process_had()
    {
        string whole = Text("Text (Start-TrainingSweep $slow @{ Width = 2, 3 })");
        ShellResult stopped = shell.RunUntil(
            _ => Directory.Exists(folder) && Directory.GetFiles(folder, "claim-1", SearchOption.AllDirectories).Length > 0,
            "Start-TrainingSweep $slow @{ Width = 2, 3 } -Session $other -Path $folder -Worker 1");
        Assert.True(stopped.Stopped);
        Assert.Empty(Directory.GetFiles(folder, "claim-*", SearchOption.AllDirectories));
        Assert.Equal(whole + " " + whole, Text("Text (Resume-TrainingSweep $folder -Session $other); Text (Import-TrainingSweep $folder)"));
    }

    [Fact]
    public void Another_session_takes_the_variables_from_the_folder()
    {
        string whole = Text("Text (Start-TrainingSweep $train @{ Width = 2, 3 } -Session $other -Path $folder)");
        File.Delete(Path.Combine(folder, "trials", "0002", "result.json"));
        using Shell without = new();
        string text = "function Text($trials) " + Setup[Setup.IndexOf("{ ($trials", StringComparison.Ordinal)..];
        Assert.Equal(whole, without.Run($"param($folder) {text}; Text (Resume-TrainingSweep $folder)", folder).Single<string>());
        Assert.Equal("False", Text("$null = Start-TrainingSweep $train @{ Width = 2 } -Path $folder -Force; Test-Path $folder/using"));
    }

    [Fact]
    public void What_a_script_takes_is_the_same_there() => Assert.Equal("True", Text(
        """
        $pixels = New-Dataset (New-RandomTensor 12, 1, 4, 4 -Seed 1) (0, 1, 2 * 4)
        $table = 1..40 | ForEach-Object { [pscustomobject]@{ Age = $_ % 7; Town = ('Rome', 'Bern', 'Oslo')[$_ % 3]; Day = [datetime]::new(2024, 1, 1).AddDays($_); Price = $_ / 4 } }
        $steps = New-Preprocessor { Impute; DatePart Day -Part Month; OneHot; Standardize; ScaleTarget }
        $scaled = $table | Import-Dataset -Label Price | Split-Dataset -Test 0.2 -Validation 0.2 -Seed 3 -Preprocessor $steps
        $windows = $table | Select-Object Age, Price | Import-Dataset | New-SequenceWindow -Length 4 -Target Price
        $texts = 1..12 | ForEach-Object { [pscustomobject]@{ Words = ('good film', 'bad film', 'good')[$_ % 3]; Label = ('a', 'b')[$_ % 2] } } | Import-Dataset -Text Words -Label Label
        $run = New-Model -Data $wine { Linear 2; Linear } | Start-TrainingRun $wine -Epoch 1
        $everything = @{
            Numbers = @([byte]1, 2L, 3.5, [float]0.1, 4.5d, [uint16]7, [char]'x'); Many = [double[]](1..99); Words = [string[]]('a', 'b'); Nothing = $null
            Nested = @{ Inner = [ordered]@{ b = 1; a = 2 }; When = [datetimeoffset]::new(2024, 5, 6, 7, 8, 9, [timespan]::FromHours(2)) }
            Record = [pscustomobject]@{ A = 1; B = [version]'1.2' }; Day = [System.DayOfWeek]::Friday; Lists = [System.Collections.Generic.List[int]](1, 2), [System.Collections.ArrayList](3, 'c')
            Block = { 1 + 1 }; Ragged = @(, @(1, @(2, 3)))
        }
        $tensor = New-RandomTensor 2, 3 -Seed 4
        $generator = New-RandomGenerator 5
        $null = $generator | ForEach-Object { New-RandomTensor 3 -Generator $_ }
        $tell = {
            param($Any)
            function Tell($x, $depth = 0) {
                if ($null -eq $x) { return 'null' }
                $inner = if ($depth -gt 4) { '' }
                    elseif ($x -is [System.Collections.IDictionary] -and $x.GetType().Namespace -ne 'NormTools') { ($x.Keys | Sort-Object | ForEach-Object { "$_=" + (Tell $x[$_] ($depth + 1)) }) -join ';' }
                    elseif ($x -is [System.Collections.IList]) { ($x | ForEach-Object { Tell $_ ($depth + 1) }) -join ',' }
                    elseif ($x -is [NormTools.Tensor]) { "$($x.ToArray())" }
                    elseif ($x -is [pscustomobject]) { ($x.PSObject.Properties | ForEach-Object { "$($_.Name)=" + (Tell $_.Value ($depth + 1)) }) -join ';' }
                    else { ($x | Out-String -Width 200) + $x.Column }
                "$($x.GetType().Name)($inner)"
            }
            $model = New-Model -Data $using:scaled { Linear 3; ReLU; Linear } | Start-TrainingRun $using:scaled -Epoch 2
            throw ((Tell $using:pixels), (Tell $using:scaled), (Tell $using:scaled.Train), (Tell $using:scaled.Test.Feature), (Tell $using:windows), (Tell $using:texts), (Tell $using:steps),
                (Tell $using:run.Model), (Tell $using:run.Model.Parameters['0.weight']), (Tell $using:everything), (Tell $using:tensor), (Tell (New-RandomTensor 2 -Generator $using:generator)),
                (Tell $model.Model.Parameters['0.weight']), (Tell ($model.Model | Invoke-Model ($using:table | Select-Object -First 3))), "$using:HOME") -join "`n"
        }
        $own = (Start-TrainingSweep $tell @{ Any = 1 }).Error
        $there = (Start-TrainingSweep $tell @{ Any = 1 } -Session $other -Path $folder).Error
        if ($own -cne $there) { Compare-Object ($own -split "`n") ($there -split "`n") | Out-String -Width 400 }
        $own -ceq $there
        """));

    [Theory]
    [InlineData("[System.IO.FileInfo]'a'", "FileInfo")]
    [InlineData("@{ Deep = @(1, [System.Diagnostics.Process]::GetCurrentProcess()) }", "Process")]
    [InlineData("[hashtable]::Synchronized(@{})", "table")]
    public void What_cannot_be_given_away_is_refused(string value, string named)
    {
        string message = shell.Run($"$thing = {value}; Start-TrainingSweep {{ param($Any) $using:thing; 1 }} @{{ Any = 1 }} -Session $other -Path $folder").Error("UsingNotKept").Exception.Message;
        Assert.Contains("$using:thing", message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "using")));
    }

    [Theory]
    [InlineData("-Engine Ssh -Path $folder", "MachinesWanted", "-ComputerName node1")]
    [InlineData("-Session $other", "FolderWanted", "-Path")]
    [InlineData("-ComputerName a", "FolderWanted", "-Path")]
    [InlineData("-Engine Slurm", "FolderWanted", "-Path")]
    [InlineData("-Engine Local -ComputerName a -Path $folder", "ParameterHasNoEffect", "-ComputerName has no effect with -Engine Local")]
    [InlineData("-Engine Slurm -Session $other -Path $folder", "ParameterHasNoEffect", "-Session has no effect with -Engine Slurm")]
    [InlineData("-ArgumentList '--time=1' -Path $folder", "ParameterHasNoEffect", "-ArgumentList has an effect only with -Engine Slurm")]
    [InlineData("-ComputerName a -ArgumentList '--time=1' -Path $folder", "ParameterHasNoEffect", "-ArgumentList")]
    public void Engines_that_make_no_sense_are_refused(string arguments, string id, string told)
    {
        Assert.Contains(told, shell.Run($"Start-TrainingSweep {{ param($Any) 1 }} @{{ Any = 1 }} {arguments}").Error(id).Exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_session_that_has_loaded_another_module_of_this_name_is_refused()
    {
        using OtherProcess strange = new();
        string place = folder + "-module";
        Directory.CreateDirectory(place);
        try
        {
            File.WriteAllText(Path.Combine(place, "NormTools.dll"), "other");
            File.WriteAllText(Path.Combine(place, "NormTools.psm1"), string.Empty);
            ShellResult refused = shell.Run(
                """
                param($strange, $place)
                Invoke-Command -Session $strange { param($place) Import-Module "$place/NormTools.psm1" } -ArgumentList $place
                Start-TrainingSweep { param($Any) 1 } @{ Any = 1 } -Session $strange -Path $folder
                """,
                strange.Session,
                place);
            Assert.Contains(place, refused.Error("OtherModule").Exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
