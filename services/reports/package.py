"""What goes to the legislature in one file: the report, the table, and a manifest with their digests."""
import io
import json
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from typing import Any

EPOCH = (1980, 1, 1, 0, 0, 0)
_MADE_WITH = ("weasyprint", "pydyf", "XlsxWriter", "Jinja2", "rfc8785")


def write_package(content: Mapping[str, Any], digest: str, files: Mapping[str, bytes]) -> bytes:
    """Make the archive; fixed dates and order, so that the same files give the same bytes."""
    parts = {**files, "manifest.json": _manifest(content, digest, files)}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, parts[name])
    return file.getvalue()


def _manifest(content: Mapping[str, Any], digest: str, files: Mapping[str, bytes]) -> bytes:
    """State what the archive holds. ``digest`` is that of content.json, which is canonical (RFC 8785)."""
    manifest = {
        "format": content["format"], "submission_id": content["submission_id"], "number": content["number"],
        "kind": content["kind"], "revision": content["revision"], "replaces": content["replaces"], "digest": digest,
        "files": [{"name": name, "size": len(files[name]), "sha256": sha256(files[name]).hexdigest()}
                  for name in sorted(files)],
        "made_with": {name: version(name) for name in _MADE_WITH}}
    return json.dumps(manifest, ensure_ascii=False, indent=2).encode()
