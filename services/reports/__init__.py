"""上报. Owns submissions, their numbers, their frozen files, the legislature's outcomes; counts the funnel.

Hears ConsultationOpened/Changed/Closed, OpinionReceived, OpinionProgressed, SuggestionReady, OpinionDecided,
NoticeSettled, StationChanged, ActivityRecorded, AccountClosed. Says SubmissionIssued, OutcomeRecorded.
"""
