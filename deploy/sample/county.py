"""The invented county-level city: its stations, work groups, experts, staff, and what they have done over the years."""
from random import Random

from deploy.sample.records import Activity, Expert, Group, Staff, Station

DAY = 24 * 60
WINDOW_DAYS = 28
SOLICITATIONS = 278
LECTURES, TRAININGS, JOINT_MEETINGS = 112, 30, 36
STATIONS = (
    Station("城关街道工作站", "fixed", "城关街道", "清溪市城关街道文昌路公共法律服务中心一楼", 68_400, 34, 61),
    Station("竹溪镇工作站", "fixed", "竹溪镇", "清溪市竹溪镇便民服务大厅", 31_200, 27, 48),
    Station("石坪镇工作站", "fixed", "石坪镇", "清溪市石坪镇司法所院内", 27_900, 25, 44),
    Station("枫香乡工作站", "fixed", "枫香乡", "清溪市枫香乡人民代表大会代表之家", 18_600, 24, 40),
    Station("龙井村工作站", "fixed", "龙井镇", "清溪市龙井镇龙井村鼓楼旁村民活动室", 9_300, 22, 39),
    Station("清溪园区流动工作站", "mobile", "城关街道", "清溪市产业园区职工服务中心（流动）", 12_700, 21, 31),
)
GROUPS = (
    Group("法治与社会治理工作小组", ("法治", "社会治理", "公共安全")),
    Group("财政经济工作小组", ("财政", "经济", "产业", "市场管理")),
    Group("城乡建设与环境保护工作小组", ("城乡建设", "环境保护", "自然资源")),
    Group("农业农村与水利工作小组", ("农业农村", "水利", "林业")),
    Group("教育科学文化卫生工作小组", ("教育", "科技", "文化", "卫生健康")),
    Group("民族与历史文化保护工作小组", ("民族事务", "历史文化保护", "旅游")),
    Group("选举任免与代表联络工作小组", ("代表联络", "基层政权")),
)
SPECIALTIES = {
    "law": "法学", "environment": "环境保护", "construction": "工程建设",
    "ethnic_history": "民族文化和历史文化", "politics_economy": "政治经济",
}
_POOL = (("law", 10), ("environment", 8), ("construction", 6), ("ethnic_history", 8), ("politics_economy", 6))
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_PLACES = ("会议室", "村民活动室", "院坝", "集市", "学校阶梯教室", "企业职工之家", "代表联络站", "文化广场")
_LESSONS = ("民法典进村寨", "婚姻家庭法律知识", "防范电信诈骗", "土地承包与流转", "未成年人保护", "森林防火法律知识",
            "农民工工资保障", "邻里纠纷调解", "生态环境保护法律知识", "行政处罚与权利救济")
_TRAININGS = ("意见征集与记录", "立法程序与调研方法", "与群众沟通的技巧", "信息撰写与归并整理", "平板和意见箱使用")
OWN_TITLE = "《云岭自治州古井古树与山塘保护条例（草案）》意见征集会"


def experts() -> tuple[Expert, ...]:
    """The pool: every fourth has a second specialty and takes a little less."""
    kinds = [(kind, place) for kind, size in _POOL for place in range(size)]
    return tuple(_expert(number, kind, place) for number, (kind, place) in enumerate(kinds, start=1))


def _expert(number: int, kind: str, place: int) -> Expert:
    own = SPECIALTIES[kind]
    second = list(SPECIALTIES.values())[number % len(SPECIALTIES)]
    both = (own, second) if number % 4 == 0 and second != own else (own,)
    return Expert(f"expert{number:02}", f"{own}专家{_STEMS[place]}", both, 15, 40 if number % 4 else 32)


def staff() -> tuple[Staff, ...]:
    """Two officers per station, advisers, the office that serves all work groups, an account for each of them, two
    leaders, an admin."""
    officers = [Staff(f"officer{at * 2 + of + 1:02}", f"{station.name[:-3]}联络员{_STEMS[of]}", ("officer",), (at,))
                for at, station in enumerate(STATIONS) for of in range(2)]
    advisers = [Staff(f"adviser{of + 1:02}", f"法律顾问{_STEMS[of]}", ("adviser",)) for of in range(3)]
    office = Staff("office", "领导小组办公室经办人", ("group",))
    groups = [Staff(f"group{at + 1:02}", f"{group.name[:-4]}小组经办人", ("group",), (), (at,))
              for at, group in enumerate(GROUPS)]
    leaders = [Staff(f"leader{of + 1:02}", f"负责人{_STEMS[of]}", ("leader",)) for of in range(2)]
    return (*officers, *advisers, office, *groups, *leaders, Staff("admin", "系统管理员", ("admin",)))


def activities(dice: Random) -> tuple[Activity, ...]:
    """Meetings about the draft (the sample condenses the paper's years into one consultation), lectures, trainings,
    joint meetings, in order of time."""
    found = [_own_meeting(dice, number) for number in range(SOLICITATIONS)]
    found += [_session(dice, "lecture", f"法律宣讲：{dice.choice(_LESSONS)}") for _ in range(LECTURES)]
    found += [_session(dice, "training", f"联络员培训：{dice.choice(_TRAININGS)}") for _ in range(TRAININGS)]
    found += [_session(dice, "joint_meeting", "基层立法联系点工作联席会议") for _ in range(JOINT_MEETINGS)]
    return tuple(sorted(found, key=lambda activity: (activity.minutes, activity.station, activity.title)))


def _own_meeting(dice: Random, number: int) -> Activity:
    day = 1 + number * (WINDOW_DAYS - 3) // SOLICITATIONS
    return _activity(dice, number % len(STATIONS), "solicitation", OWN_TITLE, day, True)


def _session(dice: Random, kind: str, title: str) -> Activity:
    return _activity(dice, dice.randrange(len(STATIONS)), kind, title, -dice.randint(5, 900), False)


def _activity(dice: Random, station: int, kind: str, title: str, day: int, about_draft: bool) -> Activity:
    minute = dice.choice((9 * 60, 9 * 60 + 30, 10 * 60, 14 * 60 + 30, 15 * 60, 19 * 60))
    place = f"{STATIONS[station].township}{dice.choice(_PLACES)}"
    return Activity(station, kind, title, place, dice.randint(12, 86), day * DAY + minute, about_draft)
