"""反馈. Owns sealed contacts, notices and the letters that carry them, the bulletins, the dead-letter desk.

Hears ConsultationOpened/Changed/Closed, AnswerWanted, OpinionProgressed, OpinionDecided, SubmissionIssued,
StationChanged, ActivityRecorded, AccountClosed. Says NoticeSettled.
"""
