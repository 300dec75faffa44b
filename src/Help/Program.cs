using System.Reflection;
using System.Text;
using NormTools.Help;

if (args.Length is not (3 or 5))
{
    Console.Error.WriteLine(
        "usage: NormTools.Help <module assembly> <folder of pages> <folder to write to> [<manifest> <manifest to write>]");
    return 2;
}

(string assembly, string pages, string output) = (Path.GetFullPath(args[0]), args[1], args[2]);
CmdletDescription[] all = CmdletDescription.All(Assembly.LoadFrom(assembly));
Dictionary<string, CmdletDescription> cmdlets = all.ToDictionary(c => c.Name);
List<(CmdletDescription Cmdlet, Page Page)> commands = [];
List<PageException> problems = [];
ILookup<bool, string> files = Directory.GetFiles(pages, "*.md").Order(StringComparer.Ordinal)
    .ToLookup(file => Path.GetFileName(file).StartsWith("about_", StringComparison.Ordinal));

foreach (string file in files[false])
{
    try
    {
        Page page = PageReader.Read(file);
        CmdletDescription cmdlet = cmdlets.GetValueOrDefault(page.Name)
            ?? throw new PageException(file, 1, $"There is no cmdlet {page.Name}.");
        commands.Add((cmdlet, page));
    }
    catch (PageException problem)
    {
        problems.Add(problem);
    }
}

foreach ((CmdletDescription cmdlet, Page page) in commands)
{
    SharedParameters.Complete(page, cmdlet, commands.Find(command => command.Page.Name == page.SharedWith));
    problems.AddRange(PageCheck.Check(page, cmdlet, cmdlets));
}

problems.ForEach(Console.Error.WriteLine);
if (problems.Count > 0)
{
    return 1;
}

foreach (string name in cmdlets.Keys.Except(commands.Select(c => c.Cmdlet.Name)))
{
    // A page may follow its cmdlet by a commit; the hosted tests do not pass without it.
    Console.WriteLine($"{Path.Combine(pages, name)}.md : warning HELP: {name} has no page.");
}

Directory.CreateDirectory(output);
MamlWriter.Write(commands).Save(Path.Combine(output, Path.GetFileName(assembly) + "-Help.xml"));
foreach (string file in files[true])
{
    // Windows PowerShell takes a text without the byte-order mark for the machine's own code page.
    string target = Path.Combine(output, Path.GetFileNameWithoutExtension(file) + ".help.txt");
    string topic = TopicWriter.Write(file, [.. commands.Select(command => command.Page)]);
    File.WriteAllText(target, topic, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
}

if (args.Length == 5)
{
    File.WriteAllText(args[4], ManifestWriter.Write(File.ReadAllText(args[3]), all));
}

return 0;
