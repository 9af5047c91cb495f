using System.Security.Cryptography;
using System.Text;

namespace Trace.Server.Web.Consumer;

/// <summary>The one style sheet, inline in every page and allowed by its hash; nothing else is.</summary>
public static class PageStyle
{
    public const string Css =
        """
        :root{color-scheme:light dark;--bg:#f4f5f3;--card:#fff;--ink:#191c1a;--soft:#555d58;--line:#e2e5e1;--accent:#155c3b;--tint:#e7f2ec}
        .caution{--accent:#8a4b00;--tint:#fdf1df}.not_issued{--accent:#9c1f1f;--tint:#fbe9e8}.recalled{--accent:#9c1f1f;--tint:#fbe9e8}
        .not_activated,.retired,.plain{--accent:#1d4f86;--tint:#e8eff8}
        @media(prefers-color-scheme:dark){:root{--bg:#111412;--card:#1a1e1c;--ink:#edf0ee;--soft:#a9b2ad;--line:#2e3431;--accent:#6fd3a0;--tint:#16291f}
        .caution{--accent:#f3b45c;--tint:#2d2213}.not_issued,.recalled{--accent:#f59a94;--tint:#311a19}.not_activated,.retired,.plain{--accent:#8fbdf2;--tint:#172535}}
        *{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        main{max-width:34rem;margin:0 auto;padding:1rem 1rem 3rem}
        .brand{margin:.5rem 0 1rem;color:var(--soft);font-size:.8125rem;letter-spacing:.08em;text-transform:uppercase}
        .hero{background:var(--tint);border:1px solid var(--line);border-top:.25rem solid var(--accent);border-radius:.875rem;padding:1.5rem 1.25rem}
        .hero svg{display:block;width:3rem;height:3rem;color:var(--accent)}
        h1{margin:.75rem 0 .25rem;font-size:1.5rem;line-height:1.25;letter-spacing:-.01em;overflow-wrap:anywhere}
        .hero p{margin:.375rem 0 0}
        section{background:var(--card);border:1px solid var(--line);border-radius:.875rem;padding:1.125rem 1.25rem;margin-top:.875rem}
        h2{margin:0 0 .5rem;font-size:1rem}section p{margin:.375rem 0}
        ul{margin:.25rem 0;padding-left:1.125rem}
        dl{margin:0;display:grid;grid-template-columns:minmax(5rem,auto) 1fr;gap:.375rem 1rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        .serial span{margin-right:.4em}.count{font-size:1.125rem;font-weight:600;font-variant-numeric:tabular-nums}
        img.product{display:block;max-width:100%;max-height:12rem;margin:0 0 .75rem;border-radius:.5rem}
        .banner{margin-top:.875rem;padding:.75rem 1.25rem;border-radius:.875rem;border:2px dashed var(--accent);font-weight:600}
        .soft{color:var(--soft)}a{color:var(--accent)}
        .button,button{display:inline-block;margin-top:.75rem;padding:.75rem 1.25rem;border:0;border-radius:.625rem;background:var(--accent);color:var(--card);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
        label{display:block;margin-top:.75rem;font-weight:600}input{width:100%;padding:.625rem .75rem;margin-top:.25rem;border:1px solid var(--soft);border-radius:.5rem;background:var(--card);color:var(--ink);font:inherit;font-variant-numeric:tabular-nums}
        :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        @media print{body{background:#fff}section,.hero{break-inside:avoid}}
        """;

    /// <summary>What the browser may load and do on our pages: this style, pictures, our own forms.</summary>
    public static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}'; "
        + "img-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}
