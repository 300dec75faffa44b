using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace NormTools.Module.Tests;

/// <summary>Every layer of the core's catalog, as a user meets it.</summary>
public sealed class LayerCatalogTests(Shell shell) : IClassFixture<Shell>
{
    private const string Place = """
        param($layer)
        foreach ($rank in 1..4) {
            try { $model = New-Model -InputShape (, 8 * $rank) -Seed 0 ([scriptblock]::Create($layer)); break } catch { }
        }

        foreach ($state in $model.Parameters, $model.Buffers) { foreach ($key in $state.Keys) { $state[$key] = 7 } }
        if ($model.Parameters.Count -gt 0) { $model | Initialize-Model Default -Seed 1 }
        $model
        """;

    // What another cmdlet, or the name that a layer is called by, sees to.
    private static readonly string[] Elsewhere = ["parametrization", "rank"];

    private static readonly Assembly Module = Assembly.LoadFrom(Path.Combine(BuiltModule.Folder, "NormTools.dll"));

    public static TheoryData<string> Layers => new(Items("Layers").Select(Name));

    public static TheoryData<string> Parametrizations => new(Items("Parametrizations").Select(Name));

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_has_a_cmdlet_that_agrees_with_it(string name) => Compare("Layers", name);

    [Theory]
    [MemberData(nameof(Parametrizations))]
    public void So_has_every_parametrization(string name) => Compare("Parametrizations", name);

    [Theory]
    [MemberData(nameof(Layers))]
    [MemberData(nameof(Parametrizations))]
    public void Every_layer_has_a_page_that_names_it(string name)
    {
        string page = shell.Run("(Get-Help (Get-Alias $args[0]).Definition).Synopsis", name).Single<string>();
        Assert.Matches($@"\b{name}\b", page);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_sends_the_arguments_that_were_bound_and_no_others(string name)
    {
        object layer = shell.Run($"{name} {Needed(name)}").Single<object>();
        var arguments = (IDictionary)layer.GetType().GetProperty("Arguments")!.GetValue(layer)!;
        Assert.Equal(
            Arguments("Layers", name).Where(argument => Get<bool>(argument, "IsRequired")).Select(Name),
            arguments.Keys.Cast<string>());
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_has_its_place_in_the_initialisers(string name)
    {
        string flags = string.Concat(Arguments("Layers", name)
            .Where(argument => Get<object?>(argument, "Default") is false)
            .Select(argument => $" -{Parameter(name, Name(argument)).Name}"));
        AssertInitialised($"{name} {Needed(name)}{flags}");
    }

    [Theory]
    [MemberData(nameof(Parametrizations))]
    public void So_has_the_weight_that_a_parametrization_makes(string name) => AssertInitialised($"{name} {{ Linear 4 }}");

    [Fact]
    public void A_type_that_chooses_a_family_chooses_its_layers_and_no_others()
    {
        CompletionResult[] completed = [.. shell.Complete("Initialize-Model Xavier -LayerType ")];
        CompletionResult[] patterns = [.. completed.Where(match => match.CompletionText.Contains('*'))];
        Assert.Equal(["*Norm", "Conv*"], patterns.Select(match => match.CompletionText).Order(StringComparer.Ordinal));
        string[] plain = [.. completed.Except(patterns).Select(match => match.CompletionText)];
        foreach (CompletionResult pattern in patterns)
        {
            string family = pattern.ToolTip.Replace("every ", string.Empty);
            WildcardPattern wildcard = new(pattern.CompletionText);
            string[] members = [.. Items("Layers").Where(item => Get<string?>(item, "Family") == family).Select(Name)];
            Assert.Equal(members, plain.Where(wildcard.IsMatch));
        }
    }

    [Theory]
    [InlineData("Conv2d 8 3 -Padding ", "same valid")]
    [InlineData("New-Conv1dLayer 8 3 -Padding s", "same")]
    public void The_words_of_an_argument_complete(string line, string expected)
    {
        CompletionResult[] completed = [.. shell.Complete(line)];
        Assert.Equal(expected, string.Join(' ', completed.Select(match => match.CompletionText)));
        Assert.Equal("the output is as large as the input", completed[0].ToolTip);
    }

    private void AssertInitialised(string layerScript)
    {
        object model = shell.Run(Place, layerScript).Single<object>();
        foreach (object layer in (IEnumerable)model.GetType().GetProperty("Layers")!.GetValue(model)!)
        {
            foreach (string state in new[] { "Parameters", "Buffers" })
            {
                var tensors = (IDictionary)layer.GetType().GetProperty(state)!.GetValue(layer)!;
                foreach (string key in tensors.Keys)
                {
                    AssertInitialised(tensors[key]!, (string)Call(layer, "RoleOf", key)!, $"{layerScript}, {key}");
                }
            }
        }
    }

    private static void AssertInitialised(object tensor, string role, string what)
    {
        double[] values = [.. ((IEnumerable)Flat(tensor)).Cast<object>().Select(Convert.ToDouble)];
        switch (role)
        {
            case "scale" or "variance":
                Assert.True(Array.TrueForAll(values, value => value == 1), what);
                break;
            case "shift" or "mean" or "count":
                Assert.True(Array.TrueForAll(values, value => value == 0), what);
                break;
            default:
                Assert.True(Array.TrueForAll(values, value => value != 7), what);
                break;
        }
    }

    private static object Flat(object tensor)
    {
        object flat = tensor.GetType().GetMethod("Reshape")!.Invoke(tensor, [new long[] { -1 }])!;
        return flat.GetType().GetMethod("ToArray")!.Invoke(flat, [])!;
    }

    private void Compare(string catalog, string name)
    {
        CmdletInfo cmdlet = Cmdlet(name);
        object defaults = Activator.CreateInstance(cmdlet.ImplementingType)!;
        Dictionary<string, PropertyInfo> properties = Properties(cmdlet);
        object[] arguments = [.. Arguments(catalog, name).Where(argument => !Elsewhere.Contains(Name(argument)))];
        Assert.Equal(arguments.Select(Name).Order(), properties.Keys.Order());
        foreach (object argument in arguments)
        {
            PropertyInfo property = properties[Name(argument)];
            string what = $"{name} -{property.Name}, {Name(argument)}";
            ParameterMetadata parameter = cmdlet.Parameters[property.Name];
            bool isMandatory = parameter.Attributes.OfType<ParameterAttribute>().Single().Mandatory;
            bool fromData = property.GetValue(defaults) is null; // nothing is sent, so that the data may give it
            Assert.True(Get<bool>(argument, "IsRequired") ? isMandatory || fromData : !isMandatory, what);
            AssertType(argument, parameter, what);
            AssertRange(argument, parameter, what);
            if (!Get<bool>(argument, "IsRequired"))
            {
                Assert.Equal(
                    Get<object?>(argument, "Default"), Default(property, property.GetValue(defaults), argument));
            }
        }
    }

    private static void AssertType(object argument, ParameterMetadata parameter, string what)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        string wanted = Get<string>(argument, "Type");
        bool fits = wanted switch
        {
            "number" => type == typeof(double),
            "integer" => type == typeof(long) || type == typeof(int),
            "integers" => type == typeof(long[]) || (type == typeof(object[]) && Get<string[]>(argument, "Choices").Length > 0),
            "flag" => type == typeof(SwitchParameter),
            "choice" => type == typeof(string)
                && Get<string[]>(argument, "Choices").SequenceEqual(
                    parameter.Attributes.OfType<ValidateSetAttribute>().Single().ValidValues, StringComparer.OrdinalIgnoreCase),
            "layers" => type == typeof(ScriptBlock),
            "branches" => type == typeof(ScriptBlock[]),
            _ => false,
        };
        Assert.True(fits, $"{what}: {type} is no {wanted}");
    }

    private static void AssertRange(object argument, ParameterMetadata parameter, string what)
    {
        foreach (ValidateRangeAttribute range in parameter.Attributes.OfType<ValidateRangeAttribute>())
        {
            double least = Convert.ToDouble(Get<object?>(argument, "Least") ?? double.NegativeInfinity);
            double most = Convert.ToDouble(Get<object?>(argument, "Most") ?? double.PositiveInfinity);
            Assert.True(Convert.ToDouble(range.MinRange) >= least && Convert.ToDouble(range.MaxRange) <= most, what);
        }
    }

    private static object? Default(PropertyInfo property, object? value, object argument) => value switch
    {
        SwitchParameter flag => flag != Get<bool>(Attribute(property)!, "TurnsOff"),
        Array { Length: 1 } sizes => sizes.GetValue(0),
        int whole => (long)whole,
        string text => Get<string[]>(argument, "Choices").Single(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)),
        double number when Get<object?>(argument, "Default") is long => (long)number,
        _ => value,
    };

