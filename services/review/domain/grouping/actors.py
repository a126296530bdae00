"""Who acts and who is meant: organs, bodies, parties and persons that statutes and opinions name."""
import re

_ENDINGS = (
    "人民政府|政府|部门|机关|机构|单位|组织|协会|学会|商会|联合会|委员会|居委会|村委会|业委会|常委会|监委会"
    "|党委|办事处|派出所|派出机构|法院|检察院|企业|公司|集团|合作社|社团|团体|工会|妇联|共青团|残联|医院|学校"
    "|幼儿园|大学|院校|银行|中心|大队|支队|中队|总队|消防队|海关|税务局|公安局|管理局|执法局|领导小组|工作组"
    "|筹备组|大会|会议|个人|公民|法人|自然人|公众|群众|当事人|负责人|责任人|代表人|监护人|代理人|申请人"
    "|申报人|管理人|服务人|使用人|所有权人|所有人|承租人|出租人|买受人|出卖人|受让人|转让人|发包人|承包人"
    "|承揽人|投保人|保险人|债权人|债务人|委托人|受托人|被告|原告|投诉人|举报人|证人|驾驶人|乘车人|行人|老年人"
    "|未成年人|残疾人|儿童|学生|教师|校长|园长|医师|医生|护士|律师|法官|检察官|警察|职工|员工|劳动者|经营者"
    "|生产者|销售者|消费者|使用者|所有者|管理者|志愿者|运营者|开发商|供应商|经销商|承运人|托运人|人员|代表"
    "|委员|主任|成员|家长|家庭|妇女|军人|外国人|国家|社会|省|市|县|区|乡|镇|村|街道|社区")
# persons and parties in so few characters that one of them makes another
_SHORT = (
    "市民|农民|渔民|牧民|移民|灾民|选民|网民|难民|居民|村民|人民|教练|教员|老师|导师|技师|厨师|药师|讲师|学员"
    "|学者|新生|研究生|考生|师生|店员|官员|雇员|会员|党员|议员|职员|民工|农民工|女工|童工|技工|临时工|社员"
    "|队员|教职工|船员|海员|演员|乘务员|驾驶员|检验员|检查员|监督员|调解员|网格员|安全员|保管员|辅导员|协管员"
    "|护理员|保育员|救生员|业主|物主|雇主|房主|车主|船主|货主|机主|户主|债主|企业主|老人|成人|病人|客人|商人"
    "|工人|路人|旁人|他人|本人|家人|买方|卖方|甲方|乙方|丙方|双方|一方|警方|校方|院方|厂方|官方|供方|需方"
    "|资方|劳方|用户|住户|租户|商户|农户|客户|散户|店家|商家|厂家|买家|卖家|专家|院长|市长|县长|区长|镇长"
    "|乡长|村长|局长|厅长|处长|科长|站长|社长|会长|厂长|店长|省长|部长|董事|监事|理事|经理|警官|民警|交警"
    "|学院|国务院|养老院|福利院|敬老院|研究院|党校|政委|纪委|村委|居委|团委|父亲|母亲|父母|子女|夫妻|配偶"
    "|少年|青年|成年人|患者|记者|作者|读者|死者|伤者|游客|旅客|乘客|顾客|房客|农村|城市|城镇|乡村")
# characters that make another party of the same word: 市 and 县 before 人民政府, 买方 and 卖方, 出租人 and 承租人
_SWAPPED = (
    "省市县区乡镇村州旗盟国|买卖|出承发受转|权务|原被|收送|甲乙丙丁|上下本同各|父母男女夫妻子|居村市|委受"
    "|正副|者员人师生工商户方长主民会局部院委厅署所站队社校厂店馆|教学|医患|雇佣")
_ADDED = frozenset("被副各每仅只均全新原旧")
_ROLES = tuple(_SWAPPED.split("|"))
_KNOWN = frozenset((*_ENDINGS.split("|"), *_SHORT.split("|")))
_ACTOR = re.compile(rf"[\u4e00-\u9fff]{{0,6}}?(?:{_ENDINGS})")
AROUND = 8


def is_another(text: str, at: int, other: str, there: int) -> bool:
    """Whether one character in the place of another makes another party."""
    if any(text[at] in role and other[there] in role for role in _ROLES):
        return True
    return _names_somebody(text, at) and _names_somebody(other, there)


def is_role(word: str) -> bool:
    """Whether a single character stands for a party: 市 in 市、县人民政府."""
    return any(word in role for role in _ROLES)


def adds_role(character: str) -> bool:
    """Whether a character more makes another party, or more or fewer of them: 监护人 and 被监护人."""
    return character in _ADDED


def touches_actor(text: str, start: int, end: int) -> bool:
    """Whether the characters from *start* to *end* belong to somebody's name."""
    low, high = max(0, start - AROUND), min(len(text), end + AROUND)
    return any(found.start() + low < end and found.end() + low > start
               for found in _ACTOR.finditer(text[low:high]))


def _names_somebody(text: str, at: int) -> bool:
    """Whether the name of a known party covers a place."""
    return any(text[start:start + size] in _KNOWN for size in range(2, 6)
               for start in range(max(0, at - size + 1), at + 1))
