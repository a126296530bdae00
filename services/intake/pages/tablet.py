"""The tablet's app: opinions at markets and in villages, with or without a network."""
from flask import Blueprint

from services.intake.pages.shell import Shell, open_shell

pages = Blueprint("tablet", __name__)
open_shell(pages, Shell(name="tablet", title="民意直通车 · 平板", short="民意平板"))
