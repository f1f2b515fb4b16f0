"""Families of requirements: the columns of the gap map. A rule's topic says to which it belongs."""

from __future__ import annotations

FAMILIES: dict[str, tuple[str, ...]] = {
    "drill": ("drill",),
    "plan": ("plan", "five-implementations"),
    "stock": ("stock", "equipment", "storage"),
    "insurance": ("insurance",),
    "training": ("training", "emergency_training", "fire_training", "special_operations"),
    "staffing": ("staffing", "organisation", "responsibility", "five_in_place"),
    "hazard": ("hazard", "risk", "hazard-source", "tailings", "mine", "dust", "fire", "forest_fire", "special-work"),
    "fund": ("safety_fund",),
    "team": ("team", "rescue", "duty", "reporting"),
    "facility": ("facility", "shelter", "monitoring", "special-equipment"),
    "records": ("record", "records", "licence", "evaluation", "standardisation", "contractor", "transport", "flow"),
    "grassroots": ("grassroots", "publicity", "award", "project"),
    "attested": ("attested",),
    "indicator": ("indicator", "enforcement"),
}
OTHER = "other"
ORDER = (*FAMILIES, OTHER)
_OF = {topic: family for family, topics in FAMILIES.items() for topic in topics}


def family_of(topic: str) -> str:
    """The family of a topic; ``other`` for one that no family names."""
    return _OF.get(topic, OTHER)
