"""The compiled runner: one machine for all register programs, made once and kept by Numba's own cache.

A new plan is a new program for the same machine, not new machine code, so a change of law costs no compilation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, njit, types  # type: ignore[attr-defined]
from numba.extending import intrinsic

from anwei.engine.fleet.graph import NO_MOST
from anwei.engine.fleet.program import Code

DATES = 4096
BLOCK = 1024  # rows of a register: those of a program fit the first two caches

LOAD_I, STORE_I, STORE_T = (int(c) for c in (Code.LOAD_I, Code.STORE_I, Code.STORE_T))
AND, OR, NOT, GE, GT, EQ = (int(c) for c in (Code.AND, Code.OR, Code.NOT, Code.GE, Code.GT, Code.EQ))
SELECT, MIN, MAX = int(Code.SELECT), int(Code.MIN), int(Code.MAX)
ADD, ADD_BOUNDED, SUBTRACT, SUBTRACT_BOUNDED = (
    int(c) for c in (Code.ADD, Code.ADD_BOUNDED, Code.SUBTRACT, Code.SUBTRACT_BOUNDED)
)
MULTIPLY, MULTIPLY_BOUNDED, DIVIDE = int(Code.MULTIPLY), int(Code.MULTIPLY_BOUNDED), int(Code.DIVIDE)
MONTHS, YEARS, TABLE_I, TABLE_T = int(Code.MONTHS), int(Code.YEARS), int(Code.TABLE_I), int(Code.TABLE_T)
SUM, COUNT, LEAST, MOST, ANY = (int(c) for c in (Code.SUM, Code.COUNT, Code.LEAST, Code.MOST, Code.ANY))
REACHES, EQUALS = int(Code.REACHES), int(Code.EQUALS)


def _pointer(to: Any) -> Any:
    """Turns the address of a column into a pointer, so that columns of any width reach one machine."""

    @intrinsic
    def pointer(_typing: Any, address: Any) -> Any:
        signature = types.CPointer(to)(address)  # type: ignore[no-untyped-call]

        def generate(context: Any, builder: Any, made: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], context.get_value_type(made.return_type))

        return signature, generate

    return pointer


as_bytes, as_halves, as_words, as_longs, as_flags = (
    _pointer(t) for t in (types.int8, types.int16, types.int32, types.int64, types.uint8)
)


@njit(cache=True, nogil=True)
def load(register, address, width, step, shift, start, n):  # type: ignore[no-untyped-def]
    """``n`` numbers of a column from row ``start`` on."""
    if width == 1:
        narrow = carray(as_bytes(address), start + n)
        for i in range(n):
            register[i] = narrow[start + i] + shift
    elif width == 2:
        half = carray(as_halves(address), start + n)
        for i in range(n):
            register[i] = half[start + i] + shift
    elif width == 4:
        word = carray(as_words(address), start + n)
        for i in range(n):
            register[i] = word[start + i] + shift
    elif step == 1:
        plain = carray(as_longs(address), start + n)
        for i in range(n):
            register[i] = plain[start + i] + shift
    else:
        long = carray(as_longs(address), (start + n) * step)
        for i in range(n):
            register[i] = long[(start + i) * step] + shift


@njit(cache=True, nogil=True)
def reaches(answers, column, start, n, limit, otherwise):  # type: ignore[no-untyped-def]
    """Whether each of ``n`` numbers is at least ``limit``, as wide as stored; ``otherwise``: whether it is not."""
    for i in range(n):
        answers[i] = np.uint8(column[start + i] >= limit) ^ otherwise


@njit(cache=True, nogil=True)
def equals(answers, column, start, n, limit, otherwise):  # type: ignore[no-untyped-def]
    for i in range(n):
        answers[i] = np.uint8(column[start + i] == limit) ^ otherwise


@njit(cache=True, nogil=True)
def compare(answers, address, width, step, start, n, limit, same, otherwise):  # type: ignore[no-untyped-def]
    """A column compared with a number: is it as large (``same``: the same)? Narrow numbers are compared as such."""
    most = (1 << (8 * width - 1)) - 1
    if limit > most or limit < -most - 1:  # beyond all numbers of this width
        answers[:n] = (limit < 0 and not same) ^ otherwise
    elif width == 1:
        narrow = carray(as_bytes(address), start + n)
        if same:
            equals(answers, narrow, start, n, np.int8(limit), otherwise)
        else:
            reaches(answers, narrow, start, n, np.int8(limit), otherwise)
    elif width == 2:
        half = carray(as_halves(address), start + n)
        if same:
            equals(answers, half, start, n, np.int16(limit), otherwise)
        else:
            reaches(answers, half, start, n, np.int16(limit), otherwise)
    elif width == 4:
        word = carray(as_words(address), start + n)
        if same:
            equals(answers, word, start, n, np.int32(limit), otherwise)
        else:
            reaches(answers, word, start, n, np.int32(limit), otherwise)
    else:
        long = carray(as_longs(address), (start + n) * step)[::step]
        if same:
            equals(answers, long, start, n, limit, otherwise)
        else:
            reaches(answers, long, start, n, limit, otherwise)


@njit(cache=True, nogil=True)
def bounded_sum(x: int, y: int, doubt: int) -> int:
    """A sum in which no bound stays no bound; ``doubt`` is what the two of them together give."""
    if x == doubt or y == doubt:  # noqa: PLR1714 - the compiled form
        return doubt
    if x == -doubt or y == -doubt:
        return -doubt
    return x + y


@njit(cache=True, nogil=True)
def bounded_product(x: int, y: int) -> int:
    if x == 0 or y == 0:
        return 0
    if abs(x) == NO_MOST or abs(y) == NO_MOST:
        return NO_MOST if (x > 0) == (y > 0) else -NO_MOST
    return x * y


@njit(cache=True, nogil=True)
def quotient(x: int, y: int, factor: int) -> int:
    """``x * factor / y`` towards zero; a negative factor rounds away from it."""
    if y == 0 or abs(y) == NO_MOST:
        return 0
    if abs(x) == NO_MOST:
        return x if y > 0 else -x
    size = abs(y)
    amount = abs(x) * abs(factor)
    whole = (amount + size - 1) // size if factor < 0 else amount // size
    return whole if (x < 0) == (y < 0) else -whole


@njit(cache=True, nogil=True)
def to_civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of an ordinal (years counted from 1 March, in cycles of 400)."""
    z = day + 305
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    month = mp + 3 if mp < 10 else mp - 9
    return yoe + era * 400 + (1 if month <= 2 else 0), month, doy - (153 * mp + 2) // 5 + 1