    private string Needed(string name) => string.Join(' ', Arguments("Layers", name)
        .Where(argument => Get<bool>(argument, "IsRequired"))
        .Select(argument => Get<string>(argument, "Type") switch
        {
            "layers" => "{ Linear 8 }",
            "branches" => "{ Linear 8 } { Linear 8 }",
            _ => $"-{Parameter(name, Name(argument)).Name} {Get<object>(argument, "Least")}",
        }));

    private PropertyInfo Parameter(string name, string argument) => Properties(Cmdlet(name))[argument];

    private CmdletInfo Cmdlet(string name) => (CmdletInfo)shell.Run("Get-Alias $args[0]", name).Single<AliasInfo>().ReferencedCommand;

    private static Dictionary<string, PropertyInfo> Properties(CmdletInfo cmdlet) => cmdlet.ImplementingType.GetProperties()
        .Where(property => Attribute(property) is not null)
        .ToDictionary(property => Get<string>(Attribute(property)!, "Name"));

    private static object? Attribute(PropertyInfo property) =>
        property.GetCustomAttributes().SingleOrDefault(attribute => attribute.GetType().Name == "ArgumentAttribute");

    private static IEnumerable<object> Items(string catalog)
    {
        Type type = Module.GetType("NormTools.Catalog", throwOnError: true)!;
        return ((IEnumerable)Get<object>(type.GetProperty(catalog)!.GetValue(null)!, "Items")).Cast<object>();
    }

    private static IEnumerable<object> Arguments(string catalog, string name) =>
        ((IEnumerable)Get<object>(Items(catalog).Single(item => Name(item) == name), "Arguments")).Cast<object>();

    private static string Name(object item) => Get<string>(item, "Name");

    private static T Get<T>(object item, string property) => (T)item.GetType()
        .GetProperty(property, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(item)!;

    private static object? Call(object item, string method, params object[] arguments) => item.GetType()
        .GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(item, arguments);
}
