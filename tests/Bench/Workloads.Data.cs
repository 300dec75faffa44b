using System.Diagnostics;
using System.Globalization;
using System.Text;
using nietras.SeparatedValues;
using NormTools.Contract;

namespace NormTools.Bench;

/// <content>Tables: a file read into tensors, beside the package Sep; a preprocessor over many rows.</content>
internal static unsafe partial class Workloads
{
    private const int Columns = 50;

    public static void Data(Bench bench)
    {
        Import(bench);
        Preprocess(bench);
    }

    private static void Import(Bench bench)
    {
        const string Name = "import-csv";
        if (!bench.Wants(Name))
        {
            return;
        }

        string path = Path.Combine(Path.GetTempPath(), $"normtools-bench-{Environment.ProcessId}.csv");
        try
        {
            int rows = WriteTable(path, 100_000_000);
            long bytes = new FileInfo(path).Length;
            double tensor = (double)rows * Columns * sizeof(float);
            ResetPeak();
            long before = Memory("VmRSS:");
            Read(bench.Library, path); // the first time, with nothing kept from another one
            double peak = (Memory("VmHWM:") - before) / tensor;
            bench.Report(Name, Bound.Memory, bytes + tensor, "GB/s", () => Read(bench.Library, path), bytes, 3);
            float[][] columns = [.. Enumerable.Range(0, Columns).Select(_ => new float[rows])];
            double sep = bench.Compare(Name, "Sep", () => ReadWithSep(path, columns, bench.Options.Threads), bytes, 3);
            double work = ProcessorTime(() => Read(bench.Library, path));
            double workOfSep = ProcessorTime(() => ReadWithSep(path, columns, bench.Options.Threads));
            Console.WriteLine(FormattableString.Invariant(
                $$"""
                {"library":"normtools","name":"{{Name}}-beside","timesAsFastAsSep":{{sep / bench.Milliseconds[Name]:F2}},
                "processorMs":{{work:F0}},"processorMsOfSep":{{workOfSep:F0}},"peakOfTensors":{{peak:F2}}}
                """).ReplaceLineEndings(string.Empty));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int WriteTable(string path, long bytes)
    {
        Random random = new(1);
        using StreamWriter file = new(path, false, new UTF8Encoding(false), 1 << 20);
        file.WriteLine(string.Join(',', Enumerable.Range(0, Columns).Select(i => $"c{i}")));
        StringBuilder line = new();
        int rows = 0;
        for (long written = 0; written < bytes; rows++)
        {
            line.Clear();
            for (int i = 0; i < Columns; i++)
            {
                line.Append(i == 0 ? string.Empty : ",").Append(((random.NextDouble() * 200) - 100).ToString("F6", CultureInfo.InvariantCulture));
            }

            line.Append('\n');
            file.Write(line);
            written += line.Length;
        }

        return rows;
    }

    private static void Read(Library library, string path)
    {
        byte[] name = Encoding.UTF8.GetBytes(path);
        var open = (delegate* unmanaged[Cdecl]<byte*, long, byte*, long, nint*, int>)library.Export("nt_dataset_open");
        var advance = (delegate* unmanaged[Cdecl]<nint, int, double*, int*, int>)library.Export("nt_dataset_advance");
        var take = (delegate* unmanaged[Cdecl]<nint, int, void**, int>)library.Export("nt_dataset_take");
        nint reader;
        fixed (byte* text = name)
        {
            library.Check(open(text, name.Length, null, 0, &reader));
        }

        double progress;
        int finished = 0;
        while (finished == 0)
        {
            library.Check(advance(reader, 50, &progress, &finished));
        }

        void* memory;
        library.Check(take(reader, 0, &memory));
        library.Return((float*)memory);
        library.FreeObject(reader);
    }

    // Each column's values as float in an array of their own; on several threads each row's.
    private static void ReadWithSep(string path, float[][] columns, int threads)
    {
        using SepReader reader = Sep.New(',').Reader().FromFile(path);
        int count = 0;
        if (threads == 1)
        {
            foreach (SepReader.Row row in reader)
            {
                for (int i = 0; i < Columns; i++)
                {
                    columns[i][count] = row[i].Parse<float>();
                }

                count++;
            }

            return;
        }

        // Its rows come back in their order, each as an array of its own.
        List<float[]> rows = new(columns[0].Length);
        rows.AddRange(reader.ParallelEnumerate(
            row =>
            {
                float[] values = new float[Columns];
                for (int i = 0; i < Columns; i++)
                {
                    values[i] = row[i].Parse<float>();
                }

                return values;
            },
            threads));
    }

    // What the limit counts: fitting reads each value once, applying reads it once and writes the result. That a value is
    // read again for a later step, or a line of the result before it is written, is for the steps to avoid.
    private static void Preprocess(Bench bench)
    {
        const string Name = "preprocess-1Mx50";
        const int Rows = 1_000_000;
        if (!bench.Wants(Name))
        {
            return;
        }

        float* values = bench.Random((long)Rows * Columns, 1);
        TableView table = new()
        {
            Values = values,
            StoredRows = Rows,
            RowCount = Rows,
            Width = Columns,
            DType = (int)DType.Float32,
        };
        Preprocess(bench, Name, table, Columns, """{"type":"Standardize"}""");
        for (long i = 0; i < (long)Rows * Columns; i += 23)
        {
            values[i] = float.NaN;
        }

        Preprocess(
            bench, Name + "-gaps", table, Columns, """{"type":"Impute"},{"type":"Clip","lower":0.01,"upper":0.99},{"type":"MinMaxScale"}""");
        Preprocess(
            bench, Name + "-binned", table, Columns, """{"type":"Bin","edges":[0,0.2,0.4,0.6,0.8,1],"columns":["c0","c1"]},{"type":"MaxAbsScale"}""");
        bench.Free(values);
    }

    private static void Preprocess(Bench bench, string name, TableView table, int outputs, string steps)
    {
        Library library = bench.Library;
        byte[] names = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Range(0, Columns).Select(i => $$"""{"name":"c{{i}}"}""")) + "]");
        byte[] document = Encoding.UTF8.GetBytes($$"""{"steps":[{{steps}}]}""");
        var create = (delegate* unmanaged[Cdecl]<byte*, long, nint*, int>)library.Export("nt_preprocessor_create");
        nint preprocessor;
        fixed (byte* text = document)
        {
            library.Check(create(text, document.Length, &preprocessor));
        }

        (nint unfitted, nint fitted) = (preprocessor, Fit(library, preprocessor, names, table));
        double read = (double)table.RowCount * Columns * sizeof(float);
        double written = (double)table.RowCount * outputs * sizeof(float);
        bench.Report(name, Bound.Memory, read + written, "GB/s", () => Apply(library, fitted, names, table), null, 2);
        bench.Report(name + "-fit", Bound.Memory, read, "GB/s", () => library.FreeObject(Fit(library, unfitted, names, table)), null, 2);
        library.FreeObject(fitted);
        library.FreeObject(preprocessor);
    }