@njit(cache=True, nogil=True)
def from_civil(year: int, month: int, day: int) -> int:
    y = year - (1 if month <= 2 else 0)
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 305


@njit(cache=True, nogil=True)
def months_later(day: int, months: int) -> int:
    """The corresponding day so many months later, or the last of a month that has no such day."""
    if abs(day) == NO_MOST:
        return day
    year, month, of_month = to_civil(day)
    index = year * 12 + month - 1 + months
    year, month = index // 12, index % 12 + 1
    return from_civil(year, month, min(of_month, month_length(year, month)))


@njit(cache=True, nogil=True)
def month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 + ((month + (month >> 3)) & 1)


@njit(cache=True, nogil=True)
def years_between(start: int, end: int) -> int:
    if abs(start) == NO_MOST or abs(end) == NO_MOST:
        return 0
    y1, m1, d1 = to_civil(start)
    y2, m2, d2 = to_civil(end)
    return y2 - y1 - (1 if m2 < m1 or (m2 == m1 and d2 < d1) else 0)


@njit(cache=True, nogil=True)
def numbers_of(registers, place):  # type: ignore[no-untyped-def]
    """A number register. By its address: an array of arrays would count references for each instruction."""
    return carray(as_longs(registers + place * 8 * BLOCK), BLOCK)


@njit(cache=True, nogil=True)
def truths_of(at, place):  # type: ignore[no-untyped-def]
    """A truth register; below zero the block of a column itself, which nothing writes to.

    ``at``: the address of the registers, those of the columns, and the row at which the block starts.
    """
    registers, columns, start = at
    address = columns[-1 - place] + start if place < 0 else registers + place * BLOCK
    return carray(as_flags(address), BLOCK)


@njit(cache=True, nogil=True)
def totals_of(totals, place):  # type: ignore[no-untyped-def]
    """The totals of a fold; see ``execute``."""
    address, size, step, apart = totals
    return carray(as_longs(address + 8 * place * apart), size * step)[::step]


@njit(cache=True, nogil=True)
def found_of(found, place):  # type: ignore[no-untyped-def]
    address, size, step, apart = found
    return carray(as_flags(address + place * apart), size * step)[::step]


@njit(cache=True, nogil=True)
def runs_of(parents, start, n, owners, ends):  # type: ignore[no-untyped-def]
    """The rows of a block as runs of one parent: the parents, and where each run ends. Gives how many there are."""
    last, before = -1, parents[start]
    owners[0] = before
    for i in range(n):  # without branches: whether a run ends here cannot be guessed
        parent = parents[start + i]
        last += i == 0 or parent != before
        owners[last], ends[last], before = parent, i + 1, parent
    return last + 1


