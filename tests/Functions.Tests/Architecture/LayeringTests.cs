using System.Reflection;
using System.Xml.Linq;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Architecture;

/// <summary>
/// Who may know whom: Functions -> Azure -> Core, LocalHost -> Functions, Cli -> Client, which knows nothing of the service's code; and
/// within each, a folder those above it (<see cref="Rooms"/>).
/// </summary>
public sealed class LayeringTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Core"] = [],
        ["Azure"] = ["Core"],
        ["Functions"] = ["Azure"],
        ["LocalHost"] = ["Functions"],
        ["Client"] = [],
        ["Client.Extensions"] = ["Client"],
        ["Cli"] = ["Client"],
    };

    [Theory]
    [InlineData("Core")]
    [InlineData("Azure")]
    [InlineData("Functions")]
    [InlineData("LocalHost")]
    [InlineData("Client")]
    [InlineData("Client.Extensions")]
    [InlineData("Cli")]
    public void A_project_references_only_the_layer_below_it(string project)
    {
        var referenced = XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj")).Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value)
            .Select(Path.GetFileNameWithoutExtension);
        Assert.True(
            referenced.All(name => MayReference[project].Contains(name)),
            $"src/{project} references {string.Join(", ", referenced)}, and may reference {string.Join(", ", MayReference[project])}: "
            + "the rules of an upload must stay testable without a network, "
            + "and the host replaceable, so each layer knows only the one below (docs/design.md).");
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

    [Theory]
    [InlineData("Core")]
    [InlineData("Azure")]
    [InlineData("Functions")]
    [InlineData("LocalHost")]
    [InlineData("Client")]
    [InlineData("Cli")]
    public void A_folder_knows_only_those_above_it(string project)
    {
        var order = Rooms.Of[project];
        var files = SourceFile.Of(project);
        var places = order.Select((room, place) => (room.Name, place)).ToDictionary(room => room.Name, room => room.place);
        Assert.All(files.Select(file => file.Room).Distinct(), room =>
            Assert.True(
                places.ContainsKey(room),
                $"src/{project}/{room} has no place in the order of folders: give it one, and say why "
                + "(tests/Functions.Tests/Architecture/Rooms.cs)."));
        var placed = files.Select(file => (File: file, Place: places.GetValueOrDefault(file.PathInProject, places[file.Room]))).ToList();
        var upward = from one in placed
                     from other in placed
                     where other.Place > one.Place && one.File.Uses(other.File)
                     group other by (one.File.Path, one.Place, To: other.Place) into import
                     select $"{import.Key.Path} imports {order[import.Key.To].Name} ({import.First().File.Type}), which stands below "
                         + $"{order[import.Key.Place].Name}. {order[import.Key.To].Name}: {order[import.Key.To].Why}";
        Assert.True(
            !upward.Any(),
            $"A folder knows only those above it in tests/Functions.Tests/Architecture/Rooms.cs.\n{string.Join('\n', upward)}");
    }

    [Theory]
    [InlineData("Core")]
    [InlineData("Azure")]
    [InlineData("Functions")]
    [InlineData("LocalHost")]
    [InlineData("Client")]
    [InlineData("Cli")]
    public void The_order_of_folders_names_none_that_is_gone(string project)
    {
        var rooms = SourceFile.Of(project).SelectMany(file => new[] { file.Room, file.PathInProject }).ToHashSet();
        Assert.All(Rooms.Of[project], room => Assert.Contains(room.Name, rooms));
    }

    [Theory]
    [InlineData("Core")]
    [InlineData("Azure")]
    [InlineData("Functions")]
    [InlineData("LocalHost")]
    [InlineData("Client")]
    [InlineData("Cli")]
    public void A_namespace_is_a_folder(string project) => Assert.All(
        SourceFile.Of(project).Where(file => file.Namespace.Length > 0),
        file => Assert.Equal($"SmartTransfer.{project}.{file.Room.Replace('/', '.')}".TrimEnd('.'), file.Namespace));

    private static void IsFreeOf(Assembly assembly, string[] forbidden, string reason)
    {
        var referenced = assembly.GetReferencedAssemblies().Select(reference => reference.Name!).ToList();
        Assert.NotEmpty(referenced);
        var broken = referenced.Where(name => forbidden.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ToList();
        Assert.True(
            broken.Count == 0,
            $"{assembly.GetName().Name} references {string.Join(", ", broken)}, which it must not: {reason} (docs/design.md).");
    }
}
