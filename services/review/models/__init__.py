"""What review owns."""
from services.review.models.assignments import Assignment
from services.review.models.consultations import Activity, Consultation, Correction, Draft, Station
from services.review.models.opinions import Opinion, Withdrawal
from services.review.models.outcomes import Issue, Outcome, Release
from services.review.models.people import Account, Expert, Group
from services.review.models.post import Base
from services.review.models.samples import Sample, StepOpinion
from services.review.models.suggestions import Member, Step, Suggestion

__all__ = ["Account", "Activity", "Assignment", "Base", "Consultation", "Correction", "Draft", "Expert", "Group",
           "Issue", "Member", "Opinion", "Outcome", "Release", "Sample", "Station", "Step", "StepOpinion", "Suggestion",
           "Withdrawal"]
