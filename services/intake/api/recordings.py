"""JSON routes of what was spoken: recordings, and opinions whose words are in one."""
from typing import Any

from flask import current_app, g, request

from services.intake.api.admission import open_admission
from services.intake.api.caller import calling_device
from services.intake.api.opinions import STATUS, answer
from services.intake.media import MOST_BYTES
from services.intake.opening import Opener
from services.intake.operations.recordings import keep_recording
from services.intake.operations.spoken import keep_spoken
from services.intake.queries.spoken import recordings_of
from services.intake.schemas.office import SpokenSchema
from shared.refusals import Invalid
from shared.schemas import ID
from shared.web.bodies import JsonRoutes, limit
from shared.web.doors import open_door, site

routes = JsonRoutes("recordings", __name__, url_prefix="/api/v1")
DEVICE = "checked inside: an enrolled device's token"
SEALED, FINGERPRINT = b"MINYIR1\n", 8
ROOM = 1024  # above the limit of a recording itself, so that its own sentence is said


@routes.put("/recordings/<opinion_id>")
@open_door(DEVICE)
@limit(MOST_BYTES + ROOM)
def put_recording(opinion_id: str) -> dict[str, str]:
    """Keep the sound that is the body, plain or sealed by the device, before or after its opinion; answers the sound's
    SHA-256. A repeat changes nothing."""
    if not ID.fullmatch(opinion_id):
        raise Invalid("意见编号不对。", {"opinion_id": ["应为小写的 UUID。"]})
    sound = _opened(request.get_data())
    with site().database.writing() as session:
        device = calling_device(session)
        digest = keep_recording(session, device, opinion_id, sound, site().now())
    return {"opinion_id": opinion_id, "sha256": digest}


@routes.get("/recordings/<opinion_id>")
@open_door(DEVICE)
def get_recordings(opinion_id: str) -> dict[str, Any]:
    """Which recordings of an opinion are here, by their SHA-256."""
    with site().database.writing() as session:
        calling_device(session)
        found = recordings_of(session, [opinion_id])[opinion_id]
    return {"opinion_id": opinion_id, "recordings": [each.sha256 for each in found]}


@routes.post("/spoken")
@open_door(DEVICE)
@routes.arguments(SpokenSchema)
def post_spoken(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Leave an opinion whose words are in a recording; statuses as for one opinion."""
    with site().database.writing() as session:
        calling_device(session)
        new = open_admission(session).admit(body, g.body)
        taken = keep_spoken(session, new, site().now())
    return answer(taken), STATUS[taken.status]


def _opened(body: bytes) -> bytes:
    """The sound in a body: as it is, or as the device has sealed it (magic, the key's fingerprint, the box)."""
    if not body.startswith(SEALED):
        return body
    opener: Opener = current_app.extensions["intake.opener"]
    fingerprint, box = body[len(SEALED):len(SEALED) + FINGERPRINT].hex(), body[len(SEALED) + FINGERPRINT:]
    sound = opener.open(fingerprint, box) if opener.knows(fingerprint) else None
    if sound is None:
        raise Invalid("录音打不开，可能在路上损坏了，请设备再发一次。", {"recording": ["打不开，请再发一次。"]})
    return sound
