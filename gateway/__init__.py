"""The HTTP face of the system: one RPC per route, problem documents, Jalali twins, and a document that says it all."""
