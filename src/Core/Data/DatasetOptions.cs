using System.Text.Json;
using System.Text.Json.Serialization;

namespace NormTools.Core.Data;

/// <summary>What the target of a dataset is: classes, or numbers.</summary>
internal enum TargetTask
{
    /// <summary>Decided from the values: see <see cref="LabelColumn"/>.</summary>
    Auto,
    Classification,
    Regression,
}

/// <summary>What becomes of a row in which a value is missing.</summary>
internal enum MissingValue
{
    /// <summary>The gap is kept as NaN, for a preprocessor.</summary>
    Keep,
    Error,

    /// <summary>The mean of the values that the column has.</summary>
    Mean,
    DropRow,
}

/// <summary>How a file is to be read, as it comes over the boundary in JSON.</summary>
internal sealed class DatasetOptions
{
    /// <summary>Columns of the target; none for a table of features alone.</summary>
    public string[] Label { get; set; } = [];

    /// <summary>The file of the labels, for IDX images.</summary>
    public string? LabelPath { get; set; }

    public TargetTask Task { get; set; }

    public MissingValue Missing { get; set; }

    /// <summary>Comma, semicolon, tab or bar; null to see for oneself.</summary>
    public char? Delimiter { get; set; }

    /// <summary>Lines before the table, which are passed over.</summary>
    public int SkipLine { get; set; }

    /// <summary>What a line begins with that is passed over; null for none.</summary>
    public string? Comment { get; set; }

    /// <summary>utf-8, utf-16, utf-16be, or the characters that 256 bytes stand for; null to see for oneself.</summary>
    public string? Encoding { get; set; }

    /// <summary>The names of the columns where the file has none; null for the first line, or none.</summary>
    public string[]? HeaderNames { get; set; }

    /// <summary>Further files of the same columns, whose rows follow.</summary>
    public string[] MorePaths { get; set; } = [];

    /// <summary>The decimal mark, . or a comma.</summary>
    public char Decimal { get; set; } = '.';

    /// <summary>What stands between groups of three digits; null for nothing.</summary>
    public char? Thousands { get; set; }

    /// <summary>What may stand around numbers: Percent, Currency, Accounting.</summary>
    public NumberSigns[] NumberSign { get; set; } = [];

    /// <summary>The texts of missing values; null for the usual ones.</summary>
    public string[]? MissingMarker { get; set; }

    /// <summary>Whether the first line holds the names of the columns; otherwise they are Column1, Column2...</summary>
    public bool Header { get; set; } = true;

    /// <summary>Whether the first line is no row.</summary>
    [JsonIgnore]
    public bool HasHeaderLine => Header && HeaderNames is null;

    /// <summary>Names of feature columns, with * and ?; none for all that are not labels.</summary>
    public string[] Property { get; set; } = [];

    public string[] ExcludeProperty { get; set; } = [];

    /// <summary>Feature columns whose text is encoded as numbers from zero; of those that a pattern names, numbers stay
    /// numbers.</summary>
    public string[] Category { get; set; } = [];

    /// <summary>The classes in their order, where they are known already: another value is an error.</summary>
    public string[]? ClassNames { get; set; }

    /// <summary>The texts of encoded columns in their order, where they are known already.</summary>
    public Dictionary<string, string[]>? CategoryNames { get; set; }

    /// <summary>The feature columns of the data that this file is to be like, in their order; none for any.</summary>
    public string[] Like { get; set; } = [];

    /// <summary>What fills the gaps of columns, by their names, where that was learnt from other data; others are filled with
    /// their own mean.</summary>
    public Dictionary<string, double> Fills { get; set; } = [];

    /// <summary>Whether <see cref="Like"/> holds names that somebody gave, and not those of a file without a header.</summary>
    public bool LikeIsNamed { get; set; }

    /// <summary>For a further file, of which the columns of the first are taken by their names.</summary>
    public DatasetOptions WithoutChoice() => new() { Header = Header, HeaderNames = HeaderNames };

    /// <exception cref="CoreException">InvalidOptions: the text is not JSON of this kind.</exception>
    public static DatasetOptions Parse(string json)
    {
        if (json.Length == 0)
        {
            return new DatasetOptions();
        }

        try
        {
            return JsonSerializer.Deserialize(json, DatasetJson.Default.DatasetOptions) ?? new DatasetOptions();
        }
        catch (JsonException failure)
        {
            throw CoreException.Argument(
                "InvalidOptions", $"The options of a dataset cannot be read: {failure.Message}");
        }
    }
}

/// <summary>What a file held, as it goes back over the boundary in JSON.</summary>
internal sealed class DatasetDescription
{
    public required long Rows { get; init; }

    /// <summary>Shape of one row's features: [columns] of a table, [height, width] of an image.</summary>
    public required int[] FeatureShape { get; init; }

    /// <summary>float32 or uint8.</summary>
    public required string FeatureType { get; init; }

    /// <summary>Names of the feature columns; empty for images.</summary>
    public string[] FeatureNames { get; init; } = [];

    /// <summary>The texts behind the numbers of text columns and encoded columns.</summary>
    public Dictionary<string, string[]> CategoryNames { get; init; } = [];

    /// <summary>A row a column of a table: features, labels, and those that were left out; empty for images.</summary>
    public ColumnDescription[] Columns { get; set; } = [];

    /// <summary>None, Classification (int64 [rows]) or Regression (float32 [rows, names]).</summary>
    public string Task { get; set; } = "None";

    public string[] TargetNames { get; set; } = [];

    /// <summary>Name of each class; empty for regression.</summary>
    public string[] ClassNames { get; set; } = [];

    /// <summary>What was put right in the file, and what looks odd, a sentence each.</summary>
    public string[] Notes { get; set; } = [];

    public long DroppedRows { get; init; }

    public long FilledValues { get; init; }

    /// <summary>What fills the gaps of each number column where the mean was asked for, whether it has any or not.</summary>
    public Dictionary<string, double> Fills { get; init; } = [];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(DatasetOptions))]
[JsonSerializable(typeof(DatasetDescription))]
internal sealed partial class DatasetJson : JsonSerializerContext;
