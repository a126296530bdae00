"""征集. Owns stations, devices, activities, comment boxes with their openings and slips, opinions as they were left,
receipts, a copy of open consultations.

Hears ConsultationOpened/Changed/Closed, OpinionProgressed, SubmissionIssued, OpinionDecided, NoticeSettled,
AccountClosed. Says OpinionReceived, AnswerWanted, WithdrawalAsked, StationChanged, ActivityRecorded.
"""
