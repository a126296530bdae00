"""Consultations and their drafts: imported, corrected, issued in versions, explained."""
