using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace NormTools.Fuzz;

/// <summary>Damaged files for every reader: tables, IDX, gzip, safetensors, models, checkpoints, folders of runs.</summary>
internal sealed class FileCases : ICases
{
    private const int Most = 64 << 10; // bytes of a file: large ones show no more than small ones
    private const string RunStore = "runs"; // where named runs are kept, from where one stands
    private const string Checksum = "normtools_checksum";

    private readonly Session session;
    private readonly byte[][] tables;
    private readonly byte[][] images;
    private readonly byte[][] labels;
    private readonly byte[][] models;
    private readonly byte[] checkpoint;
    private readonly (string Name, byte[] Bytes)[] run;
    private readonly object into;
    private readonly object data;
    private readonly object trained;

    public FileCases(Session session)
    {
        this.session = session;
        tables =
        [
            .. Directory.GetFiles(session.DataFolder, "*.csv*").Order(StringComparer.Ordinal).Select(Table),
            Encoding.UTF8.GetBytes("a;b;kind\r\n1;\"x;\"\"y\";u\r\n?;z;v\r\n\r\n-2.5e3;x;u\r\n"),
            Encoding.UTF8.GetBytes("﻿n\tm\n1\t2\n3\t4\n"),
        ];
        images = [Idx([5, 4, 3], 60), Idx([3, 2], 6), Idx([2, 0], 0)];
        labels = [Idx([5], 5), Idx([1, 9], 9), Idx([3, 1], 3)];
        string[] files = [.. session.Script(
            """
            $models = @(
                New-Model 4 -Seed 0 { Linear 8; BatchNorm; ReLU; Dropout 0.2; Linear 3 }
                New-Model 2, 6, 6 -Seed 0 { Conv2d 3 3 -Padding 1; GroupNorm 3; Residual { Conv2d 3 1; Tanh }; MaxPool 2; Flatten; WeightNorm { Linear 4 } }
                New-Model 1, 9 -Seed 0 { SpectralNorm { Conv1d 2 3 }; ConvTranspose1d 2 2 -Stride 2; LayerNorm 2, 14; AvgPool 2; Flatten; RmsNorm 14 }
            )
            $i = 0
            foreach ($model in $models) { $model | Export-Model "seed$i.safetensors"; (Resolve-Path "seed$i.safetensors").ProviderPath; $i++ }
            $d = Import-Dataset -LiteralPath (Join-Path $args[0] iris.csv) -Label label | Split-Dataset -Test 0.2 -Validation 0.2 -Seed 1
            $null = $models[0].Clone() | Start-TrainingRun $d -Epoch 2 -Seed 0 -CheckpointPath seed.checkpoint -EarlyStopping 5
            (Resolve-Path seed.checkpoint).ProviderPath
            $null = $models[0].Clone() | Start-TrainingRun $d -Epoch 2 -Seed 0 -Name seed
            """,
            session.DataFolder).Select(item => (string)item.BaseObject)];
        models = [.. files[..^1].Select(File.ReadAllBytes)];
        checkpoint = File.ReadAllBytes(files[^1]);
        string kept = Path.Combine(session.Folder, RunStore, "seed");
        run = [.. Directory.GetFiles(kept).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
        Directory.Delete(kept, recursive: true);
        data = session.Script("$d")[0];
        into = session.Script("$models[0].Clone()")[0];
        trained = session.Script("$models[0].Clone()")[0];
    }

    public Case Make(Random random) => random.Next(26) switch
    {
        < 8 => Table(random),
        < 12 => Images(random),
        < 17 => Write(random, Pick(random, models), "Import-Model", "m.safetensors"),
        < 20 => Write(random, models[0], "Import-Model", "i.safetensors", new KeyValuePair<string, object?>("Into", into)),
        < 21 => Checkpoint(random), // each trains a network, too
        < 22 => Run(random),
        < 23 => Write(random, Pick(random, models), "Import-Tensor", "x.safetensors"),
        _ => Foreign(random),
    };

    // A folder of a run with a damaged file, or without it.
    private Case Run(Random random)
    {
        string folder = Directory.CreateDirectory(Path.Combine(session.Folder, RunStore, "kept")).FullName;
        int damaged = random.Next(run.Length);
        long size = 0;
        for (int i = 0; i < run.Length; i++)
        {
            (string name, byte[] bytes) = run[i];
            bytes = i == damaged ? Damaged(random, bytes) : bytes;
            size += bytes.Length;
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }

        if (random.Next(50) == 0)
        {
            File.Delete(Path.Combine(folder, run[damaged].Name));
        }

        string which = $"with a damaged {run[damaged].Name}";
        return random.Next(4) switch
        {
            0 => new("Get-TrainingRun", [new("Path", RunStore)], null, size, which),
            1 => new("Resume-TrainingRun", [new("InputObject", "kept"), new("Data", data), new("Epoch", 3)], null, size, which),
            _ => new("Import-TrainingRun", [new("LiteralPath", folder)], null, size, which),
        };
    }

    private Case Table(Random random)
    {
        byte[] bytes = Mutation.Of(random, Pick(random, tables));
        string name = "t.csv";
        if (random.Next(4) == 0)
        {
            bytes = Packed(bytes);
            bytes = random.Next(2) == 0 ? bytes : Mutation.Of(random, bytes);
            name = "t.csv.gz";
        }

        List<KeyValuePair<string, object?>> options = [new("LiteralPath", Store(name, bytes))];
        if (random.Next(2) == 0)
        {
            options.Add(new("Label", Pick(random, ["label", "kind", "target", "n", "a", "l*"])));
        }

        if (random.Next(3) == 0)
        {
            options.Add(new("MissingValue", Pick(random, ["Mean", "DropRow"])));
        }

        if (random.Next(4) == 0)
        {
            options.Add(new("Encode", Pick(random, ["*", "b", "?"])));
        }

        if (random.Next(6) == 0)
        {
            options.Add(new("NoHeader", true));
        }

        return new("Import-Dataset", options, null, bytes.Length, string.Empty);
    }

    private Case Images(Random random)
    {
        byte[] image = Mutation.Of(random, Pick(random, images));
        byte[] label = Pick(random, labels);
        label = random.Next(2) == 0 ? label : Mutation.Of(random, label);
        bool packed = random.Next(3) == 0;
        image = packed ? Packed(image) : image;
        List<KeyValuePair<string, object?>> options = [new("LiteralPath", Store("i.idx", image))];
        if (random.Next(3) > 0)
        {
            options.Add(new("LabelPath", Store("l.idx", random.Next(3) == 0 ? Packed(label) : label)));
        }

        return new("Import-Dataset", options, null, image.Length + label.Length, string.Empty);
    }

    private Case Checkpoint(Random random)
    {
        byte[] bytes = Damaged(random, checkpoint);
        return new(
            "Start-TrainingRun",
            [
                new("InputObject", trained), new("Data", data), new("Epoch", 2), new("Seed", 0), new("EarlyStopping", 5),
                new("CheckpointPath", Store("run.checkpoint", bytes)), new("Resume", true),
            ],
            null, bytes.Length + checkpoint.Length, string.Empty);
    }

    // Of one kind, under the name of another.
    private Case Foreign(Random random)
    {
        byte[][] all = [.. tables, .. images, .. models, checkpoint];
        byte[] bytes = Mutation.Of(random, Pick(random, all));
        return random.Next(2) == 0
            ? new("Import-Model", [new("LiteralPath", Store("f.bin", bytes))], null, bytes.Length, string.Empty)
            : new("Import-Dataset", [new("LiteralPath", Store("f.bin", bytes))], null, bytes.Length, string.Empty);
    }

    private Case Write(
        Random random, byte[] source, string command, string name, params KeyValuePair<string, object?>[] more)
    {
        byte[] bytes = Damaged(random, source);
        return new(command, [new("LiteralPath", Store(name, bytes)), .. more], null, bytes.Length, string.Empty);
    }

    // What has a checksum is found out at once, unless the checksum is the file's, or is gone.
    private static byte[] Damaged(Random random, byte[] source)
    {
        byte[] bytes = Mutation.Of(random, source);
        switch (random.Next(3))
        {
            case 0:
                return bytes;
            case 1:
                int name = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Checksum));
                if (name >= 0)
                {
                    bytes[name] = (byte)'x';
                }

                return bytes;
            default:
                Seal(bytes);
                return bytes;
        }
    }

    private static void Seal(byte[] bytes)
    {
        byte[] key = Encoding.ASCII.GetBytes($"\"{Checksum}\":\"");
        int at = bytes.AsSpan().IndexOf(key) + key.Length;
        const int Length = 16;
        if (at < key.Length || at + Length > bytes.Length)
        {
            return;
        }

        bytes.AsSpan(at, Length).Fill((byte)'0');
        string sum = Convert.ToHexStringLower(XxHash3.Hash(bytes).AsSpan());
        Encoding.ASCII.GetBytes(sum, bytes.AsSpan(at));
    }

    private string Store(string name, byte[] bytes)
    {
        string path = Path.Combine(session.Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Table(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (path.EndsWith(".gz", StringComparison.Ordinal))
        {
            using MemoryStream plain = new();
            using GZipStream zip = new(new MemoryStream(bytes), CompressionMode.Decompress);
            zip.CopyTo(plain);
            bytes = plain.ToArray();
        }

        int end = bytes.Length <= 4000 ? bytes.Length : bytes.AsSpan(0, 4000).LastIndexOf((byte)'\n') + 1;
        return bytes[..Math.Min(end, Most)];
    }

    private static byte[] Packed(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Idx(int[] sizes, int count)
    {
        byte[] bytes = new byte[4 + (4 * sizes.Length) + count];
        (bytes[2], bytes[3]) = (8, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), sizes[i]);
        }

        for (int i = 0; i < count; i++)
        {
            bytes[^(i + 1)] = (byte)(i % 3);
        }

        return bytes;
    }

    private static T Pick<T>(Random random, T[] all) => all[random.Next(all.Length)];
}
