"""The certificate that devices of a station without a public name are to trust."""
from flask import Blueprint, Response

from shared.refusals import NotFound
from shared.web.doors import open_door, site

pages = Blueprint("authority", __name__)


@pages.get("/ca.pem")
@open_door("a certificate is made to be shown")
def show_authority() -> Response:
    """The local authority's certificate, if this installation has made one (deploy.keys --tls)."""
    settings = site().settings
    path = (settings.keys or settings.data / "keys") / "tls" / "ca.pem"
    if not path.is_file():
        raise NotFound("这里没有自建的证书：网址用的是公开的证书，设备不用另外信任什么。")
    return Response(path.read_bytes(), content_type="application/x-x509-ca-cert",
                    headers={"Content-Disposition": "attachment; filename=minyi-ca.pem"})
