"""python -m tests.openrosa URL: asks an OpenRosa server every case and prints what held. URL is what Collect would be
given, for example https://minyi.example/openrosa/TOKEN or https://central.example/v1/key/TOKEN/projects/1. Submissions
are really sent: use a form that is for trying out. --all asks Minyi's own rules too."""
import sys
from collections.abc import Sequence

from tests.openrosa.asking import Verdict, ask_all
from tests.openrosa.collect import Collect, NotBelieved
from tests.openrosa.subject import Subject


def main(words: Sequence[str]) -> int:
    """Ask, print, and say with the exit status whether all of it held."""
    urls = [word for word in words if not word.startswith("--")]
    if len(urls) != 1 or not urls[0].startswith(("http://", "https://")):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        subject = Subject(Collect(urls[0].rstrip("/")))
    except (NotBelieved, OSError, ValueError, IndexError) as error:
        print(f"the list of forms or its first form cannot be read: {error}", file=sys.stderr)
        return 2
    verdicts = ask_all(subject, everything="--all" in words)
    for verdict in verdicts:
        print(line_of(verdict))
    failed = sum(verdict.held is False for verdict in verdicts)
    print(f"{len(verdicts)} cases, {failed} failed")
    return 1 if failed else 0


def line_of(verdict: Verdict) -> str:
    """One case, one line."""
    held = {True: "yes", False: "NO", None: "–"}[verdict.held]
    kind = "Minyi's own" if verdict.case.own else "standard"
    return f"{held:4}{verdict.case.topic:13}{kind:13}{verdict.case.name.replace('_', ' ')}  {verdict.why}".rstrip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
