using AutomationPlatform.Cli;
using AutomationPlatform.Cli.Console;

using var interrupts = Interrupts.OfProcess();
return await CommandLine.RunAsync(args, Terminal.OfProcess(), interrupts, Composition.Open);
