"""整理. Owns people, consultations and draft texts, assignments, assessments, suggestions and what stands behind each.

Hears OpinionReceived, WithdrawalAsked, SubmissionIssued, OutcomeRecorded, StationChanged, ActivityRecorded. Says
ConsultationOpened/Changed/Closed, OpinionProgressed, SuggestionReady, OpinionDecided, AccountClosed.
"""
