using System.Runtime.InteropServices;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>A place in the order in which item executions are sealed: by batch execution, then by id.</summary>
/// <param name="BatchExecutionId">The batch execution.</param>
/// <param name="ItemExecutionId">The last item execution that was read of it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ItemPlace(Guid BatchExecutionId, Guid ItemExecutionId);
