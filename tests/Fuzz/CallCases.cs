using System.Management.Automation;

namespace NormTools.Fuzz;

/// <summary>Calls of every cmdlet, made from what PowerShell knows of their parameters.</summary>
internal sealed class CallCases : ICases
{
    private readonly CmdletInfo[] commands;
    private readonly Values values;

    public CallCases(Session session)
    {
        commands = [.. session.Script("Get-Command -Module NormTools -CommandType Cmdlet | Sort-Object Name")
            .Select(item => (CmdletInfo)item.BaseObject)];
        values = new Values(session);
    }

    public Case Make(Random random)
    {
        CmdletInfo command = commands[random.Next(commands.Length)];
        CommandParameterSetInfo set = command.ParameterSets[random.Next(command.ParameterSets.Count)];
        int strange = random.Next(4); // how many of the values, about, are not what is wanted
        List<KeyValuePair<string, object?>> parameters = [];
        object?[]? input = null;
        foreach (CommandParameterInfo parameter in set.Parameters.Where(IsOwn))
        {
            if (!parameter.IsMandatory && random.Next(3) > 0)
            {
                continue;
            }

            object? value = strange > 0 && random.Next(4) < strange
                ? values.Strange(random, parameter)
                : values.Wanted(random, parameter);
            if (parameter.ValueFromPipeline && random.Next(2) == 0)
            {
                input = random.Next(8) == 0 ? [] : random.Next(4) == 0 ? [value, values.Strange(random, parameter)] : [value];
            }
            else
            {
                parameters.Add(new(parameter.Name, value));
            }
        }

        return new(command.Name, parameters, input, 0, $"[{set.Name}]");
    }

    private static bool IsOwn(CommandParameterInfo parameter) =>
        !Cmdlet.CommonParameters.Contains(parameter.Name) && parameter.Name is not ("Confirm" or "WhatIf");
}
