"""What review owns."""
from services.review.models.assignments import Assignment, Plan
from services.review.models.consultations import Activity, Consultation, Correction, Draft, Station
from services.review.models.desk import DeskDraft
from services.review.models.opinions import Opinion, Withdrawal
from services.review.models.outcomes import Issue, Outcome, Release
from services.review.models.people import Account, Expert, Group
from services.review.models.post import Base
from services.review.models.suggestions import Member, Step, Suggestion

__all__ = ["Account", "Activity", "Assignment", "Base", "Consultation", "Correction", "DeskDraft", "Draft", "Expert",
           "Group", "Issue", "Member", "Opinion", "Outcome", "Plan", "Release", "Station", "Step", "Suggestion",
           "Withdrawal"]
