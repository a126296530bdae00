"""Where staff begin: what waits for me, then my consultations with their loops."""
from flask import Blueprint, render_template, request

from services.review.pages.words import _, vocabulary
from services.review.queries.home import Loop, Wait, list_consultations, loops_of, waits_for
from services.review.queries.staffing.groups import group_names
from services.review.queries.staffing.people import is_initial
from services.review.schemas.people import PeopleQuery
from shared.web.bodies import load_values
from shared.web.doors import guarded, me, site

pages = Blueprint("home", __name__, url_prefix="/review")
Step = tuple[str, int, bool]
WHOSE = 5  # names that are told on the home page


@pages.get("/")
@guarded()
def show_home() -> str:
    """What waits, oldest first; then the consultations."""
    page = load_values(PeopleQuery(only=("page",), unknown="exclude"), request.args)["page"]
    bound = me().groups if me().has("group") else frozenset[str]()
    own = bound if request.args.get("scope") != "all" else frozenset[str]()
    with site().database.reading() as session:
        waits = waits_for(session, me().roles, me().account_id, bound)
        found = list_consultations(session, page, own)
        loops = loops_of(session, [each.id for each in found["items"]])
        names = group_names(session)
        initial = is_initial(session, me().account_id)
    if me().has("admin"):
        waits += [Wait(kind="parked", count=count, oldest=None) for count in (site().post.parked_count(),) if count]
    rows = [{"href": _href(each), "words": _words(each), "count": each.count, "oldest": each.oldest,
             "due": each.due if each.kind != "settle" else None} for each in waits]
    return render_template("review/home.html", waits=rows, consultations=found["items"], total=found["total"],
                           page=page, steps={key: steps_of(loop) for key, loop in loops.items()}, who=me(),
                           initial_password=initial, names=names, bound=bound, own=own, **vocabulary())


def steps_of(loop: Loop) -> list[Step]:
    """The four stages with their numbers, for the meter."""
    stages = ((_("征集：条意见"), loop.received), (_("整理：条建议"), loop.consolidated),
              (_("上报：条建议"), loop.forwarded), (_("反馈：条意见已答复"), loop.answered))
    return [(words, number, number > 0) for words, number in stages]


def _href(wait: Wait) -> str:
    """The page where that work is done."""
    flat = {"assess": "/review/desk", "parked": "/review/parked", "filing_review": "/review/filing-desk",
            "filing": "/review/filings?state=received", "filing_conclude": "/review/filings?state=reviewing"}
    last = {"consolidate": "/work", "mend": "/work", "place": "/places", "placement": "/group",
            "late": "/assign#late", "gate": "/gate", "approve": "/approve"}.get(wait.kind, "")
    return flat.get(wait.kind) or f"/review/consultations/{wait.consultation_id}{last}"


def _words(wait: Wait) -> str:
    """What waits, as a person says it."""
    words = {"assess": _("件意见等我评议"), "filing_review": _("份规范性文件等我审查"),
             "filing": _("份报备的文件等着分给专家"), "filing_conclude": _("份文件专家都看过了，等小组作结论"),
             "placement": _("份草案还没有归到工作小组：%(title)s", title=wait.title),
             "parked": _("封来信搁置着，要排除原因后重放"),
             "consolidate": _("条意见待整理：%(title)s", title=wait.title),
             "place": _("条意见等人判断在新稿里的位置：%(title)s", title=wait.title),
             "mend": _("条建议被退回，要修改：%(title)s", title=wait.title),
             "late": _("件评议逾期（%(whose)s）：%(title)s", title=wait.title, whose="、".join(wait.whose[:WHOSE])),
             "gate": _("条建议等我把关：%(title)s", title=wait.title),
             "approve": _("条建议等我审定：%(title)s", title=wait.title),
             "open": _("份草案待核对、打开：%(title)s", title=wait.title),
             "settle": _("次征求意见已截止，待办结：%(title)s", title=wait.title)}
    return words[wait.kind]
