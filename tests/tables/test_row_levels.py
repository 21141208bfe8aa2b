"""What a row of a list is a part of, as its label tells."""

import pytest

from extractor.tables.row_levels import find_parent_rows


@pytest.mark.parametrize(
    ("labels", "parents"),
    [
        (["一、基本支出", "人员经费", "公用经费", "二、项目支出", "日常运转类项目"], [None, 0, 0, None, 3]),
        (["一、上年结转", "（一）一般公共预算", "（二）政府性基金", "二、年末结转"], [None, 0, 0, None]),
        (["培训", "其中：教师培训", "学生培训", "会议"], [None, 0, None, None]),
        (["项目支出", "  运转类", "    水电", "  特定目标类"], [None, 0, 1, 0]),
        (["办公费", "印刷费", "咨询费"], [None, None, None]),
        ([], []),
    ],
)
def test_a_row_is_a_part_of_the_nearest_row_that_stands_higher(labels: list[str], parents: list[int | None]) -> None:
    assert find_parent_rows(labels) == parents
