using System.Management.Automation;
using System.Reflection;

namespace NormTools.Module.Tests;

/// <summary>Texts where a number is wanted.</summary>
[Collection("Training runs")]
public sealed class NumberTextTests(Shell shell) : IClassFixture<Shell>
{
    [Theory]
    [InlineData("(New-DropoutLayer '0.25').Arguments.p", ".", "0.25")]
    [InlineData("(New-DropoutLayer '0,25').Arguments.p", ",", "0.25")]
    [InlineData("(New-DropoutLayer '0.25').Arguments.p", ",", "0.25")]
    [InlineData("(New-DropoutLayer '2,5e-1').Arguments.p", ",", "0.25")]
    [InlineData("(New-DropoutLayer ' 25e-2 ').Arguments.p", ".", "0.25")]
    public void A_text_is_read_as_it_is_meant(string script, string mark, string value)
    {
        ShellResult result = shell.Run(InCulture($"$v = {script}", mark) + "; [string]$v");
        Assert.Equal(value, result.Single<string>());
    }

    [Theory]
    [InlineData("New-DropoutLayer '0,25'")]
    [InlineData("New-DropoutLayer '1,000'")]
    [InlineData("New-DropoutLayer '0.1.2'")]
    [InlineData("New-DropoutLayer ''")]
    [InlineData("New-Tensor 2 | Invoke-BatchNorm -Epsilon '0,01'")]
    [InlineData("New-Model 2 { Linear 1 } | Start-TrainingRun (New-Dataset (1, 2) 1, 2) -LearningRate '0,01'")]
    public void A_text_that_is_no_number_is_never_another_one(string script)
    {
        ShellResult result = shell.Run(InCulture(script, "."));
        Assert.Contains("A number is wanted", (result.Failure ?? result.Errors[0]).Exception.Message);
    }

    [Fact]
    public void Every_parameter_of_a_number_reads_texts_so()
    {
        Type[] numbers = [typeof(double), typeof(float)];
        PropertyInfo[] parameters =
        [
            .. shell.Run("Get-Command -Module NormTools -CommandType Cmdlet | ForEach-Object ImplementingType").All<Type>()
                .SelectMany(type => type.GetProperties())
                .Where(property => property.GetCustomAttributes<ParameterAttribute>().Any())
                .Where(property => numbers.Contains(Basic(property.PropertyType))),
        ];
        Assert.True(parameters.Length > 20);
        Assert.All(parameters, property => Assert.NotEmpty(property.GetCustomAttributes<ArgumentTransformationAttribute>()));
    }

    [Fact]
    public void Entries_of_a_hashtable_come_by_their_names() => Assert.Equal(
        "a b c: 1 2 3",
        shell.Run("$t = @{ c = 3; a = 1; b = 2 } | ConvertTo-Tensor; \"$($t.ColumnNames): $($t.ToArray())\"").Single<string>());

    // A culture of its own, for a system may know no other by name.
    private static string InCulture(string script, string mark) =>
        "$old = [cultureinfo]::CurrentCulture; $own = [cultureinfo]::InvariantCulture.Clone(); "
        + $"$own.NumberFormat.NumberDecimalSeparator = '{mark}'; $own.NumberFormat.NumberGroupSeparator = '{(mark == "," ? "." : ",")}'; "
        + $"try {{ [cultureinfo]::CurrentCulture = $own; {script} }} finally {{ [cultureinfo]::CurrentCulture = $old }}";

    private static Type Basic(Type type) => type.IsArray ? Basic(type.GetElementType()!) : Nullable.GetUnderlyingType(type) ?? type;
}
