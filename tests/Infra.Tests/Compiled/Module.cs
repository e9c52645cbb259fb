using System.Text.Json;

namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>A file's use of another: <c>module symbol 'path' = { ... }</c>.</summary>
internal sealed record Module(string Symbol, JsonElement Resource)
{
    /// <summary>What is passed, by parameter.</summary>
    public JsonElement Passed => Resource.At("properties.parameters")!.Value;

    /// <summary>The template of the file that is used; null where it is none of infra/.</summary>
    public Template? Target => InfraFiles.All.Values
        .SingleOrDefault(file => file.Hash == Template.HashOf(Resource.At("properties.template")!.Value));
}
