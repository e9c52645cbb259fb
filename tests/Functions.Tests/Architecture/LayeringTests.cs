using System.Reflection;
using System.Xml.Linq;
using SmartTransfer.Azure;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Architecture;

/// <summary>Who may know whom: Functions -> Azure -> Core, LocalHost -> Functions.</summary>
public sealed class LayeringTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Core"] = [],
        ["Azure"] = ["Core"],
        ["Functions"] = ["Azure"],
        ["LocalHost"] = ["Functions"],
    };

    [Theory]
    [InlineData("Core")]
    [InlineData("Azure")]
    [InlineData("Functions")]
    [InlineData("LocalHost")]
    public void A_project_references_only_the_layer_below_it(string project)
    {
        var referenced = XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj")).Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value)
            .Select(Path.GetFileNameWithoutExtension);
        Assert.True(
            referenced.All(name => MayReference[project].Contains(name)),
            $"src/{project} references {string.Join(", ", referenced)}, and may reference {string.Join(", ", MayReference[project])}: the rules of an upload must stay testable without a "
            + "network, and the host replaceable, so each layer knows only the one below (docs/design.md).");
    }

    [Fact]
    public void Core_knows_neither_storage_nor_HTTP() => IsFreeOf(
        typeof(UploadSession).Assembly,
        ["Azure.", "Microsoft.AspNetCore", "Microsoft.Azure", "System.Net.Http", "SmartTransfer."],
        "the rules of an upload are the same behind every protocol and over every store");

    [Fact]
    public void Azure_knows_no_HTTP_surface() => IsFreeOf(
        typeof(StorageOptions).Assembly,
        ["Microsoft.AspNetCore", "Microsoft.Azure.Functions", "SmartTransfer.Functions", "SmartTransfer.LocalHost"],
        "the adapters serve every host and every protocol");

    [Fact]
    public void Functions_know_no_storage_client() => IsFreeOf(
        typeof(Functions.Composition.SmartTransferServices).Assembly,
        ["Azure.Storage", "Azure.Data", "Azure.Identity", "SmartTransfer.LocalHost"],
        "what a request may do is decided behind Core's ports, where it can be tested without storage");

    private static void IsFreeOf(Assembly assembly, string[] forbidden, string reason)
    {
        var referenced = assembly.GetReferencedAssemblies().Select(reference => reference.Name!).ToList();
        Assert.NotEmpty(referenced);
        var broken = referenced.Where(name => forbidden.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ToList();
        Assert.True(broken.Count == 0, $"{assembly.GetName().Name} references {string.Join(", ", broken)}, which it must not: {reason} (docs/design.md).");
    }
}
