namespace SmartTransfer.Bench.Rig;

/// <summary>Finds what the benchmarks run: the repository that they stand in.</summary>
internal static class RepositoryFolder
{
    /// <summary>The folder of SmartTransfer.sln.</summary>
    /// <exception cref="InvalidOperationException">The benchmarks were moved out of the repository.</exception>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SmartTransfer.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No SmartTransfer.sln stands above {AppContext.BaseDirectory}.");
    }
}
