using System.Collections.Specialized;
using System.Management.Automation;
using System.Reflection;

namespace NormTools.Fuzz;

/// <summary>The module's readers, called as their cmdlets call them, without the pipeline around, which takes ten times as
/// long as a small file.</summary>
internal sealed class Readers
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private const int SliceMilliseconds = 50;

    private readonly MethodInfo load;
    private readonly ConstructorInfo open;
    private readonly MethodInfo advance;
    private readonly MethodInfo toDataset;

    /// <param name="module">The module's assembly.</param>
    public Readers(Assembly module)
    {
        Type model = module.GetType("NormTools.Model", throwOnError: true)!;
        Type dataset = module.GetType("NormTools.DatasetFile", throwOnError: true)!;
        load = model.GetMethod("Load", Any, [typeof(string), typeof(bool)]) ?? throw Changed("Model.Load");
        open = dataset.GetConstructor(Any, [typeof(string), typeof(OrderedDictionary)]) ?? throw Changed("DatasetFile");
        advance = dataset.GetMethod("Advance", Any, [typeof(int)]) ?? throw Changed("DatasetFile.Advance");
        toDataset = dataset.GetMethod("ToDataset", Any, []) ?? throw Changed("DatasetFile.ToDataset");
    }

    /// <summary>Whether the case is one of these readers alone: what goes into a model is matched with it by the cmdlet
    /// before.</summary>
    public static bool Knows(Case one) =>
        one.Command == "Import-Dataset" || (one.Command == "Import-Model" && one.Parameters.All(given => given.Key != "Into"));

    /// <summary>Reads the case's file, and judges it as <see cref="Session.Run"/> does.</summary>
    public Outcome Run(Case one)
    {
        long before = Memory.Restart();
        ErrorRecord? error = null;
        try
        {
            Read(one);
        }
        catch (RuntimeException failure)
        {
            error = failure.ErrorRecord;
        }
        catch (Exception failure) // whatever it is: that is what is looked for
        {
            return new($"an error without an id ({failure.GetType()}: {failure.Message})", []);
        }

        return Session.Greedy(one, before) is { } greedy ? new(greedy, [])
            : error is null ? new(null, [])
            : new(Session.Judge(error), [Session.Id(error)]);
    }

    private void Read(Case one)
    {
        Dictionary<string, object?> given = new(one.Parameters);
        string path = (string)given["LiteralPath"]!;
        if (one.Command == "Import-Dataset")
        {
            ReadDataset(path, given);
        }
        else
        {
            (Call(load, null, path, false) as IDisposable)?.Dispose();
        }
    }

    private void ReadDataset(string path, Dictionary<string, object?> given)
    {
        OrderedDictionary options = new()
        {
            ["missing"] = given.GetValueOrDefault("MissingValue") ?? "Keep",
            ["header"] = !given.ContainsKey("NoHeader"),
        };
        foreach ((string name, string option) in new[] { ("Label", "label"), ("Encode", "category") })
        {
            if (given.TryGetValue(name, out object? value))
            {
                options[option] = new[] { (string)value! };
            }
        }

        if (given.TryGetValue("LabelPath", out object? labels))
        {
            options["labelPath"] = labels;
        }

        using var file = (IDisposable)open.Invoke(BindingFlags.DoNotWrapExceptions, null, [path, options], null)!;
        while (!(bool)Call(advance, file, SliceMilliseconds)!)
        {
        }

        (Call(toDataset, file) as IDisposable)?.Dispose();
    }

    private static MissingMemberException Changed(string name) => new($"{name} is called otherwise in the module now.");

    private static object? Call(MethodInfo method, object? target, params object?[] arguments) =>
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
