using System.Diagnostics;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Reads the rows of a file on all threads: as many bytes at once as there are threads for, cut into
/// blocks.</summary>
/// <remarks>
/// Blocks are read at the same time and taken in their order. A block that does not begin where the one before it ended was
/// cut in quotes, and is read once more from the right place: rows, lines and failures are those of one thread that reads from
/// the beginning to the end, however many there are and wherever blocks are cut.
/// </remarks>
internal sealed unsafe class RowReader : IDisposable
{
    private const int BlocksOfThread = 2;
    private const int FewestBlocks = 4;
    private const int FewestBytes = 256;
    private const int TellingBytes = 1 << 16; // of so many one sees how many rows there will be

    private readonly RecordReader record;
    private readonly TableRules rules;
    private readonly RowLayout layout;
    private readonly RowTarget target;
    private readonly GrowingRows<float> rows;
    private readonly long rowsBefore; // of the files before this one
    private readonly int blockBytes;
    private readonly List<int> starts = [];
    private readonly List<RowBlock> blocks = [];
    private readonly List<BlockParser> parsers = [];
    private readonly List<RowBlock> accepted = [];
    private int longest; // line that did not fit
    private int wanted; // bytes at once: fewer while they take longer than the caller wants to wait

    /// <param name="record">The text, behind the header.</param>
    /// <param name="rules">How the table writes numbers and gaps.</param>
    /// <param name="layout">What is wanted of each line.</param>
    /// <param name="target">The columns that it goes into.</param>
    /// <param name="rows">The features.</param>
    /// <param name="blockBytes">About how long a block is.</param>
    public RowReader(
        RecordReader record, TableRules rules, RowLayout layout, RowTarget target, GrowingRows<float> rows, int blockBytes)
    {
        this.record = record;
        this.rules = rules;
        this.layout = layout;
        this.target = target;
        this.rows = rows;
        rowsBefore = rows.Count;
        this.blockBytes = blockBytes;
        wanted = Math.Min(FewestBytes, blockBytes * FewestBlocks);
    }

    /// <summary>What the first column is called, for messages.</summary>
    public required string FirstName { get; init; }

    /// <summary>Whether the first line ends in separators behind which there is no column, for messages.</summary>
    public bool EndsInSeparator { get; init; }

    /// <summary>How much text there will be, as far as one can tell.</summary>
    public long ExpectedBytes { get; init; }

    /// <summary>Rows in which a value is missing, where these are left out.</summary>
    public long Dropped { get; private set; }

    /// <summary>The first line as it is written, for messages.</summary>
    public string HeaderLine { get; init; } = string.Empty;

    /// <summary>Lines that are as this one are left out; null for a file without a header.</summary>
    public HeaderLine? Header { get; init; }

    /// <summary>How many of them there were.</summary>
    public long RepeatedHeaders { get; private set; }

    /// <summary>The line of the first of them.</summary>
    public long FirstRepeatedHeader { get; private set; }

    /// <summary>Rows without any value, which are left out.</summary>
    public long EmptyRows { get; private set; }

    /// <inheritdoc cref="RowBlock.MarkedLabels"/>
    public long MarkedLabels { get; private set; }

    /// <inheritdoc cref="RowBlock.MarkedLabel"/>
    public string MarkedLabel { get; private set; } = string.Empty;

    /// <summary>The line of the first of them.</summary>
    public long FirstEmptyLine { get; private set; }

    /// <summary>Reads some rows.</summary>
    /// <param name="fileName">For messages.</param>
    /// <param name="firstPlace">Is added to a line's number for its place.</param>
    /// <param name="deadline">When the caller wants to be back.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CoreException">The first thing that is wrong with the file.</exception>
    public bool Read(string fileName, long firstPlace, long deadline)
    {
        long begin = Stopwatch.GetTimestamp();
        byte* text = record.More(wanted, out int length, out bool isLast);
        if (length == 0)
        {
            return false;
        }

        Parse(text, length, isLast);
        long lines = record.LinesBefore;
        int position = Accept(text, length, isLast, ref lines);
        Take(text, length, fileName, firstPlace);
        RowBlock last = accepted[^1];
        if (last.Fault != LineFault.None)
        {
            throw Wrong(last, fileName);
        }

        record.Take(position, lines - record.LinesBefore);
        Expect();
        if (last.EndsInComment && last.IsIncomplete)
        {
            record.TakeComment();
        }
        else if (last.IsIncomplete && position == 0)
        {
            if (record.TooLong(lines + 1, last.OpenQuote < 0 ? 0 : lines + last.OpenQuote + 1) is { } failure)
            {
                throw failure;
            }

            wanted = longest = (int)Math.Min(2L * length, int.MaxValue / 2); // it is no matter of time
            return true;
        }

        int most = Math.Max(longest, blockBytes * Math.Max(FewestBlocks, BlocksOfThread * Workers.DefaultThreads));
        bool isSlow = (Stopwatch.GetTimestamp() - begin) * 2 > deadline - begin;
        wanted = isSlow ? Math.Max(wanted / 2, Math.Max(longest, Math.Min(FewestBytes, most))) : Math.Min(wanted * 2, most);
        return true;
    }

