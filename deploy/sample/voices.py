"""Who speaks and how: openings and endings, slips of the pen, names, contacts."""
import re
from collections.abc import Sequence
from random import Random

from deploy.sample.records import Contact

_CALM = (
    "在工作站看到展板，想说：", "院坝会上大家议过：", "个人意见：", "看了草案，", "昨天开会没来得及说，补一条：",
    "只提一点：",
)
_PERSONAL = (
    "我是本村的，说一句：", "文化不高，讲得不对莫怪：", "替我爸妈提一条：", "我们做小生意的也说一句：",
    "我跑车的，路过看到就写两句：", "我是开小卖部的：", "退休教师一点看法：", "种了一辈子田的人说一句：",
    "我是嫁到这里来的，插一句：",
    "在外打工，看到群里转的草案，想说：", "我们几个老人商量了一下：", "作为村民代表，", "我是小组长，",
    "老党员提一条：",
)
_ENDINGS = (
    "望采纳。", "谢谢！", "以上意见供参考。", "请领导考虑。", "大家都是这个意思。", "希望能写进去。", "就这一条。",
    "辛苦工作人员了。",
    "我们寨的人都这么想。", "请一定重视。", "盼回复。", "说得直，别见怪。",
)
_STORIES = (
    "我今年六十三了，在寨子里住了一辈子，看着好多老东西一件件没了，心里不是滋味。",
    "我在外面打工十几年，每年过年回来都要到井边、树下走一圈，每年都觉得变了样。",
    "昨晚院坝会开到十点，大家你一句我一句，最后推我来写，我就照大家的意思写。",
    "说实话，我开始以为这种条例跟我们老百姓没有关系，听工作站的同志逐条讲了才晓得条条都挨着我们。",
    "我当了八年村民小组长，跟井、跟塘打交道最多，平时调解的纠纷有一半都是为水。",
    "草案我从头到尾看了两遍，不懂的地方还问了在县里读高中的侄儿，总的是好的，就是有个地方想多说几句。",
    "我是做小本生意的，平时没空来开会，趁今天赶集路过工作站，把心里想的写下来。",
    "去年我们这里天干了四个月，吃水都成问题，所以看到这个草案特别上心，有些话不吐不快。",
    "我不是本地人，嫁过来二十年了，也把这里当家乡，下面的话要是讲得不周全，请多包涵。",
    "我退休前在乡里工作，这类事情处理过不少，纸上写得好不等于落得下去，所以提得具体一点。",
    "我父亲守了一辈子的塘，临走前还交代塘坎要年年培土，所以我对这一条看得特别重。",
    "寨子里的年轻人都出去了，剩下的不是老的就是小的，定规矩的时候要想到这个实际情况。",
    "我跑货车跑了十二年，周边几个县的路都熟，人家那里怎么管的我也看到一些，拿来比一比。",
    "孩子学校布置了作业，要和家长一起读草案提意见，我们一家三口讨论了一晚上，写在下面。",
    "别的不懂，就懂种田。种田人看东西实在，管不管用，一年四季过下来就晓得了。",
    "我们几家人为这个事情吵过，也到司法所调解过，最后都觉得还是要有个明白的规定才好。",
)
_SLIPS = (("应该", "因该"), ("部门", "部们"), ("必须", "必需"),
          ("登记", "登计"), ("凭什么", "凭啥么"), ("已经", "以经"),
          ("的时候", "得时候"), ("赔偿", "陪偿"), ("检测", "捡测"), ("建议", "建义"), ("再来", "在来"),
          ("家里", "家理"))
