"""The compiled machine for all register programs, as Numba compiles it (``machine`` keeps what it makes).

A new plan is a new program for the same machine, not new machine code, so a change of law costs no compilation.
Nothing here takes memory, raises or meets Python: all that it reads and writes is handed in by address, and read
through pointers, so that the machine code stands alone.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic, overload

from anwei.engine.fleet.graph import NO_MOST
from anwei.engine.fleet.kernel_numbers import bounded_product, bounded_sum, months_later, quotient, years_between
from anwei.engine.fleet.program import BLOCK, DATES, Code

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
    """Turns an address into a pointer, so that columns of any width reach one machine."""

    @intrinsic
    def pointer(_typing: Any, address: Any) -> Any:
        signature = types.CPointer(to)(address)

        def generate(context: Any, builder: Any, made: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], context.get_value_type(made.return_type))

        return signature, generate

    return pointer


as_bytes, as_halves, as_words, as_longs, as_flags = (
    _pointer(t) for t in (types.int8, types.int16, types.int32, types.int64, types.uint8)
)


@intrinsic
def _get(_typing: Any, pointer: Any, index: Any) -> Any:
    def generate(_context: Any, builder: Any, _made: Any, args: Any) -> Any:
        return builder.load(builder.gep(args[0], [args[1]]))

    return pointer.dtype(pointer, index), generate


@intrinsic
def _put(_typing: Any, pointer: Any, index: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, made: Any, args: Any) -> Any:
        fitted = context.cast(builder, args[2], made.args[2], pointer.dtype)
        builder.store(fitted, builder.gep(args[0], [args[1]]))
        return context.get_dummy_value()

    return types.void(pointer, index, value), generate


@overload(operator.getitem)
def _get_item(pointer: Any, index: Any) -> Any:
    """``pointer[index]``: arrays would count references and know Python, pointers do neither."""
    if isinstance(pointer, types.CPointer) and isinstance(index, types.Integer):
        return lambda pointer, index: _get(pointer, index)  # noqa: PLW0108 - it is taken apart
    return None


@overload(operator.setitem)
def _set_item(pointer: Any, index: Any, value: Any) -> Any:  # noqa: ARG001
    if isinstance(pointer, types.CPointer) and isinstance(index, types.Integer):
        return lambda pointer, index, value: _put(pointer, index, value)  # noqa: PLW0108
    return None


@njit
def copy(register, column, start, n, shift):
    for i in range(n):
        register[i] = column[start + i] + shift


@njit
def load(register, address, width, step, shift, start, n):
    """``n`` numbers of a column from row ``start`` on."""
    if width == 1:
        copy(register, as_bytes(address), start, n, shift)
    elif width == 2:
        copy(register, as_halves(address), start, n, shift)
    elif width == 4:
        copy(register, as_words(address), start, n, shift)
    elif step == 1:
        copy(register, as_longs(address), start, n, shift)
    else:
        column = as_longs(address)
        for i in range(n):
            register[i] = column[(start + i) * step] + shift


@njit
def compare_all(answers, column, start, n, limit, same, otherwise):
    """Numbers with one of their own width; ``otherwise`` turns the answers."""
    if same:
        for i in range(n):
            answers[i] = np.uint8(column[start + i] == limit) ^ otherwise
    else:
        for i in range(n):
            answers[i] = np.uint8(column[start + i] >= limit) ^ otherwise


@njit
def compare(answers, address, width, step, start, n, limit, same, otherwise):
    """A column compared with a number: is it as large (``same``: the same)? Narrow numbers are compared as such."""
    most = (1 << (8 * width - 1)) - 1
    if limit > most or limit < -most - 1:  # beyond all numbers of this width
        answer = np.uint8(limit < 0 and not same) ^ otherwise
        for i in range(n):
            answers[i] = answer
    elif width == 1:
        compare_all(answers, as_bytes(address), start, n, np.int8(limit), same, otherwise)
    elif width == 2:
        compare_all(answers, as_halves(address), start, n, np.int16(limit), same, otherwise)
    elif width == 4:
        compare_all(answers, as_words(address), start, n, np.int32(limit), same, otherwise)
    else:
        column = as_longs(address)
        for i in range(n):
            value = column[(start + i) * step]
            answers[i] = np.uint8(value == limit if same else value >= limit) ^ otherwise


@njit
def numbers_of(registers, place):
    """A number register. By its address: an array of arrays would count references for each instruction."""
    return as_longs(registers + place * 8 * BLOCK)


@njit
def truths_of(at, place):
    """A truth register; below zero the block of a column itself, which nothing writes to.

    ``at``: the address of the registers, those of the columns, and the row at which the block starts.
    """
    registers, columns, start = at
    address = columns[-1 - place] + start if place < 0 else registers + place * BLOCK
    return as_flags(address)


@njit
def described(numbers, column):
    """Address, width, step and shift of a number column."""
    return numbers[4 * column], numbers[4 * column + 1], numbers[4 * column + 2], numbers[4 * column + 3]


@njit
def runs_of(parents, start, n, owners, ends):
    """The rows of a block as runs of one parent: the parents, and where each run ends. Gives how many there are."""
    last, before = -1, parents[start]
    owners[0] = before
    for i in range(n):  # without branches: whether a run ends here cannot be guessed
        parent = parents[start + i]
        last += i == 0 or parent != before
        owners[last], ends[last], before = parent, i + 1, parent
    return last + 1


@njit
def where(values, n, places):
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


@njit
def count(truths, totals, step, parents, start, n, runs, owners, ends, running, places):
    """Count the truths of a block for their parents."""
    found = where(truths, n, places)
    if 2 * found > n and 4 * runs < 3 * n:
        add(truths, totals, step, parents, start, n, runs, owners, ends, running, places)
    else:
        for k in range(found):
            totals[parents[start + places[k]] * step] += 1


@njit
def add(values, totals, step, parents, start, n, runs, owners, ends, running, places):
    """Add the values of a block to the totals of their parents.

    In long runs by differences of running totals: a row then costs one addition, and only a run a write.
    """
    if 4 * runs > 3 * n:
        for k in range(where(values, n, places)):
            totals[parents[start + places[k]] * step] += values[places[k]]
        return
    total, before = 0, 0
    for i in range(n):
        total += values[i]
        running[i + 1] = total
    for k in range(runs):
        totals[owners[k] * step] += running[ends[k]] - running[before]
        before = ends[k]


def execute(  # noqa: PLR0915 - one machine: a loop for each instruction
    code_at,
    steps,
    constants_at,
    constant_count,
    fixed_at,
    fixed_count,
    tables_at,
    registers,
    number_registers,
    numbers_at,
    flags_at,
    number_outputs,
    truth_outputs,
    parents_at,
    totals,
    total_step,
    totals_apart,
    found,
    found_step,
    found_apart,
    room,
    rows,
):
    """Run a program over all rows, block by block.

    All arguments are whole numbers, sizes or the addresses of int64 arrays if nothing else is said. ``code``: int32,
    five for each of ``steps``; ``constants`` and ``fixed`` (uint8) for the first registers; ``tables``; ``registers``:
    room for all, the numbers first; ``numbers``: address, width in bytes, step and shift of each number column;
    ``flags``: the addresses of the truths. ``number_outputs`` and ``truth_outputs`` (uint8) take what is stored, a
    column of ``rows`` each. ``parents``: for each row the owner to whose totals it adds, 0 where nothing is added up;
    ``totals`` and ``found`` (uint8) take the folds, with the steps from one owner to the next and from one fold to the
    next. ``room``: ``ROOM`` numbers for what is remembered for a while.
    """
    code, tables, numbers = as_words(code_at), as_longs(tables_at), as_longs(numbers_at)
    columns, parents = as_longs(flags_at), as_longs(parents_at)
    dates = as_longs(room)  # a day, a number of months, the day so much later: the same come again
    owners, ends = as_longs(room + 8 * 3 * DATES), as_longs(room + 8 * (3 * DATES + BLOCK))
    places, running = (as_longs(room + 8 * (3 * DATES + 2 * BLOCK)), as_longs(room + 8 * (3 * DATES + 3 * BLOCK)))
    for k in range(DATES):
        dates[3 * k] = NO_MOST
    running[0] = 0
    flags = registers + number_registers * 8 * BLOCK
    for k in range(constant_count):
        constant, p = as_longs(constants_at)[k], numbers_of(registers, k)
        for i in range(BLOCK):
            p[i] = constant
    for k in range(fixed_count):
        truth, x = as_flags(fixed_at)[k], truths_of((flags, columns, 0), k)
        for i in range(BLOCK):
            x[i] = truth
    for start in range(0, rows, BLOCK):
        n = min(BLOCK, rows - start)
        at = flags, columns, start
        runs = runs_of(parents, start, n, owners, ends) if parents_at else 0
        for pc in range(steps):
            op, d, a, b, c = code[5 * pc], code[5 * pc + 1], code[5 * pc + 2], code[5 * pc + 3], code[5 * pc + 4]
            if op == LOAD_I:
                address, width, step, shift = described(numbers, a)
                load(numbers_of(registers, d), address, width, step, shift, start, n)
            elif op == REACHES or op == EQUALS:  # noqa: PLR1714, SIM109 - the compiled form
                address, width, step, shift = described(numbers, a)
                limit, otherwise = tables[b] - shift, np.uint8(c)
                compare(truths_of(at, d), address, width, step, start, n, limit, op == EQUALS, otherwise)
            elif op == STORE_I:
                p, r = numbers_of(registers, a), as_longs(number_outputs + 8 * (d * rows + start))
                for i in range(n):
                    r[i] = p[i]
            elif op == STORE_T:
                x, z = truths_of(at, a), as_flags(truth_outputs + d * rows + start)
                for i in range(n):
                    z[i] = x[i]
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
                    if dates[3 * k] != p[i] or dates[3 * k + 1] != q[i]:
                        dates[3 * k], dates[3 * k + 1], dates[3 * k + 2] = p[i], q[i], months_later(p[i], q[i])
                    r[i] = dates[3 * k + 2]
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
                p, r = numbers_of(registers, a), as_longs(totals + 8 * d * totals_apart)
                add(p, r, total_step, parents, start, n, runs, owners, ends, running, places)
            elif op == COUNT:
                x, r = truths_of(at, a), as_longs(totals + 8 * d * totals_apart)
                count(x, r, total_step, parents, start, n, runs, owners, ends, running, places)
            elif op == LEAST:
                p, r = numbers_of(registers, a), as_longs(totals + 8 * d * totals_apart)
                for i in range(n):
                    k = parents[start + i] * total_step
                    r[k] = min(r[k], p[i])
            elif op == MOST:
                p, r = numbers_of(registers, a), as_longs(totals + 8 * d * totals_apart)
                for i in range(n):
                    k = parents[start + i] * total_step
                    r[k] = max(r[k], p[i])
            elif op == ANY:
                x, z = truths_of(at, a), as_flags(found + d * found_apart)
                for k in range(where(x, n, places)):
                    z[parents[start + places[k]] * found_step] = 1
