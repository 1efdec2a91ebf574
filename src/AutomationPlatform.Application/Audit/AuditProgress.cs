using System.Runtime.InteropServices;

namespace AutomationPlatform.Application.Audit;

/// <summary>How far a verification is.</summary>
/// <param name="Rows">How many rows were verified.</param>
/// <param name="Items">How many item executions.</param>
/// <param name="TotalItems">Of how many.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AuditProgress(long Rows, long Items, long TotalItems);
