"""Writes a disclosure and, from the same facts, the rows it must yield.

A paragraph is a string in which [[...]] marks what is stated there: each mark
takes the next fact (A amount, C change, F no change, N count). The places are
counted here, over the blocks of the body, and read back from the saved file.
"""

import datetime
import io
import json
import re
import zipfile
import zlib
from decimal import Decimal
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

YUAN_PER_UNIT = {"元": 1, "万元": 10000, "亿元": 100000000}
GRADES = "优良中差"


class SpannedCell(str):
    """A cell: text, columns it spans, 'r' or 'c' where it starts or continues a vertical merge."""

    def __new__(cls, text="", span=1, vm=None):
        cell = super().__new__(cls, text)
        cell.span, cell.vm = span, vm
        return cell


def amount_fact(item, label, year=None, phase=None):
    return ("A", dict(item=item, label=label, year=year, phase=phase))


def change_fact(item, label, direction, reason=None):
    return ("C", dict(item=item, label=label, direction={"+": "increase", "-": "decrease"}[direction], reason=reason))


def no_change_fact(item, label, reason=None):
    return ("F", dict(item=item, label=label, reason=reason))


def count_fact(subject):
    return ("N", dict(subject=subject))


def parse_number(text):
    return Decimal(text.replace(",", ""))


def convert_to_json_number(value):
    if value is None:
        return None
    value = Decimal(value)
    return int(value) if value == value.to_integral_value() else float(value)


def parse_threshold(text, unit=None):
    row = dict(text=text, operator=None, lower=None, upper=None, lower_inclusive=None, upper_inclusive=None, unit=None)
    span = re.fullmatch(r"([\d.]+)([^\d.]*?)[-—~至]([\d.]+)(\D*)", text)
    if span:
        row.update(operator="range", lower=parse_number(span[1]), upper=parse_number(span[3]), lower_inclusive=True, upper_inclusive=True,
                   unit=span[4] or span[2] or unit)
        return row
    one = re.fullmatch(r"(≥|≧|≤|≦|＜|<|＞|>|=|＝|不低于|不少于|不超过|低于|少于|超过)?\s*(\d[\d,]*\.?\d*)\s*(\D*)", text)
    if not one:
        return row
    sign, value, tail = one[1], parse_number(one[2]), one[3]
    if tail.endswith(("及以上", "（含）以上")):
        sign, tail = "≥", re.sub(r"(及|（含）)以上$", "", tail)
    operator = {None: "bare", "≥": ">=", "≧": ">=", "不低于": ">=", "不少于": ">=", "≤": "<=", "≦": "<=", "不超过": "<=", "＜": "<", "<": "<",
                "低于": "<", "少于": "<", "＞": ">", ">": ">", "超过": ">", "=": "=", "＝": "="}[sign]
    row.update(operator=operator, unit=tail or unit)
    if operator in (">=", ">", "bare", "="):
        row.update(lower=value, lower_inclusive=operator != ">")
    if operator in ("<=", "<", "bare", "="):
        row.update(upper=value, upper_inclusive=operator != "<")
    return row


