using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Rig;

public sealed class NodePackagesTests
{
    [Fact]
    public void The_lock_file_names_no_registry_and_pins_every_package()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.File("tests", "Trace.Testing", "node", "package-lock.json")));

        var packages = document.RootElement.GetProperty("packages").EnumerateObject().Where(package => package.Name.Length > 0).ToArray();

        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.False(package.Value.TryGetProperty("resolved", out _)));
        Assert.All(packages, package => Assert.True(package.Value.TryGetProperty("integrity", out _)));
    }
}
