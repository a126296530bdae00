"""The kiosk's app: one page on the touch screen of a station."""
from flask import Blueprint

from services.intake.pages.shell import Shell, open_shell

pages = Blueprint("kiosk_page", __name__)
open_shell(pages, Shell(name="kiosk", title="民意直通车 · 自助机", short="民意自助机"))