class DisclosureBuilder:
    def __init__(self, name, title, year, dept, dept_type, division, code=None):
        self.name, self.year = name, year
        self.doc = docx.Document()
        self.body = self.doc.element.body
        normal = self.doc.styles["Normal"]
        normal.font.name, normal.font.size = "仿宋_GB2312", Pt(16)
        normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
        self.blocks, self.key, self.places, self.numbers = 0, None, [], 100
        province, city, county, division_code = division
        tables = ("sections sections_level2 duties org_units amounts changes goals activities indicators thresholds procurement assets "
                  "nil_statements glossary counts tables").split()
        self.gold = {"disclosures": [dict(title=title, doc_type="department_budget", fiscal_year=year, department_name=dept,
                                        budget_unit_code=code, department_type=dept_type, province=province, city=city, county=county,
                                        division_code=division_code)], **{table: [] for table in tables}}

    # ---- paragraphs

    def p(self, text="", *facts, align=None, style=None, num=None, bold=False):
        """Writes a paragraph; returns its block number and its text."""
        facts, out, marks = list(facts), "", []
        for part in re.split(r"(\[\[.*?\]\])", text):
            if part.startswith("[["):
                raw = part[2:-2]
                pct = raw.startswith("%")
                raw = raw[1:] if pct else raw
                marks.append((None if pct else facts.pop(0), raw, len(out)))
                out += raw
            else:
                out += part
        assert not facts, (text, facts)
        paragraph = self.doc.add_paragraph(style=style)
        if align:
            paragraph.alignment = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}[align]
        if num:
            pr = paragraph._p.get_or_add_pPr()
            pr.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'))
        for run in self.split_runs(out):
            paragraph.add_run(run).bold = bold or None
        self.blocks += 1
        for fact, raw, start in marks:
            self.record_fact(fact, raw, f"b{self.blocks}[{start}:{start + len(raw)}]")
        return self.blocks, out

    @staticmethod
    def split_runs(text):
        """Runs as editing leaves them: cut at places that have no meaning."""
        if len(text) < 12:
            return [text] if text else []
        seed = zlib.crc32(text.encode())
        a, b = sorted((3 + seed % (len(text) - 4), 3 + (seed >> 8) % (len(text) - 4)))
        return [part for part in (text[:a], text[a:b], text[b:]) if part]

    def record_place(self, table, item, column, raw, place, **more):
        self.places.append(dict(table=table, item=item, column=column, **more, raw=raw, place=place))

    def record_fact(self, fact, raw, place):
        if fact is None:
            row = self.gold["changes"][-1]
            row["percent"] = convert_to_json_number(parse_number(raw.rstrip("%％")))
            self.record_place("changes", row["item"], "percent", raw, place)
            return
        kind, f = fact
        if kind == "N":
            m = re.fullmatch(r"([\d.]+)\s*(\D*)", raw)
            self.gold["counts"].append(dict(subject=f["subject"], value=convert_to_json_number(parse_number(m[1])), unit=m[2] or None))
            self.record_place("counts", f["subject"], "value", raw, place)
            return
        if kind == "F":
            self.gold["changes"].append(dict(item=f["item"], label=f["label"], fiscal_year=self.year, base_year=self.year - 1, direction="flat",
                                             value=0, unit=None, value_yuan=0, percent=None, stated=False, reason=f["reason"], section=self.key))
            return
        m = re.fullmatch(r"([\d,.]+)\s*(万元|元|亿元|%|％)", raw)
        value, unit = parse_number(m[1]), m[2]
        if kind == "A":
            self.gold["amounts"].append(dict(
                item=f["item"], label=f["label"], value=convert_to_json_number(value), unit=unit, value_yuan=convert_to_json_number(value * YUAN_PER_UNIT[unit]),
                fiscal_year=f["year"] or self.year,
                phase=f["phase"] or ("budget" if f["year"] in (None, self.year) else "prior_budget"), section=self.key))
            self.record_place("amounts", f["item"], "value", raw, place)
        else:
            percent = unit in "%％"
            self.gold["changes"].append(dict(
                item=f["item"], label=f["label"], fiscal_year=self.year, base_year=self.year - 1, direction=f["direction"],
                value=None if percent else convert_to_json_number(value), unit=None if percent else unit,
                value_yuan=None if percent else convert_to_json_number(value * YUAN_PER_UNIT[unit]), percent=convert_to_json_number(value) if percent else None, stated=True,
                reason=f["reason"], section=self.key))
            self.record_place("changes", f["item"], "percent" if percent else "value", raw, place)

    def title(self, text=None, **how):
        self.p(text or self.gold["disclosures"][0]["title"], align="center", bold=True, **how)

    def h1(self, number, title, key, printed=None, num=None, style=None):
        self.key = key
        self.p(title if num else (printed or f"{number}、{title}"), num=num, style=style, bold=True)
        self.gold["sections"].append(dict(level=1, number=number, number_source="auto" if num else "typed", title=title, key=key))

    def h2(self, number, title, key, printed=None, num=None):
        self.p(title if num else (printed or f"（{number}）{title}"), num=num)
        self.gold["sections_level2"].append(
            dict(number=number, number_source="auto" if num else "typed", title=title, key=key))

    def run_in_heading(self, title, key, text="", *facts, colon="："):
        """A label that opens a paragraph."""
        self.gold["sections_level2"].append(dict(number=None, number_source="none", title=title, key=key))
        return self.p(f"{title}{colon}{text}", *facts)

    def duties(self, items, form, num=None):
        for n, text in items:
            self.p(text if num else form.format(n, text), num=num)
            self.gold["duties"].append(dict(number=n, text=text))

    def goal(self, text, lead=None, key="overall_goal"):
        if lead:
            self.run_in_heading(lead, key, text)
        else:
            self.p(text)
        self.gold["goals"].append(dict(text=text))

    def nil_statement(self, text, subject, table, form="{}", num=None):
        self.p(form.format(text), num=num)
        self.gold["nil_statements"].append(dict(subject=subject, table_name=table, fiscal_year=self.year, text=text))

    def terms(self, items, form="{}、{}：{}", num=None):
        for n, (term, text) in enumerate(items, 1):
            self.p(f"{term}：{text}" if num else form.format(n, term, text), num=num)
            self.gold["glossary"].append(dict(number=str(n), term=term, definition=text))

    def numbering(self, *levels):
        """A Word list; levels are (format, text) pairs. Returns its numId."""
        self.numbers += 1
        n, part = self.numbers, self.doc.part.numbering_part.element
        xml = "".join(f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
                      f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>' for i, (form, text) in enumerate(levels))
        abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{n}"><w:multiLevelType w:val="multilevel"/>{xml}</w:abstractNum>')
        part.insert(list(part).index(part.find(qn("w:num"))), abstract)
        part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>'))
        return n

    # ---- tables

    def grid(self, rows):
        width = max(sum(getattr(c, "span", 1) for c in row) for row in rows)
        xml = "".join('<w:gridCol w:w="%d"/>' % (9000 // width) for _ in range(width))
        table = parse_xml(f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
                          f'<w:tblGrid>{xml}</w:tblGrid></w:tbl>')
        for row in rows:
            assert sum(getattr(c, "span", 1) for c in row) == width, (width, row)
            tr = parse_xml(f'<w:tr {nsdecls("w")}/>')
            for c in row:
                span, vm = getattr(c, "span", 1), getattr(c, "vm", None)
                pr = f'<w:tcW w:w="{9000 // width * span}" w:type="dxa"/>'
                pr += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
                pr += '<w:vMerge w:val="restart"/>' if vm == "r" else "<w:vMerge/>" if vm == "c" else ""
                tc = parse_xml(f'<w:tc {nsdecls("w")}><w:tcPr>{pr}</w:tcPr><w:p/></w:tc>')
                if c:
                    run = parse_xml(f'<w:r {nsdecls("w")}><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve"/></w:r>')
                    run[1].text = str(c)
                    tc.find(qn("w:p")).append(run)
                tr.append(tc)
            table.append(tr)
        self.body.insert(len(self.body) - 1, table)
        self.blocks += 1
        return len(rows), width

    def record_table(self, kind, title, unit, entity, size):
        self.gold["tables"].append(dict(kind=kind, title=title, unit=unit, entity=entity, n_rows=size[0], n_columns=size[1]))

    def org_units(self, header, columns, rows, title=None, entity=None, blank=False):
        """columns: name nature rank funding or None (a running number)."""
        grid = [list(header)] + ([[""] * len(header)] if blank else [])
        for n, row in enumerate(rows, 1):
            row = dict(zip("name nature rank funding".split(), row))
            grid.append([row[c] if c else str(n) for c in columns])
            self.gold["org_units"].append({k: row[k] if k in columns else None for k in "name nature rank funding".split()})
        self.record_table("org_units", title, None, entity, self.grid(grid))

    def performance(self, head, columns, duties, unit, title=None, entity=None, cont="blank", forms=("{}、{}", "　　{}、{}")):
        grid, b = [list(row) for row in head], self.blocks + 1
        at = {c: columns.index(c) + 1 for c in columns}

        def put(n, name, budget, text, goal, level, parent, inds):
            # an indicator is (name, measures, four grades[, unit column])
            for i, ind in enumerate(inds or [None]):
                cells = dict(act=forms[level - 1].format(n, name), budget=budget, desc=text, goal=goal)
                if i:
                    cells = {k: SpannedCell("", vm="c") if cont == "vmerge" else "" for k in cells}
                elif cont == "vmerge" and len(inds) > 1:
                    cells = {k: SpannedCell(v, vm="r") for k, v in cells.items()}
                if ind:
                    cells.update(ind=ind[0], unit=ind[3] if len(ind) > 3 else "", **dict(zip(GRADES, ind[2])))
                grid.append([cells.get(c, "") for c in columns])
                r = len(grid)
                if not i:
                    value = parse_number(budget) if budget else None
                    self.gold["activities"].append(dict(
                        level=level, number=n, name=name, parent=parent, budget=convert_to_json_number(value), unit=unit,
                        budget_yuan=convert_to_json_number(value * YUAN_PER_UNIT[unit]) if budget else None,
                        description=text if "desc" in columns else None, goal=goal if "goal" in columns else None))
                    if budget:
                        self.record_place("activities", name, "budget", budget, f"b{b}.r{r}.c{at['budget']}")
                if ind:
                    self.gold["indicators"].append(dict(duty=parent, activity=name, name=ind[0], n_measures=ind[1]))
                    self.record_place("indicators", ind[0], "name", ind[0], f"b{b}.r{r}.c{at['ind']}")
                    for g, t in zip(GRADES, ind[2]):
                        row = dict(indicator=ind[0], activity=name, grade=g, **parse_threshold(t, ind[3] if len(ind) > 3 else None))
                        row["lower"], row["upper"] = convert_to_json_number(row["lower"]), convert_to_json_number(row["upper"])
                        self.gold["thresholds"].append(row)
                        self.record_place("thresholds", ind[0], "text", t, f"b{b}.r{r}.c{at[g]}", grade=g)

        for n, name, budget, text, goal, acts in duties:
            put(n, name, budget, text, goal, 1, None, [])
            for i, (aname, abudget, atext, agoal, inds) in enumerate(acts, 1):
                put(str(i), aname, abudget, atext, agoal, 2, name, inds)
        self.record_table("performance_grades", title, unit, entity, self.grid(grid))

    FIGURES = ("project_funds quantity unit_price total current_year general_public_budget government_funds fiscal_special_account "
               "other_sources other_channels").split()

    def procurement(self, head, columns, rows, unit, title=None, entity=None, merge=False):
        """rows: (type, label or None, {column: printed text})."""
        grid, b = [list(row) for row in head], self.blocks + 1
        texts = "project_name item_name catalog_code quantity_unit".split()
        project, origin = None, None  # the row where a merged project cell starts
        for i, (kind, label, cells) in enumerate(rows):
            line = [cells.get(c, "") for c in columns]
            name = cells.get("project_name")
            joined = bool(merge and name and name == project)
            if not joined:
                project, origin = name, len(grid) + 1
            ahead = merge and name and i + 1 < len(rows) and rows[i + 1][2].get("project_name") == name
            if joined or ahead:
                for c in ("project_name", "project_funds"):
                    line[columns.index(c)] = SpannedCell("", vm="c") if joined else SpannedCell(cells[c], vm="r")
            if label:
                line[0] = label
            grid.append(line)
            row = dict(row_type=kind, row_label=label)
            for c in ("project_name project_funds item_name catalog_code quantity_unit quantity unit_price total current_year "
                      "general_public_budget government_funds fiscal_special_account other_sources other_channels").split():
                text = cells.get(c, "") if c in columns else ""
                row[c] = (text or None) if c in texts else convert_to_json_number(parse_number(text)) if text else None
                if text and c in self.FIGURES:
                    self.record_place("procurement", label or cells["item_name"], c, text,
                               f"b{b}.r{origin if c == 'project_funds' else len(grid)}.c{columns.index(c) + 1}")
            row.update(unit=unit, total_yuan=convert_to_json_number(parse_number(cells["total"]) * YUAN_PER_UNIT[unit]))
            self.gold["procurement"].append(row)
        self.record_table("procurement", title, unit, entity, self.grid(grid))

    def assets(self, head, rows, unit, as_of, title=None, entity=None, columns=("label", "quantity", "value"), tail=()):
        """rows: (type, item, printed label, printed quantity, printed value[, unit column])."""
        grid, b = [list(row) for row in head], self.blocks + 1
        for kind, item, label, quantity, value, *more in rows:
            cells = dict(no=str(len(grid) - len(head) + 1), label=label, quantity=quantity, value=value, unit=more[0] if more else "")
            grid.append([cells[c] for c in columns])
            dash = quantity.strip() and not quantity.strip("—-─ ")
            figure = parse_number(quantity) if quantity and not dash else None
            amount = parse_number(value) if value and value.strip("—-─ ") else None
            inside = re.search(r"（([^（）0-9]*)）$", label.strip())
            self.gold["assets"].append(dict(
                row_type=kind, item=item, label=label.strip(), quantity=convert_to_json_number(figure),
                quantity_status="dash" if dash else "blank" if figure is None else "reported" if figure else "reported_zero",
                quantity_unit=(more[0] if more and more[0] else inside[1] if inside else None),
                value=convert_to_json_number(amount), unit=unit, value_yuan=convert_to_json_number(amount * YUAN_PER_UNIT[unit]) if amount is not None else None, as_of=as_of))
            for c, figure in (("quantity", figure), ("value", amount)):
                if figure is not None:
                    self.record_place("assets", label, c, cells[c], f"b{b}.r{len(grid)}.c{columns.index(c) + 1}")
        grid += [list(row) for row in tail]
        self.record_table("fixed_assets", title, unit, entity, self.grid(grid))

    # ---- the end

    def save(self, folder, gold_path, checks):
        properties = self.doc.core_properties
        properties.author = properties.last_modified_by = "办公室"
        properties.title = self.gold["disclosures"][0]["title"]
        properties.created = properties.modified = datetime.datetime(self.year, 2, 20, 9, 0, 0)
        properties.comments, properties.revision = "", 1
        stream = io.BytesIO()
        self.doc.save(stream)
        path = Path(folder) / f"{self.name}.docx"
        with zipfile.ZipFile(stream) as old, zipfile.ZipFile(path, "w") as new:
            for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0, 0
                new.writestr(info, old.read(name), compresslevel=9)
        verify_quotes(path, self.places)
        gold = {**self.gold, "checks": checks, "places": self.places}
        text = ",\n".join(f' "{k}": [\n' + ",\n".join("  " + json.dumps(r, ensure_ascii=False) for r in rows) + ("\n ]" if rows else " ]")
                          for k, rows in gold.items())
        Path(gold_path).write_text("{\n" + text + "\n}\n", encoding="utf-8", newline="\n")
        return gold


def verify_quotes(path, places):
    """Every place must give its raw text in the file as saved."""
    blocks = [el for el in docx.Document(path).element.body if el.tag in (qn("w:p"), qn("w:tbl"))]
    text = lambda el: "".join(t.text or "" if t.tag == qn("w:t") else "\t" for t in el.iter(qn("w:t"), qn("w:tab")) if t.getparent().tag == qn("w:r"))
    for row in places:
        m = re.fullmatch(r"b(\d+)(?:\.r(\d+)\.c(\d+))?(?:\[(\d+):(\d+)\])?", row["place"])
        el = blocks[int(m[1]) - 1]
        if m[2]:
            column = 1
            for tc in el.findall(qn("w:tr"))[int(m[2]) - 1].findall(qn("w:tc")):
                if column == int(m[3]):
                    break
                span = tc.find(qn("w:tcPr")).find(qn("w:gridSpan"))
                column += int(span.get(qn("w:val"))) if span is not None else 1
            el = tc
        found = text(el)
        found = found[int(m[4]):int(m[5])] if m[4] else found
        assert found == row["raw"], (path, row, found)


def verify_checks(gold, rules):
    """The check rows named in `rules` ("REV_SUM TP_SUM:rounding"), after trying the arithmetic of each here."""
    D = lambda v: Decimal(str(v or 0))
    now = {}
    for row in gold["amounts"]:
        if row["fiscal_year"] == gold["disclosures"][0]["fiscal_year"] or row["phase"] == "stock":
            now.setdefault(row["item"], D(row["value_yuan"]))
    last = {r["item"]: D(r["value_yuan"]) for r in gold["amounts"] if r["phase"] == "prior_budget"}
    change = {}
    for row in gold["changes"]:
        if row["value_yuan"] is not None:
            change.setdefault(row["item"], D(row["value_yuan"]) * (-1 if row["direction"] == "decrease" else 1))
    proc = {k: [r for r in gold["procurement"] if r["row_type"] == k] for k in ("total", "subtotal", "item")}
    assets = {k: [r for r in gold["assets"] if r["row_type"] == k] for k in ("total", "item")}
    duties = [r for r in gold["activities"] if r["level"] == 1]
    sources = "general_public_budget government_funds fiscal_special_account other_sources".split()
    children = lambda prefix: sum(v for k, v in now.items() if k and k.startswith(prefix) and not k.endswith(".total")
                                  and k not in ("revenue.fiscal_appropriation",))
    people = now.get("expenditure.personnel", 0) + now.get("expenditure.public", 0)
    more = sum(now.get(f"expenditure.{k}", 0) for k in ("project", "remit_superior", "affiliated_subsidy", "business"))
    gap = {
        "REV_SUM": lambda: now["revenue.total"] - children("revenue."),
        "EXP_SUM": lambda: now["expenditure.total"] - more - (people or now["expenditure.basic"]),
        "BASIC_SUM": lambda: now["expenditure.basic"] - people,
        "REV_EXP_BALANCE": lambda: now["revenue.total"] - now["expenditure.total"],
        "DELTA_SUM": lambda: (change.get("expenditure.total") if "expenditure.total" in change else change["fiscal_appropriation.total"])
        - sum(change.get(f"expenditure.{k}", 0) for k in ("personnel", "public", "project")),
        "DELTA_LEVEL": lambda: sum(abs(now[k] - last[k] - change[k]) for k in last),
        "PCT_RECOMPUTE": lambda: 0,
        "TP_SUM": lambda: now["three_public.total"] - now.get("three_public.vehicles.total", 0) - now["three_public.overseas"]
        - now["three_public.hospitality"],
        "TP_VEHICLE_SUM": lambda: now["three_public.vehicles.total"] - now["three_public.vehicles.purchase"]
        - now["three_public.vehicles.running"],
        "TP_FOUR_WAY": lambda: now["three_public.total"] - sum(now[f"three_public.{k}"] for k in (
            "overseas", "hospitality", "vehicles.purchase", "vehicles.running")),
        "OPEX_EQ_PUBLIC": lambda: now["operating_expenses.total"] - now["expenditure.public"],
        "PROC_QTY_PRICE": lambda: sum(abs(D(r["quantity"]) * D(r["unit_price"]) - D(r["total"])) for r in proc["item"]),
        "PROC_SOURCE_SUM": lambda: sum(abs(D(r["total"]) - D(r["current_year"]) - D(r["other_channels"]))
                                       + abs(D(r["current_year"]) - sum(D(r[k]) for k in sources)) for r in gold["procurement"]),
        "PROC_TOTAL_SUM": lambda: sum(
            abs(D(proc["total"][0][k]) - sum(D(r[k]) for r in rows)) for k in ["total", "current_year", *sources, "other_channels"]
            for rows in (proc["item"], proc["subtotal"] or proc["item"])),
        "PROC_KIND_SUM": lambda: now["procurement.total"] - children("procurement."),
        "PROC_TEXT_TABLE": lambda: now["procurement.total"] - D(proc["total"][0]["total_yuan"]),
        "PROC_FUND_LE_BUDGET": lambda: max(0, max(sum(D(r["total"]) for r in proc["item"] if r["project_name"] == p["project_name"])
                                                  - D(p["project_funds"]) for p in proc["item"] if p["project_funds"])),
        "PUBLIC_TEXT_TABLE": lambda: now["expenditure.public"] - next(
            D(r["project_funds"]) * YUAN_PER_UNIT[r["unit"]] for r in proc["item"] if r["project_name"] == "日常公用经费"),
        "PERF_PARENT_CHILD": lambda: sum(abs(D(d["budget"]) - sum(D(a["budget"]) for a in gold["activities"] if a["parent"] == d["name"]))
                                         for d in duties),
        "PERF_PROJECT": lambda: sum(D(d["budget_yuan"]) for d in duties) - now["expenditure.project"],
        "ASSET_SUM": lambda: D(assets["total"][0]["value"]) - sum(D(r["value"]) for r in assets["item"]),
        "ASSET_TEXT_TABLE": lambda: now["assets.fixed.total"] - D(assets["total"][0]["value_yuan"]),
        "ASSET_PURCHASE_EQ_PROC": lambda: now["assets.planned_purchase"] - now["procurement.total"],
        "VEHICLE_RUNNING_WITH_VEHICLE": lambda: 0 if now["three_public.vehicles.running"] > 0 and next(
            r["quantity"] for r in assets["item"] if r["item"] == "assets.fixed.vehicles") >= 1 else 1,
        "ORG_COUNT_ADMIN": lambda: gold["counts"][0]["value"] - sum(r["nature"] == "行政" for r in gold["org_units"]),
        "ORG_COUNT_INST": lambda: gold["counts"][1]["value"] - sum(r["nature"] == "事业" for r in gold["org_units"]),
        "NIL_CONSISTENT": lambda: 0 if gold["nil_statements"] and not sum(v for k, v in now.items() if k and k.endswith(
            ("government_funds", "state_capital"))) or "no check" in rules else 1,
        "THR_MONOTONE": lambda: sum(not is_monotone(gold["thresholds"][i:i + 4]) for i in range(0, len(gold["thresholds"]), 4)),
        "YEAR_CONSISTENT": lambda: 0,
    }
    rows = []
    for rule in rules.split():
        rule, _, result = rule.partition(":")
        left = abs(gap[rule]())
        assert (left == 0) == (not result) and left <= 500, (gold["disclosures"][0]["title"], rule, left)
        rows.append(dict(rule=rule, result=result or "pass"))
    # what is not claimed must at least not be broken where it can be tried
    for rule in ("REV_SUM", "EXP_SUM", "REV_EXP_BALANCE", "DELTA_SUM", "TP_SUM", "PROC_QTY_PRICE", "PROC_SOURCE_SUM", "PROC_TOTAL_SUM", "ASSET_SUM",
                 "ASSET_TEXT_TABLE", "PROC_TEXT_TABLE", "PERF_PARENT_CHILD", "THR_MONOTONE", "PROC_FUND_LE_BUDGET"):
        if rule not in {r["rule"] for r in rows}:
            print("not claimed:", gold["disclosures"][0]["title"], rule)
    return rows


def is_monotone(grades):
    values = [g["lower"] if g["lower"] is not None else g["upper"] for g in grades]
    if None in values:
        return True
    falling = all(a >= b for a, b in zip(values, values[1:]))
    rising = all(a <= b for a, b in zip(values, values[1:]))
    return rising if grades[0]["operator"] in ("<=", "<") else falling
