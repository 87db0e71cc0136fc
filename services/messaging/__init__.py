"""What the organization tells people, and what the system tells those concerned."""
