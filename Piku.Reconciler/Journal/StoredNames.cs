using System.Text.Json;
using System.Text.Json.Serialization;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Domain.Keys;
using Piku.Domain.Releases;

namespace Piku.Reconciler.Journal;

/// <summary>A value under the name that it has in the journal, which stays when the name in the code changes.</summary>
internal abstract class StoredNames<T> : JsonConverter<T>
    where T : notnull
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("a text was expected");
        var text = reader.GetString()!;
        return Named(text, out var value) ? value : throw new JsonException($"'{text}' is not a known name");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Name(value));

    protected abstract string Name(T value);

    protected abstract bool Named(string text, out T value);

    protected static bool Among(ReadOnlySpan<T> all, Func<T, string> name, string text, out T value)
    {
        foreach (var one in all)
        {
            if (name(one) != text) continue;
            value = one;
            return true;
        }

        value = all[0];
        return false;
    }
}

internal sealed class StoredReleaseCause : StoredNames<ReleaseCause>
{
    protected override string Name(ReleaseCause value) => value switch
    {
        ReleaseCause.Push => "push",
        ReleaseCause.Config => "config",
        ReleaseCause.Deploy => "deploy",
        ReleaseCause.Rollback => "rollback",
        ReleaseCause.Fallback => "fallback",
    };

    protected override bool Named(string text, out ReleaseCause value) => Among(Enum.GetValues<ReleaseCause>(), Name, text, out value);
}

internal sealed class StoredReleaseState : StoredNames<ReleaseState>
{
    protected override string Name(ReleaseState value) => value switch
    {
        ReleaseState.Building => "building",
        ReleaseState.Starting => "starting",
        ReleaseState.Live => "live",
        ReleaseState.Retired => "retired",
        ReleaseState.Failed => "failed",
        ReleaseState.Superseded => "superseded",
    };

    protected override bool Named(string text, out ReleaseState value) => Among(Enum.GetValues<ReleaseState>(), Name, text, out value);
}

internal sealed class StoredAppState : StoredNames<AppState>
{
    protected override string Name(AppState value) => value switch
    {
        AppState.Absent => "absent",
        AppState.Running => "running",
        AppState.Stopped => "stopped",
    };

    protected override bool Named(string text, out AppState value) => Among(Enum.GetValues<AppState>(), Name, text, out value);
}

internal sealed class StoredCertificateState : StoredNames<CertificateState>
{
    protected override string Name(CertificateState value) => value switch
    {
        CertificateState.Wanted => "wanted",
        CertificateState.SelfSigned => "self-signed",
        CertificateState.Ordering => "ordering",
        CertificateState.Issued => "issued",
        CertificateState.Due => "due",
        CertificateState.Renewing => "renewing",
        CertificateState.Refused => "refused",
        CertificateState.Given => "given",
    };

    protected override bool Named(string text, out CertificateState value) => Among(Enum.GetValues<CertificateState>(), Name, text, out value);
}

internal sealed class StoredAppName : StoredNames<AppName>
{
    protected override string Name(AppName value) => value.Value;

    protected override bool Named(string text, out AppName value)
    {
        var name = AppName.OfStream(text);
        value = name!;
        return name is not null;
    }
}

internal sealed class StoredKeyName : StoredNames<KeyName>
{
    protected override string Name(KeyName value) => value.Value;

    protected override bool Named(string text, out KeyName value)
    {
        var name = KeyName.TryParse(text, out _);
        value = name!;
        return name is not null;
    }
}

internal sealed class StoredRight : StoredNames<Right>
{
    protected override string Name(Right value) => value switch
    {
        Right.Read => "read",
        Right.Deploy => "deploy",
        Right.Admin => "admin",
    };

    protected override bool Named(string text, out Right value) => Among(Enum.GetValues<Right>(), Name, text, out value);
}
