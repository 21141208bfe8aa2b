"""Writes the sample disclosures: samples/*.docx and what each says, samples/expected/*.json.

Offices below exist, their figures and sentences here do not: both are invented.
"""

import sys
from decimal import Decimal
from pathlib import Path

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from samples.authoring import (
    DisclosureBuilder,
    SpannedCell,
    amount_fact,
    change_fact,
    count_fact,
    no_change_fact,
    verify_checks,
)

D = Decimal
NUMERALS = "一二三四五六七八九十"
ITEMS = dict(gpb="revenue.general_public_budget", funds="revenue.government_funds", account="revenue.fiscal_special_account",
             superior="revenue.superior_subsidy", service="revenue.institution_service", carry="revenue.carryover", other="revenue.other",
             personnel="expenditure.personnel", public="expenditure.public", project="expenditure.project", overseas="three_public.overseas",
             purchase="three_public.vehicles.purchase", running="three_public.vehicles.running", hospitality="three_public.hospitality",
             vehicles="three_public.vehicles.total", tp="three_public.total", revenue="revenue.total", expenditure="expenditure.total",
             appropriation="fiscal_appropriation.total", basic="expenditure.basic")

# Three sets of words in use. Every document names one.
WORDS = {
    "a": dict(
        titles=dict(duties_and_organization="部门职责及机构设置情况", budget_overview="部门预算安排的总体情况", operating_expenses="机关运行经费安排情况",
                    three_public="财政拨款“三公”经费预算情况及增减变化原因", performance="绩效预算信息", procurement="政府采购预算情况",
                    state_assets="国有资产信息", other_matters="其他重要事项的情况说明", glossary="名词解释"),
        h2=dict(duties="部门职责", organization="机构设置", revenue="收入说明", expenditure="支出说明", changes="比上年增减情况", overall_goal="总体绩效目标"),
        labels=dict(revenue="预算收入", gpb="一般公共预算收入", funds="基金预算收入", account="财政专户核拨收入", other="其他来源收入", superior="上级补助收入",
                    service="事业收入", carry="上年结转", expenditure="部门支出预算", personnel="人员经费支出预算", public="日常公用经费支出预算",
                    project="项目支出", basic="基本支出", appropriation="财政拨款预算", tp="“三公”经费预算", vehicles="公务用车购置及运行费",
                    purchase="公务用车购置", running="公车运行维护经费", hospitality="公务接待费", overseas="因公出国（境）费",
                    opex="机关运行经费", procurement="政府采购项目", assets="固定资产金额", planned="拟购置固定资产"),
        base="比{p}年", up="增加", down="减少", flat="与上年持平，无增减变化", why="，增加原因：", whynot="，减少原因："),
    "b": dict(
        titles=dict(duties_and_organization="部门概况", budget_overview="收支预算总体情况", operating_expenses="机关运行经费情况",
                    three_public="“三公”经费预算情况说明", performance="预算绩效情况", procurement="政府采购情况", state_assets="国有资产占用情况",
                    other_matters="其他事项说明", glossary="专业名词解释"),
        h2=dict(duties="主要职责", organization="机构设置情况", revenue="收入预算情况", expenditure="支出预算情况", changes="增减变化情况",
                overall_goal="总体目标"),
        labels=dict(revenue="部门预算总收入", gpb="一般公共预算拨款收入", funds="政府性基金预算拨款收入", account="财政专户管理资金收入", other="其他收入",
                    superior="上级补助收入", service="事业收入", carry="上年结转收入", expenditure="部门预算总支出", personnel="人员经费", public="公用经费",
                    project="项目经费", basic="基本支出", appropriation="财政拨款支出预算", tp="“三公”经费", vehicles="公务用车购置及运行维护费",
                    purchase="公务用车购置费", running="公务用车运行维护费", hospitality="公务接待费用", overseas="因公出国（境）费用",
                    opex="机关运行经费预算", procurement="政府采购预算", assets="固定资产总额", planned="拟购置固定资产"),
        base="较{p}年预算", up="增加", down="减少", flat="与上年持平", why="，主要原因是", whynot="，主要原因是"),
    "c": dict(
        titles=dict(duties_and_organization="主要职责及机构设置", budget_overview="部门收支总体情况", operating_expenses="机关运行经费安排使用情况说明",
                    three_public="“三公”经费安排情况", performance="预算绩效目标说明", procurement="政府采购安排情况", state_assets="国有资产占有使用情况",
                    other_matters="其他需要说明情况", glossary="名词解释"),
        h2=dict(duties="职能职责", organization="机构设置", revenue="收入情况", expenditure="支出情况", changes="比上年增减变化情况", overall_goal="总体绩效目标"),
        labels=dict(revenue="收入合计", gpb="一般公共预算拨款", funds="政府性基金预算拨款", account="财政专户核拨", other="其他收入", superior="上级补助收入",
                    service="事业收入", carry="上年结转", expenditure="支出合计", personnel="人员支出", public="公用支出", project="项目支出", basic="基本支出",
                    appropriation="财政拨款支出", tp="“三公”经费合计", vehicles="公务用车购置及运行费", purchase="公务用车购置费", running="公务用车运行费",
                    hospitality="公务接待费", overseas="因公出国（境）经费", opex="机关运行经费", procurement="政府采购金额", assets="固定资产总额",
                    planned="拟购置固定资产"),
        base="较上年", up="增长", down="下降", flat="与上年预算数相同", why="，主要是由于", whynot="，主要是由于"),
}
ORDER = "duties_and_organization budget_overview operating_expenses three_public performance procurement state_assets other_matters glossary".split()
ASSETS = dict(total="assets.fixed.total", house="assets.fixed.buildings", car="assets.fixed.vehicles", big="assets.fixed.large_equipment",
              other="assets.fixed.other", x=None)
TERMS = {
    "gpb": ("一般公共预算拨款收入", "指本级财政从一般公共预算中安排给部门的当年资金。"), "funds": ("政府性基金", "指依照规定向特定对象征收、专门用于特定公共事业的资金。"),
    "service": ("事业收入", "指事业单位提供专业服务所得的收入。"), "other": ("其他收入", "指拨款和事业收入之外，单位取得的利息、租金等零星收入。"),
    "basic": ("基本支出", "指用来发放人员工资、维持机构日常运行的支出。"), "project": ("项目支出", "指为了办成特定的事情而在基本支出之外安排的支出。"),
    "tp": ("“三公”经费", "指用财政拨款开支的因公出国（境）、公务用车购置及运行、公务接待三类费用。"),
    "opex": ("机关运行经费", "指机关和参公单位购买日常所需货物、服务的公用开支。"), "superior": ("上级补助收入", "指主管部门或上级单位补助给本单位的非财政资金。"),
    "carry": ("上年结转", "指上年没有花完、按原来用途留到本年接着用的资金。"),
}


def trim_zeros(v):
    text = f"{D(v):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def build_header(paths, merged):
    """Header rows from column paths, with real merges or with blank cells."""
    depth, rows = max(map(len, paths)), []
    for level in range(depth):
        row, i = [], 0
        while i < len(paths):
            path, j = paths[i], i
            if level >= len(path):
                row.append(SpannedCell("", vm="c") if merged else "")
                i += 1
                continue
            last = level == len(path) - 1
            while not last and j + 1 < len(paths) and paths[j + 1][:level + 1] == path[:level + 1]:
                j += 1
            if merged:
                row.append(SpannedCell(path[level], j - i + 1, "r" if last and depth > level + 1 else None))
            else:
                row += [path[level]] + [""] * (j - i)
            i = j + 1
        rows.append(row)
    return rows


def build_two_sided_row(left, right, width, merged):
    cut = (width + 1) // 2
    if merged:
        return [SpannedCell(left, cut), SpannedCell(right, width - cut)]
    return [left] + [""] * (cut - 1) + [right] + [""] * (width - cut - 1)


