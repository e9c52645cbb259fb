using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Service;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.OpenApi;

/// <summary>One verb of one function, from its attributes and the table of prose.</summary>
/// <param name="Function">The function's name. A function of several verbs has several operations.</param>
/// <param name="Verb">In upper case.</param>
/// <param name="Route">As the trigger names it, without the host's prefix.</param>
/// <param name="Level">Which key it asks for.</param>
/// <param name="IsFirst">Whether it is the function's first verb: ids of operations are unique, and this one alone bears its name.</param>
/// <param name="Prose">What the table says of it.</param>
/// <param name="Codes">Every code that it can answer.</param>
internal sealed record ApiOperation(
    string Function, string Verb, string Route, AuthorizationLevel Level, bool IsFirst, JsonObject Prose, IReadOnlyList<string> Codes)
{
    /// <summary>Every operation of the app, in the order of the table. What no operation takes is none of its own.</summary>
    public static IReadOnlyList<ApiOperation> All { get; } = Read();

    public string Name => IsFirst ? Function : $"{Function} {Verb}";

    /// <summary>Whether failures travel under the statuses of tus.</summary>
    public bool IsTus => Function.StartsWith("Tus", StringComparison.Ordinal);

    /// <summary>Whether failures travel under the statuses of resumable uploads.</summary>
    public bool IsResumable => Function.StartsWith("Resumable", StringComparison.Ordinal);

    /// <summary>Whether it takes bytes in that follow what has arrived.</summary>
    public bool IsPatch => Function is "TusPatch" or "ResumablePatch";

    /// <summary>Whether it starts an upload that is sent from its beginning to its end.</summary>
    public bool IsPost => Function is "TusPost" or "ResumablePost";

    /// <summary>Whether it is for the clients of uploads, who may need a token and are always advised.</summary>
    public bool IsForClients => Codes.Contains("token-missing");

    public int StatusOf(string code) => IsTus
        ? ProblemStatus.OfTus(code)
        : IsResumable ? ProblemStatus.OfResumable(code) : ProblemStatus.Of(code);

    private static List<ApiOperation> Read()
    {
        var (prose, groups) = (ApiProse.Part("operations"), ApiProse.Part("codes"));
        var operations = (
            from function in AppFunctions.Http
            where function.Route != UnmatchedFunction.Route
            from verb in function.Verbs
            select Of(function, verb)).ToList();
        var unknown = prose.Select(entry => entry.Key).Except(operations.Select(operation => operation.Name)).ToList();
        return unknown.Count == 0
            ? [.. operations.OrderBy(operation => prose.IndexOf(operation.Function)).ThenBy(operation => !operation.IsFirst)]
            : throw new InvalidOperationException($"{ApiProse.Path} describes {string.Join(", ", unknown)}, which no function is.");

        ApiOperation Of((string Name, string Route, IReadOnlyList<string> Verbs, AuthorizationLevel Level) function, string verb)
        {
            var isFirst = verb == function.Verbs[0];
            var own = prose[isFirst ? function.Name : $"{function.Name} {verb}"] ?? prose[function.Name]
                ?? throw new InvalidOperationException($"{ApiProse.Path} does not describe the function {function.Name}.");
            string[] codes = [.. CodesOf(own).Distinct()];
            return new(function.Name, verb, function.Route, function.Level, isFirst, own.DeepClone().AsObject(), codes);
        }

        // @name stands for the codes of a group or of another operation.
        IEnumerable<string> CodesOf(JsonNode source) => (source as JsonArray ?? source["codes"]).Texts().SelectMany(code =>
            code.StartsWith('@') ? CodesOf(groups[code[1..]] ?? prose[code[1..]] ?? throw new KeyNotFoundException(code)) : [code]);
    }
}
