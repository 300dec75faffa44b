using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>
/// Reads a text table (separated by commas, semicolons, tabs or bars) into features, [rows, columns], and targets.
/// </summary>
internal sealed unsafe class TableReader : DatasetReader
{
    private const int RecordsBetweenClockReads = 32;
    private const int MostBytesInMessage = 40;
    private const int ProfiledValues = 1 << 20; // of all columns together
    private const int FewestProfiled = 8;
    private const int MostProfiled = 1024;
    private const long FileStep = 1L << 44; // a place is a line, and this for each file before it

    private readonly DatasetOptions options;
    private readonly string firstName;
    private SourceFile file;
    private RecordReader record;
    private readonly TableRules rules;
    private TableColumns? header; // of the first file; null until its first line that is not empty has been read
    private bool isAtHeader = true; // of the file that is being read
    private int[] featurePlaces = []; // in the file that is being read
    private int[] labelPlaces = [];
    private int width; // fields of its lines
    private int filesRead;
    private FeatureColumn[] features = [];
    private LabelColumn[] labels = [];
    private GrowingRows<float> rows = new(0);
    private bool pending; // a first record that is no header still has to be read as a row
    private long dropped;

    /// <summary>Takes over the file when nothing is thrown.</summary>
    public TableReader(SourceFile file, DatasetOptions options)
    {
        this.file = file;
        firstName = file.Name;
        this.options = options;
        TableChecks.Options(options, file.Name);
        record = new RecordReader(file, TableDialect.Of(options));
        NumberSigns signs = options.NumberSign.Aggregate(NumberSigns.None, (all, sign) => all | sign);
        rules = new TableRules(
            new NumberFormat(options.Decimal, options.Thousands, signs),
            new MissingMarkers(options.MissingMarker),
            options.Missing);
    }

    public override double Progress => (filesRead + file.Progress) / (1 + options.MorePaths.Length);

    private TableColumns Columns => header!;

    public override void Dispose()
    {
        base.Dispose();
        file.Dispose();
        rows.Dispose();
        Array.ForEach(labels, label => label.Dispose());
    }

    protected override SourceFile Source => file;

    protected override LoadedDataset? Read(long deadline)
    {
        for (int count = 1; pending || record.Read() || OpenNext(); count++)
        {
            pending = false;
            if (record.FieldCount > 0 && isAtHeader)
            {
                pending = ReadHeader();
            }
            else if (record.FieldCount > 0)
            {
                ReadRow();
            }

            if ((record.FieldCount == 0 || count % RecordsBetweenClockReads == 0) && IsPast(deadline))
            {
                return null;
            }
        }

        return Complete();
    }

    private void RefuseEmpty()
    {
        if (isAtHeader)
        {
            throw CoreException.InvalidData("EmptyFile", $"{file.Name} holds no lines.");
        }
    }

    private bool OpenNext()
    {
        RefuseEmpty();
        if (filesRead == options.MorePaths.Length)
        {
            return false;
        }

        file.Dispose();
        file = SourceFile.Open(options.MorePaths[filesRead++]);
        ForeignFile.Refuse(file, "a text table (CSV)");
        if (IdxHeader.IsIdx(file.Peek()))
        {
            throw CoreException.InvalidData("ForeignFile", $"{file.Name} is an IDX file, and the files before it are text tables.");
        }

        record = new RecordReader(file, TableDialect.Of(options));
        isAtHeader = true;
        return true;
    }

    // Whether the line is a row as well.
    private bool ReadHeader()
    {
        isAtHeader = false;
        TableColumns columns = new(record, file.Name, header is null ? options : options.WithoutChoice());
        width = columns.Names.Length;
        if (header is not null)
        {
            bool isNamed = options.HasHeaderLine;
            featurePlaces = columns.PlacesOf(header, header.Features, isNamed);
            labelPlaces = columns.PlacesOf(header, header.Labels, isNamed);
            return !options.HasHeaderLine;
        }

        header = columns;
        featurePlaces = columns.Features;
        labelPlaces = columns.Labels;
        TableChecks.Labels(options, header);
        labels = [.. Columns.Labels.Select(i => new LabelColumn(Columns.Names[i], options.Task, options.ClassNames, rules.Format)
        {
            PlaceOf = (place, text) => Place(place, Columns.Names[i], text),
        })];
        features = [.. Columns.Features.Select(Feature)];
        rows = new GrowingRows<float>(features.Length);
        return !options.HasHeaderLine;
    }

    private FeatureColumn Feature(int column, int index)
    {
        string[]? known = null;
        string name = options.Like.Length > 0 ? options.Like[index] : Columns.Names[column];
        options.CategoryNames?.TryGetValue(name, out known);
        int most = Math.Clamp(ProfiledValues / Columns.Features.Length, FewestProfiled, MostProfiled);
        return new FeatureColumn(Columns.Names[column], Columns.Encodings[index], known, rules, new ColumnProfile(most))
        {
            Fill = options.Fills.TryGetValue(name, out double fill) ? fill : null,
        };
    }

