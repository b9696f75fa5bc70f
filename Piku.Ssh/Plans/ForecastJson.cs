using System.Text.Encodings.Web;
using System.Text.Json;
using Piku.Reconciler.Journal;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;
using Piku.Reconciler.Planning.Forecasts;

namespace Piku.Ssh.Plans;

/// <summary>A forecast for programs, on one line; <c>docs/plan.md</c> has the schema, to which keys may be added and from which none goes.</summary>
public static class ForecastJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ToldForecast told)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            json.WriteString("app", told.App);
            json.WriteBoolean("changes", !told.ChangesNothing);
            Array(json, "events", told.Events, e =>
            {
                json.WriteString("by", e.By);
                json.WriteString("type", EventCodec.Write(e.Event).Type);
                json.WriteString("told", e.Told);
            });
            Array(json, "steps", told.Steps, step =>
            {
                json.WriteString("kind", step.Kind);
                json.WriteString("told", step.Told);
                json.WriteNumber("afterSeconds", step.After);
            });
            json.WriteStartObject("processes");
            Array(json, "started", told.Steps.Where(step => step.Step.Step is Step.Spawn), step => Write(json, ((Step.Spawn)step.Step.Step).Vassal.Name, step.Step, step.After));
            Array(json, "ended", told.Steps.Where(step => step.Step.Step is Step.Dismiss), step => Write(json, ((Step.Dismiss)step.Step.Step).Name, step.Step, step.After));
            json.WriteEndObject();
            Array(json, "files", told.Files, file =>
            {
                json.WriteString("before", file.File.From);
                json.WriteString("after", file.File.To);
                json.WriteString("diff", string.Concat(file.Diff.Select(line => line + "\n")));
            });
            json.WriteBoolean("reloadsNginx", told.Steps.Any(step => step.Step.Step is Step.ReloadNginx));
            json.WriteStartObject("interruption");
            json.WriteString("kind", Word(told.Forecast.Interruption.What));
            json.WriteString("told", told.Forecast.Interruption.Told);
            json.WriteEndObject();
            json.WriteString("obstacle", told.Obstacle);
            json.WriteBoolean("pikudRuns", told.PikudRuns);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, Foretold step, int after)
    {
        var vassal = VassalName.TryParse(name);
        json.WriteString("process", vassal?.Process ?? name);
        if (step.Release is { } release) json.WriteNumber("release", release);
        else json.WriteNull("release");
        if (vassal is not null) json.WriteNumber("generation", vassal.Generation);
        else json.WriteNull("generation");
        json.WriteNumber("afterSeconds", after);
    }

    private static string Word(Interrupted what) => what switch
    {
        Interrupted.None => "none",
        Interrupted.Gap => "gap",
        Interrupted.Page => "page",
        Interrupted.Error => "error",
        Interrupted.NoSite => "no-site",
        Interrupted.Unknown => "unknown",
    };
}
