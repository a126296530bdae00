"""What review owns."""
from services.review.models.assignments import Assignment, Plan
from services.review.models.consultations import Activity, Consultation, Correction, Draft, Station
from services.review.models.desk import DeskDraft
from services.review.models.filings import Filing, FilingReview
from services.review.models.opinions import Opinion, Withdrawal
from services.review.models.outcomes import Issue, Outcome, Release
from services.review.models.people import Absence, Account, Adviser, Expert, Group, Officer, Record, Selection
from services.review.models.post import Base
from services.review.models.samples import Sample, StepOpinion
from services.review.models.suggestions import Member, Step, Suggestion

__all__ = ["Absence", "Account", "Activity", "Adviser", "Assignment", "Base", "Consultation", "Correction", "DeskDraft",
           "Draft", "Expert", "Filing", "FilingReview", "Group", "Issue", "Member", "Officer", "Opinion", "Outcome",
           "Plan", "Record", "Release", "Sample", "Selection", "Station", "Step", "StepOpinion", "Suggestion",
           "Withdrawal"]
