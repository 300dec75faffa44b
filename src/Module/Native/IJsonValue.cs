using System.Collections;

namespace NormTools.Native;

/// <summary>An object that is written into a specification as what it describes.</summary>
internal interface IJsonValue
{
    IDictionary ToJson();
}
