using System.Text.Json;
using System.Text.Json.Serialization;

namespace NormTools.Core.Data;

/// <summary>What the target of a data set is: classes or numbers.</summary>
internal enum TargetTask
{
    /// <summary>Decided from the values: see <see cref="LabelColumn"/>.</summary>
    Auto,
    Classification,
    Regression,
}

/// <summary>What happens to a missing value.</summary>
internal enum MissingValue
{
    /// <summary>The gap is kept as NaN, for a preprocessor.</summary>
    Keep,
    Error,

    /// <summary>The mean of the column's other values.</summary>
    Mean,
    DropRow,

    /// <summary>A row without a label is left out; other gaps are kept.</summary>
    DropUnlabelled,
}

/// <summary>How a file is to be read, passed across the boundary as JSON.</summary>
internal sealed class DatasetOptions
{
    /// <summary>The target columns; none for a table of features alone.</summary>
    public string[] Label { get; set; } = [];

    /// <summary>The file of the labels, for IDX images.</summary>
    public string? LabelPath { get; set; }

    public TargetTask Task { get; set; }

    public MissingValue Missing { get; set; }

    /// <summary>Comma, semicolon, tab or bar; null to detect it.</summary>
    public char? Delimiter { get; set; }

    /// <summary>The number of lines before the table to skip.</summary>
    public int SkipLine { get; set; }

    /// <summary>The number of lines below the table to skip; empty ones and those of separators alone do not count.</summary>
    public int SkipLast { get; set; }

    /// <summary>The prefix of comment lines, which are skipped; null for none.</summary>
    public string? Comment { get; set; }

    /// <summary>utf-8, utf-16, utf-16be, or the 256 characters of a code page; null to detect it.</summary>
    public string? Encoding { get; set; }

    /// <summary>The names of the columns where the file has none; null for the first line, or none.</summary>
    public string[]? HeaderNames { get; set; }

    /// <summary>Further files with the same columns, whose rows follow.</summary>
    public string[] MorePaths { get; set; } = [];

    /// <summary>The decimal mark, . or a comma.</summary>
    public char Decimal
    {
        get;
        set
        {
            field = value;
            HasDecimal = true;
        }
    } = '.';

    /// <summary>Whether the caller named the decimal mark.</summary>
    [JsonIgnore]
    public bool HasDecimal { get; private set; }

    /// <summary>The separator between groups of three digits; null for none.</summary>
    public char? Thousands { get; set; }

    /// <summary>What may surround numbers: Percent, Currency, Accounting.</summary>
    public NumberSigns[] NumberSign { get; set; } = [];

    /// <summary>The texts of missing values; null for the usual ones.</summary>
    public string[]? MissingMarker { get; set; }

    /// <summary>The files as they were typed, in quotes; null for rows of the pipeline. For messages, as the two that
    /// follow.</summary>
    public string? File { get; set; }

    /// <summary>What the call said of the data: " -Label 'y' -Decimal ','".</summary>
    public string Call { get; set; } = string.Empty;

    /// <summary>What it said of the file that Import-Csv and Get-Content take as well: " -Encoding 1251".</summary>
    public string FileCall { get; set; } = string.Empty;

    /// <summary>Whether the first line holds the names of the columns; otherwise they are Column1, Column2...</summary>
    public bool Header { get; set; } = true;

    /// <summary>Whether the first line holds names and not a row.</summary>
    [JsonIgnore]
    public bool HasHeaderLine => Header && HeaderNames is null;

    /// <summary>Names of feature columns, wildcards allowed; empty for all that are not labels.</summary>
    public string[] Property { get; set; } = [];

    public string[] ExcludeProperty { get; set; } = [];

    /// <summary>Feature columns whose text is encoded as numbers from zero; in columns matched by a pattern, numbers
    /// stay numbers.</summary>
    public string[] Category { get; set; } = [];

    /// <summary>The feature column of texts of any length, which are no categories; null for none.</summary>
    public string? Text { get; set; }

    /// <summary>The feature column that the caller takes as the weights of the rows; null for none.</summary>
    public string? Weight { get; set; }

    /// <summary>The classes in order, if known already: any other value is an error.</summary>
    public string[]? ClassNames { get; set; }

    /// <summary>The texts of encoded columns in order, if known already.</summary>
    public Dictionary<string, string[]>? CategoryNames { get; set; }

    /// <summary>The feature columns, in order, of the data that this file has to match; empty for any.</summary>
    public string[] Like { get; set; } = [];

    /// <summary>What is predicted in that data, where this call names no label. For messages.</summary>
    public string[] LikeLabel { get; set; } = [];

    /// <summary>Fill values for missing values by column name, learnt from other data; other columns are filled with
    /// their own mean.</summary>
    public Dictionary<string, double> Fills { get; set; } = [];

    /// <summary>Whether <see cref="Like"/> holds real names and not those made up for a file without a
    /// header.</summary>
    public bool LikeIsNamed { get; set; }

    /// <summary>The options for a further file, whose columns are matched to the first file's by name.</summary>
    public DatasetOptions ForFurtherFile() => new() { Header = Header, HeaderNames = HeaderNames };

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

/// <summary>What a file held, passed back across the boundary as JSON.</summary>
internal sealed class DatasetDescription
{
    public required long Rows { get; init; }

    /// <summary>Shape of one row's features: [columns] for a table, [height, width] for an image.</summary>
    public required int[] FeatureShape { get; init; }

    /// <summary>float32 or uint8.</summary>
    public required string FeatureType { get; init; }

    /// <summary>Names of the feature columns; empty for images.</summary>
    public string[] FeatureNames { get; init; } = [];

    /// <summary>The texts that the numbers in text columns and encoded columns stand for.</summary>
    public Dictionary<string, string[]> CategoryNames { get; init; } = [];

    /// <summary>One entry per column of a table: features, labels, and columns left out; empty for images.</summary>
    /// <remarks>There may be many, so they cross the boundary some at a time.</remarks>
    [JsonIgnore]
    public ColumnDescriptions Columns { get; set; } = ColumnDescriptions.None;

    /// <summary>How many <see cref="Columns"/> there are.</summary>
    public int ColumnCount => Columns.Count;

    /// <summary>None, Classification (int64 [rows]) or Regression (float32 [rows, names]).</summary>
    public string Task { get; set; } = "None";

    public string[] TargetNames { get; set; } = [];

    /// <summary>Name of each class; empty for regression.</summary>
    public string[] ClassNames { get; set; } = [];

    /// <summary>What was corrected in the file and what looks odd, one sentence each.</summary>
    public string[] Notes { get; set; } = [];

    /// <summary>The command that gives the rows as they are in the table; empty for images.</summary>
    public string RowCall { get; set; } = string.Empty;

    public long DroppedRows { get; init; }

    public long FilledValues { get; init; }

    /// <summary>The fill value of each number column, where the mean was asked for, whether or not it has missing
    /// values.</summary>
    public Dictionary<string, double> Fills { get; init; } = [];
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(DatasetOptions))]
[JsonSerializable(typeof(DatasetDescription))]
[JsonSerializable(typeof(ColumnLists))]
internal sealed partial class DatasetJson : JsonSerializerContext;
