"""Signature pages: which lines only sign, wherever they stand, and which go on with the contract after them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clauses.structure.lines import Line

SIDE = (
    r"(?:[甲乙丙丁]\s*方|[买卖供需]\s*方|用户|客户|(?:采购|供应|供货|委托|受托|出租|承租|发包|承包|建设|施工|服务|承诺|声明|保证|担保|抵押|质押|见证|招标|投标|中标|许可|被许可|转让|受让|申请|使用|供水|用水|供电|用电|供气|用气|"
    r"责任|签约|经办|买受|出卖|借款|贷款|甲|乙)\s*(?:方|人|商|单位|部门|公司)|供应商|服务商|运营商|集成商|电信(?:部门|企业|公司|局)|局方)"
)
ROLE = rf"(?:{SIDE}|(?:采购|供应|委托|受托|出租|承租|发包|承包|买|卖|需|供|用户|客户|招标|投标|许可|被许可|转让|受让|服务|承诺)\s*(?:方|人|商|单位)?)"
PARTY = re.compile(
    rf"{ROLE}\s*[一二三四五\d]?(?:\s*[（(][^）)]{{1,40}}[）)])?\s*[一二三四五\d]?\s*(?:名称|全称)?\s*(?:[（(]\s*全称\s*[）)])?\s*[:：]"
    r"|[^，。；:：]{1,12}[（(]\s*(?:以下)?(?:简?称)?[“\"]?[甲乙丙]\s*方[”\"]?\s*[）)]\s*[:：]?"
)
MARK = r"(?:签\s*字|盖\s*章|签\s*章|公\s*章|签\s*名|签\s*署|单位章|合同专用章|代\s*表(?:人)?|[（(]\s*(?:公|签|盖)?\s*章?\s*[）)])"
# A side, then its signature or seal and no sentence: 甲方（盖章）, 乙方代表签字：, 用户（公章）
# A name of any words is a side's where the seal stands in brackets behind it: 商户（盖章）
SIGNED = re.compile(
    rf"{SIDE}[^，。；、]{{0,30}}?{MARK}(?:处|页|人)?\s*(?:[）)]|[:：]|$|\s{{2,}}|(?=[（(]))"
    r"|(?:(?<=\s)|(?<![\s\S]))[一-鿿]{2,8}[（(]\s*(?:公\s*章|盖\s*章|签\s*章|电子签章|章)(?:处)?\s*[）)](?=\s*(?:[:：]|$|\s))"
)
SEAL = re.compile(r"签\s*字|盖\s*章|签\s*章|公\s*章|签\s*名|[（(]\s*(?:公|签|盖)?\s*章\s*[）)]|无正文")
NO_TEXT = re.compile(r"签署页|签字页|签章页|[（(]?(?:本页)?以下(?:为)?(?:签署页)?[，,]?\s*(?:本页)?[，,]?无正文|本页无正文|[（(]此页无正文|[（(]?本页[^。；\n]{0,40}(?:无正文|签[字署章]页)")
FIELD = re.compile(
    r"(?:法定代表人|法人代表|负责人|授权代表|委托代理人|授权代理人|代理人|代表人?|经办人|联系人|签字|签章|签名|盖章|公章|签署日期|签约日期|签订日期|签订时间|签署时间|签字日期|日\s*期|时\s*间|签[约订署]地点|"
    r"地\s*址|住\s*所|电\s*话|传\s*真|邮\s*编|开户|账\s*号|帐\s*号|税\s*号|统一社会信用代码|电子邮[件箱]|邮政编码|或授权|单位名称|证件|身份证)"
)
CONTACT = re.compile(r"联系(?:电话|方式|地址)|手\s*机|办公电话|固定电话|移动电话|通[讯信]地址|签约代表|项目负责人|主管领导|签约人|职\s*务|职\s*位|姓\s*名|Q\s*Q|微\s*信|E-?mail", re.I)  # more fields of a signature page
DATE = re.compile(
    r"[\s\d０-９〇○零一二三四五六七八九十年月日\[\]［］_＿./\-—:：签署订约字日期时间]*[年./-][\s\d０-９〇○零一二三四五六七八九十月日\[\]［］_＿./\-—年]*"
)
KINDS = "合同书|合同|协议书|协议|契约|承诺书|确认书|保证书|责任书|声明书|需求单|订单|服务条款|条款|须知|附页|清单|明细表|规范|细则|办法"
TITLE = re.compile(rf"[^，。；:：（(]{{2,45}}(?:{KINDS})(?:[（(][^）)]{{1,20}}[）)])?")
# A side's name alone on its line, as it stands below terms that are accepted by a click and not signed.
ORGANISATION = re.compile(r"[^\s，。；：:、]{4,30}(?:公司|集团|银行|中心|医院|学校|大学|学院|委员会|局|厅)")
ANNOUNCES = re.compile(r"如下|下列|以下|名单|名称")
LONGEST = 90  # characters of a signature line, two sides beside each other
OUTER = ("chapter", "part", "article", "chinese", "paren-chinese", "arabic", "dotted", "bare", "bare-chinese")


def party_line(text: str) -> re.Match[str] | None:
    """The match where a line introduces a party; blanks that only space a label out (甲　方　名　称：) do not count."""
    head, colon, _ = text.partition("：" if "：" in text else ":")
    return PARTY.match(re.sub(r"\s+", "", head) + colon)


def signs(text: str) -> bool:
    """Whether a line is a side's signature or seal, or says that nothing but signatures follows."""
    if len(text) > LONGEST or re.search(r"[。；]", text):
        return False
    return bool(SIGNED.match(text) or NO_TEXT.match(text))