@njit(cache=True, nogil=True)
def where(values, n, places):  # type: ignore[no-untyped-def]
    """The rows of a block whose value is not zero; gives how many there are. Without branches, as ``runs_of``."""
    some = values[0]
    for i in range(n):
        some |= values[i]
    found = 0
    if some:
        for i in range(n):
            places[found] = i
            found += values[i] != 0
    return found


@njit(cache=True, nogil=True)
def count(truths, totals, parents, start, n, runs, owners, ends, running, places):  # type: ignore[no-untyped-def]
    """Count the truths of a block for their parents."""
    found = where(truths, n, places)
    if 2 * found > n and 4 * runs < 3 * n:
        add(truths, totals, parents, start, n, runs, owners, ends, running, places)
    else:
        for k in range(found):
            totals[parents[start + places[k]]] += 1


@njit(cache=True, nogil=True)
def add(values, totals, parents, start, n, runs, owners, ends, running, places):  # type: ignore[no-untyped-def]
    """Add the values of a block to the totals of their parents.

    In long runs by differences of running totals: a row then costs one addition, and only a run a write.
    """
    if 4 * runs > 3 * n:
        for k in range(where(values, n, places)):
            totals[parents[start + places[k]]] += values[places[k]]
        return
    total, before = 0, 0
    for i in range(n):
        total += values[i]
        running[i + 1] = total
    for k in range(runs):
        totals[owners[k]] += running[ends[k]] - running[before]
        before = ends[k]


