"""The referral service: files, their meters, worksheets, and who inspects what."""
