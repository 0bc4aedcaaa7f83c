"""Which columns hold what is never stored: names, numbers, addresses, free text?"""

import re

from data.sentences import Sentence, say
from data.sources import names

NOTHING = Sentence("", "")
# What a column holds, by its header in normal form. Chinese words may stand anywhere in it; English
# ones are whole headers or their ends, because "agency name" and "address type" are no secrets.
_HEADERS = (
    (
        say("personal.name"),
        r"姓名|来电人(?!电话|账号|号码)|联系人(?!电话|账号|号码)|诉求人(?!电话|号码)|户主|受访人|"
        r"被访人|投诉人|举报人|留言用户|负责人"
        r"|^((full|first|last|middle|family|given|caller|user|customer|contact|resident|respondent"
        r"|citizen|reporter|complainant|requester|householder|owner|enumerator|interviewer|visitor)"
        r" ?)?(name|surname)$|^(caller|complainant|requester|respondent)$",
    ),
    (
        say("personal.phone"),
        r"电话|手机|联系方式|来电号码|主叫号码|微信|账号|"
        r"(^| )(phone|telephone|mobile|cell|fax)( ?(no|number|nr))?\.?$",
    ),
    (
        say("personal.identity"),
        r"身份证|证件号|护照|社保号|银行卡|"
        r"(^| )(id card|identity|passport|social security|ssn|national id)( ?(no|number))?\.?$",
    ),
    (say("personal.mail"), r"邮箱|(^| )e-?mail( address)?$"),
    (
        say("personal.address"),
        r"地址|住址|门牌|楼栋|房号|室号|"
        r"(^| )address$|^(house|door|apartment|flat|unit) (no|number)\.?$|^location street name$",
    ),
    (
        say("personal.free_text"),
        r"主要内容|回复内容|诉求内容|工单内容|反映内容|办理结果$|办理情况|留言详情|留言主题|答复意见|"
        r"备注|标题$|^(resolution|free|closure|case|field) ?(text|notes?|reason|description"
        r"|comments?)$|^status notes?$"
        r"|^(description|details?|comments?|notes?|remarks|query|narrative)$",
    ),
    (say("personal.people"), r"红名单|黑名单|失信|重点对象|重点人员|信用分"),
)
_MARKED = tuple((kind, re.compile(pattern)) for kind, pattern in _HEADERS)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999


def header_kind(header: str) -> Sentence:
    """What a column of that header would hold: "a name", "a phone number" ...; "" if no secret.

    Examples
    --------
    >>> header_kind("联系电话"), header_kind("Caller Name"), header_kind("Agency Name")
    ('a phone number', 'a name', '')
    """
    text = names.header(header)
    if text.startswith("是否"):  # whether there was contact, not with whom
        return NOTHING
    return next((kind for kind, pattern in _MARKED if pattern.search(text)), NOTHING)


def content_rule(column: str) -> str:
    """SQL condition: the text is a mobile number of 11 digits or an identity number of 18.

    column: SQL that gives the text. Identity numbers count only with their right check digit.
    Cheap where texts have other lengths.
    """
    return (
        f"CASE strlen({column}) WHEN 11 THEN regexp_full_match({column}, '1[3-9][0-9]{{9}}') "
        f"WHEN 14 THEN regexp_full_match({column}, '[+]861[3-9][0-9]{{9}}') "
        f"WHEN 18 THEN regexp_full_match({column}, '[1-9][0-9]{{5}}(19|20)[0-9]{{9}}[0-9Xx]') "
        f"AND {_check_digit(column)} ELSE false END"
    )


def _check_digit(column: str) -> str:
    total = " + ".join(
        f"{weight} * coalesce(TRY_CAST({column}[{at}] AS INTEGER), 0)"
        for at, weight in enumerate(_WEIGHTS, 1)
    )
    return f"substr('10X98765432', ({total}) % 11 + 1, 1) = upper({column}[18])"


def looks_personal(text: str) -> Sentence:
    """What a written note holds that is never stored: "a phone number" ...; "" if nothing.

    Examples
    --------
    >>> looks_personal("电话13800138000"), looks_personal("村里有213户")
    ('a phone number', '')
    """
    digits = re.sub(r"(?<=\d)[ -](?=\d)", "", text)
    if re.search(r"(?<!\d)(86)?1[3-9]\d{9}(?!\d)", digits):
        return say("personal.phone")
    for found in re.findall(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{9}[\dXx](?!\d)", digits):
        total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, found, strict=False))
        if "10X98765432"[total % 11] == found[17].upper():
            return say("personal.identity")
    return NOTHING
