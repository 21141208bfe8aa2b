"""Words that lie: they look like one thing and are another, or break what carries them."""

from __future__ import annotations

ZERO_WIDTH = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e")
BIDI = ("\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f", "\u061c")
CONFUSABLE_DIGITS = ("\u0661\u0662\u0663", "\u06f1\u06f2", "\u0967\u0968", "\U0001d7ce\U0001d7cf", "\uff11\uff12", "\u2460\u2461", "\u00b2", "O0l1I")
PRIVATE_USE = ("\ue000", "\uf0b3", "\uf8ff", "\U000f0000", "\U0010fffd")
CONTROLS = ("\0", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x1b]0;title\x07", "\x7f", "\x85", "\x9b31m")
LINE_ENDS = ("\r", "\n", "\r\n", "\n\r", "\u2028", "\u2029", "\x85", "\x1c", "\x1e")
SURROGATES = ("\ud800", "\udc00", "\ud83d")
NONCHARACTERS = ("\ufffe", "\uffff", "\ufdd0", "\ufdd1", "\ufdef", "\U0001fffe")
INJECTION_TEXTS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://192.0.2.1\")", "'", '"', '","', "<script>alert(1)</script>", "</td>", "[bold]", "[/]",
    "%s%n{0}{x}", "a,b\r\nc", "\t=1", "\\", "b1.r1.c1", "b1[0:5]",
)  # fmt: skip
DOMAIN_PHRASES = (
    "一、", "（一）", "1、", "①", "165.47万元", "0万元", "——", "99999999999999999999999999999999.99万元", "-1.5万元", "1,2,3,4万元", "比上年增长100%",
    "其中：", "合计", "收入支出决算总表", "≥90%", "<70%", "2020年", "单位：万元", "…", "（", "）", "比2019年减少" , "万元" * 5, "一般公共预算拨款收入165.47万元",
)  # fmt: skip

DECEPTIVE_TEXTS: tuple[str, ...] = (
    *ZERO_WIDTH, *BIDI, *CONFUSABLE_DIGITS, *PRIVATE_USE, *CONTROLS, *LINE_ENDS, *SURROGATES, *NONCHARACTERS, *INJECTION_TEXTS, *DOMAIN_PHRASES,
    "1\u200b65.47万元", "16\u202e5.47万元", "1\u066165.47万元", "165\u00ad.47万元",
)  # fmt: skip
