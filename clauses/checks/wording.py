"""Broken language: sentences that break off, stray characters.

In come the facts; the words of a clause are judged by general habits of written Chinese, never by what they say. Items of
a list, table rows and key-value lines are no sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from clauses.checks.passages import hit, round_about
from clauses.model import Clause, Facts, Hit, Library

# A sentence that ends on one of these is open, unless the character before makes an ordinary word of the two.
OPEN_END = {
    "本": "成副文版样基原根脚资日剧课标剧书账底刻孤读正抄母股译开范", "及": "涉普提触遍顾危波论", "与": "参给赋付授", "和": "之总饱中温共缓调讲议求",
    "或": "间", "由": "理自缘事根经因", "向": "方意导动走投流转取定去通指志纵横单双反", "应": "响供相反对效适感理顺报呼照接因", "须": "胡", "将": "即大行",
    "按": "编查点", "被": "植棉", "该": "应活理", "且": "暂苟", "第": "落门次及", "各": "", "每": "", "以": "可加予得足难所是予用", "为": "行作认视成称改变更分转列定确定",
    "在": "存所现内潜健正实存自", "因": "原起成内外病基何", "对": "核校面反比配针绝应相派成", "其": "尤极何与", "使": "行驱指大天促公迫",
    "把": "", "如": "例比假譬诸倘何", "若": "", "但": "非不", "从": "服听自随", "至": "乃甚直截及周", "于": "等由关对属位基限大小高低多少优处鉴至急善终归便勇甘早晚富源",
    "之": "总反", "无": "有虚", "未": "", "并": "合兼吞一火", "均": "平人年月日户", "仍": "", "则": "规细原准守法总附通分罚学定否实",
}  # fmt: skip
OPEN_WORDS = re.compile(r"(?:(?:承担|采取|提供|给予|支付|作出|享有|履行)[^，。；]{0,6}(?:相应|必要|合理|同等|任何|一切|全部)的|按照|依照|(?<!的)根据|以及|并且|或者|包括|由于|因为|如果|鉴于|对于|除非|不得|应当|未经|凡是|予以|视为|以便|(?<![所享拥占持据])有权|无权|(?<![也亦均皆还])可以|[，、])$")
# What closes a whole sentence before its full stop in old and in plain style: 概不得为之, 均非所许为, 把它拉一把, 查几次都可以.
WHOLE_END = re.compile(r"(?:[^，。；：的]之|[得可能应须所不勿敢难]为|[还仍都不也已尚正]在|[一几两三数]把|[都就才便即]可以|[已均都皆全俱未不]包括|[所为系属非]必须|[所不能难]及|[无适依]从|所由|所以)$")
# Verbs and prepositions that need more than the party they reach: 并要求 + 乙方, 费用由 + 甲方.
OPEN_TO = r"(?:要求|责令|督促|敦促|促使|允许|准许|(?<![自理缘事])由|(?<![方意一导])向|(?<![经已曾])经|(?<![基])因|(?<![聘邀申])请|(?<![核校面反])对(?!方))"
# 履行本 + 合同: what 本 may be followed by after such a verb.
CUT_SELF = re.compile(
    r"(?:履行|解除|终止|签订|签署|违反|遵守|执行|变更|订立)本(?![第\d所准轮协]|[\u4e00-\u9fff]{1,4}(?:书|状|规程|守则|公约)|合同|协议|契约|订单|条|款|项|章|节|附件|附录|附|承诺|保证|约定|义务|补充|确认|函|规定|办法|文件|备忘|意向|框架|主|采购|服务|项目|工程|"
    r"标|次|年|月|季|期|租|合作|公司|单位|院|校|行|局|厂|人|方|法|条例|规则|规范|细则|须知|制度|技术|委托|许可|销售|买卖|购|供|保密|安全|业务|网络|产品|系统|平台|企业|中心|集团|部|市|省|区|县|国|地|级|届|身|能|批|阶段|订购|授权|声明|计划|方案|通知|书|职|案|票|说明|通用|专用|格式|担保|抵押|借款|贷款|劳动|施工|设计|咨询|运输|仓储|保管|转让|居间|合伙|代理|仲裁|租赁)"
)
# 验收后的保修期限。: a noun phrase where a sentence is expected.
NOUN_PHRASE = re.compile(r"[^，,：:；。]{2,24}(?:后|时|前|期间|情况下)的[^，,：:；。的]{2,6}(?:时限|期限|时间|标准|金额|费用|比例|方式|责任|义务|程序|流程|要求|数额|地点|条件|措施|期间)")
PREDICATE = re.compile(
    r"(?<![响对相供反效适])应(?![用急])|须|必|不得|有权|可|负责|承担|遵守|确保|保证|支付|提供|说明|包括|是|为|以|按|根据|适用|属|由|见|依|执行|规定|约定|影响|计算|符合|达到|采取|采用|明确|确定|不|无|履行|完成|享有|免除|超过|满足|(?<!到)通知|退还|扣除|缴纳|收取|视|含|有|指|同意|(?<!到)要求|变更|延长|缩短|减|增|赔偿"
)
ITEM = re.compile(r"\s*(?:[-•·●*◆■□☐☑]\s*)?(?:[（(]\s*[\d一二三四五六七八九十a-zA-Z]{1,3}\s*[)）]|[\d一二三四五六七八九十a-zA-Z]{1,3}\s*[)）、.．]|[①-⑳])")
KEY_VALUE = re.compile(r"[^，。；:：]{1,16}[:：]\s*[^。；]{0,60}$")
LABEL = re.compile(r"(?:^|[\s。；;：:，,、）)])(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[一二三四五六七八九十]{1,3}|[ivxIVX]{1,4})\s*$")
PAIRS = (("（(", "）)"), ("《", "》"), ("“", "”"), ("「", "」"), ("『", "』"), ("【", "】"), ("[［", "]］"), ("〔", "〕"))
MARKS = re.compile(f"[{re.escape(''.join(map(''.join, PAIRS)))}]")
DOUBLED_MARKS = re.compile(r"(?<![。.…])。。(?!。)|，，|；；|、、(?!、)|：：|[，、；：]。|。[，、；：]|，[、；]|、[，；]|；[，、]|[,，]{2,}|(?<!\.);;")
DOUBLED_WORDS = re.compile(
    r"(各类|任何|所有|以及|或者|并且|如果|按照|根据|应当|必须|不得|可以|有权|双方|甲方|乙方|丙方|我方|对方|本合同|本协议|由于|因为|否则|以上|以下|其他|包括|未经|对于|关于|但是|负责|承担|进行|提供|合同的|违约金|有关|由此|因此|同时|及其|书面|收到|届满)\1"
)
DOUBLED_PARTICLES = {"的": "目标鹄", "了": "为除终未明", "和": OPEN_END["和"], "及": OPEN_END["及"], "或": OPEN_END["或"], "应": OPEN_END["应"], "与": OPEN_END["与"],
                     "在": OPEN_END["在"], "为": OPEN_END["为"], "由": OPEN_END["由"], "将": "即", "被": "", "于": OPEN_END["于"], "是": "但可凡若只总还就", "按": "", "并": "合兼吞", "不": ""}  # fmt: skip
DOUBLED = re.compile(rf"([{''.join(DOUBLED_PARTICLES)}])\1")
MOJIBAKE = re.compile(r"�|锟斤拷|烫烫烫|屯屯屯|Ã[\x80-\xbf]|â€")
RESIDUE = re.compile(r"(?<!\*)\*\*(?!\*)[^*\n]{1,60}(?<!\*)\*\*(?!\*)|<br\s*/?>|&(?:nbsp|amp|lt|gt|quot);|</?(?:p|div|span|td|tr|b|strong|u|font)\b[^>]*>|```|\{\{[^}\n]{0,40}\}\}|\$\{[^}\n]{0,40}\}|#(?:REF|VALUE|N/A|NAME\?)!?|\[\^?\w{0,4}\]\(http")
LATIN = re.compile(r"(?<=[\u4e00-\u9fff，、；“（])\s{0,3}([a-z]{5,24})\s{0,3}(?=[\u4e00-\u9fff，。、；”）])")
KNOWN_LATIN = frozenset(
    ["email", "wechat", "internet", "online", "offline", "excel", "word", "powerpoint", "token", "cookie", "cookies", "python", "java", "linux", "windows", "android", "router", "server", "client", "cloud", "docker", "kubernetes", "iphone", "alipay", "weixin", "https", "http", "bytes", "mbits", "gbits", "kbits", "ethernet", "wifi", "bluetooth", "admin", "login", "logout", "session", "http", "json", "mysql", "redis", "oracle", "hadoop", "spark", "email"]
)


def incomplete(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of text.incomplete, at most one a clause; values: ending (the words on which it breaks off)."""
    goes_on = {clause.parent for clause in facts.contract.clauses} | _sloppy_lists(facts)
    parties = _parties(facts)
    for clause in _prose(facts):
        place = _cut_self(clause) or _open_party(clause, parties) or _open_end(clause, goes_on=clause.id in goes_on) or _noun_phrase(clause)
        if place:
            start, end = place
            quoted = round_about(clause.text, start, end)
            yield hit("text.incomplete", clause, *quoted, values={"ending": clause.text[start:end]}, certainty="likely")


