"""What pages call states, channels, outcomes and reasons; each with a tone, never by colour alone."""
from flask_babel import gettext as _

Words = dict[str, str]
TONES = {"created": "calm", "sending": "info", "sent": "good", "delivered": "good", "printed": "info",
         "handed_over": "good", "posted": "good", "failed": "part", "dead": "bad", "adopted": "good",
         "partially_adopted": "part", "not_adopted": "calm", "not_forwarded": "calm", "set_aside": "calm"}


def state_words() -> Words:
    """States of a notice."""
    return {"created": _("待发送"), "sending": _("正在发送"), "sent": _("已交邮件服务器"), "delivered": _("已送达"),
            "printed": _("已打印"), "handed_over": _("已当面交付"), "posted": _("已公告答复"),
            "failed": _("暂未送出，将重试"), "dead": _("无法送达")}


def channel_words() -> Words:
    """Channels that people choose."""
    return {"email": _("电子邮件"), "sms": _("短信"), "slip": _("反馈单"), "bulletin": _("公告")}


def outcome_words() -> Words:
    """What became of a suggestion, or of an opinion."""
    return {"adopted": _("采纳"), "partially_adopted": _("部分采纳"), "not_adopted": _("未采纳"),
            "not_forwarded": _("未上报"), "set_aside": _("未列入建议")}


def reason_words(reason: str) -> str:
    """Why something lies on the desk; a mail server's code is shown as it is."""
    known = {"unopened": _("密封的联系方式打不开（密钥不符或内容损坏）"),
             "foreign": _("联系方式不属于这条意见，已拒绝使用"), "malformed": _("联系方式的格式无法识别"),
             "address": _("邮箱或电话号码写得不对")}
    return known.get(reason) or str(_("邮件服务器拒收：%(code)s", code=reason))
