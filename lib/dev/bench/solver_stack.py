"""HiGHS by highspy and numpy, or by its own shared library through ctypes: import time, size, and the same solve.

Decision: highspy and numpy. By the figures that this prints, the library alone imports faster by some hundred
milliseconds and is smaller by sixty megabytes, but solves no quicker: both run the same code. The cold start is paid by
two routes only, once per instance; without numpy every plan would pay, for day menus are enumerated and priced by
vectorised numpy, not by HiGHS. And the C interface has us keep signatures in step by hand, where a slip corrupts memory
instead of raising.
"""

import ctypes
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import highspy
import numpy as np

_ROUNDS = 7
_ITEMS, _LIMITS = 240, 24
_LIBRARY = Path(highspy.__file__).with_name("libhighs.so.1")
_MEGABYTE = 1e6
_MAXIMISE, _BY_ROWS = -1, 2


@dataclass(frozen=True, slots=True)
class _Model:
    """A multidimensional knapsack: dense rows, whole or fractional items."""

    values: "np.ndarray[tuple[int], np.dtype[np.float64]]"
    weights: "np.ndarray[tuple[int, int], np.dtype[np.float64]]"
    room: "np.ndarray[tuple[int], np.dtype[np.float64]]"
    is_whole: bool


def run() -> None:
    """Print what each stack costs and what it answers."""
    print(f"{'stack':26}{'import ms':>10}{'MB':>8}{'LP ms':>9}{'LP value':>12}{'MIP ms':>9}{'MIP value':>12}")
    stacks: list[tuple[str, str, float, Callable[[_Model], float]]] = [
        ("highspy and numpy", "import highspy", _size("highspy") + _size("numpy"), _by_highspy),
        ("libhighs by ctypes", f"import ctypes; ctypes.CDLL({str(_LIBRARY)!r})", _bytes([_LIBRARY]), _by_ctypes),
    ]
    for name, statement, size, solve in stacks:
        figures = "".join(
            f"{ms:9.1f}{value:12.3f}" for ms, value in (_timed(solve, _model(whole=each)) for each in (False, True))
        )
        print(f"{name:26}{_import_ms(statement):10.0f}{size / _MEGABYTE:8.1f}{figures}")


def _model(*, whole: bool) -> _Model:
    source = np.random.default_rng(7)
    weights = source.integers(10, 100, (_LIMITS, _ITEMS)).astype(float)
    values = source.integers(10, 100, _ITEMS) + weights.mean(axis=0)
    return _Model(values, weights, 0.2 * weights.sum(axis=1), whole)


def _by_highspy(model: _Model) -> float:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, option in _OPTIONS.items():
        highs.setOptionValue(name, option)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    count, none = len(model.values), np.zeros(0, np.int32)
    highs.addCols(count, model.values, np.zeros(count), np.ones(count), 0, np.zeros(count, np.int32), none, np.zeros(0))
    every = np.arange(count, dtype=np.int32)
    for weights, room in zip(model.weights, model.room, strict=True):
        highs.addRow(-highspy.kHighsInf, room, count, every, weights)
    if model.is_whole:
        highs.changeColsIntegrality(count, every, np.full(count, highspy.HighsVarType.kInteger.value, dtype=np.uint8))
    highs.run()
    return float(highs.getInfo().objective_function_value)


_OPTIONS: dict[str, bool | int | float] = {"output_flag": False, "threads": 1, "mip_rel_gap": 0.02}


def _by_ctypes(model: _Model) -> float:
    library = ctypes.CDLL(str(_LIBRARY))
    library.Highs_create.restype = ctypes.c_void_p
    library.Highs_getObjectiveValue.restype = ctypes.c_double
    highs = ctypes.c_void_p(library.Highs_create())
    library.Highs_setBoolOptionValue(highs, b"output_flag", 0)
    library.Highs_setIntOptionValue(highs, b"threads", 1)
    library.Highs_setDoubleOptionValue(highs, b"mip_rel_gap", ctypes.c_double(0.02))
    try:
        _pass_model(library, highs, model)
        library.Highs_run(highs)
        return float(library.Highs_getObjectiveValue(highs))
    finally:
        library.Highs_destroy(highs)


def _pass_model(library: ctypes.CDLL, highs: ctypes.c_void_p, model: _Model) -> None:
    rows, columns = len(model.room), len(model.values)
    index = [column for _ in range(rows) for column in range(columns)]
    library.Highs_passMip(
        *(highs, columns, rows, rows * columns, _BY_ROWS, _MAXIMISE, ctypes.c_double(0.0)),
        *(_doubles(model.values.tolist()), _doubles([0.0] * columns), _doubles([1.0] * columns)),
        *(_doubles([-highspy.kHighsInf] * rows), _doubles(model.room.tolist())),
        *(_integers([row * columns for row in range(rows)]), _integers(index)),
        *(_doubles(model.weights.ravel().tolist()), _integers([int(model.is_whole)] * columns)),
    )


def _doubles(numbers: Sequence[float]) -> "ctypes.Array[ctypes.c_double]":
    return (ctypes.c_double * len(numbers))(*numbers)


def _integers(numbers: Sequence[int]) -> "ctypes.Array[ctypes.c_int]":
    return (ctypes.c_int * len(numbers))(*numbers)


def _timed(solve: Callable[[_Model], float], model: _Model) -> tuple[float, float]:
    spent, value = [], 0.0
    for _ in range(3):
        started = time.process_time()
        value = solve(model)
        spent.append(1_000 * (time.process_time() - started))
    return statistics.median(spent), value


def _import_ms(statement: str) -> float:
    timed = f"import time; before = time.process_time(); {statement}; print(time.process_time() - before)"
    command = [sys.executable, "-c", timed]
    return 1_000 * statistics.median(float(subprocess.check_output(command)) for _ in range(_ROUNDS))


def _size(package: str) -> float:
    files = metadata.files(package) or []
    return _bytes(Path(str(file.locate())) for file in files if not str(file).endswith(".pyc"))


def _bytes(files: Iterable[Path]) -> float:
    return float(sum(file.stat().st_size for file in files if file.is_file()))


if __name__ == "__main__":
    run()
