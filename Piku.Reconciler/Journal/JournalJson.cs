using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Piku.Domain.Apps;
using Piku.Domain.Keys;

namespace Piku.Reconciler.Journal;

/// <summary>Every type that the journal writes as JSON; what reads and writes them is made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(OrdinalTexts), typeof(OrdinalNumbers), typeof(StoredReleaseCause), typeof(StoredReleaseState), typeof(StoredAppState), typeof(StoredCertificateState), typeof(StoredAppName), typeof(StoredKeyName), typeof(StoredRight)])]
[JsonSerializable(typeof(AppEvent.Created))]
[JsonSerializable(typeof(AppEvent.SlugReceived))]
[JsonSerializable(typeof(AppEvent.TakenOver))]
[JsonSerializable(typeof(AppEvent.ConfigChanged))]
[JsonSerializable(typeof(AppEvent.ReleaseCreated))]
[JsonSerializable(typeof(AppEvent.ReleaseBuilt))]
[JsonSerializable(typeof(AppEvent.PortsAllotted))]
[JsonSerializable(typeof(AppEvent.WentLive))]
[JsonSerializable(typeof(AppEvent.RolloutFailed))]
[JsonSerializable(typeof(AppEvent.RecreateChosen))]
[JsonSerializable(typeof(AppEvent.MaintenanceBegan))]
[JsonSerializable(typeof(AppEvent.MaintenanceEnded))]
[JsonSerializable(typeof(AppEvent.CloudflareAsked))]
[JsonSerializable(typeof(AppEvent.IncludeRead))]
[JsonSerializable(typeof(AppEvent.RolloutSuperseded))]
[JsonSerializable(typeof(AppEvent.Scaled))]
[JsonSerializable(typeof(AppEvent.Restarted))]
[JsonSerializable(typeof(AppEvent.Stopped))]
[JsonSerializable(typeof(AppEvent.Started))]
[JsonSerializable(typeof(AppEvent.CertificateOrdered))]
[JsonSerializable(typeof(AppEvent.CertificateInstalled))]
[JsonSerializable(typeof(AppEvent.CertificateRefused))]
[JsonSerializable(typeof(AppEvent.CertificateGiven))]
[JsonSerializable(typeof(AppEvent.CertificateRemoved))]
[JsonSerializable(typeof(AppEvent.CertificateLost))]
[JsonSerializable(typeof(AppEvent.CertificateRenewalAsked))]
[JsonSerializable(typeof(AppEvent.Repaired))]
[JsonSerializable(typeof(AppEvent.CronFailed))]
[JsonSerializable(typeof(AppEvent.CronRecovered))]
[JsonSerializable(typeof(AppEvent.Destroyed))]
[JsonSerializable(typeof(KeyEvent.Added), TypeInfoPropertyName = "KeyAdded")]
[JsonSerializable(typeof(KeyEvent.Adopted), TypeInfoPropertyName = "KeyAdopted")]
[JsonSerializable(typeof(KeyEvent.Changed), TypeInfoPropertyName = "KeyChanged")]
[JsonSerializable(typeof(KeyEvent.Rotated), TypeInfoPropertyName = "KeyRotated")]
[JsonSerializable(typeof(KeyEvent.Removed), TypeInfoPropertyName = "KeyRemoved")]
[JsonSerializable(typeof(App))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(RecordedLine))]
[JsonSerializable(typeof(ExportHead))]
internal sealed partial class JournalJson : JsonSerializerContext;

/// <summary>The same types without <c>\u</c> escapes where JSON needs none: the text is for files, not for web pages.</summary>
internal static class ReadableJson
{
    public static JournalJson Types { get; } =
        new(new JsonSerializerOptions(JournalJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
