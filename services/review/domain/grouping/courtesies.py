"""What people write around an opinion that is no part of it: whom they greet, that they ask, that they thank."""
import re

_GAP = r"[\s,.。;:!?、~…—\-]*"
_END = r"(?=[,.。;:!?\s])"
_WORDS = r"[^,.。;:!?\n]"
_PEOPLE = "(?:市民|居民|村民|群众|公民|网民|网友|老百姓|百姓)"
_HERE = "(?:(?:本|我)[省市县区镇乡村]|本地|当地|普通|一般|平凡|热心|的)*"
_SOMEBODY = f"{_HERE}(?:一[个名位]){_HERE}{_PEOPLE}{_END}"
_OFFICIALS = "领导|代表|同志|老师|工作者|工作人员|委员"
_GREETED = f"(?:{_OFFICIALS}|先生|女士|常委会|人大|法工委|部门|机关|政府|单位|办公室|朋友)(?:同志)?们?"
_HELLO = "(?:[您你]们?好|大家好)"
_POLITE = ("(?:贵|您|你们|各位|领导|代表|人大|常委会|法工委|部门|单位|机关|予以|能够?|给予|早日|认真|多多|酌情"
           "|我们?的|本人的|以上|上述|这些|此|该|意见|建议)")
_OPENINGS = (
    rf"(?:尊敬|敬爱|亲爱)的?{_WORDS}{{0,16}}?{_GREETED}{_END}",
    rf"各位{_WORDS}{{0,8}}?{_GREETED}(?:{_END}|(?={_HELLO}))",
    rf"致?[^,。;:!?\n\d建希应请]{{0,12}}(?:{_OFFICIALS})们?(?=:|[,!]?{_HELLO})",
    "致(?:县|市|省|区)?(?:人大|人大常委会|法工委)(?=:)",
    f"(?:领导|大家|各位)?{_HELLO}啊?",
    "(?:早上|上午|下午|晚上)好",
    f"(?:我|本人)只?(?:是|系|作为){_SOMEBODY}",
    f"作为{_SOMEBODY}",
    "(?:我们?|本人)?(?:个人)?的?(?:意见|建议|想法|看法|观点)(?:如下|是这样的|有以下几点)?:",
    "(?:我们?|本人|个人)?(?:在此)?(?:认为|觉得|以为)(?!不)",
    "(?:我们?|本人|个人)(?=(?:强烈)?(?:建议|希望|提议|请求|呼吁|恳请))",
    "(?:强烈|衷心)?(?:建议|希望|提议|请求|呼吁|恳请)(?!不)",
)
_ENDINGS = (
    f"(?:(?:以上|上述)?(?:意见|建议)?,?(?:敬请|恳请|恳望|希望|期望|请|望|盼){_POLITE}*(?:采纳|考虑|参考|斟酌|重视)"
    "(?:为盼|为谢|一下)?)",
    "(?:以上|上述)(?:就?是|为)?(?:我们?|本人|个人)?的?(?:一点|几点|个人|一些)*"
    "(?:(?:意见|建议|看法|想法)(?:,?(?:仅供|供)?参考)?|,?(?:仅供|供)参考)",
    "(?:仅供|供|谨供)(?:领导|贵方|您)?参考",
    "(?:非常|十分|衷心|万分)?(?:谢谢|感谢|多谢)(?:您们?|你们?|大家|各位|领导)*[了啦]?",
    "此致敬礼|此致|敬礼|辛苦了?|打扰了",
)
_OPENING = re.compile(rf"^{_GAP}(?:{'|'.join(_OPENINGS)}){_GAP}")
_SURE = "谢谢|恳请|敬请|以上(?:意见|建议),?仅?供|(?<![希期盼])望采纳"  # even where no stop stands before
_ENDING = re.compile(rf"(?:(?<=[\s,.。;:!?、”」』\"])|(?={_SURE}))(?:{'|'.join(_ENDINGS)}){_GAP}$")


def without_courtesies(text: str) -> str:
    """A text (in half width) without what opens and ends it politely; never without all of it."""
    return _strip(_ENDING, _strip(_OPENING, text))


def _strip(pattern: re.Pattern[str], text: str) -> str:
    while (bare := pattern.sub("", text, count=1)) != text and re.search(r"\w", bare):
        text = bare
    return text
