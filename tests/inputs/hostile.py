"""Workbooks that are broken or meant to do harm, made here because they are binary."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial

from anwei.engine.forms.needs import everything
from anwei.engine.forms.write import write_subject
from tests.forms.support import small_vocabulary, subject_of

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STRINGS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
SUBJECT = """
{subject: plant, id: P, name: 甲厂, division: '341502', facts: {people: 7}, tables: {shops: [{shop_id: S1}]}}
"""


def form() -> bytes:
    """A form in order: every field of the small vocabulary, a few of them filled in."""
    vocabulary = small_vocabulary()
    return write_subject(subject_of(SUBJECT, vocabulary), vocabulary, everything(vocabulary.subjects["plant"]))


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(name: str, change: Callable[[str], str]) -> bytes:
    """A form after a change to the text of one of its parts."""
    parts = parts_of(form())
    parts[name] = change(parts[name].decode()).encode()
    return zipped(parts)


def sheet_part(title: str) -> str:
    """The part that holds a sheet: they are numbered in order."""
    import openpyxl

    titles = openpyxl.load_workbook(io.BytesIO(form()), read_only=True).sheetnames
    return f"xl/worksheets/sheet{titles.index(title) + 1}.xml"


def with_cell(title: str, row: int, cell: str) -> bytes:
    """A form with a further row that holds one cell, written as XML."""
    further = f'<row r="{row}">{cell}</row></sheetData>'
    return with_part(sheet_part(title), lambda xml: xml.replace("</sheetData>", further))


def commented() -> bytes:
    """An entity declaration that starts only after a long comment."""
    return declared(BOOK, f"<!--{'x' * 200_000}-->{EXTERNAL}")


def in_shops(cell: str, row: int = 9) -> Callable[[], bytes]:
    """A form whose sheet of shops has a further cell."""
    return lambda: with_cell("车间", row, cell)


def zip_bomb() -> bytes:
    """Sixteen megabytes of zeros in a few kilobytes."""
    return zipped({**parts_of(form()), "xl/media/image1.bmp": bytes(16 * 1024 * 1024)})


def claims_to_be_huge() -> bytes:
    """A directory that states half a gigabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts_of(form()).items():
            archive.writestr(name, data)
        archive.filelist[-1].file_size = 512 * 1024 * 1024
    return out.getvalue()


