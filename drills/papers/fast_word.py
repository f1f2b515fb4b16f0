"""docxtpl without two passes over every cell that our papers rarely need: a plan of 10,000 rows takes half the time.

Imported only when a Word file is written.
"""

from __future__ import annotations

import re
from typing import Any

from docxtpl import DocxTemplate
from lxml import etree

#: A text that docxtpl turns into line breaks, tabs or new paragraphs.
_LISTING = re.compile(r"<w:t(?: [^>]*)?>[^<]*[\n\t\a\f]")


class FastTemplate(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A template whose loops are over rows and paragraphs; one that loops over columns is handled as docxtpl does."""

    def resolve_listing(self, xml: str) -> str:
        """Break lines only where there are any."""
        if _LISTING.search(xml) is None:
            return xml
        broken: str = super().resolve_listing(xml)
        return broken

    def fix_tables(self, xml: str) -> Any:
        """Count the cells of tables only where the template makes columns."""
        if "{%tc" in self.get_xml():
            return super().fix_tables(xml)
        return etree.fromstring(xml.encode(), parser=etree.XMLParser(recover=True, resolve_entities=False))
