using System.Reflection;
using System.Runtime.Loader;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Execution.Handlers;

/// <summary>A handler's type in an assembly of its own, with the assemblies beside it. Dispose it to unload them.</summary>
internal sealed class DotNetHandler : IAsyncDisposable
{
    private readonly Context context;
    private readonly ConstructorInfo constructor;
    private IItemHandler? handler;

    private DotNetHandler(Context context, ConstructorInfo constructor)
    {
        this.context = context;
        this.constructor = constructor;
    }

    /// <summary>Loads the assembly of a definition and finds the type.</summary>
    /// <exception cref="InvalidInputException">The file, the type or its constructor is not there.</exception>
    internal static DotNetHandler Load(DotNetHandlerDefinition definition, AutomationSettings settings)
    {
        var path = Path.GetFullPath(definition.Assembly, HandlerProgram.DirectoryOf(settings));
        if (!File.Exists(path))
            throw new InvalidInputException($"its assembly {path} does not exist; build it, or correct the path");
        Context? loaded = null;
        try
        {
            loaded = new Context(path);
            return new DotNetHandler(loaded, Constructor(loaded.LoadFromAssemblyPath(path), definition.Type));
        }
        catch (Exception cause) when (cause is not InvalidInputException)
        {
            loaded?.Unload();
            throw new InvalidInputException($"its assembly {path} cannot be loaded: {cause.Message}", cause);
        }
        catch
        {
            loaded?.Unload();
            throw;
        }
    }

    /// <summary>Makes the handler.</summary>
    /// <exception cref="InvalidInputException">Its constructor threw.</exception>
    internal IItemHandler Create()
    {
        try
        {
            return handler = (IItemHandler)constructor.Invoke([]);
        }
        catch (TargetInvocationException thrown)
        {
            Unload();
            throw new InvalidInputException(
                $"the constructor of {constructor.DeclaringType} threw {thrown.InnerException?.GetType().Name}: {thrown.InnerException?.Message}",
                thrown
            );
        }
    }

    /// <summary>Forgets the assemblies; they go when nothing of them is in use any more.</summary>
    internal void Unload() => context.Unload();

    /// <summary>Disposes of the handler, if it can be, and unloads its assemblies.</summary>
    public async ValueTask DisposeAsync()
    {
        if (handler is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (handler as IDisposable)?.Dispose();
        Unload();
    }

    private static ConstructorInfo Constructor(Assembly assembly, string name)
    {
        var type =
            assembly.GetType(name)
            ?? throw new InvalidInputException(
                $"its type {name} is not in {assembly.Location}; handlers there are: {string.Join(", ", HandlersOf(assembly))}"
            );
        if (!type.IsAssignableTo(typeof(IItemHandler)) || type.IsAbstract || type.ContainsGenericParameters)
            throw new InvalidInputException(
                $"its type {name} is not a class that implements {typeof(IItemHandler).FullName}"
            );
        return type.GetConstructor(Type.EmptyTypes)
            ?? throw new InvalidInputException(
                $"its type {name} has no public constructor without parameters; add one, or register the handler in code"
            );
    }

    private static IEnumerable<string> HandlersOf(Assembly assembly) =>
        assembly
            .GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IItemHandler)) && !type.IsAbstract)
            .Select(type => type.FullName!)
            .DefaultIfEmpty("none");

    /// <summary>Shares the contract with this program, takes what lies beside the assembly, and the rest from this program.</summary>
    private sealed class Context(string path) : AssemblyLoadContext($"handler {path}", isCollectible: true)
    {
        private readonly AssemblyDependencyResolver resolver = new(path);

        // A contract loaded twice would be two types of one name, and no handler would implement ours.
        private static readonly string[] Contract =
        [
            typeof(IItemHandler).Assembly.GetName().Name!,
            typeof(AutomationSettings).Assembly.GetName().Name!,
        ];

        protected override Assembly? Load(AssemblyName assemblyName) =>
            !Contract.Contains(assemblyName.Name, StringComparer.OrdinalIgnoreCase)
            && resolver.ResolveAssemblyToPath(assemblyName) is { } found
                ? LoadFromAssemblyPath(found)
                : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
    }
}
