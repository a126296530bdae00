"""What people write around an opinion that is no part of it: who is greeted, that one asks, that one thanks."""
import re

_GAP = r"[\s,。;:!?、~…—\-]*"
_PEOPLE = r"(?:市民|居民|村民|群众|公民|网民|网友|老百姓|百姓|市民朋友|群众代表)"
_BODIES = r"(?:人大|人大常委会|人大代表|代表|领导|立法机关|立法部门|有关部门|相关部门|工作人员|同志|各位|老师|法工委|政府)"
_OPENINGS = (
    rf"尊敬的?{_GAP}(?:各位)?[^,。;:!?\n]{{0,16}}?(?:领导|代表|同志|人大|常委会|部门|机关|法工委|政府|工作人员|老师)们?",
    rf"各位{_BODIES}们?", rf"致?{_BODIES}们?:", r"(?:领导|大家|各位)?(?:您们?|你们?|大家)好", r"(?:早上|上午|下午|晚上)好",
    rf"(?:我|本人)(?:只)?是(?:一[个名位])?(?:普通|一般)的?{_PEOPLE}", rf"作为(?:一[个名位])?(?:普通|一般)的?{_PEOPLE}",
    r"(?:我|本人|我们)?(?:个人)?(?:的)?(?:意见|建议|想法|看法|观点)(?:如下|是这样的|有以下几点)?:",
    r"(?:我们?|本人|个人)?(?:在此)?(?:认为|觉得|以为)(?!不)", r"(?:我们?|本人|个人)(?=建议|希望|提议|请求|呼吁|恳请)",
    r"(?:建议|希望|提议|请求|呼吁|恳请|强烈建议|强烈希望)(?!不)")
_ENDINGS = (
    r"(?:以上|上述)?(?:意见|建议)?,?(?:敬请|恳请|恳望|希望|期望|请|望|盼)(?:贵?[^,。;:!?\n]{0,8}?)(?:予以|能够|能|给予|早日|认真)?"
    r"(?:采纳|考虑|参考|斟酌|重视)(?:为盼|为谢|一下)?",
    r"(?:以上|上述)(?:是|为|就是)?(?:我|本人|我们|个人)?的?(?:一点|几点|个人)?(?:意见|建议|看法|想法)(?:,?(?:仅供|供)?参考)?",
    r"(?:仅供|供|谨供)参考", r"(?:非常|十分|衷心|万分)?(?:谢谢|感谢|多谢)(?:您们?|你们?|大家|各位|领导)?(?:了|啦)?", r"此致|敬礼|辛苦了?")
_OPENING = re.compile(rf"^{_GAP}(?:{'|'.join(_OPENINGS)}){_GAP}")
_ENDING = re.compile(rf"{_GAP}(?:{'|'.join(_ENDINGS)}){_GAP}$")


def without_courtesies(text: str) -> str:
    """A text (half-width punctuation but 。、) without what opens and ends it politely; never without all of it."""
    return _strip(_ENDING, _strip(_OPENING, text))


def _strip(pattern: re.Pattern[str], text: str) -> str:
    while (bare := pattern.sub("", text, count=1)) != text and re.search(r"\w", bare):
        text = bare
    return text
