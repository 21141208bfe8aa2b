"""Changes as accountants word them: verbs x bases x orders x punctuation, all of our own making."""

from __future__ import annotations

import pytest

from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.prose.mentions import AmountMention, ChangeMention, LineContext
from extractor.prose.statements import parse_line
from tests.document_builders import build_line

BASE_LEXICON = load_bundled_lexicons()["base"]
YEAR = 2021


def list_changes(text: str, final: bool = False) -> list[str]:
    """``item direction value base-year percent`` of each change."""
    line = build_line(text)
    start = line.list_number.end if line.list_number else 0
    context = LineContext(YEAR, final, None, owner_names=("青龙县水务局", "青龙县", "水务局"))
    found: list[str] = []
    for one in parse_line(line, start, context, BASE_LEXICON):
        if isinstance(one, ChangeMention):
            percent = None if one.percent is None else one.percent.value
            found.append(f"{one.subject.concept} {one.direction} {one.value.value} {one.base_year} {percent}")
    return found


CHANGES: list[tuple[str, bool, list[str]]] = [
    ('机关运行经费30万元，比上年（33万元）减少3万元。', False, ['operating_expenses.total decrease 3 2020 None']),
    ('机关运行经费30万元，较2020年预算（33万元）下降9.09%。', False, ['operating_expenses.total decrease None 2020 9.09']),
    ('机关运行经费30万元，较2020年执行数28万元增加2万元，但较2020年预算数33万元下降9.09%。', False, ['operating_expenses.total increase 2 2020 None', 'operating_expenses.total decrease None 2020 9.09']),
    ('公务接待费3万元，较上年压减1万元，压减25%。', False, ['three_public.hospitality decrease 1 2020 25']),
    ('公务接待费3万元，比上年少1万元。', False, ['three_public.hospitality decrease 1 2020 None']),
    ('公务接待费3万元，比上年多1万元。', False, ['three_public.hospitality increase 1 2020 None']),
    ('公务接待费3万元，较上年增1万元，增50%。', False, ['three_public.hospitality increase 1 2020 50']),
    ('公务接待费3万元，较上年减1万元，减25%。', False, ['three_public.hospitality decrease 1 2020 25']),
    ('公务接待费3万元，较上年升50%。', False, ['three_public.hospitality increase None 2020 50']),
    ('公务接待费3万元，较上年降25%。', False, ['three_public.hospitality decrease None 2020 25']),
    ('机关运行经费30万元，较上年上浮5%。', False, ['operating_expenses.total increase None 2020 5']),
    ('机关运行经费30万元，较上年下浮5%。', False, ['operating_expenses.total decrease None 2020 5']),
    ('机关运行经费30万元，规模较上年扩大2万元。', False, ['operating_expenses.total increase 2 2020 None']),
    ('机关运行经费30万元，较2020年回落2.5万元，回落7.69%。', False, ['operating_expenses.total decrease 2.5 2020 7.69']),
    ('机关运行经费30万元，较上年翻了一番。', False, ['operating_expenses.total increase None 2020 100']),
    ('机关运行经费30万元，比上年翻番。', False, ['operating_expenses.total increase None 2020 100']),
    ('机关运行经费30万元，较上年增长1.5倍。', False, ['operating_expenses.total increase None 2020 150.0']),
    ('机关运行经费30万元，比上年净增4万元，主要是人员增加。', False, ['operating_expenses.total increase 4 2020 None']),
    ('机关运行经费30万元，较上年攀升3万元。', False, ['operating_expenses.total increase 3 2020 None']),
    ('机关运行经费30万元，比去年节减3万元。', False, ['operating_expenses.total decrease 3 2020 None']),
    ('机关运行经费30万元，比去年下调3万元。', False, ['operating_expenses.total decrease 3 2020 None']),
    ('机关运行经费30万元，比去年上调3万元。', False, ['operating_expenses.total increase 3 2020 None']),
    ('机关运行经费30万元，比去年调高3万元，增幅11.11%。', False, ['operating_expenses.total increase 3 2020 11.11']),
    ('机关运行经费30万元，比去年缩水3万元。', False, ['operating_expenses.total decrease 3 2020 None']),
    ('机关运行经费30万元，较上年涨3万元，涨幅11.11%。', False, ['operating_expenses.total increase 3 2020 11.11']),
    ('机关运行经费30万元，较上年预算超3万元。', False, ['operating_expenses.total increase 3 2020 None']),
    ('机关运行经费30万元，较上年少花3万元。', False, ['operating_expenses.total decrease 3 2020 None']),
    ('机关运行经费30万元，较上年多列3万元。', False, ['operating_expenses.total increase 3 2020 None']),
    ('机关运行经费30万元，较上年有升，主要是增人。', False, ['operating_expenses.total increase None 2020 None']),
    ('机关运行经费30万元，较上年略降。', False, ['operating_expenses.total decrease None 2020 None']),
    ('机关运行经费30万元，较上年略有上浮。', False, ['operating_expenses.total increase None 2020 None']),
    ('机关运行经费30万元，较上年稍减。', False, ['operating_expenses.total decrease None 2020 None']),
    ('机关运行经费30万元，比上年有较大增长。', False, ['operating_expenses.total increase None 2020 None']),
    ('机关运行经费30万元，比上年大幅压缩。', False, ['operating_expenses.total decrease None 2020 None']),
    ('机关运行经费30万元，与上年一致。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，较上年未变。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，同上年。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，与上年相等。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，与上年无差异。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，较上年无增无减。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，较上年不增不减。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，较上年没有增加也没有减少。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，同上年持平。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，跟上年持平。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费2021年30万元，上年30万元，两年相同。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，上年预算为30万元，两年一致。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，较上年增长0%。', False, ['operating_expenses.total flat None 2020 0']),
    ('机关运行经费30万元，比上年增加0万元，增长0%。', False, ['operating_expenses.total flat 0 2020 0']),
    ('机关运行经费30万元，比上年增（减）0万元。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，较上年预算增（减）0%，保持不变。', False, ['operating_expenses.total flat 0 2020 0']),
    ('机关运行经费30万元，同比无变化。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，与2020年预算数相当。', False, ['operating_expenses.total flat 0 2020 None']),
    ('机关运行经费30万元，上年为25万元，增长20%。', False, ['operating_expenses.total increase None 2020 20']),
    ('机关运行经费30万元，比上年的25万元上升20%。', False, ['operating_expenses.total increase None 2020 20']),
    ('机关运行经费30万元，比上年预算25万元多5万元，增幅20%。', False, ['operating_expenses.total increase 5 2020 20']),
    ('机关运行经费30万元（上年25万元），增长20%。', False, ['operating_expenses.total increase None 2020 20']),
    ('机关运行经费30万元，增长率为20%（上年25万元）。', False, ['operating_expenses.total increase None 2020 20']),
    ('机关运行经费30万元。比2020年的25万元增加5万元，增长20%。', False, ['operating_expenses.total increase 5 2020 20']),
    ('今年机关运行经费30万元，去年为25万元，同比上升20%。', False, ['operating_expenses.total increase None 2020 20']),
    ('机关运行经费由上年25万元增至30万元，增幅20%。', False, ['operating_expenses.total increase None 2020 20']),
    ('会议费由上年的2万元增至3万元，培训费由4万元增至5万元，增幅分别为50%和25%。', False, ['conference increase None 2020 50', 'training increase None 2020 25']),
    ('机关运行经费今年30万元，去年25万元，上升的原因：新增人员。', False, ['operating_expenses.total increase None 2020 None']),
    ('机关运行经费30万元，较2020年预算增加2万元，较2020年决算减少1万元。', False, ['operating_expenses.total increase 2 2020 None', 'operating_expenses.total decrease 1 2020 None']),
    ('公务接待费决算1万元，比年初预算少0.5万元，比上年少0.2万元，下降16.67%。', True, ['three_public.hospitality decrease 0.5 2021 None', 'three_public.hospitality decrease 0.2 2020 16.67']),
    ('“三公”经费支出决算4万元，比年初预算5万元减少1万元，下降20%；比上年决算4.5万元减少0.5万元，下降11.11%。', True, ['three_public.total decrease 1 2021 20', 'three_public.total decrease 0.5 2020 11.11']),
    ('收入决算数110万元较年初预算数100万元超10万元，超收10%，原因是追加；支出决算数108万元较年初预算数超支8万元，超支8%。', True, ['revenue.total increase 10 2021 10', 'expenditure.total increase 8 2021 8']),
    ('公务接待费支出1万元，较预算节约0.5万元，节约率33.33%。', True, ['three_public.hospitality decrease 0.5 2021 33.33']),
    ('公务接待费支出1万元，低于预算数0.5万元。', True, ['three_public.hospitality decrease 0.5 2021 None']),
    ('公务接待费支出1万元，超出年初预算0.5万元。', True, ['three_public.hospitality increase 0.5 2021 None']),
    ('公务接待费支出1万元，比预算数1.5万元低0.5万元。', True, ['three_public.hospitality decrease 0.5 2021 None']),
    ('支出总计100万元。较2020年减少10万元，主要系项目结束，减幅9.09%。', False, ['expenditure.total decrease 10 2020 9.09']),
    ('支出总计100万元，较2020年减少10万元，主要系项目结束，下降9.09%。', False, ['expenditure.total decrease 10 2020 9.09']),
    ('会议费3万元，减少1万元，主要原因是压缩会议，同比下降25%。', False, ['conference decrease 1 2020 25']),
    ('会议费3万元，同比下降近5%。', False, ['conference decrease None 2020 5']),
    ('会议费3万元，同比增加约0.2万元。', False, ['conference increase 0.2 2020 None']),
    ('会议费3万元，比上年增加额为-1万元。', False, ['conference decrease 1 2020 None']),
    ('会议费3万元，比上年增加-1万元，增长率-25%。', False, ['conference decrease 1 2020 25']),
    ('会议费3万元，比上年增减额为-1万元，增减率为-25%。', False, ['conference decrease 1 2020 25']),
    ('会议费3万元，较上年增长负25%。', False, ['conference decrease None 2020 25']),
    ('会议费3万元，较上年增长率为负25%。', False, ['conference decrease None 2020 25']),
    ('会议费3万元，较上年变动-1万元。', False, ['conference decrease 1 2020 None']),
    ('会议费3万元，较上年变动+1万元。', False, ['conference increase 1 2020 None']),
    ('会议费3万元，下降25%。', False, ['conference decrease None 2020 25']),
    ('会议费3万元，增加1万元。', False, ['conference increase 1 2020 None']),
    ('会议费3万元，同比增1万元。', False, ['conference increase 1 2020 None']),
    ('会议费增加1万元，培训费减少2万元。', False, ['conference increase 1 2020 None', 'training decrease 2 2020 None']),
    ('较上年减少1万元，公务接待费安排3万元。', False, ['three_public.hospitality decrease 1 2020 None']),
    ('比上年增长5%，公用经费合计20万元。', False, ['expenditure.public increase None 2020 5']),
    ('公务接待费减少1万元（与上年相比）。', False, ['three_public.hospitality decrease 1 2020 None']),
    ('公务接待费3万元，增加1万元，与上年相比增长50%。', False, ['three_public.hospitality increase 1 2020 50']),
    ('项目支出120万元。按单位划分：机关20万元，林场70万元，分局30万元。与上年相比增长3.1%。', False, ['expenditure.project increase None 2020 3.1']),
    ('政府采购预算100万元：货物60万元，服务40万元。比上年的80万元上升25%。', False, ['procurement.total increase None 2020 25']),
    ('“三公”经费10万元，其中公务接待费2万元，公务用车运行维护费8万元。比上年减少1万元，下降9.09%。', False, ['three_public.total decrease 1 2020 9.09']),
    ('“三公”经费10万元：公务接待费2万元，公务用车运行维护费8万元，比上年减少1万元，下降9.09%。', False, ['three_public.total decrease 1 2020 9.09']),
    ('“三公”经费预算10万元，比上年减1万元：公务接待费2万元，减0.4万元；公务用车运行费8万元，减0.6万元。', False, ['three_public.total decrease 1 2020 None', 'three_public.hospitality decrease 0.4 2020 None', 'three_public.vehicles.running decrease 0.6 2020 None']),
    ('公务接待费2万元（比上年减0.4万元），公务用车运行费8万元（比上年增0.6万元）。', False, ['three_public.hospitality decrease 0.4 2020 None', 'three_public.vehicles.running increase 0.6 2020 None']),
    ('公务接待费（2万元，下降16.67%）、公务用车运行费（8万元，增长8.11%）。', False, ['three_public.hospitality decrease None 2020 16.67', 'three_public.vehicles.running increase None 2020 8.11']),
    ('收入较上年增加5万元，其中财政拨款增加4万元，其他收入增加1万元。', False, ['revenue.total increase 5 2020 None', 'revenue.fiscal_appropriation increase 4 2020 None', 'revenue.other increase 1 2020 None']),
    ('2021年收入预算100万元，较上年增14万元，其中财政拨款90万元，较上年增13万元；其他收入10万元，较上年增1万元。', False, ['revenue.total increase 14 2020 None', 'revenue.fiscal_appropriation increase 13 2020 None', 'revenue.other increase 1 2020 None']),
    ('政府性基金收入345万元，支出310万元；比上年收入增加345万元、支出增加310万元。', False, ['revenue.government_funds increase 345 2020 None', 'fiscal_appropriation.government_funds increase 310 2020 None']),
    ('收入总计100万元，比2020预算增加5万元。', False, ['revenue.total increase 5 2020 None']),
    ('收入总计100万元，比上一年度预算增加5万元。', False, ['revenue.total increase 5 2020 None']),
    ('收入总计100万元，比上一预算年度增加5万元。', False, ['revenue.total increase 5 2020 None']),
    ('收入总计100万元，对比2020年预算数增加5万元。', False, ['revenue.total increase 5 2020 None']),
    ('收入总计100万元，相对2020年增加5万元。', False, ['revenue.total increase 5 2020 None']),
    ('收入总计100万元，跟去年预算数比多了5万元。', False, ['revenue.total increase 5 2020 None']),
    ('收入总计100万元，在上年基础上增加5万元。', False, ['revenue.total increase 5 2020 None']),
    ('收入总计100万元，以上年预算为基数增加5万元。', False, ['revenue.total increase 5 2020 None']),
    ('收入总计100万元，增加5万元，系上级补助增加。', False, ['revenue.total increase 5 2020 None']),
    ('会议费3万元，主要原因是新增项目5万元。', False, []),
    ('新增设备5万元。', False, []),
    ('其中追加预算5万元。', False, []),
    ('本年新增支出5万元。', False, []),
    ('单价超50万元的设备2台。', False, []),
    ('节能减排资金5万元。', False, []),
    ('提高待遇经费5万元。', False, []),
    ('乡镇化解债务补助比例上浮20%的政策资金30万元。', False, []),
    ('完成预算的98%。', False, []),
    ('执行率比上年提高2个百分点。', False, []),
    ('预算完成率95%，比上年上升3个百分点。', False, []),
    ('水质达标率增长5%。', False, []),
    ('贷款利率上浮20%。', False, []),
    ('车辆比上年减少2辆。', False, []),
    ('收入总计100万元，减去年初结转5万元后为95万元。', False, []),
    ('一般公共预算收入较2020年度预算数增加(或减少)0万元。', False, ['revenue.general_public_budget flat 0 2020 None']),
    ('公务接待费2万元，去年2.5万元，压了0.5万元。', False, ['three_public.hospitality decrease 0.5 2020 None']),
    ('2021年机关运行经费预算40.2万元，较之2020年增长3.5%，增长的主要原因系人员增加。', False, ['operating_expenses.total increase None 2020 3.5']),
    ('2021年机关运行经费预算40.2万元，比上年预算（38万元）增加2.2万元，增长5.79%。', False, ['operating_expenses.total increase 2.2 2020 5.79']),
    ('2021年机关运行经费预算40.2万元（上年预算38万元，增加2.2万元，增长5.79%）。', False, ['operating_expenses.total increase 2.2 2020 5.79']),
    ('机关运行经费预算40.2万元，增加2.2万元、增幅5.79%，主要用于办公。', False, ['operating_expenses.total increase 2.2 2020 5.79']),
    ('机关运行经费预算40.2万元，与上年相比，增加2.2万元，增长率5.79%。', False, ['operating_expenses.total increase 2.2 2020 5.79']),
    ('机关运行经费预算40.2万元，比上年增长5.79%（增加2.2万元）。', False, ['operating_expenses.total increase 2.2 2020 5.79']),
    ('机关运行经费预算40.2万元，比上年增长5.79%，净增2.2万元。', False, ['operating_expenses.total increase 2.2 2020 5.79']),
    ('收入总计100万元，比上年增加10万元，增长11.11%；支出总计100万元，比上年增加10万元，增长11.11%。', False, ['revenue.total increase 10 2020 11.11', 'expenditure.total increase 10 2020 11.11']),
    ('2021年收支总预算100万元，比2020年减少10万元。', False, ['revenue.total decrease 10 2020 None', 'expenditure.total decrease 10 2020 None']),
    ('基本支出80万元，占80%，比上年增加3万元；项目支出20万元，占20%，比上年减少1万元。', False, ['expenditure.basic increase 3 2020 None', 'expenditure.project decrease 1 2020 None']),
    ('其中：基本支出增加3万元，主要是增资；项目支出减少1万元，主要是项目结束。', False, ['expenditure.basic increase 3 2020 None', 'expenditure.project decrease 1 2020 None']),
    ('支出比上年增加2万元，其中：基本支出增加3万元，项目支出减少1万元。', False, ['expenditure.total increase 2 2020 None', 'expenditure.basic increase 3 2020 None', 'expenditure.project decrease 1 2020 None']),
    ('因公出国（境）费0万元，公务用车购置费0万元，公务接待费2万元，均与上年持平。', False, ['three_public.overseas flat 0 2020 None', 'three_public.vehicles.purchase flat 0 2020 None', 'three_public.hospitality flat 0 2020 None']),
    ('公务接待费2万元，与2020年的2万元持平。', False, ['three_public.hospitality flat 0 2020 None']),
    ('公务接待费2万元，与上年预算数2万元相同，未作增减。', False, ['three_public.hospitality flat 0 2020 None']),
    ('公务接待费较上年没有变化。', False, ['three_public.hospitality flat 0 2020 None']),
    ('公务接待费预算安排与去年相同，均为2万元。', False, ['three_public.hospitality flat 0 2020 None']),
    ('公务接待费预算维持上年水平。', False, ['three_public.hospitality flat 0 2020 None']),
    ('公务接待费预算保持不变。', False, ['three_public.hospitality flat 0 2020 None']),
    ('公务接待费2万元，较上年略有下降。', False, ['three_public.hospitality decrease None 2020 None']),
    ('公务接待费2万元，比上年大幅度减少。', False, ['three_public.hospitality decrease None 2020 None']),
    ('公务接待费2万元，呈下降趋势。', False, ['three_public.hospitality decrease None 2020 None']),
    ('公务接待费2万元，比上年有所压缩，主要是严控标准。', False, ['three_public.hospitality decrease None 2020 None']),
    ('公务接待费2万元，基本与上年持平。', False, ['three_public.hospitality flat None 2020 None']),
    ('公务接待费2万元，与上年大体相当。', False, ['three_public.hospitality flat None 2020 None']),
    ('公务接待费2万元，与上年接近。', False, ['three_public.hospitality flat None 2020 None']),
    ('公务接待费2万元，较上年变动幅度不大。', False, ['three_public.hospitality flat None 2020 None']),
    ('公务接待费决算1万元，完成预算的50%，比上年减少0.5万元，减少33.33%，决算数小于预算数的主要原因是厉行节约。', True, ['three_public.hospitality decrease 0.5 2020 33.33', 'three_public.hospitality decrease None 2021 None']),
    ('公务接待费决算1万元，年初预算1万元，与预算持平，与上年决算数一致。', True, ['three_public.hospitality flat 0 2021 None', 'three_public.hospitality flat 0 2020 None']),
    ('年末结转和结余5万元，比年初减少2万元，下降28.57%。', True, ['expenditure.carryforward decrease 2 2020 28.57']),
    ('会议费3万元，较上年末的5万元减少2万元。', True, ['conference decrease 2 2020 None']),
    ('培训费3万元，较2020年的9万元缩去大半。', True, []),
    ('公务接待费与2020年预算一样多。', False, ['three_public.hospitality flat 0 2020 None']),
    ('项目支出增加较多，达7万元。', False, ['expenditure.project increase 7 2020 None']),
    ('公务接待费、培训费与上年持平。', False, ['three_public.hospitality flat 0 2020 None', 'training flat 0 2020 None']),
    ('会议费0万元，培训费0万元，与上年一致。', False, ['conference flat 0 2020 None', 'training flat 0 2020 None']),
    ('基本支出2万元，项目支出3万元。“三公”经费为零，与上年相同。', False, ['three_public.total flat 0 2020 None']),
    ('收入总计80万元，其中拨款70万元；支出总计80万元，其中人员60万元。与上年相比增加8万元，增长11.11%。', False, ['revenue.total increase 8 2020 11.11', 'expenditure.total increase 8 2020 11.11']),
    ('培训费增加1万元，会议费减少3万元，主要是补助标准提高10%。', False, ['training increase 1 2020 None', 'conference decrease 3 2020 None']),
    ('收入预算20万元，支出预算19万元，收支差额1万元。', False, []),
    ('收入总计增加2万元，支出总计增加2万元，增幅都是10%。', False, ['revenue.total increase 2 2020 10', 'expenditure.total increase 2 2020 10']),
    ('“三公”经费较2020年减少一半，即减少1万元。', False, ['three_public.total decrease 1 2020 None']),
    ('收入预算较2020年执行数90万元调减9万元，调减10%。', False, ['revenue.total decrease 9 2020 10']),
    ('支出较上年有增有减：基本支出增加10万元，项目支出减少4万元。', False, ['expenditure.basic increase 10 2020 None', 'expenditure.project decrease 4 2020 None']),
    ('公务接待费6万元，因压减批次较上年减少2万元。', False, ['three_public.hospitality decrease 2 2020 None']),
    ('“三公”经费较上年只减不增，压减1.2万元。', False, ['three_public.total decrease 1.2 2020 None']),
    ('政府性基金预算支出15万元，用于道路维护9万元、绿化养护6万元。与上年持平。', False, ['fiscal_appropriation.government_funds flat 0 2020 None']),
    ('2021年支出预算23万元，与收入预算同口径增长4.5%。', False, ['expenditure.total increase None 2020 4.5']),
    ('财政拨款收入总计27万元、财政拨款支出总计27万元。同上年比，减少了3万元，下降10%。', False, ['revenue.fiscal_appropriation decrease 3 2020 10', 'fiscal_appropriation.total decrease 3 2020 10']),
    ('“三公”经费决算4万元，比预算减少1万元，比上年增加0.3万元，增长8.11%。', True, ['three_public.total decrease 1 2021 None', 'three_public.total increase 0.3 2020 8.11']),
    ('收入决算110万元，比上年决算数增加10万元，上升10%。', True, ['revenue.total increase 10 2020 10']),
    ('2021年度收入总计110万元，与2020年度相比增加10万元，增长10%。', True, ['revenue.total increase 10 2020 10']),
    ('与2020年度决算相比，收入增长9.3%，支出增长4.1%。', True, ['revenue.total increase None 2020 9.3', 'expenditure.total increase None 2020 4.1']),
    ('受人员增加影响，机关运行经费比上年多5万元。', False, ['operating_expenses.total increase 5 2020 None']),
    ('由于人员减少3人，机关运行经费比上年少5万元。', False, ['operating_expenses.total decrease 5 2020 None']),
    ('机关运行经费30万元，因新增2人，较上年增加2万元。', False, ['operating_expenses.total increase 2 2020 None']),
    ('机关运行经费30万元，较上年（因新增2人）增加2万元。', False, ['operating_expenses.total increase 2 2020 None']),
    ('2.公务接待费。2021年预算2万元，比上年减少0.5万元，下降20%。', False, ['three_public.hospitality decrease 0.5 2020 20']),
    ('（2）公务接待费：2万元，比上年减0.5万元。', False, ['three_public.hospitality decrease 0.5 2020 None']),
    ('公务用车购置及运行费8万元（其中购置费0万元，与上年持平；运行费8万元，比上年减少1万元），比上年减少1万元，下降11.11%。', False, ['three_public.vehicles.purchase flat 0 2020 None', 'three_public.vehicles.running decrease 1 2020 None', 'three_public.vehicles.total decrease 1 2020 11.11']),
    ('“三公”经费10万元，同比减少1万元。其中公务接待费2万元，同比减少1万元；公务用车运行费8万元，同比持平。', False, ['three_public.total decrease 1 2020 None', 'three_public.hospitality decrease 1 2020 None', 'three_public.vehicles.running flat 0 2020 None']),
    ('“三公”经费10万元，较上年下降9.1%：接待费2万元，下降33.3%；公务用车运行费8万元，持平。', False, ['three_public.total decrease None 2020 9.1', 'three_public.hospitality decrease None 2020 33.3', 'three_public.vehicles.running flat 0 2020 None']),
    ('行政运行（项）50万元，较上年预算增加4万元，增长8.7%。', False, ['expenditure.functional increase 4 2020 8.7']),
    ('项目支出20万元，上年30万元，减幅33.33%。', False, ['expenditure.project decrease None 2020 33.33']),
    ('项目支出20万元，上年同期30万元，同比减少33.33%。', False, ['expenditure.project decrease None 2020 33.33']),
    ('项目支出比2020年的30万元减少10万元，降到20万元。', False, ['expenditure.project decrease 10 2020 None']),
    ('项目支出由30万元压减到20万元，减少10万元，压减33.33%。', False, ['expenditure.project decrease 10 2020 33.33']),
    ('项目支出20万元，为上年的66.67%。', False, []),
    ('项目支出20万元，是上年的2倍。', False, []),
    ('项目支出20万元，占比较上年提高2个百分点。', False, []),
    ('财政供养人员较上年减少2人。', False, []),
    ('车辆编制比上年增加1辆，公务用车运行费增加3万元。', False, ['three_public.vehicles.running increase 3 2020 None']),
    ('一般公共预算拨款收入90万元，比上年增加9万元；政府性基金收入0万元，与上年持平；国有资本经营收入0万元，与上年持平。', False, ['revenue.general_public_budget increase 9 2020 None', 'revenue.government_funds flat 0 2020 None', 'revenue.state_capital flat 0 2020 None']),
    ('本年收入合计100万元，比上年增加10.5万元，增长11.73 %。', False, ['revenue.total increase 10.5 2020 11.73']),
    ('会议费1.2万元，较上年减少0.3万元,下降20.00%,原因是精简会议。', False, ['conference decrease 0.3 2020 20.00']),
    ('会议费1.2万元，比去年下降了20%左右。', False, ['conference decrease None 2020 20']),
    ('会议费1.2万元，比去年下降超过20%。', False, ['conference decrease None 2020 20']),
    ('会议费1.2万元，较上年减少0.3万元，降至1.2万元。', False, ['conference decrease 0.3 2020 None']),
    ('会议费1.2万元，较上年压减比例20%。', False, ['conference decrease None 2020 20']),
    ('会议费1.2万元，压减比例为20%。', False, ['conference decrease None 2020 20']),
    ('会议费按5%的比例压减。', False, []),
    ('按照要求压减一般性支出5%。', False, []),
    ('支出与上年持平。', False, ['expenditure.total flat 0 2020 None']),
    ('收支与上年基本持平。', False, ['revenue.total flat None 2020 None', 'expenditure.total flat None 2020 None']),
    ('与上年相比，收入支出变化不大。', False, ['revenue.total flat None 2020 None', 'expenditure.total flat None 2020 None']),
    ('同上年相比我局收入支出没有大的变动。', False, ['revenue.total flat None 2020 None', 'expenditure.total flat None 2020 None']),
    ('与上年相比公务接待费有所减少。', False, ['three_public.hospitality decrease None 2020 None']),
    ('较2020年会议费、培训费均无变化。', False, ['conference flat 0 2020 None', 'training flat 0 2020 None']),
    ('与上年相比收支均有所增加。', False, ['revenue.total increase None 2020 None', 'expenditure.total increase None 2020 None']),
    ('与上年相比工作人员无变化。', False, []),
    ('机关运行经费30万元，比2019年增加2万元，比2020年减少1万元。', False, ['operating_expenses.total increase 2 2019 None', 'operating_expenses.total decrease 1 2020 None']),
]  # fmt: skip


