"""What some bytes really are: pictures and sounds are told by their content, never by their name or their sender."""
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile, UnidentifiedImageError

from shared.refusals import Invalid

PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "TIFF": "image/tiff"}
MOST_PIXELS = 60_000_000  # an A3 page at 400 dpi has 31 million
MOST_BYTES = 20 * 1024 * 1024
SOUNDS = ((b"OggS", "audio/ogg"), (b"\x1aE\xdf\xa3", "audio/webm"), (b"ID3", "audio/mpeg"), (b"\xff\xfb", "audio/mpeg"),
          (b"fLaC", "audio/flac"))


@dataclass(frozen=True)
class Picture:
    """A picture that can be shown: its media type and its size in pixels."""

    media_type: str
    width: int
    height: int


def check_picture(body: bytes, field: str) -> Picture:
    """What picture *body* holds: every pixel is decoded once, so that a cut or damaged one is found here. Raises
    Invalid, naming *field*: not a picture, damaged, larger than 20 MB or 60 million pixels (decompression bombs)."""
    if len(body) > MOST_BYTES:
        raise _refused(field, "图片超过 20 MB，请用较低的分辨率重新扫描或拍照。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decode(body, field)
    except UnidentifiedImageError:
        raise _refused(field, "这个文件不是图片，请上传 JPEG、PNG、WebP 或 TIFF。") from None
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        raise _refused(field, "图片已损坏或不完整，请重新扫描或拍照。") from None


def refuse_cut_pictures() -> None:
    """Let Pillow refuse a picture whose end is missing: WeasyPrint, once loaded, lets them pass in all the process."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def _decode(body: bytes, field: str) -> Picture:
    refuse_cut_pictures()
    with Image.open(BytesIO(body), formats=tuple(PICTURES)) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise _refused(field, f"图片有 {width}×{height} 像素，超过 6000 万，请用较低的分辨率重新扫描。")
        picture.load()
        return Picture(PICTURES[picture.format or ""], width, height)


def check_sound(body: bytes, field: str) -> str:
    """The media type of a recording, told by its first bytes. Raises Invalid, naming *field*."""
    if len(body) > MOST_BYTES:
        raise _refused(field, "录音超过 20 MB，请分成几段。")
    if body[4:8] == b"ftyp":
        return "audio/mp4"
    if body[:4] == b"RIFF" and body[8:12] == b"WAVE":
        return "audio/wav"
    known = next((kind for start, kind in SOUNDS if body.startswith(start)), None)
    if known is None:
        raise _refused(field, "这个文件不是录音，请上传 WebM、Ogg、MP4、MP3、FLAC 或 WAV。")
    return known


def _refused(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: [sentence]})
