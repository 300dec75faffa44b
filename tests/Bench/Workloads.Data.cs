using System.Diagnostics;
using System.Globalization;
using System.Text;
using NormTools.Contract;
using nietras.SeparatedValues;

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

    private static void Preprocess(Bench bench)
    {
        const string Name = "preprocess-1Mx50";
        if (!bench.Wants(Name))
        {
            return;
        }

        const int Rows = 1_000_000;
        Library library = bench.Library;
        float* values = bench.Random((long)Rows * Columns, 1);
        TableView view = new()
        {
            Values = values,
            StoredRows = Rows,
            RowCount = Rows,
            Width = Columns,
            DType = (int)DType.Float32,
        };
        byte[] names = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Range(0, Columns).Select(i => $$"""{"name":"c{{i}}"}""")) + "]");
        byte[] steps = """{"steps":[{"type":"Standardize"}]}"""u8.ToArray();
        var create = (delegate* unmanaged[Cdecl]<byte*, long, nint*, int>)library.Export("nt_preprocessor_create");
        var fit = (delegate* unmanaged[Cdecl]<nint, byte*, long, TableView*, nint*, int>)library.Export("nt_preprocessor_fit");
        nint preprocessor, fitted;
        fixed (byte* text = steps)
        fixed (byte* columns = names)
        {
            library.Check(create(text, steps.Length, &preprocessor));
            library.Check(fit(preprocessor, columns, names.Length, &view, &fitted));
        }

        (nint steady, TableView table) = (fitted, view);
        bench.Report(Name, Bound.Memory, 2.0 * Rows * Columns * sizeof(float), "GB/s", () => Apply(library, steady, names, table), null, 2);
        library.FreeObject(fitted);
        library.FreeObject(preprocessor);
        bench.Free(values);
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
