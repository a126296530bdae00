"""Pages of consultations and their drafts."""
