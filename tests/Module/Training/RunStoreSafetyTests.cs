using System.Text;

namespace NormTools.Module.Tests;

/// <summary>What must not happen to a store: files of others that go, damage that nobody is told of, runs that nothing finds.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class RunStoreSafetyTests : IDisposable
{
    private readonly string place = Directory.CreateTempSubdirectory("NormTools-").FullName;
    private readonly Shell shell = new();

    public RunStoreSafetyTests() => shell.Run(
        """
        param($data, $place)
        Set-Location $place
        $iris = Import-Dataset ($data + '/iris.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
        function Net { New-Model 4 -Seed 0 { Linear 3 } }
        function Run([string] $Name, $More = @{}) { Net | Start-TrainingRun $iris -Epoch 2 -Seed 5 -Name $Name @More }
        function Link([string] $Path, [string] $Target, [switch] $File) {
            $kind = if (-not $File -and $env:OS -eq 'Windows_NT') { 'Junction' } else { 'SymbolicLink' }
            $null = New-Item -ItemType $kind -Path $Path -Target $Target
        }
        """,
        Path.Combine(BuiltModule.Folder, "data"),
        place);

    [Fact]
    public void Removing_a_link_leaves_what_it_leads_to()
    {
        shell.Run("$null = Run real; Copy-Item runs/real away -Recurse; Link runs/linked $place/away; Remove-TrainingRun linked");
        Assert.False(Directory.Exists(At("runs", "linked")));
        Assert.Equal(6, Directory.GetFiles(At("away")).Length);
        shell.Run("Link runs/again $place/away; Get-TrainingRun again | Remove-TrainingRun; Link runs/again $place/away; Remove-TrainingRun -Path runs *");
        Assert.Empty(Directory.GetFileSystemEntries(At("runs")));
        Assert.Equal(6, Directory.GetFiles(At("away")).Length);
    }

    [Fact]
    public void Force_does_not_write_through_a_link()
    {
        shell.Run("$null = Run real; Link runs/linked $place/runs/real");
        string before = File.ReadAllText(At("runs", "real", "run.json"));
        shell.Run("Run linked @{ Force = $true; LearningRate = 0.1 }").Error("RunIsLink");
        Assert.Equal(before, File.ReadAllText(At("runs", "real", "run.json")));
    }

    [Fact]
    public void A_file_of_a_run_that_is_a_link_is_replaced_and_not_what_it_leads_to()
    {
        shell.Run("$null = Run real; Move-Item runs/real/model.safetensors best.safetensors; Link runs/real/model.safetensors $place/best.safetensors -File");
        byte[] before = File.ReadAllBytes(At("best.safetensors"));
        shell.Run("$null = Run real @{ Force = $true; LearningRate = 0.1 }");
        Assert.Equal(before, File.ReadAllBytes(At("best.safetensors")));
        Assert.Null(new FileInfo(At("runs", "real", "model.safetensors")).LinkTarget);
        shell.Run("Remove-Item runs/real/model.safetensors; Link runs/real/model.safetensors $place/best.safetensors -File; Remove-TrainingRun real");
        Assert.Equal(before, File.ReadAllBytes(At("best.safetensors")));
        Assert.False(Directory.Exists(At("runs", "real")));
    }

    [Fact]
    public void Files_that_are_no_run_are_not_written_over()
    {
        shell.Run("$null = New-Item runs/mine -ItemType Directory; Net | Export-Model runs/mine/model.safetensors");
        byte[] before = File.ReadAllBytes(At("runs", "mine", "model.safetensors"));
        shell.Run("Run mine").Error("RunExists");
        Assert.Equal(before, File.ReadAllBytes(At("runs", "mine", "model.safetensors")));
        Assert.Equal("0", TensorText.Of(shell, "@(Get-TrainingRun -Path runs).Count"));
    }

    [Fact]
    public void A_run_without_its_document_is_told_and_goes_on()
    {
        shell.Run("$null = Run lost; Copy-Item runs kept -Recurse; Remove-Item kept/lost/run.json");
        Assert.Contains("-Resume", shell.Run("Get-TrainingRun -Path kept").Error("DamagedRun").Exception.Message, StringComparison.Ordinal);
        shell.Run("Import-TrainingRun lost -Path kept").Error("DamagedRun");
        shell.Run("Run lost @{ Path = 'kept' }").Error("RunExists");
        shell.Run("$more = Net | Start-TrainingRun $iris -Epoch 3 -Seed 5 -Name lost -Path kept -Resume; $whole = Net | Start-TrainingRun $iris -Epoch 3 -Seed 5");
        Assert.Equal("3 True", TensorText.Of(shell, "$more.EpochCount; $more.Result.TrainingLoss -eq $whole.Result.TrainingLoss"));
        shell.Run("Remove-Item kept/lost/run.json; Remove-TrainingRun lost -Path kept");
        Assert.False(Directory.Exists(At("kept", "lost")));
    }

    [Theory]
    [InlineData("run.json", "run.json")]
    [InlineData("metrics.jsonl", "metrics.jsonl, line ")]
    public void Any_flipped_bit_is_damage(string name, string told)
    {
        shell.Run("$null = Run bad; Copy-Item runs kept -Recurse");
        string file = At("kept", "bad", name);
        byte[] whole = File.ReadAllBytes(file);
        Assert.Empty(shell.Run("Get-TrainingRun -Path kept").Errors);
        int checksum = Encoding.UTF8.GetString(whole).LastIndexOf("\"checksum\"", StringComparison.Ordinal);
        for (int at = 1; at < whole.Length; at += 1 + (whole.Length / 40))
        {
            if (at >= checksum && at < checksum + 12)
            {
                continue; // without the entry there is no check
            }

            byte[] flipped = [.. whole];
            flipped[at] ^= 1;
            File.WriteAllBytes(file, flipped);
            Assert.Contains(told, shell.Run("Get-TrainingRun bad -Path kept").Error("DamagedRun").Exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_store_is_a_folder_that_is_there()
    {
        File.WriteAllText(At("file"), "x");
        foreach (string command in new[] { "Get-TrainingRun", "Import-TrainingRun x", "Remove-TrainingRun x", "Run x @{ Path = 'file' } #" })
        {
            shell.Run($"{command} -Path file").Error("StoreIsFile");
        }

        foreach (string command in new[] { "Get-TrainingRun", "Import-TrainingRun *", "Remove-TrainingRun *" })
        {
            Assert.Contains("Start-TrainingRun -Name", shell.Run($"{command} -Path nowhere").Error("StoreNotFound").Exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(shell.Run("Get-TrainingRun -State Interrupted").Errors);
    }

    [Fact]
    public void A_name_in_another_case_is_the_same_run()
    {
        shell.Run("$null = Run Rate; Copy-Item runs kept -Recurse");
        shell.Run("Run rATE").Error("RunExists");
        Assert.Equal("Rate", TensorText.Of(shell, "(Import-TrainingRun rate -Path kept).Name"));
        shell.Run("$null = Run rate @{ Force = $true }");
        Assert.Equal(["Rate"], Directory.GetDirectories(At("runs")).Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows() && !OperatingSystem.IsMacOS())
        {
            shell.Run("Copy-Item kept/Rate kept/rate -Recurse; Remove-TrainingRun rate -Path kept");
            Assert.Equal(["Rate"], Directory.GetDirectories(At("kept")).Select(Path.GetFileName));
        }
    }

    [Fact]
    public void Several_runs_are_a_table_of_80_columns_and_one_is_shown_with_its_epochs()
    {
        shell.Run("$null = Run 'a name that is longer than its column'; $null = Run b; $null = Net | Start-TrainingRun $iris.Train -Epoch 1 -Seed 5");
        string[] lines = TensorText.Of(shell, "Get-TrainingRun -Path runs | Out-String -Width 80").Split('\n');
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.InRange(lines.Length, 4, 9);
        Assert.Contains("Finished", TensorText.Of(shell, "Get-TrainingRun | Out-String -Width 80"), StringComparison.Ordinal);
        Assert.Contains("Options:", TensorText.Of(shell, "Get-TrainingRun b | Out-String -Width 80"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_the_stores_before_that_of_another_store()
    {
        shell.Run("$null = Run same; $null = Run same @{ Path = 'other' }; $null = Run far @{ Path = 'other' }");
        Assert.Equal("runs", TensorText.Of(shell, "(Get-TrainingRun same).Path | Split-Path | Split-Path -Leaf"));
        Assert.Equal("other", TensorText.Of(shell, "(Get-TrainingRun far).Path | Split-Path | Split-Path -Leaf"));
        Assert.Equal("2", TensorText.Of(shell, $"@(Get-TrainingRun | Where-Object {{ $_.Name -eq 'same' -and $_.Path -like '{place}*' }}).Count"));
    }

    [Fact]
    public void Rows_as_they_came_go_on_with_a_run()
    {
        shell.Run(
            """
            $rows = Import-Csv "$($args[0])/iris.csv"
            $data = $rows | Import-Dataset -Label label
            $null = Net | Start-TrainingRun $data -Epoch 1 -Seed 5 -Name raw; Copy-Item runs kept -Recurse
            $more = Get-TrainingRun raw -Path kept | Resume-TrainingRun -Epoch 2 -Data $rows
            $whole = Net | Start-TrainingRun $data -Epoch 2 -Seed 5
            """,
            Path.Combine(BuiltModule.Folder, "data"));
        Assert.Equal("2 True", TensorText.Of(shell, "$more.EpochCount; $more.Result.TrainingLoss -eq $whole.Result.TrainingLoss"));
    }

    public void Dispose()
    {
        shell.Run("Set-Location /");
        shell.Dispose();
        Directory.Delete(place, recursive: true);
    }

    private string At(params string[] path) => Path.Combine([place, .. path]);
}
