namespace NormTools.Help;

/// <summary>Parameters that cmdlets have from one base are described on one page.</summary>
internal static class SharedParameters
{
    /// <summary>Gives a page the texts of another one, for parameters that it leaves out and that both cmdlets have from the same
    /// class.</summary>
    /// <param name="page">The page.</param>
    /// <param name="cmdlet">Its cmdlet.</param>
    /// <param name="other">The page that it names, with its cmdlet; nothing where it names none.</param>
    public static void Complete(Page page, CmdletDescription cmdlet, (CmdletDescription Cmdlet, Page Page) other)
    {
        if (other.Page is null)
        {
            return;
        }

        page.Parameters.AddRange(other.Page.Parameters.Where(parameter =>
            page.Parameters.TrueForAll(own => own.Name != parameter.Name)
            && cmdlet.Type.GetProperty(parameter.Name)?.DeclaringType is Type declaring
            && declaring == other.Cmdlet.Type.GetProperty(parameter.Name)?.DeclaringType));
    }
}
