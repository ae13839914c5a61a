namespace SparkControl.Tests.Unit;