_UNITS = (
    ("物业", ("某物业服务公司",)), ("检测机构", ("某检测技术公司",)), ("园林|救治|移植", ("某园林养护公司",)),
    ("公司", ("某生态旅游公司", "某文化旅游公司")), ("疾控", ("某县级疾病预防控制中心",)),
    ("林业站", ("某林业工作站",)),
    ("水库|水务|雨水情", ("某水利管理站", "某村村民委员会")),
    ("合作社", ("某茶叶专业合作社", "某水产养殖合作社")),
    ("协会|我会|会员", ("某乡村旅游协会", "某志愿者协会", "某老年人协会")),
    ("学校|本校|师生|研学", ("某中心小学", "某民族中学")), ("我馆|档案", ("某县级文化馆",)),
    ("我院|工程|可研", ("某规划设计院",)),
    ("司法所|立法|处罚|条款|表述", ("某律师事务所", "某乡镇司法所")),
    ("", ("某街道社区居委会", "某村村民委员会", "某乡镇农业服务中心")),
)
_SURNAMES = (
    ("王", "wang"), ("李", "li"), ("张", "zhang"), ("杨", "yang"), ("吴", "wu"), ("罗", "luo"), ("龙", "long"),
    ("陈", "chen"),
    ("潘", "pan"), ("石", "shi"), ("黄", "huang"), ("赵", "zhao"), ("刘", "liu"), ("周", "zhou"), ("韦", "wei"),
    ("蒙", "meng"),
)
_STYLES = ("某", "某某", "师傅", "大姐", "老师", "大伯", "阿姨", "女士", "先生", "嫂", "医生", "同学")
_CHILD = re.compile("同学|小学生|老师|科学课|小奖状|蝌蚪|我们班|小青蛙")
_SELF = re.compile("我[^们]|我$|爹|妈|爷爷|奶奶|教书|班")
_DOMAINS = ("example.org", "example.com", "mail.invalid")


def framed(dice: Random, text: str) -> str:
    """The same words with an opening, an ending or both, as another person would put them."""
    if _CHILD.search(text):
        return text + "谢谢！"
    shape = dice.choice(("open", "open", "end", "end", "both"))
    opening = opened(dice, text) if shape != "end" else ""
    return opening + text + (dice.choice(_ENDINGS) if shape != "open" or not opening else "")


def opened(dice: Random, text: str) -> str:
    """An opening that does not contradict who is speaking; none where they say so themselves."""
    if text.startswith(("我", "作为", "教书", "离家", "只")):
        return ""
    return dice.choice(_CALM if _SELF.search(text) else (*_CALM, *_PERSONAL))


def told(dice: Random, text: str) -> str:
    """The same words after a longer remark on who is speaking and why."""
    return text if len(text) < 14 or _SELF.search(text) or _CHILD.search(text) else dice.choice(_STORIES) + text


def misspelt(dice: Random, text: str) -> str:
    """The same words with one slip of the pen, or with the last full stop forgotten."""
    if len(text) < 12:
        return text
    known = [(right, wrong) for right, wrong in _SLIPS if right in text]
    if known:
        return text.replace(*dice.choice(known), 1)
    return text.removesuffix("。")


def language_of(text: str) -> str:
    """English where there is not one Chinese character."""
    return "zh-CN" if re.search(r"[\u4e00-\u9fff]", text) else "en"


def unit_for(dice: Random, text: str) -> str:
    """An invented unit that could have written this."""
    return dice.choice(next(names for pattern, names in _UNITS if re.search(pattern, text)))


def contact(dice: Random, number: int, public_name: str | None, station: int | None, stations: int) -> Contact:
    """The *number*-th invented contact: no address or telephone of it can exist."""
    surname, letters = dice.choice(_SURNAMES)
    name = public_name or surname + dice.choice(_STYLES)
    channel = dice.choice(("email", "email", "sms", "slip"))
    if channel == "email":
        return Contact(name, channel, email=f"{letters}{number:03}@{_DOMAINS[number % len(_DOMAINS)]}")
    if channel == "sms":
        return Contact(name, channel, phone=f"1990000{number:04}")
    return Contact(name, channel, phone=f"0854-000-{number:04}",
                   station=dice.randrange(stations) if station is None else station)


def listed(parts: Sequence[str]) -> str:
    """Several demands in one letter: 一是……；二是……。"""
    return "；".join(f"{word}是{part}" for word, part in zip("一二三四", parts, strict=False)) + "。"
