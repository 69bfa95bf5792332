"""How the rest of the engine and of optim is used: "a line; an expression" of each."""

from compare.reading.web.further_uses import LAYER, SGD, WEIGHT, V

TYPES = "Bool Byte Char Short Int Long Half Float Double"
TWO = "class Two(dl.IterableDataset): __iter__ = lambda self: iter([1, 2])"
GRADIENT = f"{WEIGHT}; (2 * w).sum().backward()"
ENGINE = {
    # types, places and switches
    "dtype": "x = dl.ones(2); isinstance(x.dtype, dl.dtype)",
    "get_default_dtype": "x = dl.ones(2); x.dtype == dl.get_default_dtype()",
    "set_default_dtype": "dl.set_default_dtype(dl.float64); dl.ones(2).dtype",
    "promote_types": "a, b = dl.int64, dl.float16; dl.promote_types(a, b)",
    "can_cast": "a, b = dl.float32, dl.int64; dl.can_cast(a, b)",
    "result_type": f"{V}; dl.result_type(v, dl.tensor([1, 2, 3]))",
    **{
        f"{kind}Tensor": f"x = dl.{kind}Tensor([1, 0]); x.dtype"
        for kind in TYPES.split()
    },
    "device": 'place = dl.device("cpu"); dl.ones(2).device == place',
    "get_default_device": "x = dl.ones(2); x.device == dl.get_default_device()",
    "set_default_device": 'dl.set_default_device("cpu"); dl.ones(2).device',
    "newaxis": f"{V}; v[:, dl.newaxis].shape",
    "is_nonzero": "x = dl.tensor([0.5]); dl.is_nonzero(x)",
    "set_printoptions": "dl.set_printoptions(precision=2); str(dl.tensor([1 / 3]))",
    "set_grad_enabled": f"{WEIGHT}; dl.set_grad_enabled(False)(lambda: "
    "(2 * w).requires_grad)()",
    "is_inference_mode_enabled": "ask = dl.inference_mode()("
    "dl.is_inference_mode_enabled); ask()",
    "use_deterministic_algorithms": "dl.use_deterministic_algorithms(True); "
    "dl.are_deterministic_algorithms_enabled()",
    "are_deterministic_algorithms_enabled": "dl.use_deterministic_algorithms(False); "
    "dl.are_deterministic_algorithms_enabled()",
    "set_num_threads": "dl.set_num_threads(2); dl.get_num_threads()",
    "get_num_threads": "dl.set_num_threads(1); dl.get_num_threads()",
    "set_float32_matmul_precision": 'dl.set_float32_matmul_precision("high"); '
    "dl.get_float32_matmul_precision()",
    "get_float32_matmul_precision": 'dl.set_float32_matmul_precision("highest"); '
    "dl.get_float32_matmul_precision()",
    "compile": 'layer = dl.compile(dl.Linear(3, 5), backend="eager"); '
    "layer(dl.randn(4, 3)).shape",
    "autocast": 'block = dl.autocast("cpu", enabled=False); '
    "block(lambda: dl.ones(2).dtype)()",
    "GradScaler": 'scaler = dl.GradScaler("cpu", enabled=False); scaler.get_scale()',
    # streams and files
    "seed": "number = dl.seed(); dl.initial_seed() == number",
    "initial_seed": "dl.manual_seed(3); dl.initial_seed()",
    "default_generator": "dl.manual_seed(3); dl.default_generator.initial_seed()",
    "set_rng_state": "state, x = dl.get_rng_state(), dl.rand(2); "
    "dl.set_rng_state(state); dl.equal(dl.rand(2), x)",
    "fork_rng": "with dl.fork_rng(): x = dl.rand(2); dl.equal(dl.rand(2), x)",
    "init": "w = dl.init.ones_(dl.empty(2)); w.tolist()",
    "save": 'dl.save({"lr": 0.1}, "state.pt"); dl.load("state.pt")',
    "load": 'dl.save(dl.ones(2), "ones.pt"); dl.load("ones.pt").tolist()',
    **{
        f"{word}_file": 'dl.save_file({"w": dl.ones(2)}, "w.safetensors"); '
        'dl.load_file("w.safetensors")["w"].tolist()'
        for word in ("save", "load")
    },
    **{
        f"{word}_checkpoint": 'dl.save_checkpoint("run", dl.Linear(3, 5), epoch=2); '
        'dl.load_checkpoint("run", dl.Linear(3, 5))'
        for word in ("save", "load")
    },
    # data that is one's own
    "Dataset": "class Squares(dl.Dataset): __getitem__ = lambda self, i: i**2; "
    "Squares()[3]",
    "IterableDataset": f"{TWO}; list(Two())",
    "ChainDataset": f"{TWO}; list(dl.ChainDataset([Two(), Two()]))",
    "Sampler": "class Back(dl.Sampler): __iter__ = lambda self: iter([2, 1, 0]); "
    "list(Back())",
    "SubsetRandomSampler": "dl.manual_seed(0); list(dl.SubsetRandomSampler([2, 5, 7]))",
    "WeightedRandomSampler": "dl.manual_seed(0); "
    "list(dl.WeightedRandomSampler([0.1, 0.4, 0.5], 5))",
    "default_convert": "import numpy; dl.default_convert(numpy.ones(3)).tolist()",
    "vector_to_parameters": f"{LAYER}; dl.vector_to_parameters(dl.zeros(20), "
    "layer.parameters()); layer.bias.tolist()",
    # optimisation
    "LRScheduler": "class Tenth(dl.LRScheduler): get_lr = lambda self: [0.1]; "
    "Tenth(dl.SGD([dl.ones(3)], lr=1.0)).get_last_lr()",
    "SequentialLR": f"{SGD}; dl.SequentialLR(optimizer, [dl.ConstantLR(optimizer), "
    "dl.ExponentialLR(optimizer, 0.9)], milestones=[5]).get_last_lr()",
    "ChainedScheduler": f"{SGD}; dl.ChainedScheduler([dl.ConstantLR(optimizer), "
    "dl.ExponentialLR(optimizer, 0.9)]).get_last_lr()",
    "decay_groups": f'{LAYER}; [group["weight_decay"] for group in '
    "dl.decay_groups(layer, 0.01)]",
    "clip_grad_norm_": f"{GRADIENT}; dl.clip_grad_norm_(w, 1.0).item()",
    "clip_grad_value_": f"{GRADIENT}; dl.clip_grad_value_(w, 0.5); w.grad.tolist()",
    "max_norm_": "w = dl.tensor([[3.0, 4.0]]); dl.max_norm_([w], 1.0); w.tolist()",
    "proximal_l1_": f"{V}; dl.proximal_l1_([v], 1.5); v.tolist()",
    "proximal_elastic_net_": f"{V}; dl.proximal_elastic_net_([v], 1.0, 0.5); "
    "v.tolist()",
}
