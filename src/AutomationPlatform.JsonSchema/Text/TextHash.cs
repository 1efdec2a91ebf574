using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AutomationPlatform.JsonSchema.Text;

/// <summary>A fast hash of UTF-8 text, seeded per process so that nobody can prepare names that collide.</summary>
internal static class TextHash
{
    private static readonly ulong Seed = MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    public static uint Of(ReadOnlySpan<byte> text)
    {
        unchecked
        {
            var hash = Seed ^ (ulong)text.Length;
            while (text.Length >= sizeof(ulong))
            {
                hash = Mix(hash ^ MemoryMarshal.Read<ulong>(text));
                text = text[sizeof(ulong)..];
            }
            ulong rest = 0;
            foreach (var unit in text)
                rest = (rest << 8) | unit;
            hash = Mix(hash ^ rest);
            return (uint)(hash ^ (hash >> 32));
        }
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, 0x9E3779B97F4A7C15UL, out var low);
        return high ^ low;
    }
}
