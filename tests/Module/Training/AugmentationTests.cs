using System.Buffers.Binary;
using System.IO.Compression;
using System.Management.Automation;
using System.Text;
using System.Xml.Linq;

namespace NormTools.Module.Tests;

/// <summary>Augmentation from a script: the words of the catalog, their arguments, what they are in a run's options.</summary>
[Collection("Training runs")]
public sealed class AugmentationTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public AugmentationTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $images = New-Dataset (New-RandomTensor 40, 3, 10, 10 -Seed 1) ((1..40) | ForEach-Object { $_ % 2 })
            $table = New-Dataset (New-RandomTensor 40, 4 -Seed 1) ((1..40) | ForEach-Object { $_ % 2 })
            function Net { New-Model 3, 10, 10 -Seed 0 { Conv2d 4 3; ReLU; Flatten; Linear 2 } }
            function Shown($run) { ($run.Options.Augment | ForEach-Object { $_.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value)" } }) -join ' ' }
            """);
    }

    [Fact]
    public void Every_augmentation_is_offered_and_trains()
    {
        string[] names = [.. shell.Run(
            "[System.Management.Automation.CommandCompletion]::CompleteInput('Start-TrainingRun -Augment ', 27, $null).CompletionMatches.CompletionText").All<string>()];
        Assert.Contains("RandomErasing", names);
        foreach (string name in names)
        {
            string run = $"Start-TrainingRun -Epoch 1 -Seed 0 -Augment {{ {name} }}";
            ShellResult ofImages = shell.Run($"(Net | {run} $images).State");
            ShellResult ofTables = shell.Run($"(New-Model 4 -Seed 0 {{ Linear 2 }} | {run} $table).State");
            Assert.Contains("Finished", ofImages.Objects.Concat(ofTables.Objects).Select(state => state?.ToString()));
        }
    }

    [Fact]
    public void Smote_draws_classes_alike_and_says_what_it_cannot_do()
    {
        shell.Run("$rare = New-Dataset (New-RandomTensor 40, 4 -Seed 1) ((1..40) | ForEach-Object { [int]($_ % 8 -eq 0) })");
        Assert.Equal("True type=Smote k=4", TensorText.Of(
            shell, "$run = New-Model 4 -Seed 0 { Linear 2 } | Start-TrainingRun $rare -Epoch 1 -Seed 0 -Augment { Smote 4 }; $run.Options.Oversample; Shown $run"));
        Assert.Contains("Smote -K 4 takes them", shell.Run(
            "New-Model 4 { Linear 2 } | Start-TrainingRun $rare -Epoch 1 -Augment { Smote }").Error("AugmentationDoesNotFit").Exception.Message, StringComparison.Ordinal);
        shell.Run("Net | Start-TrainingRun $images -Epoch 1 -Augment { Smote }").Error("AugmentationDoesNotFit");
    }

    [Fact]
    public void A_run_says_why_mixed_samples_have_no_metrics() => Assert.Contains(
        "Metrics:  of validation alone (NaN of training): Mixup mixes",
        TensorText.Of(shell, "(Net | Start-TrainingRun $images -Epoch 1 -Seed 0 -Augment { Mixup 0.2 }).ToDisplayString()"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("{ RandomCrop 2; RandomErasing 0.3 -Value 1 }", "type=RandomCrop fill=0 padding=2 padding_mode=constant type=RandomErasing p=0.3 ratio=0.3 3.3 scale=0.02 0.33 value=1")]
    [InlineData("{ RandomCrop -PaddingMode Reflect 3 }", "type=RandomCrop fill=0 padding=3 padding_mode=reflect")]
    [InlineData("{ RandomErasing -s (0.1, 0.2); Noise 0.2 -Clip:$false }", "type=RandomErasing p=0.5 ratio=0.3 3.3 scale=0.1 0.2 value=0 type=Noise clip=False sigma=0.2")]
    [InlineData("{ if ($true) { RandomFlip -dir VERTICAL } }", "type=RandomFlip direction=vertical p=0.5")]
    [InlineData("RandomFlip, @{ type = 'randomrotation'; degrees = 5 }", "type=RandomFlip direction=horizontal p=0.5 type=RandomRotation degrees=5 fill=0 interpolation=nearest")]
    [InlineData("{ }", "")]
    [InlineData("{ RandomCrop 2 -1; RandomErasing -Value -0.5 }", "type=RandomCrop fill=-1 padding=2 padding_mode=constant type=RandomErasing p=0.5 ratio=0.3 3.3 scale=0.02 0.33 value=-0.5")]
    [InlineData("{ RandomCrop '3' -1 REFLECT }", "type=RandomCrop fill=-1 padding=3 padding_mode=reflect")]
    [InlineData("@{ type = 'RandomErasing'; scale = '0.1', '0.2'; value = '-2' }", "type=RandomErasing p=0.5 ratio=0.3 3.3 scale=0.1 0.2 value=-2")]
    public void Arguments_are_given_by_place_or_by_name(string given, string shown) => Assert.Equal(
        shown, TensorText.Of(shell, $"Shown (Net | Start-TrainingRun $images -Epoch 1 -Seed 0 -Augment {given})"));

    [Theory]
    [InlineData("{ RandomFlop }", "UnknownAugmentation", "Did you mean RandomFlip?")]
    [InlineData("{ RandomHorizontalFlip }", "UnknownAugmentation", "Did you mean RandomFlip?")]
    [InlineData("Sharpen", "UnknownAugmentation", "ColorJitter")]
    [InlineData("{ RandomFlip -Angle 3 }", "UnknownOption", "It takes p, direction")]
    [InlineData("{ Mixup 0.2 0.5 1 }", "UnknownOption", "alpha, p")]
    [InlineData("{ Mixup -Alpha }", "MissingValue", "-Alpha of Mixup")]
    [InlineData("{ Mixup 0.2 -Alpha 1 }", "ParameterSetTwice", "alpha")]
    [InlineData("{ RandomCrop 0 }", "InvalidRunOptions", "padding has to be at least 1")]
    [InlineData("{ RandomErasing -P 2 }", "InvalidRunOptions", "between 0 and 1")]
    [InlineData("{ 5 }", "NotAnAugmentation", "RandomFlip")]
    [InlineData("@{ type = 'Noise'; amount = 1 }", "UnknownOption", "-Augment: Noise has no argument")]
    [InlineData("{ Noise ([double]::NaN) }", "InvalidRunOptions", "\"NaN\" was given")]
    [InlineData("{ Noise ([double]::PositiveInfinity) }", "InvalidRunOptions", "\"Infinity\" was given")]
    [InlineData("{ Noise 1e300 }", "InvalidRunOptions", "between 0 and 1000000")]
    [InlineData("{ ColorJitter 1e300 }", "InvalidRunOptions", "between 0 and 1000000")]
    [InlineData("{ RandomCrop 2 -Fill 1e300 }", "InvalidRunOptions", "fill has to be between")]
    [InlineData("{ GaussianNoise 0.1 }", "UnknownAugmentation", "Did you mean Noise?")]
    [InlineData("{ Cutout }", "UnknownAugmentation", "Did you mean RandomErasing?")]
    [InlineData("{ RandomCrop 10 }", "AugmentationDoesNotFit", "more than 10 rows")]
    public void What_is_wrong_is_told_before_the_run_starts(string given, string id, string part)
    {
        ErrorRecord error = shell.Run($"$model = Net; $model | Start-TrainingRun $images -Epoch 1 -Augment {given}").Error(id);
        Assert.Contains(part, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("False", TensorText.Of(shell, "[bool]$model.LastRun"));
    }

    [Fact]
    public void An_empty_block_and_channels_behind_the_width_are_warned_of()
    {
        Assert.Contains("holds no augmentation", Assert.Single(
            shell.Run("$null = Net | Start-TrainingRun $images -Epoch 1 -Augment { }").Warnings), StringComparison.Ordinal);
        Assert.Empty(shell.Run("$null = Net | Start-TrainingRun $images -Epoch 1 -Augment { RandomFlip }").Warnings);
        shell.Run("$last = New-Dataset (New-RandomTensor 40, 10, 9, 3 -Seed 1) ((1..40) | ForEach-Object { $_ % 2 })");
        Assert.Contains("height x width x channels", Assert.Single(shell.Run(
            "$null = New-Model 10, 9, 3 -Seed 0 { Flatten; Linear 2 } | Start-TrainingRun $last -Epoch 1 -Augment { RandomFlip }").Warnings), StringComparison.Ordinal);
        Assert.Single(shell.Run("$null = New-Model 10, 9, 3 -Seed 0 { Conv2d 4 3; Flatten; Linear 2 } | Start-TrainingRun $last -Epoch 1").Warnings);
        Assert.Empty(shell.Run("$null = New-Model 10, 9, 3 -Seed 0 { Flatten; Linear 2 } | Start-TrainingRun $last -Epoch 1").Warnings);
    }

    [Theory]
    [InlineData("-Optimizer AdamW -OptimizerArgument @{ lr = '0.01'; betas = '0.8', '0.9' }", "0.01 0.8 0.9")]
    [InlineData("-Optimizer AdamW -LearningRate 0.01 -OptimizerArgument @{ betas = 0.8, '0.9' }", "0.01 0.8 0.9")]
    public void Numbers_in_tables_may_come_as_text(string given, string shown) => Assert.Equal(
        shown, TensorText.Of(shell, $"$run = Net | Start-TrainingRun $images -Epoch 1 -Seed 0 {given}; $run.Options.OptimizerArguments.lr; $run.Options.OptimizerArguments.betas"));

    [Fact]
    public void A_group_takes_numbers_that_came_as_text() => Assert.Equal(
        "Finished", TensorText.Of(shell, "(Net | Start-TrainingRun $images -Epoch 1 -Seed 0 -Group @{ Name = '*.bias'; LearningRate = '0.1'; L2 = '0.01' }).State"));

    [Fact]
    public void Images_are_asked_for_where_they_are_needed_and_tables_are_noisy()
    {
        shell.Run("$net = New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 2 }");
        Assert.Contains("[4]", shell.Run("$net | Start-TrainingRun $table -Epoch 1 -Augment CutMix").Error("AugmentationDoesNotFit").Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Finished", TensorText.Of(shell, "($net | Start-TrainingRun $table -Epoch 2 -Seed 0 -Augment { Noise 0.1; Mixup 0.2 }).State"));
    }

    [Fact]
    public void The_options_start_the_same_run_again() => Assert.Equal(
        "True True",
        TensorText.Of(
            shell,
            """
            $run = Net | Start-TrainingRun $images -Epoch 2 -Seed 3 -Augment { RandomFlip; RandomCrop 2; Mixup 0.2; RandomErasing }
            $again = Net | Start-TrainingRun $images -Option ($run.Options | ConvertTo-Json -Depth 5)
            $again.Options.Equals($run.Options); "$($again.History.TrainingLoss)" -eq "$($run.History.TrainingLoss)"
            """));

    [Fact]
    public void The_rate_finder_takes_it_too() => Assert.Equal(
        "True", TensorText.Of(
            shell,
            "$one = Net | Find-LearningRate $images -Step 20; $other = Net | Find-LearningRate $images -Step 20 -Augment { RandomErasing 1 };"
                + " \"$($one.Trial.Loss)\" -ne \"$($other.Trial.Loss)\""));

    [Fact]
    public void Sixteen_samples_are_drawn_as_pictures()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string svg = Path.Combine(folder, "samples.svg");
            shell.Run($"$run = Net | Start-TrainingRun $images -Epoch 1 -Seed 3 -Augment {{ RandomFlip; RandomErasing 1 }}; $run | Export-TrainingChart '{svg}' -Augmentation");
            XDocument chart = XDocument.Load(svg);
            XElement[] pictures = [.. chart.Descendants().Where(element => element.Name.LocalName == "image")];
            Assert.Equal(16, pictures.Length);
            Assert.All(pictures, picture =>
            {
                const string Start = "data:image/png;base64,";
                string data = picture.Attribute("href")!.Value;
                Assert.StartsWith(Start, data, StringComparison.Ordinal);
                Assert.Equal((10, 10, 3), Decode(Convert.FromBase64String(data[Start.Length..]), out byte[] pixels));
                Assert.Equal(300, pixels.Length);
                Assert.True(pixels.Distinct().Count() > 20);
            });
            Assert.Contains("RandomFlip, RandomErasing", File.ReadAllText(svg), StringComparison.Ordinal);

            shell.Run("$plain = Net | Start-TrainingRun $images -Epoch 1 -Seed 3");
            shell.Run($"$plain | Export-TrainingChart '{svg}' -Augmentation -Force").Error("NothingAugmented");
            shell.Run($"$run | Export-TrainingChart '{svg}' -Augmentation -Metric Accuracy -Force").Error("ParameterHasNoEffect");
            shell.Run($"$run, $run | Export-TrainingChart '{svg}' -Augmentation -Force").Error("OneRunOnly");
            shell.Run("$flat = New-Model 4 -Seed 0 { Linear 2 } | Start-TrainingRun $table -Epoch 1 -Augment Noise");
            shell.Run($"$flat | Export-TrainingChart '{svg}' -Augmentation -Force").Error("NotAnImage");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_mean_of_epochs_frozen_statistics_and_classes_drawn_alike_are_options_of_a_run() => Assert.Equal(
        "2 2 True True 1 True True",
        TensorText.Of(
            shell,
            """
            function Normed { New-Model 4 -Seed 0 { Linear 6; BatchNorm; ReLU; Linear 2 } }
            $model = Normed
            $before = "$($model.Buffers['1.running_mean'].ToArray())"
            $run = $model | Start-TrainingRun $table -Epoch 4 -Seed 3 -AverageFrom 2 -AverageEvery 2 -Oversample -Freeze 1 -FreezeStatistics
            $run.Options.AverageFrom; $run.Options.AverageEvery; $run.Options.Oversample; $run.Options.FreezeStatistics; $run.Options.FixedStatistics
            $again = Normed | Start-TrainingRun $table -Option ($run.Options | ConvertTo-Json -Depth 5)
            $again.Options.Equals($run.Options); "$($again.History.TrainingLoss)" -eq "$($run.History.TrainingLoss)"
            """));

    [Theory]
    [InlineData("-FreezeStatistics", "ParameterHasNoEffect")]
    [InlineData("-AverageEvery 2", "ParameterHasNoEffect")]
    [InlineData("-AverageFrom 2 -AverageDecay 0.9", "InvalidRunOptions")]
    [InlineData("-Oversample -NoShuffle", "InvalidRunOptions")]
    [InlineData("-Freeze 0 -FreezeStatistics", "NoSuchParameter")]
    public void What_says_two_things_or_nothing_is_refused(string parameters, string id) =>
        shell.Run($"New-Model 4 -Seed 0 {{ Linear 6; BatchNorm; ReLU; Linear 2 }} | Start-TrainingRun $table -Epoch 1 {parameters}").Error(id);

    // The chunks of a PNG whose rows have no filter, as they are written here.
    private static (int Width, int Height, int Channels) Decode(byte[] png, out byte[] pixels)
    {
        Assert.Equal("\u0089PNG\r\n\u001a\n", Encoding.Latin1.GetString(png, 0, 8));
        (int width, int height, int channels) = (0, 0, 0);
        pixels = [];
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            string type = Encoding.ASCII.GetString(png, at + 4, 4);
            ReadOnlySpan<byte> content = png.AsSpan(at + 8, length);
            Assert.Equal(Crc(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            if (type == "IHDR")
            {
                (width, height, channels) = (BinaryPrimitives.ReadInt32BigEndian(content), BinaryPrimitives.ReadInt32BigEndian(content[4..]), content[9] == 2 ? 3 : 1);
            }
            else if (type == "IDAT")
            {
                using ZLibStream stream = new(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
                using MemoryStream rows = new();
                stream.CopyTo(rows);
                pixels = [.. rows.ToArray().Chunk((width * channels) + 1).SelectMany(row => row.Skip(1))];
            }

            at += length + 12;
        }

        return (width, height, channels);
    }

    // The remainder of the polynomial of ISO 3309, a bit at a time.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint remainder = uint.MaxValue;
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            uint lowest = (remainder ^ ((uint)bytes[bit / 8] >> (bit % 8))) & 1;
            remainder = (remainder >> 1) ^ (lowest * 0xEDB88320);
        }

        return ~remainder;
    }
}
