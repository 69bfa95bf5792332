"""How the names of the chapters are used: "a line; an expression" of each."""

from compare.reading.web.further_uses import LAYER, WORDS, V, X

GPT = "model = dl.GPT(tokens=9, context=6, layers=1, heads=2, width=8)"
BITS = "network(dl.tensor([[1.0, 0.0, 1.0, 1.0]])).item()"
FOLDED = "network(dl.tensor([[0.125]])).item()"
ROWS = "data = dl.TensorDataset(dl.eye(3), dl.arange(3))"
LINE = "x = dl.tensor([0.0, 1.0, 2.0])"
MATRIX = "W, b = dl.randn(5, 3), dl.randn(5, 1)"
COLUMNS = "W, b = dl.randn(3, 5), dl.randn(5)"
NETWORK = 'W, b, g = [None, dl.randn(1, 3)], [None, dl.zeros(1, 1)], [None, "linear"]'
CHAPTERS = {
    # training
    "fit": "model, data = dl.Linear(1, 1), dl.DataLoader(dl.TensorDataset(*dl.ones(2, "
    "4, 1))); dl.fit(model, dl.MSELoss(), dl.SGD(model.parameters(), lr=0.1), data, "
    "epochs=2).lr",
    "experiment": f"{ROWS}; "
    "len(dl.experiment(data, data, classes=3, epochs=2)[1].loss)",
    "evaluate": "data = dl.TensorDataset(dl.zeros(4, 1), dl.ones(4, 1)); "
    "dl.evaluate(dl.Identity(), dl.MSELoss(), dl.DataLoader(data))",
    "accuracy": f"{ROWS}; dl.accuracy(dl.Identity(), dl.DataLoader(data))",
    "History": "history = dl.History(loss=[0.9, 0.4]); history.state_dict()",
    "EarlyStopping": "stop, model = dl.EarlyStopping(patience=1), dl.Linear(1, 1); "
    "[stop.update(model, epoch, loss) for epoch, loss in enumerate([0.9, 0.4, 0.6])]",
    "Callback": "class Double(dl.Callback): on_batch = lambda self, x, y: (2 * x, y); "
    "Double().on_batch(3, 0)",
    "InputNoise": "noise = dl.InputNoise(std=0.1); "
    "noise.on_batch(dl.ones(4, 5), dl.zeros(4))[0].shape",
    "MaxNorm": "layer = dl.Linear(100, 1); dl.MaxNorm(0.1).on_step(layer); "
    "layer.weight.norm().item()",
    "RandomShift": "shift = dl.RandomShift(height=8, width=8); "
    "shift.on_batch(dl.randn(4, 64), dl.zeros(4))[0].shape",
    "Standardize": "x = dl.tensor([[1.0], [3.0]]); dl.Standardize(x)(x).tolist()",
    "build": f"{X}; dl.build([5, 8, 3])(x).shape",
    "warmup_cosine": "step = 5; dl.warmup_cosine(step, warmup=10, total=100)",
    # searching
    "Uniform": "shares = dl.Uniform(0.0, 0.5); shares.at(0.5)",
    "LogUniform": "rates = dl.LogUniform(0.0001, 1.0); rates.at(0.5)",
    "Integer": "units = dl.Integer(1, 8); units.at(0.5)",
    "Choice": 'functions = dl.Choice(["relu", "tanh"]); functions.at(0.75)',
    "Space": "space = dl.Space(lr=dl.LogUniform(0.01, 1.0)); space.grid(3)",
    "Trial": 'trial = dl.Trial({"lr": 0.1}, value=0.5, error=None); trial.point',
    "search": 'points = [{"lr": 0.1}, {"lr": 0.3}]; '
    'dl.search(lambda point: abs(point["lr"] - 0.3), points)[0].point',
    "coarse_to_fine": "dl.manual_seed(0); space = dl.Space(p=dl.Integer(0, 99)); "
    'dl.coarse_to_fine(lambda point: abs(point["p"] - 30), space)[0].point',
    # bias and variance
    "polynomial": f"{V}; dl.polynomial(v, 3).shape",
    "ridge": f"{LINE}; dl.ridge(dl.polynomial(x, 1), 2 * x + 1, 0.0).tolist()",
    "bias_variance": "dl.manual_seed(0); low = dl.bias_variance(1, 0.0, repeats=20); "
    "low.bias2 > low.variance",
    "advise": "train, dev = 0.01, 0.11; dl.advise(train, dev, target=0.0).actions",
    # networks
    "LeNet": "model = dl.LeNet(size=8, channels=(2, 3)); "
    "model(dl.randn(2, 1, 8, 8)).shape",
    "receptive_field": "layers = [(3, 1, 1), (2, 2, 1), (3, 1, 1)]; "
    "dl.receptive_field(layers)",
    "GPT": f"{GPT}; model(dl.tensor([[0, 3, 2]])).shape",
    "GPTBlock": f"{WORDS}; dl.GPTBlock(width=8, heads=2)(words).shape",
    "CausalSelfAttention": f"{WORDS}; "
    "dl.CausalSelfAttention(width=8, heads=2)(words).shape",
    "generate": f"{GPT}; dl.generate(model, dl.tensor([[0, 3, 2]]), number=4).shape",
    "text_batch": "text = dl.arange(20); dl.text_batch(text, context=6, batch=3)",
    "all_bits": "bits = dl.all_bits(2); bits.tolist()",
    "parity_tree": f"network, units = dl.parity_tree(4); {BITS}",
    "parity_patterns": f"network, units = dl.parity_patterns(4); {BITS}",
    "parity_relu": f"network, units = dl.parity_relu(4); {BITS}",
    "parity_threshold": f"network, units = dl.parity_threshold(4); {BITS}",
    "tent_deep": f"network, units = dl.tent_deep(3); {FOLDED}",
    "tent_wide": f"network, units = dl.tent_wide(3); {FOLDED}",
    "signal_sizes": "weights = [2 * dl.eye(3), dl.eye(3)]; "
    "dl.signal_sizes(dl.ones(4, 3), weights, dl.ones(4, 3))[0].tolist()",
    "deep_backward": f"{NETWORK}; dl.deep_backward(dl.ones(1, 9), "
    "dl.deep_forward(dl.randn(3, 9), W, b, g)[1]).dW[1].shape",
    "relative_error": "a, b = dl.tensor([1.0, 2.0]), dl.tensor([1.0, 4.0]); "
    "dl.relative_error(a, b).item()",
    # conventions
    "course_from_dropout": "p = 0.2; dl.course_from_dropout(p)",
    "course_from_batch_norm": "momentum = 0.1; dl.course_from_batch_norm(momentum)",
    "course_from_sgd": "lr, momentum = 0.01, 0.9; dl.course_from_sgd(lr, momentum)",
    "course_from_decay": "lr, rate = 0.1, 0.5; dl.course_from_decay(lr, rate)",
    "decay_from_course": "alpha, rate = 0.1, 1.0; dl.decay_from_course(alpha, rate)",
    "course_from_weight_decay": "weight_decay, m = 0.01, 64; "
    "dl.course_from_weight_decay(weight_decay, m)",
    "sum_from_mean": "lr, weight_decay, m = 0.1, 0.0, 64; "
    "dl.sum_from_mean(lr, weight_decay, m)",
    "running_var_from_course": "biased, n = 0.8, 5; "
    "dl.running_var_from_course(biased, n)",
    "course_from_running_var": "unbiased, n = 1.0, 5; "
    "dl.course_from_running_var(unbiased, n)",
    "batch_norm_from_unbiased": "weight, eps, n = 2.0, 0.5, 4; "
    "dl.batch_norm_from_unbiased(weight, eps, n)",
    "unbiased_from_batch_norm": "weight, eps, n = 3.0, 0.75, 4; "
    "dl.unbiased_from_batch_norm(weight, eps, n)",
    "linear_from_course": f"{MATRIX}; dl.linear_from_course(W, b)",
    "course_from_linear": f"{LAYER}; dl.course_from_linear(layer.weight, layer.bias)",
    "linear_from_rows": f"{COLUMNS}; dl.linear_from_rows(W, b)",
    "rows_from_linear": f"{LAYER}; dl.rows_from_linear(layer.weight, layer.bias)",
}
