var app = WebApplication.Create(args);
app.MapGet("/", () => $"Hello from {Environment.GetEnvironmentVariable("APP")}\n");
app.Run();
