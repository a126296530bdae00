"""A contact that somebody wrote into one line: where the answer shall go."""
import re

LONGEST = 200
_EMAIL = re.compile(r"[^\s@<>,，；;：:]+@[^\s@<>,，；;]+\.[^\s@<>,，；;]+")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(1[3-9]\d(?:[\s-]?\d){8})(?!\d)")


def read_contact(words: str, station_id: str) -> dict[str, str | None]:
    """An e-mail address or a mobile number, with the rest of the line as a name; else a name for a slip that waits at
    the station."""
    email, mobile = _EMAIL.search(words), _MOBILE.search(words)
    found = email or mobile
    if found is None:
        return {"channel": "slip", "name": words[:LONGEST], "station_id": station_id}
    name = " ".join((words[:found.start()] + " " + words[found.end():]).split()).strip("，,；;：: ")[:LONGEST] or None
    if email:
        return {"channel": "email", "email": email[0][:LONGEST], "name": name}
    return {"channel": "sms", "phone": re.sub(r"[\s-]", "", found[1])[:LONGEST], "name": name}
