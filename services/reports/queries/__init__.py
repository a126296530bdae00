"""Questions reports asks of its own tables: submissions, the material of a report, figures."""
