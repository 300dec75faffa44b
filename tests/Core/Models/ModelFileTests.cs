using System.Buffers.Binary;
using System.Text;
using CsCheck;
using NormTools.Core.Data;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

[Trait("Levels", "Once")]
public sealed unsafe class ModelFileTests : IDisposable
{
    private const string Layers = "Linear:out_features=7 BatchNorm ReLU Linear:out_features=3";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("normtools");
    private readonly string path;

    public ModelFileTests() => path = Path.Combine(folder.FullName, "a.safetensors");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_model_comes_back_equal_to_the_bit()
    {
        using Model model = Trained();
        ModelFile.Save(model, path, new Dictionary<string, string> { ["note"] = "ä \"b\"" });
        using Model loaded = ModelFile.Load(path);
        Assert.Equal(model.Specification, loaded.Specification);
        Assert.Equal(new Span<byte>(model.Memory, (int)model.StateBytes).ToArray(),
            new Span<byte>(loaded.Memory, (int)loaded.StateBytes).ToArray());
        Assert.Equal("ä \"b\"", loaded.Metadata["note"]);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.FullName));
    }

    [Fact]
    public void A_model_of_a_file_is_written_again_with_all_that_the_file_said()
    {
        using Model model = Trained();
        ModelFile.Save(model, path, new Dictionary<string, string> { ["note"] = "x" });
        byte[] first = File.ReadAllBytes(path);
        using Model loaded = ModelFile.Load(path);
        Assert.Equal(["note"], loaded.Metadata.Keys);
        ModelFile.Save(loaded, path, loaded.Metadata);
        Assert.Equal(first, File.ReadAllBytes(path));
        Assert.Equal("InvalidMetadata", Assert.Throws<CoreException>(() =>
            ModelFile.Save(model, path, new Dictionary<string, string> { ["normtools_checksum"] = "0" })).Id);
    }

    [Fact]
    public void What_a_process_that_was_ended_while_it_saved_left_behind_goes_with_the_next_model()
    {
        File.WriteAllText(Path.Combine(folder.FullName, $".normtools-{Guid.NewGuid():N}.tmp"), "half a model");
        using Model model = Trained();
        ModelFile.Save(model, path, new Dictionary<string, string>());
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.FullName));
    }

    [Fact]
    public void The_file_is_what_the_format_asks_for()
    {
        using Model model = Trained();
        ModelFile.Save(model, path, new Dictionary<string, string>());
        byte[] file = File.ReadAllBytes(path);
        long length = BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(0, length % 8);
        using SafetensorsReader reader = new(path);
        SafetensorsTensor weight = reader.Tensors["0.weight"];
        Assert.Equal("F32", weight.Type);
        Assert.Equal([7, 5], weight.Shape);
        Assert.Equal(0, (8 + length + reader.Tensors["1.num_batches_tracked"].Begin) % 8);
        Assert.Equal(model.State[0].Span[0], BitConverter.ToSingle(file, (int)(8 + length + weight.Begin)));
        Assert.Equal("pt", reader.Metadata["format"]);
    }

    [Fact]
    public void An_old_file_stays_whole_when_writing_fails()
    {
        using Model model = Trained();
        string inside = Path.Combine(path, "no", "such", "folder");
        Assert.Equal("FileNotWritable", Assert.Throws<CoreException>(() =>
            ModelFile.Save(model, inside, new Dictionary<string, string>())).Id);
        Directory.CreateDirectory(path);
        try
        {
            Assert.Equal("FileNotWritable", Assert.Throws<CoreException>(() =>
                ModelFile.Save(model, path, new Dictionary<string, string>())).Id);
            Assert.Equal([path], Directory.GetFileSystemEntries(folder.FullName));
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    [Fact]
    public void A_file_that_is_replaced_keeps_its_permissions_and_a_link_to_it_stays_a_link()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // links are a privilege there, and permissions are inherited
        }

        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using Model model = Trained();
        string link = path + ".link";
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, ownerOnly);
        File.CreateSymbolicLink(link, path);
        try
        {
            ModelFile.Save(model, link, new Dictionary<string, string>());
            Assert.Equal(path, File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName);
            Assert.Equal(ownerOnly, File.GetUnixFileMode(path));
            using SafetensorsReader reader = new(path);
            Assert.Contains("0.weight", reader.Tensors.Keys);
        }
        finally
        {
            File.Delete(link);
        }
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        using Model model = Trained();
        ModelFile.Save(model, path, new Dictionary<string, string>());
        byte[] file = File.ReadAllBytes(path);
        for (int length = 0; length < file.Length; length += length < 1200 ? 7 : 31)
        {
            File.WriteAllBytes(path, file[..length]);
            Assert.Equal("InvalidSafetensors", Assert.Throws<CoreException>(() => ModelFile.Load(path)).Id);
        }

        File.WriteAllBytes(path, [.. file, 0]);
        Assert.Equal("InvalidSafetensors", Assert.Throws<CoreException>(() => ModelFile.Load(path)).Id);
    }

    [Fact]
    public void A_file_with_changed_bytes_loads_or_is_refused_but_nothing_else()
    {
        using Model model = Trained();
        ModelFile.Save(model, path, new Dictionary<string, string>());
        byte[] file = File.ReadAllBytes(path);
        Gen.Select(Gen.Int[0, 1400], Gen.Byte, Gen.Int[0, 1400], Gen.Byte).Sample(
            change =>
            {
                byte[] changed = [.. file];
                changed[change.Item1 % file.Length] = change.Item2;
                changed[change.Item3 % file.Length] = change.Item4;
                File.WriteAllBytes(path, changed);
                try
                {
                    ModelFile.Load(path).Dispose();
                }
                catch (CoreException)
                {
                    // Anything else would end in the user's face as an internal error.
                }
            },
            iter: 3000,
            threads: 1);
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}", 0)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}", 6)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1e99],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,4]}}", 4)]
    [InlineData("[]", 0)]
    [InlineData("{\"__metadata__\":3}", 0)]
    public void A_header_that_lies_is_refused(string header, int bytes)
    {
        Write(header, bytes);
        Assert.Equal("InvalidSafetensors", Assert.Throws<CoreException>(() => new SafetensorsReader(path)).Id);
    }

    [Fact]
    public void A_specification_that_asks_for_more_than_the_file_has_takes_no_memory()
    {
        string huge = """{\"input_shape\":[40000],\"layers\":[{\"type\":\"Linear\",\"out_features\":50000}]}""";
        Write($$"""{"__metadata__":{"normtools":"{{huge}}"},"0.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]} }""", 4);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("StateMismatch", Assert.Throws<CoreException>(() => ModelFile.Load(path)).Id);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Paths_that_are_no_model_are_told_apart()
    {
        Assert.Equal("PathNotFound", Assert.Throws<CoreException>(() => ModelFile.Load(path)).Id);
        Assert.Equal("FileNotAccessible", Assert.Throws<CoreException>(() => ModelFile.Load(Path.GetTempPath())).Id);
        Write("{}", 0);
        Assert.Equal("NotAModelFile", Assert.Throws<CoreException>(() => ModelFile.Load(path)).Id);
    }

    [Fact]
    public void A_state_dict_of_other_floats_is_converted_and_an_old_one_lacks_its_counter()
    {
        using Model model = TrainingRuns.Model("1", "Linear:out_features=2 BatchNorm");
        Write(
            """
            {"0.weight":{"dtype":"BF16","shape":[2,1],"data_offsets":[0,4]},"0.bias":{"dtype":"F16","shape":[2],"data_offsets":[4,8]},
             "1.weight":{"dtype":"F64","shape":[2],"data_offsets":[8,24]},"1.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]},
             "1.running_mean":{"dtype":"F32","shape":[2],"data_offsets":[32,40]},"1.running_var":{"dtype":"F32","shape":[2],"data_offsets":[40,48]}}
            """,
            [0x80, 0x3F, 0x20, 0xC0, .. Bytes((Half)0.5, (Half)(-3)), .. Bytes(1.25, 2.5), .. Bytes(4f, 5f),
            .. Bytes(6f, 7f), .. Bytes(8f, 9f)]);
        ModelFile.LoadState(model, path);
        Assert.Equal([1, -2.5f, 0.5f, -3, 1.25f, 2.5f, 4, 5, 6, 7, 8, 9], TrainingRuns.State(model));
        Assert.Equal(0, *(long*)model.State[^1].Memory);
    }

    [Fact]
    public void A_state_dict_of_torchs_old_weight_norm_is_taken()
    {
        using Model model = TrainingRuns.Model(
            "1", """Linear:out_features=2;parametrization={"type":"WeightNorm"}""");
        string[] names = [.. model.State.Select(entry => entry.Name)];
        Assert.Contains("0.parametrizations.weight.original0", names);
        Write(
            """
            {"0.bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"0.weight_g":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]},
             "0.weight_v":{"dtype":"F32","shape":[2,1],"data_offsets":[16,24]}}
            """,
            [.. Bytes(1f, 2f), .. Bytes(3f, 4f), .. Bytes(5f, 6f)]);
        ModelFile.LoadState(model, path);
        float[] Values(string name) => [.. model.State.Single(entry => entry.Name == name).Span];
        Assert.Equal([1, 2], Values("0.bias"));
        Assert.Equal([3, 4], Values("0.parametrizations.weight.original0"));
        Assert.Equal([5, 6], Values("0.parametrizations.weight.original1"));
    }

    [Fact]
    public void A_state_dict_that_does_not_fit_changes_nothing_and_says_all_that_is_wrong()
    {
        using Model model = TrainingRuns.Model("1", "Linear:out_features=2");
        float[] before = TrainingRuns.State(model);
        Write("""{"0.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"extra":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8);
        CoreException failure = Assert.Throws<CoreException>(() => ModelFile.LoadState(model, path));
        Assert.Equal("StateMismatch", failure.Id);
        Assert.Contains("Missing: 0.bias.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Unexpected: extra.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("0.weight is [1] in the file and [2, 1] in the model", failure.Message,
            StringComparison.Ordinal);
        Assert.Equal(before, TrainingRuns.State(model));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("{\"a\":3}")]
    [InlineData("{")]
    public void Metadata_are_texts(string json) =>
        Assert.Equal("InvalidMetadata", Assert.Throws<CoreException>(() => ModelFile.ParseMetadata(json)).Id);

    private static Model Trained()
    {
        Model model = TrainingRuns.Model("5", Layers, 4);
        _ = TrainingRuns.Forward(model, [.. Enumerable.Range(0, 50).Select(i => (float)Math.Cos(i))], training: true);
        return model;
    }

    private static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values).ToArray();

    private void Write(string header, int bytes) => Write(header, new byte[bytes]);

    private void Write(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(path, [.. length, .. text, .. data]);
    }
}