@pytest.mark.parametrize(("text", "final", "expected"), CHANGES, ids=[one[0] for one in CHANGES])
def test_a_change_is_read_in_any_wording(text: str, final: bool, expected: list[str]) -> None:
    assert list_changes(text, final) == expected

LEVELS: list[tuple[str, bool, list[str]]] = [
    ("会议费年初预算6万元，决算5万元，节约1万元。", True, ["conference decrease 1 2021 None"]),
    ("会议费决算5万元，为年初预算6万元的83.33%，少支1万元。", True, ["conference decrease 1 2021 None"]),
    ("培训费决算9万元，为年初预算的112.5%，多支1万元。", True, ["training increase 1 2021 None"]),
    ("培训费决算9万元，上年8万元，增加1万元，增12.5%。", True, ["training increase 1 2020 12.5"]),
    ("差旅费年初预算8万元，决算7万元，相差1万元。", True, ["travel decrease 1 2021 None"]),
    ("差旅费年初预算8万元，决算8万元，预决算一致。", True, ["travel flat 0 2021 None"]),
    ("差旅费年初预算8万元，决算10万元，预决算差异率25%。", True, ["travel increase None 2021 25"]),
    ("会议费6万元，比上年+1万元，+20%。", False, ["conference increase 1 2020 20"]),
    ("会议费6万元，比上年-1万元（-14.3%）。", False, ["conference decrease 1 2020 14.3"]),
    ("会议费比上年+1万元（+20%），其中：培训费+2万元，差旅费-1万元。", False, ["conference increase 1 2020 20", "training increase 2 2020 None", "travel decrease 1 2020 None"]),
    ("会议费6万元，同比+4.1%。", False, ["conference increase None 2020 4.1"]),
    ("会议费6万元，较2020年5万元增1万元，增20%。", False, ["conference increase 1 2020 20"]),
    ("会议费6万元，与上年预算数6万元相比无增减。", False, ["conference flat 0 2020 None"]),
    ("会议费由5万元减至4万元，培训费由3万元降为2万元。", False, []),
    ("会议费6万元，培训费2万元。两项均比上年减少10%。", False, ["conference decrease None 2020 10", "training decrease None 2020 10"]),
    ("会议费6万元、培训费2万元，以上两项均比上年增加1万元。", False, ["conference increase 1 2020 None", "training increase 1 2020 None"]),
    ("同2020年比，会议费分毫未增，培训费多了2万元。", False, ["conference flat 0 2020 None", "training increase 2 2020 None"]),
    ("会议费6万元，与去年分毫不差。", False, ["conference flat 0 2020 None"]),
    ("会议费6万元，较去年几乎没有变化。", False, ["conference flat None 2020 None"]),
    ("会议费较上年增长近三成，培训费反而减少1万元。", False, ["conference increase None 2020 None", "training decrease 1 2020 None"]),
    ("会议费同口径比上年下降5%。", False, ["conference decrease None 2020 5"]),
    ("增长最多的是培训费，由2万元增至3万元，增长50%。", False, ["training increase None 2020 50"]),
    ("会议费6万元，增加1万元，增加的1万元用于新设的年会。", False, ["conference increase 1 2020 None"]),
    ("会议费决算5万元，较上年6万元下降16.67%，较年初预算5.5万元节约0.5万元。", True, ["conference decrease None 2020 16.67", "conference decrease 0.5 2021 None"]),
    ("会议费5万元，培训费4万元。与2020年预算相比，分别增加1万元、减少2万元。", False, ["conference increase 1 2020 None", "training decrease 2 2020 None"]),
    ("“三公”经费9万元：用车5万元，接待费4万元，出国0万元；较2020年压缩10%，即减少1万元。", False, ["three_public.total decrease 1 2020 10"]),
    ("支出比上年增加9万元，其中基建类增8万元、设备类减1万元。", False,
     ["expenditure.total increase 9 2020 None", "None increase 8 2020 None", "None decrease 1 2020 None"]),
    ("收入预算90万元，支出预算90万元，与上年预算80万元相比均增加10万元，增幅均为12.5%。", False,
     ["revenue.total increase 10 2020 12.5", "expenditure.total increase 10 2020 12.5"]),
    ("会议费5万元，与上年同。", False, ["conference flat 0 2020 None"]),
    ("会议费零增长，培训费连续两年下降。", False, ["conference flat 0 2020 None", "training decrease None 2020 None"]),
    ("财政拨款收入50万元，财政拨款支出50万元。与上年相比，收、支各增加5万元。", False,
     ["revenue.fiscal_appropriation increase 5 2020 None", "fiscal_appropriation.total increase 5 2020 None"]),
    ("支出60万元。社会保障和就业支出20万元，住房保障支出40万元。增长最快的是项目支出，由8万元增至9万元，增长12.5%。", False,
     ["expenditure.project increase None 2020 12.5"]),
    ("会议费保持上年水平不变。", False, ["conference flat 0 2020 None"]),
    ("会议费6万元，年初预算5万元，多支1万元，超20%。", True, ["conference increase 1 2021 20"]),
    ("人员经费60万元、公用经费20万元、项目支出9万元；比上年分别增加6%、增加1%和减少2%。", False,
     ["expenditure.personnel increase None 2020 6", "expenditure.public increase None 2020 1", "expenditure.project decrease None 2020 2"]),
]


