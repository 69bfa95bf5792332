"""Cases of further functions of tensors: joined, placed, ranked, multiplied."""

import numpy as np

from .case import ProgramCase
from .engine_functions import by_name, inside, table

UNARY = ("asinh", "atanh", "erf", "erfc")


def boxes(draw):
    """Draw a matrix without equal elements, a place in it, and rows to add."""
    n, d = draw.size(), draw.size()
    order = np.argsort(np.frombuffer(draw.binary(n * d), np.uint8), kind="stable")
    spread = (order.reshape(n, d) + 0.5).astype(draw.dtype) / 8 - 1
    return {
        "input": spread,
        "dim": draw.integer(-2, 1),
        "index": draw.labels(n, classes=n),
        "src": draw.inside(-1, 1, n, d),
    }


CALLS = {
    "acosh": lambda dl, input, dim, index, src: dl.acosh(input * input + 1.5),
    "argwhere": lambda dl, input, dim, index, src: dl.argwhere(input > 0),
    "broadcast_tensors": lambda dl, input, dim, index, src: dl.broadcast_tensors(
        input[0], src
    )[0],
    "broadcast_to": lambda dl, input, dim, index, src: dl.broadcast_to(
        input[:1], (2, *src.shape)
    ),
    "bucketize": lambda dl, input, dim, index, src: dl.bucketize(
        input.detach(), dl.tensor([-0.5, 0.0, 0.5], dtype=input.dtype)
    ),
    "cartesian_prod": lambda dl, input, dim, index, src: dl.cartesian_prod(
        input[0], src[-1]
    ),
    "cdist": lambda dl, input, dim, index, src: dl.cdist(input, src + 9, 2.0),
    "column_stack": lambda dl, input, dim, index, src: dl.column_stack(
        [input[:, 0], src]
    ),
    "cummax": lambda dl, input, dim, index, src: dl.cummax(input, dim)[0],
    "cummin": lambda dl, input, dim, index, src: dl.cummin(input, dim)[1],
    "diag_embed": lambda dl, input, dim, index, src: dl.diag_embed(input, dim),
    "diagflat": lambda dl, input, dim, index, src: dl.diagflat(input, dim),
    "diagonal": lambda dl, input, dim, index, src: dl.diagonal(input, dim) * 2,
    "diff": lambda dl, input, dim, index, src: dl.diff(input, dim=dim),
    "dist": lambda dl, input, dim, index, src: dl.dist(input, src + 9),
    "dstack": lambda dl, input, dim, index, src: dl.dstack([input, src]),
    "fliplr": lambda dl, input, dim, index, src: dl.fliplr(input),
    "flipud": lambda dl, input, dim, index, src: dl.flipud(input),
    "histogram": lambda dl, input, dim, index, src: (
        dl.histogram(input.detach(), 4, range=(-1.0, 1.0)).hist
    ),
    "hstack": lambda dl, input, dim, index, src: dl.hstack([input, src]),
    "index_add": lambda dl, input, dim, index, src: dl.index_add(
        input, 0, index, src, alpha=2
    ),
    "index_copy": lambda dl, input, dim, index, src: dl.index_copy(
        input, 0, index[:1], src[:1]
    ),
    "inner": lambda dl, input, dim, index, src: dl.inner(input, src),
    "isin": lambda dl, input, dim, index, src: dl.isin(index, dl.tensor([0, 2])),
    "kthvalue": lambda dl, input, dim, index, src: dl.kthvalue(input, 1, dim)[0],
    "masked_scatter": lambda dl, input, dim, index, src: dl.masked_scatter(
        input, input > 0, src
    ),
    "median": lambda dl, input, dim, index, src: dl.median(input, dim).values,
    "median of all": lambda dl, input, dim, index, src: input.median(),
    "msort": lambda dl, input, dim, index, src: dl.msort(input),
    "nan_to_num": lambda dl, input, dim, index, src: dl.nan_to_num(
        input / 0.0, 1.0, 2.0, 3.0
    ),
    "nanmean": lambda dl, input, dim, index, src: dl.nanmean(input, dim),
    "nansum": lambda dl, input, dim, index, src: dl.nansum(input),
    "quantile": lambda dl, input, dim, index, src: dl.quantile(input, 0.3, dim),
    "quantile of all": lambda dl, input, dim, index, src: dl.quantile(
        input, dl.tensor([0.0, 0.25, 1.0], dtype=input.dtype)
    ),
    "rot90": lambda dl, input, dim, index, src: dl.rot90(input, dim),
    "row_stack": lambda dl, input, dim, index, src: dl.row_stack([input, src[0]]),
    "searchsorted": lambda dl, input, dim, index, src: dl.searchsorted(
        dl.msort(input.detach().ravel()), src.detach(), right=True
    ),
    "std_mean": lambda dl, input, dim, index, src: dl.std_mean(
        input, dim, correction=0, keepdim=True
    )[1],
    "var_mean": lambda dl, input, dim, index, src: dl.var_mean(input, unbiased=False)[
        0
    ],
    "take": lambda dl, input, dim, index, src: dl.take(input, index),
    "take_along_dim": lambda dl, input, dim, index, src: dl.take_along_dim(
        input, input.detach().argsort(dim), dim
    ),
    "tensor_split": lambda dl, input, dim, index, src: dl.tensor_split(input, 2, dim)[
        0
    ],
    "tensordot": lambda dl, input, dim, index, src: dl.tensordot(
        input, src, ([0, 1], [0, 1])
    ),
    "unique_consecutive": lambda dl, input, dim, index, src: dl.unique_consecutive(
        index // 2
    ),
    "vstack": lambda dl, input, dim, index, src: dl.vstack((input[0], src)),
    "addmm": lambda dl, input, dim, index, src: dl.addmm(
        input[:, :1], input, src.T[:, :1], beta=0.5, alpha=2
    ),
    "addmv": lambda dl, input, dim, index, src: dl.addmv(input[:, 0], input, src[0]),
    "addr": lambda dl, input, dim, index, src: dl.addr(input, src[:, 0], src[0]),
    "aminmax": lambda dl, input, dim, index, src: dl.aminmax(input, dim=dim).max,
    "aminmax of all": lambda dl, input, dim, index, src: (
        input.aminmax(keepdim=True).min
    ),
    "corrcoef": lambda dl, input, dim, index, src: (  # the diagonal is at clip's kink
        dl.corrcoef(apart(dl, dl.cat([input, src]))).tril(-1)
    ),
    "cov": lambda dl, input, dim, index, src: dl.cov(dl.cat([input, src], 1)),
    "cov with weights": lambda dl, input, dim, index, src: dl.cat([input.T, src.T]).cov(
        correction=0, fweights=index + 1, aweights=src[:, 0].detach() ** 2 + 0.5
    ),
    "kron": lambda dl, input, dim, index, src: dl.kron(input, src[0]),
    "kron of a batch": lambda dl, input, dim, index, src: src[0].kron(input[None]),
    "baddbmm": lambda dl, input, dim, index, src: dl.baddbmm(
        input[None, :, :1], input[None], src.T[None, :, :1]
    ),
}


