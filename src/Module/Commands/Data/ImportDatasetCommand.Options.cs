using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <content>What the core is asked for.</content>
public sealed partial class ImportDatasetCommand
{
    /// <summary>The column of texts, whose words a model learns from; the other columns are left out then.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string? Text { get; set; }

    private OrderedDictionary Options(bool literal, Dataset? like, string[] more, string[]? paths)
    {
        TableReading? known = like?.Reading;
        bool fills = like?.Fills is not null && (MissingValue == "Mean" || !MyInvocation.BoundParameters.ContainsKey(nameof(MissingValue)));
        OrderedDictionary options = ImportCall.Of(MyInvocation, paths);
        options.Add("missing", fills ? "Mean" : MissingValue);
        options.Add("header", !NoHeader);
        Add(options, "fills", fills ? like!.Fills : null);
        Add(options, "label", Label);
        Add(options, "labelPath", LabelPath is null ? null : PathResolver.Existing(this, LabelPath, literal));
        Add(options, "task", Task ?? (Label is not null && like is { StoredTarget: not null, ClassNames: null } ? "Regression" : null));
        Add(options, "delimiter", Delimiter);
        Add(options, "headerNames", Header);
        Add(options, "skipLine", SkipLine == 0 ? null : SkipLine);
        Add(options, "skipLast", SkipLast == 0 ? null : SkipLast);
        Add(options, "comment", Comment);
        Add(options, "encoding", Encoding is null ? null : TableEncoding.Of(Encoding, (string?)options["file"]));
        Add(options, "morePaths", more.Length == 0 ? null : more);
        Add(options, "decimal", Decimal ?? known?.Decimal ?? (paths is null && RowTable.HasQuantities(rows[0]) ? "." : null));
        Add(options, "thousands", Thousands ?? known?.Thousands);
        Add(options, "numberSign", NumberSign ?? known?.NumberSign);
        Add(options, "missingMarker", MissingMarker ?? known?.MissingMarker);
        string? text = Text ?? like?.TextColumn;
        string[]? features = Property ?? (text is null ? null : new[] { text });
        Add(options, "text", text);
        Add(options, "weight", SampleWeight);
        Add(options, "property", SampleWeight is null ? features : features?.Append(SampleWeight).ToArray());
        Add(options, "excludeProperty", ExcludeProperty);
        Add(options, "category", like is null ? Encode : (Encode ?? Array.Empty<string>()).Concat(like.TextColumns().Where(name => name != like.TextColumn)).ToArray());
        Add(options, "like", SampleWeight is null ? like?.FeatureNames : like?.FeatureNames?.Append(SampleWeight).ToArray());
        Add(options, "likeLabel", Label is null ? like?.TargetNames : null);
        Add(options, "likeIsNamed", like is { HasNumberedColumns: false } ? true : null);
        Add(options, "classNames", Label is null && LabelPath is null ? null : like?.ClassNames);
        Add(options, "categoryNames", like?.EncodedCategories());
        return options;
    }

    // A label or weights that the data of -Like has, and that were not asked for, are named with the parameters that ask for them.
    private Dataset Told(Dataset? like, Func<Dataset> read)
    {
        try
        {
            return read();
        }
        catch (NormToolsException failure) when (failure.Id == "ColumnsDiffer" && SampleWeight is null && like?.WeightColumn is not null)
        {
            string label = Label is null && LabelPath is null && like.TargetNames is { } names ? $"-Label {string.Join(", ", names.Select(ScriptText.Value))} " : string.Empty;
            throw Errors.ColumnsOfLike(failure, label + "-SampleWeight " + ScriptText.Value(like.WeightColumn));
        }
    }

    private static void Add(OrderedDictionary options, string name, object? value)
    {
        if (value is not null)
        {
            options.Add(name, value);
        }
    }
}
