# syntax=docker/dockerfile:1
# Written with care; not yet run by the project's CI, which has no Docker engine.
#
#   docker build -t trace .
#   docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#       -v trace-data:/data -p 127.0.0.1:8080:8080 trace
#
# Add --demo after the image's name for a demo brand. Settings are ordinary ASP.NET configuration:
# environment variables (RateLimits__Enabled=false) or switches after the image's name (--RateLimits:Enabled=false).

# The reader of QR codes of the offline check: files alone, the same for every target.
FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS reader
WORKDIR /source
COPY src/Trace.Server/Web/Offline/package.json src/Trace.Server/Web/Offline/package-lock.json src/Trace.Server/Web/Offline/.npmrc ./
RUN npm ci

# The SDK runs on the builder's own processor and publishes for the target's: nothing is emulated.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source
ENV CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# Packages first: this layer is rebuilt only when a version changes.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Trace.Core/Trace.Core.csproj src/Trace.Core/packages.lock.json src/Trace.Core/
COPY src/Trace.Server/Trace.Server.csproj src/Trace.Server/packages.lock.json src/Trace.Server/
RUN dotnet restore src/Trace.Server --locked-mode --arch "$TARGETARCH"

COPY .editorconfig BannedSymbols.txt ./
COPY src src
COPY --from=reader /source/node_modules src/Trace.Server/Web/Offline/node_modules
# The image starts the server with `dotnet Trace.Server.dll`, so no executable of its own is needed.
RUN dotnet publish src/Trace.Server --no-restore --configuration Release --arch "$TARGETARCH" --no-self-contained \
        -p:UseAppHost=false -p:DebugType=none --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# Everything that changes is here: the embedded database, the master key, the owner's API key. Back it up.
RUN mkdir /data && chown "$APP_UID:$APP_UID" /data && chmod 700 /data
VOLUME /data
WORKDIR /app
# Owned by root: the server cannot change its own program.
COPY --from=build /app .
USER $APP_UID
EXPOSE 8080

# The image has neither curl nor a shell script: the server's own program asks. 0 is healthy, 1 is not.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["dotnet", "/app/Trace.Server.dll", "--health-check", "http://127.0.0.1:8080/health/live"]

# Further switches are appended by `docker run trace --demo` or a compose file's `command`.
ENTRYPOINT ["dotnet", "/app/Trace.Server.dll", "--urls", "http://0.0.0.0:8080", "--data", "/data"]
