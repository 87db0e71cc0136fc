"""The ways out of billing: payment providers, and whoever is told by webhook."""
