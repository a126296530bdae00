"""Questions about consultations, the versions of their drafts and where things stand in them."""