    private static nint Fit(Library library, nint preprocessor, byte[] names, TableView table)
    {
        var fit = (delegate* unmanaged[Cdecl]<nint, byte*, long, TableView*, nint*, int>)library.Export("nt_preprocessor_fit");
        nint fitted;
        fixed (byte* columns = names)
        {
            library.Check(fit(preprocessor, columns, names.Length, &table, &fitted));
        }

        return fitted;
    }

    private static void Apply(Library library, nint fitted, byte[] names, TableView view)
    {
        var apply = (delegate* unmanaged[Cdecl]<nint, byte*, long, TableView*, int, int, nint*, int>)library.Export("nt_preprocessor_apply");
        var take = (delegate* unmanaged[Cdecl]<nint, void**, int>)library.Export("nt_prepared_take");
        nint prepared;
        fixed (byte* columns = names)
        {
            library.Check(apply(fitted, columns, names.Length, &view, 0, (int)DType.Float32, &prepared));
        }

        void* memory;
        library.Check(take(prepared, &memory));
        library.Return((float*)memory);
        library.FreeObject(prepared);
    }

    // Milliseconds of all threads together, which a busy machine does not change much.
    private static double ProcessorTime(Action action)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        action();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds;
    }

    // Of Linux; elsewhere the ratio is of nothing.
    private static void ResetPeak()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    private static long Memory(string entry) => !OperatingSystem.IsLinux() ? 0
        : 1024 * long.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(entry, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture);
}
