"""Whose home, or which place, a court or an arbitration is to sit at.

The words between 向 and 人民法院 come in, out come seats as the vocabulary names them. A court's rank and 有管辖权的 are no
place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses import nlp
from clauses.terms.passage import Passage
from clauses.terms.words import BLANK

SEAT_WORDS = r"所在地|所在国|住所地|住所|住址|注册地|注册所在地|登记地|经营地|营业地|办公地|居住地|户籍地|属地|所在的?[省市区县]|签订地|签署地|签约地|订立地|履行地|履约地|交货地|交付地"
_RELATIONS = (
    (re.compile(r"被告|被申请人|被诉|被起诉|应诉"), "defendant"),
    (re.compile(r"原告|起诉方|起诉人|起诉一方|提起诉讼(?:的)?一方|提起诉讼方|申请人|申请方|各自(?!的义务)"), "plaintiff"),
    (re.compile(r"签订|签约|签署|订立"), "place_of_signing"),
    (re.compile(r"履行地|履约地|交货地|交付地|收货地|提供服务地|服务提供地|服务地"), "place_of_performance"),
    (
        re.compile(r"(?:项目|工程|房屋|房产|房地产|不动产|标的物?|标的房屋|租赁物|租赁房屋|租赁物业|物业|土地|该房|商铺|门店|仓库|厂房|车位|场地|抵押物|设备|施工|用水|用电|塔址|铁塔|站址|基站|机房|工地|档口|店铺|展馆|展会|园区|校区|林地|宗地|矿区|码头|车站)(?:的)?(?:所在|坐落|现场)"),
        "project_location",
    ),
    (re.compile(r"守约|违约|受损|无过错|债权人"), "other"),
)
_HOME = re.compile(r"(?:公司|网站|社区|软件|APP|app|开发者|商家|店铺|我们|我方|银行|集团|中心|本站)(?:的)?(?:总部|主要)?(?:法定)?(?:所在|住所|注册|登记|经营|营业|办公)")
_NO_PLACE = re.compile(
    r"(?:依法|依照法律)?(?:对[^，。；]{0,20})?(?:具|享|拥)?有(?:相应|专属|合法|排他|地域|级别|法定)?(?:的)?(?:司法)?管辖权?限?(?:权)?(?:的)?|有权管辖(?:的)?|第[一二三四五六七八九十\d]+(?:中级)?$|基层|中级|高级|最高"
    r"|互联网$|知识产权$|金融$|海事$|铁路运输$|当地|本地|相关|有关|相应|法定|专属|依法|任何|该|一审|第一审|同级|约定的?|人民$|^的|的$|（|）|^位于|^即|^中华人民共和国|^中国(?=[\u4e00-\u9fff]{2})|：|、"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,20}")
_DISTRICT = re.compile(r"[\u4e00-\u9fff]{1,18}(?:省|市|区|县|州|旗|盟|镇|乡)")
_NO_NAME = re.compile(
    rf"法|权|诉|委员|仲|协会|机构|争议|纠纷|协商|协议|合同|方|双|解决|提交|可以|仲裁|公司|国家|中国$|中华|管辖|任何|同意|一致|本|其|或|{BLANK}|{SEAT_WORDS}|所在"
)


def seats(passage: Passage, text: str) -> Iterator[str | None]:
    """The seats that the words name: none, one, or more where 或 offers several; None for one left blank.

    Args:
        passage: the passage, for the names of its sides.
        text: flat words, such as 甲方所在地有管辖权的.
    """
    parts = re.split(r"或者?|、|及", text) if re.search(rf"(?:{SEAT_WORDS})[^或]{{0,10}}(?:或|、)|(?:原告|甲方|乙方)(?:或|、)", text) else [text]
    found: list[str | None] = []
    for part in parts:
        for seat in _seat(passage, part):
            if seat not in found:
                found.append(seat)
    yield from found


def _seat(passage: Passage, text: str) -> Iterator[str | None]:
    homes = bool(re.search(SEAT_WORDS, text)) or text.endswith(("方", "人", "户"))
    who = {m.who for m in nlp.mentions(text, roles=passage.roles)} if homes else set()
    for pattern, name in _RELATIONS:
        if pattern.search(text) and not (name == "other" and who & {"customer", "carrier"}):
            yield name
            return
    if who & {"customer", "carrier"}:
        yield "customer" if "customer" in who else "carrier"
    elif "other" in who:
        yield "defendant"
    elif who & {"either", "both"}:
        yield "either"
    elif homes and _HOME.search(text):
        yield "carrier"
    elif BLANK in text:
        yield None
    elif place := _named(text, homes):
        yield f"place:{place}"
    elif homes and "您" in passage.text and not _NO_NAME.search(re.sub(SEAT_WORDS, "", _NO_PLACE.sub("", text))):
        yield "carrier"  # terms that speak to 您 name none but their drafter


def _named(text: str, homes: bool) -> str | None:
    """The place that is named, without the rank of its court; of a body's home the district that its name or a bracket tells."""
    bracket = re.search(r"（(?P<place>[^）]+)）", text)
    if bracket and _DISTRICT.fullmatch(bracket["place"]):
        return bracket["place"]
    name = text
    for _ in range(3):
        name = _NO_PLACE.sub("", name)
    name = re.sub(rf"(?:{SEAT_WORDS})$", "", name)
    if not _PLACE.fullmatch(name) or _NO_NAME.search(name):
        return None
    if homes:
        district = _DISTRICT.match(name)
        return district.group() if district else None
    return name
