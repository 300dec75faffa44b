using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace NormTools;

/// <summary>The variables of a session as they were when it began. The engine's own way to bring them back, which also forgets what it knows of
/// commands, takes several times as long as a small trial.</summary>
internal sealed class SessionVariables
{
    private const string Drive = "Variable:", Defaults = "PSDefaultParameterValues", Errors = "Error";

    // The engine sets them itself.
    private static readonly string[] Own = { "?", "^", "$", "PWD", Errors, "LASTEXITCODE", "MyInvocation", "StackTrace", "ExecutionContext", "PSBoundParameters", "args", "input" };

    private readonly Runspace session;
    private readonly Dictionary<string, object?> first = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);

    /// <param name="session">A session that has run nothing yet.</param>
    public SessionVariables(Runspace session)
    {
        this.session = session;
        foreach (PSVariable variable in All())
        {
            first[variable.Name] = variable.Value;
        }
    }

    /// <summary>Brings them back, and forgets the errors so far.</summary>
    public void Restore()
    {
        try
        {
            PSVariableIntrinsics variables = session.SessionStateProxy.PSVariable;
            int known = 0;
            foreach (PSVariable variable in All())
            {
                bool isKnown = first.TryGetValue(variable.Name, out object? value);
                known += isKnown ? 1 : 0;
                if (!isKnown && !Own.Contains(variable.Name, StringComparer.OrdinalIgnoreCase))
                {
                    variables.Remove(variable);
                }
                else if (isKnown && !Equals(variable.Value, value) && !Own.Contains(variable.Name, StringComparer.OrdinalIgnoreCase))
                {
                    variable.Value = value;
                }
            }

            (variables.GetValue(Defaults) as IDictionary)?.Clear();
            (variables.GetValue(Errors) as IList)?.Clear();
            if (known < first.Count)
            {
                session.ResetRunspaceState(); // one was removed
            }
        }
        catch (RuntimeException) // one that cannot be changed
        {
            session.ResetRunspaceState();
        }
    }

    private PSVariable[] All() => session.SessionStateProxy.InvokeProvider.ChildItem.Get(Drive, recurse: false)
        .Select(item => item.BaseObject).OfType<PSVariable>().ToArray();
}
