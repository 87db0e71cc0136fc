"""Users, their credentials, their sessions, and the keys that sign access tokens."""