    private void ReadRow()
    {
        int last = record.FieldCount - 1;
        bool isBlank = NumberText.Trim(record.Field(last)).IsEmpty;
        bool endsInSeparator = last == width && isBlank;
        if (last + 1 != width && !endsInSeparator)
        {
            throw TableChecks.Ragged(file.Name, record.Line, record.FieldCount, width, Columns.Names[0]);
        }

        if (options.Missing == MissingValue.DropRow && (LacksValue(featurePlaces) || LacksValue(labelPlaces)))
        {
            dropped++;
            return;
        }

        long place = record.Line + (filesRead * FileStep);
        Span<float> row = rows.Next();
        for (int i = 0; i < row.Length; i++)
        {
            ReadOnlySpan<byte> field = NumberText.Trim(record.Field(featurePlaces[i]));
            if (features[i].Read(field, place, out row[i]) is var (id, message))
            {
                throw Wrong(features[i].Name, field, id, message);
            }
        }

        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<byte> field = NumberText.Trim(record.Field(labelPlaces[i]));
            if (rules.Markers.Contain(field))
            {
                throw Wrong(
                    labels[i].Name,
                    field,
                    "MissingValue",
                    "is a missing label; -MissingValue DropRow leaves such rows out.");
            }

            if (labels[i].Add(field, place) is var (id, message))
            {
                throw Wrong(labels[i].Name, field, id, message);
            }
        }

        rows.Commit();
    }

    private bool LacksValue(int[] wanted)
    {
        foreach (int column in wanted)
        {
            if (rules.Markers.Contain(NumberText.Trim(record.Field(column))))
            {
                return true;
            }
        }

        return false;
    }

    private LoadedDataset Complete()
    {
        long count = rows.Count;
        if (count == 0)
        {
            string reason = dropped > 0
                ? dropped == 1 ? "a value is missing in its only row" : $"a value is missing in each of its {dropped:N0} rows"
                : "there is no row below its header";
            throw CoreException.InvalidData("NoRows", $"{file.Name}: {reason}.");
        }

        float* block = rows.Detach();
        void* targets = null;
        try
        {
            for (int i = 0; i < features.Length; i++)
            {
                Cancellation.ThrowIfRequested(); // each may be short, and there may be many
                features[i].Complete(block + i, count, features.Length, Place);
            }

            var description = new DatasetDescription
            {
                Rows = count,
                FeatureShape = [features.Length],
                FeatureType = "float32",
                FeatureNames = [.. features.Select(feature => feature.Name)],
                CategoryNames = features.Where(feature => feature.IsText).ToDictionary(
                    feature => feature.Name, feature => feature.Names, StringComparer.Ordinal),
                DroppedRows = dropped,
                FilledValues = features.Sum(feature => feature.Filled),
                Fills = features.Where(feature => !feature.IsText && feature.Fill is not null).ToDictionary(
                    feature => feature.Name, feature => feature.Fill!.Value, StringComparer.Ordinal),
            };
            targets = Targets.Complete(labels, count, description);
            Describe(block, targets, description);
            return new LoadedDataset(block, targets, description);
        }
        catch
        {
            NativePool.Return(block);
            NativePool.Return(targets);
            throw;
        }
    }

    private void Describe(float* block, void* targets, DatasetDescription description)
    {
        int classes = description.ClassNames.Length;
        TellingColumn? telling = labels.Length == 1 ? new TellingColumn(targets, description.Rows, classes) : null;
        var remarks = new ColumnRemarks(description.Rows, features.Length, telling);
        ColumnDescription[] described =
        [
            .. features.Select((feature, i) => remarks.Feature(feature, block + i, features.Length)),
            .. labels.Select(label => remarks.Label(label, description.ClassNames, telling?.ClassRows ?? [])),
        ];
        HashSet<string> used = [.. described.Select(column => column.Name)];
        IEnumerable<string> unused = Columns.Names.Where(name => !used.Contains(name));
        description.Columns =
        [
            .. described,
            .. unused.Select(name => new ColumnDescription { Name = name, Kind = ColumnKind.LeftOut }),
        ];
        description.Notes = [.. Columns.Notes, .. remarks.Notes];
    }

    private string Place(long place, string column, string text)
    {
        string name = place < FileStep ? firstName : Path.GetFileName(options.MorePaths[(place / FileStep) - 1]);
        return $"{name}, line {place % FileStep}, column '{Excerpt.Of(column)}': '{Excerpt.Of(text)}'";
    }

    private CoreException Wrong(string column, ReadOnlySpan<byte> field, string id, string message) =>
        CoreException.InvalidData(
            id, $"{file.Name}, line {record.Line}, column '{Excerpt.Of(column)}': '{Quoted(field)}' {message}");

    private static string Quoted(ReadOnlySpan<byte> field)
    {
        string text = Excerpt.Of(NameText.Decode(field[..Math.Min(field.Length, MostBytesInMessage)]));
        return field.Length > MostBytesInMessage ? text + "..." : text;
    }
}
