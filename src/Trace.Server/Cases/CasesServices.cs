namespace Trace.Server.Cases;

public static class CasesServices
{
    public static void AddCases(this IServiceCollection services)
    {
        services.AddSingleton<CaseSeal>();
        foreach (var column in CaseSeal.Columns)
            services.AddSingleton(column);
        services.AddSingleton<Signing>();
        services.AddSingleton<CaseSources>();
        services.AddSingleton<CaseContexts>();
        services.AddSingleton<CaseWriting>();
        services.AddSingleton<CaseTexts>();
        services.AddSingleton<CaseSending>();
        services.AddSingleton<Acceptances>();
        services.AddSingleton<BrandCases>();
        services.AddSingleton<CaseChanges>();
        services.AddSingleton<CaseMoves>();
        services.AddSingleton<CaseAnswers>();
        services.AddSingleton<SellerReplies>();
        services.AddSingleton<CaseErasure>();
        services.AddSingleton<CaseReminders>();
        services.AddSingleton<CaseRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<CaseRetention>());
        services.AddHostedService<CaseTimer>();
    }
}

internal static partial class CasesLog
{
    [LoggerMessage(8190, LogLevel.Warning, "Old cases could not be removed; it is tried again in a day.")]
    public static partial void OldNotRemoved(ILogger logger, Exception exception);

    [LoggerMessage(8191, LogLevel.Warning, "Reminders and mails of cases could not be read or recorded; it is tried again in an hour.")]
    public static partial void NotReminded(ILogger logger, Exception exception);

    [LoggerMessage(8192, LogLevel.Information, "A link by which a seller answers was refused: {Reason}.")]
    public static partial void ReplyRefused(ILogger logger, string reason);
}