@pytest.mark.parametrize(("text", "final", "changes"), LEVELS)
def test_a_change_is_measured_against_the_level_that_is_stated(text: str, final: bool, changes: list[str]) -> None:
    assert list_changes(text, final) == changes


def test_the_first_of_two_levels_is_that_of_the_year_before() -> None:
    line = build_line("会议费由5万元压减为4万元，培训费由年初预算的3万元调整为2万元。")
    amounts = [one for one in parse_line(line, 0, LineContext(YEAR, True, None), BASE_LEXICON) if isinstance(one, AmountMention)]
    assert [(one.subject.concept, one.value.value, one.year, one.stage) for one in amounts] == [
        ("conference", 5, 2020, "prior_executed"),
        ("conference", 4, 2021, "executed"),
        ("training", 3, 2021, "budget"),
        ("training", 2, 2021, "executed"),
    ]


def test_listed_reasons_end_before_what_is_stated_of_another_thing() -> None:
    line = build_line("收入预算90万元，较上年增加9万元，主要原因是：1、新增项目；2、人员调资；支出预算90万元，较上年增加9万元。")
    reasons = [one.reason and one.reason.value for one in parse_line(line, 0, LineContext(YEAR, False, None), BASE_LEXICON) if isinstance(one, ChangeMention)]
    assert reasons == ["1、新增项目；2、人员调资", None]


