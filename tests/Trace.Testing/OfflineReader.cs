namespace Trace.Testing;

/// <summary>The reader of QR codes that the Offline check takes from its npm package, when it was there as the server was built.</summary>
public static class OfflineReader
{
    public static bool IsInstalled { get; } = Directory.Exists(Repository.File("src", "Trace.Server", "Web", "Offline", "node_modules", "zxing-wasm"));

    public static void Require()
    {
        if (!IsInstalled)
            Need.Missing("the npm package of src/Trace.Server/Web/Offline (run `npm ci` there before the build, or ./test.sh --install)");
    }
}
