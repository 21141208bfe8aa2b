"""The prose hand: what one line says in numbers - amounts, changes against another year, counts of things.

``2020年预算收入共计165.47万元，比上年增加23.53万元，增长16.6%，主要原因是人员调资。其中：人员经费146.27万元（…）`` is one amount with
one change, and one amount inside it. A number is found first, then its role is told by the words right before it: a verb
of change makes a change, a base (比2019年预算数) an amount of that year, anything else an amount. The name of the thing is
the phrase before; where that phrase names nothing (涉及金额), the thing named before it in the line, the lead-in, or the
heading. What cannot be named stays without a label; a number that is no amount (20万元以上的设备) is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

import regex

from extractor.language.fold import squeeze
from extractor.language.money import decimal_of
from extractor.lines import Line
from extractor.records import Reading, Unit
from extractor.schema import items
from extractor.template import Template

__all__ = ["AmountSaid", "ChangeSaid", "CountSaid", "Setting", "item_of", "read_line"]

Direction = Literal["increase", "decrease", "flat"]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_TOKEN = regex.compile(
    rf"""(?P<money>(?<![\d.A-Za-z]){_NUMBER})(?:为)?(?P<unit>亿元|百万元|万元|千元|元|万(?=[。,;，；]|$))
       | (?P<percent>(?<![\d.A-Za-z]){_NUMBER})(?P<sign>%|个百分点)
       | (?P<stop>[。;!?])
       | (?P<comma>,(?!\d{{3}}(?!\d))|(?<!\d),|:)
       | (?P<open>\() | (?P<close>\))
       | (?P<mark>[①-⑳⑴-⒇])
    """,
    regex.VERBOSE,
)
_LIMIT = regex.compile(r"(?:\(含\))?(?:及|及其)?(?:以上|以下|以内|起)|/")
_SPLICED = regex.compile(r"(?<=[^\d\-—–])[-—–]\d{1,3}[-—–](?=\d+[\d.,]*(?:万|亿)?元)|(?<=[一-鿿])[-—–](?=\d)")
_YEAR = regex.compile(r"(?<!\d)((?:19|20)\d{2})(?:年度?|(?=[一-鿿]))")
_BRACKET_TAIL = regex.compile(r"\((?:\d{3,7}|含[^()]*|不含[^()]*|详见[^()]*|见[^()]*|包括[^()]*)\)$")
_CODE_HEAD = regex.compile(r"^\d{3,7}[-—–.、]?(?=[一-鿿“\"])")
_ITEM_MARK = regex.compile(r"^(?:\(?[一二三四五六七八九十\d]{1,3}[)、.．]|[一二三四五六七八九]是)")
_MASK = "\ufffc"
_EDGE = " 、,，;；:：。.-—–…·)）》/" + _MASK


class Subject(NamedTuple):
    """The thing a number speaks of: its printed label and its item, both possibly unknown."""

    label: Reading[str] | None
    item: str | None


NOTHING = Subject(None, None)


@dataclass(frozen=True)
class Setting:
    """What a line inherits: the document's year and type, the section's key, the heading it stands under."""

    year: int | None
    final: bool  # final accounts: printed values are executed ones
    key: str | None  # key of the nearest known heading
    heading: Subject = NOTHING
    names: tuple[str, ...] = ()  # forms of the department's name, longest first: whose money it is, not what


@dataclass(frozen=True)
class AmountSaid:
    """One stated amount."""

    subject: Subject
    value: Reading[Decimal | None]
    year: int | None
    phase: str | None


@dataclass(frozen=True)
class ChangeSaid:
    """One stated change; ``value`` is None where only a percent is printed (then ``percent`` says it)."""

    subject: Subject
    direction: Direction | None
    value: Reading[Decimal | None]
    stated: bool
    base_year: int | None
    base_kind: str
    year: int | None
    percent: Reading[Decimal] | None = None
    reason: Reading[str] | None = None


@dataclass(frozen=True)
class CountSaid:
    """One stated number of things."""

    subject: Reading[str] | None
    value: Reading[Decimal]
    unit: str


Said = AmountSaid | ChangeSaid | CountSaid


class _Words(NamedTuple):
    """The vocabularies of a template, made ready: patterns over squeezed, folded text."""

    lead: regex.Pattern[str]
    tail: regex.Pattern[str]
    change: regex.Pattern[str]
    rate: regex.Pattern[str]
    flat: regex.Pattern[str]
    base: regex.Pattern[str]
    reason: regex.Pattern[str]
    count: regex.Pattern[str]
    ends: regex.Pattern[str]
    count_head: regex.Pattern[str]
    count_verb: regex.Pattern[str]


def _any(*vocabularies: tuple[str, ...]) -> str:
    words = {regex.escape(w) for words in vocabularies for w in words}
    return "|".join(sorted(words, key=lambda w: (-len(w), w))) or "(?!)"


@cache
def _words_of(template: Template) -> _Words:
    def of(vocabulary: str, key: str = "word") -> tuple[str, ...]:
        return template.words_of(vocabulary, key)

    when = rf"(?:{_any(of('base_when', 'prior'))}|(?:19|20)\d{{2}}年?度?)"
    base = rf"(?:相比于?|相较于?|对比|比较|比|较|与|同|和){when}"
    verb = rf"(?P<undecided>{_any(of('change', 'undecided'))})|(?P<up>{_any(of('change', 'increase'))})|(?P<down>{_any(of('change', 'decrease'))})"
    after = r"(?:了|额|数|额度|各|率|幅度?|约|为|:){0,2}"
    flat = _any(of("change", "flat"))
    leads = _any(of("reason", "lead"))
    second = _any(tuple(word for word in of("reason", "lead") if len(word) > 1))
    return _Words(
        lead=regex.compile(rf"^(?:{_any(of('prose.lead'), of('prose.owner'))})"),
        tail=regex.compile(rf"(?:{_any(of('prose.tail'))})$"),
        change=regex.compile(rf"(?:(?P<base>{base})(?P<what>[^。;]*?)|(?P<alike>同比)(?:上年|去年)?|)(?:{verb}){after}$"),
        rate=regex.compile(rf"(?:{verb}){after}$"),
        flat=regex.compile(
            rf"(?:(?P<base>{base}|同比)(?P<what>[^。;,]{{0,30}}?)(?:相比|对比|比较)?,?(?:基本)?(?:{flat})|(?:(?<=[,:;。)])|^)(?:基本)?(?:{flat}))(?=[。,;:)(]|$)"
        ),
        base=regex.compile(rf"{base}(?P<what>[^。;,]*)$"),
        reason=regex.compile(
            rf"(?:(?<=[。,;:)])|^)[^。,;:()]{{0,16}}?(?!{_any(of('reason', 'not'))})(?:{leads})[:]?(?:(?:{second})[:]?)?"
        ),
        count=regex.compile(rf"(?<![\d.A-Za-z第/])(?P<n>{_NUMBER})(?P<unit>{_any(of('counts', 'unit'))})(?![月年日元])"),
        ends=regex.compile(
            rf"(?:(?:19|20)\d{{2}}年?度?(?:{_any(of('prose.generic'))})?|{_NUMBER}(?:{_any(of('counts', 'unit'))})[、,]?)$"
        ),
        count_head=regex.compile(rf"^[、,]?(?:{_any(of('prose.owner'))})?(?:{_any(of('counts', 'verb'))})"),
        count_verb=regex.compile(rf"^.*(?:{_any(of('counts', 'verb'))})$"),
    )


@cache
def item_of(template: Template, label: str, key: str | None = None, kind: str = "money") -> str | None:
    """Item of a printed label: its words as they are, else without qualifiers (预算, 总额) at either end; None when
    no template knows it. A section's own vocabulary (``labels_in.<key>``) goes first. ``kind`` is money or count: a
    number of people is never the item of a sum."""
    qualifiers = template.words("prose.qualifier")
    names = (f"labels_in.{key}", "labels") if key else ("labels",)
    start = regex.sub(r"\((?:\d+|万元|元|含[^()]*|类)\)", "", squeeze(label))
    queue, seen = [start], {start}
    while queue:
        phrase = queue.pop(0)
        for name in names:
            found = template.words(name).get(phrase)
            if found is not None and (kind == "count" or items()[found].gfsm2014 != "count"):
                return found
        for word in qualifiers:
            for rest in (phrase.removesuffix(word), phrase.removeprefix(word)):
                if 1 < len(rest) < len(phrase) and rest not in seen:
                    seen.add(rest)
                    queue.append(rest)
        queue.sort(key=lambda p: (-len(p), p))
    return None


@dataclass
class _Scope:
    """What is open while reading on: the clause, the last and the first subject of the sentence, what is pending."""

    clause: int = 0  # where the present clause begins
    last: Subject = NOTHING
    head: Subject = NOTHING
    topic: Subject = NOTHING  # named without a number: 公务用车购置及运行费。共计安排2万元
    base: tuple[int | None, str] | None = None  # base named in an earlier clause of the sentence
    parts: bool = False  # 其中 was met: later numbers are parts of the head
    changed: set[int] = field(default_factory=set)  # indexes of changes of this sentence
    line_head: Subject = NOTHING  # the first subject of the line
    line_parts: bool = False  # later sentences spoke of its parts
    opening: bool = True  # no number was met in this sentence
    year: int | None = None


def read_line(line: Line, start: int, setting: Setting, template: Template) -> Iterator[Said]:
    """What the running text of a line says, from ``start`` on, in the order it stands."""
    yield from _Reader(line, start, setting, template).read()


class _Reader:
    """One pass over one line. Positions are those of the squeezed twin; ``at`` leads back to the line."""

    def __init__(self, line: Line, start: int, setting: Setting, template: Template) -> None:
        self.line, self.setting, self.template = line, setting, template
        self.words = _words_of(template)
        twin = line.twin
        self.at = [i for i in range(start, len(twin)) if not twin[i].isspace()]
        text = "".join(twin[i] for i in self.at)
        self.text = _SPLICED.sub(lambda m: _MASK * len(m.group()), text)
        self.said: list[Said] = []
        self.ends: list[tuple[int, int]] = []  # span of each said thing in the squeezed text
        self.scopes = [_Scope()]

    @property
    def scope(self) -> _Scope:
        return self.scopes[-1]

    def reading(self, start: int, end: int) -> Reading[str]:
        return self.line.reading(self.at[start], self.at[end - 1] + 1)

    def read(self) -> list[Said]:
        if any(char.isdigit() for char in self.text):
            opened = self._brackets()
            for match in _TOKEN.finditer(self.text):
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
        self._reasons()
        return sorted(self.said, key=self._order)

    def _order(self, said: Said) -> int:
        return self.ends[self._index(said)][0]

    def _index(self, said: Said) -> int:
        return next(i for i, other in enumerate(self.said) if other is said)

    def _brackets(self) -> set[int]:
        """Positions of brackets that hold statements of their own; others (（境）, （2080101）) are part of a name."""
        stack: list[int] = []
        found: set[int] = set()
        for i, char in enumerate(self.text):
            if char == "(":
                stack.append(i)
            elif char == ")" and stack:
                start = stack.pop()
                inner = self.text[start + 1 : i]
                if regex.search(rf"{_NUMBER}(?:万|亿)?元|{_NUMBER}%", inner) and not _LIMIT.match(self.text, i + 1):
                    found |= {start, i}
        return found

    # ------------------------------------------------------------------------------------------- numbers

    def _money(self, match: regex.Match[str]) -> None:
        start, end = match.start("money"), match.end("unit")
        if _LIMIT.match(self.text, end):
            return
        unit_name = match["unit"] if match["unit"] != "万" else "万元"
        value = decimal_of(match["money"])
        whole = self.reading(start, end)
        unit = Unit(unit_name, "number", self.line.place(self.at[match.start("unit")], self.at[end - 1] + 1))
        reading: Reading[Decimal | None] = Reading(value, whole.raw, whole.place, unit)
        left_start, left = self.scope.clause, self.text[self.scope.clause : start]
        change = self.words.change.search(left)
        if change is not None:
            self._change(change, left_start, reading, (start, end))
        else:
            self._amount(left_start, start, reading, (start, end))
        self.scope.clause = end

    def _percent(self, match: regex.Match[str]) -> None:
        start, end = match.start(), match.end()
        left = self.text[self.scope.clause : start]
        verb = self.words.rate.search(left)
        if verb is not None and match["sign"] == "%":
            whole = self.reading(start, end)
            percent = Reading(decimal_of(match["percent"]), whole.raw, whole.place)
            target = max(self.scope.changed, default=None)
            if target is not None:
                change = self.said[target]
                if isinstance(change, ChangeSaid) and change.percent is None:
                    self.said[target] = replace(change, percent=percent)
                    self.scope.clause = end
                    return
            full = self.words.change.search(left)
            if full is not None and (full["base"] or full["alike"]):
                nothing: Reading[Decimal | None] = Reading(None, whole.raw, whole.place)
                self._change(full, self.scope.clause, nothing, (start, end), percent)
        self.scope.clause = end

    def _amount(self, left_start: int, stop: int, reading: Reading[Decimal | None], span: tuple[int, int]) -> None:
        left = self.text[left_start:stop]
        based = self.words.base.search(left)
        if based is not None:  # 比2025年预算数 9819.98 万元 减少…: the level of the base year
            year, kind = self._base(left[based.start() :], based["what"])
            self.scope.base = (year, kind)
            named = self._name(left_start, left_start + based.start())
            subject = named if named.label else self._inherited()
            phase = "prior_executed" if kind == "prior_year_executed" else "prior_budget"
            self._say(AmountSaid(subject, reading, year, phase), span)
            return
        subject = self._name(left_start, stop)
        if subject.label is None:
            subject = self._inherited(fresh=True)
        year, phase = self._when(left, subject)
        self._say(AmountSaid(subject, reading, year, phase), span)
        self._mark_parts(left)
        if self.scope.head is NOTHING or self.scope.head.label is None:
            self.scope.head = subject
        if self.scope.line_head.label is None:
            self.scope.line_head = subject
        self.scope.last = subject
        self.scope.changed = set()
        self.scope.opening = False

    def _mark_parts(self, clause: str) -> None:
        """其中, 包括, 主要用于: what follows are parts of the first amount, of the sentence or of the line."""
        if self.scope.head.label is not None and regex.search("其中|包括|包含", clause):
            self.scope.parts = True
        if self.scope.line_head.label is not None and regex.search("其中|包括|包含|用于", clause):
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
        subject = self._name(left_start, left_start + match.start())
        if subject.label is None:
            whole_line = self.scope.opening and self.scope.line_parts and self.scope.line_head.label is not None
            subject = self.scope.line_head if whole_line else self._inherited()
        else:
            self.scope.last = subject
            if self.scope.head.label is None:
                self.scope.head = subject
        self.scope.opening = False
        if match["base"]:
            self.scope.base = self._base(match["base"], match["what"] or "")
        year, kind = self.scope.base or self._root_base() or (self._prior(), "unstated")
        self.scope.changed.add(len(self.said))
        self._say(ChangeSaid(subject, direction, reading, True, year, kind, self.setting.year, percent), span)

    def _say(self, said: Said, span: tuple[int, int]) -> None:
        self.said.append(said)
        self.ends.append(span)

    # ------------------------------------------------------------------------------------------- clauses

    def _close_clause(self, stop: int, start: int, sentence: bool) -> None:
        scope = self.scope
        clause = self.text[scope.clause : stop]
        self._flat(scope.clause, stop)
        self._counts(scope.clause, stop)
        if clause and not any(c.isdigit() for c in _YEAR.sub("", clause)):
            based = self.words.base.search(clause)
            if based is not None and (named := regex.match(r"^.{0,12}$", clause[: based.start()])):
                scope.base = self._base(clause[based.start() :], based["what"])
                subject = self._name(scope.clause, scope.clause + named.end())
                if subject.item:
                    scope.topic = scope.last = subject
            elif not self.words.reason.search(clause):
                subject = self._name(scope.clause, stop)
                titled = sentence and self.line.ordinal is not None and scope.topic is NOTHING and not self.said
                if subject.item is not None or (titled and subject.label is not None and len(clause) <= 28):
                    scope.topic = subject
        self._mark_parts(clause)
        for match in _YEAR.finditer(clause):
            scope.year = int(match[1])
        scope.clause = start
        if sentence:
            if scope.parts or scope.last.label is None:
                scope.last = scope.head if scope.head.label else scope.last
            scope.head, scope.base, scope.parts, scope.changed, scope.opening = NOTHING, None, False, set(), True
        elif self.text[stop : stop + 1] == ";":
            scope.base = scope.base if scope.parts else None
            scope.changed = set()

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
        subject = self._name(start, start + match.start())
        if subject.label is None:
            subject = self._inherited()
            if self.scope.changed:
                return
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
        self.scope.changed.add(len(self.said))
        self._say(
            ChangeSaid(subject, "flat", zero, False, year, kind, self.setting.year),
            (start + match.start(), start + match.end()),
        )

    def _counts(self, start: int, stop: int) -> None:
        """2个科室, 车辆4辆, 政府采购项目为1类."""
        clause = self.text[start:stop]
        previous = 0
        for match in self.words.count.finditer(clause):
            if _LIMIT.match(clause, match.end()):
                continue
            before = clause[previous : match.start()]
            after = regex.match(r"(?P<noun>[一-鿿()]{2,14}?)(?=[,、。;和及]|$|\d)", clause[match.end() :])
            leads = before.endswith("的") or self.words.count_verb.match(before)
            verb = self.words.count_head.match(before)
            skip = verb.end() if verb else 0
            named = NOTHING if leads and after else self._name(start + previous + skip, start + match.start())
            previous = match.end()
            subject = named.label
            if subject is None and after is not None:
                previous = match.end() + after.end("noun")
                subject = self.reading(start + match.end() + after.start("noun"), start + previous)
            elif subject is None:
                subject = self.scope.last.label or self.scope.topic.label
            whole = self.reading(start + match.start(), start + match.end())
            number = Reading(decimal_of(match["n"]), whole.raw, whole.place)
            self._say(CountSaid(subject, number, match["unit"]), (start + match.start(), start + match.end()))
            if subject is not None:
                item = item_of(self.template, subject.value, self.setting.key)
                if item is not None or self.scope.topic is NOTHING:
                    self.scope.topic = Subject(subject, item)
                if item is not None:
                    self.scope.last = self.scope.topic

    # ------------------------------------------------------------------------------------------- names

    def _name(self, start: int, stop: int) -> Subject:
        """The thing that a stretch of text names, or NOTHING when it names none."""
        span = self._trim(start, stop)
        if span is None:
            return NOTHING
        first, last = span
        phrase = self.text[first:last]
        generic = self.template.words("prose.generic")
        if squeeze(phrase) in generic and not self._known(phrase):
            return NOTHING
        item = self._item(phrase)
        if item is None and (cut := self._cut(first, last)) is not None:
            first, last = cut
            item = self._item(self.text[first:last])
        return Subject(self.reading(first, last), item)

    def _item(self, phrase: str) -> str | None:
        return item_of(self.template, phrase, self.setting.key)

    def _cut(self, first: int, last: int) -> tuple[int, int] | None:
        """The name behind a word like 安排; else a known one before a word like 为, or at the end behind 的."""
        splits = _any(self.template.words_of("prose.split", "word"))
        phrase = self.text[first:last]
        for match in regex.finditer(_any(self.template.words_of("prose.into", "word")), phrase):
            span = self._trim(first + match.end(), last)
            if span and span[1] - span[0] > 2 and self._name(*span).label is not None:
                return span
        for match in regex.finditer(splits, phrase):
            if match.start() > 1:
                span = self._trim(first, first + match.start())
                if span and self._item(self.text[slice(*span)]):
                    return span
        for match in regex.finditer(rf"{splits}|的|部门|单位|局|委|办|院|镇|中心|街道|[:,]", phrase):
            span = self._trim(first + match.end(), last)
            if span and self._item(self.text[slice(*span)]):
                return span
        return None

    def _trim(self, start: int, stop: int) -> tuple[int, int] | None:
        """The name within a stretch: without list marks, years, speakers, lead words, and the verb before the number."""
        text = self.text
        while start < stop:
            if text[start] in _EDGE:
                start += 1
                continue
            if text[stop - 1] in _EDGE and text[stop - 1] not in ")）》":
                stop -= 1
                continue
            phrase = text[start:stop]
            if self._known(phrase):
                break
            if squeeze(phrase) in self.template.words("prose.generic"):
                return None
            head = _ITEM_MARK.match(phrase) or _YEAR.match(phrase) or _CODE_HEAD.match(phrase)
            if head is None:
                head = self.words.lead.match(phrase)
            owner = next((name for name in self.setting.names if phrase.startswith(name)), "")
            if owner:
                start += len(owner)
                continue
            if head is not None and head.end():
                start += head.end()
                continue
            end = _BRACKET_TAIL.search(phrase) or self.words.tail.search(phrase) or self.words.ends.search(phrase)
            if end is not None and end.start() < len(phrase):
                stop -= len(phrase) - end.start()
                continue
            if phrase.startswith("(") and ")" in phrase and not self._known(phrase):
                start += phrase.index(")") + 1
                continue
            break
        while start < stop and text[start] in _EDGE:
            start += 1
        if stop <= start or not any("\u4e00" <= c <= "\u9fff" for c in text[start:stop]):
            return None
        if text[start - 1 : start] == '"' and '"' in text[start:stop]:
            start -= 1
        return start, stop

    def _known(self, phrase: str) -> bool:
        plain = squeeze(phrase)
        return plain in self.template.words("labels") or plain in self.template.words(f"labels_in.{self.setting.key}")

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
        printed = _YEAR.search(when) or regex.search(r"((?:19|20)\d{2})", when)
        year = int(printed[1]) if printed else self._prior()
        for kind in ("initial_budget", "adjusted_budget", "prior_year_executed", "prior_year_budget"):
            if any(word in what for word in self.template.words_of("base_kind", kind)):
                return year, kind
        return year, "unstated"

    def _when(self, left: str, subject: Subject) -> tuple[int | None, str | None]:
        """Year and phase of an amount from its own clause, else from the sentence, else the document's."""
        printed = [int(m[1]) for m in _YEAR.finditer(left)]
        year = printed[-1] if printed else None
        stock = bool(subject.item and subject.item.startswith("assets.") and subject.item != "assets.planned_purchase")
        if year is None and regex.search(r"上年|去年|年初结转", left) and not regex.search(r"结转|结余", left):
            year = self._prior()
        if stock:
            return year or self.scope.year or self._prior(), "stock"
        own = self.setting.year
        if year is None or own is None or year == own:
            planned = self.setting.final and "预算" in left
            return own, "budget" if planned or not self.setting.final else "executed"
        if year < own:
            return year, "prior_executed" if self.setting.final or regex.search("执行|决算", left) else "prior_budget"
        return year, "budget"

    # ------------------------------------------------------------------------------------------- reasons

    def _reasons(self) -> None:
        """The cause stated behind a change, up to the end of its sentence or of its list item."""
        for match in self.words.reason.finditer(self.text):
            owner = self._owner(match.start())
            if owner is None:
                continue
            limit = len(self.text)
            stop = regex.compile(r"[。;]").search(self.text, match.end())
            end = stop.start() if stop else limit
            if regex.match(r"一是|\(?[一1][)、.]", self.text[match.end() :]):
                full = self.text.find("。", match.end())
                end = full if full >= 0 else limit
            parts = self.text.find("其中", match.end(), end)
            end = parts if parts >= 0 else end
            inside = [
                i for i, (start, _) in enumerate(self.ends) if match.end() <= start < end and isinstance(self.said[i], ChangeSaid)
            ]
            change = self.said[owner]
            assert isinstance(change, ChangeSaid)
            named = [i for i in inside if self._named_itself(i)]
            if named or end <= match.end():
                continue
            text = self.text[match.end() : end].rstrip(_EDGE)
            if not text or change.reason is not None:
                continue
            depth = 0
            for i, char in enumerate(text):
                depth += (char == "(") - (char == ")")
                if depth < 0:
                    text = text[:i].rstrip(_EDGE)
                    break
            if text:
                self.said[owner] = replace(change, reason=self.reading(match.end(), match.end() + len(text)))

    def _named_itself(self, index: int) -> bool:
        said = self.said[index]
        return isinstance(said, ChangeSaid) and said.subject.label is not None

    def _owner(self, position: int) -> int | None:
        """Index of the change that a reason at this position belongs to: the nearest before it, in its sentence or the
        one before, with no other amount between."""
        best: int | None = None
        for index, (_, end) in enumerate(self.ends):
            if end <= position and (best is None or end > self.ends[best][1]):
                best = index
        if best is None or not isinstance(self.said[best], ChangeSaid):
            return None
        between = self.text[self.ends[best][1] : position]
        return best if between.count("。") <= 1 else None