def claims_to_be_tiny() -> bytes:
    """A directory that states less than there is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts_of(form()).items():
            archive.writestr(name, data)
        archive.getinfo(STRINGS).file_size = 20
    return out.getvalue()


def many_entries() -> bytes:
    return zipped({**parts_of(form()), **{f"xl/media/{i}.txt": b"" for i in range(2_001)}})


def flipped_byte() -> bytes:
    data = bytearray(form())
    at = data.index(b"sharedStrings.xml") + 60
    data[at] ^= 0xFF
    return bytes(data)


def declared(name: str, declaration: str) -> bytes:
    return with_part(name, lambda xml: xml.replace(HEAD, HEAD + declaration))


def declared_in_utf_16() -> bytes:
    parts = parts_of(form())
    text = parts[BOOK].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    parts[BOOK] = text.replace("<workbook", f"{EXTERNAL}<workbook", 1).encode("utf-16")
    return zipped(parts)


def with_macros() -> bytes:
    """A form that carries a macro project: never opened, never run."""
    return zipped({**parts_of(form()), "xl/vbaProject.bin": OLE + b"Sub AutoOpen()"})


def huge_hyperlink() -> bytes:
    """One link over every cell there can be: filling it in would take all memory."""
    link = '<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'
    return with_part(sheet_part("车间"), lambda xml: xml.replace("</worksheet>", f"{link}</worksheet>"))


def huge_merge() -> bytes:
    merge = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return with_part(sheet_part("车间"), lambda xml: xml.replace("</sheetData>", f"</sheetData>{merge}", 1))


#: What each is -> file name, bytes, and the problems expected (``{f}`` stands for the file).
WORKBOOKS: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "text": ("a.xlsx", "人数\t12\n".encode, ["XLS-001 {f}"]),
    "empty": ("a.xlsx", bytes, ["XLS-001 {f}"]),
    "web page called xls": ("a.xls", lambda: b"<html><table>", ["XLS-001 {f}"]),
    "old format": ("a.xls", lambda: OLE + bytes(600), ["XLS-002 {f}"]),
    "old format called xlsx": ("a.xlsx", lambda: OLE + bytes(600), ["XLS-002 {f}"]),
    "password": ("a.xlsx", lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), ["XLS-003 {f}"]),
    "truncated": ("a.xlsx", lambda: form()[:9_000], ["XLS-004 {f}"]),
    "flipped byte": ("a.xlsx", flipped_byte, ["XLS-004 {f}"]),
    "only a zip": ("a.xlsx", lambda: zipped({"a.txt": b"a"}), ["XLS-004 {f}"]),
    "empty zip": ("a.xlsx", partial(zipped, {}), ["XLS-001 {f}"]),
    "zip bomb": ("a.xlsx", zip_bomb, ["XLS-005 {f}"]),
    "claims to be huge": ("a.xlsx", claims_to_be_huge, ["XLS-005 {f}"]),
    "claims to be tiny": ("a.xlsx", claims_to_be_tiny, ["XLS-004 {f}"]),
    "many entries": ("a.xlsx", many_entries, ["XLS-005 {f}"]),
    "entity bomb": ("a.xlsx", lambda: declared(STRINGS, LAUGHS), ["XLS-006 {f}"]),
    "external entity": ("a.xlsx", lambda: declared(BOOK, EXTERNAL), ["XLS-006 {f}"]),
    "entity after a long comment": ("a.xlsx", commented, ["XLS-006 {f}"]),
    "entity in UTF-16": ("a.xlsx", declared_in_utf_16, ["XLS-006 {f}"]),
    "bad XML": ("a.xlsx", lambda: with_part(BOOK, lambda x: x[:-9]), ["XLS-004 {f}"]),
    "bad number": ("a.xlsx", in_shops('<c r="A9"><v>abc</v></c>'), ["XLS-004 {f}"]),
    "not a number": ("a.xlsx", in_shops('<c r="A9"><v>NaN</v></c>'), ["XLS-004 {f}"]),
    "infinite": ("a.xlsx", in_shops('<c r="A9"><v>1e999</v></c>'), ["XLS-012 {f} › 车间!A9"]),
    "no such string": ("a.xlsx", in_shops('<c r="A9" t="s"><v>99999</v></c>'), ["XLS-004 {f}"]),
    "no such style": ("a.xlsx", in_shops('<c r="A9" s="999"><v>1</v></c>'), ["XLS-004 {f}"]),
    "no such place": ("a.xlsx", in_shops('<c r="9A"><v>1</v></c>'), ["XLS-004 {f}"]),
    "far cell": (
        "a.xlsx",
        in_shops('<c r="XFD1048576"><v>1</v></c>', 1048576),
        ["XLS-015 {f} › 车间!XFD1048576"],
    ),
    "formula with its last value": (
        "a.xlsx",
        in_shops('<c r="A9" t="str"><f>"S"&amp;9</f><v>S9</v></c>'),
        ["XLS-011 {f} › 车间!A9"],
    ),
    "command in a formula": (
        "a.xlsx",
        in_shops("<c r=\"A9\"><f>cmd|'/c calc'!A0</f></c>"),
        ["XLS-011 {f} › 车间!A9"],
    ),
    "shared formula": (
        "a.xlsx",
        in_shops('<c r="A9"><f t="shared" si="0"/></c>'),
        ["XLS-011 {f} › 车间!A9"],
    ),
    "array formula": (
        "a.xlsx",
        in_shops('<c r="A9"><f t="array" ref="A9:A99">1</f></c>'),
        ["XLS-011 {f} › 车间!A9"],
    ),
    "huge merge": ("a.xlsx", huge_merge, ["XLS-010 {f} › 车间!A1"]),
    "huge link": ("a.xlsx", huge_hyperlink, []),
    "macros": ("a.xlsm", with_macros, []),
    "inline text": ("a.xlsx", in_shops('<c r="A9" t="inlineStr"><is><t>S9</t></is></c>'), []),
    "in order": ("a.xlsx", form, []),
}
