"""Pages of reports."""
from flask import Blueprint

pages = Blueprint("pages", __name__, url_prefix="/reports")
