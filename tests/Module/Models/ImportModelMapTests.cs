using System.Text;

namespace NormTools.Module.Tests;

/// <summary>State dicts whose names are others than the model's, and files of tensors.</summary>
[Trait("Levels", "Once")]
public sealed class ImportModelMapTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-map-").FullName;

    public ImportModelMapTests() => shell.Run(
        "param($folder) $null = $ExecutionContext.SessionState.Path.SetLocation($folder); $m = New-Model 2 -Seed 0 { Linear 3; ReLU; Linear 2 }",
        folder);

    public void Dispose()
    {
        shell.Run("$null = $ExecutionContext.SessionState.Path.SetLocation([IO.Path]::GetTempPath())");
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("fc1.weight fc1.bias fc2.weight fc2.bias", "@{ fc1 = '0'; fc2 = '2' }")]
    [InlineData("fc1.weight fc1.bias fc2.weight fc2.bias", "@{ 'fc1.weight' = '0.weight'; 'fc1.bias' = '0.bias'; fc2 = 2 }")]
    [InlineData("fc1.weight fc1.bias fc2.weight fc2.bias", "{ $_ -replace '^fc1', '0' -replace '^fc2', '2' }")]
    [InlineData("model.0.weight model.0.bias model.2.weight model.2.bias", "@{ model = '' }")]
    [InlineData("model.0.weight model.0.bias model.2.weight model.2.bias", "@{ 'model.' = '' }")]
    [InlineData("model.0.weight model.0.bias model.2.weight model.2.bias", "{ $_.Substring(6) }")]
    [InlineData("a.b.weight a.b.bias a.weight a.bias", "@{ 'a.b' = '0'; a = '2' }")]
    [InlineData("0.weight 0.bias 2.weight 2.bias", "@{ }")]
    [InlineData("x y z u", "([ordered]@{ x = '0.weight'; y = '0.bias'; z = '2.weight'; u = '2.bias' })")]
    public void Names_are_taken_as_the_map_says(string names, string map)
    {
        Write(names.Split(' '), [[3, 2], [3], [2, 3], [2]]);
        ShellResult result = shell.Run($"$r = Import-Model ./file.safetensors -Into $m -Map {map}; Values $r");
        Assert.Equal(Expected, Values(result));
    }

    [Theory]
    [InlineData("fc1.weight fc1.bias fc2.weight fc2.bias", "fc1 is 0, fc2 is 2")]
    [InlineData("out.weight out.bias hidden.weight hidden.bias", "hidden is 0, out is 2", true)]
    [InlineData("encoder.layer.weight encoder.layer.bias head.weight head.bias", "encoder.layer is 0, head is 2")]
    [InlineData("l10.weight l10.bias l9.weight l9.bias", "l10 is 0, l9 is 2")]
    [InlineData("net.3.weight net.3.bias net.7.weight net.7.bias", "net.3 is 0, net.7 is 2")]
    public void Without_a_map_one_order_that_fits_is_taken_with_a_word(string names, string told, bool outputFirst = false)
    {
        long[][] shapes = outputFirst ? [[2, 3], [2], [3, 2], [3]] : [[3, 2], [3], [2, 3], [2]];
        Write(names.Split(' '), shapes);
        ShellResult result = shell.Run("$r = Import-Model ./file.safetensors -Into $m -WarningAction SilentlyContinue -WarningVariable w");
        Assert.Empty(result.Errors);
        Assert.Contains(told, shell.Run("\"$w\"").Single<string>());
    }

    [Theory]
    [InlineData("fc1 fc2 fc3", true)]
    [InlineData("fc3 fc10 fc11", true)]
    [InlineData("layers.0.linear layers.1.linear layers.2.linear", true)]
    [InlineData("query key value", false)]
    [InlineData("a1 b2 c3", false)]
    public void Layers_of_the_same_shapes_need_numbers_in_their_names(string layers, bool isTaken)
    {
        string[] names = [.. layers.Split(' ').SelectMany(layer => new[] { layer + ".weight", layer + ".bias" })];
        Write(names, [[2, 2], [2], [2, 2], [2], [2, 2], [2]]);
        ShellResult result = shell.Run(
            """
            $same = New-Model 2 -Seed 0 { Linear 2; Linear 2; Linear 2 }
            $r = Import-Model ./file.safetensors -Into $same -WarningAction SilentlyContinue
            "$($same.Parameters.Values | ForEach-Object { $_.ToArray()[0] })"
            """);
        if (isTaken)
        {
            Assert.Equal("0 4 6 10 12 16", result.Single<string>());
        }
        else
        {
            result.Errors.Single(error => error.FullyQualifiedErrorId.StartsWith("StateMismatch", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("@{ nothing = '0' }", "TensorNotFound")]
    [InlineData("5", "InvalidMap")]
    [InlineData("{ '0.weight' }", "InvalidMap")]
    [InlineData("{ }", "StateMismatch")]
    [InlineData("@{ fc1 = '2'; fc2 = '0' }", "StateMismatch")]
    public void A_map_that_makes_no_sense_is_told_and_the_model_stays(string map, string id)
    {
        Write("fc1.weight fc1.bias fc2.weight fc2.bias".Split(' '), [[3, 2], [3], [2, 3], [2]]);
        string before = Values(shell.Run("Values $m"));
        shell.Run($"Import-Model ./file.safetensors -Into $m -Map {map}").Error(id);
        Assert.Equal(before, Values(shell.Run("Values $m")));
    }

    [Theory]
    [InlineData("F32", "0000803f000000c0", "Float32", "1 -2")]
    [InlineData("F64", "000000000000f03f00000000000000c0", "Float64", "1 -2")]
    [InlineData("F16", "003c00c0", "Float32", "1 -2")]
    [InlineData("BF16", "803f00c0", "Float32", "1 -2")]
    [InlineData("F8_E4M3", "38c0", "Float32", "1 -2")]
    [InlineData("F8_E5M2", "3cc0", "Float32", "1 -2")]
    [InlineData("I64", "0100000000000000feffffffffffffff", "Int64", "1 -2")]
    [InlineData("I32", "01000000feffffff", "Int64", "1 -2")]
    [InlineData("I16", "0100feff", "Int64", "1 -2")]
    [InlineData("I8", "01fe", "Int64", "1 -2")]
    [InlineData("U8", "01fe", "UInt8", "1 254")]
    [InlineData("BOOL", "0100", "UInt8", "1 0")]
    [InlineData("U16", "0100feff", "Int64", "1 65534")]
    [InlineData("U32", "01000000feffffff", "Int64", "1 4294967294")]
    [InlineData("U64", "01000000000000000200000000000000", "Int64", "1 2")]
    public void Tensors_of_every_type_are_read(string type, string bytes, string dtype, string values)
    {
        WriteFile($"{{\"t\":{{\"dtype\":\"{type}\",\"shape\":[2],\"data_offsets\":[0,{bytes.Length / 2}]}}}}", Convert.FromHexString(bytes));
        ShellResult result = shell.Run(
            "$all = Import-Tensor ./file.safetensors; \"$($all.Keys) $($all['t'].DType) $($all.t.Shape) $($all['t'].ToArray())\"; "
            + "(Import-Tensor ./file.safetensors -Name t*).ToArray() -join ' '");
        Assert.Equal([$"t {dtype} 2 {values}", values], result.All<string>());
    }

    [Theory]
    [InlineData("Import-Tensor ./file.safetensors -Name nothing", "TensorNotFound")]
    [InlineData("Import-Tensor ./nowhere.safetensors", "PathNotFound")]
    [InlineData("Import-Tensor ./text.csv", "ForeignFile")]
    [InlineData("Import-Tensor ./page.html", "ForeignFile")]
    [InlineData("Import-Model ./text.csv", "ForeignFile")]
    [InlineData("Import-Model ./page.html", "ForeignFile")]
    [InlineData("Import-Model ./archive.pt -Into $m", "ForeignFile")]
    [InlineData("Import-Model ./file.safetensors -Map @{ a = 'b' }", "ParameterHasNoEffect")]
    public void What_is_no_file_of_tensors_is_told(string script, string id)
    {
        Write(["a"], [[1]]);
        File.WriteAllText(Path.Combine(folder, "text.csv"), "a,b\n1,2\n3,4\n");
        File.WriteAllText(Path.Combine(folder, "page.html"), "<!DOCTYPE html><html></html>");
        File.WriteAllText(Path.Combine(folder, "archive.pt"), "PK\u0003\u0004 and so on and on");
        shell.Run(script).Error(id);
    }

    private const string Expected = "0 1 2 3 4 5|6 7 8|9 10 11 12 13 14|15 16";

    private string Values(ShellResult result) => result.Single<string>();

    private void Write(string[] names, long[][] shapes)
    {
        shell.Run(
            "function Values($model) { ($model.Parameters.Keys | ForEach-Object { $model.Parameters[$_].ToArray() -join ' ' }) -join '|' }");
        var header = new StringBuilder("{");
        var values = new List<float>();
        for (int i = 0; i < names.Length; i++)
        {
            int start = values.Count * sizeof(float);
            long count = shapes[i].Aggregate(1L, (a, b) => a * b);
            values.AddRange(Enumerable.Range(values.Count, (int)count).Select(value => (float)value));
            header.Append(i == 0 ? "" : ",").Append(
                $"\"{names[i]}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', shapes[i])}],\"data_offsets\":[{start},{values.Count * 4}]}}");
        }

        WriteFile(header.Append('}').ToString(), [.. values.SelectMany(BitConverter.GetBytes)]);
    }

    private void WriteFile(string header, byte[] content) => File.WriteAllBytes(
        Path.Combine(folder, "file.safetensors"),
        [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. content]);
}