LOOSER: list[tuple[str, bool, list[str]]] = [
    ("会议费4万元，同比减少1万元，降幅达20%。", False, ["conference decrease 1 2020 20"]),
    ("会议费4万元，与2020年预算相比，下降20%，减少金额为1万元。", False, ["conference decrease 1 2020 20"]),
    ("会议费4万元，比去年砍掉1万元。", False, ["conference decrease 1 2020 None"]),
    ("会议费4万元，与2020年4万元的预算一致，标准没有调整。", False, ["conference flat 0 2020 None"]),
    ("会议费4万元，培训费3万元。同比：会议费增1万元，培训费减2万元。", False,
     ["conference increase 1 2020 None", "training decrease 2 2020 None"]),
    ("去年收支预算70万元，今年收支预算60万元，压缩10万元。", False,
     ["revenue.total decrease 10 2020 None", "expenditure.total decrease 10 2020 None"]),
    ("收入总计60万元，支出总计60万元，收支平衡。较2020年预算50万元增加10万元，增长20%。", False,
     ["revenue.total increase 10 2020 20", "expenditure.total increase 10 2020 20"]),
    ("培训费3万元、会议费4万元，后一项较2020年多出1万元。", False, ["conference increase 1 2020 None"]),
    ("培训费3万元、会议费4万元，前者较2020年减少1万元。", False, ["training decrease 1 2020 None"]),
    ("较上年，会议费有所增加，培训费变化不大。", False, ["conference increase None 2020 None", "training flat None 2020 None"]),
    ("会议费4万元，对照年初预算3万元多出1万元。", True, ["conference increase 1 2021 None"]),
    ("会议费4万元，较之年初预算增加1万元。", True, ["conference increase 1 2021 None"]),
    ("会议费比较预算数减少1万元。", True, ["conference decrease 1 2021 None"]),
    ("会议费4万元，上年同样为4万元，没有变化。", False, ["conference flat 0 2020 None"]),
    ("基本支出9万元。人员经费5万元，公用经费4万元。年初预算8万元，决算多1万元。", True, ["expenditure.basic increase 1 2021 None"]),
    ("总收入9万元，比上年增加1万元。其他收入2万元。之所以增加，一方面是按学期清算。", False, ["revenue.total increase 1 2020 None"]),
    ("政府性基金支出5万元，为国债安排的支出，年初预算数为0万元，较年初预算数增加5万元。", True,
     ["fiscal_appropriation.government_funds increase 5 2021 None"]),
]


