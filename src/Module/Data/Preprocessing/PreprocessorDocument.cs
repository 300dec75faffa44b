using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <summary>The JSON text of a preprocessor in a model file (docs/formats.md).</summary>
internal static class PreprocessorDocument
{
    private const long Version = 1;
    private const long LaterVersion = 2; // with "reading", "then" or "target", which a reader of version 1 would ignore

    /// <param name="preprocessor">A fitted one.</param>
    /// <param name="withReading">Whether to include how texts are read; false to compare two preprocessors.</param>
    public static string Write(Preprocessor preprocessor, bool withReading = true) => Json.Write(ToJson(preprocessor, withReading));

    private static OrderedDictionary ToJson(Preprocessor preprocessor, bool withReading)
    {
        TableReading? reading = withReading ? preprocessor.Reading : null;
        bool isLater = preprocessor.Target is not null || preprocessor.RowSteps is not null || preprocessor.Stages.Count > 1 || reading is not null || (withReading && preprocessor.Fills is not null);
        var json = new OrderedDictionary
        {
            { "version", isLater ? LaterVersion : Version },
            { "named", preprocessor.HasNames },
            { "features", Document(preprocessor.Stages[0]) },
        };
        if (reading is not null)
        {
            json.Add("reading", reading.ToJson());
        }

        if (withReading && preprocessor.Fills is { } fills)
        {
            var values = new OrderedDictionary();
            foreach (KeyValuePair<string, double> fill in fills)
            {
                values.Add(fill.Key, fill.Value);
            }

            json.Add("fills", values);
        }

        if (withReading && preprocessor.LeftOut.Length > 0)
        {
            json.Add("left_out", preprocessor.LeftOut);
        }

        if (withReading && preprocessor.Weight is not null)
        {
            json.Add("weight", preprocessor.Weight);
        }

        if (preprocessor.StepNames is not null)
        {
            json.Add("step_columns", preprocessor.StepNames);
        }

        if (preprocessor.RowSteps is not null)
        {
            json.Add("row_steps", ToJson(preprocessor.RowSteps, withReading));
        }

        if (preprocessor.Stages.Count > 1)
        {
            json.Add("then", preprocessor.Stages.Skip(1).Select(Document).ToArray());
        }

        if (preprocessor.Target is not null)
        {
            json.Add("target", preprocessor.Target.Document);
        }

        if (preprocessor.Scaling is { } scaling)
        {
            var numbers = new OrderedDictionary { { "mean", scaling.Mean }, { "deviation", scaling.Deviation } };
            if (scaling.Seen is var (least, most))
            {
                numbers.Add("least", least);
                numbers.Add("most", most);
            }

            json.Add("scaling", numbers);
        }

        return json;
    }

    /// <param name="text">A text of <see cref="Write"/>.</param>
    /// <param name="allowScript">Whether the user allowed the script blocks of the file to run.</param>
    /// <exception cref="NormToolsException">The text is no such document, or of a later version.</exception>
    public static Preprocessor Read(string text, bool allowScript)
    {
        try
        {
            return FromJson((Dictionary<string, object?>)Json.Read(text)!, allowScript, isOfRows: false);
        }
        catch (Exception failure) when (failure is FormatException or InvalidCastException or KeyNotFoundException or NullReferenceException)
        {
            throw Errors.InvalidModelPreprocessor(failure.Message);
        }
    }

    private static Preprocessor FromJson(Dictionary<string, object?> json, bool allowScript, bool isOfRows)
    {
        if (!Version.Equals(json["version"]) && !LaterVersion.Equals(json["version"]))
        {
            throw Errors.InvalidModelPreprocessor($"its version is {json["version"]}, but only {Version} and {LaterVersion} are known.");
        }

        Standardization? scaling = json.TryGetValue("scaling", out object? value) && value is Dictionary<string, object?> map
            ? Standardization.FromFile(
                Numbers(map["mean"]), Numbers(map["deviation"]), map.ContainsKey("least") ? (Numbers(map["least"]), Numbers(map["most"])) : null)
            : null;
        TargetScaling? target = json.TryGetValue("target", out value) ? TargetScaling.FromDocument(value!) : null;
        var stages = new List<IPreprocessorStage> { FeatureSteps.FromJson(json["features"]!) };
        foreach (object? item in json.TryGetValue("then", out value) ? (List<object?>)value! : new List<object?>())
        {
            stages.Add(stages.Count % 2 == 1
                ? ScriptStage.FromJson((Dictionary<string, object?>)item!, stages.Sum(stage => stage.Steps.Count) + 1, allowScript)
                : FeatureSteps.FromJson(item!));
        }

        return stages.Count % 2 == 1 && stages.OfType<FeatureSteps>().All(steps => steps.IsFitted)
            ? new Preprocessor(stages, target, json["named"] is true, scaling)
            {
                Reading = json.TryGetValue("reading", out value) ? TableReading.FromJson((Dictionary<string, object?>)value!) : null,
                Fills = json.TryGetValue("fills", out value) ? ((Dictionary<string, object?>)value!).ToDictionary(
                    fill => fill.Key, fill => Convert.ToDouble(fill.Value, System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal) : null,
                RowSteps = json.TryGetValue("row_steps", out value) && !isOfRows ? FromJson((Dictionary<string, object?>)value!, allowScript, isOfRows: true) : null,
                StepNames = json.TryGetValue("step_columns", out value) ? ((List<object?>)value!).Select(name => (string)name!).ToArray() : null,
                Weight = json.TryGetValue("weight", out value) ? (string)value! : null,
                LeftOut = json.TryGetValue("left_out", out value) ? ((List<object?>)value!).Select(name => (string)name!).ToArray() : Array.Empty<string>(),
            }
            : throw new FormatException("some of its steps are not fitted, or missing.");
    }

    private static object Document(IPreprocessorStage stage) =>
        stage is ScriptStage script ? script.Document : ((FeatureSteps)stage).Document;

    /// <summary>The document for a table without steps, or with the step that corresponds to -Encode.</summary>
    public static object Of(string[] columns, IReadOnlyDictionary<string, string[]>? categories)
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
        return new OrderedDictionary
        {
            { "type", "float32" },
            { "columns", entries },
            { "steps", encoded.Length == 0 ? Array.Empty<object>() : new object[] { step } },
        };
    }

    private static double[] Numbers(object? list) =>
        ((List<object?>)list!).Select(number => Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
}
