using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>
/// Reads a text table (separated by commas, semicolons, tabs or bars) into features, [rows, columns], and targets.
/// </summary>
internal sealed unsafe partial class TableReader : DatasetReader
{
    private const int UsualBlockBytes = 1 << 17;
    private const int ProfiledValues = 1 << 20; // over all columns together
    private const int FewestProfiled = 8;
    private const int MostProfiled = 1024;
    private const int MostHeaderBytes = 4096; // that a message looks at
    private const long FileStep = 1L << 44; // a location is a line number plus this much per file before it

    private readonly DatasetOptions options;
    private readonly string firstName;
    private SourceFile file;
    private RecordReader record;
    private readonly TableRules rules;
    private TableColumns? header; // of the first file; null until its first nonempty line has been read
    private bool isAtHeader = true; // whether the present file is at its header
    private RowReader? reader; // of the rows of that file
    private RowTarget? target;
    private int filesRead;
    private FeatureColumn[] features = [];
    private LabelColumn[] labels = [];
    private GrowingRows<float> rows = new(0);
    private long dropped;
    private bool hasDecimalCommas; // in the first lines
    private byte[] head = []; // these, of the first file
    private readonly List<string> notes = []; // on the files

    /// <summary>Owns the file from then on unless it throws.</summary>
    public TableReader(SourceFile file, DatasetOptions options)
    {
        this.file = file;
        firstName = file.Name;
        this.options = options;
        TableChecks.Options(options, file.Name);
        record = new RecordReader(file, TableDialect.Of(options));
        NumberSigns signs = options.NumberSign.Aggregate(NumberSigns.None, (all, sign) => all | sign);
        MissingMarkers markers = new(options.MissingMarker);
        rules = new TableRules(
            new NumberFormat(options.Decimal, options.Thousands, signs), markers, options.Missing, new TableProposals(options, markers, file.IsInMemory ? null : file.Name));
    }

    public override double Progress => (filesRead + file.Progress) / (1 + options.MorePaths.Length);

    /// <summary>About how much of the file one thread reads at once.</summary>
    public int BlockBytes { get; init; } = UsualBlockBytes;

    private TableColumns Columns => header!;

    public override void Dispose()
    {
        base.Dispose();
        file.Dispose();
        reader?.Dispose();
        rows.Dispose();
        Array.ForEach(labels, label => label.Dispose());
    }

    protected override SourceFile Source => file;

    protected override LoadedDataset? Read(long deadline)
    {
        while (isAtHeader ? record.Read() : reader?.Read(file.Name, filesRead * FileStep, deadline) == true || OpenNext())
        {
            if (isAtHeader && record.FieldCount > 0)
            {
                ReadHeader();
            }

            if (IsPast(deadline))
            {
                return null;
            }
        }

        RefuseEmpty();
        return Complete();
    }

    private void RefuseEmpty()
    {
        if (isAtHeader)
        {
            throw CoreException.InvalidData(
                "EmptyFile", $"{file.Name} holds no lines{(options.SkipLast > 0 ? $" but the last {options.SkipLast} that -SkipLast leaves out" : string.Empty)}.");
        }
    }

    private void EndFile()
    {
        dropped += reader?.Dropped ?? 0;
        if (reader is { EmptyRows: > 0 })
        {
            notes.Add($"{file.Name}: {(reader.EmptyRows == 1 ? "a row" : Plural.Of(reader.EmptyRows, "row"))} without any value "
                + $"{(reader.EmptyRows == 1 ? $"(line {reader.FirstEmptyLine}) is" : $"(the first is line {reader.FirstEmptyLine}) are")} left out.");
        }

        if (reader is { RepeatedHeaders: > 0 })
        {
            notes.Add($"{file.Name}: {(reader.RepeatedHeaders == 1 ? $"line {reader.FirstRepeatedHeader} repeats" : $"{reader.RepeatedHeaders} lines repeat (the first is line {reader.FirstRepeatedHeader})")} "
                + $"the names of the columns, as in files that were put together, and {(reader.RepeatedHeaders == 1 ? "is" : "are")} left out.");
        }

        if (reader is { MarkedLabels: > 0 })
        {
            notes.Add($"{file.Name}: {Plural.Of(reader.MarkedLabels, "row")} left out whose label is a missing value, as '{Excerpt.Of(reader.MarkedLabel)}': "
                + "if it is a class, -MissingMarker @(), or with the texts that are gaps.");
        }

        reader?.Dispose();
        reader = null;
    }

