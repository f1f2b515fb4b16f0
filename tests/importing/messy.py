"""Workbooks as townships really send them, made by script: titles, merged headers, totals, units, notes, odd cells."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from anwei.engine.workspace.importing.credit_code import check_character

Fill = Callable[[Any, Any], object]  # workbook, first sheet


def workbook(*sheets: tuple[str, Fill]) -> bytes:
    """An .xlsx made by functions that fill its sheets."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    for title, fill in sheets:
        fill(book, book.add_worksheet(title))
    book.close()
    return data.getvalue()


def put(sheet: Any, row: int, cells: Sequence[object], book: Any = None) -> None:
    """One row from column A; dates are written as dates."""
    for column, value in enumerate(cells):
        if isinstance(value, date):
            when = datetime(value.year, value.month, value.day)  # noqa: DTZ001
            sheet.write_datetime(row, column, when, book.add_format({"num_format": "yyyy-mm-dd"}))
        elif value is not None:
            sheet.write(row, column, value)


def rows_of(*rows: Sequence[object]) -> Fill:
    """A sheet of plain rows from A1."""

    def fill(book: Any, sheet: Any) -> None:
        for number, cells in enumerate(rows):
            put(sheet, number, cells, book)

    return fill


def code(number: int) -> str:
    """A valid credit code, different for each number."""
    body = f"91341502MA{number:07d}"
    return body + check_character(body)


def township(book: Any, sheet: Any) -> None:
    """A list of enterprises: two title rows, a header of two rows, a unit row in the header, totals, a note."""
    sheet.merge_range(0, 0, 0, 8, "河东乡2026年生产经营单位基本情况统计表")
    sheet.write(1, 0, "填报单位：河东乡人民政府")
    sheet.write(1, 6, "填报时间：2026年11月")
    for column, text in ((0, "序号"), (1, "企业\n名称"), (2, "统一社会信用代码"), (3, "行业"), (8, "备注")):
        sheet.merge_range(2, column, 3, column, text)
    sheet.merge_range(2, 4, 2, 5, "规模")
    sheet.write(3, 4, "职工人数（人）")
    sheet.write(3, 5, "年度营业收入（万元）")
    sheet.merge_range(2, 6, 2, 7, "证照")
    sheet.write(3, 6, "成立时间")
    sheet.write(3, 7, "安全生产许可证有效期至")
    data: list[list[object]] = [
        [1, "宏达化工有限公司", code(1), "危险化学品", 120, 3200, "2012.3.5", date(2027, 6, 30), "重点"],
        [2, "恒通机械厂", code(2), "机械", "８５人", "1,200.5", "2015年8月1日", "2027/1/31", None],
        [3, " 顺发\n木业有限公司 ", code(3).lower(), "轻工", 46, "890万元", 42370, "3月5日", None],
        [4, "永安烟花爆竹批发部", code(4)[:17] + "*", "烟花爆竹", "约12人", 150, "2018-06-01", "/", None],
    ]
    for row, cells in enumerate(data, 4):
        put(sheet, row, cells, book)
    put(sheet, 8, ["合计", None, None, None, 263, 5440.5])
    sheet.merge_range(9, 0, 9, 8, "注：本表由乡镇安委办填写，营业收入按上年度统计。")
    sheet.write(10, 0, "填表人：张某")


def clean(rows: int, columns: int = 30, seed: int = 7) -> bytes:
    """A large plain list of enterprises: ``rows`` x ``columns`` (at most 30), for speed."""
    chance = random.Random(seed)
    heads = [
        "编号",
        "企业名称",
        "统一社会信用代码",
        "行政区划代码",
        "地址",
        "联系人",
        "联系电话",
        "成立日期",
        "是否正常生产经营",
        "所属行业",
        "企业规模",
        "是否规模以上企业",
        "从业人员",
        "上年度营业收入（万元）",
        "上年度工资总额（元）",
        "是否在园区内",
        "所在园区",
        "是否重点监管企业",
        "企业安全风险等级",
        "是否有重大危险源",
        "是否使用特种设备",
        "是否设安全生产管理机构",
        "是否设安全生产委员会",
        "标准化等级",
        "标准化定级日期",
        "是否发包或出租",
        "建筑高度",
        "应急救援人员数",
        "安全生产许可证有效期至",
        "停产停业日期",
    ]
    sectors = ["危险化学品", "机械", "轻工", "建筑施工", "烟花爆竹"]
    days = [date(2020 + i % 8, 1 + i % 12, 1 + i % 28) for i in range(300)]

    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, heads[:columns])
        for number in range(rows):
            yes = "是否"[number % 2]
            name = f"{chance.choice('甲乙丙丁戊')}{number}号{chance.choice(['化工', '机械'])}有限公司"
            cells: list[object] = [f"E-{number:06d}", name, code(number), f"3415020{number % 20:02d}"]
            cells += [
                f"工业路{number % 500}号",
                f"王{number % 90}",
                f"139{number:08d}",
                None,
                yes,
                chance.choice(sectors),
            ]
            cells += ["小型", yes, chance.randrange(500), chance.randrange(9000) / 10, chance.randrange(10**6), yes]
            cells += [f"园区{number % 9}", yes, "一般", yes, yes, yes, yes, "三级", None, yes]
            cells += [chance.randrange(800) / 10, chance.randrange(20), None, None]
            for column, value in enumerate(cells[:columns]):
                if value is not None:
                    sheet.write(number + 1, column, value)
            for column in (7, 24, 28):
                if column < columns:
                    when = days[(number * 7 + column) % 300]
                    moment = datetime(when.year, when.month, when.day)  # noqa: DTZ001
                    sheet.write_datetime(number + 1, column, moment, day)

    return workbook(("企业台账", fill))