@pytest.mark.parametrize(("text", "final", "changes"), LOOSER)
def test_a_change_is_read_in_shorter_and_looser_words(text: str, final: bool, changes: list[str]) -> None:
    assert list_changes(text, final) == changes


def list_reasons(text: str) -> list[str | None]:
    """The reason of each change of a line."""
    context = LineContext(YEAR, False, None)
    mentions = parse_line(build_line(text), 0, context, BASE_LEXICON)
    return [one.reason.value if one.reason else None for one in mentions if isinstance(one, ChangeMention)]


def test_each_of_many_changes_of_a_line_has_the_reason_behind_it() -> None:
    clauses = (f"会议费{i}万元，比上年增加1万元，主要原因是第{i}次会议" for i in range(2, 302))
    assert list_reasons("；".join(clauses) + "。") == [f"第{i}次会议" for i in range(2, 302)]


def test_a_reason_with_a_direction_goes_to_the_last_change_that_went_this_way() -> None:
    text = "会议费4万元，比上年减少1万元，培训费5万元，比上年增加2万元。减少的主要原因是压缩会议。"
    assert list_reasons(text) == ["压缩会议", None]


def test_a_reason_is_not_given_over_two_sentences() -> None:
    text = "会议费4万元，比上年减少1万元。会议2次。参会9人。培训8人。主要原因是压缩会议。"
    assert list_reasons(text) == [None]
