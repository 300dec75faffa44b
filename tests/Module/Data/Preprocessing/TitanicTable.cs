using System.Globalization;
using System.Text;

namespace NormTools.Module.Tests;

/// <summary>A table as the Titanic's passengers make one: gaps, text, and later rows with categories that are
/// new.</summary>
internal static class TitanicTable
{
    /// <summary>A file that is gone with the returned object.</summary>
    public static TemporaryFile Write(int rows, int seed, bool isLater = false, bool swapsColumns = false)
    {
        Random random = new(seed);
        StringBuilder text = new();
        string[] columns = ["name", "pclass", "sex", "age", "fare", "ticket", "embarked", "survived"];
        string[] shown = swapsColumns ? [.. columns.Reverse()] : columns;
        text.AppendLine(string.Join(",", shown.Where(column => !isLater || column != "survived")));
        for (int i = 0; i < rows; i++)
        {
            bool isFemale = random.Next(100) < 40;
            int pclass = random.Next(1, 4);
            double age = Math.Round((random.NextDouble() * 70) + 1, 1);
            double fare = Math.Round(random.NextDouble() * 100 / pclass, 4);
            string embarked = isLater && random.Next(5) == 0 ? "X" + random.Next(3) : "SCQ"[random.Next(3)].ToString();
            bool survived = random.Next(100) < (isFemale ? 75 : 20) - (pclass * 5) + 10;
            Dictionary<string, string> row = new()
            {
                ["name"] = $"\"Passenger, {i}\"",
                ["pclass"] = pclass.ToString(CultureInfo.InvariantCulture),
                ["sex"] = isFemale ? "female" : "male",
                ["age"] = random.Next(5) == 0 ? string.Empty : age.ToString(CultureInfo.InvariantCulture),
                ["fare"] = random.Next(20) == 0 ? string.Empty : fare.ToString(CultureInfo.InvariantCulture),
                ["ticket"] = $"A/{i} {random.Next(10000)}",
                ["embarked"] = random.Next(30) == 0 ? string.Empty : embarked,
                ["survived"] = survived ? "yes" : "no",
            };
            text.AppendLine(string.Join(",", shown.Where(column => !isLater || column != "survived").Select(column => row[column])));
        }

        return new TemporaryFile(text.ToString());
    }
}

/// <summary>A file of some text, deleted in the end.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(string text)
    {
        File.WriteAllText(Name, text);
    }

    public string Name { get; } = Path.Combine(Path.GetTempPath(), $"normtools-{Guid.NewGuid():N}.csv");

    public void Dispose() => File.Delete(Name);
}
