"""What a drafter wrote to himself or to a colleague and left in the contract.

Words come in, the places of notes go out. In brackets a note is known by what it asks for (to fill in, to check, to decide)
and by whom it asks; what the parties owe each other may stand in brackets too, and is none.
"""

from __future__ import annotations

import re

PAIRS = {"（": "）", "(": ")", "【": "】", "[": "]", "［": "］", "〔": "〕"}
SQUARE = "【[［〔"
LONGEST = 160  # characters in brackets; more is text of the contract

FILL = r"(?:填写|填入|填列|选填|填报|勾选|选择(?:填写|适用|使用|保留|其一|一种|一项)|删减|增删|补充完整|修改后使用)"
STRIKE = r"(?:删除|删去|替换)"  # what a party may owe too: only a request strikes out words
DECIDE = r"(?:定稿|敲定|核定|复核|审定|核实|核对|补充|补齐|补全|补上|补填|填入|填写|明确|落实|确认|商定|确定|批准|批复|提供|更新|审批|审核|答复|回复)"
# The matter itself is what waits: nothing follows, or its being written down; 待验收后支付 is a term of payment.
OPEN = r"\s*(?:$|[，,。；;！!]|后\s*(?:再|另|统一)?(?:定|补|填|更新|删|改|替换|完善|明确|确定|落实|写|增|修订|附|插|敲))"
BEFORE_SIGNING = r"(?:盖章|用印|签署|签约|签订|签字|定稿|付印|报批|送审|上会|打印)(?:之)?前"
STAFF = r"(?:[\u4e00-\u9fff]{1,2}(?:总(?!部|公司|承包|包|额|价|量|体|工|监)|科长|处长|部长|局长|院长|主任|经理|总监|老师|律师)|法务|合规|法规|律师|财务|审计|业务|基建|采购|信息|市场|人事|设备|使用|技术|行政|办公)(?:部门?|处|科|室|中心|组|岗|人员|同事)?"
EDIT = r"(?:补|核|复核|更新|填|改|删|确认|明确|替换|统一|调整|完善|落实|定)"

