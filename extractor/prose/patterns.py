"""Compile the vocabularies of a lexicon into patterns over the compact text of a line.

Words come from the lexicon; only how they combine is defined here: base, thing and verb
of a change (比|2019年|预算数|增加), a flat phrase (与上年持平), the lead of a reason, a number of
things with its unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

from extractor.lexicon.lexicon import (
    Lexicon,
    build_alternation,
    build_repeated_alternation,
    collect_signs,
)
from extractor.model.enums import BaseKind
from extractor.text import regex
from extractor.text.dates import YEAR_DIGITS
from extractor.text.numbers import NUMBER_PATTERN

__all__ = [
    "BASE_KINDS",
    "BY_RULE",
    "CLASS_CODE",
    "CLASS_LEVEL",
    "LEVEL_NAME",
    "LIST_MARK_AHEAD",
    "APPROVAL_SIGN",
    "ARRIVALS",
    "BASE_SIGNS",
    "DASHES",
    "EXTENT_SIGNS",
    "INNER_SIGNS",
    "PAYING_SIGNS",
    "TARGET_WORD",
    "COORDINATING_SIGNS",
    "COORDINATOR",
    "COPULA",
    "COPULAS",
    "DENIAL_BEHIND_COLON",
    "FOLDS",
    "GRAND",
    "BOTH_WAYS",
    "LEADS_TO_LEVEL",
    "LEGEND_OF_BRACKETS",
    "LEGEND_WORD",
    "MARK_IN_CHANGE",
    "MONEY_RECEIVED",
    "NEXT_PRICE",
    "PAID_BEHIND",
    "RISES",
    "MONEY_WORD",
    "TIMES",
    "TO_ZERO",
    "YEARS_IN_A_ROW",
    "SMALL_NUMERALS",
    "ZERO",
    "build_counted_list",
    "HAN",
    "ITEM_MARK",
    "LISTED_REASONS_END",
    "LIST_END",
    "RATE_LEAD",
    "THAT_IS",
    "NEITHER",
    "NO_MORE",
    "NO_NAME",
    "UNIT_PRICE",
    "UNIT_PRICE_SIGNS",
    "NUMBER_SEPARATOR",
    "OPENING_OF_YEAR",
    "ORDER_OF_TWO",
    "AMOUNT_OR_PERCENT_END",
    "AS_OF_DATE",
    "ASKS_WHY",
    "NOUN_FOLLOWS_MARKERS",
    "COUNTED_BEHIND",
    "NUMBER_OF_NAME",
    "PUNCTUATION",
    "THRESHOLD_SUFFIX",
    "COUNTED_NOUN",
    "COUNTS_AHEAD",
    "COUNT_BEHIND_LIST",
    "ATTRIBUTIVE",
    "EXTENT",
    "SHARES",
    "SIGNS",
    "SPEAKER_HEADS",
    "SPLICED_PAGE_NUMBER",
    "TELLS_OF_ALL",
    "TELLS_WHAT",
    "TOWARDS",
    "YEAR",
    "ProsePatterns",
    "compile_prose_patterns",
]

# A comma inside a number (1,935) is no separator.
PUNCTUATION = regex.compile(
    r"""(?P<stop>[。;!?])
      | (?P<comma>,(?!\d{3}(?!\d))|(?<!\d),|:)
      | (?P<open>\() | (?P<close>\))
      | (?P<mark>[①-⑳⑴-⒇])
    """,
    regex.VERBOSE,
)
THRESHOLD_SUFFIX = regex.compile(r"(?:\(含\))?(?:及|及其)?(?:以上|以下|以内|起)|/")
SPLICED_PAGE_NUMBER = regex.compile(
    r"(?<=[^\d\-—–])[-—–]\d{1,3}[-—–]"
    r"(?=\d+[\d.,]*(?:万"
    r"|亿)?元)"
)
YEAR = regex.compile(rf"(?<!\d)({YEAR_DIGITS})(?:年度?|(?=[一-鿿]))")
# What is done or left out by a rule: 按上级要求未发生.
BY_RULE = regex.compile(
    "(?:按照?|依照?|依据|根据|遵照)[一-鿿()]{0,16}?"
    "(?:规定|要求|政策|制度|口径|通知|精神|批复|办法|标准|意见)+,?"
)
# The year of 较13年预算, of which two digits are printed.
SHORT_YEAR = r"(?<!\d)[012]\d年(?=预算|决算|执行)"
# Found by its end, so that each digit of a long number is looked at once.
AMOUNT_OR_PERCENT_END = regex.compile(r"(?<=\d)(?:(?:万|亿)?元|%)")
# The thing right behind its number.
COUNTS_AHEAD = regex.compile(r"(?:\d++\p{Han}{1,3}[,、])++")
COUNTED_NOUN = regex.compile(
    r"(?:以[上下内])?(?P<noun>[一-鿿][一-鿿()]{1,19}?)"
    r"(?=[,、。;和及]|以及|$"
    r"|\d)"
)
# Between names that share one statement, and between the numbers of it.
COORDINATOR = regex.compile("、|以及|[和与及并]")
COORDINATING_SIGNS = frozenset("、与和及")
"""One of these is in the name of both stages: 预算和决算."""
DASHES = frozenset("-—–")
SPEAKER_HEADS = frozenset("本我该全")
"""One of these begins what an office calls itself: 本局."""
EXTENT_SIGNS = frozenset("最较居明")
"""One of these is in each word for how much more: 增加最多."""
INNER_SIGNS = frozenset("中里")
"""One of these stands behind a whole whose parts follow: 基本支出中."""
PAYING_SIGNS = frozenset("由从在")
"""One of these stands before what pays: 由事业收入列支."""
TARGET_WORD = "绩效"
APPROVAL_SIGN = "经"
"""Each approval begins with it."""
NUMBER_SEPARATOR = regex.compile("(?:[、,]|以及|[和与及])+")
# One of two things that were named: 后一项, 前者; 后 is left of 后一项.
ORDER_OF_TWO = regex.compile(
    "(?:(?P<former>前)|后)(?:一?[项类笔块个]|者)?(?:支出|费用|经费|收入)?"
)
# 较年初: the level that the year begins with
OPENING_OF_YEAR = regex.compile("[年期]初")
# Opens what is held at a date: 截至2022年底.
AS_OF_DATE = regex.compile(rf"截[至止到]|{YEAR_DIGITS}年?年?[末底]")
# In the name of a side with what is carried over: 收入总计.
GRAND = "总"
_SUMS_UP = (
    "合计|共计|总计|总共|加起来|合起来|总起来|相加|之和|总和|加总|拢共|并作|合成|凑成|拼成"
    "|汇总|合并计算|累计"
)
_SUMS_INTO = "凑成|合成|拼成|合起来|加起来|总起来|拢共"
# Before a change that was told of: 之所以增加.
ASKS_WHY = regex.compile("之?所以")
# Begins the name of a class that short forms leave out: 对个人和家庭的补助.
TOWARDS = "对"
# Opens a clause about what was stated before it.
TELLS_WHAT = regex.compile("[,、]?[均都全]?(?:为|是|系|属)(?!了)")
# Opens a clause that says what the whole before it is: 全部为财政拨款.
TELLS_OF_ALL = regex.compile(
    "[,、]?(?:全部|全额|均|都|皆|全)(?:为|是|系|属于?|来自|来源于|由)"
)
# Ends a list of names before the name of all: 租金等其他收入.
LIST_END = "等"
# 增长1.5倍; 翻一番, 翻两番, in percent
TIMES = "倍"
FOLDS = {"": 100, "一": 100, "1": 100, "两": 300, "二": 300, "2": 300}
# 基本持平, 几乎没有变化
NEARLY = "基本上?|大致上?|大体上?|几乎|近乎|总体上?|整体上?"
# A list of reasons ends at a full stop, and before a clause that is none of them.
LISTED_REASONS_END = regex.compile(
    r"。|;(?!\(?[一二三四五六七八九十\d]{1,2}(?:是|方面|[)、.．])"
    r"|[其第][一二三四五]|另|同时|此外)(?=[^。;]*?\d(?:万|亿)?元)"
)
# between a change and its rate
THAT_IS = "即"
RATE_LEAD = regex.compile(
    "[,、]?(?:即|(?:变动|变化|下降|上升|[增减升降涨跌][减长加少低]?)?"
    "(?:幅度?|比例|比率|率)(?:为|是|约|高?达到?|近|超过?|:)?)?"
)
# 增加的5万元; 最多的是项目支出
ATTRIBUTIVE = "的"
SHARES = "占"
SIGNS = ("+", "-", "−")
SMALL_NUMERALS = "零一二三四五六七八九十两"
# behind names: 等三个科目
COUNT_BEHIND_LIST = regex.compile(
    f"等?[{SMALL_NUMERALS}][个项](?:科目|项目|收入|支出|经费|方面)?$"
)
ZERO = "零"
# 本年归零
TO_ZERO = "[已全均]*[归清]零"
# 出国经费连续三年零预算
YEARS_IN_A_ROW = "(?:连续|最?近)[一-鿿]{1,3}年来?"
# behind what is carried over: 结转资金
MONEY_WORD = "资金|金额|额|收入"
# behind the name of a source: 保教费收入 is 保教费
MONEY_RECEIVED = "收入"
HAN = "[一-鿿]"
# 政府购买服务：无
DENIAL_BEHIND_COLON = (
    ":(?:预算|决算|[、和与都均全皆]){0,5}[无未没不][^,。;:]{0,3}(?=[。;,]|$)"
)
# 既无存量也不新购
NEITHER = "既[无没不未][^,;]{1,8}[也又亦][无没不未][^,;]{1,8}"
# 不再购置
NO_MORE = regex.compile("[不未没]有?再")
# 增加较多, behind a verb
EXTENT = (
    "[得的]?(?:幅度)?(?:较多|较大|较快|很多|很大|不少|不多|不大|较小|有限|明显|显著)"
)
# behind 无: not 无形资产, 无线电
NO_NAME = "(?!形|线|人机|公害|障碍|偿)"
# 为调整预算数: not part of a name
COPULA = regex.compile("为")
# 主要原因是
COPULAS = ("为", "是")
# The mark of an item that is listed within a line.
ITEM_MARK = regex.compile(
    r"\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)、.．]"
    r"(?!\d)|[①-⑳⑴-⒇]"
)
# The code of a class before its name, or in brackets behind it: no number.
CLASS_CODE = regex.compile(
    r"(?<![\d.])[235]\d{2}(?:\d{2}){0,2}(?=[一-鿿\"])"
    r"|\([235]\d{2}(?:\d{2}){0,2}\)"
)
# One level of a path of classes, whose code is that of the level alone or of all above
# it, too: 一般公共服务（201）…行政运行（01）, 特殊学校教育（项）2050701.
CLASS_LEVEL = regex.compile(
    r"(?:\([类款项]\))?"
    r"\([类款项]?(?P<inner>2\d{2}(?:\d{2}){0,2}|\d{2})[类款项]?\)"
    r"|\([类款项]\)(?P<behind>2\d{2}(?:\d{2}){0,2}|\d{2})"
    r"(?![\d.万亿千元%]|,\d)"
    r"(?=(?<=\d{5})|[,:;。(]|$|[^,:;。()\d]{2,30}\([类款项]\))"
)
LEVEL_NAME = regex.compile(
    r"(?:[^-,:;。.\d()/–—>\ufffc]|\((?![类款项]\))[^()\d]{1,12}\))+$"
)
LIST_MARK_AHEAD = regex.compile(r"[一二三四五六七八九十]{1,3}、|年度?(?!金)")
# Money for each of some things (每村5万元) is a price, no sum; 每年 is a period.
UNIT_PRICE = regex.compile(
    "(?:每(?![年月季日周])(?!.*[共总合])[一-鿿]{1,12}"
    "|[人户车生班床亩村店台次件例校]均[一-鿿]{0,6}"
    "|单[次笔人](?!.*[共总合])[一-鿿]{0,12}"
    "|单[一-鿿]{1,8}(?:最[高多低]|上限|封顶)"
    "(?:补[助贴]|奖[励补]|扶持|给予|支持|限额|资助){0,2}[为达可]?"
    "|(?:平均|单车|单价)(?:费用|支出|成本|标准)?[为约达计是]?"
    "|均价[为约达计是]?"
    "|平均[一-鿿]{2,4}(?:费用?|成本)[为约达计是]?"
    "|(?:单价|标准)[均都应]?(?:不得?|不能|未)(?:高于|低于|超过?|超出|大于|突破)?"
    "|(?:单价|标准)[均都]?(?:限|控制)(?:定|制)?[在为于]"
    r"|标准[为是由从按达提高至到]{0,4}|\d+个[一-鿿]{0,6}各)$"
)
UNIT_PRICE_SIGNS = frozenset("每均单标各")
"""Each price of a unit has one of these characters before it."""
# Between two prices of one list: 小学650元、初中850元.
NEXT_PRICE = regex.compile("[、,和及与](?P<of>(?!.*[共合总])[一-鿿]{1,8}?)[为约]?")
# A difference that is paid for: 差额5万元由上年结转弥补.
PAID_BEHIND = regex.compile(
    ",?(?:由|用|通过|从|以|使用|动用)[^,。;]{2,20}"
    "(?:弥补|解决|补足|补充|平衡|承担|列支|安排)"
)
# 一增一减，分别为5万元和4万元
BOTH_WAYS = regex.compile("一(?P<first>[增升涨多减降少])一(?P<second>[增升涨多减降少])")
RISES = frozenset("增升涨多")
# In the words between a verb of change and the level that it led to: 下降至.
LEADS_TO_LEVEL = frozenset("至到成为在")
ARRIVALS = frozenset("至到在")
"""Behind any verb that leads to a level."""
BASE_SIGNS = frozenset("比较对与跟同和在以")
"""One of these opens each base of a change."""
# What the figures in brackets are of: 括号内为2010年预算.
LEGEND_WORD = "括号"
LEGEND_OF_BRACKETS = regex.compile(
    rf"\(?{LEGEND_WORD}[内中里]的?(?:数[据字额]?|金额)?[均都全]?(?:为|是|系)"
    r"(?P<what>[^,。;:)]{2,20})\)?"
)
# Before the rate or the reason of a change that is told of in marks: ；幅度：7%.
MARK_IN_CHANGE = regex.compile(
    r";(?=(?:变动|变化|增减|升降|[增减][加长少]|下降)?(?:幅度|金额|比例|[增减降升涨]幅|(?:主要)?原因):)"
    r"|;(?=(?:增减|变动|变化|升降)(?:率|幅度?|比例)[-+])"
    r"|(?<=元);(?=(?:[增减][长加少]|上升|下降|降低)\d+(?:\.\d+)?%(?:[。;,]|$))"
)
# Right before digits: they number a thing, and count none (第3, 表3, A4).
NUMBER_OF_NAME = frozenset("第/表")
# Persons and things whose name ends as that of a table: 人大代表286名.
COUNTED_BEHIND = ("代表", "报表", "仪表", "电表", "水表")
# Before a number: the thing it counts follows it.
NOUN_FOLLOWS_MARKERS = ("的", "对", "等")

_MOVEMENTS = (
    ("change", "increase"),
    ("change", "decrease"),
    ("change_part", "rise"),
    ("change_part", "fall"),
)
# Kinds of money whose names may hold 预算: 基金预算, 预算外.
_FUNDS_NAMED_AS_BUDGETS = (
    ("funds_named", "general_public_budget"),
    ("funds_named", "government_funds"),
    ("funds_named", "state_capital"),
    ("funds_named", "fiscal_special_account"),
)
_DATE = (
    rf"{YEAR_DIGITS}年(?:度"
    r"|(?:\d{1,2}月?[-—至到])?\d{1,2}月份?"
    r"(?:\d{1,2}日)?)?"
    r"|\d{1,2}[-—至到]\d{1,2}月份?"
)
_CARRIED_WORDS = ("部门", "单位", "项目", "基本", "支出", "财政性", "资金", "非", "的")
_PERIOD_WORDS = (("prose.period", "unit"), ("prose.period", "place"))
BASE_KINDS = (
    BaseKind.INITIAL_BUDGET,
    BaseKind.ADJUSTED_BUDGET,
    BaseKind.PRIOR_YEAR_EXECUTED,
    BaseKind.PRIOR_YEAR_BUDGET,
)


class ProsePatterns(NamedTuple):
    """The vocabularies of one lexicon as patterns over compact text: normalized,
    without white space."""

    leading_words: regex.Pattern[str]
    trailing_words: regex.Pattern[str]
    change: regex.Pattern[str]
    # a verb made of parts: 净增, 上浮, 少列
    short_change: regex.Pattern[str]
    # 追加: done in the year, where it is not measured against another
    adjusting_verb: regex.Pattern[str]
    adjustment_end: regex.Pattern[str]
    # 大于预算数: the verb precedes the base
    versus_budget: regex.Pattern[str]
    # 上述项目分别为: as many things as were stated before
    named_above: regex.Pattern[str]
    # behind a list of names, what they are: 甲项目、乙项目为重点项目
    told_of_list: regex.Pattern[str]
    # a class in a bracket right behind a sum: 5万元（货物）
    class_behind: regex.Pattern[str]
    # what is counted of a journey: 团组
    counted_groups: regex.Pattern[str]
    # a bracket that ends a name: 货物（图书、桌椅）
    remark_behind: regex.Pattern[str]
    # the same, wherever it stands
    versus_budget_word: regex.Pattern[str]
    change_verb: regex.Pattern[str]
    # names what changed behind the verb: 较上年增加项目支出
    change_of_object: regex.Pattern[str]
    # without any of these characters nothing is no change, a change, a reason
    flat_signs: frozenset[str]
    change_signs: frozenset[str]
    reason_signs: frozenset[str]
    # what trailing words end in
    tail_ends: frozenset[str]
    # what words of time and of the parts of an office begin with
    period_heads: frozenset[str]
    scope_heads: frozenset[str]
    no_change: regex.Pattern[str]
    # a direction that no number follows: 较上年有所减少
    vague_change: regex.Pattern[str]
    # 上述两项均, before a change of each
    counted_things: regex.Pattern[str]
    # 为年初预算的90%, before a change against it
    completion: regex.Pattern[str]
    # the last of a list of rates, which is none: 增长5%、下降3%、与上年持平
    flat_of_list: regex.Pattern[str]
    # words between a thing and its verb that tell how it changed
    adverbs: regex.Pattern[str]
    # 预决算
    both_kinds: regex.Pattern[str]
    # a base before a number whose sign is the verb: 比上年+3万元
    signed_change: regex.Pattern[str]
    # 由上年的, before a level that another one follows; what follows it; the words before
    # that
    starting_level: regex.Pattern[str]
    reached_level: regex.Pattern[str]
    reached: regex.Pattern[str]
    # 分别为: what the numbers behind it are of stands before, or is not known
    order_alone: regex.Pattern[str]
    # 收入全部为: the side whose money a sentence lists
    side_lead: regex.Pattern[str]
    # 有所减少|，为|3万元
    is_level: regex.Pattern[str]
    # a verb of change before the level that it led to: 较上年下降至, 减少为
    moved_to: regex.Pattern[str]
    base_level: regex.Pattern[str]
    # behind the level of a base: the change that it is the base of
    change_behind_level: regex.Pattern[str]
    # the number behind it holds for each of several names, or one for each in order
    shared_marker: regex.Pattern[str]
    ordered_marker: regex.Pattern[str]
    # before a verb that is said of each of several things: 各增加
    each_marker: regex.Pattern[str]
    # between a change without a number and its sum: 增加较多，达
    reaches: regex.Pattern[str]
    # behind a name that there is nothing of: 会议费为零
    zero_behind: regex.Pattern[str]
    # what changed in the same way, and not what is told of: 与收入预算同口径
    companion: regex.Pattern[str]
    # how large a part of it: 减少五分之一
    share: regex.Pattern[str]
    # which way the sums of a list have moved: 增加：人员经费5万元、公用经费3万元
    change_head: regex.Pattern[str]
    # what leads in the sums that have not moved: 与上年持平的有
    flat_head: regex.Pattern[str]
    # a verb of change behind a colon: 较上年：减少
    led_movement: regex.Pattern[str]
    # the same, or its base, behind a name: 公务接待费，|较上年减少
    movement_behind: regex.Pattern[str]
    # a change told of again: 减少一半，即减少1万元
    told_again: regex.Pattern[str]
    # behind what a clause tells of, before what that is: 主要来自项目支出
    predicate: regex.Pattern[str]
    moved_most: regex.Pattern[str]
    told_next: regex.Pattern[str]
    # a base at the end of a clause of its own (与2018年度决算相比，)
    comparison_clause: regex.Pattern[str]
    # a change, or the level of the year before, of nothing named
    bare_statement: regex.Pattern[str]
    # a base with unknown words behind it
    unknown_comparison: regex.Pattern[str]
    # ends a base before the thing that changed is named
    comparison_word: regex.Pattern[str]
    own_budget: regex.Pattern[str]
    # 比, 对照: opens a base
    against_word: regex.Pattern[str]
    fund_name: regex.Pattern[str]
    reason_lead: regex.Pattern[str]
    # a reason for a difference from the year's own budget (小于预算数的主要原因)
    own_budget_reason: regex.Pattern[str]
    # the same, from another year (较上年减少的主要原因)
    prior_year_reason: regex.Pattern[str]
    # the measure of a count (辆), right behind its number
    count_unit: regex.Pattern[str]
    # a reason for both sides: 收入、支出变动的原因
    joint_reason: regex.Pattern[str]
    # 原因是, 主要是: it may stand alone; 因 may not
    explicit_reason: regex.Pattern[str]
    any_change_verb: regex.Pattern[str]
    trailing_period_or_count: regex.Pattern[str]
    count_lead_in: regex.Pattern[str]
    count_verb: regex.Pattern[str]
    # what is to be bought
    bought: regex.Pattern[str]
    # opens a noun that an office is: 2个单位出国团组1个
    counted_office: regex.Pattern[str]
    # 100万元以上设备: which things are counted
    limit: regex.Pattern[str]
    # ends the noun behind a number: 8个项目开展绩效自评
    counted_predicate: regex.Pattern[str]
    reason_end: regex.Pattern[str]
    sentence_initial_reason: regex.Pattern[str]
    # one verb for two things (各增加)
    change_of_each: regex.Pattern[str]
    # what follows are parts of what the sentence named first
    breakdown_lead: regex.Pattern[str]
    # behind project expenditure: the projects follow
    project_lead: regex.Pattern[str]
    # a sentence of its own about the parts of the one before
    of_which: regex.Pattern[str]
    added_sum: regex.Pattern[str]
    # what a part of a fund is for: 用于社会福利的彩票公益金支出
    use_of_money: regex.Pattern[str]
    # 均为|5万元, behind names of one sum; ends such names: 收入与支出相等
    equal_value: regex.Pattern[str]
    equal_names: regex.Pattern[str]
    # behind names whose sum is meant: 人员经费、公用经费合计
    sum_behind: regex.Pattern[str]
    # items of a line that a colon parts from what is told of them
    led_item: regex.Pattern[str]
    # a name in quotes at the end of a stretch
    quoted_thing: regex.Pattern[str]
    # money that is none of the office's: 全额上缴国库, 不列入本院收入
    others_money: regex.Pattern[str]
    # opens a sentence about the parts of what the one before counted: 分别是
    parts_lead: regex.Pattern[str]
    covered_gap: regex.Pattern[str]
    # 示范点项目使用政府性基金
    paid_project: regex.Pattern[str]
    # “饮水安全”是政府性基金安排的项目
    project_of_fund: regex.Pattern[str]
    # 重点项目“传染病区改造”, “产业发展”项目
    named_project: regex.Pattern[str]
    # 该项目全年预算数: of the project named before
    own_project: regex.Pattern[str]
    # 该项目预算: of one project, named before or behind
    one_project: regex.Pattern[str]
    # 安排“饮水安全”5万元: opens a list of projects
    quoted_list: regex.Pattern[str]
    # 政府采购范围内的, 部门预算管理的: behind a name that governs money
    frame_end: regex.Pattern[str]
    # “饮水安全”专项经费: a label whose quotes hold the name
    quoted_project: regex.Pattern[str]
    # “饮水安全”“农村公路”两个项目, before 前者
    two_projects: regex.Pattern[str]
    # 县级配套, 剩余: money of one project, no project by itself
    money_of_project: regex.Pattern[str]
    # 项目名称：, before the name of a project
    name_field: regex.Pattern[str]
    # the name of a project by its end: 雪亮工程运维项目, 信访专项经费
    project_name: regex.Pattern[str]
    # leads in a list of projects: 主要项目有, 3个项目…分别为
    project_list: regex.Pattern[str]
    # a name behind its number: 153.9万元是财政拨款
    name_behind: regex.Pattern[str]
    # what is left for another year behind its number: 15万元结转下年
    carried_behind: regex.Pattern[str]
    # a head that only its purpose describes: 用于机构运转的日常支出
    purpose: regex.Pattern[str]
    # words that divide a sum by functions
    by_function: regex.Pattern[str]
    # words that divide a sum by units: 按单位划分
    by_unit: regex.Pattern[str]
    # 较采购预算: the budget of a year, named by what it is for
    named_budget: regex.Pattern[str]
    # leads in what pays for a thing: 资金来源为
    source_lead: regex.Pattern[str]
    # 运行费用由事业收入列支: a clause that says who pays
    paid_clause: regex.Pattern[str]
    # 采购所需资金由: leads in what pays for the purchases
    paid_purchase: regex.Pattern[str]
    # 财政拨款占96%, before 为80万元
    share_before: regex.Pattern[str]
    # 人员经费和公用经费分别占90%和10%, before the sums
    shares_of_list: regex.Pattern[str]
    # 计80万元, behind the share of a thing
    amounts_to: regex.Pattern[str]
    # 采购计划5万元: what was planned
    planned_level: regex.Pattern[str]
    # what a division goes by: 按资金性质分
    divided_by: regex.Pattern[str]
    # a plan to buy: 拟新增, 安排购置
    plans_purchase: regex.Pattern[str]
    # what is counted of a thing: 房屋面积
    measured: regex.Pattern[str]
    # between a whole and a part of it: 主要是
    part_copula: regex.Pattern[str]
    # a verb between money and what it pays: 财政拨款安排
    paying_verb: regex.Pattern[str]
    # things counted that are projects; those with targets
    # 运转类
    kind_of_things: regex.Pattern[str]
    # projects with a number behind them: 重点项目, 专项资金
    counted_project: regex.Pattern[str]
    project_end: regex.Pattern[str]
    # what is carried over, of one fund or kind: 财政拨款结转, 部门结转资金
    carried_name: regex.Pattern[str]
    # 上年实户资金余额: what the year before left
    left_of_year: regex.Pattern[str]
    # words before a level that a change has led to
    reached_by: regex.Pattern[str]
    target_word: regex.Pattern[str]
    goal_lead: regex.Pattern[str]
    target_project: regex.Pattern[str]
    # 3个项目涉及5万元实行绩效目标管理
    target_clause: regex.Pattern[str]
    counted_projects: regex.Pattern[str]
    # money that the projects told of are of: 涉及资金
    target_money: regex.Pattern[str]
    # 基本支出中, before the name of a part
    inner_whole: regex.Pattern[str]
    # 我局机关有用车2辆: between who holds and what
    holding: regex.Pattern[str]
    # 单价50万元以上的设备
    large_equipment: regex.Pattern[str]
    # 国内接待, 外事接待
    reception_scope: regex.Pattern[str]
    inland_reception: regex.Pattern[str]
    foreign_reception: regex.Pattern[str]
    # a heading whose items are projects: 重点项目
    project_heading: regex.Pattern[str]
    # one sum for several names
    shared_sum: regex.Pattern[str]
    # 三项合计: the sum of what was listed
    sum_mark: regex.Pattern[str]
    # 以上三项合计: no more than that what follows is a sum
    sum_alone: regex.Pattern[str]
    # 增减相抵后: the difference of what was listed
    net_mark: regex.Pattern[str]
    # 两项归, before the name of what they add up to
    told_sum: regex.Pattern[str]
    # the other side is the same sum: 支出预算|与之相等
    equals_it: regex.Pattern[str]
    # 年初, right before a sum
    opens_year: regex.Pattern[str]
    # the only name in quotes, right before a comma: 选了“年货节”，
    quoted_end: regex.Pattern[str]
    # who agreed to a figure: 经人大批准
    approval: regex.Pattern[str]
    # 收到, 取得, before the money that came in
    received: regex.Pattern[str]
    # behind a sum: what it consists of
    parts_behind: regex.Pattern[str]
    # 扶贫项目资金: the money of some projects
    project_money: regex.Pattern[str]
    # 延续的重点是, before the name of a project
    told_copula: regex.Pattern[str]
    # 总预算, 总额: the whole of what was listed
    grand_total: regex.Pattern[str]
    # 这个盘子扩大为: the figure that was stated before
    same_figure: regex.Pattern[str]
    # 共节约资金, of purchases
    saved_sum: regex.Pattern[str]
    # 当年列支: a verb of spending
    spends: regex.Pattern[str]
    # 由小微企业承接, behind a sum
    supplier_behind: regex.Pattern[str]
    # 三项合计即为, before the name of the sum
    named_sum: regex.Pattern[str]
    # between a price and the next one
    price_behind: regex.Pattern[str]
    # 增加的5万元里, 多收的钱里: its parts are none of a budget
    divided_change: regex.Pattern[str]
    # 相应减少, 追加, 取消: behind it what a reason adds or takes away
    moved_object: regex.Pattern[str]
    # 收大于支, 差异: what two sums differ by
    balance: regex.Pattern[str]
    # 年初预算、支出决算
    both_stages: regex.Pattern[str]
    # 80万元的支出里, whose parts follow
    inner_side: regex.Pattern[str]
    # 以上三项, before such a mark
    counted_sum: regex.Pattern[str]
    # the same, of what the line named first
    line_breakdown_lead: regex.Pattern[str]
    budget_word: regex.Pattern[str]
    # a budget or final accounts
    document_kind: regex.Pattern[str]
    # an executed budget
    executed_word: regex.Pattern[str]
    # names a year or stage by itself
    stage_word: regex.Pattern[str]
    adjusted_word: regex.Pattern[str]
    prior_year_word: regex.Pattern[str]
    # names what two figures differ by: 差额
    difference: regex.Pattern[str]
    own_year_word: regex.Pattern[str]
    # the year that a clause begins with, behind who speaks
    opening_year: regex.Pattern[str]
    # a clause that names a year alone: 上年预算数：5万元
    led_period: regex.Pattern[str]
    # several years, each with its number: 2020年、2021年
    years_of_list: regex.Pattern[str]
    columns_of_items: regex.Pattern[str]
    ranked: regex.Pattern[str]
    two_years: regex.Pattern[str]
    not_name: regex.Pattern[str]
    paid_by_source: regex.Pattern[str]
    spent_behind: regex.Pattern[str]
    order_remark: regex.Pattern[str]
    supplier_gets: regex.Pattern[str]
    levied_fund: regex.Pattern[str]
    lands_on: regex.Pattern[str]
    described: regex.Pattern[str]
    carried_way: regex.Pattern[str]
    moves_most: regex.Pattern[str]
    fiscal_money: regex.Pattern[str]
    base_of_share: regex.Pattern[str]
    share_lead: regex.Pattern[str]
    alike: regex.Pattern[str]
    listed_year: regex.Pattern[str]
    # the words that open the name of a part: 其中公务接待费
    part_opening: regex.Pattern[str]
    bracket_part: regex.Pattern[str]
    # only words of stage and measure: 调整预算数, 实际支出
    aspect: regex.Pattern[str]
    # 前者年初预算
    ordered_aspect: regex.Pattern[str]
    # money that came over from the year before is of this year's budget
    carryover_word: regex.Pattern[str]
    expenditure_word: regex.Pattern[str]
    # what an office holds at a date
    stock_word: regex.Pattern[str]
    # 三、支出（二）项目支出: parts a title from the one below it
    inner_mark: regex.Pattern[str]
    # whose thing it is, by its form: 本园, 我局（本级）
    owner_form: regex.Pattern[str]
    office_ending: regex.Pattern[str]
    # 我院, 本管委会, 全局; never a region: 我县学校
    speaker: regex.Pattern[str]
    # one word of time, or a date
    period: regex.Pattern[str]
    # a thing counted before a sum: 项目6个、
    counted_thing: regex.Pattern[str]
    # words behind an owner that belong to it: （本级）, 机关
    owner_scope: regex.Pattern[str]
    # 一般行政管理事务（项）
    class_level_suffix: regex.Pattern[str]


class _Fragments(NamedTuple):
    """Parts of patterns that several patterns share."""

    against: str  # 比, 与
    other_year: str  # 上年, 2019年
    base: str  # 比2019年
    change_verb: str  # 增加, with a group for each direction
    moved: str  # 增加|减少, without groups
    verb_suffix: str  # 增加了, 增加额为
    base_level: str  # 预算数为
    flat: str  # 持平
    vague_flat: str  # 变化不大
    share: str  # 两成多
    short_verb: str  # 少花
    rising: str  # 净增
    falling: str  # 压
    counting_verb: str  # 共有


# What short verbs of change and the patterns of no change have beside words.
_OTHER_CHANGES = "多少大小省余番"
_OTHER_FLAT_WORDS = (
    *"不同样般小微仿",
    "保持",
    "维持",
    "接近",
    "相近",
    "无几",
)


@cache
def compile_prose_patterns(lexicon: Lexicon) -> ProsePatterns:
    """Compile all patterns of a lexicon, once.

    Args:
        lexicon: The words of the office, its province and year.

    Returns:
        The patterns; one that never matches where the lexicon has no words for it.
    """

    def list_words(names: Iterable[str | tuple[str, str]]) -> list[tuple[str, ...]]:
        """The words of some vocabularies, each by its name or by name and key."""
        keys = [(name, "word") if isinstance(name, str) else name for name in names]
        return [lexicon.get_words(*key) for key in keys]

    def alternate(*vocabularies: str | tuple[str, str]) -> str:
        """All words of some vocabularies."""
        return build_alternation(*list_words(vocabularies))

    def alternate_repeated(*vocabularies: str | tuple[str, str]) -> str:
        """What a pattern repeats of the words of some vocabularies."""
        return build_repeated_alternation(*list_words(vocabularies))

    parts = _build_fragments(lexicon, alternate)
    base, verb, after = parts.base, parts.change_verb, parts.verb_suffix
    short = rf"(?:{alternate(('change', 'degree'))})?{parts.short_verb}{after}"
    own_year = alternate(("base_when", "own"))
    own_years = "今年|本年度?|当年"
    listed_year = (
        rf"{YEAR_DIGITS}年?度?|{own_years}|(?:{alternate(('phase', 'prior'))})度?"
    )
    above, below = alternate(("excess", "above")), alternate(("excess", "below"))
    generic, measure = alternate("prose.generic"), alternate("prose.qualifier")
    whose, owner = (
        alternate("prose.whose"),
        alternate("prose.owner", ("counts", "owner")),
    )
    count_unit = alternate(("counts", "unit"))
    # 人员, 项目, 个人, 部门: the unit is the first character of a word
    whole_unit = (
        r"(?![月年日元目])(?<!人"
        r"(?=[员才民均口大力事文工]))"
        r"(?<!个(?=[人税]))"
        r"(?<!处(?=[理置级罚]))"
        r"(?<!所(?=[有属得在]))"
        r"(?<!部(?=[门分级队委省]))"
        r"(?<!名(?=[称义单]))(?<!条"
        r"(?=[件例款]))(?<!期(?=[间限末初]))"
        r"(?<!场(?=[所地馆]))"
        r"(?<!台(?=账))(?<!张"
        r"(?=贴))(?<!份(?=额))"
        r"(?<!种(?=[类植子粮]))"
        r"(?<!间(?=接))"
        r"(?<!支(?=[出队付持部行架撑援线]))"
        r"(?<!起(?=[草来到点始诉]))"
        r"(?<!只(?=[有能是安列对]))"
        r"(?<!头(?=[部疼]))(?<!卷"
        r"(?=[烟入]))(?<!块(?=[状钱]))"
        r"(?<!篇(?=幅))"
    )
    denied = build_alternation(lexicon.get_words("change", "denial"))
    regions = "".join(lexicon.get_words("prose.region"))
    no_reason, reason = alternate(("reason", "not")), alternate(("reason", "lead"))
    # 主要原因是由于: a second word that opens a reason, longer than one character
    second_reason = build_alternation(
        tuple(word for word in lexicon.get_words("reason", "lead") if len(word) > 1)
    )
    # words for "unchanged" without a base: 未作调整, 保持不变
    unchanged = build_alternation(
        tuple(
            word
            for word in lexicon.get_words("change", "flat")
            if word[0] in "未无没不维保零"
        )
    )
    least = alternate(("change", "least"))
    # 公用经费分文未增, 没变
    unchanged = (
        rf"{unchanged}|(?:{least})"
        rf"(?:{denied}|不)[增减变差动多少]"
        rf"(?:动|整|化|加)?"
        rf"|(?:{denied})[变动]|(?:保持"
        rf"|维持)(?:在|{parts.other_year}"
        rf"|原有?)*(?:水平|规模)不变"
    )
    # words of time are part of a name (本年收入) unless one of these follows (本年拟购置)
    acts = alternate(
        "prose.lead",
        ("prose.lead", "weak"),
        "prose.owner",
        ("counts", "verb"),
        "prose.generic",
    )
    # what may follow a word that only leads to it, though names begin with it too
    openings = build_alternation(_list_openings(lexicon))
    known_word = (
        rf'(?:[\d(":,]|{parts.other_year}|{whose}'
        rf"|(?:{openings})(?!管理))"
    )
    degree = rf"(?:{alternate(('change', 'degree'))}){{1,3}}的?"
    figure_words: tuple[str | tuple[str, str], ...] = (
        *(("base_kind", kind) for kind in BASE_KINDS),
        "prose.generic",
        "prose.aspect",
        ("phase", "executed"),
        ("doc_type", "budget"),
        ("doc_type", "final"),
    )
    kinds_of_figure, repeated_figure_words = (
        alternate(*figure_words),
        alternate_repeated(*figure_words),
    )
    both_kinds = "(?:预算?[、和与]?决算|决算[、和与]预算)(?:数|额)?(?:之间)?"
    both_years = "(?:两个?年度?|两者|二者|前后)(?:均|都|皆|完全)?"
    compared = r"(?:相比|对比|比较|相较|比)?,?(?:均|各|都)?"
    any_flat = rf"(?:(?P<vague>{parts.vague_flat})|完?全?(?:{parts.flat}))"
    no_change = (
        rf"(?P<vague>{NEARLY})?(?P<base>{base}|同比)"
        rf'(?P<what>[^。;,]{{0,30}}?){compared}"?{any_flat}"?'
        rf"|(?P<base>同{parts.other_year})(?P<what>水平"
        rf"|(?:{kinds_of_figure})?数?)"
        rf"|(?:(?<=[,:;。)])"
        rf"|^)(?:{both_years}|的(?:{kinds_of_figure})+)?{compared}"
        rf"{any_flat.replace('<vague>', '<vague_alone>')}"
        # 预决算一致
        rf"|(?P<both>{both_kinds}){compared}{any_flat.replace('<vague>', '<vague_both>')}"
        rf"|(?P<kept>(?:{unchanged})|(?P<vague_kept>{parts.vague_flat}))"
        # 接待费减少1万元，运行费持平
        r"|(?<=[费出用款入算金])[则也仍均]?"
        rf"(?P<beside>(?P<vague_beside>{NEARLY})?完?全?(?:{parts.flat}))"
    )
    vague_change = (
        rf"(?:(?:(?P<base>{base})"
        rf"(?P<what>[^。;,]{{0,30}}?)"
        rf"|(?P<alike>同比)(?:上年|去年)?)"
        rf"{compared}|)(?:(?<![增减升降])"
        rf"(?P<degree>{degree})"
        rf"(?:{verb}"
        rf"|{parts.short_verb})"
        rf"(?:了|趋势)?(?:{parts.share})?(?=[。,;:)(、]|$)"
        # a line cut behind its verb may go on
        rf"|(?:(?<=.)(?<!{denied})"
        rf"(?<![增减升降]有)(?:{verb})了?"
        rf"(?:{parts.share}"
        rf"|{EXTENT})?(?=[。,;:)(]))"
        rf"|^[,、]?(?:{verb})了?{EXTENT}(?=[。,;:)(])"
        r"|翻了?(?:(?P<fold>[一1两2二])"
        r"|(?P<near>近一|约一|将近一))?番(?P<more>还多"
        r"|有余|多)?)"
    )
    # 减少的主要是项目支出，减6万元: what changed, no reason
    told_next = (
        r"(?<=的)(?:主要)?[是为]"
        r"(?=[^,。;:()\d]{2,14},[增减升降涨多少压][^,。;:()\d]{0,3}\d)"
    )
    no_reason = f"(?:{no_reason})|{told_next}"
    reason_lead = (
        rf"(?:(?<=[。,;:)])|^)[^。,;:()]{{0,28}}?"
        rf"(?!{no_reason})(?P<why>{reason})"
        rf"(?:(?<=原因)(?:[是为]"
        rf"|说明|如下|分析))?[:]?"
        rf"(?:(?:{second_reason})[:]?)?"
    )
    period_or_count = (
        rf"[由从]?{parts.other_year}(?:{generic})?的"
        r"|[由从]原[来先有]?的?"
        rf"|[由从](?:{parts.other_year}(?:{generic})?)?"
        rf"|(?:今年|当年|近?[两三]年来?)(?:{generic})?"
        rf"|(?:{parts.moved})[到至为]"
        rf"(?:{parts.other_year})?的?"
        rf"|{YEAR_DIGITS}年?度?(?:{generic})?"
        rf"|{NUMBER_PATTERN}"
        rf"(?:{count_unit})"
        rf"(?:[、,]?(?:{generic}"
        rf"|{measure})?)"
    )
    count_lead_in = (
        rf"^(?:{whose})(?={parts.counting_verb})"
        rf"|^[、,]?(?:{YEAR_DIGITS}年?)?"
        rf"(?:{owner})?(?:{parts.counting_verb})"
    )
    of_both_kinds = (
        rf"(?:{repeated_figure_words})*(?:{alternate(('doc_type', 'budget'))})数?[、与和及]"
        rf"(?:{repeated_figure_words})*(?:{alternate(('doc_type', 'final'))})"
        rf"(?:{repeated_figure_words})*"
    )
    carried = build_repeated_alternation(
        tuple(lexicon.get_vocabulary("funds_named")), _CARRIED_WORDS
    )
    carried_name = (
        rf"(?:{carried})+(?:结转(?:[和及与、]?结余)?|结余)(?:资金)?"
        rf"(?:{alternate_repeated('prose.qualifier')})*"
    )
    rising = alternate(("change", "increase"))
    falling = alternate(("change", "decrease"))
    quantity = rf"{NUMBER_PATTERN}(?:(?:万|亿)?元|%)"
    sides = alternate(("heads", "revenue"), ("heads", "expenditure"))
    sources = {
        "leading_words": (
            rf"^(?:{alternate('prose.lead', 'prose.owner')}"
            rf"|(?:{alternate(('prose.lead', 'weak'))})"
            rf"(?={known_word})"
            rf"|(?:{alternate('prose.time')})"
            rf"(?={acts}))"
        ),
        "trailing_words": (
            rf"(?:{alternate('prose.tail')}|(?<=[费务训议行购境])(?:{both_kinds}))$"
        ),
        "change": (
            rf"(?:(?P<base>{base})(?P<what>[^。;]*?)"
            rf"|(?P<alike>同比)(?:上年|去年)?"
            rf"|)(?:{degree})?(?<!增)(?:{verb}){after}$"
        ),
        "short_change": (
            rf"(?:(?P<base>{base})"
            rf"(?P<what>[^。;,]{{0,12}}?)"
            rf"|(?P<alike>同比)(?:上年|去年)?"
            rf"|(?P<bare>)){short}$"
        ),
        "change_of_object": (
            rf"(?:(?P<base>{base})(?P<what>[^。;,]*?)"
            rf"|)(?:{verb})了?(?P<object>[一-鿿\"(][一-鿿\"()、]{{1,24}})$"
        ),
        "vague_change": vague_change,
        "change_behind_level": (
            rf"[,)]?(?:的)?(?:{kinds_of_figure}){{0,2}}{compared}(?:{degree})?"
            rf"(?:{verb}|{parts.flat}"
            rf"|{parts.vague_flat}"
            rf"|[一-鿿]{{0,6}}(?:{verb})"
            rf"|相比"
            rf"|{parts.short_verb}了?(?=[-+约近]?\d))"
        ),
        "signed_change": (
            rf"(?:(?P<base>{base})"
            rf"(?P<what>[^。;,]{{0,12}}?)"
            rf"|(?P<alike>同比)(?:上年|去年)?"
            rf"|(?P<bare>))"
            r"(?:为|是|:)?(?P<up>(?!))?(?P<down>(?!))?$"
        ),
        "counted_things": (
            rf"[,、]?(?:以上|上述|这|前述)?"
            rf"(?P<count>[{SMALL_NUMERALS}])"
            rf"(?:项"
            rf"|者|类)(?:支出|费用|经费|收入)?(?:预算"
            rf"|决算)?(?:均|都|皆|各|同时)"
        ),
        "flat_of_list": (
            rf"[、,和及与](?P<flat>(?:{parts.against}{parts.other_year}"
            rf"(?:{kinds_of_figure})*)?{compared}(?:{parts.flat}))(?=[,。;)]|$)"
        ),
        "adverbs": (
            rf"(?:{alternate_repeated('prose.adverb', ('change', 'degree'))}"
            r"|(?:两年?|两者|增减|收支)?(?:相抵|轧差|抵减|冲抵|相减)后?"
            r"|[总整]体上?(?:看|来看|来说)?|总的|[同等]额|同幅度?|同比例|同步"
            rf"|连续[{SMALL_NUMERALS}\d]+年)+$"
        ),
        "both_kinds": both_kinds,
        "completion": rf"(?:{own_year})数?的?{NUMBER_PATTERN}%",
        "starting_level": (
            rf"(?:由|从)(?:原[来先有]?|{parts.other_year})?(?:的"
            rf"|{kinds_of_figure}){{0,3}}$"
        ),
        "reached_level": (
            rf"(?:的)?[一-鿿]{{0,4}}(?:{verb}"
            rf"|{parts.short_verb}|调整?"
            rf"|变更?|改)[为至到成]"
            # 从5万元压缩到今年的3万元: whatever the verb
            rf"|[一-鿿]{{1,4}}[至到](?:{own_years}|{YEAR_DIGITS}年度?)?的?"
            rf"(?:{kinds_of_figure}){{0,2}}的?{NUMBER_PATTERN}(?:万|亿|千)?元"
        ),
        "reached": (
            rf"(?P<moves>[一-鿿]{{0,6}})[为至到成]"
            rf"(?:{own_years}|{YEAR_DIGITS}年度?)?(?:的)?(?:{kinds_of_figure}){{0,2}}的?$"
        ),
        "side_lead": (
            rf"(?:{own_years}|{YEAR_DIGITS}年度?)?(?:财政拨款)?(?P<side>收入|支出)"
            "(?:预算|决算)?(?:全部|主要|均|都)?(?:为|是|包括|包含|含|有|由|中|[投用花]在|投向|用于|分布在)"
        ),
        "is_level": ",[为是]",
        "moved_to": (
            rf"(?:(?P<base>{base})(?P<what>[^。;,]{{0,30}}?)"
            rf"|(?P<alike>同比)(?:上年|去年)?|){compared}(?:{degree})?"
            rf"(?:(?P<up>{rising}|{parts.rising})"
            rf"|(?P<down>{falling}|{parts.falling})|{HAN}{{2}}(?=[至到在]))了?"
            r"(?:(?<!达)[至到成在]|(?<![幅率额数于])(?P<turned>为))"
            rf"(?P<tail>(?:(?:{own_years}|{YEAR_DIGITS}年度?)的?)?"
            rf"(?:{kinds_of_figure}){{0,2}}的?)$"
        ),
        "shared_marker": "均|都|各|皆|同为|同比例",
        "ordered_marker": "分别|各|依次",
        "order_alone": "[,、]?(?:分别|依次|各)[为是]?",
        "reaches": "[,、]?(?:达到?|为|是|约|仅|只|计|即|共|合计|总计|累计|金额|:)*",
        "zero_behind": (
            rf"(?:均|都|皆|仍|继续|保持)?(?:为"
            rf"|是)(?:{ZERO}|空)$|(?:未|没有?"
            rf"|不|无)(?:发生|安排|列支|支出|产生"
            rf"|编制|开支)(?:支出|预算|费用)?$|(?:没有|无)(?:支出|费用)?预算$"
        ),
        "companion": (
            r"[,、]?(?:与|和|同|跟)[一-鿿\"()]{2,16}?(?:同口径"
            r"|同步|同幅度?|同比例|一样|一并|一道)"
        ),
        "told_again": rf"[,、]?(?:即|也就是|也即|亦即)(?:{verb}){after}",
        "change_head": (
            "[,、]?(?:(?P<up>增加?|调增|增支|增收|上升|增长)|(?P<down>减少?|调减|减支|减收|下降|压减|压缩))"
            "(?:的(?=[有是部方])|主要|有|是|项|因素|部分|方面)*"
        ),
        "flat_head": (
            rf"[,、]?(?:(?P<base>{base})(?P<what>(?:{kinds_of_figure}){{0,2}})"
            rf"{compared}|同比)?(?:{parts.flat})的"
            "(?:有|[是为]|主要|包括|项目?|支出|经费|费用|部分|方面)*"
        ),
        "movement_behind": (
            rf"{base}|同比"
            rf"|(?:{degree})?(?:{verb}){after}(?=[,;。\d]|$)"
            r"|[-+−]\d"
        ),
        "share": rf"{parts.share}$",
        "led_movement": rf"(?:{verb}){after}(?=[,;。\d]|$)|[-+−]\d",
        "predicate": "(?<=[项者类块])[均都]?[归属][于入]?|是|来自|来源于|体现在|集中在|主要为|主要在",
        "told_next": rf"[^,。;]{{0,20}}{told_next}",
        "moved_most": rf"(?:{parts.moved}|变[动化])[^,。;]{{0,6}}的?(?:部分|金额)?(?:主要)?[是为系在]",
        "each_marker": "^(?:均|都|皆|各|双双|分别)+",
        "versus_budget": (
            rf"(?<![不未没])(?<!没有)(?:(?P<up>{above})"
            rf"|(?P<down>{below}))"
            rf"(?P<what>(?P<kind>{own_year})"
            rf"|{parts.other_year}"
            rf"(?P<kind>{kinds_of_figure}数?)?)"
            rf"(?:的"
            rf"|为)?$"
        ),
        "versus_budget_word": (
            rf"(?:(?P<up>{above})"
            rf"|(?P<down>{below}))"
            rf"(?P<what>(?P<kind>{own_year})"
            rf"|{parts.other_year}"
            rf"(?P<kind>{kinds_of_figure}数?))"
        ),
        "adjustment_end": rf"(?:{alternate(('change_part', 'adjusts'))})了?$",
        "adjusting_verb": alternate(("change_part", "adjusts")),
        "change_verb": rf"(?:{verb}){after}$",
        "no_change": rf"(?:{no_change})(?=[。,;:)(]|$)",
        "base_level": rf"{base}(?P<what>{parts.base_level})\(?$",
        "comparison_clause": (
            rf"(?P<base>{base}|同比)"
            rf"(?P<what>{parts.base_level})"
            rf"(?:相比"
            rf"|对比|比较|相较|比)?$"
        ),
        "bare_statement": (
            rf"[,、]?(?:(?:{base}|同比)(?:{kinds_of_figure}){{0,3}}{compared}"
            rf"(?:{parts.flat}|(?:{verb}){parts.verb_suffix}{quantity}"
            rf"(?:[,、](?:{verb}){parts.verb_suffix}{quantity})?)"
            rf"|(?:{parts.other_year})(?:{kinds_of_figure}){{0,3}}[为是:]?"
            rf"{quantity})[,:]"
        ),
        "unknown_comparison": rf"{base}(?P<what>[^。;,]*)$",
        "comparison_word": "(?:两年)?(?:相比|对比|比较|相较|比)",
        "own_budget": own_year,
        "against_word": rf"(?:{parts.against})?",
        "fund_name": alternate("funds", *_FUNDS_NAMED_AS_BUDGETS),
        "reason_lead": reason_lead,
        "own_budget_reason": (
            rf"(?:{alternate(('excess', 'above'), ('excess', 'below'))}"
            rf"|比|较|与)(?:{own_year})"
        ),
        "prior_year_reason": rf"{parts.against}{parts.other_year}",
        "count_unit": (
            rf"[余多几]?(?P<unit>[万亿]?(?:{count_unit})"
            rf"(?:\((?:{count_unit})\)"
            rf"|次(?=[,。;、()]|$))?){whole_unit}"
        ),
        "joint_reason": "收入.{0,3}支出|收.?支|均|各项",
        "explicit_reason": alternate(("reason_end", "opens")),
        "any_change_verb": verb,
        "trailing_period_or_count": rf"(?:{period_or_count})$",
        "count_lead_in": count_lead_in,
        "count_verb": (
            rf"^.*(?:{parts.counting_verb}"
            rf"|{alternate(('counts', 'act'))})$"
        ),
        "counted_predicate": rf"{HAN}{{2}}[了过]|{alternate('counts_predicate')}",
        "bought": (
            r"(?:拟|计划|预计)[一-鿿]{0,2}?(?:购置|购买|新购|购入)(?=[一-鿿\d])"
        ),
        "counted_office": alternate(("office", "ending"), "prose.owner_end"),
        "limit": rf"{NUMBER_PATTERN}(?:万|亿)?元(?:\([^()]\))?(?:以上|以下|以内)",
        "reason_end": rf"[。;]|,(?={alternate('reason_end')})",
        "sentence_initial_reason": alternate(("reason_end", "opens")),
        "change_of_each": (
            rf"(?:各自?|分别|均|都|双双)(?:{base}[^,。;]{{0,8}}?)?(?:{parts.moved})"
        ),
        "breakdown_lead": alternate(("divides", "sentence")),
        "line_breakdown_lead": alternate(("divides", "sentence"), ("divides", "line")),
        "project_lead": (
            rf"{alternate(('divides', 'sentence'), ('divides', 'line'))}"
            r"|用于|包含|即|分别|^[,]?(?:主要)?[为是:]|^[^,。;:()]{0,8}:"
            r"|,(?:主要|重点)(?:有|为|是|包括|安排)"
        ),
        "paid_project": (
            r"[,、]?(?P<name>[^,。;:]{2,40}?(?:项目|工程|专项))"
            r"(?:使用|动用|支用|列支|用|由|从)(?:的)?(?P<payer>[^,。;:()\d]{2,20})"
        ),
        "project_of_fund": (
            r"[,、]?(?P<name>[^,。;:]{2,40}?)(?:为|是|系|属于?)"
            r"(?P<what>[^,。;:]{2,24}项目)"
        ),
        "named_project": (
            r'项目[为是]?"[^"]{2,40}"'
            r'|"[^"]{2,40}"(?:等)?(?:重点|专项|一级|二级)?项目'
            r'|"[^"]{2,40}"(?!等)[^\W\d的等和及与是为]{2,8}项目(?=绩效|全年|年初|预算|执行)'
        ),
        "quoted_project": (
            '(?:重点|专项)?(?:项目)?[“"]([^“”"]+)[”"](?:等|重点|专项|一级|二级)*'
            "(?:(?:项目|专项).*|(?:工作|活动)?(?:支出|经费|资金|费用|预算)*)"
        ),
        "frame_end": "(?:(?:管理|范围|目录|口径)[内中]?)+$",
        "named_above": (
            rf"(?:以上|上述|前述)[{SMALL_NUMERALS}\d几各]{{0,3}}[项个类笔]?"
            rf"(?:项目|经费|{repeated_figure_words}){{0,4}}(?:分别|依次)"
        ),
        "told_of_list": "(?:均|都)?[为是系属][^,。;:、]{2,20}$",
        "class_behind": (
            r"\((?P<name>[一-鿿]{2,6})\)"
            r"|,(?:均|都|全部)?(?:属于?|归入?|列入?|[为是系])(?P<name>[一-鿿]{2,4}?)"
            r"(?:类|采购|项目|品目)*(?=[。;,)]|$)"
        ),
        "counted_groups": "(?:团组|团次|批次|人次|人数|团)数?$",
        "remark_behind": r"(?<=.)\([^()]*\)$",
        "own_project": (
            rf"(?:该|本|此|上述)?项目(?:{repeated_figure_words})+"
            rf"|(?:新增|新设|续建|延续|经常性?|一次性|当年|年度)+项目(?:{repeated_figure_words})*"
        ),
        "one_project": rf"[该本此]项目(?:{repeated_figure_words})+[为是]?$",
        "quoted_list": (r'安排了?"[^"]{2,40}"\p{Han}{0,8}(?:\d|$)'),
        "two_projects": (
            r'"(?P<former>[^"]{2,40})"(?:项目)?[、和与及]?"(?P<latter>[^"]{2,40})"'
            r"(?:(?:这|等)?(?:[两二2]个)?[^,。;:()\d]{0,4}项目|(?:[两二]项)?,)"
        ),
        "money_of_project": (
            "(?:其中)?(?:中央|省|自治区|市|州|县|区|旗|乡|镇|上级|本级|地方|财政|自筹|单位|各?级)"
            "[级本]?(?:财政)?(?:专项)?(?:补助|配套|自筹|拨款|投入|安排|承担|资金|预算|经费)+"
            "|(?:剩余(?!的)|[结节]余|收回|结转|未支出|已支出?|累计)[^,。;]{0,6}"
        ),
        "name_field": r"(?:^|[。;:])(?:项目|专项)?名称:$",
        "project_name": (
            r"(?!上年|以前|中央|省|市|县|区|上级|财政|人员|公用|运转|基本)"
            r"[^,。]{2,40}(?:项目|专项)"
            rf"(?:全年|{alternate_repeated('prose.qualifier', *figure_words)})*"
        ),
        "project_list": (
            r"(?:项目[^,。;]{0,6}\d+个|\d+个[^,。;]{0,8}项目)"
            r"[^。]*?(?:[:]|分别|其中|包括|一个?[是为])"
            r"|(?:项目|专项)(?:支出|经费|资金|预算)?,?"
            r"(?:主要|包括|分别|具体|共|重点|用途|内容){0,2}"
            r"的?(?:有|为|是|包括|用于|中"
            r"|里|[:]|如下)"
            r"|(?:项目|专项)(?:支出|经费|资金|预算)[^,。;:()\d]{0,10}[:]"
            r"|评价(?:项目)?\d+个,?(?:即|分别[为是]|[为是:])"
            r"|(?:较[多大高]|主要|重点|最[多大高])的?(?:几|前?[三四五六]|\d)[项个](?:[有是为]|如下)?:"
        ),
        "added_sum": (
            r"[,、;]?(?:年度?中|执行中|年内|期间)?"
            rf"(?:{alternate(('change_part', 'adjusts'))})(?:预算|资金|指标|安排)?了?"
        ),
        "use_of_money": (
            r"(?P<name>用于[^,。;:()]{2,30}?的[^,。;:()的]{1,16}(?:支出|资金|经费))$"
        ),
        "equal_value": (
            rf"[,、]?(?:{listed_year})?(?:{repeated_figure_words})*"
            r"(?P<both>均|都|皆|各|同|亦|也)?[为是]"
        ),
        "equal_names": (
            r"(?:两者|双方|总量|总额|金额|数额|完全|保持)*"
            r"(?:相等|相同|一致|平衡|持平|相符|相当)$"
        ),
        "sum_behind": (
            r"(?:两项|二者|两者|三项)?(?:合计|共计|总计|之和|相加|加总|合并)+[为是达]?$"
        ),
        "led_item": (
            rf"(?<![^。;])(?:{ITEM_MARK.pattern})[^。;:,\d]{{2,30}}:[^。]{{0,300}}?\d(?:万|亿)?元"
        ),
        "quoted_thing": r'"[^"]{2,40}"$',
        "others_money": alternate("others_money"),
        "parts_lead": rf"(?:分别|{alternate(('divides', 'sentence'))}|[为是:])+",
        "covered_gap": (
            r"(?:用|使用|动用|以|由|通过)[^,。;:()\d]{0,14}"
            rf"(?:{alternate(('phase', 'carried'))}|基金)[^,。;:()\d]{{0,4}}"
            r"(?:弥补|补足|填补|抵补|平衡)[^,。;:()\d]{0,8}"
            r"(?:差额?|缺口|不足|赤字)[^,。;:()\d]{0,3}$"
        ),
        "name_behind": (
            r"(?:全部|全|均|都|皆)?(?:用于|用来|属于|来自|列[在入]|计入|[是为系])"
            r"(?P<name>[^,。;:()\d]{2,30})(?=[,。;(]|$)"
        ),
        "carried_behind": (
            r"(?:全部|全额|将|已|均)?(?:结转|留待)"
            r"|[至到](?:下|次|明|以后"
            rf"|{YEAR_DIGITS})年度?"
            r"(?:继续)?(?:使用|支出)"
        ),
        "purpose": r"用于[^,。;]{2,30}的[^,。;的]{0,8}(?:支出|经费|费用)[^,。;]{0,4}$",
        "by_function": "功能|按科目",
        "by_unit": alternate(("divides", "unit")),
        "named_budget": (
            rf"[,、]?(?![同和]){parts.against}(?!{parts.other_year})"
            rf'[一-鿿"]{{2,12}}?(?P<what>{own_year})(?:数|额|的)*'
        ),
        "source_lead": "(?:资金|经费)?来源(?!地)|(?:资金|经费|费用)[^,。;]{0,4}由",
        "paid_purchase": "采购[^,。;]{0,8}(?:资金|经费|费用)[^,。;]{0,6}(?:由|来源|来自)",
        "paid_clause": (
            r"[,、]?(?P<name>[^,。;:()\d]{2,30}?)(?:全部|全额|均|都|主要)?[由从在]"
            r"(?P<payer>[^,。;:()\d]{2,16}?)(?:列支|承担|负担|支付|解决|开支)"
        ),
        "share_before": (
            rf"(?<![^,。;:])(?P<name>[^,。;:\d占]{{2,20}})"
            rf"(?P<of>{SHARES}[^,。;:\d]{{0,12}})?{NUMBER_PATTERN}%,?$"
        ),
        "shares_of_list": (
            rf"(?<![^,。;:])(?P<names>[^,。;:\d]{{4,60}}?)(?:分别|各|依次){SHARES}"
            r"[^。;]{0,60}%,?$"
        ),
        "amounts_to": "[,、]?(?:合?计|[为是即达合约共])+",
        "planned_level": "(?<=采购|支出|经费|年初|年度|全年|用款)计划(?:数|额|金额)?[为是:]?$",
        "divided_by": "按照?[^,。;:按]{1,10}(?:划分|分类|区分|分)(?:别|来看|看)?[为是]?$",
        "plans_purchase": (
            "(?:拟|计划|预计|预算|安排|将)[^,。;:()]{0,6}?"
            f"(?:{alternate(('part_components', 'purchase'))}"
            "|新增|配置|采购|添置|配备|购)"
        ),
        "measured": "(?:建筑|使用|占地|总)?(?:面积|数量|总量)$",
        "part_copula": "主要[是为系]",
        "paying_verb": alternate("fund_verbs"),
        "of_which": "[。;]其中",
        "project_end": "项目$",
        "kind_of_things": "类$",
        "counted_project": "(?:项目|专项)(?:资金|经费|支出)?$",
        "target_word": TARGET_WORD,
        "carried_name": carried_name,
        "left_of_year": (
            rf"(?:{alternate(('phase', 'prior'))}|以前年|年初)[末度]?"
            r"[^,。;:()\d收支]{0,8}余额$"
        ),
        "reached_by": r"[,]?(?:[达为至]|达到|总额)+",
        "goal_lead": "总体?目标[:为是]",
        "target_project": "项目",
        "counted_projects": (
            rf"{NUMBER_PATTERN}个[^,。;]{{0,6}}项目|项目(?:共|有|计)?{NUMBER_PATTERN}个"
        ),
        "target_clause": (
            rf"[^,。;]{{0,12}}{NUMBER_PATTERN}个[^,。;]{{0,6}}项目[^,。;]*绩效"
        ),
        "target_money": (
            r"(?P<of_fund>涉及)[^,。;:]{2,20}(?:支出|拨款|资金|预算)$"
            r"|(?:涉及|金额|资金)[^,。;]{0,6}$"
        ),
        "reception_scope": r"^(?:国内|境内|外事|国\(境\)外|境外|国外)",
        "inland_reception": "国内|境内",
        "foreign_reception": (r"(?:外事|国\(境\)外|境外|国外)\p{Han}{0,4}接待|外宾"),
        "project_heading": (
            rf"(?:{alternate(*_FUNDS_NAMED_AS_BUDGETS)})?"
            "(?:(?:主要|重点|重大|专项|特定目标类){0,2}项目"
            # 科技专项资金
            "|(?:(?!采购|收入|上级|转移)[一-鿿]){0,6}?专项(?:支出|经费|资金)?)"
            "(?:(?:预算|资金)?"
            "(?:执行|实施|完成|安排|进展)"
            "(?:差异|情况|结果)?)?"
            "(?:绩效(?:目标|自评|评价|管理)?"
            "(?:结果)?)?(?:(?:支出|经费|预算)?(?:清单|一览|明细|名单|列表))?"
            # 重点项目：体育馆改造
            "(?::.*)?"
        ),
        "shared_sum": "[共均各]|合计|总计|分别|之和|等",
        "sum_mark": (
            f"(?:{_SUMS_UP})[^,]{{0,4}}$|^(?:(?:以上|上述)?(?:计|共|合|总额|总数|总量)|以上|上述)[为是]?$"
            rf"|[{SMALL_NUMERALS}]项(?:一|合|总)?共(?:计|为|是)?$"
            rf"|[{SMALL_NUMERALS}][项类者块]总(?:额|数|和)[为是]?$"
        ),
        "sum_alone": (
            rf"(?:以上|上述)?(?:[{SMALL_NUMERALS}各][项者块])?(?:经费|费用|支出)?"
            "(?:合计|共计|总计|总和|总额|汇总|总量|相加|合并计算|之和|合起来|加起来|总共)$"
        ),
        "told_sum": (
            rf"[{SMALL_NUMERALS}][项者类块][均都]?[归属][^,。;:()\d]{{2,16}}[,:]$"
        ),
        "equals_it": (
            "[也亦]?[与和同跟](?:之|其|此|前者)(?:完全)?(?:相等|一致|相同|平衡|持平|等额|对应)$"
        ),
        "opens_year": "(?<!上)年初(?:数|列|报|核定?|给|批复?|定|安排|下达)?了?[为是]?$",
        "quoted_end": r'(?<=")[^"]{2,40}(?=",)',
        "approval": f"{APPROVAL_SIGN}[一-鿿]{{0,10}}?(?:批准|批复|同意|审议|核定|核准|审定)(?:通过)?后?的?",
        "received": "(?:实际)?(?:收到|取得|收取|获得|拨入|到位)",
        "parts_behind": rf":|[,、(]?(?:{alternate(('divides', 'sentence'))})",
        "project_money": "(?:项目|专项)(?:资金|经费|支出)$",
        "told_copula": "的?(?:重点|项目|主要)?(?:是|为)",
        "grand_total": r"[,、]?(?:全年)?总(?:的)?(?:预算|决算|支出|开支|额|数|计)+[为是]?",
        "same_figure": (
            r"(?:这|该|此)(?:个|一|项)*(?:盘子|数字?|规模|数额|总额|金额|水平)"
            r"[一-鿿]{0,4}?[为至到]?"
        ),
        "saved_sum": (
            r"[,、]?(?:资金|采购)?(?:共|累计|实际)?(?:节约|节省|节支)"
            r"(?:采购)?(?:财政)?(?:资金|预算|率|比例)?[为达]?"
        ),
        "spends": (
            r"(?:列支|开支|支用|用去|耗用|花费?|支付)"
            rf"[了出掉]?(?:{alternate('prose.tail')})?$"
        ),
        "supplier_behind": (
            r"[一-鿿]{0,4}(?:由|给|向|授予|面向)[^,。;:()\d]{0,4}"
            rf"(?:{alternate(('part_components', 'small'), ('part_components', 'micro'))})"
        ),
        "named_sum": (
            f"(?:{_SUMS_UP})[^,。;:()]{{0,4}}?"
            "(?:即为|就是|等于|[为是即])(?=[一-鿿]{2})"
            f"|(?:{_SUMS_INTO})(?=[一-鿿]{{2}})"
        ),
        "net_mark": "(?:相抵|轧差|抵减|冲抵|相减)[^,]{0,4}$",
        "counted_sum": rf"以上|上述|前述|[{SMALL_NUMERALS}]者|[{SMALL_NUMERALS}][项块家]",
        "price_behind": (
            rf"[一-鿿]{{0,4}}(?:{verb}|{parts.short_verb}|调整|变更?|改)[为至到成]"
            r"(?:每[一-鿿]{1,3})?|,[一-鿿]{0,6}另[加增发]"
        ),
        "divided_change": (
            rf"[一-鿿]{{0,6}}(?:{parts.moved}|{parts.short_verb})[一-鿿]{{0,2}}的"
            rf"(?:{NUMBER_PATTERN}(?:万|亿)?元|钱|资金|部分|数额)"
            r"(?:之中|当中|中|里头|里面|里|都|均|主要|,)"
        ),
        "moved_object": (
            rf"[,、]?(?:[一二三四五六]是|另一?方面是|相应|因此|而且|[一-鿿]{{0,12}}?)"
            rf"(?:(?P<up>{rising}|新增)|{parts.moved}"
            rf"|{alternate(('change_part', 'adjusts'))}|取消|停拨|收回)了?(?=[一-鿿\"]{{2}})(?![到至为])"
        ),
        "balance": (
            rf"{alternate(('change_part', 'difference'))}"
            r"|收[大多高]于支|支[大多高]于收|相抵|[前后]者比[前后]者"
        ),
        "both_stages": of_both_kinds,
        "inner_side": rf"的(?P<side>{sides})(?:之中|当中|中|里头|里面|里)",
        "inner_whole": (
            r"[,、]?(?:在|从)?(?P<whole>[^,。;:()\d其]{2,30}?)(?:之中|当中|中|里头|里面|里)"
            r"(?:列支|开支|安排|包含|包括|含|有)?"
        ),
        "holding": "(?<!国)[有存](?!资)",
        "large_equipment": (
            rf"{NUMBER_PATTERN}(?:万|亿)?元(?:\(含\))?以上[^,。;]{{0,12}}"
            r"设备(?:\([^()]*\))?$"
        ),
        "budget_word": (
            rf"{alternate(('doc_type', 'budget'))}"
            r"|年初(?:已|所)?(?:安排|批复|核定|下达|计划|编列|编报|编制|列支?|确定)"
        ),
        "document_kind": alternate(("doc_type", "budget"), ("doc_type", "final")),
        "executed_word": alternate(("doc_type", "final"), ("phase", "executed")),
        "stage_word": alternate(
            ("doc_type", "budget"),
            ("doc_type", "final"),
            ("phase", "executed"),
            ("phase", "prior"),
        ),
        "adjusted_word": rf"{alternate(('base_kind', 'adjusted_budget'))}|调整后(?!的?决算)",
        "own_year_word": own_years,
        "opening_year": (
            rf"[,、]?(?:{alternate_repeated('prose.owner', ('counts', 'owner'), 'prose.lead')})*"
            rf"(?:{YEAR_DIGITS}年度?|今年|本年度?"
            rf"|当年|{alternate(('phase', 'prior'))}度?)"
        ),
        "led_period": (
            rf"[,、]?(?:到了?)?(?:{YEAR_DIGITS}年度?|{own_years}|{alternate(('phase', 'prior'))}度?)"
            rf"的?(?:{repeated_figure_words})*[里中]?"
        ),
        "years_of_list": rf"(?:(?:{listed_year})(?:[、,和与及]|以及)?){{2,}}",
        "listed_year": listed_year,
        "columns_of_items": (
            r"[,、]?(?P<names>[^。;:,\d]*?(?:\d{4}年[^。;:,\d]*?)*)"
            r"(?:依次|分别|顺次|按顺序|逐一)+(?:[为是]|列示|列出|排列|如下|列)*"
        ),
        "base_of_share": rf"[,、]?(?:分别|各自?|依次|约|已|共|仅)*{SHARES}(?:了|到)?",
        "share_lead": r"的?(?:比[例重])?(?:为|约|近)?",
        "fiscal_money": "拨款|(?:来自|来源于)财政(?:的|拨款的?)?有?|财政(?:[给拨]|下达|安排|拨付)?的?(?:经费|资金|钱|款)?",
        "moves_most": (
            rf"[,、]?(?:其中)?(?P<name>[^,。;:()\d]{{2,24}}?)的?"
            rf"(?:{parts.moved}|{parts.rising}|{parts.falling})[幅额数量]?度?"
            "(?:最[多大快高明]|较[大多]|居首|明显)显?的?"
        ),
        "carried_way": (
            r"(?P<into>上年(?:度)?(?:带来|转来|结过来|结转过来|滚存)的?(?:资金)?$"
            r"|从上年度?结转[^,。;:()\d]{0,10}资金$"
            r"|(?:使用|动用|[用以])(?:年初|上年末?|以前年度)[^,。;:()\d收支]{0,8}?"
            r"(?:结转|结余)(?:和结余)?(?:资金)?)$"
            r"|(?:年末|年底|年终|最终|最后)[^,。;:()\d收支]{0,3}?(?:结转|结余)(?:下年|次年)?$"
            r"|[结留]?转入?(?:下|次|明)年度?(?:使用)?$|留给(?:下|次|明)年度?的?$"
        ),
        "described": r"[,、]?(?P<name>[^,。;:()\d]{2,20}?)(?:是|主要[是为])",
        "lands_on": (
            r",?(?:全部|全|都|均|主要)?(?:落|集中|体现|反映)在(?P<name>[^,。;:()\d]{2,20}?)"
            "(?:上面?|方面|里)?(?=[,。;])"
        ),
        "supplier_gets": (
            r"(?:其中)?[由给]?(?P<who>(?:面向|授予|给予?)?"
            rf"(?:{alternate(('part_components', 'small'), ('part_components', 'micro'))}))"
            "(?:共|合计|的?有|的|得到?|取得|获得?|拿到?|分得|中标|承接|承担|承揽|供货|成交|签订)+了?"
            "(?:采购)?(?:合同|订单|份额)?(?:金额)?"
        ),
        "levied_fund": r"(?!事业|专用|住房|公积)\p{Han}{2,12}(?<!事业|专用)基金",
        "order_remark": r"(?<=.)[(（]按[^()（）]{2,12}[)）]$",
        "spent_behind": (
            r",?(?:全部|主要|均|都)*用于"
            rf"|(?:[^。;:]{{0,60}}?[。,;])(?P<parts>{alternate(('divides', 'sentence'))})"
        ),
        "paid_by_source": "(?:收入|费|收益|债券)安排的支出$",
        "ranked": (
            r"[,、]?(?:其中)?(?P<name>[^,。;:()\d]{2,20}?)"
            "(?:占了?大头|占多数|次之|最[少多大小高低]|居[首次末]|垫底|为主|独大)"
        ),
        "two_years": "两年[里间中内来]?",
        "not_name": (
            rf"(?:{verb}|{parts.flat}|用于|{alternate(('reason', 'lead'))}|占|完成|[是为系])"
        ),
        "alike": "[同等]额|同幅度?|同比例|同步|同样",
        "part_opening": rf"[,、(]?(?:{alternate(('divides', 'sentence'))})",
        "bracket_part": rf"[,、(]?(?:{alternate(('divides', 'sentence'))}|含)",
        "ordered_aspect": rf"(?P<order>[前后]者)(?:{repeated_figure_words})+",
        "aspect": rf"(?:{repeated_figure_words})+|{of_both_kinds}",
        "difference": alternate(("change_part", "difference")),
        "prior_year_word": alternate(("phase", "prior")),
        "carryover_word": alternate(("phase", "carried")),
        "expenditure_word": alternate("spending"),
        "stock_word": alternate(("phase", "stock")),
        "owner_form": rf"(?:本(?!年)|我|该|全(?!年))(?:[一-鿿]{{0,3}})(?:{alternate(('office', 'ending'))})",
        "inner_mark": r"(?<=.)[(（][一二三四五六七八九十]{1,3}[)）](?=\p{Han})",
        "office_ending": alternate(("office", "ending")),
        "speaker": (
            rf"(?:[本我该][^{regions}]{{0,2}}?|全)"
            rf"(?:{alternate(('office', 'ending'))})"
        ),
        "period": rf"{_DATE}|{alternate(*_PERIOD_WORDS)}",
        "counted_thing": rf"[一-鿿]{{0,4}}?{NUMBER_PATTERN}(?:{count_unit})[、,]?",
        "owner_scope": rf"\(?(?:{alternate(('office', 'scope'))}|系统)\)?",
        "class_level_suffix": rf"\((?:{alternate(('class_level', 'top'), 'class_level')})\)$",
    }
    compiled: dict[str, Any] = {
        name: regex.compile(text) for name, text in sources.items()
    }
    return ProsePatterns(**compiled, **_collect_signs(lexicon))


def _collect_signs(lexicon: Lexicon) -> dict[str, Any]:
    """Collect what a text must have for the
    slowest patterns to find anything in it.
    """

    def list_words(*keys: str, of: str) -> list[str]:
        return [word for key in keys for word in lexicon.get_words(of, key)]

    verbs = list_words("undecided", "increase", "decrease", of="change")
    verbs += list_words("difference", "rise", "fall", of="change_part")
    flat = list_words("flat", "denial", of="change")
    tails = list_words("word", of="prose.tail")
    periods = list_words("unit", "place", of="prose.period")
    scopes = list_words("scope", of="office")
    return {
        "change_signs": collect_signs((*verbs, *_OTHER_CHANGES), -1),
        "flat_signs": collect_signs((*flat, *_OTHER_FLAT_WORDS), -1),
        "tail_ends": frozenset(word[-1] for word in (*tails, *"算数额间")),
        "period_heads": frozenset(word[0] for word in periods),
        "scope_heads": frozenset(word[0] for word in (*scopes, *"系(")),
        "reason_signs": collect_signs(list_words("lead", of="reason"), 0),
    }


def build_counted_list(things: str) -> str:
    """Build the pattern of what ends a list of names: 等, 等支出, 两项, 等三项经费."""
    count = rf"(?P<count>[{SMALL_NUMERALS}])项(?:{things})?"
    return rf"(?P<many>{LIST_END}(?P<head>{things})?)?(?:{count})?"


def _list_openings(lexicon: Lexicon) -> tuple[str, ...]:
    """Words of two characters or more that a known phrase may begin with."""
    words = (
        *lexicon.get_vocabulary("labels"),
        *lexicon.get_words("prose.lead"),
        *lexicon.get_words("prose.lead", "weak"),
        *lexicon.get_words("prose.owner"),
        *lexicon.get_words("prose.generic"),
        *lexicon.get_words("counts", "verb"),
    )
    return tuple(word for word in words if len(word) > 1)


def _build_fragments(lexicon: Lexicon, alternate: Callable[..., str]) -> _Fragments:
    comparative = "同比|相比于?|相较于?|相对于?|对比|对照|比较|比之?|较之?|与|跟"
    against = f"(?:{comparative}|同|和)"  # the last two only before another year
    # 年初: the end of the year before, but for the budget of that time
    other_year = (
        rf"(?:(?:{alternate(('base_when', 'prior'))})"
        rf"(?:年末|年底|年终|末|底|期末)?"
        rf"|期初|年初(?!预|批|安|下|部|核|确|财|计|数|控|指|编|申|人大)"
        rf"|{YEAR_DIGITS}年?度?(?:年?末|年?底|年终)?"
        rf"|{SHORT_YEAR})"
    )
    own_budget_follows = f"(?=(?:{alternate(('base_when', 'own'))}))"
    movement = alternate(("change", "movement"))
    denial = alternate(("change", "denial"))
    rise, fall = alternate(("change_part", "rise")), alternate(("change_part", "fall"))
    moved = alternate(*_MOVEMENTS)
    before = alternate(("change_part", "before"))
    behind = alternate(("change_part", "behind"))
    # 在上年基础上, 以上年预算为基数
    on_ground = (
        rf"在{other_year}(?=[^。;,]{{0,6}}基础)"
        rf"|以{other_year}(?=[^。;,]{{0,8}}为基[数础准])"
    )
    directions = {"undecided": "undecided", "up": "increase", "down": "decrease"}
    kinds = alternate(
        *(("base_kind", kind) for kind in BASE_KINDS),
        "prose.generic",
        "prose.qualifier",
    )
    flat = (
        rf"{alternate(('change', 'flat'))}"
        r"|(?:一样|同样|一般)[多少高大低]"
        rf"|(?:{denial})(?:{movement})"
        # 分文未增, 与上年分毫不差
        rf"|(?:{alternate(('change', 'least'))})"
        rf"(?:{denial}"
        rf"|不)(?:{moved}|{rise}|{fall}"
        rf"|差|变)"
        # 保持上年水平不变
        rf"|(?:保持|维持)(?:在|与|{other_year}"
        rf"|原有?|同等|基本)*(?:水平|规模|标准)?(?:不变"
        rf"|持平|一致)"
        # 与上年同
        rf"|同(?![比期上样等])"
        # 无增无减, 没有增加也没有减少
        rf"|(?:{denial}|不)(?:{moved})[也亦且又,、和或]?"
        rf"(?:{denial}"
        rf"|不)?(?:{moved})"
    )
    return _Fragments(
        against=against,
        other_year=other_year,
        base=rf"(?:{against}{other_year}|(?:{comparative}){own_budget_follows}|{on_ground})",
        change_verb="|".join(
            f"(?P<{group}>{alternate(('change', key))})"
            for group, key in directions.items()
        ),
        # 由2020年的306万元提高到2021年的321万元
        moved=moved,
        verb_suffix=(
            rf"(?:{alternate(('change', 'action'))}){{0,2}}"
            r"(?:了|额|数|额度|各|均|都"
            r"|皆|率|比例|幅度?|约|为|是"
            r"|金额|数额|总额|高?达(?!到)"
            r"|的|:){0,3}"
        ),
        base_level=rf"(?:[一-鿿\"()]{{0,24}}?(?:{kinds}))?(?:数|额|总额)?(?:的|为|是|:)?",
        flat=flat,
        vague_flat=(
            rf"(?:{NEARLY})(?:{flat})|"
            rf"(?:{movement}|相差)"
            rf"(?:幅度)?(?:不大|不多|较小"
            rf"|很小|不明显|甚微|无几)"
            rf"|(?:{denial})(?:太大"
            rf"|较大|很大|明显|显著|大|大幅)的?"
            rf"(?:{movement})"
            r"|接近|相近|相仿|差不多"
            # 没有增加 may be less
            rf"|(?<!只[增减升降])(?:{denial}"
            rf"|不)(?:{moved})(?!反)"
        ),
        share=(
            r"(?:近|约|超过?|逾|不到|不足|将近|接近)?"
            rf"(?:[{SMALL_NUMERALS}半]+"
            rf"(?:分之[{SMALL_NUMERALS}]+"
            rf"|[个]?[成倍半]|多?倍)|一半)"
            r"(?:多|左右|以上|有余|上下)?"
        ),
        rising=rf"(?:{before})?(?:{rise})(?:{behind}|{rise})?",
        falling=rf"(?:{before})?(?:{fall})(?:{behind}|{fall})?",
        # 净增, 调高, 少列; 较上年少花3万元: a verb that no list has
        short_verb=(
            rf"(?:(?P<undecided>{alternate(('change_part', 'difference'))})"
            rf"|(?:{before})?(?:"
            rf"(?P<up>{rise})|(?P<down>{fall}))"
            rf"(?:{behind}|{rise}|{fall})?"
            r"|(?<=[年度比期算数])(?:"
            r"(?P<up>多)|(?P<down>少))[一-鿿]{1,2}"
            r"|(?P<up>大了)|(?P<down>小了)"
            r"|(?P<down>省(?=[了下出]))|(?<![一-鿿])(?P<down>(?P<spares>省))(?=$)"
            r"|(?<=预算数?)(?P<down>[结节]余|剩余))"
        ),
        counting_verb=alternate(("counts", "verb")),
    )
