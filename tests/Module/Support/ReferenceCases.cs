using System.Globalization;
using System.Text.Json;

namespace NormTools.Module.Tests;

/// <summary>The cases that PyTorch computed (tests/Reference/*.json) as tensors of a session, and comparison with
/// them.</summary>
internal static class ReferenceCases
{
    /// <summary>What results may be off by, of the largest value: forward 2e-6 in float32 and 1e-13 in
    /// float64.</summary>
    public static double Forward(JsonElement tensor) => IsDouble(tensor) ? 1e-13 : 2e-6;

    /// <summary>As <see cref="Forward"/> for gradients: 1e-5 and 1e-12.</summary>
    public static double Backward(JsonElement tensor) => IsDouble(tensor) ? 1e-12 : 1e-5;

    public static JsonElement[] Load(string name)
    {
        using FileStream file = File.OpenRead(
            Path.Combine(BuiltModule.Repository, "tests", "Reference", name + ".json"));
        return [.. JsonDocument.Parse(file).RootElement.EnumerateArray()];
    }

    /// <summary>The numbers of a file's cases, one a test.</summary>
    public static TheoryData<int> Numbers(string name, Func<JsonElement, bool>? which = null)
    {
        TheoryData<int> numbers = [];
        JsonElement[] cases = Load(name);
        for (int i = 0; i < cases.Length; i++)
        {
            if (which?.Invoke(cases[i]) ?? true)
            {
                numbers.Add(i);
            }
        }

        return numbers;
    }

    public static bool IsNull(this JsonElement element) => element.ValueKind == JsonValueKind.Null;

    public static double[] Doubles(
        this JsonElement tensor) => [.. tensor.GetProperty("data").EnumerateArray().Select(Number)];

    public static string Text(this JsonElement @case, string name) => @case.GetProperty(name).GetRawText();

    /// <summary>Makes a variable of the session a tensor of the case, or $null.</summary>
    public static void Give(this Shell shell, string variable, JsonElement tensor)
    {
        if (tensor.IsNull())
        {
            Assert.Empty(shell.Run($"${variable} = $null").All<object>());
            return;
        }

        long[] shape = [.. tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        string type = IsDouble(tensor) ? "Float64" : "Float32";
        string script = shape.Length == 0
            ? $"${variable} = (ConvertTo-Tensor ([double]$args[0][0]) -DType {type})"
            : $"${variable} = New-Tensor -Data $args[0] -Shape $args[1] -DType {type}";
        Assert.Empty(shell.Run(script, tensor.Doubles(), shape).All<object>());
    }

    /// <summary>Compares the values of an expression with a tensor of the case.</summary>
    /// <param name="floor">The largest value counts as at least this (sums that cancel to almost nothing).</param>
    public static void Meets(
        this Shell shell, string expression, JsonElement tensor, double tolerance, double floor = 0)
    {
        double[] expected = tensor.Doubles(), actual = TensorText.Values(shell, expression);
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Append(floor).Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(actual[i] - expected[i]) <= tolerance * largest,
                $"({expression})[{i}] is {actual[i]:R} and not {expected[i]:R} (largest {largest:R}).");
        }
    }

    /// <summary>Compares $gradient's Input, Weight and Bias with a case's.</summary>
    public static void MeetsGradient(this Shell shell, JsonElement grad, double floor = 0)
    {
        double tolerance = Backward(grad.GetProperty("input"));
        shell.Meets("$gradient.Input", grad.GetProperty("input"), tolerance);
        foreach ((string property, string name) in ((string, string)[])[("Weight", "weight"), ("Bias", "bias")])
        {
            if (grad.TryGetProperty(name, out JsonElement expected))
            {
                shell.Meets("$gradient." + property, expected, tolerance, property == "Weight" ? floor : 0);
            }
            else
            {
                Assert.True(shell.Run($"$null -eq $gradient.{property}").Single<bool>());
            }
        }
    }

    private static bool IsDouble(JsonElement tensor) => tensor.GetProperty("dtype").GetString() == "float64";

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
        : value.GetDouble();
}
