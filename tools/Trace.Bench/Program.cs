using Trace.Bench;

return args switch
{
    ["issue", .. var rest] => await IssueBench.RunAsync(Options.Count(rest, 400_000)),
    ["labels", .. var rest] => await LabelsBench.RunAsync(Options.Count(rest, 20_000)),
    ["memory", .. var rest] => await MemoryBench.RunAsync(Options.Count(rest, 10_000_000)),
    ["verify"] => await VerifyBench.RunOnSqliteAsync(),
    ["verify", "--by-signing"] => await VerifyBench.RunOnSqliteAsync("--Keys:VerifyBySigning=true"),
    ["verify", "--profile"] => await VerifyProfile.RunAsync(),
    ["postgres"] => await VerifyBench.RunOnPostgresAsync(),
    ["scale", .. var rest] => await ScaleBench.RunAsync(Options.Count(rest, 10_000_000)),
    ["import", .. var rest] => await ImportBench.RunAsync(Options.Count(rest, 200_000)),
    ["console", .. var rest] => await ConsoleBench.RunAsync(Options.Count(rest, 1_000_000)),
    ["attack"] => await AttackBench.RunAsync(),
    ["growth"] => await GrowthBench.RunAsync(),
    [Serve.Command, .. var rest] => await Serve.RunAsync(rest),
    _ => Options.Usage(),
};
