using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormTools.Module.Tests;

/// <summary>The module's sources, compiled to see which room names what of another.</summary>
internal static partial class ModuleRooms
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));
    private static readonly string Module = Path.Combine(Root, "src", "Module");

    /// <summary>Every use of a room's code in another room: who, where and what. What lies beside the rooms is everyone's and
    /// has no room.</summary>
    public static (string Room, string Other, string Use)[] Uses()
    {
        string[] sources = [.. Directory.GetFiles(Module, "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(Root, "src", "Core", "Contract"), "*.cs"))
            .Where(file => !OutputFolder().IsMatch(file))];
        CSharpParseOptions language = new(LanguageVersion.Latest);
        SyntaxTree[] trees = [.. sources.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), language, file))];
        string[] usual = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading"];
        SyntaxTree usings = CSharpSyntaxTree.ParseText(
            string.Concat(usual.Select(name => $"global using global::{name};")), language);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "NormTools",
            [.. trees, usings],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        Dictionary<string, string?[]> own = trees
            .SelectMany(tree => Declared(tree).Select(name => (Name: name, Room: RoomOf(tree.FilePath))))
            .GroupBy(declared => declared.Name, declared => declared.Room)
            .ToDictionary(declared => declared.Key, declared => declared.Distinct().ToArray());
        return [.. trees.Where(tree => RoomOf(tree.FilePath) is not null)
            .SelectMany(tree => Uses(tree, compilation.GetSemanticModel(tree), own))];
    }

    /// <summary>The names of the rooms: the folders of the module.</summary>
    public static string[] Names() => [.. Directory.GetDirectories(Module).Select(folder => Path.GetFileName(folder)!)
        .Where(name => name is not ("bin" or "obj"))];

    private static (string Room, string Other, string Use)[] Uses(
        SyntaxTree tree, SemanticModel meanings, Dictionary<string, string?[]> own)
    {
        string room = RoomOf(tree.FilePath)!;
        return [.. tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(name => own.TryGetValue(name.Identifier.ValueText, out string?[]? rooms) && rooms.Any(other => other != room && other is not null))
            .Select(name => (Name: name, Symbol: meanings.GetSymbolInfo(name).Symbol))
            .Where(use => use.Symbol is not null and not INamespaceSymbol)
            .Select(use => (use.Name, Rooms: (string?[])[.. use.Symbol!.OriginalDefinition.DeclaringSyntaxReferences
                .Select(place => RoomOf(place.SyntaxTree.FilePath)).Distinct()]))
            .Where(use => use.Rooms.Length > 0 && !use.Rooms.Contains(room) && !use.Rooms.Contains(null))
            .Select(use => (room, Home(use.Rooms!), $"{Path.GetFileName(tree.FilePath)}: {use.Name}")).Distinct()];
    }

    /// <summary>The types of a file: whoever uses a room names one of its types.</summary>
    private static IEnumerable<string> Declared(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.ValueText);

    /// <summary>The room of a type that has parts in several: the lowest, where it is declared.</summary>
    private static string Home(string[] rooms) => rooms.MinBy(room => Array.FindIndex(ModuleRoomTests.Arrows, arrow => arrow.Room == room))!;

    private static string? RoomOf(string path)
    {
        string place = Path.GetRelativePath(Module, path).Replace('\\', '/');
        return place.StartsWith("..", StringComparison.Ordinal) || !place.Contains('/') ? null : place[..place.IndexOf('/')];
    }

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex OutputFolder();
}
