// dotnet run -- schuldeiser   of   dotnet run -- webhook
switch (args.FirstOrDefault())
{
    case "schuldeiser":
        await Schuldeiser.Draai();
        break;
    case "webhook":
        await Webhook.Draai();
        break;
    default:
        Console.Error.WriteLine("gebruik: dotnet run -- schuldeiser|webhook");
        return 64;
}
return 0;