def apart(dl, rows):
    """Return rows with further observations, in which no two agree."""
    return dl.cat([rows, 3 * dl.eye(len(rows), dtype=rows.dtype)], 1)


PAIRS = {
    "atan2": lambda dl, input, dim, index, src: dl.atan2(input, src),
    "atan2 of rows": lambda dl, input, dim, index, src: input.atan2(src[:1] + 2),
    "deg2rad": lambda dl, input, dim, index, src: dl.deg2rad(input * 90),
    "logaddexp": lambda dl, input, dim, index, src: dl.logaddexp(input * 9, src),
    "rad2deg": lambda dl, input, dim, index, src: input.rad2deg(),
    "xlogy": lambda dl, input, dim, index, src: dl.xlogy(input, src * src + 0.25),
    "unfold": lambda dl, input, dim, index, src: input.unfold(dim, 1, 1) * 2,
    "pad_sequence": lambda dl, input, dim, index, src: dl.nn.utils.rnn.pad_sequence(
        [input, src[:1], src[1:]], dim == 0, 0.5
    ),
    "unfold in pairs": lambda dl, input, dim, index, src: (
        dl.cat([input, src], dim).unfold(dim, 2, 1) * 2
    ),
}
MATRICES = {
    "det": lambda dl, input, src: dl.det(regular(dl, input)),
    "det of two": lambda dl, input, src: dl.stack([regular(dl, input)] * 2).det(),
    "inv": lambda dl, input, src: dl.linalg.inv(regular(dl, input)),
    "solve": lambda dl, input, src: dl.linalg.solve(regular(dl, input), src),
    "solve for one": lambda dl, input, src: dl.linalg.solve(
        regular(dl, input), src[:, 0]
    ),
    "vector_norm": lambda dl, input, src: dl.linalg.vector_norm(src, 3, dim=1),
    "norm": lambda dl, input, src: dl.linalg.norm(src),
    "norm of rows": lambda dl, input, src: dl.linalg.norm(src, dim=1, keepdim=True),
    "norm by columns": lambda dl, input, src: dl.linalg.norm(src, 1),
    "norm by rows": lambda dl, input, src: dl.linalg.norm(src, -dl.inf, (0, 1), True),
    "norm of Frobenius": lambda dl, input, src: dl.linalg.norm(src, "fro"),
}


