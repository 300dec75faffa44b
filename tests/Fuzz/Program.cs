using System.Globalization;
using System.Xml.Linq;
using NormTools.Fuzz;

// Fuzz [count] [seed] [files | calls | both] [first] [report]: so many mutated files over all readers, and so many
// generated calls of all cmdlets. Case i of a seed is always the same, whoever runs it: a finding tells both, and
// `Fuzz 1 SEED KIND CASE` runs it again. Ends with 1 where something was found.
if (args is ["--worker", var kind, var from, var until, var workerSeed, var state])
{
    return new Worker(kind, Number(workerSeed), state).Run(Number(from), Number(until));
}

const string Both = "both";
long count = args.Length > 0 ? Number(args[0]) : 2000;
long seed = args.Length > 1 ? Number(args[1]) : 1;
string wanted = args.Length > 2 ? args[2] : Both;
long first = args.Length > 3 ? Number(args[3]) : 0;
if (wanted is not (Both or Worker.Files or Worker.Calls))
{
    Console.Error.WriteLine($"Fuzz: '{wanted}' is not one of {Worker.Files}, {Worker.Calls}, {Both}.");
    return 64;
}

string[] kinds = wanted == Both ? [Worker.Files, Worker.Calls] : [wanted];
int[] findings = [.. kinds.Select(kind => new Supervisor(kind, seed).Run(first, first + count))];
int failed = findings.Count(found => found > 0);
if (args.Length > 4)
{
    // Each kind counts as one test.
    XElement assembly = new(
        "assembly", new XAttribute("passed", kinds.Length - failed), new XAttribute("failed", failed),
        new XAttribute("skipped", 0));
    new XElement("assemblies", assembly).Save(args[4]);
}

return failed == 0 ? 0 : 1;

static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
