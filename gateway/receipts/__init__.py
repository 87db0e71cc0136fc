"""Receipts for people: a paper to print (`document`), amounts in `words`, and the `page` that verifies one."""
