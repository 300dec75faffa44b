namespace NormTools.Core.Data;

/// <summary>The columns of a table: their names, and which of them are labels and features.</summary>
internal sealed partial class TableColumns
{
    private const int MostNameBytes = 1024;
    private const int MostNotes = 5;
    private readonly string fileName;
    private readonly string file; // as it was typed
    private readonly RecordReader record; // at the header
    private readonly bool hasHeaderLine;
    private readonly string hint = string.Empty;
    private readonly Dictionary<string, int> places;
    private Dictionary<string, int>? placesInAnyCase; // the first each; made when a name is looked for in any case
    private readonly Dictionary<string, List<int>> twins = new(StringComparer.Ordinal); // the places of names that several columns have
    private readonly Dictionary<int, int> nextOfName = []; // the next name that differs only in case

    /// <summary>Takes the names from a header record, or makes them up without one.</summary>
    /// <param name="record">At the header.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="options">What the caller wants.</param>
    /// <param name="isFile">Whether it is a file; else rows of the pipeline.</param>
    /// <exception cref="CoreException">
    /// NameTooLong, DuplicateColumn, LabelNotFound, ColumnNotFound, ColumnsDiffer, FeatureWidthMismatch or NoFeatures.
    /// </exception>
    public TableColumns(RecordReader record, string fileName, DatasetOptions options, bool isFile)
    {
        this.fileName = fileName;
        file = options.File ?? Typed.Of(fileName);
        this.record = record;
        hasHeaderLine = options.HasHeaderLine;
        int count = record.ColumnCount(options.HasHeaderLine);
        EndsInSeparator = count < record.FieldCount;
        if (options.HeaderNames is { } given && given.Length != count && !(given.Length > count && given.Length <= record.FieldCount))
        {
            throw CoreException.Argument("HeaderMismatch", $"-Header has {Plural.Of(given.Length, "name")}, and the first line of {fileName} {Plural.Of(count, "field")}.");
        }

        Names = new string[options.HeaderNames?.Length ?? count];
        for (int i = 0; i < Names.Length; i++)
        {
            ReadOnlySpan<byte> field = SignedNumber.Trim(NumberText.Trim(record.Field(i)));
            Names[i] = options.HeaderNames is { } names ? names[i]
                : options.Header && !field.IsEmpty ? Decode(field, i)
                : FormattableString.Invariant($"Column{i + 1}");
        }

        hint = options.HasHeaderLine ? MissingHeader.Hint(record, Names.Length, isFile) : string.Empty;
        if (hint.Length > 0 && options.Label.Length + options.Property.Length + options.Like.Length == 0)
        {
            Notes.Add($"{fileName}:{hint}");
        }

        if (record.IsOfOtherAlphabet)
        {
            Notes.Add(
                $"{fileName} is not UTF-8 and is read as Windows-1252, of which its text does not look. -Encoding names another code page "
                + "(windows-1251); a file in Korean, Chinese or Japanese (949, 936, 932) is to be converted first: "
                + $"Get-Content -Encoding 949 {Typed.Of(fileName)} | Set-Content -Encoding utf8 copy.csv.");
        }

        places = new(Names.Length, StringComparer.Ordinal);
        NumberDuplicates();
        AreAsWritten = options.HeaderNames is not null || (options.Header && Enumerable.Range(0, Names.Length).All(i => NameText.Decode(record.Field(i)) == Names[i]));
        Labels = Find(options.Label, "LabelNotFound");
        RefuseTwins(options);
        HashSet<int> categories = [.. Match(options.Category)];
        HashSet<string> named = new(options.Category, StringComparer.OrdinalIgnoreCase);
        HashSet<int> left = [.. Labels, .. Match(options.ExcludeProperty)];
        IEnumerable<int> wanted = options.Property.Length == 0 ? Enumerable.Range(0, Names.Length) : Match(options.Property);
        Features = [.. wanted.Where(column => !left.Contains(column))];
        Features = options.Like.Length > 0 ? Like(options) : Features;
        int text = options.Text is null ? -1 : TextColumn(options.Text);
        Encodings =
        [
            .. Features.Select(column => column == text ? ColumnEncoding.Words
                : !categories.Contains(column) ? ColumnEncoding.None
                : named.Contains(Names[column]) ? ColumnEncoding.All
                : ColumnEncoding.Text),
        ];
        if (Features.Length == 0)
        {
            throw CoreException.InvalidData("NoFeatures", $"{fileName}: no column is left for the features.");
        }
    }

    public string[] Names { get; }

    /// <summary>Whether the first line ends in separators behind which no line holds anything.</summary>
    public bool EndsInSeparator { get; }

    /// <summary>Whether the header line names each column as it is called: two of one name, and columns without one, are called otherwise.</summary>
    public bool AreAsWritten { get; }

    /// <summary>Changes made to the names, one sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The label columns in the order in which they were named.</summary>
    public int[] Labels { get; }

    /// <summary>
    /// The feature columns: in the order of the data to match, otherwise of the patterns that selected them, otherwise
    /// of the file.
    /// </summary>
    public int[] Features { get; }

    /// <summary>For each feature, how it is encoded.</summary>
    public ColumnEncoding[] Encodings { get; }

    private string Decode(ReadOnlySpan<byte> field, int column) => field.Length > MostNameBytes
        ? throw CoreException.InvalidData(
            "NameTooLong",
            $"{fileName}: the name of column {column + 1} has {field.Length:N0} bytes; at most {MostNameBytes:N0} are taken.")
        : Invisible.Name(NameText.Decode(field));

