"""The prose hand: what one line says in numbers - amounts, changes against another year, counts of things.

``2020年预算收入共计165.47万元，比上年增加23.53万元，增长16.6%，主要原因是人员调资。其中：人员经费146.27万元（…）`` is one amount with
one change, and one amount inside it. A number is found first, then its role is told by the words right before it: a verb
of change makes a change, a base (比2019年预算数) an amount of that year, anything else an amount. The name of the thing is
the phrase before; where that phrase names nothing (涉及金额), the thing named before it in the line, the lead-in, or the
heading. What cannot be named stays without a label; a number that is no amount (20万元以上的设备) is left alone.
"""

from extractor.prose.labels import find_concept
from extractor.prose.mentions import (
    UNLABELLED,
    AmountMention,
    ChangeMention,
    CountMention,
    LabelledThing,
    LineContext,
    Mention,
)
from extractor.prose.statements import parse_line

__all__ = [
    "UNLABELLED",
    "AmountMention",
    "ChangeMention",
    "CountMention",
    "Mention",
    "LineContext",
    "LabelledThing",
    "find_concept",
    "parse_line",
]
