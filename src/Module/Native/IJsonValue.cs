using System.Collections;

namespace NormTools.Native;

/// <summary>An object that has its own JSON form in a specification.</summary>
internal interface IJsonValue
{
    IDictionary ToJson();
}
