using System.Security.Cryptography;

namespace SmartTransfer.Bench.Rig;

/// <summary>A file of random bytes in a temporary folder, which goes with it.</summary>
internal sealed class RandomFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smart-transfer-bench-");

    public RandomFile(long length)
    {
        (Length, Path) = (length, System.IO.Path.Combine(_folder.FullName, "file.bin"));
        using var file = File.Create(Path);
        var block = new byte[Sizes.MiB];
        for (var rest = length; rest > 0; rest -= block.Length)
        {
            RandomNumberGenerator.Fill(block);
            file.Write(block, 0, (int)Math.Min(rest, block.Length));
        }

        AppDomain.CurrentDomain.ProcessExit += End;
    }

    public string Path { get; }

    public long Length { get; }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= End;
        End(this, EventArgs.Empty);
    }

    private void End(object? sender, EventArgs arguments) => _folder.Delete(recursive: true);
}
