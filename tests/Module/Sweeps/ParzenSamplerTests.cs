using System.Globalization;

namespace NormTools.Module.Tests;

/// <summary>Start-TrainingSweep -Sampler Tpe: what it chooses is that of the plain definition, round by round.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class ParzenSamplerTests : IClassFixture<Shell>, IDisposable
{
    private const string Space =
        """
        $space = @{ Rate = New-SearchRange 1e-4 1e-1 -Log; Width = 8, 16, 32, 64; Depth = New-SearchRange 1 6 -Whole }
        $loss = { param($Width, $Rate, $Depth) Start-Sleep -Milliseconds (Get-Random 8); [Math]::Pow([Math]::Log10($Rate) + 2, 2) + [Math]::Abs($Depth - 4) / 4 + 8 / $Width }
        function Text($trials) { ($trials | ForEach-Object { "$($_.Trial) $($_.Score) $_ $($_.Error)" }) -join '|' }
        """;

    private readonly Shell shell;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");

    public ParzenSamplerTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("param($folder) $folder = $folder\n" + Space, folder);
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
    [InlineData(0, 5)]
    [InlineData(7, 3)]
    public void The_values_are_those_of_the_plain_definition(int seed, int size)
    {
        string[] lines = [.. shell.Run(
            $$"""
            Start-TrainingSweep $loss $space -Sampler Tpe -Trial 40 -Seed {{seed}} -RoundSize {{size}} |
                ForEach-Object { [string]::Format([cultureinfo]::InvariantCulture, '{0} {1} {2} {3:R}', $_.Width, $_.Rate, $_.Depth, $_.Score) }
            """).All<string>()];
        double[][] rows = [.. lines.Select(line => line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray())];

        Definition definition = new((ulong)seed);
        for (int first = 10; first < rows.Length; first += size)
        {
            double[][] earlier = [.. rows[..first].OrderBy(row => row[3]).Select(Definition.Place)];
            List<double[]> before = [];
            for (int trial = first; trial < Math.Min(first + size, rows.Length); trial++)
            {
                before.Add(definition.Propose(trial, earlier, before));
                double[] wanted = Definition.Values(before[^1]);
                Assert.Equal(wanted[0], rows[trial][0]);
                Assert.InRange(rows[trial][1], wanted[1] * (1 - 1e-5), wanted[1] * (1 + 1e-5));
                Assert.Equal(wanted[2], rows[trial][2]);
            }
        }
    }

    [Fact]
    public void The_first_ten_trials_are_random() => Assert.Equal("True", Text(
        "(Text (Start-TrainingSweep $loss $space -Sampler Tpe -Trial 10 -Seed 3)) -eq (Text (Start-TrainingSweep $loss $space -Sampler Random -Trial 10 -Seed 3))"));

    [Fact]
    public void Any_number_of_workers_gives_the_same_table() => Assert.Equal("23 True True", Text(
        """
        $one = Start-TrainingSweep $loss $space -Sampler Tpe -Trial 23 -Seed 1 -Worker 1
        $one.Count
        foreach ($workers in 2, 8) { (Text $one) -eq (Text (Start-TrainingSweep $loss $space -Sampler Tpe -Trial 23 -Seed 1 -Worker $workers)) }
        """));

    [Fact]
    public void Trials_that_are_added_are_those_of_a_longer_sweep() => Assert.Equal("True", Text(
        """
        $whole = Text (Start-TrainingSweep $loss $space -Sampler Tpe -Trial 24 -RoundSize 4)
        $null = Start-TrainingSweep $loss $space -Sampler Tpe -Trial 13 -RoundSize 4 -Path $folder
        $null = Resume-TrainingSweep $folder -Add 4
        $whole -eq (Text (Resume-TrainingSweep $folder -Add 7))
        """));

    [Fact]
    public void A_stopped_sweep_goes_on_to_the_same_table()
    {
        string whole = Text("Text (Start-TrainingSweep $loss $space -Sampler Tpe -Trial 30)");
        string twelfth = Path.Combine(folder, "trials", "0012", "result.json");
        shell.RunUntil(_ => File.Exists(twelfth), "Start-TrainingSweep $loss $space -Sampler Tpe -Trial 30 -Worker 2 -Path $folder");

        Assert.False(File.Exists(Path.Combine(folder, "trials", "0030", "result.json")));
        Assert.Equal(whole, Text("Text (Resume-TrainingSweep $folder)"));
    }

    [Fact]
    public void Trials_that_fail_are_taken_for_bad_ones() => Assert.Equal("True", Text(
        """
        $half = { param($Rate) if ($Rate -gt 0.5) { throw 'too high' }; $Rate }
        $sweep = Start-TrainingSweep $half @{ Rate = New-SearchRange 0 1 } -Sampler Tpe -Trial 40 -Seed 2
        @($sweep[20..39] | Where-Object State -EQ Failed).Count -le 3
        """));

    [Fact]
    public void What_is_learnt_finds_better_values_than_chance() => Assert.Equal("True", Text(
        """
        $means = foreach ($sampler in 'Tpe', 'Random') {
            $best = foreach ($seed in 1..5) { (Start-TrainingSweep $loss $space -Sampler $sampler -Trial 50 -Seed $seed | Sort-Object Score)[0].Score }
            ($best | Measure-Object -Average).Average
        }
        $means[0] -lt 0.5 * ($means[1] - 0.125) + 0.125 # the least there is
        """));

    [Fact]
    public void More_is_better_where_that_is_said() => Assert.Equal("True", Text(
        """
        $less = Start-TrainingSweep { param($X) [Math]::Pow($X - 0.3, 2) } @{ X = New-SearchRange 0 1 } -Sampler Tpe -Trial 25
        $more = Start-TrainingSweep { param($X) -[Math]::Pow($X - 0.3, 2) } @{ X = New-SearchRange 0 1 } -Sampler Tpe -Trial 25 -ScoreMode Maximum
        ($less.X -join ' ') -eq ($more.X -join ' ')
        """));

    [Fact]
    public void A_round_s_size_is_for_what_has_rounds() =>
        shell.Run("Start-TrainingSweep { param($X) $X } @{ X = 1, 2 } -RoundSize 3").Error("ParameterHasNoEffect");

    // Bergstra et al. 2011, section 4, for the space above: the densities summed up term by term, integrals by Simpson's rule.
    private sealed class Definition(ulong seed)
    {
        private const int Kernel = 0; // of the numbers drawn for a candidate, that of the kernel

        public static double[] Place(double[] row) =>
        [
            Array.IndexOf([8.0, 16, 32, 64], row[0]),
            (Math.Log(row[1]) - Math.Log(1e-4)) / (Math.Log(1e-1) - Math.Log(1e-4)),
            (row[2] - 0.5) / 6,
        ];

        public static double[] Values(double[] place) =>
        [
            new double[] { 8, 16, 32, 64 }[(int)place[0]],
            1e-4 * Math.Pow(1000, place[1]),
            Math.Clamp(Math.Round(0.5 + (6 * place[2])), 1, 6),
        ];

        public double[] Propose(int trial, double[][] earlier, List<double[]> sameRound)
        {
            int good = Math.Min((int)Math.Ceiling(0.1 * earlier.Length), 25);
            double[][] likely = earlier[..good], others = [.. earlier[good..], .. sameRound];
            double[][] candidates = [.. Enumerable.Range(0, 24).Select(number => Draw(likely, trial, number))];
            return candidates.MaxBy(place => Density(likely, place) / Density(others, place))!;
        }

        private double[] Draw(double[][] likely, int trial, int candidate)
        {
            double Drawn(int number) => (Mixed(seed, (ulong)trial, (ulong)candidate, (ulong)number) >> 11) / Math.Pow(2, 53);
            var kernel = (int)(Drawn(Kernel) * (likely.Length + 1));
            int choice = 0;
            while (choice < 3 && Enumerable.Range(0, choice + 1).Sum(i => Listed(likely, kernel, i)) <= Drawn(1))
            {
                choice++;
            }

            return [choice, Share(likely, kernel, 1, Drawn(2)), Share(likely, kernel, 2, Drawn(3))];
        }

        private static double Share(double[][] places, int kernel, int parameter, double drawn)
        {
            double low = 0, high = 1, whole = Area(places, kernel, parameter, 1);
            for (int i = 0; i < 40; i++)
            {
                double middle = (low + high) / 2;
                (low, high) = Area(places, kernel, parameter, middle) / whole < drawn ? (middle, high) : (low, middle);
            }

            return (low + high) / 2;
        }

        private static double Density(double[][] places, double[] at) => Enumerable.Range(0, places.Length + 1).Average(kernel =>
            Listed(places, kernel, (int)at[0])
            * Bell(places, kernel, 1, at[1]) / Area(places, kernel, 1, 1)
            * Bell(places, kernel, 2, at[2]) / Area(places, kernel, 2, 1));

        private static double Listed(double[][] places, int kernel, int choice)
        {
            double[] weights = [.. Enumerable.Range(0, 4).Select(i => (1.0 / (places.Length + 1)) + (kernel < places.Length && places[kernel][0] == i ? 1 : 0))];
            return weights[choice] / weights.Sum();
        }

        private static double Bell(double[][] places, int kernel, int parameter, double at)
        {
            double scott = 0.2 * Math.Pow(Math.Max(places.Length, 1), -1.0 / (3 + 4));
            bool isPrior = kernel == places.Length;
            double width = isPrior ? 1 : Math.Clamp(scott, 1.0 / Math.Min(100, places.Length + 2), 1), center = isPrior ? 0.5 : places[kernel][parameter];
            return Math.Exp(-0.5 * Math.Pow((at - center) / width, 2));
        }

        private static double Area(double[][] places, int kernel, int parameter, double end)
        {
            const int Steps = 200;
            return Enumerable.Range(0, Steps + 1).Sum(i =>
                (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Bell(places, kernel, parameter, end * i / Steps)) * end / Steps / 3;
        }

        private static ulong Mixed(params ulong[] numbers)
        {
            ulong mixed = 0;
            for (int i = 0; i < numbers.Length; i++)
            {
                mixed += numbers[i] + 0x9E3779B97F4A7C15;
                mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
                mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
                mixed ^= mixed >> 31;
            }

            return mixed;
        }
    }
}