    // A repeated name gets a number appended, unless the line is not a header at all.
    private void NumberDuplicates()
    {
        HashSet<string>? all = null;
        var repeated = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Names.Length; i++)
        {
            if (!places.TryAdd(Names[i], i))
            {
                string name = Names[i];
                int first = places[name];
                if (hint.Length > 0)
                {
                    throw CoreException.InvalidData(
                        "DuplicateColumn",
                        $"{fileName}: columns {first + 1} and {i + 1} are both named '{Excerpt.Of(name)}'.{hint}");
                }

                all ??= [.. Names];
                (twins.TryGetValue(name, out List<int>? alike) ? alike : twins[name] = [first]).Add(i);
                int number = repeated.GetValueOrDefault(name, 1) + 1;
                while (all.Contains(FormattableString.Invariant($"{name}_{number}")))
                {
                    number++;
                }

                repeated[name] = number;
                Names[i] = FormattableString.Invariant($"{name}_{number}");
                all.Add(Names[i]);
                places.Add(Names[i], i);
                if (Notes.Count < MostNotes)
                {
                    Notes.Add($"{fileName}: columns {first + 1} and {i + 1} are both named '{Excerpt.Of(name)}'; the "
                        + $"second is taken as '{Excerpt.Of(Names[i])}'.");
                }
            }
        }
    }

    private Dictionary<string, int> PlacesInAnyCase()
    {
        if (placesInAnyCase is not null)
        {
            return placesInAnyCase;
        }

        placesInAnyCase = new(Names.Length, StringComparer.OrdinalIgnoreCase);
        for (int i = Names.Length - 1; i >= 0; i--) // from the end, so that the first of each name remains
        {
            if (placesInAnyCase.TryGetValue(Names[i], out int next))
            {
                nextOfName.Add(i, next);
            }

            placesInAnyCase[Names[i]] = i;
        }

        return placesInAnyCase;
    }

    /// <summary>Columns by name.</summary>
    private int[] Find(string[] names, string id)
    {
        var found = new int[names.Length];
        var seen = new HashSet<int>();
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            found[i] = Among(null, name);
            if (found[i] < 0)
            {
                throw NotFound(id, name);
            }

            if (!seen.Add(found[i]))
            {
                throw CoreException.Argument("DuplicateName", $"Column '{Excerpt.Of(name)}' is named twice.");
            }
        }

        return found;
    }

    /// <summary>The selected columns in the order of other data: by name where both sides have names, otherwise by
    /// position.</summary>
    private int[] Like(DatasetOptions options)
    {
        if ((!options.Header && options.HeaderNames is null) || !options.LikeIsNamed)
        {
            return Features.Length == options.Like.Length
                ? Features
                : throw CoreException.Shape(
                    "FeatureWidthMismatch",
                    $"{fileName} has {Features.Length} feature columns, and the data of -Like has {options.Like.Length}.");
        }

        HashSet<int> chosen = [.. Features];
        int[] found = [.. options.Like.Select(name => Among(chosen, name))];
        string[] missing = [.. options.Like.Where((_, i) => found[i] < 0)];
        string[] further = [.. Features.Except(found).Select(column => Names[column])];
        bool areLabels = further.Length > 0 && Array.TrueForAll(further, name => options.LikeLabel.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (missing.Length == 0 && further.Length == 0)
        {
            return found;
        }

        string problem = string.Join(", and ", new[]
        {
            missing.Length > 0 ? $"lack {Excerpt.Names(missing)}, which the data of -Like has" : string.Empty,
            areLabels ? $"have {Excerpt.Names(further)}, which is what the data of -Like predicts: -Label {string.Join(", ", further.Select(Typed.Of))} takes it as the target, -ExcludeProperty leaves it out"
            : further.Length > 0
                ? $"have {Excerpt.Names(further)}, which the data of -Like has not (-ExcludeProperty leaves columns out)"
                : string.Empty,
        }.Where(text => text.Length > 0));
        throw CoreException.InvalidData("ColumnsDiffer", $"The feature columns of {fileName} {problem}.{(missing.Length > 0 ? Hint(missing[0]) : hint)}");
    }

    // The column of that name: exact, otherwise regardless of case; or -1.
    private int Among(HashSet<int>? columns, string name)
    {
        if (places.TryGetValue(name, out int place) && columns?.Contains(place) != false)
        {
            return place;
        }

        return InAnyCase(name).Where(column => columns?.Contains(column) != false).DefaultIfEmpty(-1).First();
    }

    private IEnumerable<int> InAnyCase(string name)
    {
        bool isThere = PlacesInAnyCase().TryGetValue(name, out int column);
        for (; isThere; isThere = nextOfName.TryGetValue(column, out column))
        {
            yield return column;
        }
    }

    /// <summary>Columns by exact name if there is one, otherwise by pattern; each once.</summary>
    private IEnumerable<int> Match(string[] patterns)
    {
        var found = new List<int>();
        var seen = new HashSet<int>();
        foreach (string pattern in patterns)
        {
            IReadOnlyList<int> chosen = twins.TryGetValue(pattern, out List<int>? alike) ? alike
                : places.TryGetValue(pattern, out int place) ? [place]
                : PlacesInAnyCase().ContainsKey(pattern) ? [.. InAnyCase(pattern)]
                : [.. Enumerable.Range(0, Names.Length).Where(i => NamePattern.Matches(pattern, Names[i]))];
            if (chosen.Count == 0)
            {
                throw NotFound("ColumnNotFound", pattern);
            }

            found.AddRange(chosen.Where(seen.Add));
        }

        return found;
    }

    private CoreException NotFound(string id, string name) => CoreException.Argument(
        id, $"{fileName} has no column '{Excerpt.Of(name)}'; it has {Excerpt.Names(Names)}.{(hasHeaderLine ? OneField.Hint(record, name, file) : null) ?? Hint(name)}");
}