    public void Dispose() => blocks.ForEach(block => block.Dispose());

    private void Parse(byte* text, int length, bool isLast)
    {
        BlockCut.Find(new ReadOnlySpan<byte>(text, length), blockBytes, starts);
        for (int i = 0; i < starts.Count; i++)
        {
            if (i == blocks.Count)
            {
                blocks.Add(new RowBlock());
                parsers.Add(new BlockParser(new FieldScanner(record.Separator, record.Comment), rules, layout, RecordReader.MaxFields, Header));
            }

            blocks[i].Start = starts[i];
            blocks[i].Limit = i + 1 < starts.Count ? starts[i + 1] : length;
        }

        ParseWork work = new(this, text, length, isLast);
        Workers.Run(ref work, starts.Count);
    }

    // Gives where the first line begins that was not read.
    private int Accept(byte* text, int length, bool isLast, ref long lines)
    {
        accepted.Clear();
        int position = 0;
        for (int i = 0; i < starts.Count && position < length; i++)
        {
            RowBlock block = blocks[i];
            if (block.Limit <= position && i > 0)
            {
                continue; // it lay in quotes
            }

            if (block.Start != position)
            {
                block.Start = position;
                parsers[i].Parse(text, length, isLast, block);
            }

            block.LinesBefore = lines;
            lines += block.Lines;
            position = block.Next;
            Dropped += block.Dropped;
            FirstEmptyLine = EmptyRows == 0 ? block.LinesBefore + block.FirstEmptyLine + 1 : FirstEmptyLine;
            EmptyRows += block.EmptyRows;
            FirstRepeatedHeader = RepeatedHeaders == 0 ? block.LinesBefore + block.FirstRepeatedHeader + 1 : FirstRepeatedHeader;
            RepeatedHeaders += block.RepeatedHeaders;
            MarkedLabel = MarkedLabels == 0 ? block.MarkedLabel : MarkedLabel;
            MarkedLabels += block.MarkedLabels;
            accepted.Add(block);
            if (block.IsIncomplete || block.Fault != LineFault.None)
            {
                break;
            }
        }

        return position;
    }

    private void Take(byte* text, int length, string fileName, long firstPlace)
    {
        int count = accepted.Sum(block => block.Rows);
        if (count == 0)
        {
            return;
        }

        float* values = rows.Next(count);
        BlockPass numbers = new(target, accepted, values);
        Workers.Run(ref numbers, accepted.Count);
        ColumnPass pass = new(target, accepted, text, length, record.Separator, firstPlace, values);
        Workers.Run(ref pass, pass.Parts, pass.Threads);
        target.ThrowIfFailed(fileName);
        RowBlock last = accepted.FindLast(block => block.Rows > 0)!;
        target.LastPlace = last.LineOf(last.Rows - 1) + firstPlace;
        rows.Commit(count);
    }

    // How many rows there will be, and a little more, for lines may get shorter; what is not used is no memory.
    private void Expect()
    {
        if (!rows.IsExpected && record.Taken >= TellingBytes)
        {
            long here = rows.Count - rowsBefore;
            target.Expect(rows, (long)Math.Min(rowsBefore + (here * (1.06 * ExpectedBytes / record.Taken)), int.MaxValue));
        }
    }

    private CoreException Wrong(RowBlock block, string fileName)
    {
        long line = block.LinesBefore + block.Lines + 1;
        record.Take(block.Next, 0); // so that the rest is looked at, wherever blocks are cut
        byte* rest = record.More(TellingBytes, out int length, out bool isLast);
        return block.Fault == LineFault.RaggedLine
            ? new RaggedLine(fileName, line, block.FaultFields, layout.Slots.Length)
            {
                FirstName = FirstName,
                EndsInSeparator = EndsInSeparator,
                Separator = record.Separator,
                Header = HeaderLine,
                Proposals = rules.Proposals,
            }.Refusal(new ReadOnlySpan<byte>(rest, length), isLast)
            : WithWayOut(record.Wrong(block.Fault, line, block.LinesBefore + block.OpenQuote + 1), block.Fault, new ReadOnlySpan<byte>(rest, length));
    }

    // Quotes with a backslash before them, as programs write those within a text.
    private CoreException WithWayOut(CoreException wrong, LineFault fault, ReadOnlySpan<byte> rest) =>
        fault is LineFault.MisplacedQuote or LineFault.UnclosedQuote && rest.IndexOf("\\\""u8) >= 0
            ? CoreException.InvalidData(
                wrong.Id, $"{wrong.Message} Those of this file have a backslash before them: (Get-Content {rules.Proposals.File}) -replace '(?<!\\\\)\\\\\"', '\"\"' | Set-Content copy.csv; {rules.Proposals.Import("copy.csv")} writes them twice.")
            : wrong;

    private readonly struct ParseWork(RowReader reader, byte* text, int length, bool isLast) : IParallelWork
    {
        public void Run(int part) => reader.parsers[part].Parse(text, length, isLast, reader.blocks[part]);
    }
}