# Inside brackets of any shape.
ASIDES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:根据|按照?|视|依据|结合).{{0,12}}(?:实际|具体|项目|自身).{{0,10}}(?:{FILL}|{STRIKE})|(?:请|应|需|可|此处|由).{{0,16}}{FILL}|(?:请|此处|不适用|不需要|如无).{{0,12}}{STRIKE}",
        rf"(?:待|尚待|有待|等)[^，。；]{{0,20}}?{DECIDE}{OPEN}",
        rf"(?:^|[，,。；;：:])\s*请(?!参[见照阅]|见|勿|注意)[^，。；]{{0,24}}{DECIDE}(?:$|[，,。；;！!]|[^，。；]{{0,12}}$)",
        rf"(?:请|找|问|跟|与|等|待)[^，。；]{{0,8}}{STAFF}[^，。；]{{0,12}}(?:定(?!期|时|额|价)|{DECIDE}|把关|拍板|过目|批示|审阅|看){OPEN}",
        rf"{BEFORE_SIGNING}.{{0,12}}(?:请|务必|记得|再|需补|待).{{0,16}}{EDIT}|(?:请|务必|记得|待).{{0,16}}{BEFORE_SIGNING}.{{0,12}}{EDIT}",
        r"^(?:此处|本处|该处|这里|这条|这句|此句|这个|上面|下面).{0,30}(?:请|待|建议|核|复核|是否|沿用|照抄|照搬|套用|改为|改成|补|再[核改看议定商问]|先[空按照写]|暂[空缺按时]|填|留空|空白)",
        r"^(?:本条|本款|此条|此款|本句|本段|此段).{0,12}(?:请|待定|建议|拟改|是否.*请|改为|改成|沿用|照抄|套用)",
        r"[\u4e00-\u9fff]{2,}[?？]\s*$",
        r"是否[^，。；□☑]{0,30}[，,]?\s*(?:请|再)[^，。；]{0,14}(?:定|核|确认|议|看|审|商)",
        r"(?:^|[，,。；;：:])\s*(?:建议|拟)(?:改为|改成|删除|删去|增加|补充|保留|调整|修改|写明|明确)(?!的)",
        r"再(?:核(?!算|减|准)|看一?下|议|问|确认(?:一下|\s*$)|核对)|(?:核对|核实|确认|沟通|审批)中(?:$|[，,。；;])|(?:核|查|问|看|改)一下|暂缺|暂空|先空|空着|(?:^|[，,；;])\s*(?:待补|后补)\s*$|照抄|照搬|套用(?:模板|范本)|(?:模板|范本)(?:原文|条款|文字)|原稿|初稿|此稿",
        r"^(?:暂)?(?:待定|待补充?|待确认|待填|待核|待议|待商|如不适用.{0,12}删除|TBD|TODO|to be (?:confirmed|determined|completed)).{0,12}$|(?:待定|待核|待补|待确认|待填|待议|待商|待审)\s*[。！!]?$",
        r"^(?:可选|备选|二选一|三选一|择一|可删除)(?:项|条款|内容|其一)?\s*(?:$|[:：，,。；;])|^(?:示例|样例)\s*(?:$|[:：，,])",
    )
)
# Inside square brackets, which contracts seldom use for anything but blanks and notes.
SQUARE_ASIDE = re.compile(rf"^\s*(?:请|待|需|须|由)[^，。；]{{0,24}}(?:{DECIDE}|决定)[^，。；]{{0,12}}$")
# Outside brackets.
PLAIN = re.compile(
    r"(?<![A-Za-z])(?:TBD|TBC|TODO|FIXME)(?![A-Za-z])"
    r"|此处\s*(?:填写|插入|填入|补充|粘贴|空白|待)[^，。；\n]{0,20}"
    r"|(?:红色|蓝色|黄色|标红|标黄|高亮|斜体|下划线)(?:字体|字样|部分|文字|标注|底纹|内容|处)[^，。；\n]{0,12}(?:填写|删除|修改|选择|说明|供|仅|为|需|请|可)"
    r"|(?:删除|删去)(?:此|本)(?:行|段|句|款|项|条|说明|提示|注释|部分)(?:内容|文字)?(?=[。；，、！!）)】\]\s]|$)"
    r"|(?:以下|上述|下列|本条|此条)[^，。；\n]{0,12}(?:二|三|四|两|几|多)选一(?!种)"
    r"|(?:法务|律师|业务部门|经办人|审核人|领导)(?:部门?|人员)?(?:意见\s*[:：]|批注|建议修改|请确认|待确认|确认后删除)"
    r"|(?:^|\n)\s*(?:填写说明|使用说明|起草说明|编写说明|填表说明|合同使用须知|提示|编者按|批注)\s*[:：]"
    r"|(?:价格|金额|费用|数量|时间|日期|期限|地点|方案|比例|标准|名称|账号|账户|人员|带宽)[^，。；\n]{0,4}(?:暂)?(?:待定|待确认|待补充|待商定)(?!的|之|后)"
    rf"|注\s*[:：][^。；\n]{{0,40}}(?:待[^，。；\n]{{0,20}}?{DECIDE}(?:\s*后\s*(?:再|另|统一)?(?:定稿|补[充齐上填]|填写|更新|删除|修改|替换|确定))|{BEFORE_SIGNING}[^。；\n]{{0,12}}(?:请|务必|再|待)[^。；\n]{{0,16}}{EDIT}[^，。；\n]{{0,12}})"
    r"|(?<![提报申聘邀另呈敦延])请(?:[\u4e00-\u9fff]{1,2}(?:总|科长|处长|部长|局长|院长|主任|经理|总监|老师|律师)|(?:法务|财务|审计|采购|业务)(?:部门?|处|科)?)"
    r"(?:[^，。；\n]{0,6}(?:定夺|确认|把关|批示|拍板|过目|审阅|核[定实对])|定)(?=[，。；！!\s]|$)",
    re.I,
)


def find(text: str) -> tuple[int, int] | None:
    """Where the first note of the text stands, brackets included; None where there is none."""
    asides = [(start, end) for start, end in _brackets(text) if _is_aside(text[start], text[start + 1 : end - 1])]
    innermost = [one for one in asides if not any(one != other and one[0] <= other[0] and other[1] <= one[1] for other in asides)]
    plain = [match.span() for match in PLAIN.finditer(text) if not any(a <= match.start() and match.end() <= b for a, b in asides)]
    return min([*innermost, *plain], default=None)


def _is_aside(bracket: str, words: str) -> bool:
    words = re.sub(r"^\s*(?:注|备注|说明|提示|编者注|批注|起草说明|填写说明)\s*[:：]", "", words).strip()
    return any(cue.search(words) for cue in ASIDES) or (bracket in SQUARE and bool(SQUARE_ASIDE.search(words)))


def _brackets(text: str) -> list[tuple[int, int]]:
    """Every pair of brackets on one line, the inner ones too."""
    found: list[tuple[int, int]] = []
    pending: list[int] = []
    for at, character in enumerate(text):
        if character == "\n":
            pending.clear()
        elif character in PAIRS:
            pending.append(at)
        elif pending and character == PAIRS[text[pending[-1]]]:
            start = pending.pop()
            if at - start <= LONGEST:
                found.append((start, at + 1))
    return found
