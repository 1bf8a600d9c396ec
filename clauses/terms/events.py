"""For what a penalty is paid: the kinds of breach that contracts name, found in the flat text before a figure.

Tables of patterns, a row a kind of breach. The nearest breach before a figure is the one it answers for, unless the party
that commits it is not the one that pays.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from clauses.model import Span
from clauses.terms.parties import BOTH, CARRIER, CUSTOMER, EITHER, OTHER, PARTY, UNKNOWN, actor
from clauses.terms.words import DURATION

LATE_PAYMENT, DELAY, RETURN, LATE, EARLY_END, MISUSE, BREACH = "late_payment", "delay", "return", "late", "early_end", "misuse", "breach"

_GAP = f"[^，。；日天应须需向{DURATION}]"  # what may stand between 逾期 and what is late: never the penalty's own words
_OVERDUE = rf"(?:逾期|逾限|(?<!不)(?<!不得)逾(?={DURATION})|愆期|延期|迟延|延迟|拖延|延误|推迟|滞后|超期|迟(?!延|交))"
_NOT_DUE = "(?:未能?按|未能?在|未能?于|未能?依|不能按|不能在|没有?按|不按|未能?(?:按[时期]|及时|如期|准时|足额|全额|依约|依限|照约)|不(?:及时|如期|按[时期])|超过[^，。；]{0,12}(?:仍|而|还)?未|到期(?:仍|而)?[未不]|未(?:履行|完成))"
_PAYING = (
    "(?:付款|付费|支付|给付|缴纳|交纳|缴费|交费|缴付|缴清|付清|结清|结算|到[账帐]|清偿|还款|偿还|付租|交租|缴租|归还(?:借款|贷款|本金)|汇付|划付|"
    "交付[^，。；]{0,4}(?:租金|房租|费|款)|(?:退还|返还|退回|退付|退)[^，。；]{0,8}(?:押金|保证金|质保金|费|款|金额|担保|保函|定金|订金|余额|租金)|退款|退费|补交|补缴|[交缴][^，。；]{0,8}费|付[^，。；]{0,4}(?:款|费|租金))"
)
_DOING = (
    "(?:交货|交付|供货|发货|送货|到货|供应|开通|安装|装机|移机|完工|竣工|完成|提供|交房|交工|交验|交稿|修复|维修|抢修|保修|到场|到达|抵达|上线|"
    "验收|整改|响应|启动|开工|施工|发布|刊登|刊播|播出|播放|举办|举行|出席|参加|实施|执行|安排|投放|更换|送达|运达|运抵|调试|移交|建设|开发|提交|交底|进场|投产|投运|供电|供水|供气|供热|恢复|办理|"
    "交货期|工期|完稿|割接|升级|迁移|扩容|部署|联调|布放|敷设|制作|拍摄|演出|履行|履约|提货|收货|接收|提取|入住|开播|开业|开票|开具|通知|出具|配送|派送|投递|答复|交|退换|补足|处理)"
)
# Giving back what was lent or held is no delivery; of money it is a payment.
_RETURNING = "(?:退还|返还|归还|交还|退回|退付|发还|搬离|搬出|还车|退车|腾退|腾房|迁出|退租)"
# What can still be under way when it is late: 每延误一天完工. 支付 and its like stand there for the penalty itself.
_UNDER_WAY = "(?:交货|供货|发货|到货|送货|交房|交工|交稿|完工|竣工|完成|开通|安装|上线|移交|验收|送达|运达|修复|恢复|投产|供电|供水|供热|交付(?![^，。；]{0,16}(?:违约|罚|赔偿)))"
_ENDING = "(?:终止|解除|解约|退租|退房|退学|退订|退出|辞去|还车|退车|毁约|中止|中断(?=[^，。；]{0,4}(?:合同|协议|履行|合作|租))|离网|退网|退柜|退机|拆机|销户|注销|结束|停租|停用|收房|收铺|停止供货|停供|停止(?:使用|租|合作|履行)|撤场|撤离|撤出|撤走|退场|收回|取消|搬离|撤回|(?:撤销|撤除)(?=[^，。；]{0,8}(?:电路|线路|专线|端口|业务|订单)))"
# Acts by which a customer leaves; ahead of the end they are an early end without the word 提前.
_LEAVING = "(?:销户|销号|过户|退网|离网|转网|携号转[网出]|携出|拆机|拆除|退订|退租|停机|降档|降级|降速|(?:降低|减少|缩减|调低)(?:带宽|速率|档次|配置)|变更(?:为)?(?:低|较低)|转出|退保|退会|退园|退场|停用|解约|解除|终止|中止|取消)"
_TERM = "(?:服务期|合同期|合约期|协议期|租赁期|租期|承诺期|在网期|套餐期|优惠期|最低消费期|最低租用期|最短租用期|订购期|有效期|保底期)(?:限)?"

# What a service consists of, and what it is misused for: see MISUSE below.
_OBJECT = (
    "(?:业务|服务|线路|电路|专线|光纤|带宽|宽带|网络|接入|端口|卡|号码|号段|码号|码|帐号|账号|账户|帐户|IP|地址|域名|平台|店铺|网店|页面|链接|设备|终端|软件|系统|程序|许可|权限|商标|标识|字号|品牌|名称|作品|图片|"
    "房屋|房产|房|商铺|场地|场所|展位|摊位|铺位|档口|柜台|机柜|机房|机位|塔位|铁塔|站址|车位|车辆|土地|仓库|设施|服务器|主机|存储|电力|电|水|燃气|短信|流量|资源|会员|教材|课程)"
)
_OTHERS = rf"(?:{OTHER}|他人|第三[方人]|其[他它](?:[{CUSTOMER}{CARRIER}]|单位|个人|人|方|公司|企业|用户|运营商|主体|组织|商户)|外单位|别人|亲友|非[^，。；]{{1,8}}人员)"
_PASSING = "(?:转让|转租|分租|转借|转售|转卖|转供|转接|转包|转给|转用|转授权|转许可|让与|出租|出借|出售|出让|租给|租借|借给|卖给|提供给|提供予|交给|交由|授权|许可|共享|合用|分享|供)"
_ABUSE = (
    "(?:群呼|群发|群拨|外呼营销|呼死你|改号|虚拟主叫|透传|诈骗|欺诈|刷单|刷量|刷票|炒信|套现|套利|洗钱|虚假(?:信息|交易|宣传|广告|发货)|传销|盗用|盗打|盗播|盗版|攻击|入侵|扫描|挖矿|赌博|博彩|色情|淫秽|低俗|谣言|"
    "垃圾(?:短信|信息|邮件)|骚扰|养卡|养号|猫池|黑产|外挂|作弊|爬取|爬虫|抓取|走私|违禁|易燃|危险品|违法|非法|违规|犯罪|侵权|有害信息|不良信息|翻墙|跨境|窃取|外呼|未经(?:批准|许可|授权|备案)|经营性)"
)

_EVENTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (LATE_PAYMENT, rf"{_OVERDUE}{_GAP}{{0,14}}?{_PAYING}"),
        (LATE_PAYMENT, rf"{_NOT_DUE}[^，。；]{{0,30}}?{_PAYING}"),
        (LATE_PAYMENT, rf"(?:付款|(?<=[款费金租])(?:支付|缴纳|交纳)|缴费|付费|回款|还款|贷款|借款|本息|租金|货款|账款|款项|费用|账单)[^，。；应须需]{{0,4}}?{_OVERDUE}"),
        (LATE_PAYMENT, r"[延迟拖欠缓晚](?:付|缴|交纳)|欠(?:费|款|付|缴|交|租)|拖欠|滞纳金|(?:逾期|延期|迟延)的?(?:租金|款项?|费用|账款|房租|货款)|(?<![可须需必用再])(?<!可以)(?<!有权)(?<!无权)不(?:支付|交纳|缴纳|付|交|缴)(?![^，。；]{0,8}(?:违约金|终止|解约|赔偿|补偿|滞纳金|利息))[^，。；]{0,10}(?:费用?|款项?|租金)(?![。；]|$)|(?<!尚)未(?:支付|缴纳|交纳|付|缴|交(?=[^，。；]{0,6}[费租款]))"),
        (DELAY, rf"{_OVERDUE}{_GAP}{{0,14}}?{_DOING}"),
        (DELAY, rf"{_NOT_DUE}[^，。；]{{0,30}}?{_DOING}"),
        (DELAY, rf"(?:交货|交付|工期|开通|竣工|完工|交房|供货|工程|进度|项目|服务|履行|到货|交稿|验收|提供)[^，。；]{{0,4}}?(?:{_OVERDUE}|拖期|误期)"),
        (DELAY, rf"{_OVERDUE}(?:[一1]?(?:个?工作日|日|天|周)|{DURATION})(?:的)?{_UNDER_WAY}"),
        (RETURN, rf"(?:{_OVERDUE}{_GAP}{{0,14}}?|{_NOT_DUE}[^，。；]{{0,30}}?){_RETURNING}"),
        (DELAY, rf"[迟晚](?:交|到|送|供|发)(?!纳|租|款)|晚了?{_DOING}"),
        (DELAY, r"(?:修复|抢修|恢复|响应|到场|到达|处理|处置|排障)(?:的)?(?:时间|时长|时限)[^，。；]{0,4}(?:超过|超出|超时|长于|大于)"),
        (LATE, rf"{_OVERDUE}(?!(?:仍|而|后)?(?:未|不|拒不)[^，。；]{{0,4}}(?:改正|纠正|停止|拆除|撤出|恢复原状))|每(?:晚|超|误|拖)"),
        (EARLY_END, rf"(?:提前|提早|中途|半途){_GAP}{{0,10}}?{_ENDING}"),
        (EARLY_END, rf"(?:单方面?|擅自|无故|无正当理由|无理|私自|任意|随意|自行|违约|违反(?:本合同|合同|约定|本协议)[^，。；]{{0,4}}|主动|强行|无因)[^，。；]{{0,14}}?{_ENDING}"),
        (EARLY_END, rf"(?:期限?|在网|租期|期间|合约|合同期)[^，。；]{{0,8}}?(?:未满|未到|不满|未届满|届满前|期满前|内)[^，。；]{{0,16}}?{_ENDING}|未满[^，。；]{{0,14}}?(?:{_ENDING}|{_LEAVING})"),
        (EARLY_END, rf"(?:要求|坚持|执意|提出|申请|决定|因故|(?:因|由于)[^，。；]{{0,8}}原因)(?:需要?|须|必须)?(?:在?{DURATION}之?内)?{_GAP}{{0,8}}?{_ENDING}|不再(?:履行|承租|续?租|使用|合作|购买)|毁约|悔约|中途退(?!货)|退[租展团保会园]|不得[^，。；]{{0,8}}?{_ENDING}[^。；]{{0,12}}?否则|不履行[^，。；]{{0,8}}剩余"),
        (EARLY_END, rf"(?:(?<=[。；，：）])|^){PARTY}(?:自行)?(?:解除|终止|撤销|辞去)[^，。；]{{0,4}}(?:合同|协议|委托)的，|第[^，。；]{{1,3}}个?[年月]内?[^，。；]{{0,4}}(?:终止|退租|退网|解约)"),
        (EARLY_END, r"取消(?:已确认|已下达|已生效|已签订)的?[^，。；]{0,4}(?:订单|需求单|合同)"),
        (EARLY_END, r"(?:同意|办理|允许|准予|批准)[^，。；]{0,6}(?:退订|退租|退网|解约)"),
        (EARLY_END, rf"[没未不](?:到期|满期?|做完|用完)[^，。；]{{0,6}}?(?:不(?:用|租|要|干|做|合作)了?|{_LEAVING}|撤|走)"),
        (EARLY_END, rf"{_TERM}[^，。；]{{0,6}}?(?:未满|不满|未到|届满前|期满前|到期前|内|期间)，?[^，。；]{{0,14}}?{_LEAVING}"),
        (EARLY_END, r"(?:销户|过户|退网|离网|携号转[网出]|携出|拆机|降档|退订|退租)[^。；]{0,24}?剩余|欠费[^，。；]{0,4}(?:拆机|销号|销户|退网|离网)"),
        (MISUSE, rf"(?:将|把|让)[^。；]{{0,30}}?{_OBJECT}[^。；]{{0,24}}?(?:用于|用来|用作|用做|改作|改用|改为|移作|挪作|挪用|{_PASSING}[^，。；]{{0,10}}(?:使用|经营|{_OTHERS})|{_OTHERS}[^，。；]{{0,6}}(?:使用|经营|{_PASSING})|转让|转租|出租|转售|分割)"),
        (MISUSE, rf"(?:向|给|为|与|供|由|让){_OTHERS}[^，。；]{{0,8}}?(?:{_PASSING}|使用|接入)|(?:转让|转租|转借|转售|转卖|转供|转接|转授权|转许可|出借|倒卖)[^，。；]{{0,8}}?{_OBJECT}"),
        (MISUSE, rf"(?:利用|使用|通过|借用|从事|进行|实施|发生|发布|发送|传播|制作|用于|用来|涉嫌|参与|组织|开展|对外|恶意|擅自|私自|发起)[^，。；]{{0,20}}?{_ABUSE}"),
        (MISUSE, r"套取|套用|未按[^，。；]{0,12}(?:用途|范围|场景|性质)(?:使用|用)|转租|分租|转借|转售|转卖|转供|转授权|出借|倒卖|挪作|盗用|窃电|私接|违约用电|改变[^，。；]{0,10}(?:用途|性质|使用|类别)|超(?:出|过)?[^，。；]{0,14}?(?:范围|使用)|违规(?:使用|操作)|非法(?:使用|复制|经营)"),
        (MISUSE, rf"(?:利用|使用|借用|以)(?:所租)?[^，。；]{{0,6}}?{_OBJECT}[^，。；]{{0,4}}?(?:经营|开办|开设|开展|从事|对外)"),
        (MISUSE, r"机卡分离|(?:规避|绕过|逃避|躲避)[^，。；]{0,8}(?:审核|审查|监管|监测|检测|拦截|限制|计费)"),
        (MISUSE, r"(?:不得|严禁|禁止|不准)[^，。；]{0,4}(?:发送|发布|传播|制作|上传|转发)"),
        (MISUSE, r"(?:仅|只)(?:供|限|能|得|可)[^，。；]{0,10}?(?:自用|自行使用|自身使用|内部使用|本单位(?:内部)?使用|办公使用)"),
        (MISUSE, rf"{_OBJECT}，?[^，。；]{{0,8}}?(?:不得|不可|严禁|禁止)[^，。；]{{0,12}}?{_PASSING}"),
        (MISUSE, r"(?:擅自|私自|自行|未经[^，。；]{0,24}?(?:许可|同意|授权|允许|批准))[^，。；]{0,16}?(?:使用|用于|复制|传播|转让|转给|转|提供给|许可|授权|扩大|接入|接装|外呼|接[^，。；]{0,3}机|增容|增加|改动|改装|改建|装修|加装|加挂|挂载|附挂|搭建|迁移|启用|翻录|引用|下载|发表)|用于[^，。；]{0,24}(?:以外|之外|其[他它](?:用途|项目|目的|场合)|非法|违法)|违反[^，。；]{0,16}(?:使用|用途)"),
        (BREACH, r"违反|违约(?!金|责任)|不履行|未履行|不符合?|未达到?|拒绝|拒不|违背|泄露|泄漏|隐瞒|虚假|虚报|瞒报|谎报|虚构|伪造|侵权|质量问题|不合格|(?:前述|上述|以上)[^，。；]{0,6}(?:行为|情形)|(?:中途|擅自|单方)变更|行为之一|情形之一|情况之一|转包|违法分包|丢失|损坏|缺陷|瑕疵|短少|假冒"),
    )
)
_RIGHT_TO = re.compile(rf"(?P<who>{PARTY})?[^，。；]{{0,6}}(?:有权|可以|(?<![许认])可(?:以|随时|立即|视|要求|单方)|(?:可|得|即)(?=[^，。；]{{0,8}}$))(?:(?!的，|应当?|须)[^。；]){{0,30}}$")
_TIME = re.compile(rf"[时期日天前内限晚迟{DURATION}]|延|拖|滞后|推后")
_OWED = re.compile(r"(?:应当?|须|需|必须|要求.|除)(?:[向给].)?(?:另行|按[^，。；]{0,10})?(?:支付|承担|补交|补缴|缴清|赔偿|清偿|缴纳|结清|付清)[^，。；]{0,16}$|按照?[^，。；的]{0,8}$")
_CONDITION = re.compile(r"[^，。；]{0,20}(?:的|时|后|情形|情况下)，")
# 比照银行有关延期付款的规定: what a rule is about is no breach of this contract.
_CITED = re.compile(r"(?:比照|参照|按照?|依照|根据|依据)[^，。；的]{0,16}(?:关于|有关|对)[^，。；]{0,6}$")
_CITATION = re.compile(r"[^，。；]{0,8}的?(?:有关)?(?:规定|办法|条例)")
_MEASURED = re.compile(r"(?:(?<!修复|抢修|恢复|响应|到场|到达|处理|处置|排障)(?:时间|时长)|中断|阻断|障碍|故障|次数|比例|流量|温度|数量|人数)[^，。；]{0,4}(?:超过|超出|达到|高于)")  # 停机时间超过18天的，每超过1天
GENERAL = {LATE, BREACH}
_MONEY_HELD = re.compile(rf"(?:{_RETURNING}|退)[^，。；]{{0,14}}?(?:押金|保证金|质保金|担保|保函|定金|订金|预付|费|款|金额|余额|租金)")


class Event(NamedTuple):
    """A breach that a text names, and the sign of the party that commits it there (None where no party is named)."""

    kind: str
    span: Span
    actor: str | None
    timely: bool = True  # its words speak of time; 未按要求提供 does not
    right: bool = False  # what the party may do; it costs who does it, and is a remedy against anybody else


@lru_cache(maxsize=512)
def events(text: str, start: int, end: int) -> tuple[Event, ...]:
    """The breaches that a stretch of the flat text names, in order; 应支付未缴纳的费用 is a duty, no breach."""
    found: list[Event] = []
    for kind, pattern in _EVENTS:
        for match in pattern.finditer(text, start, end):
            if _OWED.search(text, max(start, match.start() - 24), match.start()) and not _CONDITION.match(text, match.end()):
                continue
            if _CITED.search(text, max(start, match.start() - 30), match.start()) and _CITATION.match(text, match.end()):
                continue
            if kind == LATE and match[0] == "每超" and _MEASURED.search(text, start, match.start()):
                continue
            timely = kind != DELAY or bool(_TIME.search(match.group()))
            right = _RIGHT_TO.search(text, max(start, match.start() - 40), match.start()) if kind == EARLY_END else None
            doer = right["who"] if right else actor(text, start, match.start() + 1)
            found.append(Event(kind, Span(*match.span()), doer, timely, bool(right)))
    paid = {event.span.start: event.span.end for event in found if event.kind == LATE_PAYMENT}
    found = [e for e in found if e.kind != DELAY or paid.get(e.span.start, e.span.end) >= e.span.end]  # 逾期支付开发费: nothing is developed late
    return tuple(sorted(found, key=lambda event: (event.span.start, event.span.end)))


def answered_for(text: str, sentence: Span, at: int, payer: str | None) -> Event | None:
    """The breach that the figure at an offset is paid for: the nearest before it in its sentence that its payer commits.

    A breach that says what is late goes before one that only says that something is.
    """
    mine = [event for event in events(text, sentence.start, at) if fits(event, payer)]
    mine = [_of_money(text, event) for event in mine]
    telling = [event for event in mine if event.kind not in GENERAL]
    if telling:
        return telling[-1]
    return next((event for event in mine if event.kind == LATE), mine[-1] if mine else None)


def _of_money(text: str, event: Event) -> Event:
    """A late return of money that was named before it (退还保函，逾期退还的) as the late payment that it is."""
    held = event.kind == RETURN and _MONEY_HELD.search(text, max(0, event.span.start - 60), event.span.end)
    return event._replace(kind=LATE_PAYMENT) if held else event


def is_refund(text: str, event: Event) -> bool:
    """Whether what is late is the return of what the customer paid: no security for the carrier's performance, which the customer holds."""
    held = re.search(rf"{_RETURNING}|退[款费]", text[event.span.start : event.span.end])
    return bool(held) and not re.search(r"借款|贷款|本金|履约|投标|质保|质量保|保函|担保", text[max(0, event.span.start - 60) : event.span.end + 8])


def fits(event: Event, payer: str | None) -> bool:
    """Whether who commits a breach can be the one that pays: the same, or one of them not told.

    What a party has a right to do (甲方有权解除合同) costs that party alone.
    """
    if event.actor == payer or payer is None:
        return True
    return not event.right and (event.actor is None or bool({event.actor, payer} & {EITHER, BOTH, UNKNOWN}))
