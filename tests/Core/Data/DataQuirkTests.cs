using System.Globalization;
using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Random tables of places, days, shares and amounts with one planted quirk each, of which the test knows the truth: what
/// is wrong is refused or pointed out with its line, and with what the message says the table is read rightly.</summary>
[Trait("Levels", "Once")]
public sealed class DataQuirkTests : IDisposable
{
    private static readonly string[] Places = ["Aachen", "Bonn", "Celle", "Dachau", "Essen", "Fulda"];
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(204)]
    [InlineData(205)]
    [InlineData(206)]
    [InlineData(207)]
    [InlineData(208)]
    [InlineData(209)]
    public void A_hundred_tables_with_a_quirk_are_read_rightly_or_not_without_a_word(int seed)
    {
        var random = new System.Random(seed);
        for (int table = 0; table < 100; table++)
        {
            var quirky = new Quirky(random, table % Quirky.Kinds);
            string where = $"seed {seed}, table {table}:\n{quirky.Text}";
            try
            {
                using LoadedDataset data = files.LoadText(quirky.Text, quirky.Options());
                Assert.True(quirky.Refusal is null, $"taken without an error: {where}");
                quirky.Check(data, where);
                Assert.True(
                    quirky.Note is null ? data.Description.Notes.Length == 0 : data.Description.Notes.Any(note => note.Contains(quirky.Note, StringComparison.Ordinal)),
                    $"{string.Join(" / ", data.Description.Notes)} {where}");
            }
            catch (CoreException failure)
            {
                Assert.True(
                    quirky.Refusal is not null && failure.Message.Contains(quirky.Refusal, StringComparison.Ordinal), $"{failure.Id} {failure.Message} {where}");
            }

            if (quirky.WayOut is not null)
            {
                DatasetOptions options = quirky.Options();
                quirky.WayOut(options);
                using LoadedDataset data = files.LoadText(quirky.Text, options);
                quirky.Check(data, where);
                Assert.Empty(data.Description.Notes);
            }
        }
    }

    private sealed class Quirky
    {
        public const int Kinds = 15;

        private readonly string[] place;
        private readonly double[] share; // in percent, below 1000 000
        private readonly double[] amount;
        private readonly string[] label;
        private readonly int rows;
        private readonly string mark;

        public Quirky(System.Random random, int kind)
        {
            rows = random.Next(8, 60);
            char delimiter = ",;\t|"[random.Next(4)];
            string end = random.Next(2) == 0 ? "\n" : "\r\n";
            place = [.. Enumerable.Range(0, rows).Select(_ => Places[random.Next(Places.Length)])];
            share = [.. Enumerable.Range(0, rows).Select(_ => random.Next(1, 400) / 4.0)];
            amount = [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(1, kind == 5 ? 900_000 : 80))];
            label = [.. Enumerable.Range(0, rows).Select(row => row % 2 == 0 ? "yes" : "no")];
            string[] places = [.. place];
            string[] shares = [.. share.Select(value => value.ToString(CultureInfo.InvariantCulture))];
            string[] amounts = [.. amount.Select(value => value.ToString(CultureInfo.InvariantCulture))];
            string[] labels = [.. label];
            int victim = random.Next(1, rows);
            mark = string.Empty;
            var below = new StringBuilder();
            string between = string.Empty; // a line before the victim
            switch (kind)
            {
                case 1:
                    mark = "Percent";
                    int plain = random.Next(rows);
                    shares = [.. shares.Select((text, row) => row == plain ? text : text + (row % 2 == 0 ? " %" : "%"))];
                    share = [.. share.Select((value, row) => row == plain ? value : value / 100)];
                    Refusal = plain == 0 ? "line 3, column 'share'" : $"line {plain + 2}, column 'share'";
                    break;
                case 2:
                    string[] totals = ["Total", "Summe", "Gesamt", "Sum", "\ud569\uacc4", "TOTAL:"];
                    below.AppendJoin(delimiter, totals[random.Next(totals.Length)], Written(share.Sum()), Written(amount.Sum()), label[^1]).Append(end);
                    Refusal = $"line {rows + 2}, column 'place'";
                    WayOut = options => options.SkipLast = 1;
                    break;
                case 3:
                    string[] strays = ["soon", "k.A.", "TBD", "see note"];
                    places = [.. Enumerable.Range(0, rows).Select(row => $"2024-{1 + (row / 28):00}-{1 + (row % 28):00}")];
                    places[victim] = strays[random.Next(strays.Length)];
                    Note = $"'{places[victim]}' (line {victim + 2})";
                    place = places;
                    break;
                case 4:
                    string[] sentinels = ["-999", "-9999", "9999", "-999.0", "99999"];
                    amounts[victim] = sentinels[random.Next(sentinels.Length)];
                    string told = amounts[victim].Replace(".0", string.Empty, StringComparison.Ordinal);
                    amount[victim] = double.Parse(told, CultureInfo.InvariantCulture);
                    Note = $"-MissingMarker '{told}'";
                    break;
                case 5:
                    string blank = new[] { "\u00a0", "\u202f", " ", "\u2009" }[random.Next(4)];
                    amount[victim] = 1234;
                    amounts = [.. amount.Select(value => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(",", blank, StringComparison.Ordinal))];
                    Refusal = "-Thousands ' '";
                    WayOut = options => options.Thousands = ' ';
                    break;
                case 6:
                    places = [.. places.Select(text => $"'{text}'")];
                    place = places;
                    Note = "single quotes";
                    break;
                case 7:
                    places[victim] = $"'{places[victim]}{delimiter} Ost'";
                    Refusal = $"line {victim + 2}: 5 fields";
                    break;
                case 8:
                    mark = "Currency";
                    int other = random.Next(rows);
                    amounts = [.. amounts.Select((text, row) => row == other ? $"$ {text}" : $"{text} \u20ac")];
                    Refusal = other == 0 ? "line 3, column 'amount'" : $"line {other + 2}, column 'amount'";
                    break;
                case 9:
                    int empty = random.Next(1, 5);
                    below.Insert(0, new string(delimiter, 3) + end, empty);
                    Note = empty == 1 ? $"a row without any value (line {rows + 2})" : $"{empty} rows without any value (the first is line {rows + 2})";
                    break;
                case 10:
                    labels = [.. Enumerable.Range(0, rows).Select(row => $"{5 + (row % 4)} kg")];
                    label = labels;
                    Refusal = "numbers with a unit";
                    WayOut = options => options.Task = TargetTask.Classification;
                    break;
                case 12:
                    between = string.Join(delimiter, random.Next(2) == 0 ? ["place", "share", "amount", "label"] : ["\"place\"", "\"share\"", "\"amount\"", "\"label\""]) + end;
                    Note = $"line {victim + 2} repeats";
                    break;
                case 13:
                    victim = 0;
                    string[] units = random.Next(2) == 0 ? [string.Empty, "[%]", "[kg]", "[-]"] : [string.Empty, "%", "kg", "-"];
                    between = string.Join(delimiter, units) + end;
                    Refusal = $"line 2: '{units[1]}'";
                    WayOut = options => (options.SkipLine, options.Delimiter, options.HeaderNames) = (2, delimiter, ["place", "share", "amount", "label"]);
                    break;
                case 14:
                    delimiter = ';';
                    amounts = [.. Enumerable.Range(0, rows).Select(row => row == 0 ? "950" : $"{random.Next(1, 900)}.{random.Next(10, 99)}{1 + (2 * random.Next(5))}")];
                    amount = [.. amounts.Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
                    Note = "-Decimal ',' -Thousands '.'";
                    break;
                case 11:
                    amounts = [.. amounts.Select((text, row) => row % 3 == 0 ? "\u00a0" + text : text + "\u202f")];
                    break;
            }

            var text = new StringBuilder().AppendJoin(delimiter, "place", "share", "amount", "label").Append(end);
            for (int row = 0; row < rows; row++)
            {
                text.Append(row == victim ? between : string.Empty).AppendJoin(delimiter, places[row], shares[row], amounts[row], labels[row]).Append(end);
            }

            Text = text.Append(below).ToString();
        }

        public string Text { get; }

        /// <summary>What the error says; null where there is none.</summary>
        public string? Refusal { get; }

        /// <summary>What a note says; null where there is none.</summary>
        public string? Note { get; }

        /// <summary>What the message says to do; then the table is read without a word.</summary>
        public Action<DatasetOptions>? WayOut { get; }

        public DatasetOptions Options() => new()
        {
            Label = ["label"],
            NumberSign = mark.Length == 0 ? [] : [Enum.Parse<NumberSigns>(mark)],
        };

        public void Check(LoadedDataset data, string where)
        {
            float[] values = data.FeatureValues();
            Assert.True(data.Description.Rows == rows, where);
            for (int row = 0; row < rows; row++)
            {
                Assert.True(data.Description.CategoryNames["place"][(int)values[3 * row]] == place[row], where);
                Assert.True(values[(3 * row) + 1] == (float)share[row] && values[(3 * row) + 2] == (float)amount[row], where);
                Assert.True(data.Description.ClassNames[data.Classes()[row]] == label[row], where);
            }
        }

        private static string Written(double value) => value.ToString(CultureInfo.InvariantCulture);
    }
}
