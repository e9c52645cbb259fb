using System.IO.Compression;
using System.Reflection;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace SmartTransfer.Functions.Service;

/// <summary>Files that travel inside assemblies: our own, and Swagger UI's out of its package (there they are gzipped).</summary>
internal static class Embedded
{
    private const string OwnPrefix = "SmartTransfer.Functions.Service.Assets.";
    private const string SwaggerPrefix = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";

    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(typeof(Embedded).Assembly, OwnPrefix + name));
        return reader.ReadToEnd();
    }

    public static byte[] SwaggerUi(string name)
    {
        using var source = Open(typeof(SwaggerUIOptions).Assembly, SwaggerPrefix + name);
        using var bytes = new MemoryStream();
        source.CopyTo(bytes);
        if (bytes.GetBuffer() is not [0x1f, 0x8b, ..])
        {
            return bytes.ToArray();
        }

        bytes.Position = 0;
        using var gzip = new GZipStream(bytes, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static Stream Open(Assembly assembly, string name) =>
        assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} contains no file {name}.");
}
