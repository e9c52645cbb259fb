using System.Text;

namespace SmartTransfer.Functions.Headers.Structured;

/// <summary>UTF-8 that throws where others put a replacement character, both ways.</summary>
internal static class StrictUtf8
{
    public static readonly Encoding Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
