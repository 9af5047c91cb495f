using System.Security.Cryptography;
using System.Text;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>The one style sheet, inline in every page and allowed by its hash; nothing else is.</summary>
/// <remarks>
/// Every size is in rem, so that text of 200 % grows everything, and gaps are capped by the width of the screen, so that they do not grow past
/// it. Rows of details wrap by themselves when label and value do not fit side by side.
/// </remarks>
public static class PageStyle
{
    public const string Css =
        """
        :root{color-scheme:light dark;--bg:#f3f4f2;--card:#fff;--ink:#171b19;--soft:#59615c;--line:#e0e4e0;--accent:#14603b;--tint:#e4f1ea}
        .caution{--accent:#8a4b00;--tint:#fcefdb}.not_issued,.recalled{--accent:#9c1f1f;--tint:#fbe8e6}
        .not_activated,.retired,.plain,.not_found,.no_answer,.report,.sent{--accent:#1d4f86;--tint:#e6eef8}
        @media(prefers-color-scheme:dark){:root{--bg:#0f1211;--card:#191d1b;--ink:#eef1ef;--soft:#a7b0ab;--line:#2d332f;--accent:#6fd3a0;--tint:#14291e}
        .caution{--accent:#f3b45c;--tint:#2d2212}.not_issued,.recalled{--accent:#f59a94;--tint:#331a19}.not_activated,.retired,.plain,.not_found,.no_answer,.report,.sent{--accent:#8fbdf2;--tint:#162537}}
        [hidden]{display:none}*{box-sizing:border-box}html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0;border-top:.25rem solid var(--brand,transparent);background:var(--bg);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
        main{max-width:34rem;margin:0 auto;padding:min(1rem,4vw) min(1rem,4vw) 3rem}
        h1,h2,p,ul,dl,figure{margin:0}p,li{text-wrap:pretty}
        header{display:flex;justify-content:space-between;align-items:flex-start;gap:1rem;margin:.125rem .25rem .875rem;position:relative}
        .brand{font-weight:600;line-height:1.35;min-width:0}.brand b,.brand span{display:block}.brand b{font-weight:600;color:var(--brand,var(--ink))}.brand img{width:auto;max-width:10rem;height:auto;max-height:2.5rem;margin:0 0 .25rem;padding:.25rem;border-radius:.375rem;background:#fff;color:#171b19;box-sizing:content-box}.brand span{color:var(--soft);font-size:.875rem;font-weight:400}
        .lang{flex:none}.lang summary{display:flex;align-items:center;gap:.375rem;min-height:2.75rem;margin:-.375rem -.25rem;padding:0 .5rem;border-radius:.625rem;color:var(--soft);font-size:.9375rem;cursor:pointer;list-style:none}.lang summary::-webkit-details-marker{display:none}
        .lang svg{width:1.125rem;height:1.125rem}.lang form{position:absolute;z-index:1;top:2.5rem;left:0;right:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.25rem;padding:.5rem;border:1px solid var(--line);border-radius:1.125rem;background:var(--card);box-shadow:0 .5rem 1.5rem #0003}
        .lang button{margin:0;padding:.625rem .75rem;background:none;color:var(--ink);font-weight:400;text-align:start}.lang [aria-current]{background:var(--tint);font-weight:600}
        .far{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        :lang(ar),:lang(hi){line-height:1.65}:lang(ar) h1,:lang(hi) h1,:lang(ja) h1,:lang(zh) h1{letter-spacing:0;line-height:1.35}:lang(ja) h1,:lang(ja) p{word-break:auto-phrase}:lang(zh) h1,:lang(zh) time,:lang(ja) time{word-break:keep-all}
        .hero,section{border:1px solid var(--line);border-radius:1.125rem;padding:min(1.375rem,5vw)}
        .hero{background:var(--tint);border-color:transparent}
        .hero>svg{display:block;width:3.5rem;height:3.5rem;color:var(--accent)}.mark{stroke:var(--tint)}.body{fill:currentColor}
        h1{margin:.875rem 0 .75rem;font-size:1.5625rem;line-height:1.2;letter-spacing:-.015em;text-wrap:balance}
        .checks{list-style:none;padding:0}.checks li{display:flex;gap:.625rem;margin-top:.5rem}
        .checks svg{flex:none;width:1.125rem;height:1.125rem;margin-top:.1875rem;color:var(--soft)}.issued .holds svg,.against svg{color:var(--accent)}.against{font-weight:600}
        .next{margin-top:1.125rem;padding-top:1.125rem;border-top:1px solid color-mix(in srgb,var(--accent) 25%,transparent)}
        .banner,.note{margin:0 0 .875rem;padding:.75rem min(1.375rem,5vw);border-radius:1.125rem;border:2px dashed var(--soft);font-weight:600}.note{border:1px solid var(--line);background:var(--card);font-weight:400}
        section{background:var(--card);margin-top:.875rem}section:not(:has(h2,label)){background:none;border:0;padding:0}
        h2{font-size:.9375rem;color:var(--soft);font-weight:600;margin-bottom:.25rem}.next h2{color:var(--accent)}section p+p,button+p:not(:empty){margin-top:.5rem}
        .name{font-size:1.1875rem;line-height:1.35;font-weight:600;margin-bottom:.75rem}.count{font-size:1.0625rem;font-weight:600}
        dl div{display:flex;flex-wrap:wrap;gap:0 1rem;padding:.5rem 0;border-top:1px solid var(--line)}dl div:last-child{padding-bottom:0}
        dt{flex:0 0 6rem;color:var(--soft)}dd{margin:0;flex:1 1 8.5rem;min-width:0}dd,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono",monospace;font-size:.9375rem;line-height:1.6}
        bdi span{display:inline-block}bdi span+span{margin-left:.5em}.hero p+p{margin-top:.5rem}
        img{display:block;max-width:100%;width:auto;height:auto;max-height:14rem;margin:.75rem auto 1rem;border-radius:.625rem}
        .foot{background:none;border-color:transparent;color:var(--soft);font-size:.9375rem}a{color:var(--accent)}
        .button,button{display:block;width:100%;margin-top:1rem;padding:.8125rem 1.25rem;border:0;border-radius:.75rem;background:var(--ink);color:var(--card);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}.ask{background:var(--brand,var(--ink))}.quiet{background:none;color:var(--ink);border:1px solid var(--soft);margin-top:.625rem}
        label{display:block;font-weight:600}.hint{color:var(--soft);font-size:.875rem}.asked{white-space:pre-line}input,textarea,select{width:100%;padding:.75rem .875rem;margin:.375rem 0 1rem;border:1px solid var(--soft);border-radius:.75rem;background:var(--card);color:var(--ink);font:inherit}textarea{display:block;resize:vertical}.pair{display:flex;flex-wrap:wrap;gap:0 1rem}.pair div{flex:1 1 8rem}::file-selector-button{margin-inline-end:.75rem;padding:.375rem .75rem;border:0;border-radius:.5rem;background:var(--tint);color:var(--ink);font:inherit;font-weight:600}.next dl div:first-child{border:0}input+button{margin-top:.25rem}input.code{font-size:1.0625rem}.claim{margin-top:.875rem}
        figure svg{display:block;width:100%;max-width:17rem;margin:0 auto 1.25rem;color:var(--ink)}
        .legal{margin:1rem .25rem 0;font-size:.875rem}.facts div{display:block}.facts dt{font-weight:600;color:inherit}.facts dd{font:inherit;color:var(--soft)}
        :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        @media print{body{background:#fff}section,.hero{break-inside:avoid}}
        """;

    /// <summary>What the browser may load and do on our pages: this style, our own pictures (also the icon inside the page), our own forms.</summary>
    public static readonly string ContentSecurityPolicy = PolicyWith(HashOf(Css));

    /// <summary>The style that a brand's colour adds; null where it set none.</summary>
    public static string? Of(BrandLook? look) => AccentColor.TryParse(look?.Accent, out var light) && AccentColor.TryParse(look?.AccentDark, out var dark)
        ? $":root{{--brand:{light}}}@media(prefers-color-scheme:dark){{:root{{--brand:{dark}}}}}"
        : null;

    /// <summary>The same policy, and the style of a brand.</summary>
    public static string PolicyFor(BrandLook? look) => Of(look) is { } style ? PolicyWith($"{HashOf(Css)} {HashOf(style)}") : ContentSecurityPolicy;

    private static string PolicyWith(string hashes) =>
        $"default-src 'none'; style-src {hashes}; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static string HashOf(string style) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'";
}
