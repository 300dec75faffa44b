using System.Management.Automation;
using System.Xml.Linq;

namespace NormTools.Help;

/// <summary>Writes the file that Get-Help reads: what the pages say, joined with what the cmdlets say.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly PageParameter[] Safety =
    [
        new("WhatIf", 0, ["Shows what would happen, and does not do it."]),
        new("Confirm", 0, ["Asks before it is done."]),
    ];

    public static XDocument Write(IEnumerable<(CmdletDescription Cmdlet, Page Page)> commands) => new(new XElement(
        Msh + "helpItems",
        new XAttribute("schema", "maml"),
        commands.Select(c => WriteCommand(c.Cmdlet, c.Page))));

    private static XElement WriteCommand(CmdletDescription cmdlet, Page page)
    {
        Dictionary<string, List<string>> texts = page.Parameters.Concat(Safety).ToDictionary(p => p.Name, p => p.Text);
        XElement Parameter(CommandParameterInfo parameter) => WriteParameter(cmdlet, parameter, texts[parameter.Name]);
        XElement SyntaxItem(CommandParameterInfo[] set) =>
            new(Command + "syntaxItem", new XElement(Maml + "name", cmdlet.Name), set.OrderBy(Order).Select(Parameter));

        return new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", cmdlet.Name),
                new XElement(Command + "verb", cmdlet.Verb),
                new XElement(Command + "noun", cmdlet.Noun),
                new XElement(Maml + "description", Paragraphs([page.Synopsis]))),
            new XElement(Maml + "description", Paragraphs(page.Description)),
            new XElement(Command + "syntax", cmdlet.ParameterSets.Select(SyntaxItem)),
            new XElement(Command + "parameters", cmdlet.Parameters.Select(Parameter)),
            new XElement(Command + "inputTypes", Types("inputType", PipelineTypes(cmdlet), page.Inputs)),
            new XElement(Command + "returnValues", Types("returnValue", cmdlet.Outputs, page.Outputs)),
            new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
            new XElement(Command + "examples", page.Examples.Select(WriteExample)),
            new XElement(Command + "relatedLinks", page.Links.Select(WriteLink)));
    }

    private static XElement WriteParameter(CmdletDescription cmdlet, CommandParameterInfo parameter, List<string> text)
    {
        Type type = CmdletDescription.ValueType(parameter);
        string[] choices = [.. CmdletDescription.Choices(parameter)];
        return new XElement(
            Command + "parameter",
            new XAttribute("required", Lower(parameter.IsMandatory)),
            new XAttribute("variableLength", Lower(type.IsArray)),
            new XAttribute("globbing", Lower(cmdlet.SupportsWildcards(parameter))),
            new XAttribute("pipelineInput", PipelineInput(parameter)),
            new XAttribute("position", parameter.Position < 0 ? "named" : parameter.Position),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            new XElement(Maml + "description", Paragraphs(text)),
            choices.Length == 0 ? null
                : new XElement(Command + "parameterValueGroup", choices.Select(choice => Value(choice, false))),
            type == typeof(SwitchParameter) ? null : Value(type.Name, true),
            WriteType(type.Name),
            new XElement(Dev + "defaultValue", cmdlet.Default(parameter)));
    }

    private static XElement WriteExample(PageExample example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"Example {index + 1}: {example.Title}"),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", Paragraphs([.. example.Text, string.Empty]))); // the empty one ends it

    private static XElement WriteLink(PageLink link) => new(
        Maml + "navigationLink", new XElement(Maml + "linkText", link.Text), new XElement(Maml + "uri", link.Address));

    private static XElement WriteType(string? name) =>
        new(Dev + "type", new XElement(Maml + "name", name), new XElement(Maml + "uri"));

    private static XElement Value(string value, bool required) => new(
        Command + "parameterValue",
        new XAttribute("required", Lower(required)),
        new XAttribute("variableLength", "false"),
        value);

    /// <summary>The types come from the cmdlet; the page's words, if any, stand beside the first.</summary>
    private static IEnumerable<XElement> Types(string element, IEnumerable<Type> types, List<string> text) =>
        types.Distinct().Select((type, i) => new XElement(
            Command + element,
            WriteType(type.FullName),
            new XElement(Maml + "description", Paragraphs(i == 0 ? text : []))));

    private static IEnumerable<Type> PipelineTypes(CmdletDescription cmdlet) =>
        cmdlet.ParameterSets.SelectMany(set => set).Where(p => p.ValueFromPipeline).Select(CmdletDescription.ValueType);

    private static string PipelineInput(CommandParameterInfo parameter) =>
        (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };

    /// <summary>As Get-Command shows them: by position, then what must be given, then the rest.</summary>
    private static int Order(CommandParameterInfo parameter) =>
        parameter.Position >= 0 ? parameter.Position
        : parameter.IsMandatory ? 1000
        : CmdletDescription.IsSafety(parameter.Name) ? 1002
        : 1001;

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> texts) =>
        texts.Select(text => new XElement(Maml + "para", text));

    private static string Lower(bool value) => value ? "true" : "false";
}
