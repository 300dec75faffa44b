namespace NormTools.Core.Data;

/// <content>What a table that has been read is like, and where things stand in it.</content>
internal sealed unsafe partial class TableReader
{
    private const int NamesLookedAt = 100;
    private const int MostAlike = 3; // names that are told

    private void Describe(float* block, void* targets, DatasetDescription description)
    {
        int classes = description.ClassNames.Length;
        TellingColumn? telling = labels.Length == 1 ? new TellingColumn(targets, description.Rows, classes) : null;
        var remarks = new ColumnRemarks(description.Rows, features.Length, telling, LineOf)
        {
            Proposals = rules.Proposals,
            Format = rules.Format,
            IsMarkerOfNumbers = text => Array.Exists(features, feature => !feature.IsText && feature.Marked.Has(text)),
            HasEmptyGaps = Array.Exists(features, feature => feature.Marked.HasEmpty),
            HasDecimalCommas = (hasDecimalCommas || rules.Proposals.Evidence is (false, true)) && rules.Format.IsPlain && !options.HasDecimal,
            Points = rules.Format.IsPlain && !options.HasDecimal && options.Like.Length == 0 ? new PointUse(head, record.Separator, Columns.Names) : null,
            HasSemicolons = record.Separator == ';' && !options.HasDecimal && rules.Format.IsPlain,
        };
        for (int i = 0; i < features.Length; i++)
        {
            remarks.Look(features[i], block + i, features.Length);
        }

        ColumnDescription[] others =
        [
            .. labels.Select((label, i) => remarks.Label(
                label, description.ClassNames, telling?.ClassRows ?? [], (float*)targets + (classes > 0 ? 0 : i), labels.Length)),
            .. LeftOut().Select(name => new ColumnDescription { Name = name, Kind = ColumnKind.LeftOut }),
        ];
        description.Columns = new(
            features.Length + others.Length, i => i < features.Length ? features[i].Describe() : others[i - features.Length]);
        description.RowCall = rules.Proposals.RowCall;
        string[] below = [.. Footer(block, targets, description).Look()];
        description.Notes = [.. Columns.Notes, .. Undefined(description), .. NamesAlike(), .. notes, .. below, .. OneColumn(), .. remarks.Notes];
    }

    // A single column of texts that all hold the same sign was hardly meant to be one.
    private IEnumerable<string> OneColumn()
    {
        if (Columns.Names.Length > 1 || !features[0].IsText || features[0].TakesTexts || options.Delimiter is not null)
        {
            yield break;
        }

        foreach (char mark in ";\t|,:~^ ")
        {
            if (Columns.Names[0].Contains(mark) && features[0].Names.Take(NamesLookedAt).All(name => name.Contains(mark)))
            {
                yield return $"{firstName} has one column, '{Excerpt.Of(Columns.Names[0])}', and all of its lines hold '{mark}': "
                    + $"-Delimiter '{mark}' parts them.";
                yield break;
            }
        }
    }

    // Bytes that Windows-1252 does not have are letters of another code page.
    private IEnumerable<string> Undefined(DatasetDescription description)
    {
        string? found = Columns.Names.Concat(features.Where(feature => feature.IsText).SelectMany(feature => feature.Names)).Concat(description.ClassNames)
            .FirstOrDefault(Invisible.HasUndefined);
        if (found is not null)
        {
            yield return $"{firstName}: '{Excerpt.Of(found)}' has a character that is no letter. Is the file in another code page than Windows-1252? -Encoding names it (1250, 1251, 850).";
        }
    }

    // Properties of objects know no case: rows of the table have another name for the second.
    private IEnumerable<string> NamesAlike()
    {
        var first = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string Free(string name)
        {
            int number = 2;
            while (first.ContainsKey($"{name}_{number}"))
            {
                number++;
            }

            return $"{name}_{number}";
        }

        foreach (string name in features.Select(feature => feature.Name).Concat(labels.Select(label => label.Name)).Where(name => !first.TryAdd(name, name)).ToArray().Take(MostAlike))
        {
            yield return $"{firstName}: the columns '{Excerpt.Of(first[name])}' and '{Excerpt.Of(name)}' differ in case alone, which properties of objects do not know: "
                + $"in rows (-As Row) the second is called '{Excerpt.Of(Free(name))}'.";
        }
    }

    private IEnumerable<string> LeftOut()
    {
        if (features.Length + labels.Length == Columns.Names.Length)
        {
            return [];
        }

        HashSet<string> used = [.. features.Select(feature => feature.Name), .. labels.Select(label => label.Name)];
        return Columns.Names.Where(name => !used.Contains(name));
    }

    private FooterRows Footer(float* block, void* targets, DatasetDescription description)
    {
        bool isFile = !file.IsInMemory;
        return new FooterRows(block, targets, description, features, labels)
        {
            LastPlace = target!.LastPlace,
            PlaceOf = Place,
            LeaveLast = count => (isFile ? rules.Proposals.SkipLast(count) : rules.Proposals.Rows($"Select-Object -SkipLast {count}"))
                + $" leaves {(count == 1 ? "it" : "them")} out.",
            LeaveTexts = (column, texts) => rules.Proposals.Rows(
                $"Where-Object {Typed.Of(column)} {(texts.Length == 1 ? "-ne" : "-notin")} {string.Join(", ", texts.Select(Typed.Of))}") + " leaves such rows out.",
        };
    }

    private string LineOf(long place) =>
        (place < FileStep ? options.MorePaths.Length == 0 ? string.Empty : firstName + ", " : Path.GetFileName(options.MorePaths[(place / FileStep) - 1]) + ", ") + $"line {place % FileStep}";

    private string Place(long place, string column, string text)
    {
        string name = place < FileStep ? firstName : Path.GetFileName(options.MorePaths[(place / FileStep) - 1]);
        return $"{name}, line {place % FileStep}, column '{Excerpt.Of(column)}': '{Excerpt.Of(text)}'";
    }
}
