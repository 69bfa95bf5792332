"""Malformed arguments: every public name equals torch or refuses them clearly."""

import resource
import warnings
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scratch
import torch_ref
from compare.battery.example import draw_example, seeded
from compare.cases import collect
from compare.cases.case import ProgramCase
from compare.cases.conventions import NUMBERS as CONVERTERS
from compare.cases.strategies import HypothesisDraw, SeededDraw
from tests.hostile import CLEAR, ODD, judge, spoil

CASES = {n: c for n, c in collect().items() if not isinstance(c, ProgramCase)}
GIB = 2**30


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    """Run where a file may appear: its name is one of the odd values."""
    monkeypatch.chdir(tmp_path)


@contextmanager
def limited_memory():
    """Let no call take more than 4 GiB, so that a blow-up is an error and no crash."""
    limits = resource.getrlimit(resource.RLIMIT_AS)
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 4 * GIB, limits[1]))
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


@st.composite
def spoilt_calls(draw, case):
    dtype = draw(st.sampled_from(case.dtypes))
    drawn = HypothesisDraw(draw, dtype, case.regimes)
    example = draw_example(case, drawn)
    return example, *spoil(example, drawn)


@pytest.mark.parametrize("name", CASES)
def test_a_spoilt_call_equals_torchs_or_is_clearly_refused(name):
    case = CASES[name]

    @settings(max_examples=max(8, settings().max_examples // 8))
    @given(spoilt_calls(case))
    def run(call):
        example, what, arguments, inputs = call
        with limited_memory():
            judge(case, example, what, arguments, inputs)

    run()


# names without arrays in and out: one good call each, of which one argument is spoilt


def objective(point):
    return point["x"]


def point_space(dl):
    return dl.Space(x=dl.Uniform(0.0, 1.0))


def model(dl):
    return dl.Sequential(dl.Linear(2, 3), dl.Linear(3, 2))


def loader(dl):
    return dl.DataLoader(dl.TensorDataset(dl.ones(4, 2), dl.tensor([0, 1, 0, 1])), 2)


def training(dl):
    network = model(dl)
    return network, dl.CrossEntropyLoss(), dl.SGD(network.parameters()), loader(dl)


def column(dl):
    weights = [None, dl.ones(2, 3)], [None, dl.ones(2, 1)], [None, "sigmoid"]
    return (dl.ones(3, 4), *weights)


def layer(dl):
    return dl.layer_forward(dl.ones(3, 4), dl.ones(2, 3), dl.ones(2, 1), "relu")


def signals(dl):
    return dl.ones(3, 2), [dl.ones(4, 2)], dl.ones(3, 4), dl.relu


def rate(dl):
    return dl.StepLR(dl.SGD([dl.ones(1, requires_grad=True)], lr=0.1), 1)


def sequence(dl):
    schedule = rate(dl)
    return schedule.optimizer, [schedule, dl.StepLR(schedule.optimizer, 2)], [1]


def text_model(dl):
    return dl.GPT(5, 3, 1, 1, 4), dl.zeros(1, 2, dtype=dl.int64), 1, 1.0, 2


def encoder(dl):
    return dl.TransformerEncoderLayer(4, 2, 4), 1, None


def decoder(dl):
    return dl.TransformerDecoderLayer(4, 2, 4), 1, None


CALLS = {
    "Transformer": lambda dl: (4, 2, 1, 1, 4, 0.0),
    "TransformerEncoder": encoder,
    "TransformerDecoder": decoder,
    "GPT": lambda dl: (5, 3, 1, 1, 4, 0.0, False),
    "CausalSelfAttention": lambda dl: (4, 2, 0.0, False),
    "LBFGS": lambda dl: ([dl.Parameter(dl.ones(2))], 0.5, 3, 4, 1e-7, 1e-9, 5, None),
    "GPTBlock": lambda dl: (4, 2, 0.0, False),
    "generate": text_model,
    "text_batch": lambda dl: (dl.arange(9), 3, 2),
    "warmup_cosine": lambda dl: (1, 2, 3, 0.5),
    "ChainedScheduler": lambda dl: ([rate(dl)],),
    "LazyLinear": lambda dl: (2, True),
    "LeNet": lambda dl: (8, (2, 3), 4),
    "receptive_field": lambda dl: ([(3, 1, 1), (2, 2, 1)],),
    **{
        f"Lazy{name}d": lambda dl: (2, 3, 1, 0)
        for name in ("Conv1", "Conv2", "Conv3", "ConvTranspose1", "ConvTranspose2")
    },
    **{f"LazyBatchNorm{n}d": lambda dl: (0.1, 0.5, True, True) for n in (1, 2, 3)},
    "SequentialLR": sequence,
    "deep_backward": lambda dl: (dl.ones(2, 4), dl.deep_forward(*column(dl))[1]),
    "experiment": lambda dl: (loader(dl).dataset, loader(dl).dataset),
    "BatchSampler": lambda dl: (dl.SequentialSampler([1, 2, 3]), 2, False),
    "Callback": lambda dl: (),
    "Choice": lambda dl: (["a"],),
    "DataLoader": lambda dl: (dl.TensorDataset(dl.ones(3, 2)), 2, True),
    "Dataset": lambda dl: (),
    "EarlyStopping": lambda dl: (2, 0.5),
    "Generator": lambda dl: (),
    "History": lambda dl: (),
    "InputNoise": lambda dl: (0.5,),
    "Integer": lambda dl: (1, 2),
    "LogUniform": lambda dl: (1.0, 2.0),
    "MaxNorm": lambda dl: (0.5,),
    "Module": lambda dl: (),
    "ModuleList": lambda dl: ([dl.ReLU()],),
    "Optimizer": lambda dl: ([dl.ones(1, requires_grad=True)], {"lr": 0.1}),
    "Parameter": lambda dl: (dl.ones(2), True),
    "RandomShift": lambda dl: (2, 3, 1),
    "RandomSampler": lambda dl: (range(3), False, 2),
    "Sequential": lambda dl: (dl.ReLU(),),
    "SequentialSampler": lambda dl: (range(3),),
    "Space": lambda dl: (),
    "Standardize": lambda dl: (dl.ones(3, 2),),
    "Subset": lambda dl: (dl.TensorDataset(dl.ones(3)), [0, 1]),
    "TensorDataset": lambda dl: (dl.ones(2),),
    "tent_deep": lambda dl: (2,),
    "tent_wide": lambda dl: (2,),
    "Threshold": lambda dl: (),
    "Trial": lambda dl: ({}, 1.0, None),
    "Uniform": lambda dl: (0.0, 1.0),
    "accuracy": lambda dl: (model(dl), loader(dl)),
    "advise": lambda dl: (0.1, 0.2, 0.0, 0.02),
    "all_bits": lambda dl: (2,),
    "allclose": lambda dl: (dl.ones(2), dl.ones(2), 0.1, 0.1),
    "arange": lambda dl: (0, 5, 2),
    "bernoulli": lambda dl: (dl.ones(2) * 0.5,),
    "bias_variance": lambda dl: (1, 0.1, 5, 2, 0.1),
    "build": lambda dl: ((2, 3, 2), "relu", 0.5),
    "clip_grad_norm_": lambda dl: ([dl.ones(2)], 1.0, 2.0, False),
    "clip_grad_value_": lambda dl: ([dl.ones(2)], 1.0),
    "coarse_to_fine": lambda dl: (objective, point_space(dl), 2, 2, 0.5),
    "decay_groups": lambda dl: (model(dl), 0.1),
    "deep_cost": lambda dl: (dl.ones(2, 3), dl.ones(2, 3), "sigmoid"),
    "deep_forward": column,
    "layer_backward": lambda dl: (dl.ones(2, 4), layer(dl)[1]),
    "layer_forward": lambda dl: (dl.ones(3, 4), dl.ones(2, 3), dl.ones(2, 1), "relu"),
    "default_collate": lambda dl: ([1.0, 2.0],),
    "empty": lambda dl: (0, 3),
    "equal": lambda dl: (dl.ones(2), dl.ones(2)),
    "evaluate": lambda dl: (model(dl), dl.CrossEntropyLoss(), loader(dl)),
    "eye": lambda dl: (2, 3),
    "fit": training,
    "from_numpy": lambda dl: (np.ones(2),),
    "full": lambda dl: ((2, 3), 1.5),
    "linspace": lambda dl: (0.0, 1.0, 3),
    "load": lambda dl: ("missing",),
    "load_checkpoint": lambda dl: ("missing", model(dl)),
    "load_file": lambda dl: ("missing",),
    "manual_seed": lambda dl: (3,),
    "max_norm_": lambda dl: ([dl.ones(2, 2)], 1.0),
    "moving_average": lambda dl: (dl.ones(3), 0.5, True),
    "multinomial": lambda dl: (dl.ones(3), 2, False),
    "normal": lambda dl: (0.0, 1.0, (2,)),
    "numerical_gradient": lambda dl: (dl.sum, dl.ones(2), 0.5),
    "ones": lambda dl: (2, 3),
    "ones_like": lambda dl: (dl.ones(2),),
    "parity_patterns": lambda dl: (2,),
    "parity_relu": lambda dl: (2,),
    "parity_threshold": lambda dl: (2,),
    "parity_tree": lambda dl: (2,),
    "polynomial": lambda dl: (dl.ones(3), 2),
    "proximal_elastic_net_": lambda dl: ([dl.ones(2)], 0.5, 0.5),
    "proximal_l1_": lambda dl: ([dl.ones(2)], 0.5),
    "rand": lambda dl: (2, 3),
    "rand_like": lambda dl: (dl.ones(2),),
    "randint": lambda dl: (0, 3, (2,)),
    "randn": lambda dl: (2, 3),
    "randn_like": lambda dl: (dl.ones(2),),
    "random_split": lambda dl: (dl.TensorDataset(dl.ones(4)), [1, 3]),
    "random_mini_batches": lambda dl: (dl.ones(2, 5), dl.ones(1, 5), 2),
    "randperm": lambda dl: (3,),
    "relative_error": lambda dl: (dl.ones(2), dl.ones(2)),
    "ridge": lambda dl: (dl.eye(3), dl.ones(3), 0.5),
    "save_checkpoint": lambda dl: ("/dev/null/x", model(dl)),
    "save": lambda dl: ({"a": dl.ones(1)}, "/dev/null/x"),
    "save_file": lambda dl: ({"a": dl.ones(1)}, "/dev/null/x"),
    "search": lambda dl: (objective, [{"x": 1.0}]),
    "set_default_dtype": lambda dl: (dl.float32,),
    "set_rng_state": lambda dl: (dl.get_rng_state(),),
    "signal_sizes": signals,
    "tensor": lambda dl: ([1.0, 2.0],),
    "weights_of": lambda dl: (model(dl),),
    "zeros": lambda dl: (2, 3),
    "zeros_like": lambda dl: (dl.ones(2),),
    "empty_like": lambda dl: (dl.ones(2),),
    "full_like": lambda dl: (dl.ones(2), 2.0),
    "as_tensor": lambda dl: ([1.0],),
    "ChainDataset": lambda dl: ([],),
    "parameters_to_vector": lambda dl: ([dl.ones(2)],),
    "vector_to_parameters": lambda dl: (dl.ones(2), [dl.ones(2)]),
    "Size": lambda dl: ([2, 3],),
    "GradScaler": lambda dl: ("cpu",),
    "autocast": lambda dl: ("cuda",),
    "asarray": lambda dl: ([1.0],),
    "compile": lambda dl: (abs,),
    "finfo": lambda dl: (dl.float32,),
    "iinfo": lambda dl: (dl.int32,),
    "inference_mode": lambda dl: (True,),
    "is_complex": lambda dl: (dl.ones(2),),
    "is_floating_point": lambda dl: (dl.ones(2),),
    "is_nonzero": lambda dl: (dl.ones(1),),
    "numel": lambda dl: (dl.ones(1),),
    "can_cast": lambda dl: (dl.int32, dl.float32),
    "promote_types": lambda dl: (dl.int32, dl.float32),
    "result_type": lambda dl: (dl.ones(2), 1.5),
    "scalar_tensor": lambda dl: (1.5,),
    "set_default_tensor_type": lambda dl: (dl.FloatTensor,),
    "set_float32_matmul_precision": lambda dl: ("highest",),
    "set_num_threads": lambda dl: (1,),
    "set_printoptions": lambda dl: (4,),
    "tril_indices": lambda dl: (2, 3, 0),
    "triu_indices": lambda dl: (2, 3, 0),
    "use_deterministic_algorithms": lambda dl: (False,),
    "ConcatDataset": lambda dl: ([dl.TensorDataset(dl.ones(3))],),
    "IterableDataset": lambda dl: (),
    "ModuleDict": lambda dl: ({"a": dl.ReLU()},),
    "ParameterDict": lambda dl: ({"a": dl.ones(2)},),
    "ParameterList": lambda dl: ([dl.ones(2)],),
    "Sampler": lambda dl: (),
    "SubsetRandomSampler": lambda dl: ([0, 1],),
    "WeightedRandomSampler": lambda dl: ([0.5, 0.5], 2, True),
    "default_convert": lambda dl: ([np.ones(2)],),
    "randint_like": lambda dl: (dl.ones(2), 0, 3),
    "is_tensor": lambda dl: (1,),
    "device": lambda dl: ("cpu",),
    "set_default_device": lambda dl: ("cpu",),
    **{
        f"{name}Tensor": lambda dl, name=name: (getattr(dl, f"{name}Tensor")([1]),)
        for name in (
            *("Bool", "Byte", "Char", "Double", "Float", "Half", "Int", "Long"),
            "Short",
        )
    },
}


def conversion(names):
    """Return the arguments of a converter between conventions."""

    def arguments(dl):
        tensors = {"row": dl.ones(2), "column": dl.ones(2, 1), "matrix": dl.ones(2, 3)}
        given = {"rate": 0.1, "factor": 0.5, "m": 3, **tensors}
        return tuple(given[name] for name in names)

    return arguments


CALLS |= {name: conversion(names) for name, names in CONVERTERS.items()}
KEYWORDS = {"fit": {"epochs": 1}, "experiment": {"classes": 2, "epochs": 1}}
# the work, not the memory, grows with these: a large one is slow on purpose
SLOW = {
    *("Transformer", "TransformerDecoder", "TransformerEncoder"),  # copies of layers
    *("ByteTensor", "CharTensor", "GPT", "HalfTensor", "ShortTensor"),
    *("bias_variance", "coarse_to_fine", "generate", "manual_seed"),
    *(
        "polynomial",
        "text_batch",
    ),
}


def direct_names():
    """Return the callable public names whose cases are programs only."""
    covered = {n.partition(".")[0] for case in CASES.values() for n in case.names}
    callable_names = {n for n in scratch.__all__ if callable(getattr(scratch, n))}
    return sorted(callable_names - covered - set(NOTHING_TO_SPOIL))


LENIENT = {"arange", "eye", "finfo"}  # None stands for an argument that is left out
NOTHING_TO_SPOIL = (
    *("default_generator", "enable_grad", "fork_rng", "get_default_dtype"),
    *("get_rng_state", "initial_seed", "is_grad_enabled", "no_grad", "seed"),
    *("bool", "float32", "float64", "int32", "int64", "uint8", "set_grad_enabled"),
    *("float16", "half", "float", "double", "int8", "int16", "short", "int", "long"),
    *("get_default_device", "is_inference_mode_enabled", "get_num_threads", "dtype"),
    *("are_deterministic_algorithms_enabled", "get_float32_matmul_precision"),
)


def out_of_memory(error):
    """Return whether torch met the limit of memory, which is no refusal."""
    return "can't allocate memory" in str(error)


def called(dl, name, arguments):
    """Return what a call gives, or the exception."""
    try:
        dl.manual_seed(0)
        return getattr(dl, name)(*arguments, **KEYWORDS.get(name, {}))
    except Exception as error:
        return error
    finally:
        dl.set_default_dtype(dl.float32)
        dl.set_printoptions(profile="default")


@pytest.mark.parametrize("name", direct_names())
def test_a_bad_argument_of_any_other_name_is_clearly_refused(name):
    """Put every odd value in every place of one good call."""
    assert name in CALLS, f"give a good call of {name}"
    with limited_memory():
        assert not isinstance(called(scratch, name, CALLS[name](scratch)), TypeError)
        for position in range(len(CALLS[name](scratch))):
            for odd in ODD:
                if name in SLOW and isinstance(odd, int) and abs(odd) > 1000:
                    continue
                outcomes = []
                for dl in (scratch, torch_ref):
                    arguments = list(CALLS[name](dl))
                    arguments[position] = odd
                    outcomes.append(called(dl, name, arguments))
                ours, twin = outcomes
                told = f"{name}, argument {position} = {odd!r}: {ours!r}, {twin!r}"
                if isinstance(ours, Exception):
                    assert isinstance(ours, (*CLEAR, OSError)), told
                    assert str(ours), told
                elif isinstance(twin, Exception) and not out_of_memory(twin):
                    assert isinstance(odd, np.generic) or name in LENIENT, told


def test_an_error_of_another_class_would_be_seen(monkeypatch):
    monkeypatch.setitem(CALLS, "eye", lambda dl: (2,))

    def eye(n):
        return n.shape

    monkeypatch.setattr(scratch, "eye", eye)
    with pytest.raises(AssertionError, match="AttributeError"):
        test_a_bad_argument_of_any_other_name_is_clearly_refused("eye")


@pytest.mark.parametrize("fault", ["broadcast", "written", "accepted"])
def test_a_planted_fault_is_seen(fault, monkeypatch):
    """Plant a silent broadcast, a write into the caller's array, a missing check."""
    name = "binary_cross_entropy_with_logits"
    healthy = getattr(scratch, name)

    def planted(input, target, *args, **options):
        if fault == "written" and isinstance(input, scratch.Tensor):
            input.array[...] = 1
        if fault == "accepted" and not isinstance(options.get("reduction"), str):
            options["reduction"] = "mean"
        try:
            return healthy(input, target, *args, **options)
        except ValueError:
            if fault != "broadcast":
                raise
            return healthy(input, input * 0 + target, *args, **options)

    monkeypatch.setattr(scratch, name, planted)
    case = CASES[name]

    def campaign():
        for number in range(300):
            example = seeded(case, "float64", 0, number)
            judge(case, example, *spoil(example, SeededDraw(number, "float64")))

    with limited_memory(), pytest.raises(AssertionError):
        campaign()
