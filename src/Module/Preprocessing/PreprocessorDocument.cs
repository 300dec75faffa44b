using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <summary>The text that a model file keeps of a preprocessor (docs/formats.md).</summary>
internal static class PreprocessorDocument
{
    private const long Version = 1;

    public static string Write(Preprocessor preprocessor)
    {
        var json = new OrderedDictionary
        {
            { "version", Version },
            { "named", preprocessor.HasNames },
            { "features", Json.Read(preprocessor.Document) },
        };
        if (preprocessor.Scaling is { } scaling)
        {
            json.Add("scaling", new OrderedDictionary { { "mean", scaling.Mean }, { "deviation", scaling.Deviation } });
        }

        return Json.Write(json);
    }

    /// <exception cref="NormToolsException">The text is no such document, or of a later version.</exception>
    public static Preprocessor Read(string text)
    {
        try
        {
            var json = (Dictionary<string, object?>)Json.Read(text)!;
            if (!Version.Equals(json["version"]))
            {
                throw Errors.InvalidModelPreprocessor($"its version is {json["version"]}, and {Version} is known.");
            }

            Standardization? scaling = json.TryGetValue("scaling", out object? value) && value is Dictionary<string, object?> map
                ? Standardization.FromFile(Numbers(map["mean"]), Numbers(map["deviation"]))
                : null;
            return Preprocessor.FromDocument(Json.Write(json["features"]), json["named"] is true, scaling);
        }
        catch (Exception failure) when (failure is FormatException or InvalidCastException or KeyNotFoundException or NullReferenceException)
        {
            throw Errors.InvalidModelPreprocessor(failure.Message);
        }
    }

    /// <summary>The document of a table without steps, or with those that -Encode stands for.</summary>
    public static string Of(string[] columns, IReadOnlyDictionary<string, string[]>? categories)
    {
        var entries = columns.Select(name => new OrderedDictionary
        {
            { "name", name },
            { "kind", categories?.ContainsKey(name) == true ? "text" : "number" },
        }).ToArray();
        string[] encoded = columns.Where(name => categories?.ContainsKey(name) == true).ToArray();
        var learnt = new OrderedDictionary
        {
            {
                "columns",
                encoded.Select(name => new OrderedDictionary
                {
                    { "name", name },
                    { "text", true },
                    { "categories", categories![name] },
                    { "missing", false },
                    { "infrequent", Array.Empty<object>() },
                }).ToArray()
            },
        };
        var step = new OrderedDictionary { { "type", "Ordinal" }, { "columns", encoded }, { "learnt", learnt } };
        return Json.Write(new OrderedDictionary
        {
            { "type", "float32" },
            { "columns", entries },
            { "steps", encoded.Length == 0 ? Array.Empty<object>() : new object[] { step } },
        });
    }

    private static double[] Numbers(object? list) =>
        ((List<object?>)list!).Select(number => Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
}
