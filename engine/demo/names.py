"""Invented names. Each place and each firm begins with the word for demo; no person is named."""

from __future__ import annotations

MARK = "演示"
COUNTY = "青岚县"
COUNTY_DIVISION = "999901"  # no such division exists; the shipped example jurisdiction gives it its open numbers
TOWNSHIPS: tuple[tuple[str, bool], ...] = (  # name, whether it is a sub-district
    ("澄湖街道", True),
    ("南陌街道", True),
    ("碧梧镇", False),
    ("云汀镇", False),
    ("青萍镇", False),
    ("石篁镇", False),
    ("望岫镇", False),
    ("杏壖乡", False),
    ("柳泾乡", False),
    ("竹溆乡", False),
    ("鹿坞乡", False),
    ("霜枫乡", False),
)
VILLAGES = ("前渚", "后渚", "上篁", "下篁", "双樾")
_FIRST = "恒瑞宏昌华泰永盛鸿顺嘉祥锦程远博广聚信德汇康安和兴隆景晟朗岳卓凌翰霖沐"
_SECOND = "澜岑樾屿川桥枫嵘溪垣畴翎珩泽墨昀榆汀岩峪陌棠野苇砚霁舟"
_STEP = 11  # prime to their number, so that no name comes twice


def firm(trade: str, number: int) -> str:
    """The name of the ``number``-th firm of a trade; no two are alike."""
    pairs = len(_FIRST) * len(_SECOND)
    place = number * _STEP % pairs
    again = number // pairs
    name = _FIRST[place % len(_FIRST)] + _SECOND[place // len(_FIRST)]
    return f"{MARK}{name}{trade}有限公司" + (f"第{again + 1}分公司" if again else "")


def township_division(index: int) -> str:
    """The division code of a township of the demo county, nine digits."""
    return f"{COUNTY_DIVISION}{1 + index:03d}"


def village_division(township: int, index: int) -> str:
    """The division code of a village, twelve digits."""
    return f"{township_division(township)}{201 + index:03d}"
