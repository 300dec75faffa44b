using System.Collections;
using System.Management.Automation;

namespace NormTools.Fuzz;

/// <summary>Values for parameters: what is wanted, and what nobody would expect.</summary>
internal sealed class Values
{
    private readonly Session session;
    private readonly object[] endless = Endless();
    private readonly object?[] strange;
    private readonly object[] tensors;
    private readonly object[] data;

    public Values(Session session)
    {
        this.session = session;
        tensors = Made(
            """
            New-Tensor 4 -Value 1
            New-RandomTensor 6, 4 -Seed 0
            New-RandomTensor 3, 4, 5 -Seed 1
            New-RandomTensor 2, 4, 3, 3 -Seed 2 -DType Float64
            New-Tensor 2, 0, 3
            ConvertTo-Tensor 5
            ConvertTo-Tensor (1..8) -DType Int64
            ConvertTo-Tensor ([double]::NaN, [double]::PositiveInfinity, 1e30, 0)
            """);
        data = Made(
            """
            $all = New-Dataset (New-RandomTensor 40, 4 -Seed 0) (1..40 | ForEach-Object { [string]'abc'[$_ % 3] })
            $all
            $all | Split-Dataset -Test 0.2 -Validation 0.2 -Seed 0
            New-Dataset (New-RandomTensor 10, 4 -Seed 0) (1..10)
            """);
        strange =
        [
            null, 0, -1, 1, 2, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, ulong.MaxValue, double.NaN,
            double.PositiveInfinity, double.NegativeInfinity, 1e308, -1e308, double.Epsilon, 0.5, 1.5f, 79e27m, true,
            string.Empty, " ", "*", "[", "\0", "\u001b[2J", "no such thing", new string('x', 5000), "../..", "1e999", "é",
            Array.Empty<object>(), new object?[] { null }, new object[] { 1, "a" }, new[] { 0, 0 }, new[] { -1, 3 },
            new[] { 100_000, 100_000 }, new[] { int.MaxValue, int.MaxValue }, new[] { 1, int.MaxValue },
            new long[] { long.MaxValue, 2 }, new long[20], new[] { double.NaN, 1 }, new object[] { new[] { 1, 2 }, new[] { 3 } },
            endless, new Hashtable { ["a"] = 1 }, new Hashtable(), new DateTime(2020, 1, 1), Guid.Empty, new Version(1, 2),
            DBNull.Value, System.Management.Automation.Internal.AutomationNull.Value, 'x', (byte)200, typeof(int),
            ScriptBlock.Create("throw 'no'"), ScriptBlock.Create("1, 'a', $null"), ScriptBlock.Create(string.Empty),
            new PSObject(), System.Numerics.BigInteger.Pow(10, 40), Enumerable.Range(0, 100), .. tensors, .. data,
        ];
    }

    /// <summary>Anything at all; an array that holds itself only where the module reads it: PowerShell's own conversion
    /// to other types follows it without end, for every cmdlet that there is.</summary>
    public object? Strange(Random random, CommandParameterInfo parameter)
    {
        object? value = strange[random.Next(strange.Length)];
        bool isOurs = parameter.ParameterType == typeof(object)
            || parameter.Attributes.OfType<ArgumentTransformationAttribute>().Any();
        return ReferenceEquals(value, endless) && !isOurs ? null : value;
    }

    public object? Wanted(Random random, CommandParameterInfo parameter)
    {
        string[] names = [.. parameter.Attributes.OfType<ValidateSetAttribute>().SelectMany(set => set.ValidValues)];
        if (names.Length > 0)
        {
            return Pick(random, names);
        }

        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type.IsEnum)
        {
            return Pick(random, Enum.GetNames(type));
        }

        return type.Name switch
        {
            "Tensor" => Pick(random, tensors),
            "Model" => Model(random),
            "TrainingRun" => Run(),
            "RandomGenerator" => Made("New-RandomGenerator 3")[0],
            "SwitchParameter" or "Boolean" => random.Next(2) == 0,
            "ScriptBlock" => Script(random),
            "String" => Text(random, parameter.Name),
            "String[]" => Pick(random, [["*"], ["Column1", "Column2"], ["a", "b", "c", "d"], new[] { "0.weight" }]),
            "Int32" or "Int64" or "UInt64" => random.Next(1, 9),
            "Int32[]" or "Int64[]" => Pick(random, [[4], [2, 2], [1, 6, 6], new[] { 3, 4, 5 }]),
            "Double" or "Single" => Pick(random, [0.1, 0.5, 1, 1e-3, 0.9]),
            "Double[]" => new[] { 0.9, 0.99 },
            "IDictionary" or "Hashtable" => new Hashtable { ["a"] = 1 },
            _ => Any(random, parameter.Name),
        };
    }

    private object Any(Random random, string name) => name switch
    {
        "Data" or "Validation" or "Like" or "InputObject" when random.Next(2) == 0 => Pick(random, data),
        "Layer" => Script(random),
        _ => random.Next(2) == 0 ? Pick(random, tensors) : Pick(random, data),
    };

    private object Model(Random random) => Made(Pick(random,
    [
        "New-Model 4 -Seed 0 { Linear 3 }",
        "New-Model 4 -Seed 0 { Linear 6; BatchNorm; ReLU; Dropout 0.5; Linear 3 }",
        "New-Model 1, 6, 6 -Seed 0 { Conv2d 2 3; ReLU; MaxPool 2; Flatten; Linear 3 }",
        "New-Model 4 -Seed 0 { SpectralNorm { Linear 3 } }",
    ]))[0];

    private object Run() => Made("New-Model 4 -Seed 0 { Linear 3 } | Start-TrainingRun $all -Epoch 1 -Seed 0")[0];

    private static ScriptBlock Script(Random random) => ScriptBlock.Create(Pick(random,
    [
        "Linear 3", "Linear 4; ReLU; Linear 2", "Residual { Linear 4 }", "$_", "param($layer, $generator)",
        "Conv1d 2 3", "Flatten; Linear 3", "BatchNorm", "WeightNorm { Linear 3 }",
    ]));

    private static string Text(Random random, string name) => name.Contains("Path", StringComparison.Ordinal)
        ? $"file{random.Next(5)}" + Pick(random, [".csv", ".svg", ".safetensors", string.Empty])
        : Pick(random, ["Xavier", "Kaiming", "ReLU", "Linear", "Adam", "a", "Normal", "Uniform", "Lsuv"]);

    private object[] Made(string script) => [.. session.Script(script).Select(item => item.BaseObject)];

    private static object[] Endless()
    {
        object[] endless = new object[1];
        endless[0] = endless;
        return endless;
    }

    private static T Pick<T>(Random random, T[] all) => all[random.Next(all.Length)];
}
