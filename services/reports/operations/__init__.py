"""Use cases of reports: the steps of a submission, its delivery, the legislature's outcomes."""
