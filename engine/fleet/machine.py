"""The compiled machine, ready to run: compiled once for a processor, then loaded without the compiler.

Compiling takes seconds, and even importing the compiler a quarter of one; the machine code is some hundred kilobytes
that need nothing of Python. It is kept under a digest of all that it depends on: our source, the compiler, the
processor. Unlike the other caches it is code, so it lies in a folder of its own that nobody but its owner may write to.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from inspect import signature
from pathlib import Path
from typing import Any

from anwei.engine.documents.cache import cache_folder

Machine = Callable[..., None]
ENTRY = "anwei_machine"
SOURCES = ("kernel.py", "kernel_numbers.py", "machine.py", "program.py", "endless.py")
KEPT = 8  # machines: a home may be shared by several kinds of processors
DIGEST = hashlib.sha256().digest_size
ARGUMENTS = 22  # of ``kernel.execute``, whole numbers all of them


@cache
def machine() -> Machine:
    """``kernel.execute`` as a native function."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    folder = cache_folder() / "machine"
    file = folder / f"{_key(llvm)}.o"
    return _loaded(llvm, file) or _compiled(llvm, file)


def _key(llvm: Any) -> str:
    """A digest of all that the machine code depends on."""
    key = hashlib.sha256()
    for source in SOURCES:
        key.update(Path(__file__).with_name(source).read_bytes())
    target = llvm.get_process_triple(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    key.update(repr((*target, version("numba"), version("llvmlite"))).encode())
    return key.hexdigest()[:32]


def _target(llvm: Any) -> Any:
    target = llvm.Target.from_triple(llvm.get_process_triple())
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3, jit=True
    )


# -- loading -----------------------------------------------------------------------------------------------------------


def _loaded(llvm: Any, file: Path) -> Machine | None:
    """The machine from a file; None where there is none that is whole and ours, or it does not load here."""
    try:
        content = file.read_bytes() if _ours(file) and _ours(file.parent) else b""
        digest, code = content[:DIGEST], content[DIGEST:]
        return _linked(llvm, code) if code and hashlib.sha256(code).digest() == digest else None
    except (OSError, RuntimeError):  # a loader that refuses it says so by the latter
        return None


def _ours(path: Path) -> bool:
    """Whether nobody else may have written to it. Elsewhere than on POSIX profiles are private as they are."""
    if sys.platform == "win32":
        return True
    found = path.stat()
    return found.st_uid == os.getuid() and not found.st_mode & 0o022


def _linked(llvm: Any, code: bytes) -> Machine:
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target(llvm))
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_int64] * ARGUMENTS)
    native = kind(engine.get_function_address(ENTRY))
    result, error = ctypes.c_void_p(), ctypes.c_void_p()  # written to by each call, though there is neither
    where = ctypes.addressof(result), ctypes.addressof(error)
    return _Held(lambda *arguments: native(*where, *arguments), engine, result, error)


class _Held:
    """A native function with all that must live as long as it is called: its code, and what it writes to."""

    def __init__(self, function: Callable[..., object], *held: object) -> None:
        self._function = function
        self._held = held

    def __call__(self, *arguments: int) -> None:
        self._function(*arguments)


# -- compiling ---------------------------------------------------------------------------------------------------------


def _compiled(llvm: Any, file: Path) -> Machine:
    """Compile the machine, and keep what stands alone for the next time."""
    from numba import cfunc, types

    from anwei.engine.fleet import kernel

    assert len(signature(kernel.execute).parameters) == ARGUMENTS
    kind = types.void(*[types.int64] * ARGUMENTS)
    made = cfunc(kind, error_model="numpy", _nrt=False)(kernel.execute)
    code = _standing_alone(llvm, made.inspect_llvm(), made.native_name.removeprefix("cfunc."))
    if code is not None:
        _keep(file, code)
    return _Held(made.ctypes, made)


def _standing_alone(llvm: Any, text: str, name: str) -> bytes | None:
    """The machine code without the way in from Python; None where it needs anything else."""
    module = llvm.parse_assembly(text)
    functions = {f.name: f for f in module.functions}
    if name not in functions:
        return None
    for other in functions.values():
        if not other.is_declaration:
            other.linkage = "internal"
    functions[name].linkage = "external"
    functions[name].name = ENTRY
    target = _target(llvm)
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.add_strip_dead_prototype_pass()
    passes.run(module, llvm.create_pass_builder(target, llvm.create_pipeline_tuning_options()))
    if any(f.is_declaration and not f.name.startswith("llvm.") for f in module.functions):
        return None
    return bytes(target.emit_object(module))


def _keep(file: Path, code: bytes) -> None:
    """Write it in one go; a folder that cannot be written only costs the next start."""
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(hashlib.sha256(code).digest() + code)
        part.replace(file)
        for old in sorted(file.parent.glob("*.o"), key=lambda f: f.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