    private bool OpenNext()
    {
        EndFile();
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

    private void ReadHeader()
    {
        isAtHeader = false;
        rules.Proposals.Open(file.Name, record.Separator);
        TableChecks.Width(record.FieldCount, file);
        if (options.HasHeaderLine)
        {
            TableHead.Refuse(record, file.Name, rules.Proposals);
        }

        hasDecimalCommas |= TableHead.HasDecimalCommas(record);
        head = header is null ? record.Ahead[..Math.Min(record.Ahead.Length, PointUse.MostBytes)].ToArray() : head;
        string headerLine = NameText.Decode(record.Current[..Math.Min(record.Current.Length, MostHeaderBytes)]).TrimEnd();
        TableColumns columns = new(record, file.Name, header is null ? options : options.ForFurtherFile(), !file.IsInMemory);
        if (header is null)
        {
            rules.Proposals.Names = columns.AreAsWritten ? null : columns.Names;
            rules.Proposals.IsOldEncoding = !file.IsInMemory && options.Encoding is null && !(NameText.IsUtf8(record.Current) && NameText.IsUtf8(head));
        }

        if (options.HasHeaderLine)
        {
            UnitRow.Refuse(record, file.Name, columns.Names, !file.IsInMemory);
        }

        int[] featurePlaces = columns.Features;
        int[] labelPlaces = columns.Labels;
        if (header is null)
        {
            Begin(columns);
        }
        else
        {
            bool isNamed = options.HasHeaderLine;
            featurePlaces = columns.PlacesOf(header, header.Features, isNamed);
            labelPlaces = columns.PlacesOf(header, header.Labels, isNamed);
            notes.AddRange(isNamed ? columns.Further(header) : []);
        }

        if (!options.HasHeaderLine)
        {
            record.Unread(); // the line is a row as well
        }

        target!.FeaturePlaces = featurePlaces;
        RowLayout layout = new(columns.Names.Length, featurePlaces, i => features[i].TakesTexts, labelPlaces);
        reader = new RowReader(record, rules, layout, target, rows, BlockBytes)
        {
            FirstName = header!.Names[0],
            EndsInSeparator = columns.EndsInSeparator,
            HeaderLine = headerLine,
            Header = HeaderBelow(columns.Names.Length),
            ExpectedBytes = rows.IsExpected ? 0 : file.ExpectedBytes + options.MorePaths.Skip(filesRead).Sum(SourceFile.LengthOf),
        };
    }

    // What names the columns, and is no row where it stands in the table once more.
    private HeaderLine? HeaderBelow(int width) => options.HasHeaderLine ? HeaderLine.Of(record.Current, record.Separator, width)
        : options.HeaderNames is { } names ? HeaderLine.Of(System.Text.Encoding.UTF8.GetBytes(string.Join(record.Separator, names)), record.Separator, width)
        : null;

    private void Begin(TableColumns columns)
    {
        header = columns;
        rules.Proposals.LineOf = LineOf;
        rules.Proposals.Features = columns.Features.Length;
        var points = new Lazy<PointUse>(() => new PointUse(head, record.Separator, columns.Names));
        rules.Proposals.LookForDecimalPoints = () => points.Value.HasPlainDecimals;
        rules.Proposals.LookForMarks = () => points.Value.Marks;
        TableChecks.Labels(options, header);
        labels = [.. Columns.Labels.Select(i => new LabelColumn(Columns.Names[i], options.Task, options.ClassNames, rules.Format)
        {
            PlaceOf = (place, text) => Place(place, Columns.Names[i], text),
            Proposals = rules.Proposals,
        })];
        int most = Math.Clamp(ProfiledValues / Columns.Features.Length, FewestProfiled, MostProfiled);
        NumberColumns numbers = new(Columns.Features.Length, most);
        features = [.. Columns.Features.Select((column, i) => Feature(column, i, numbers))];
        rows = new GrowingRows<float>(features.Length);
        target = new RowTarget(features, labels, numbers) { NeedsSums = options.Missing == MissingValue.Mean };
    }

    private FeatureColumn Feature(int column, int index, NumberColumns numbers)
    {
        string[]? known = null;
        string name = options.Like.Length > 0 ? options.Like[index] : Columns.Names[column];
        options.CategoryNames?.TryGetValue(name, out known);
        return new FeatureColumn(Columns.Names[column], Columns.Encodings[index], known, rules, numbers, index)
        {
            Fill = options.Fills.TryGetValue(name, out double fill) ? fill : null,
        };
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

        rules.Proposals.LastPlace = target!.LastPlace;
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
}