class Sample:
    def __init__(self, s):
        self.spec, self.wording = s, WORDS[s["words"]]
        self.labels = self.wording["labels"]
        self.year = s["year"]
        self.builder = DisclosureBuilder(s["name"], s["title"], s["year"], s["dept"], s["type"], s["division"],
                     None if s.get("unit_above") else s.get("code"))
        self.merged = s.get("merged", True)
        self.figures = {k: D(v) for k, v in s["figures"].items()}
        self.previous_figures = {k: D(v) for k, v in s["previous"].items()}
        for f in (self.figures, self.previous_figures):
            f["vehicles"] = f["purchase"] + f["running"]
            f["tp"] = f["vehicles"] + f["overseas"] + f["hospitality"]
            f["basic"] = f["personnel"] + f["public"]
            f["expenditure"] = f.get("printed_total", f["basic"] + f["project"])
        self.numbering_mode = s.get("auto")
        if self.numbering_mode == "multi":
            n = self.builder.numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3、"))
            self.top, self.sub, self.item = (lambda: (n, 0)), (lambda new=False: (n, 1)), (lambda: (n, 2))
        elif self.numbering_mode:
            top = self.builder.numbering(("chineseCounting", "%1、"))
            self.lists = []
            self.top = lambda: (top, 0)

            def sub(new=False):
                if new:
                    self.lists.append(self.builder.numbering(("chineseCounting", "（%1）")))
                return (self.lists[-1], 0)
            self.sub, self.item = sub, lambda: (self.builder.numbering(("decimal", "%1、")), 0)
        else:
            self.top = self.sub = self.item = lambda new=False: None

    # ---- words

    def money(self, v):
        s = self.spec
        if s.get("prose_unit") == "元":
            return f"{v * 10000:,.2f}元" if s.get("comma") else f"{v * 10000:.2f}元"
        text = trim_zeros(v) if s.get("trim") else f"{v:,.2f}" if s.get("comma") else f"{v:.2f}"
        return f"{text}万元"

    def amount(self, key, verb=""):
        return f"{self.labels[key]}{verb}[[{self.money(self.figures[key])}]]", [amount_fact(ITEMS[key], self.labels[key])]

    def change(self, key, label=None, base="", why=None):
        label = label or self.labels[key]
        diff = self.figures[key] - self.previous_figures[key]
        if not diff:
            return f"[[{self.wording['flat']}]]", [no_change_fact(ITEMS[key], label)]
        up = diff > 0
        text = f"{base}{self.wording['up' if up else 'down']}[[{self.money(abs(diff))}]]"
        facts = [change_fact(ITEMS[key], label, "+" if up else "-", why)]
        if why:
            text += self.wording["why" if up else "whynot"] + why
        return text, facts

    @staticmethod
    def join(parts, by="，"):
        return by.join(t for t, _ in parts), [f for _, fs in parts for f in fs]

    def base(self):
        return self.wording["base"].format(p=self.year - 1)

    # ---- the document

    def write(self):
        s, d = self.spec, self.builder
        d.title(style="Title" if s.get("toc") == "field" else None)
        if s.get("intro"):
            d.p(s["intro"])
        order = s.get("order", ORDER)
        self.toc(order)
        for n, key in zip(NUMERALS, order):
            d.h1(n, self.wording["titles"][key], key, num=self.top(), style="Heading 1" if s.get("toc") == "field" else None)
            getattr(self, key)()
        d.p("")
        return d

    def toc(self, order):
        d, kind = self.builder, self.spec.get("toc")
        lines = [(f"{n}、{self.wording['titles'][key]}", str(i // 2 + 1)) for i, (n, key) in enumerate(zip(NUMERALS, order))]
        if kind:
            d.p("目    录", align="center")
        if kind == "typed":
            for text, page in lines:
                d.p(text + "…" * (24 - len(text) // 2) + page)
        if kind == "field":
            field = lambda t: parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{t}"/></w:r>')
            for i, (text, page) in enumerate(lines):
                p = d.doc.add_paragraph()
                d.blocks += 1
                if not i:
                    p._p.append(field("begin"))
                    p._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z </w:instrText></w:r>'))
                    p._p.append(field("separate"))
                p.add_run(f"{text}\t{page}")
                if i == len(lines) - 1:
                    p._p.append(field("end"))

    def h2(self, i, key, colon=""):
        """A numbered heading of level 2 in the document's manner."""
        title = self.wording["h2"][key]
        if self.numbering_mode:
            self.builder.h2(NUMERALS[i], title, key, num=self.sub(new=not i))
        elif self.spec["words"] == "a":
            self.builder.h2(str(i + 1), title, key, printed=f"{i + 1}、{title}")
        else:
            self.builder.h2(NUMERALS[i], title, key)

    def duties_and_organization(self):
        s, d = self.spec, self.builder
        leads = s["words"] == "a" and not self.numbering_mode
        if leads:
            d.run_in_heading(self.wording["h2"]["duties"], "duties")
            d.p(f"根据《{s['dept']}职能配置、内设机构和人员编制规定》，{s['dept']}的主要职责是：")
            d.duties(list(zip(NUMERALS, s["duties"])), "({}) {}")
        else:
            self.h2(0, "duties")
            form = "{}.{}" if s["words"] == "b" else "（{}）{}"
            d.duties([(str(i + 1), t) for i, t in enumerate(s["duties"])], form, num=self.item())
        admin = sum(r[1] == "行政" for r in s["org"])
        inst = sum(r[1] == "事业" for r in s["org"])
        text, facts = f"单位内设[[{admin}个]]科室", [count_fact("科室")]
        if inst:
            text, facts = text + f"，[[{inst}个]]事业机构", facts + [count_fact("事业机构")]
        text += "，具体如下："
        if leads:
            d.run_in_heading(self.wording["h2"]["organization"], "organization", text, *facts)
        else:
            self.h2(1, "organization")
            d.p(text, *facts)
        names = dict(name="单位名称", nature="单位性质", rank="单位规格", funding="经费保障形式")
        columns = s.get("org_columns", ["name", "nature", "rank", "funding"])
        d.p("部门机构设置情况", align="center")
        d.org_units([names[c] if c else "序号" for c in columns], columns, s["org"], title="部门机构设置情况", blank=not self.merged)

    def budget_overview(self):
        s, d, y, L = self.spec, self.builder, self.year, self.labels
        if s["words"] == "a":
            d.p("我单位严格执行预算管理制度，全部收支纳入部门预算统一编制。")
        sources = [k for k in ("gpb", "funds", "account", "superior", "service", "carry", "other") if k in self.figures]
        self.figures["revenue"] = sum(self.figures[k] for k in sources)
        self.h2(0, "revenue")
        text, facts = self.join([self.amount(k) for k in sources], "；" if s["words"] == "c" else "，")
        lead = {"a": "共计", "b": "", "c": "为"}[s["words"]]
        link = {"a": "。其中：", "b": "，其中：", "c": "，包括："}[s["words"]]
        d.p(f"{y}年{L['revenue']}{lead}[[{self.money(self.figures['revenue'])}]]{link}{text}。", amount_fact(ITEMS["revenue"], L["revenue"]), *facts)
        self.h2(1, "expenditure")
        total = f"{y}年{L['expenditure']}{lead}[[{self.money(self.figures['expenditure'])}]]"
        if s.get("basic"):
            inner, ifacts = self.join([self.amount("personnel"), self.amount("public")], "、")
            parts = [(f"{L['basic']}[[{self.money(self.figures['basic'])}]]（{inner}）", [amount_fact(ITEMS["basic"], L["basic"]), *ifacts]), self.amount("project")]
        else:
            parts = [self.amount(k) for k in ("personnel", "public", "project")]
        text, facts = self.join(parts)
        d.p(f"{total}，其中{text}。" if s["words"] != "c" else f"{total}，包括：{text}。", amount_fact(ITEMS["expenditure"], L["expenditure"]), *facts)
        self.h2(2, "changes")
        short = dict(personnel="人员经费", public="日常公用经费", project="项目经费") if s["words"] == "a" else L
        key = "appropriation" if s["words"] == "a" else "expenditure"
        self.figures["appropriation"], self.previous_figures["appropriation"] = self.figures["expenditure"], self.previous_figures["expenditure"]
        diff = self.figures[key] - self.previous_figures[key]
        verb = self.wording["up" if diff > 0 else "down"]
        before, facts = "", []
        if s.get("print_base"):
            before = f"{y - 1}年{L[key]}为[[{self.money(self.previous_figures[key])}]]，"
            facts = [amount_fact(ITEMS[key], L[key], y - 1)]
        text = f"{before}{y}年{L[key]}{self.base()}{verb}[[{self.money(abs(diff))}]]"
        facts.append(change_fact(ITEMS[key], L[key], "+" if diff > 0 else "-"))
        if s.get("percent"):
            text += f"，{'增长' if diff > 0 else '下降'}[[%{abs(diff) / self.previous_figures[key] * 100:.2f}%]]"
        parts = []
        for k in ("personnel", "public", "project"):
            t, f = self.change(k, short[k], why=s["why"].get(k))
            parts.append((short[k] + t, f))
        inner, ifacts = self.join(parts, "；")
        d.p(f"{text}，{'主要是' if s['words'] != 'b' else '其中'}：{inner}。", *facts, *ifacts)

    def operating_expenses(self):
        verb = {"a": "共计安排", "b": "为", "c": "安排"}[self.spec["words"]]
        self.builder.p(f"{self.year}年{self.labels['opex']}{verb}[[{self.money(self.figures['public'])}]]，用于{self.spec['opex_for']}。",
                 amount_fact("operating_expenses.total", self.labels["opex"]))

    def three_public(self):
        s, d, L, y = self.spec, self.builder, self.labels, self.year
        why = s["tp_why"]

        def say(key, verb=""):
            t, f = self.amount(key, verb)
            ct, cf = self.change(key, base=self.base() if self.spec["words"] != "c" else "较上年", why=why.get(key))
            return f"{t}，{ct}", f + cf
        manner = s.get("tp", "seed")
        t, f = say("tp", "安排" if manner == "seed" else "为")
        if manner == "seed":
            d.p(f"{y}年我部门{t}。", *f)
            d.p("具体安排情况为：")
            parts = [say("vehicles", "。共计安排"), say("purchase", "安排"), say("running", "安排")]
            d.p(f"（1）{parts[0][0]}。①{parts[1][0]}。②{parts[2][0]}。", *[x for _, fs in parts for x in fs])
            for n, key in ((2, "hospitality"), (3, "overseas")):
                t, f = say(key, "安排")
                d.p(f"（{n}）{t}。", *f)
        elif manner == "list":
            d.p(f"{y}年{t}。其中：", *f)
            t, f = say("overseas")
            d.p(f"1、{t}。", *f)
            (a, af), (b, bf), (c, cf) = say("vehicles"), say("purchase"), say("running")
            extra, ef = (f"截至{y - 1}年底公务用车保有量[[{s['cars']}辆]]。", [count_fact("公务用车保有量")]) if s.get("cars") else ("", [])
            d.p(f"2、{a}，其中：{b}；{c}。{extra}", *af, *bf, *cf, *ef)
            t, f = say("hospitality")
            d.p(f"3、{t}。", *f)
        else:
            parts = [say(k) for k in ("overseas", "vehicles", "purchase", "running", "hospitality")]
            (a, af), (b, bf), (c, cf), (e, ef), (g, gf) = parts
            d.p(f"{y}年{t}。其中：{a}；{b}，其中{c}，{e}；{g}。", *f, *af, *bf, *cf, *ef, *gf)

    def performance(self):
        s, d = self.spec, self.builder
        manner = s["words"]
        if manner == "a" and not self.numbering_mode:
            d.goal(s["goal"], lead=self.wording["h2"]["overall_goal"])
        else:
            self.h2(0, "overall_goal")
            d.goal(s["goal"])
        unit, entity = s["perf_unit"], s.get("table_entity", s["dept"])
        title = "部门职责-工作活动绩效目标"
        names = dict(act="职责活动", budget="年度预算数", desc="内容描述", goal="绩效目标", ind="绩效指标")
        columns = s.get("perf_columns", ["act", "budget", "desc", "goal", "ind"]) + list("优良中差")
        paths = [(names[c],) if c in names else ("评价标准", c) for c in columns]
        rows = build_header(paths, self.merged)
        d.p(title, align="center")
        if s.get("unit_above"):
            d.p(f"编制部门：{entity}　　　　　　　　　　单位：{unit}")
        else:
            rows = [build_two_sided_row((s.get("code") or "") + entity, f"单位：{unit}", len(paths), self.merged)] + rows
            entity = (s.get("code") or "") + entity
        show = lambda v: "" if v is None else trim_zeros(D(v) * 10000) if unit == "元" else f"{D(v):.2f}"
        duties = [(n, name, show(b), text, goal, [(an, show(ab), at, ag, inds) for an, ab, at, ag, inds in acts])
                  for n, (name, b, text, goal, acts) in zip(NUMERALS, s["activities"])]
        d.performance(rows, columns, duties, unit, title=title, entity=entity, cont=s.get("cont", "blank"))

    def procurement(self):
        s, d = self.spec, self.builder
        unit, entity = s["proc_unit"], s.get("table_entity", s["dept"])
        scale = 10000 if unit == "万元" else 1
        keys = "total current_year general_public_budget government_funds fiscal_special_account other_sources other_channels".split()
        show = lambda v: "" if not v else f"{D(v) / scale:.2f}"
        lines, sums = [], dict.fromkeys(keys, D(0))
        for project, funds, items in s["projects"]:
            sub, rows = dict.fromkeys(keys, D(0)), []
            for item, code, u, q, price, *more in items:
                v = dict.fromkeys(keys, D(0))
                v["total"] = D(q) * D(price)
                v.update({k: D(x) for k, x in (more[0] if more else {}).items()})
                v["current_year"] = v["total"] - v["other_channels"]
                v["general_public_budget"] = v["current_year"] - v["government_funds"] - v["fiscal_special_account"] - v["other_sources"]
                for k in keys:
                    sub[k] += v[k]
                    sums[k] += v[k]
                rows.append(("item", None, dict(project_name=project, project_funds=show(D(funds)), item_name=item, catalog_code=code, quantity_unit=u,
                                                quantity=s.get("quantity", "{:.2f}").format(D(q)), unit_price=show(D(price)),
                                                **{k: show(x) for k, x in v.items()})))
            if s.get("subtotals") == "project":
                lines.append(("subtotal", f"{project}小计", {k: show(x) for k, x in sub.items()}))
            lines += rows
        if s.get("subtotals", "unit") == "unit":
            lines.insert(0, ("subtotal", f"{s['dept']}小计", {k: show(x) for k, x in sums.items()}))
        total = ("total", s.get("total_label", "合　计"), {k: show(x) for k, x in sums.items()})
        lines = lines + [total] if s.get("total_last") else [total] + lines
        self.total_procurement = sums["total"] / 10000
        kinds = len({i[0] for _, _, items in s["projects"] for i in items})
        if s["words"] == "a":
            d.p(f"{self.year}年，我单位安排{self.labels['procurement']}为[[{kinds}类]]，涉及金额[[{self.money(self.total_procurement)}]]，主要内容见下表。",
                count_fact(self.labels["procurement"]), amount_fact("procurement.total", self.labels["procurement"]))
        else:
            d.p(f"{self.year}年{self.labels['procurement']}为[[{self.money(self.total_procurement)}]]，具体见下表。",
                amount_fact("procurement.total", self.labels["procurement"]))
        title = "部门政府采购预算"
        names = dict(project_name=("政府采购项目来源", "项目名称"), project_funds=("政府采购项目来源", "预算资金"), item_name=("采购物品名称",),
                     catalog_code=("政府采购目录序号",), quantity_unit=("计量单位",), quantity=("数量",), unit_price=("单价",),
                     total=("政府采购金额", "总计"), current_year=("政府采购金额", "当年部门预算安排资金", "合计"),
                     general_public_budget=("政府采购金额", "当年部门预算安排资金", "一般公共预算拨款"),
                     government_funds=("政府采购金额", "当年部门预算安排资金", "基金预算拨款"),
                     fiscal_special_account=("政府采购金额", "当年部门预算安排资金", "财政专户核拨"),
                     other_sources=("政府采购金额", "当年部门预算安排资金", "其他来源收入"), other_channels=("政府采购金额", "其他渠道资金"))
        columns = s.get("proc_columns", list(names))
        rows = build_header([names[c] for c in columns], self.merged)
        d.p(title, align="center")
        if s.get("unit_above"):
            d.p(f"编制部门：{entity}　　　　　　　　　　单位：{unit}")
        else:
            entity = (s.get("code") or "") + entity
            rows = [build_two_sided_row(entity, f"单位：{unit}", len(columns), self.merged)] + rows
        d.procurement(rows, columns, lines, unit, title=title, entity=entity, merge=s.get("proc_merge"))

    def state_assets(self):
        s, d, y, L = self.spec, self.builder, self.year, self.labels
        unit = s.get("asset_unit", "万元")
        rows = s["assets"]
        total = D(next(r[3] for r in rows if r[0] == "total").replace(",", ""))
        self.assets_total = total / (10000 if unit == "元" else 1)
        verb = {"a": "上年末", "b": f"截至{y - 1}年12月31日，", "c": f"{y - 1}年末，我单位"}[s["words"]]
        text = f"{verb}{L['assets']}为[[{self.money(self.assets_total)}]]（详见下表）"
        facts = [amount_fact("assets.fixed.total", L["assets"], y - 1, "stock")]
        if s.get("planned"):
            text += f"，本年度{L['planned']}[[{self.money(self.total_procurement)}]]，已列入政府采购预算"
            facts.append(amount_fact("assets.planned_purchase", L["planned"]))
        d.p(text + "。", *facts)
        asof, entity, title = f"截止时间：{y - 1}年12月31日", s.get("table_entity", s["dept"]), "固定资产占用情况表"
        heads = ["项   目", "数量", f"价值（金额单位：{unit}）"]
        if s.get("asset_above"):
            d.p(title, align="center")
            d.p(f"编制部门：{entity}　　{asof}　　单位：{unit}")
            heads = [["项目", "数量", "价值"]]
        else:
            heads = [[SpannedCell(title, 3)], [SpannedCell(f"编制部门：{entity}", 2), asof], heads]
        d.assets(heads, [(("total" if k == "total" else "item"), ASSETS[k], label, q, v) for k, label, q, v in rows], unit, f"{y - 1}-12-31",
                 title=title, entity=entity, tail=[["", "——", ""]] if s.get("asset_tail") else ())

    def other_matters(self):
        s = self.spec
        num = self.item()
        form = "{}" if self.numbering_mode else None
        n = 0
        for subject, table in (("政府性基金预算", "政府性基金预算支出表"), ("国有资本经营预算", "国有资本经营预算支出表")):
            if subject.startswith("政府性") and self.figures.get("funds"):
                continue
            n += 1
            text = {"a": f"{s['dept']}{self.year}年部门预算中未安排{subject}，故{subject}支出表为空。",
                    "b": f"我部门{self.year}年无{subject}安排的支出，{subject}支出表为空表。",
                    "c": f"本部门{self.year}年没有{subject}安排的支出，故{subject}支出表无数据。"}[s["words"]]
            self.builder.nil_statement(text, subject, table, form or f"{n}、{{}}", num=num)

    def glossary(self):
        self.builder.terms([TERMS[k] for k in self.spec["terms"].split()], "{}、{}：{}" if self.spec["words"] != "c" else "（{}）{}：{}", num=self.item())


ADMIN, INSTITUTION = "行政", "事业"
HEBEI = "河北省"
G90, G95 = ["≥90%", "≥85%", "≥80%", "＜80%"], ["≥95%", "≥90%", "≥85%", "＜85%"]
BARE_GRADES = ["100%", "95%", "90%", "85%"]

FINANCE = dict(
    dept="衡水市桃城区财政局", type="finance", division=(HEBEI, "衡水市", "桃城区", "131102"), code="106",
    duties=["编制区本级年度预算草案，组织预算执行并汇总决算。", "管理各项财政收入，规范非税收入征缴。", "办理国库集中支付，管理预算单位账户。",
            "监管行政事业单位国有资产，审核资产配置和处置。", "管理政府采购和政府购买服务。", "监督会计行为，组织会计人员继续教育。"],
    org=[("办公室", ADMIN, "股级", "财政拨款"), ("预算股", ADMIN, "股级", "财政拨款"), ("国库股", ADMIN, "股级", "财政拨款"),
         ("资产管理股", ADMIN, "股级", "财政拨款"), ("国库集中支付中心", INSTITUTION, "副科级", "财政性资金基本保证"), ("投资评审中心", INSTITUTION, "股级", "财政性资金基本保证")],
    opex_for="办公、水电、差旅、培训和网络维护等日常支出", terms="gpb other basic project tp opex")


def finance_activities(manage, reform, review, q):
    return [
        ("财政收支管理", manage, "组织财政收入，保障重点支出。", "预算编制科学，执行有力。", [
            ("预算编制与执行", manage, "编制部门预算，跟踪支出进度。", "支出进度达到要求。", [
                ("预算编制完整率", 1, G95), ("支出进度报告次数", 1, [f"≥{q}次", f"{q - 1}次", f"{q - 2}次", f"＜{q - 2}次"])])]),
        ("财政管理改革", trim_zeros(D(reform) + D(review)), "推行集中支付和投资评审。", "管理规范、资金节约。", [
            ("信息系统运维", reform, "保障财政业务系统运行。", "系统安全稳定。", [("系统故障修复时间", 1, ["≤4小时", "≤8小时", "≤12小时", "＞12小时"])]),
            ("政府投资评审", review, "评审财政投资项目预结算。", "节省财政资金。", [("评审项目完成率、按时出具报告率", 2, BARE_GRADES), ("审减额", 1, ["≥500万元", "≥400万元", "≥300万元", "＜300万元"])])]),
    ]


FINANCE_FIGURES = {
    2017: dict(gpb="812.40", funds="0", account="0", other="0", personnel="588.20", public="94.20", project="130", overseas="0", purchase="0",
               running="9.5", hospitality="3"),
    2018: dict(gpb="845.63", funds="0", account="0", other="0", personnel="612.35", public="97.28", project="136", overseas="0", purchase="0",
               running="9.5", hospitality="2.6"),
    2019: dict(gpb="902.18", funds="0", account="0", other="12", personnel="655.10", public="95.08", project="164", overseas="0", purchase="0",
               running="8.5", hospitality="2.6"),
    2020: dict(gpb="885.42", funds="0", account="0", other="12", personnel="668.90", public="88.52", project="140", overseas="0", purchase="0",
               running="8", hospitality="2"),
}
PETITION_FIGURES = {
    2019: dict(gpb="206.00", funds="0", account="0", other="0", personnel="164.20", public="19.80", project="22.00", overseas="0", purchase="0",
               running="3", hospitality="0.5"),
    2020: dict(gpb="222.91", funds="0", account="0", other="0", personnel="172.66", public="20.25", project="30.00", overseas="0", purchase="0",
               running="3", hospitality="0.5"),
    2021: dict(gpb="236.58", funds="0", account="0", other="0", personnel="180.34", public="21.57", project="34.66", printed_total="236.58",
               overseas="0", purchase="0", running="3", hospitality="0.4"),
}
PETITION = dict(
    dept="昌黎县信访局", type="petition_office", division=(HEBEI, "秦皇岛市", "昌黎县", "130322"), code="118",
    duties=["受理群众来信来访和网上信访事项，登记、转送、交办。", "综合研判全县信访动态，及时上报重要情况。", "协调处理跨乡镇、跨部门的疑难信访问题。",
            "督查督办信访事项，提出改进建议和追责建议。", "承担县信访工作联席会议办公室日常工作。"],
    org=[("办公室", ADMIN, "股级", "财政拨款"), ("办信接访股", ADMIN, "股级", "财政拨款"), ("督查股", ADMIN, "股级", "财政拨款"),
         ("群众来访接待中心", INSTITUTION, "股级", "财政性资金基本保证")],
    opex_for="办公、邮寄、通讯、用车和来访接待场所维护", terms="gpb other basic project tp opex")
LONG_FORM_RULES = "REV_SUM EXP_SUM REV_EXP_BALANCE DELTA_SUM TP_SUM TP_VEHICLE_SUM OPEX_EQ_PUBLIC PROC_QTY_PRICE PROC_SOURCE_SUM PROC_TOTAL_SUM PROC_TEXT_TABLE " \
       "PROC_FUND_LE_BUDGET PERF_PARENT_CHILD PERF_PROJECT ASSET_SUM ASSET_TEXT_TABLE VEHICLE_RUNNING_WITH_VEHICLE ORG_COUNT_ADMIN ORG_COUNT_INST " \
       "NIL_CONSISTENT THR_MONOTONE YEAR_CONSISTENT"


def combine_rules(*more, without=""):
    return " ".join([r for r in LONG_FORM_RULES.split() if r not in without.split()] + list(more))


SAMPLES = [
    # 1-3: one office, three years
    (dict(FINANCE, name="桃城区财政局2018年部门预算公开", title="桃城区财政局2018年部门预算信息公开", year=2018, words="a", trim=True,
          intro="依照预算公开有关规定，现将本局2018年部门预算公开如下：", figures=FINANCE_FIGURES[2018], previous=FINANCE_FIGURES[2017],
          why=dict(personnel="调整工资标准", public="增加网络租用费", project="新增评审任务"), tp_why=dict(tp="压减公务接待", hospitality="压减公务接待"),
          goal="财政收入稳步增长，支出结构得到优化，重点民生支出足额保障，财政管理水平继续提高。", perf_unit="元",
          activities=finance_activities("46", "50", "40", 12), proc_unit="元",
          projects=[("日常公用经费", "972800", [("激光打印机", "A0201060102", "台", "5", "1660"), ("复印纸", "A090101", "箱", "60", "180")]),
                    ("信息系统运维", "500000", [("服务器", "A02010103", "台", "2", "48000")])],
          assets=[("total", "资产总额", "——", "486.32"), ("house", "（一）房屋（平方米）", "1250", "268.40"), ("car", "（二）汽车（台、辆）", "3", "52.16"),
                  ("big", "（三）单价在20万元以上的设备（台、套…）", "1", "26.80"), ("other", "（四）其他固定资产", "——", "138.96")],
          planned=True, asset_tail=True),
     combine_rules("PUBLIC_TEXT_TABLE", "ASSET_PURCHASE_EQ_PROC")),
    (dict(FINANCE, name="桃城区财政局2019年部门预算公开", title="桃城区财政局2019年部门预算信息公开", year=2019, words="b", auto="lists", print_base=True,
          percent=True, figures=FINANCE_FIGURES[2019], previous=FINANCE_FIGURES[2018], tp="list", cars=3, proc_merge=True, quantity="{:.0f}",
          why=dict(personnel="新增在职人员并调整工资标准", public="压缩办公开支", project="实施财政一体化系统建设"), tp_why=dict(tp="从严管理公车", vehicles="从严管理公车", running="从严管理公车"),
          goal="预算执行更加均衡，国库集中支付全面覆盖，评审节约资金效果明显。", perf_unit="万元", unit_above=True, cont="vmerge",
          activities=finance_activities("52", "72", "40", 12), proc_unit="元", subtotals="project",
          projects=[("信息系统运维", "720000", [("台式计算机", "A02010104", "台", "20", "4600"), ("以太网交换机", "A0201020201", "台", "4", "12500"),
                                              ("系统运行维护服务", "C0206", "项", "1", "160000", dict(other_channels="40000"))]),
                    ("政府投资评审", "400000", [("便携式计算机", "A02010105", "台", "6", "6200", dict(other_sources="37200"))])],
          assets=[("total", "固定资产总额", "——", "512.77"), ("house", "房屋（平方米）", "1250", "268.40"), ("car", "汽车（辆）", "3", "52.16"),
                  ("big", "单价在20万元以上的设备（台）", "1", "26.80"), ("other", "其他固定资产", "——", "165.41")], asset_above=True),
     combine_rules("DELTA_LEVEL", "PCT_RECOMPUTE")),
    (dict(FINANCE, name="桃城区财政局2020年部门预算公开", title="桃城区财政局2020年部门预算信息公开", year=2020, words="c", toc="typed", merged=False, basic=True,
          figures=FINANCE_FIGURES[2020], previous=FINANCE_FIGURES[2019], tp="line",
          why=dict(personnel="社会保险缴费基数提高", public="落实过紧日子要求", project="一次性建设项目完成"),
          tp_why=dict(tp="落实过紧日子要求", vehicles="减少公务出车", running="减少公务出车", hospitality="减少接待批次"),
          goal="兜牢三保底线，直达资金及时拨付，财政监督和会计管理得到加强。", perf_unit="元", activities=finance_activities("50", "50", "40", 10),
          proc_unit="元", total_label="总　计", total_last=True, subtotals="unit",
          projects=[("日常公用经费", "885200", [("多功能一体机", "A020204", "台", "8", "2450"), ("碎纸机", "A02021101", "台", "5", "920")]),
                    ("信息系统运维", "500000", [("防火墙", "A02010301", "台", "1", "86000")])],
          assets=[("total", "资产总额", "——", "548.95"), ("house", "房屋（平方米）", "1250", "268.40"), ("car", "汽车（台、辆）", "2", "34.20"),
                  ("big", "单价在20万元以上的设备（台、套）", "2", "55.30"), ("other", "其他固定资产", "——", "191.05")], planned=True),
     combine_rules("BASIC_SUM", "PUBLIC_TEXT_TABLE", "ASSET_PURCHASE_EQ_PROC")),
    # 4-5: one office, two years, the second with a slip of rounding
    (dict(PETITION, name="昌黎县信访局2020年部门预算公开", title="昌黎县信访局2020年部门预算公开说明", year=2020, words="b", toc="field", merged=True,
          figures=PETITION_FIGURES[2020], previous=PETITION_FIGURES[2019], tp="seed", percent=True,
          why=dict(personnel="人员调资", public="定额标准提高", project="新增联合接访平台建设"), tp_why={},
          goal="信访事项及时就地解决，积案化解扎实推进，网上信访渠道更加畅通。", perf_unit="元", cont="blank",
          activities=[
              ("信访事项办理", "18", "受理、转送、交办信访事项。", "件件有着落。", [
                  ("来访接待", "10", "值守接待场所，疏导来访群众。", "接待有序。", [("按期答复率", 1, G95), ("初信初访化解率", 1, ["≥85%", "80%", "75%", "＜75%"])]),
                  ("网上信访", "8", "维护网上信访平台。", "渠道畅通。", [("网上信访占比", 1, ["≥60%", "≥50%", "≥40%", "＜40%"])])]),
              ("矛盾化解", "12", "攻坚信访积案。", "减少存量。", [
                  ("积案化解", "12", "领导包案，专项资金救助。", "案结事了。", [("化解积案件数", 1, ["≥30件", "≥25件", "≥20件", "＜20件"]),
                                                                      ("救助资金使用率、群众满意率", 2, BARE_GRADES)])])],
          proc_unit="元", projects=[("网上信访", "80000", [("台式计算机", "A02010104", "台", "4", "4500"), ("扫描仪", "A0201060901", "台", "2", "3200")])],
          assets=[("total", "资产总额", "——", "88.40"), ("house", "（一）房屋（平方米）", "", ""), ("car", "（二）汽车（台、辆）", "1", "18.60"),
                  ("big", "（三）单价在20万元以上的设备（台、套…）", "", ""), ("other", "（四）其他固定资产", "——", "69.80")], planned=True, asset_tail=True),
     combine_rules("PCT_RECOMPUTE", "ASSET_PURCHASE_EQ_PROC")),
    (dict(PETITION, name="昌黎县信访局2021年部门预算公开", title="昌黎县信访局2021年部门预算公开说明", year=2021, words="a", merged=False,
          intro="现将我局2021年部门预算公开如下：", figures=PETITION_FIGURES[2021], previous=PETITION_FIGURES[2020], tp="seed",
          why=dict(personnel="新录用人员", public="人员增加", project="扩大救助范围"), tp_why=dict(tp="接待从简", hospitality="接待从简"),
          goal="畅通信访渠道，压实首接责任，重复信访明显减少，群众满意度不断提高。", perf_unit="元", cont="vmerge",
          activities=[
              ("信访事项办理", "20.662", "受理、转送、交办信访事项。", "件件有回音。", [
                  ("来访接待", "12.5", "接待来访群众，协调责任单位。", "秩序良好。", [("首次办结率", 1, G90), ("群众满意率", 1, ["95%", "90%", "85%", "80%"])]),
                  ("网上信访", "8.162", "平台运维、短信服务。", "回复及时。", [("平均回复天数", 1, ["≤10天", "≤15天", "≤20天", "＞20天"])])]),
              ("矛盾化解", "14", "化解疑难信访。", "减少越级访。", [
                  ("积案化解", "14", "包案化解、司法救助。", "息诉罢访。", [("化解积案件数", 1, ["≥35", "30", "25", "＜25"])])])],
          proc_unit="元", quantity="{:.2f}",
          projects=[("日常公用经费", "215680.4", [("激光打印机", "A0201060102", "台", "3", "1800"), ("木制台、桌类", "A060205", "张", "6", "850")])],
          assets=[("total", "资产总额", "——", "90.84"), ("house", "（一）房屋（平方米）", "", ""), ("car", "（二）汽车（台、辆）", "1", "18.6"),
                  ("big", "（三）单价在20万元以上的设备（台、套…）", "", ""), ("other", "（四）其他固定资产", "——", "72.24")], planned=True),
     combine_rules("EXP_SUM:rounding", "DELTA_SUM:rounding", "PERF_PROJECT:rounding", "PUBLIC_TEXT_TABLE:rounding", "ASSET_PURCHASE_EQ_PROC",
           without="EXP_SUM DELTA_SUM PERF_PROJECT")),
    # 6: funds above zero, many projects, automatic numbers of one multilevel list
    (dict(name="安国市教育局2021年部门预算公开", title="安国市教育局2021年部门预算公开", year=2021, words="b", auto="multi", comma=True,
          dept="安国市教育局", type="education", division=(HEBEI, "保定市", "安国市", "130683"),
          duties=["贯彻教育方针，编制全市教育发展规划。", "统筹管理学前教育、义务教育、高中和职业教育。", "管理教育经费，监督学校财务。", "指导教师队伍建设，组织教师招聘和培训。",
                  "负责学校安全、体育卫生和艺术教育。"],
          org=[("办公室", ADMIN, "股级", "财政拨款"), ("计财股", ADMIN, "股级", "财政拨款"), ("基础教育股", ADMIN, "股级", "财政拨款"), ("人事股", ADMIN, "股级", "财政拨款"),
               ("教研室", INSTITUTION, "股级", "财政性资金基本保证"), ("电化教育馆", INSTITUTION, "股级", "财政性资金基本保证"), ("学生资助中心", INSTITUTION, "股级", "财政性资金基本保证")],
          org_columns=[None, "name", "nature", "funding", "rank"], figures=dict(
              gpb="48306.25", funds="620", superior="0", service="1180.5", personnel="41263.4", public="3128.35", project="5715", overseas="0", purchase="0",
              running="26", hospitality="4.2"),
          previous=dict(personnel="40102.15", public="3128.35", project="5930", overseas="0", purchase="18", running="26", hospitality="5"),
          why=dict(personnel="补充教师和正常晋级", project="校舍维修任务减少"),
          tp_why=dict(tp="本年不再购置公车", vehicles="本年不再购置公车", purchase="本年不再购置公车", hospitality="严控接待标准"), tp="list", cars=8,
          opex_for="机关办公、督导检查、会议培训及局属单位运转", terms="gpb funds service basic project tp opex",
          goal="义务教育优质均衡取得进展，普惠性幼儿园覆盖面扩大，办学条件持续改善，资助政策应享尽享。", perf_unit="万元", cont="vmerge",
          perf_columns=["act", "desc", "budget", "goal", "ind"],
          activities=[
              ("办学条件改善", "3015", "校舍维修、教学装备配备。", "消除薄弱学校。", [
                  ("校舍维修改造", "1895", "维修教学楼、宿舍和厕所。", "安全适用。", [("维修面积", 1, ["≥4.2万平方米", "≥4万平方米", "≥3.5万平方米", "＜3.5万平方米"]), ("工程验收合格率", 1, BARE_GRADES)]),
                  ("教育信息化", "1120", "班班通更新、校园网建设。", "满足教学需要。", [("更新多媒体套数", 1, ["≥120套", "≥110套", "≥100套", "＜100套"])])]),
              ("学生资助", "2080", "落实各学段资助政策。", "不让一名学生因贫失学。", [
                  ("义务教育生活补助", "1460", "核定名单，发放补助。", "足额到位。", [("补助发放人次", 1, ["≥9800人次", "≥9500人次", "≥9000人次", "＜9000人次"]), ("人均发放天数", 1, ["≤15天", "≤20天", "≤30天", "＞30天"])]),
                  ("彩票公益金助学", "620", "用公益金资助困难学生。", "精准资助。", [("资助对象准确率", 1, ["100%", "≥99%", "≥98%", "＜98%"])])]),
              ("教师队伍建设", "620", "培训、招聘、表彰。", "素质提升。", [
                  ("教师培训", "620", "组织国培、省培和校本培训。", "全员参训。", [("参训教师占比", 1, G90), ("培训满意度", 1, ["95%", "90%", "85%", "80%"])])])],
          proc_unit="元", subtotals="project", quantity="{:.0f}",
          projects=[("教育信息化", "11200000", [("台式计算机", "A02010104", "台", "260", "4350"), ("投影仪", "A020202", "台", "120", "7600"),
                                              ("投影幕", "A020203", "块", "120", "480", dict(other_channels="17600"))]),
                    ("校舍维修改造", "18950000", [("空调机", "A0206180203", "台", "85", "3640", dict(other_sources="109400"))]),
                    ("彩票公益金助学", "6200000", [("木质架类", "A060601", "组", "150", "960", dict(government_funds="144000"))])],
          assets=[("total", "固定资产总额", "——", "86,420.15"), ("house", "土地、房屋及构筑物（平方米）", "312,600", "61,208.40"), ("x", "通用设备（台、套）", "18,460", "15,306.25"),
                  ("x", "专用设备（台、套）", "2,105", "4,120.30"), ("x", "图书、档案（册）", "1,264,300", "2,718.60"), ("x", "家具、用具（件）", "96,800", "3,066.60")],
          asset_above=True),
     combine_rules(without="VEHICLE_RUNNING_WITH_VEHICLE NIL_CONSISTENT")),
    # 7: 元 in prose
    (dict(name="黄骅市医疗保障局2021年部门预算公开", title="黄骅市医疗保障局2021年部门预算公开", year=2021, words="c", prose_unit="元", comma=True,
          dept="黄骅市医疗保障局", type="medical_insurance", division=(HEBEI, "沧州市", "黄骅市", "130983"), code="372",
          order=["duties_and_organization", "budget_overview", "three_public", "operating_expenses", "procurement", "state_assets", "performance",
                 "other_matters", "glossary"],
          duties=["实施医疗保险、生育保险和医疗救助制度。", "管理医保基金，防范基金风险。", "落实药品、耗材集中采购结果。", "监督定点医药机构服务行为和收费。"],
          org=[("综合股", ADMIN, "股级", "财政拨款"), ("待遇保障股", ADMIN, "股级", "财政拨款"), ("基金监管股", ADMIN, "股级", "财政拨款"), ("医保中心", INSTITUTION, "副科级", "财政拨款")],
          org_columns=["name", "nature", "funding"],
          figures=dict(gpb="486.3075", superior="15", carry="6.2", personnel="362.4025", public="45.105", project="100", overseas="0", purchase="0", running="4",
                       hospitality="0.6"),
          previous=dict(personnel="355.8025", public="47.005", project="88.5", overseas="0", purchase="0", running="4", hospitality="0.6"),
          why=dict(personnel="正常增资", public="压缩会议和差旅", project="新增基金稽核服务"), tp_why={}, tp="line",
          opex_for="办公、物业、取暖、差旅和经办大厅维护", terms="superior carry basic project opex",
          goal="全民参保基础稳固，基金收支平衡，欺诈骗保得到遏制，结算服务方便快捷。", perf_unit="万元", unit_above=True,
          perf_columns=["act", "desc", "goal", "budget", "ind"],
          activities=[
              ("基金监管", "60", "检查、稽核、举报核查。", "基金安全。", [("定点机构稽核", "60", "聘请第三方开展稽核。", "发现并纠正违规。", [
                  ("稽核机构家数", 1, ["≥80家", "≥70家", "≥60家", "＜60家"]), ("追回资金", 1, ["≥150.5万元", "≥120万元", "≥100万元", "＜100万元"])])]),
              ("经办服务", "40", "参保登记、费用结算。", "群众满意。", [("异地就医结算", "40", "宣传备案、对账清算。", "结算及时。", [
                  ("结算平均用时", 1, ["≤3天", "≤5天", "≤7天", "＞7天"]), ("窗口服务评价", 1, ["优秀", "良好", "一般", "较差"])])])],
          proc_unit="元", subtotals=None, total_last=True, total_label="合计",
          projects=[("定点机构稽核", "600000", [("第三方稽核服务", "C0803", "项", "1", "300000")]),
                    ("异地就医结算", "400000", [("自助服务终端", "", "台", "3", "26500", dict(other_channels="26500")), ("不间断电源(UPS)", "A02061504", "台", "2", "8200")])],
          proc_columns="project_name project_funds item_name catalog_code quantity quantity_unit unit_price total current_year general_public_budget "
                       "other_sources other_channels".split(),
          assets=[("total", "资产总计", "——", "1,362,480.00"), ("house", "房屋（平方米）", "0", "0.00"), ("car", "汽车（辆）", "2", "268,000.00"),
                  ("big", "单价50万元以上通用设备（台）", "", ""), ("other", "其他固定资产", "——", "1,094,480.00")], asset_unit="元"),
     combine_rules()),
    # 8: decreases, other order, glossary in front
    (dict(name="围场县司法局2019年部门预算公开", title="围场满族蒙古族自治县司法局2019年部门预算公开", year=2019, words="c", auto="lists",
          dept="围场满族蒙古族自治县司法局", type="justice", division=(HEBEI, "承德市", "围场满族蒙古族自治县", "130828"),
          order=["glossary", "duties_and_organization", "budget_overview", "operating_expenses", "three_public", "procurement", "state_assets", "performance",
                 "other_matters"],
          duties=["审查规范性文件，办理行政复议和应诉事项。", "开展法治宣传，指导人民调解组织。", "监管社区矫正对象。", "管理法律援助、律师和公证工作。", "组织公共法律服务站点建设。"],
          org=[("办公室", ADMIN, "股级", "财政拨款"), ("普法依法治理股", ADMIN, "股级", "财政拨款"), ("基层工作股", ADMIN, "股级", "财政拨款"), ("公证处", INSTITUTION, "股级", "财政性资金定额补助")],
          org_columns=["name", "rank", "nature", "funding"],
          figures=dict(gpb="986.4", funds="0", account="12.5", other="0", personnel="742.85", public="86.05", project="170", overseas="0", purchase="0", running="22.5",
                       hospitality="1.2"),
          previous=dict(personnel="768.15", public="92.45", project="182.5", overseas="0", purchase="0", running="24", hospitality="1.5"), trim=True,
          why=dict(personnel="人员转隶", public="公用定额压减", project="普法项目整合"), tp="line",
          tp_why=dict(tp="压减一般性支出", vehicles="车辆统一调度", running="车辆统一调度", hospitality="压减一般性支出"),
          opex_for="机关和司法所办公、取暖、交通等", terms="gpb basic project tp",
          goal="法治宣传覆盖城乡，矛盾纠纷多元化解，社区矫正对象管得住、教得好。", perf_unit="元", unit_above=True, cont="vmerge",
          activities=[
              ("普法与基层", "115", "宣传法律，调解纠纷。", "群众法治意识增强。", [
                  ("法治宣传", "65", "进乡村、进学校、进企业宣讲。", "覆盖各类人群。", [("宣讲场次", 1, ["≥120场", "≥100场", "≥80场", "＜80场"]), ("群众知晓率", 1, G90)]),
                  ("人民调解", "50", "以案定补，培训调解员。", "矛盾不上交。", [("调解成功率", 1, ["＞97%", "＞95%", "＞92%", "≤92%"]), ("民转刑案件数", 1, ["≤1件", "≤2件", "≤3件", "＞3件"])])]),
              ("社区矫正", "55", "监督管理与教育帮扶。", "降低再犯罪。", [
                  ("社区矫正管理", "55", "电子定位、集中教育。", "无脱管漏管。", [("集中教育次数", 1, ["12次", "11次", "10次", "9次"])])])],
          proc_unit="万元", subtotals="project",
          projects=[("社区矫正管理", "550000", [("视频会议控制台", "A02080801", "套", "1", "78000"), ("普通电视设备(电视机)", "A02091001", "台", "4", "3500")]),
                    ("法治宣传", "650000", [("通用照相机", "A0202050102", "台", "2", "12000", dict(fiscal_special_account="24000"))])],
          assets=[("total", "固定资产合计", "——", "402.6"), ("house", "房屋（平方米）", "2105.5", "263.15"), ("car", "汽车（台、辆）", "9", "96.45"),
                  ("big", "单价在20万元以上的设备（台、套）", "", ""), ("other", "其他固定资产", "——", "43")], planned=True),
     combine_rules("ASSET_PURCHASE_EQ_PROC")),
    # 9: archives, no other unit, blank merges, flat everywhere
    (dict(name="赞皇县档案馆2020年部门预算公开", title="赞皇县档案馆2020年部门预算信息公开", year=2020, words="a", merged=False, trim=True,
          dept="赞皇县档案馆", type="archives", division=(HEBEI, "石家庄市", "赞皇县", "130129"), code="215",
          duties=["接收县直单位和乡镇到期移交的档案。", "整理、编目、保管馆藏档案。", "提供档案查阅，开展编研展览。", "推进档案数字化。"],
          org=[("办公室", ADMIN, "股级", "财政拨款"), ("保管利用股", ADMIN, "股级", "财政拨款"), ("技术股", ADMIN, "股级", "财政拨款")],
          figures=dict(gpb="132.5", funds="0", account="0", other="0", personnel="98.2", public="11.3", project="23", overseas="0", purchase="0", running="0", hospitality="0.2"),
          previous=dict(personnel="96.7", public="11.3", project="23", overseas="0", purchase="0", running="0", hospitality="0.2"),
          why=dict(personnel="正常增资"), tp_why={}, opex_for="办公、库房水电、消防维护", terms="gpb other basic project opex",
          goal="档案实体和信息安全有保障，查阅利用便捷，馆藏结构更加丰富。", perf_unit="元",
          activities=[("档案管理", "23", "接收、保管、利用。", "安全、完整、可用。", [
              ("档案数字化", "15", "扫描、著录、挂接。", "数据准确。", [("数字化页数", 1, ["≥28.5万页", "≥25万页", "≥20万页", "＜20万页"]), ("抽检差错率", 1, ["≤0.5%", "≤1%", "≤1.5%", "＞1.5%"])]),
              ("库房维护", "8", "恒温恒湿、消防检测。", "库房达标。", [("消防检测次数", 1, ["≥4", "3", "2", "＜2"])])])],
          proc_unit="元", projects=[("库房维护", "80000", [("空气净化设备", "A0206180205", "台", "4", "5600"), ("金属质柜类", "A060503", "组", "16", "1312.5")])],
          assets=[("total", "资产总额", "——", "210.35"), ("house", "（一）房屋（平方米）", "980", "156.2"), ("car", "（二）汽车（台、辆）", "", ""),
                  ("big", "（三）单价在20万元以上的设备（台、套…）", "1", "23.8"), ("other", "（四）其他固定资产", "——", "30.35")], asset_tail=True),
     combine_rules(without="VEHICLE_RUNNING_WITH_VEHICLE ORG_COUNT_INST")),
    # 10: a township of Shandong
    (dict(name="昌乐县红河镇政府2019年部门预算公开", title="昌乐县红河镇人民政府2019年部门预算公开", year=2019, words="b", comma=True, toc="typed", basic=True, print_base=True,
          dept="昌乐县红河镇人民政府", type="township", division=("山东省", "潍坊市", "昌乐县", "370725"),
          duties=["落实上级决策部署，制定镇域发展规划。", "发展镇村经济，推进产业结构调整。", "提供社会保障、文化卫生等公共服务。", "加强社会治安和安全生产管理。", "指导村民自治，推动村务公开。"],
          org=[("党政办公室", ADMIN, "股级", "财政拨款"), ("经济发展办公室", ADMIN, "股级", "财政拨款"), ("社会事务办公室", ADMIN, "股级", "财政拨款"),
               ("农业综合服务中心", INSTITUTION, "股级", "财政拨款"), ("便民服务中心", INSTITUTION, "股级", "财政拨款")],
          figures=dict(gpb="4215.36", funds="1250", other="85.4", personnel="1986.52", public="214.24", project="3350", overseas="0", purchase="0", running="21",
                       hospitality="3.5"),
          previous=dict(personnel="1912.08", public="222.6", project="2830", overseas="0", purchase="0", running="21", hospitality="4.8"),
          why=dict(personnel="落实乡镇工作补贴", public="压减办公经费", project="增加土地整治支出"), tp="list", cars=6,
          tp_why=dict(tp="控制接待规模", hospitality="控制接待规模"), opex_for="镇机关办公、值班、下乡和会议等",
          terms="gpb funds other basic project tp opex", goal="镇域经济平稳发展，农村面貌明显改观，惠民政策落到实处。", perf_unit="万元", cont="blank",
          activities=[
              ("农村人居环境", "1580", "垃圾、污水、厕所整治。", "村庄整洁。", [
                  ("环卫保洁", "930", "购买保洁服务。", "全天保洁。", [("保洁村庄数量", 1, ["≥46个", "45个", "44个", "＜44个"]), ("村民投诉次数", 1, ["≤5次", "≤8次", "≤10次", "＞10次"])]),
                  ("农村改厕", "650", "补助农户改厕。", "建管并重。", [("户均补助", 1, ["≥0.3万元", "≥0.25万元", "≥0.2万元", "＜0.2万元"])])]),
              ("土地整治", "1250", "基金安排的土地整理。", "增加耕地。", [("土地整理", "1250", "平整土地、修建沟渠。", "按期验收。", [("新增耕地亩数", 1, ["≥320亩", "≥300亩", "≥280亩", "＜280亩"])])]),
              ("村级组织", "520", "村级运转与补贴。", "运转正常。", [("村级运转补助", "520", "按季拨付。", "足额到位。", [("资金拨付及时率、资金使用合规率", 2, BARE_GRADES)])])],
          proc_unit="元", subtotals="project", total_label="合计",
          projects=[("环卫保洁", "9300000", [("环卫保洁服务", "", "年", "1", "4600000", dict(other_channels="600000")), ("垃圾桶", "", "个", "800", "165")]),
                    ("土地整理", "12500000", [("土地整理工程", "", "项", "1", "9800000", dict(government_funds="9800000"))])],
          assets=[("total", "固定资产总额", "——", "2,864.90"), ("house", "（一）房屋及构筑物（平方米）", "5,420", "2,106.30"), ("car", "（二）车辆（辆）", "6", "88.60"),
                  ("big", "（三）单价在20万元以上的设备（台）", "2", "64.00"), ("other", "（四）其他固定资产", "——", "606.00")]),
     combine_rules("BASIC_SUM", "DELTA_LEVEL", without="NIL_CONSISTENT")),
    # 11: audit office, TOC field over automatic numbers, 万元 procurement
    (dict(name="内丘县审计局2018年部门预算公开", title="内丘县审计局2018年部门预算公开", year=2018, words="a", auto="multi", toc="field",
          dept="内丘县审计局", type="audit", division=(HEBEI, "邢台市", "内丘县", "130523"),
          duties=["对本级预算执行和其他财政收支进行审计。", "开展经济责任审计和自然资源资产审计。", "审计政府投资建设项目。", "通报审计情况，督促整改。"],
          org=[("办公室", ADMIN, "股级", "财政拨款"), ("综合审计股", ADMIN, "股级", "财政拨款"), ("经济责任审计中心", INSTITUTION, "股级", "财政性资金基本保证")],
          figures=dict(gpb="268.95", funds="0", account="0", other="0", personnel="201.3", public="25.65", project="42", overseas="0", purchase="15.8", running="5.2",
                       hospitality="0.8"),
          previous=dict(personnel="195.08", public="24.02", project="38", overseas="0", purchase="0", running="5.2", hospitality="0.8"),
          why=dict(personnel="晋级晋档", public="人员增加", project="委托业务增多"), tp="seed",
          tp_why=dict(tp="更新公务用车", vehicles="更新公务用车", purchase="更新公务用车"), opex_for="办公、印刷、差旅、培训等",
          terms="gpb other basic project tp opex", goal="紧扣中心任务开展审计，揭示风险隐患，促进政策落实和资金提质增效。", perf_unit="万元", cont="vmerge",
          activities=[("审计监督", "42", "实施年度审计计划。", "依法、客观、有效。", [
              ("财政审计", "18", "预算执行和决算草案审计。", "全面覆盖。", [("审计报告采用率", 1, G95), ("报告数量", 1, ["≥8篇", "7篇", "6篇", "＜6篇"])]),
              ("投资审计", "24", "重点项目跟踪审计。", "节约投资。", [("核减率", 1, ["≥8.5%", "≥7%", "≥5%", "＜5%"]), ("审计成本", 1, ["≤24万元", "≤26万元", "≤28万元", "＞28万元"])])])],
          proc_unit="万元", quantity="{:.0f}", projects=[("公务用车更新", "158000", [("轿车", "A02030501", "辆", "1", "158000")]), ("日常公用经费", "256500", [("复印机", "A020201", "台", "1", "13500")])],
          assets=[("total", "资产总额", "——", "121.7"), ("house", "（一）房屋（平方米）", "460", "58.2"), ("car", "（二）汽车（台、辆）", "2", "24.9"),
                  ("big", "（三）单价在20万元以上的设备（台、套…）", "", ""), ("other", "（四）其他固定资产", "——", "38.6")], planned=True),
     combine_rules("PUBLIC_TEXT_TABLE", "ASSET_PURCHASE_EQ_PROC")),
]

if __name__ == "__main__":
    (HERE / "expected").mkdir(exist_ok=True)
    for spec, claimed in SAMPLES:
        sample = Sample(spec).write()
        sample.save(HERE, HERE / "expected" / f"{spec['name']}.json", verify_checks(sample.gold, claimed))