def stray(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of text.stray, at most two a clause; values: what is stray."""
    often = _latin_words(facts)
    for clause in _prose(facts):
        text = clause.text
        places = [(m.start(), m.end()) for pattern in (MOJIBAKE, RESIDUE, DOUBLED_MARKS, DOUBLED_WORDS) for m in pattern.finditer(text)]
        places += [m.span() for m in DOUBLED.finditer(text) if text[m.start() - 1 : m.start()] not in tuple(DOUBLED_PARTICLES[m[1]]) or m.start() == 0]
        places += [m.span(1) for m in LATIN.finditer(text) if m[1] not in KNOWN_LATIN and often.get(m[1], 0) < 3]
        places += _unbalanced(clause)
        for start, end in sorted(places)[:2]:
            yield hit("text.stray", clause, *round_about(text, start, end, width=12), values={"what": text[start:end]}, certainty="likely")


def _prose(facts: Facts) -> Iterator[Clause]:
    return (clause for clause in facts.contract.clauses if clause.kind == "clause")


# -- broken off ---------------------------------------------------------------------------------------------------------


def _cut_self(clause: Clause) -> tuple[int, int] | None:
    """履行本 with no 合同 after it."""
    match = CUT_SELF.search(clause.text)
    return match.span() if match else None


def _parties(facts: Facts) -> re.Pattern[str]:
    """Words that leave a sentence open after one of the contract's parties, at the end of a line or before a full stop."""
    names = {"甲方", "乙方", "丙方", *(name for party in facts.contract.parties for name in (party.alias, *party.aliases) if name)}
    either = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"{OPEN_TO}(?:{either})(?=\s*(?:。|$))", re.M)


