using System.Management.Automation;
using NormTools.Native;

namespace NormTools;

/// <summary>Loads the native library when the module is imported, so that a machine that cannot run it is reported at
/// once.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport() => CoreLibrary.Load();
}
