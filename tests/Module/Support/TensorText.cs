namespace NormTools.Module.Tests;

/// <summary>Tensors as one line of text, so that a test can name its whole outcome.</summary>
internal static class TensorText
{
    /// <summary>Runs an expression: "Float32 [2, 2]: 1 2 3 4" for a tensor, else its values with blanks
    /// between.</summary>
    public static string Of(Shell shell, string expression) => shell.Run(
        $$"""
        $result = & { {{expression}} }
        if ($result -is [NormTools.Tensor]) { "${result}: " + ($result.ToArray() -join ' ') } else { $result -join ' ' }
        """).Single<string>().TrimEnd();

    /// <summary>The values of a tensor in row-major order.</summary>
    public static double[] Values(Shell shell, string expression) =>
        shell.Run($"foreach ($value in (& {{ {expression} }}).ToArray()) {{ [double]$value }}").All<double>();
}