def regular(dl, input):
    """Return a square matrix of as many rows that is far from singular."""
    return input @ input.T + 2 * dl.eye(len(input), dtype=input.dtype)


def systems(draw):
    """Draw a matrix, and right sides of as many rows."""
    n = draw.size(1, 4)
    return {"input": draw.inside(-1, 1, n, n), "src": draw.inside(-1, 1, n, 2)}


METHODS = {
    "fill_diagonal_": lambda dl, input: (input * 2).fill_diagonal_(3.0),
    "index_add_": lambda dl, input: (input * 2).index_add_(0, dl.tensor([0, 0]), input),
    "index_put_": lambda dl, input: (input.detach() * 2).index_put_(
        (dl.tensor([0, 0]), dl.tensor([1, 1])), input.detach()[:, 0], accumulate=True
    ),
    "where": lambda dl, input: input.where(input > 0.5, dl.zeros_like(input)),
    "square_": lambda dl, input: (input * 2).sinh_() * input,
    "clone": lambda dl, input: input.clone(memory_format=dl.preserve_format) * input,
    "new": lambda dl, input: input.detach().new([1.0, 2.0]),
    "char": lambda dl, input: (input * 9).char(),
}


def numbers(dl):
    """Ask what dtypes can hold, and for positions beside diagonals."""
    info = dl.finfo(dl.float32)
    whole = dl.iinfo(dl.int16)
    return {
        "float32": [info.eps, info.max, info.min, info.tiny, info.bits],
        "int16": [whole.max, whole.min, whole.bits],
        "constants": [dl.pi, dl.e, dl.inf, str(dl.nan), dl.newaxis],
        "indices": [dl.tril_indices(3, 4, 1), dl.triu_indices(3, 2)],
        "scalar": [dl.scalar_tensor(2), dl.asarray([1, 2])],
        "types": [dl.HalfTensor([1]), dl.ShortTensor([1]), dl.CharTensor([1])],
        "names": [repr(dl.bfloat16), repr(dl.complex64), isinstance(dl.int8, dl.dtype)],
        "formats": [str(dl.strided), str(dl.channels_last), str(dl.contiguous_format)],
    }


DTYPES = (
    *("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8"),
    "bool",
)


def types(dl, first, second):
    """Ask what two dtypes become together, as tensors and beside numbers."""
    kinds = getattr(dl, first), getattr(dl, second)
    made = [dl.ones(shape, dtype=kind) for kind in kinds for shape in ((2,), ())]
    made += [True, 2, 2.5]
    return {
        "promoted": str(dl.promote_types(*kinds)),
        "cast": dl.can_cast(*kinds),
        "results": [str(dl.result_type(a, b)) for a in made for b in made],
    }


def questions(dl, input):
    """Ask a tensor about itself, and print it."""
    text = [repr(input), repr(input * 1000.0), repr(input > 0), repr(input.long())]
    dl.set_printoptions(precision=2, sci_mode=True)
    text += [repr(input), str(dl.arange(2000)), repr(dl.zeros(0, 2))]
    dl.set_printoptions(profile="default")
    return {
        "text": text,
        "size": [list(input.shape[1:]), input.shape.numel(), repr(dl.Size([2, 3]))],
        "counts": [dl.numel(input), input.nelement(), input.ndimension()],
        "bytes": [input.element_size(), input.nbytes, input.itemsize],
        "steps": [input.stride(), input.t().stride(), input[1:].storage_offset()],
        "kinds": [dl.is_floating_point(input), dl.is_complex(input), input.is_signed()],
        "members": [input[0, 0] in input, dl.is_nonzero(input[0, 0] * 0 + 1)],
        "turned": [input.clone().t_(), input.clone().unsqueeze_(0).squeeze_()],
    }


