"""The staff's desks, in groups, with what waits at them: the navigation of every staff page."""
from dataclasses import dataclass

from flask import request

from services.intake.pages.words import _
from services.intake.queries.backlog import count_waiting
from shared.web.doors import me, site

CLERKS = ("officer", "admin")


@dataclass(frozen=True)
class Desk:
    """A desk: where it is, what it is called, how much waits there, whether the reader sits at it."""

    path: str
    words: str
    waits: int = 0
    here: bool = False


@dataclass(frozen=True)
class Group:
    """Desks that belong together."""

    name: str
    words: str
    desks: list[Desk]

    @property
    def waits(self) -> int:
        """How much waits at all its desks."""
        return sum(each.waits for each in self.desks)


def my_stations() -> frozenset[str]:
    """The stations whose work the reader may do; none: of all."""
    return frozenset() if me().has("admin") else me().stations


def is_mine(station_id: str) -> bool:
    """Whether the reader may do a station's work."""
    mine = my_stations()
    return not mine or station_id in mine


def list_desks() -> list[Group]:
    """The desks that a clerk may sit at, by group; nobody else has any."""
    if not me().has(*CLERKS):
        return []
    with site().database.reading() as session:
        waits = count_waiting(session, my_stations())
    return [Group(name, words, [_desk(desk, label, waits) for desk, label in desks])
            for name, words, desks in desk_words()]


def desk_words() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The groups and their desks, as the navigation names them."""
    return [
        ("gather", _("收意见"), [
            ("activities", _("活动")), ("popups", _("流动工作站点")), ("boxes", _("意见征集箱")),
            ("stock", _("意见表发放")), ("slips", _("扫描与录入")), ("recordings", _("待整理录音"))]),
        ("equip", _("站点和设备"), [
            ("stations", _("工作站一览")), ("devices", _("设备一览")), ("kiosks", _("自助机")),
            ("parcels", _("导入意见包"))]),
        ("settle", _("要处理的"), [
            ("conflicts", _("待核对的意见")), ("forms", _("没有计入的采集表单")), ("items", _("社情民意"))])]


def _desk(name: str, words: str, waits: dict[str, int]) -> Desk:
    path = f"/staff/{name}"
    here = request.path.startswith((path, "/staff/meetings") if name == "activities" else path)
    return Desk(path, words, waits.get(name, 0), here)
