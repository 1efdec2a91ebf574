using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutomationPlatform.UnitTests.Architecture;

/// <summary>Follows a piece of SQL to where it comes from: constants and numbers are harmless, anything else is not.</summary>
/// <remarks>
/// By syntax alone, so names that are declared twice are followed to all of their declarations: it may blame too much, and
/// trusts what begins with a capital letter (constants, static properties) on a type.
/// </remarks>
internal sealed class SqlOrigin(IReadOnlyList<SourceFile> tree)
{
    private readonly ILookup<string, MethodDeclarationSyntax> methods = Nodes<MethodDeclarationSyntax>(tree)
        .ToLookup(method => method.Identifier.Text);

    private readonly ILookup<string, PropertyDeclarationSyntax> properties = Nodes<PropertyDeclarationSyntax>(tree)
        .ToLookup(property => property.Identifier.Text);

    private readonly ILookup<string, InvocationExpressionSyntax> calls = Nodes<InvocationExpressionSyntax>(tree)
        .ToLookup(call => CalledName(call));

    private readonly ILookup<string, BaseObjectCreationExpressionSyntax> creations =
        Nodes<BaseObjectCreationExpressionSyntax>(tree)
            .ToLookup(creation => (creation as ObjectCreationExpressionSyntax)?.Type.ToString() ?? "");

    private readonly HashSet<SyntaxNode> underWay = [];

    public bool IsHarmless(ExpressionSyntax part)
    {
        // What leads back to itself adds nothing new.
        if (!underWay.Add(part))
            return true;
        try
        {
            return Judge(part);
        }
        finally
        {
            underWay.Remove(part);
        }
    }

    private bool Judge(ExpressionSyntax part) =>
        part switch
        {
            LiteralExpressionSyntax => true,
            InterpolatedStringExpressionSyntax text => text
                .Contents.OfType<InterpolationSyntax>()
                .All(hole => IsHarmless(hole.Expression)),
            ParenthesizedExpressionSyntax parentheses => IsHarmless(parentheses.Expression),
            PrefixUnaryExpressionSyntax sign => IsHarmless(sign.Operand),
            QueryExpressionSyntax query => query.Body.SelectOrGroup is SelectClauseSyntax chosen
                && IsHarmless(chosen.Expression),
            PostfixUnaryExpressionSyntax forgiven => IsHarmless(forgiven.Operand),
            ConditionalExpressionSyntax choice => IsHarmless(choice.WhenTrue) && IsHarmless(choice.WhenFalse),
            SwitchExpressionSyntax choice => choice.Arms.All(arm => IsHarmless(arm.Expression)),
            BinaryExpressionSyntax both => IsHarmless(both.Left) && IsHarmless(both.Right),
            ThrowExpressionSyntax => true,
            CollectionExpressionSyntax list => list
                .Elements.OfType<ExpressionElementSyntax>()
                .All(element => IsHarmless(element.Expression)),
            IdentifierNameSyntax name => IsHarmlessName(name),
            MemberAccessExpressionSyntax access => IsHarmlessMember(access),
            InvocationExpressionSyntax call => IsHarmlessCall(call),
            _ => false,
        };

    private bool IsHarmlessName(IdentifierNameSyntax name)
    {
        var text = name.Identifier.Text;
        foreach (var scope in name.Ancestors())
        {
            if (Parameter(scope, text) is { } parameter)
                return IsNumber(parameter.Type) || IsHarmlessParameter(scope, parameter);
            var local =
                scope is MemberDeclarationSyntax
                    ? scope
                        .DescendantNodes()
                        .OfType<VariableDeclaratorSyntax>()
                        .FirstOrDefault(variable => variable.Identifier.Text == text)
                    : null;
            if (local is not null)
                return IsHarmlessVariable(local, scope);
        }
        return char.IsUpper(text[0]);
    }

    private bool IsHarmlessVariable(VariableDeclaratorSyntax variable, SyntaxNode scope) =>
        IsNumber((variable.Parent as VariableDeclarationSyntax)?.Type)
        || (variable.Initializer is null || IsHarmless(variable.Initializer.Value))
            && scope
                .DescendantNodes()
                .OfType<AssignmentExpressionSyntax>()
                .Where(assignment => assignment.Left.ToString() == variable.Identifier.Text)
                .All(assignment => IsHarmless(assignment.Right));

