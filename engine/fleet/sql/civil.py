"""Calendar arithmetic on ordinals (days since 0001-01-01, which is 1) as whole-number terms.

Days of the proleptic Gregorian calendar, years counted from March so that the leap day is the last of its year; the
same for every engine and every day, leap days and month ends included.
"""

from __future__ import annotations

from dataclasses import dataclass

from anwei.engine.fleet.sql.terms import Term, Terms

ERA = 146097  # days in 400 years
ERAS = 1 << 36  # added so that no intermediate number is negative
FIRST = 306 + ERA * ERAS  # from the 1st of March of the year 0 of the first of them


@dataclass(frozen=True, slots=True)
class Civil:
    """A day in parts: months since March of year 0 of the first era, and the day of the month from 0."""

    months: Term
    day: Term


class Calendar:
    """Makes calendar terms out of arithmetic ones."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def _div(self, term: Term, by: int) -> Term:
        return self.terms.quotient(term, self.terms.number(by))

    def _times(self, term: Term, by: int) -> Term:
        return self.terms.times(term, self.terms.number(by))

    def _sum(self, first: Term, *more: Term) -> Term:
        for term in more:
            first = self.terms.plus(first, term)
        return first

    def civil(self, ordinal: Term) -> Civil:
        """The parts of a finite ordinal."""
        minus = self.terms.minus
        days = self.terms.plus(ordinal, self.terms.number(FIRST - 1))
        era = self._div(days, ERA)
        of_era = self.terms.remainder(days, self.terms.number(ERA))
        longer = self._sum(self._div(of_era, 1460), self._div(of_era, 146096))
        year = self._div(minus(self._sum(of_era, self._div(of_era, 36524)), longer), 365)  # 0 to 399
        of_year = minus(self._sum(of_era, self._div(year, 100)), self._sum(self._times(year, 365), self._div(year, 4)))
        month = self._div(self._sum(self._times(of_year, 5), self.terms.number(2)), 153)  # 0 is March
        day = minus(of_year, self._days_before(month))
        return Civil(self._sum(self._times(era, 4800), self._times(year, 12), month), day)

    def _days_before(self, month: Term) -> Term:
        """The days of a year from March before a month of it."""
        return self._div(self._sum(self._times(month, 153), self.terms.number(2)), 5)

    def _first(self, months: Term) -> Term:
        """The ordinal of the first day of a month."""
        minus, number = self.terms.minus, self.terms.number
        year = self._div(months, 12)
        month = self.terms.remainder(months, number(12))
        leaps = minus(self._sum(self._div(year, 4), self._div(year, 400)), self._div(year, 100))
        return minus(self._sum(self._times(year, 365), leaps, self._days_before(month)), number(FIRST - 1))

    def months_later(self, ordinal: Term, months: Term) -> Term:
        """The same day so many months later, or the last of a month that has no such day."""
        terms, start = self.terms, self.civil(ordinal)
        target = terms.plus(start.months, months)
        following = self._first(terms.plus(target, terms.number(1)))
        same = terms.plus(self._first(target), start.day)
        return terms.extreme("min", same, terms.minus(following, terms.number(1)))

    def years_between(self, start: Term, end: Term) -> Term:
        """Complete years from one finite day to another."""
        terms = self.terms
        a, b = self.civil(start), self.civil(end)
        # January and February end the counted year; two months on, years and months are those of the calendar
        first, last = (terms.plus(p.months, terms.number(2)) for p in (a, b))
        y1, y2 = (self._div(m, 12) for m in (first, last))
        m1, m2 = (terms.remainder(m, terms.number(12)) for m in (first, last))
        same = terms.both(terms.compare("eq", m1, m2), terms.compare("gt", a.day, b.day))
        early = terms.either(terms.compare("gt", m1, m2), same)
        return terms.minus(terms.minus(y2, y1), terms.choose(early, terms.number(1), terms.number(0)))