def part_of_signing(line: Line) -> bool:
    """Whether a line may stand in a signature block: a side, a field, a date, or a few words without a sentence."""
    if line.label is not None and line.label.style in OUTER and not DATE.fullmatch(line.text):
        return False
    text = line.text
    if signs(text) or party_line(text) or FIELD.match(text) or CONTACT.match(text) or DATE.fullmatch(text):
        return True
    return len(text) <= 40 and not re.search(r"[。；，！？]|[:：]$", text)


def blocks(lines: Sequence[Line], part: Sequence[int]) -> tuple[list[list[int]], list[int]]:
    """The part's runs of clauses and, apart from them, the indexes of the lines that sign.

    A block in the middle of a part is believed where two sides sign, or one side and a date; at its end where nearly all of
    what follows only signs.
    """
    runs: list[list[int]] = [[]]
    signing: list[int] = []
    k = 0
    while k < len(part):
        end = _block_end(lines, part, k) if k else k
        if end > k:
            back = _lead_in(lines, runs[-1])
            signing += [*back, *part[k:end]]
            runs[-1] = runs[-1][: len(runs[-1]) - len(back)]
            runs.append([])
            k = end
            continue
        runs[-1].append(part[k])
        k += 1
    if runs[-1]:
        runs[-1], tail = _tail(lines, runs[-1])
        signing += tail
    return [run for run in runs if run] or [[]], signing


def _block_end(lines: Sequence[Line], part: Sequence[int], k: int) -> int:
    """Where the signature block that begins with the part's line k ends; k where none begins."""
    if not signs(lines[part[k]].text):
        return k
    if NO_TEXT.match(lines[part[k]].text) and lines[part[k]].label is None and len(lines[part[k]].text) <= 24:
        return max(k + 1, _run_of_signing(lines, part, k))
    end = _run_of_signing(lines, part, k)
    block = [lines[i].text for i in part[k:end]]
    sides = sum(len(SIGNED.findall(text)) or bool(NO_TEXT.match(text)) for text in block)
    dated = any(DATE.fullmatch(text) or re.search(r"日\s*期|时\s*间|年\s*月\s*日|\d{4}\s*年", text) for text in block)
    sealed = any(SEAL.search(text) for text in block)
    return end if end == len(part) or (sealed and (sides >= 2 or dated)) else k


def _run_of_signing(lines: Sequence[Line], part: Sequence[int], k: int) -> int:
    """Where the lines that may sign, from the part's line k on, end: before a clause, a sentence or a title."""
    end = k
    while end < len(part) and part_of_signing(lines[part[end]]) and not (end > k and TITLE.fullmatch(lines[part[end]].text)):
        end += 1
    return end


def _lead_in(lines: Sequence[Line], run: list[int]) -> list[int]:
    """The last lines before a signature block that only belong to it: the sides' names, places, （以下无正文）."""
    at = len(run)
    while at > 0 and lines[run[at - 1]].label is None and (party_line(lines[run[at - 1]].text) or NO_TEXT.match(lines[run[at - 1]].text)):
        at -= 1
    return run[at:]


def _tail(lines: Sequence[Line], run: list[int]) -> tuple[list[int], list[int]]:
    """The run without, and the lines of, a signature block at its end that names sides but no seal."""
    numbered = [k for k, i in enumerate(run) if (label := lines[i].label) and label.style in OUTER and not DATE.fullmatch(lines[i].text)]
    start = numbered[-1] + 1 if numbered else 0
    signed = dated = 0
    best = len(run)
    for k in range(len(run) - 1, start - 1, -1):
        text = lines[run[k]].text
        mark = bool(party_line(text) or FIELD.search(text) or DATE.fullmatch(text) or signs(text))
        signed += mark or (len(text) <= 40 and not re.search(r"[。；，]", text))
        dated += bool(re.search(r"日\s*期|时间|签|章|年.{0,8}月|代表", text)) and mark
        if _stands_off(lines, run, k) and ORGANISATION.fullmatch(text) and all(_is_field(lines[i].text) for i in run[k + 1 :]):
            best = k
        begins = party_line(text) or FIELD.match(text) or re.match(r"承诺|保证人|声明人|[甲乙丙]\s*方(?:\s|$)", text)
        if begins and dated and signed >= 0.8 * (len(run) - k):
            best = k
    return run[:best], run[best:]


def _stands_off(lines: Sequence[Line], run: list[int], k: int) -> bool:
    """Whether a line without a number stands off from the one before: by an empty line, or behind a whole sentence.

    Where nothing stands below it, the sentence may have announced it: 见证单位如下。
    """
    line, before = lines[run[k]], lines[run[k - 1]].text if k else ""
    return line.label is None and (line.gap > 0 or (before.endswith("。") and (k < len(run) - 1 or not ANNOUNCES.search(before))))


def _is_field(text: str) -> bool:
    return bool(party_line(text) or FIELD.match(text) or DATE.fullmatch(text) or ORGANISATION.fullmatch(text))