@njit(cache=True, nogil=True)
def execute(  # type: ignore[no-untyped-def]  # noqa: PLR0915 - one machine: a loop for each instruction
    code,
    constants,
    fixed,
    tables,
    registers,
    number_registers,
    truth_registers,
    numbers,
    flags_at,
    number_outputs,
    truth_outputs,
    parents,
    totals,
    found,
    rows,
):
    """Run a program over all rows, block by block.

    ``numbers`` describes the number columns (address, width in bytes, step, shift), ``flags_at`` the addresses of the
    truths; ``number_outputs`` and ``truth_outputs`` take what is stored; ``totals`` (numbers) and ``found`` (truths)
    take the folds for each place in ``parents``: address, number of places, and the steps from one place to the next
    and from one fold to the next. ``registers`` is the address of room for all registers, the numbers first.
    """
    flags = registers + number_registers * 8 * BLOCK
    for k in range(len(constants)):
        if k < number_registers:
            numbers_of(registers, k)[:] = constants[k]
    for k in range(len(fixed)):
        if k < truth_registers:
            truths_of((flags, flags_at, 0), k)[:] = fixed[k]
    dates = np.full((DATES, 3), NO_MOST)  # a day, a number of months, and the day so much later: the same come again
    owners, ends, running = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64), np.zeros(BLOCK + 1, np.int64)
    places = np.empty(BLOCK, np.int64)
    for start in range(0, rows, BLOCK):
        n = min(BLOCK, rows - start)
        at = flags, flags_at, start
        runs = runs_of(parents, start, n, owners, ends) if len(parents) else 0
        for pc in range(code.shape[0]):
            op, d, a, b, c = code[pc, 0], code[pc, 1], code[pc, 2], code[pc, 3], code[pc, 4]
            if op == LOAD_I:
                load(numbers_of(registers, d), numbers[a, 0], numbers[a, 1], numbers[a, 2], numbers[a, 3], start, n)
            elif op == REACHES or op == EQUALS:  # noqa: PLR1714, SIM109 - the compiled form
                column = numbers[a]
                limit, otherwise = tables[b] - column[3], np.uint8(c)
                answers = truths_of(at, d)
                compare(answers, column[0], column[1], column[2], start, n, limit, op == EQUALS, otherwise)
            elif op == STORE_I:
                number_outputs[d, start : start + n] = numbers_of(registers, a)[:n]
            elif op == STORE_T:
                truth_outputs[d, start : start + n] = truths_of(at, a)[:n]
            elif op == AND:
                x, y, z = truths_of(at, a), truths_of(at, b), truths_of(at, d)
                for i in range(n):
                    z[i] = x[i] & y[i]
            elif op == OR:
                x, y, z = truths_of(at, a), truths_of(at, b), truths_of(at, d)
                for i in range(n):
                    z[i] = x[i] | y[i]
            elif op == NOT:
                x, z = truths_of(at, a), truths_of(at, d)
                for i in range(n):
                    z[i] = x[i] ^ 1
            elif op == GE:
                p, q, z = numbers_of(registers, a), numbers_of(registers, b), truths_of(at, d)
                for i in range(n):
                    z[i] = p[i] >= q[i]
            elif op == GT:
                p, q, z = numbers_of(registers, a), numbers_of(registers, b), truths_of(at, d)
                for i in range(n):
                    z[i] = p[i] > q[i]
            elif op == EQ:
                p, q, z = numbers_of(registers, a), numbers_of(registers, b), truths_of(at, d)
                for i in range(n):
                    z[i] = p[i] == q[i]
            elif op == SELECT:
                x, p, q, r = (
                    truths_of(at, a),
                    numbers_of(registers, b),
                    numbers_of(registers, c),
                    numbers_of(registers, d),
                )
                for i in range(n):  # by masks: a branch would be guessed wrong for every other row
                    r[i] = q[i] ^ ((p[i] ^ q[i]) & -np.int64(x[i]))
            elif op == MIN:
                p, q, r = numbers_of(registers, a), numbers_of(registers, b), numbers_of(registers, d)
                for i in range(n):
                    r[i] = min(p[i], q[i])
            elif op == MAX:
                p, q, r = numbers_of(registers, a), numbers_of(registers, b), numbers_of(registers, d)
                for i in range(n):
                    r[i] = max(p[i], q[i])
            elif op == ADD:
                p, q, r = numbers_of(registers, a), numbers_of(registers, b), numbers_of(registers, d)
                for i in range(n):
                    r[i] = p[i] + q[i]
            elif op == SUBTRACT:
                p, q, r = numbers_of(registers, a), numbers_of(registers, b), numbers_of(registers, d)
                for i in range(n):
                    r[i] = p[i] - q[i]
            elif op == ADD_BOUNDED:
                p, q, r = numbers_of(registers, a), numbers_of(registers, b), numbers_of(registers, d)
                doubt = NO_MOST if c else -NO_MOST
                for i in range(n):
                    r[i] = bounded_sum(p[i], q[i], doubt)
            elif op == SUBTRACT_BOUNDED:
                p, q, r = numbers_of(registers, a), numbers_of(registers, b), numbers_of(registers, d)
                doubt = NO_MOST if c else -NO_MOST
                for i in range(n):
                    r[i] = bounded_sum(p[i], -q[i], doubt)
            elif op == MULTIPLY:
                p, q, r = numbers_of(registers, a), numbers_of(registers, b), numbers_of(registers, d)
                for i in range(n):
                    r[i] = p[i] * q[i]
            elif op == MULTIPLY_BOUNDED:
                p, q, r = numbers_of(registers, a), numbers_of(registers, b), numbers_of(registers, d)
                for i in range(n):
                    r[i] = bounded_product(p[i], q[i])
            elif op == DIVIDE:
                p, q, r = numbers_of(registers, a), numbers_of(registers, b), numbers_of(registers, d)
                for i in range(n):
                    r[i] = quotient(p[i], q[i], c)
            elif op == MONTHS:
                p, q, r = numbers_of(registers, a), numbers_of(registers, b), numbers_of(registers, d)
                for i in range(n):
                    k = (p[i] + 61 * q[i]) & (DATES - 1)
                    if dates[k, 0] != p[i] or dates[k, 1] != q[i]:
                        dates[k, 0], dates[k, 1], dates[k, 2] = p[i], q[i], months_later(p[i], q[i])
                    r[i] = dates[k, 2]
            elif op == YEARS:
                p, q, r = numbers_of(registers, a), numbers_of(registers, b), numbers_of(registers, d)
                for i in range(n):
                    r[i] = years_between(p[i], q[i])
            elif op == TABLE_I:
                p, r = numbers_of(registers, a), numbers_of(registers, d)
                for i in range(n):
                    r[i] = tables[b + p[i]]
            elif op == TABLE_T:
                p, z = numbers_of(registers, a), truths_of(at, d)
                for i in range(n):
                    z[i] = tables[b + p[i]]
            elif op == SUM:
                values = numbers_of(registers, a)
                add(values, totals_of(totals, d), parents, start, n, runs, owners, ends, running, places)
            elif op == COUNT:
                truths = truths_of(at, a)
                count(truths, totals_of(totals, d), parents, start, n, runs, owners, ends, running, places)
            elif op == LEAST:
                p, r = numbers_of(registers, a), totals_of(totals, d)
                for i in range(n):
                    k = parents[start + i]
                    r[k] = min(r[k], p[i])
            elif op == MOST:
                p, r = numbers_of(registers, a), totals_of(totals, d)
                for i in range(n):
                    k = parents[start + i]
                    r[k] = max(r[k], p[i])
            elif op == ANY:
                x, z = truths_of(at, a), found_of(found, d)
                for k in range(where(x, n, places)):
                    z[parents[start + places[k]]] = 1
