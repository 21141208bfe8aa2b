"""One pass over one line: numbers in the order they stand, each with its role, told by the words right before it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

import regex

from extractor.clauses.naming import MASK, Namer, item_of, pair_of
from extractor.clauses.reasons import Stated, with_reasons
from extractor.clauses.said import NOTHING, AmountSaid, ChangeSaid, CountSaid, Direction, Said, Setting, Subject
from extractor.clauses.words import LIMIT, NUMBER, SPLICED, TOKEN, YEAR, words_of
from extractor.language.affixes import without
from extractor.language.fold import squeeze
from extractor.language.money import decimal_of
from extractor.outline.lines import Line
from extractor.records import Reading, Unit
from extractor.template import Template

__all__ = ["read_line"]

_STATED = regex.compile(rf"{NUMBER}(?:万|亿)?元|{NUMBER}%")
_NOUN = regex.compile(r"(?P<noun>[一-鿿][一-鿿()]{1,19}?)(?=[,、。;和及]|$|\d)")


@dataclass
class _Scope:
    """What is open while reading on: the clause, the last and the first subject of the sentence, what is pending."""

    clause: int = 0  # where the present clause begins
    last: Subject = NOTHING
    head: Subject = NOTHING
    topic: Subject = NOTHING  # named without a number: 公务用车购置及运行费。共计安排2万元
    base: tuple[int | None, str] | None = None  # base named in an earlier clause of the sentence
    parts: bool = False  # 其中 was met: later numbers are parts of the head
    whole: tuple[int | None, str | None] | None = None  # year and phase of the amount that 其中 divides
    changed: set[int] = field(default_factory=set)  # indexes of changes of this sentence
    line_head: Subject = NOTHING  # the first subject of the line
    line_parts: bool = False  # later sentences spoke of its parts
    opening: bool = True  # no number was met in this sentence
    year: int | None = None
    before: tuple[int | None, str] | None = None  # base of the sentence before: 其中 goes on with it
    amounts: list[tuple[Subject, Decimal | None]] = field(default_factory=list)  # stated in this sentence
    items: dict[str, None] = field(default_factory=dict)  # of these amounts, the one stated last at the end
    counted: Reading[str] | None = None  # the thing counted last in this sentence


def read_line(line: Line, start: int, setting: Setting, template: Template) -> Iterator[Said]:
    """What the running text of a line says, from ``start`` on, in the order it stands."""
    yield from _Reader(line, start, setting, template).read()


class _Reader:
    """One pass over one line. Positions are those of the squeezed twin; ``at`` leads back to the line."""

    def __init__(self, line: Line, start: int, setting: Setting, template: Template) -> None:
        self.line, self.setting, self.template = line, setting, template
        self.words = words_of(template)
        twin = line.twin
        self.at = [i for i in range(start, len(twin)) if not twin[i].isspace()]
        text = "".join(twin[i] for i in self.at)
        self.text = SPLICED.sub(lambda m: MASK * len(m.group()), text)
        self.stated: list[Stated] = []
        self.namer = Namer(self.text, self.reading, setting, template)
        self.scopes = [_Scope()]

    @property
    def scope(self) -> _Scope:
        return self.scopes[-1]

    def reading(self, start: int, end: int) -> Reading[str]:
        return self.line.reading(self.at[start], self.at[end - 1] + 1)

    def read(self) -> list[Said]:
        if any(char.isdigit() for char in self.text):
            opened = self._brackets()
            for match in TOKEN.finditer(self.text):
                kind = match.lastgroup
                if match["money"]:
                    self._money(match)
                elif match["percent"]:
                    self._percent(match)
                elif kind == "stop":
                    self._close_clause(match.start(), match.end(), match.group() == "。")
                elif kind == "comma" or kind == "mark":
                    self._close_clause(match.start(), match.end(), False)
                elif kind == "open" and match.start() in opened:
                    self._flat(self.scope.clause, match.start())
                    self.scopes.append(_Scope(match.end(), self.scope.last, self.scope.last))
                elif kind == "close" and match.start() in opened and len(self.scopes) > 1:
                    self._close_clause(match.start(), match.end(), True)
                    self.scopes.pop()
                    self.scope.clause = match.end()
            self._close_clause(len(self.text), len(self.text), True)
        else:
            self._flat_only()
        finished = with_reasons(self.stated, self.text, self.words, self.reading)
        return [one.said for one in sorted(finished, key=lambda one: one.start)]

    def _brackets(self) -> set[int]:
        """Positions of brackets that hold statements of their own; others (（境）, （2080101）) are part of a name."""
        stack: list[int] = []
        found: set[int] = set()
        stated = [match.start() for match in _STATED.finditer(self.text)]
        for i, char in enumerate(self.text):
            if char == "(":
                stack.append(i)
            elif char == ")" and stack:
                start = stack.pop()
                at = bisect_left(stated, start)
                if at < len(stated) and stated[at] < i and not LIMIT.match(self.text, i + 1):
                    found |= {start, i}
        return found

    # ------------------------------------------------------------------------------------------- numbers

    def _money(self, match: regex.Match[str]) -> None:
        start, end = match.start("money"), match.end("unit")
        if LIMIT.match(self.text, end):
            return
        unit_name = "万元" if match["unit"] == "万" else str(match["unit"])
        value = decimal_of(match["money"])
        whole = self.reading(start, end)
        unit = Unit(unit_name, "number", self.line.place(self.at[match.start("unit")], self.at[end - 1] + 1))
        reading: Reading[Decimal | None] = Reading(value, whole.raw, whole.place, unit)
        left_start, left = self.scope.clause, self.text[self.scope.clause : start]
        change = self.words.change.search(left)
        beyond = self.words.beyond.search(left)
        if beyond is not None:
            self._beyond(beyond, left_start, reading, (start, end))
        elif change is not None:
            self._change(change, left_start, reading, (start, end))
        else:
            self._amount(left_start, start, reading, (start, end))
        self.scope.clause = end

    def _beyond(
        self, match: regex.Match[str], left_start: int, reading: Reading[Decimal | None], span: tuple[int, int]
    ) -> None:
        """决算数大于预算数55.93万元: a change against the year's own budget, its verb before the base."""
        named = self.namer.name(left_start, left_start + match.start())
        subject = named if named.label is not None else self._inherited()
        direction: Direction = "flat" if reading.value == 0 else "increase" if match["up"] else "decrease"
        self.scope.base = self._base("比" + match["what"], match["what"])
        self.scope.changed.add(len(self.stated))
        self._say(ChangeSaid(subject, direction, reading, True, *self.scope.base, self.setting.year), span)

    def _percent(self, match: regex.Match[str]) -> None:
        start, end = match.start(), match.end()
        left = self.text[self.scope.clause : start]
        verb = self.words.rate.search(left)
        if verb is not None and match["sign"] == "%":
            whole = self.reading(start, end)
            percent = Reading(decimal_of(match["percent"]), whole.raw, whole.place)
            if self._add_percent(percent):
                self.scope.clause = end
                return
            full = self.words.change.search(left)
            if full is not None and (full["base"] or full["alike"]):
                nothing: Reading[Decimal | None] = Reading(None, whole.raw, whole.place)
                self._change(full, self.scope.clause, nothing, (start, end), percent)
        self.scope.clause = end

    def _between(self, start: int, stop: int) -> Subject:
        """The thing named between base and verb (与上年相比收、支预算总计各增加), where it is a known one."""
        subject = self.namer.name(start, stop)
        known = subject.label is not None and (subject.item or pair_of(self.template, subject.label.value))
        return subject if known else NOTHING

    def _undecided(
        self, match: regex.Match[str], left_start: int, reading: Reading[Decimal | None], span: tuple[int, int]
    ) -> None:
        """A figure set against another year by an unknown word: a change whose direction is left open, of no item."""
        named = self.namer.name(left_start, left_start + match.start())
        subject = named if named.label is not None else self._inherited()
        year, kind = self._base(match.group(), match["what"])
        nothing = reading.value == 0  # 比上年变化0万元 is none, whatever the verb
        whole = subject if nothing else Subject(subject.label, None)
        said = ChangeSaid(whole, "flat" if nothing else None, reading, True, year, kind, self.setting.year)
        self._say(said, span)

    def _add_percent(self, percent: Reading[Decimal]) -> bool:
        """Give a percent to the last change of the sentence (to both, where one phrase stated two); False if none waits."""
        last = max(self.scope.changed, default=None)
        if last is None and len(self.scopes) > 1 and not self.scope.amounts:  # 减少20万元（下降5.3%）
            last = max(self.scopes[-2].changed, default=None)
        if last is None:
            return False
        span = (self.stated[last].start, self.stated[last].end)
        given = False
        for index, one in enumerate(self.stated):
            if (one.start, one.end) == span and isinstance(one.said, ChangeSaid) and one.said.percent is None:
                self.stated[index] = one._replace(said=replace(one.said, percent=percent))
                given = True
        return given

    def _amount(self, left_start: int, stop: int, reading: Reading[Decimal | None], span: tuple[int, int]) -> None:
        left = self.text[left_start:stop]
        based = self.words.base.search(left)
        year, kind = self._base(left[based.start() :], based["what"]) if based is not None else (None, "unstated")
        itself = kind == "unstated" and year is not None and year == self.setting.year  # 经比较，2020年度“三公”经费41万元
        if based is not None and not itself:  # 比2025年预算数 9819.98 万元 减少…: the level of the base year
            self.scope.base = year, kind
            named = self.namer.name(left_start, left_start + based.start())
            subject = named if named.label else self._inherited()
            own = year is not None and year == self.setting.year  # 决算比年初预算数2100万元增加…
            spent = kind == "prior_year_executed" or (self.setting.final and kind == "unstated")
            level = "prior_executed" if spent else "budget" if own else "prior_budget"
            self._say(AmountSaid(subject, reading, year, level), span)
            return
        unknown = None if itself else self.words.against.search(left)
        if unknown is not None and str(self.setting.year) in unknown.group()[: -len(unknown["what"]) or None]:
            unknown = None  # 2021年当年项目3万元和2021年以前项目2万元: the own year is no base
        if unknown is not None:  # 较上年净增5万元: measured against a year by a word nobody knows
            self._undecided(unknown, left_start, reading, span)
            return
        named = self.namer.name(left_start, stop)
        if named.label is not None and self.scope.amounts and regex.search("预算|决算", named.label.value):
            generic = squeeze(named.label.value) in self.template.words("prose.generic")
            named = NOTHING if generic else named  # 培训费全年预算6万元，支出决算4万元: of the same thing
        subject = self._whole_only(self._beside(self._part(named), left_start, stop))
        if subject.label is not None:
            self.scope.topic = NOTHING
        if subject.label is None and self.scope.counted is not None:  # 国内公务接待67批次，660人次，共12.8万元
            subject = Subject(self.scope.counted, item_of(self.template, self.scope.counted.value, self.setting.key))
        elif subject.label is None:
            subject = self._inherited(fresh=True)
        self.scope.counted = None
        year, phase = self._when(left_start, stop, subject)
        if not self.scope.parts:
            self.scope.whole = year, phase
        elif self.scope.whole and phase != "stock" and not regex.search(r"预算|决算|执行|上年|去年", self.words.funds.sub("", left)):
            year, phase = (year, phase) if YEAR.search(left) else self.scope.whole  # parts are of the year of their whole
        self._say(AmountSaid(subject, reading, year, phase), span)
        self.scope.amounts.append((subject, reading.value))
        if subject.item is not None:
            self.scope.items.pop(subject.item, None)
            self.scope.items[subject.item] = None
        self._mark_parts(left)
        if self.scope.head is NOTHING or self.scope.head.label is None:
            self.scope.head = subject
        if self.scope.line_head.label is None:
            self.scope.line_head = subject
        self.scope.last = subject
        self.scope.changed = set()
        self.scope.opening = False

    def _part(self, subject: Subject) -> Subject:
        """A short name (货物) with the item it has as a part of what was named before."""
        if subject.item is not None or subject.label is None:
            return subject
        wholes = [
            item
            for scope in reversed(self.scopes)
            for item in (scope.topic.item, scope.last.item, scope.head.item, scope.line_head.item)
        ]
        names = list(without(squeeze(subject.label.value), self.template.words("prose.qualifier")))  # 货物支出
        found = (self.template.find(f"parts.{whole}", name) for whole in wholes if whole for name in names)
        return subject._replace(item=next((item for item in found if item), None))

    def _beside(self, subject: Subject, start: int, stop: int) -> Subject:
        """支出总计 right after 财政拨款收入总计 is the expenditure of that money, not of all; so is a bare 支出."""
        if not self.scope.amounts or self.scope.parts:
            return subject
        label = subject.label if subject.label is not None else self.namer.bare(start, stop)
        if label is None:
            return subject
        before = list(reversed(self.scope.items))
        known = (self.template.find(f"beside.{item}", label.value) for item in before)
        item = next((item for item in known if item), None)
        if item is None and subject.label is None and "支出" in label.value and before and before[0].startswith("revenue."):
            return Subject(label, None)  # never what was said of a revenue
        return Subject(label, item) if item else subject

    def _whole_only(self, subject: Subject) -> Subject:
        """A source of revenue named as a part of something that is none (上年结转 of one project) is not the office's."""
        head = self.scope.line_head
        both = head.label is not None and pair_of(self.template, head.label.value)
        part = self.scope.line_parts and head.label is not None and not both and not (head.item or "").startswith("revenue.")
        spent = part and subject.item is not None and subject.item.startswith("revenue.") and head.item is None
        return subject._replace(item=None) if spent else subject

    def _mark_parts(self, clause: str) -> None:
        """其中, 包括, 主要用于: what follows are parts of the first amount, of the sentence or of the line."""
        if self.scope.head.label is not None and regex.search("其中|包括|包含|具体", clause):
            self.scope.parts = True
        if self.scope.line_head.label is not None and regex.search("其中|包括|包含|具体|用于", clause):
            self.scope.line_parts = True

    def _change(
        self,
        match: regex.Match[str],
        left_start: int,
        reading: Reading[Decimal | None],
        span: tuple[int, int],
        percent: Reading[Decimal] | None = None,
    ) -> None:
        direction: Direction | None = "increase" if match["up"] else "decrease" if match["down"] else None
        if direction and reading.value == 0:
            direction = "flat"
        subject = self.namer.name(left_start, left_start + match.start())
        what = match["what"] or ""
        if subject.label is None and match["base"] and what:
            subject = self._between(left_start + match.start("what"), left_start + match.end("what"))
            if subject.label is not None and self.words.opens.match(what):  # 与上年相比，收、支预算总计各增加: the name is this year's
                what = what.replace(squeeze(subject.label.value), "")
            what = self.words.funds.sub("", what)
        if subject.label is None:
            whole_line = self.scope.opening and self.scope.line_parts and self.scope.line_head.label is not None
            subject = self.scope.line_head if whole_line else self._inherited()
        else:
            self.scope.last = subject
            if self.scope.head.label is None:
                self.scope.head = subject
        self.scope.opening = False
        if match["base"]:
            self.scope.base = self._base(match["base"], what)
        elif self.scope.base is None and self.text.startswith("其中", self._sentence(left_start)):
            self.scope.base = self.scope.before
        year, kind = self.scope.base or self._root_base() or (self._prior(), "unstated")
        for one in self._each(subject, self.text[left_start : left_start + match.end()]):
            self.scope.changed.add(len(self.stated))
            self._say(ChangeSaid(one, direction, reading, True, year, kind, self.setting.year, percent), span)

    def _sentence(self, position: int) -> int:
        """Where the sentence of a position begins."""
        return self.text.rfind("。", 0, position) + 1

    def _each(self, subject: Subject, clause: str) -> tuple[Subject, ...]:
        """收入总计…，支出总计…，各增加…: both that the sentence named last; any other change has one subject."""
        named = self.scope.amounts[-2:]
        if regex.search("各(?:增|减|上|下|提|降)", clause) is None or len(named) < 2 or subject is not named[1][0]:
            return (subject,)
        (first, one), (second, other) = named
        return (first, second) if one == other and first.label is not second.label else (subject,)

    def _say(self, said: Said, span: tuple[int, int]) -> None:
        """State one thing; a phrase for two things (收、支总计) states both."""
        subject = said.subject
        both = pair_of(self.template, subject.label.value) if isinstance(subject, Subject) and subject.label else ()
        if isinstance(said, CountSaid) or not isinstance(subject, Subject) or not both:
            self.stated.append(Stated(said, *span))
            return
        for item in both:
            self.stated.append(Stated(replace(said, subject=Subject(subject.label, item)), *span))

    # ------------------------------------------------------------------------------------------- clauses

    def _close_clause(self, stop: int, start: int, sentence: bool) -> None:
        scope = self.scope
        clause = self.text[scope.clause : stop]
        self._flat(scope.clause, stop)
        self._counts(scope.clause, stop)
        if clause and not any(c.isdigit() for c in YEAR.sub("", clause)):
            based = self.words.compared.search(clause)
            if based is not None and (named := regex.match(r"^.{0,12}$", clause[: based.start()])):
                scope.base = self._base(based["base"] + based["what"], based["what"])
                subject = self.namer.name(scope.clause, scope.clause + named.end())
                if subject.item or (subject.label is not None and pair_of(self.template, subject.label.value)):
                    scope.topic = scope.last = subject
            elif not self.words.reason.search(clause):
                subject = self.namer.name(scope.clause, stop)
                titled = sentence and self.line.ordinal is not None and scope.topic is NOTHING and not self.stated
                whole = len(clause) <= 28 or clause.endswith(("(项)", "(款)", "(类)"))
                titled = (titled and whole) or self._leads(stop, start)
                if subject.item is not None or (titled and subject.label is not None):
                    scope.topic = subject
        self._mark_parts(clause)
        for match in YEAR.finditer(clause):
            scope.year = int(match[1])
        scope.clause = start
        if sentence:
            if scope.parts or scope.last.label is None:
                scope.last = scope.head if scope.head.label else scope.last
            scope.before = scope.base or scope.before
            scope.head, scope.base, scope.parts, scope.changed, scope.opening = NOTHING, None, False, set(), True
            scope.amounts, scope.items, scope.counted, scope.whole = [], {}, None, None
        elif self.text[stop : stop + 1] == ";":
            scope.base = scope.base if scope.parts else None
            scope.changed = set()

    def _leads(self, stop: int, start: int) -> bool:
        """True at a colon with a sum right behind it: what stands before it is its name, known or not."""
        token = TOKEN.match(self.text, start) if self.text[stop:start] == ":" else None
        return token is not None and token["money"] is not None

    def _flat_only(self) -> None:
        """A line without any digit may still say 与上年持平."""
        for match in regex.finditer(r"[^。;]+[。;]?", self.text):
            self.scope.clause = match.start()
            for stop in [m.start() for m in regex.finditer(r"[,:]", match.group())] + [len(match.group())]:
                end = match.start() + stop
                self._close_clause(end, min(end + 1, len(self.text)), False)

    def _flat(self, start: int, stop: int) -> None:
        """与上年持平, 无增减变化: one change of nothing for the thing named before, unless a change stands already."""
        clause = self.text[start:stop]
        match = self.words.flat.search(clause)
        if match is None:
            return
        before = clause[: match.start()]
        subject = self.namer.name(start, start + match.start())
        if match["kept"] and subject.item is None:  # 公用支出未作调整, but not: 工作重点保持不变
            return
        if subject.label is None:
            subject = self._inherited()
            if self.scope.changed:
                return
        elif subject.item is None and not squeeze(subject.label.value).endswith(self._endings()):
            return  # 车辆数量与上年持平: not about money
        else:
            self.scope.last = subject
        if match["base"]:
            year, kind = self._base(match["base"], match["what"] or "")
        elif self.scope.base:
            year, kind = self.scope.base
        elif before and subject.item is None:  # 车辆数量不变: not about money
            return
        else:
            year, kind = self._prior(), "unstated"
        if subject.label is None and self.setting.heading.label is None:
            return
        whole = self.reading(start + match.start(), start + match.end())
        zero: Reading[Decimal | None] = Reading(Decimal(0), whole.raw, whole.place)
        self.scope.changed.add(len(self.stated))
        self._say(
            ChangeSaid(subject, "flat", zero, False, year, kind, self.setting.year),
            (start + match.start(), start + match.end()),
        )

    def _endings(self) -> tuple[str, ...]:
        return self.template.words_of("prose.money", "word")

    def _counts(self, start: int, stop: int) -> None:
        """2个科室, 车辆4辆, 政府采购项目为1类."""
        clause = self.text[start:stop]
        previous = 0
        for match in self.words.things.finditer(clause):
            if LIMIT.match(clause, match.end()):
                continue
            before = clause[previous : match.start()]
            aside = before.rfind("(") > before.rfind(")")  # 139批次(其中外事接待0批次): said in passing
            if aside:
                previous += before.rfind("(") + 1
                before = clause[previous : match.start()]
            after = _NOUN.match(clause, match.end())
            leads = before.endswith(("的", "对", "等")) or self.words.count_verb.match(before)
            verb = self.words.count_head.match(before)
            skip = verb.end() if verb else 0
            named = NOTHING
            if not (leads and after):
                named = self.namer.name(start + previous + skip, start + match.start(), counted=True)
            previous = match.end()
            subject = named.label
            if subject is None and after is not None:
                previous = after.end("noun")
                subject = self.reading(start + match.end(), start + previous)
            elif subject is None:
                subject = self.scope.counted or self.scope.last.label or self.scope.topic.label
            whole = self.reading(start + match.start(), start + match.end())
            number = Reading(decimal_of(match["n"]), whole.raw, whole.place)
            self._say(CountSaid(subject, number, match["unit"]), (start + match.start(), start + match.end()))
            if subject is not None and not aside:
                self.scope.counted = subject
                item = item_of(self.template, subject.value, self.setting.key)
                if item is not None or self.scope.topic is NOTHING:
                    self.scope.topic = Subject(subject, item)
                if item is not None:
                    self.scope.last = self.scope.topic

    # ------------------------------------------------------------------------------------------- what is meant

    def _inherited(self, fresh: bool = False) -> Subject:
        """The thing meant where a number's own clause names none: named before it in the line, else the heading."""
        scope = self.scope
        order = (scope.topic, scope.last, scope.head) if fresh else (scope.last, scope.topic, scope.head)
        for subject in order:
            if subject.label is not None:
                return subject
        for outer in reversed(self.scopes[:-1]):
            if outer.last.label is not None:
                return outer.last
        return self.setting.heading

    # ------------------------------------------------------------------------------------------- when

    def _prior(self) -> int | None:
        return self.setting.year - 1 if self.setting.year else None

    def _root_base(self) -> tuple[int | None, str] | None:
        return next((scope.base for scope in reversed(self.scopes) if scope.base), None)

    def _base(self, when: str, what: str) -> tuple[int | None, str]:
        printed = YEAR.search(when) or regex.search(r"((?:19|20)\d{2})", when)
        bare = len(when.removesuffix(what)) <= 1  # nothing but 比: what follows is the year's own budget
        own = printed is None and bare and self.words.own.match(what) is not None
        year = int(printed[1]) if printed else self.setting.year if own else self._prior()
        for kind in ("initial_budget", "adjusted_budget", "prior_year_executed", "prior_year_budget"):
            if any(word in what for word in self.template.words_of("base_kind", kind)):
                return year, "unstated" if own and kind == "prior_year_budget" else kind
        return year, "unstated"

    def _when(self, start: int, stop: int, subject: Subject) -> tuple[int | None, str | None]:
        """Year and phase of an amount from its own clause, else from the sentence, else the document's."""
        left = self.text[start:stop]
        printed = [int(m[1]) for m in YEAR.finditer(left)]
        year = printed[-1] if printed else None
        stock = self._is_stock(start, stop, subject)
        if year is None and regex.search(r"上年|去年|年初结转", left) and not regex.search(r"结转|结余", left):
            year = self._prior()
        own = self.setting.year
        if stock:
            return year or self.scope.year or (own if self.setting.final else self._prior()), "stock"
        if year is None or own is None or year == own:
            planned = self.setting.final and "预算" in self.words.funds.sub("", left)
            return own, "budget" if planned or not self.setting.final else "executed"
        if year < own:
            done = self.setting.final or self.setting.past or regex.search("执行|决算", left)
            return year, "prior_executed" if done else "prior_budget"
        return year, "budget"

    def _is_stock(self, start: int, stop: int, subject: Subject) -> bool:
        """True for what an office holds at a date: an asset, and below 国有资产 whatever is not bought or sold."""
        if subject.item is not None:
            return subject.item.startswith("assets.") and subject.item != "assets.planned_purchase"
        heads = {scope.line_head.item for scope in self.scopes} | {scope.head.item for scope in self.scopes}
        if self.setting.key != "state_assets" or "assets.planned_purchase" in heads:
            return False
        opening = regex.split("[,:;]", self.text[self._sentence(start) : stop], maxsplit=1)[0]  # 处置房屋0平方米，账面原值0万元
        return not any(word in opening + self.text[start:stop] for word in self.template.words_of("flow", "word"))
