"""Plumbing without a business word: everything a service needs to be one, and nothing about gas."""