def modes(dl):
    """Record nothing in inference, and ask for what makes no difference."""
    x = dl.ones(2, requires_grad=True)
    found = [dl.is_inference_mode_enabled()]
    with dl.inference_mode():
        found += [dl.is_inference_mode_enabled(), (x * 2).requires_grad]
    found.append(dl.inference_mode()(lambda: (x * 2).requires_grad)())
    with dl.inference_mode(False):
        found.append((x * 2).requires_grad)
    before = dl.get_num_threads()
    dl.set_num_threads(1)
    found.append(dl.get_num_threads())
    dl.set_num_threads(before)
    dl.use_deterministic_algorithms(True)
    found.append(dl.are_deterministic_algorithms_enabled())
    dl.use_deterministic_algorithms(False)
    dl.set_float32_matmul_precision("high")
    found.append(dl.get_float32_matmul_precision())
    dl.set_float32_matmul_precision("highest")
    with dl.autocast("cpu", enabled=False):
        found.append((x * 2).tolist())
    scaler = dl.amp.GradScaler("cpu", enabled=False)
    return [*found, scaler.scale(3.0), scaler.is_enabled(), scaler.state_dict()]


def compiled(dl):
    """Compile a function, and set the default dtype by the name of a type."""
    dl.set_default_tensor_type(dl.DoubleTensor)
    found = str(dl.zeros(1).dtype)
    dl.set_default_tensor_type(dl.FloatTensor)
    return [found, callable(dl.compile(lambda x: x + 1))]


CASES = [
    table(
        "further functions of a number",
        inside,
        by_name(UNARY),
        UNARY,
    ),
    table(
        "further functions",
        boxes,
        CALLS,
        [name for name in CALLS if " " not in name],
        ("input", "src"),
        weight=3.0,
        whole_numbers=False,
        regimes=("plain",),
    ),
    table(
        "functions of pairs",
        boxes,
        PAIRS,
        ("atan2", "deg2rad", "logaddexp", "rad2deg", "xlogy"),
        ("input", "src"),
        regimes=("plain",),
    ),
    table(
        "linear algebra",
        systems,
        MATRICES,
        ("det",),
        ("input", "src"),
        whole_numbers=False,
        regimes=("plain",),
    ),
    table(
        "further methods",
        lambda draw: {"input": draw.inside(0.1, 0.9, 2, 2)},
        METHODS,
        ("index_add",),
        whole_numbers=False,
    ),
    ProgramCase(
        name="finfo",
        arguments=lambda draw: {},
        program=numbers,
        third=True,
        weight=0.1,
        covers=(
            *("finfo", "iinfo", "pi", "e", "inf", "nan", "newaxis", "tril_indices"),
            *("triu_indices", "scalar_tensor", "asarray", "HalfTensor", "ShortTensor"),
            *("CharTensor", "bfloat16", "complex64", "complex128", "cfloat", "dtype"),
            *("cdouble", "strided", "channels_last", "contiguous_format"),
            "preserve_format",
        ),
    ),
    ProgramCase(
        name="result_type",
        arguments=lambda draw: {
            "first": draw.choice(DTYPES),
            "second": draw.choice(DTYPES),
        },
        program=types,
        third=True,
        covers=("result_type", "promote_types", "can_cast"),
    ),
    ProgramCase(
        name="set_printoptions",
        arguments=lambda draw: {"input": draw.array(2, 3, specials=())},
        program=questions,
        third=True,
        weight=0.3,
        covers=(
            *("set_printoptions", "Size", "numel", "is_floating_point", "is_complex"),
            "is_nonzero",
        ),
    ),
    ProgramCase(
        name="inference_mode",
        arguments=lambda draw: {},
        program=modes,
        third=True,
        weight=0.1,
        covers=(
            *("inference_mode", "is_inference_mode_enabled", "get_num_threads"),
            *("set_num_threads", "use_deterministic_algorithms", "autocast"),
            *("are_deterministic_algorithms_enabled", "set_float32_matmul_precision"),
            *("get_float32_matmul_precision", "GradScaler"),
        ),
    ),
    ProgramCase(
        name="compile",
        arguments=lambda draw: {},
        program=compiled,
        weight=0.1,
        covers=("compile", "set_default_tensor_type"),
    ),
]
