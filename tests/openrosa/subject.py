"""The server that is asked, and the cases it is asked."""
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.openrosa.collect import Collect, Listed
from tests.openrosa.forms import Blank, read_form


@dataclass
class Subject:
    """An OpenRosa server under test: a phone at it, the form that is filled in, another form if there is one, and an
    address whose key is wrong."""

    phone: Collect
    form: Listed = field(init=False)
    other: Listed | None = field(init=False, default=None)
    blank: Blank = field(init=False)

    def __post_init__(self) -> None:
        """Download what is to be filled in: the first form of the list."""
        self.form, *rest = self.phone.list_forms()
        self.other = rest[0] if rest else None
        self.blank = read_form(self.phone.download(self.form))

    @property
    def stranger(self) -> Collect:
        """A phone whose key is nobody's."""
        head, _, last = self.phone.url.rstrip("/").rpartition("/")
        return Collect(f"{head}/{'x' * len(last)}")

    def other_blank(self) -> Blank:
        """The other form; raises Skipped where there is none."""
        if self.other is None:
            raise Skipped("the server lists one form only")
        return read_form(self.phone.download(self.other))


class Skipped(Exception):
    """A case that this server cannot be asked."""


@dataclass(frozen=True)
class Case:
    """One question to a server. ``own``: Minyi's rule, stricter or kinder than what is written down."""

    name: str
    ask: Callable[[Subject], None]
    own: bool

    @property
    def topic(self) -> str:
        """The file it stands in."""
        return self.ask.__module__.rpartition(".")[2]


CASES: list[Case] = []


def case(ask: Callable[[Subject], None]) -> Callable[[Subject], None]:
    """A rule of the specification, or one that Collect goes by."""
    CASES.append(Case(ask.__name__, ask, own=False))
    return ask


def own(ask: Callable[[Subject], None]) -> Callable[[Subject], None]:
    """A rule of Minyi's own."""
    CASES.append(Case(ask.__name__, ask, own=True))
    return ask
