"""How the ledger behaves when it is large."""
