using SmartTransfer.Bench.Micro;

var rest = args.Skip(1).ToArray();
switch (args.FirstOrDefault())
{
    case "micro":
        return MicroBenchmarks.Run(rest);
    default:
        Console.Error.WriteLine("""
            Usage: dotnet run -c Release --project bench -- <what> [arguments]

              micro [filter]    what one call costs: digests, CRC and so on. filter is a glob over the benchmarks' names, such as *Crc64*
            """);
        return 2;
}