def _open_party(clause: Clause, parties: re.Pattern[str]) -> tuple[int, int] | None:
    """责令乙方 with nothing that the party should do."""
    match = parties.search(clause.text)
    return match.span() if match else None


def _sloppy_lists(facts: Facts) -> set[str]:
    """The clauses that end on a comma as their neighbours do: items of a list whose author ends them so."""
    ends = [clause for clause in facts.contract.clauses if clause.text.rstrip()[-1:] in tuple("，、,")]
    paths = Counter((clause.annex, clause.path) for clause in ends)
    return {clause.id for clause in ends if paths[clause.annex, clause.path] > 1}


def _open_end(clause: Clause, *, goes_on: bool) -> tuple[int, int] | None:
    """The clause's last words where they leave a sentence open."""
    text = clause.text.rstrip()
    last = text.rsplit("\n", 1)[-1]
    if goes_on or len(squeezed(text)) < 10 or ITEM.match(last) or KEY_VALUE.fullmatch(last) or "\t" in last:
        return None
    words = text.rstrip("。")
    if words != text and WHOLE_END.search(words):
        return None
    match = OPEN_WORDS.search(words)
    if match:
        return match.start(), len(text)
    end = words[-1:]
    if end in OPEN_END and words[-2:-1] not in tuple(OPEN_END[end]):
        return len(words) - 1, len(text)
    return None


def _noun_phrase(clause: Clause) -> tuple[int, int] | None:
    """A sentence after another one that is nothing but 验收后的保修期限。"""
    for match in re.finditer(r"(?<=。)\s*([^。；\n]{6,40})。", clause.text):
        if NOUN_PHRASE.fullmatch(match[1].strip()) and not PREDICATE.search(match[1]):
            return match.span(1)
    return None


# -- stray --------------------------------------------------------------------------------------------------------------


def _unbalanced(clause: Clause) -> Iterator[tuple[int, int]]:
    """A bracket or a quotation mark that has no counterpart in the clause and its heading."""
    lead = clause.heading or ""
    text = "\n".join([lead, clause.text])
    marks = [(m.start(), m[0]) for m in MARKS.finditer(text)]
    for opens, closes in PAIRS if marks else ():
        pending: list[int] = []
        odd: list[int] = []
        for at, character in marks:
            if character in opens:
                pending.append(at)
            elif character in closes:
                if pending:
                    pending.pop()
                elif character not in "）)" or not LABEL.search(text[max(0, at - 12) : at]):
                    odd.append(at)
        # two marks of one shape are a pair badly typed, not a mark left over
        alone = [*odd, *pending]
        if len(alone) % 2 == 0:
            continue
        at = alone[0] - len(lead) - 1
        if at >= 0 and not _at_edge(clause.text, at, opens):
            yield at, at + 1


def _at_edge(text: str, at: int, opens: str) -> bool:
    """Whether the counterpart may have been lost with a heading, a blank or a table cell rather than by the author."""
    return at < 2 or (at >= len(text) - 2 and text[at] in opens) or "\t" in text


def _latin_words(facts: Facts) -> dict[str, int]:
    """How often the contract uses each lowercase word: a term of its own is no stray word."""
    counted: dict[str, int] = {}
    for word in re.findall(r"(?<![A-Za-z0-9./@_-])[a-z]{5,24}(?![A-Za-z0-9./@_-])", facts.source.text):
        counted[word] = counted.get(word, 0) + 1
    return counted


def squeezed(words: str) -> str:
    """The words without blanks, commas, colons, quotation marks and brackets."""
    return re.sub(r"[\s，、,：:“”\"'（）()]+", "", words)
