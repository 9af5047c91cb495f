namespace Trace.Simulator.Geography;

/// <summary>A city as a point; its people live around it.</summary>
internal readonly record struct City(string Country, double Latitude, double Longitude, double Weight);