    private bool IsHarmlessParameter(SyntaxNode owner, ParameterSyntax parameter)
    {
        var index = ((BaseParameterListSyntax)parameter.Parent!).Parameters.IndexOf(parameter);
        var arguments = owner switch
        {
            MethodDeclarationSyntax method => CallsOf(method).Select(call => call.ArgumentList),
            LocalFunctionStatementSyntax function => calls[function.Identifier.Text].Select(call => call.ArgumentList),
            TypeDeclarationSyntax type => creations[type.Identifier.Text].Select(creation => creation.ArgumentList!),
            _ => null,
        };
        return arguments is not null
            && arguments
                .Select(list => Argument(list, parameter.Identifier.Text, index))
                .All(argument => argument is null || IsHarmless(argument.Expression));
    }

    private bool IsHarmlessMember(MemberAccessExpressionSyntax access)
    {
        var name = access.Name.Identifier.Text;
        if (access.Expression.ToString() is { Length: > 0 } owner && char.IsUpper(owner[0]))
            return char.IsUpper(name[0]);
        return properties[name].Any() && properties[name].All(property => Returned(property).All(IsHarmless));
    }

    private bool IsHarmlessCall(InvocationExpressionSyntax call)
    {
        var name = CalledName(call);
        if (name == "nameof")
            return true;
        if (call.Expression.ToString() is "string.Join" or "string.Concat")
            return call.ArgumentList.Arguments.All(argument => IsHarmless(argument.Expression));
        if (
            name is "Select" or "SelectMany"
            && call.ArgumentList.Arguments is [{ Expression: LambdaExpressionSyntax { ExpressionBody: { } made } }]
        )
            return IsHarmless(made);
        // What the method makes of its arguments is seen where it uses them.
        var called = methods[name].Where(method => Takes(method, call)).ToList();
        return called.Count > 0 && called.All(method => Returned(method).All(IsHarmless));
    }

    private static bool Takes(MethodDeclarationSyntax method, InvocationExpressionSyntax call)
    {
        var parameters = method.ParameterList.Parameters;
        var isExtension = parameters.FirstOrDefault()?.Modifiers.Any(SyntaxKind.ThisKeyword) ?? false;
        var given = call.ArgumentList.Arguments.Count + (isExtension ? 1 : 0);
        return given <= parameters.Count && given >= parameters.Count(parameter => parameter.Default is null);
    }

    private IEnumerable<InvocationExpressionSyntax> CallsOf(MethodDeclarationSyntax method)
    {
        var all = calls[method.Identifier.Text];
        var open = method.Modifiers.Any(word => word.ValueText is "public" or "internal" or "protected");
        return open ? all : all.Where(call => call.SyntaxTree == method.SyntaxTree);
    }

    private static IEnumerable<ExpressionSyntax> Returned(SyntaxNode member) =>
        member
            .DescendantNodes()
            .Select(node =>
                node switch
                {
                    ArrowExpressionClauseSyntax arrow => arrow.Expression,
                    ReturnStatementSyntax { Expression: { } returned } => returned,
                    EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax } initial => initial.Value,
                    _ => null,
                }
            )
            .OfType<ExpressionSyntax>();

    private static ParameterSyntax? Parameter(SyntaxNode scope, string name) =>
        scope
            .ChildNodes()
            .SelectMany(node =>
                node is BaseParameterListSyntax list ? [.. list.Parameters]
                : node is ParameterSyntax one ? [one]
                : Array.Empty<ParameterSyntax>()
            )
            .FirstOrDefault(parameter => parameter.Identifier.Text == name);

    private static ArgumentSyntax? Argument(ArgumentListSyntax list, string name, int index) =>
        list.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.Text == name)
        ?? list.Arguments.Where(argument => argument.NameColon is null).ElementAtOrDefault(index);

    private static bool IsNumber(TypeSyntax? type) =>
        type?.ToString() is "int" or "long" or "short" or "byte" or "double";

    private static string CalledName(InvocationExpressionSyntax call) =>
        call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
            SimpleNameSyntax name => name.Identifier.Text,
            _ => "",
        };

    private static IEnumerable<TNode> Nodes<TNode>(IEnumerable<SourceFile> tree)
        where TNode : SyntaxNode => tree.SelectMany(file => file.Syntax.DescendantNodes().OfType<TNode>());
}
