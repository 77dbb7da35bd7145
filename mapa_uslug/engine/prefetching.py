"""Asking memory for what a compiled loop will need soon, so that it need not wait for one place after another."""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]  # comes with numba
from numba import types
from numba.extending import intrinsic

_READ, _KEEP, _DATA = 0, 3, 1  # of LLVM's prefetch: to be read, kept in every cache, data and not code


@intrinsic
def prefetch(typing: Any, array: Any, index: Any) -> Any:
    """Ask for the cache line of an element, for use in compiled functions alone.

    Nothing is read, so that an index beyond the end does no harm; what is computed does not depend on it.
    """
    number = ir.IntType(32)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        base = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(base, [arguments[1]]), ir.IntType(8).as_pointer())
        kinds = [place.type, number, number, number]
        ask = builder.module.declare_intrinsic(
            "llvm.prefetch", [place.type], ir.FunctionType(ir.VoidType(), kinds)
        )
        builder.call(ask, [place, number(_READ), number(_KEEP), number(_DATA)])
        return context.get_dummy_value()

    return types.void(array, index), generate
