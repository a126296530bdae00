"""What an opinion wants done with a provision: by the words at the edges of its clauses."""
import re

_NOT_TO = "不(?:必|需要?|用|宜|应当?|应该|要|该)"
_FURTHER = "(?:再|另行?|单独|专门|作出?|进行|予以|加以|对此|进一步)*"
# the first that fits counts, so what denies stands before what it denies
_TOO = "(?:太|过于?|偏)"
_WANTED = {
    "delete": (f"{_NOT_TO}{_FURTHER}(?:明确|规定|写入?|设置?|设定|细化|具体化?|保留|限制|增加|要求)|没有?必要"
               "|无(?:需|须|必要)(?:再|另行?)*(?:明确|规定|细化)?|多余|重复规定|删去|删除|删掉|删|去掉|取消|废除|废止"),
    "keep": "保留|维持|不(?:宜|应当?|应该|要|能|得|可以?|同意|赞成|该|建议)(?:删去|删除|删掉|删|取消|修改|改动|改)",
    "oppose": ("反对|不(?:太|能|敢|予)?(?:支持|赞成|赞同|同意|认可|认同|合理|合适|可行|妥当?|恰当|科学)|欠妥"),
    "clarify": ("不(?:够|太|甚|很|尽|怎么)?(?:明确|具体|清楚|清晰|完善|详细|细致|全面|好理解)|笼统|模糊|含糊|宽泛"
                "|原则化|有歧义|歧义|看不懂|难以?理解|明确化?|细化|具体化?|清楚|清晰|量化|完善|界定|详细|说明|解释|释明"),
    "support": "支持|赞成|赞同|同意|认可|认同|拥护|很好|合理|可行|没有意见|无意见",
    "raise": (f"{_TOO}(?:轻|低|少|短|小|宽松?|松)|不够(?:严格?|重|高|多|长|大)|提高|加大|加重|延长|扩大|上调|增大"
              "|从严|严格|加强|强化|拉长|放长"),
    "lower": (f"{_TOO}(?:严格?|重|高|多|长|大)|降低|减轻|减少|缩短|缩小|下调|放宽|从宽|减免|弱化|放松"),
    "add": "增加|增设|新增|增补|增列|补充|添加|加上|加入|写入|纳入|补上",
    "change": "修改|改为|改成|调整|替换|更改|改",
}
_CLASSES = {name: re.compile(pattern) for name, pattern in _WANTED.items()}
PATTERN = "|".join(_WANTED.values())
WEAK = frozenset(("clarify", "change"))


def read_stance(written: str) -> str:
    """What a phrase wants."""
    return next((name for name, pattern in _CLASSES.items() if pattern.fullmatch(written)), "")


def stances_differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of wishes are not the same; that something be clearer may go without saying."""
    if one - WEAK != other - WEAK:
        return True
    return bool(one and other) and one != other
