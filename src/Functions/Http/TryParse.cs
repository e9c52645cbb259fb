namespace SmartTransfer.Functions.Http;

/// <summary>Reads text as a value.</summary>
internal delegate bool TryParse<T>(string text, out T value);
