"""How names of the reference are used: data of `compare.reading.web.samples`."""

# what stands for an argument of a name, where the signature alone tells what is meant
ARGUMENTS = {
    "input": "dl.randn(4, 5)",
    "other": "dl.randn(4, 5)",
    "tensor": "dl.randn(4, 5)",
    "tensors": "[dl.zeros(4, 5), dl.ones(4, 5)]",
    "dim": "1",
    "dims": "(1, 0)",
    "dim0": "0",
    "dim1": "1",
    "exponent": "2",
    "params": "[dl.ones(3, requires_grad=True)]",
    "strength": "0.1",
    "optimizer": "dl.SGD([dl.ones(3, requires_grad=True)], lr=0.1)",
    "size": "(4, 5)",
    "shape": "(4, 5)",
}
CASE = "logits, labels = dl.randn(6, 4), dl.tensor([0, 1, 2, 3, 0, 1])"
SCORES = "scores, truth = dl.randn(4, 5), dl.rand(4, 5)"
IMAGE = "image = dl.randn(2, 3, 8, 8)"
WORDS = "words = dl.randn(2, 6, 8)"
WEIGHT = "w = dl.ones(3, requires_grad=True)"
SAMPLES = {  # name: a line, and an expression
    "linear": (
        "x, weight, bias = dl.randn(4, 3), dl.randn(5, 3), dl.randn(5)",
        "dl.linear(x, weight, bias).shape",
    ),
    "Linear": ("layer = dl.Linear(3, 5)", "layer(dl.randn(4, 3)).shape"),
    "dropout": ("x = dl.ones(4, 5)", "dl.dropout(x, p=0.5).shape"),
    "embedding": (
        "places, weight = dl.tensor([[0, 2]]), dl.randn(7, 5)",
        "dl.embedding(places, weight).shape",
    ),
    "Embedding": (
        "table = dl.Embedding(7, 5)",
        "table(dl.tensor([[0, 2], [6, 6]])).shape",
    ),
    "batch_norm": (
        "x, mean, var = dl.randn(6, 4), dl.zeros(4), dl.ones(4)",
        "dl.batch_norm(x, mean, var, training=True).shape",
    ),
    "BatchNorm1d": ("norm = dl.BatchNorm1d(4)", "norm(dl.randn(6, 4)).shape"),
    "BatchNorm2d": ("norm = dl.BatchNorm2d(3)", "norm(dl.randn(2, 3, 8, 8)).shape"),
    "layer_norm": ("x = dl.randn(4, 6)", "dl.layer_norm(x, (6,)).shape"),
    "LayerNorm": ("norm = dl.LayerNorm(6)", "norm(dl.randn(4, 6)).shape"),
    "RMSNorm": ("norm = dl.RMSNorm(6)", "norm(dl.randn(4, 6)).shape"),
    "rms_norm": ("x = dl.randn(4, 6)", "dl.rms_norm(x, (6,)).shape"),
    "GroupNorm": ("norm = dl.GroupNorm(2, 8)", "norm(dl.randn(3, 8, 5)).shape"),
    "group_norm": ("x = dl.randn(3, 8, 5)", "dl.group_norm(x, 2).shape"),
    "Softmax": ("layer = dl.Softmax(dim=1)", "layer(dl.randn(4, 5)).sum(1).shape"),
    "LogSoftmax": ("layer = dl.LogSoftmax(dim=1)", "layer(dl.randn(4, 5)).shape"),
    "Hardmax": ("layer = dl.Hardmax(dim=1)", "layer(dl.randn(4, 5)).shape"),
    "glu": ("x = dl.randn(4, 6)", "dl.glu(x).shape"),
    "GLU": ("layer = dl.GLU()", "layer(dl.randn(4, 6)).shape"),
    "prelu": ("x = dl.randn(4, 5)", "dl.prelu(x, dl.tensor([0.25])).shape"),
    "Flatten": (IMAGE, "dl.Flatten()(image).shape"),
    "conv2d": (IMAGE, "dl.conv2d(image, dl.randn(4, 3, 3, 3), padding=1).shape"),
    "Conv2d": (IMAGE, "dl.Conv2d(3, 4, 3, padding=1)(image).shape"),
    "conv1d": ("x = dl.randn(2, 3, 8)", "dl.conv1d(x, dl.randn(4, 3, 3)).shape"),
    "Conv1d": ("x = dl.randn(2, 3, 8)", "dl.Conv1d(3, 4, 3)(x).shape"),
    "max_pool2d": (IMAGE, "dl.max_pool2d(image, 2).shape"),
    "MaxPool2d": (IMAGE, "dl.MaxPool2d(2)(image).shape"),
    "avg_pool2d": (IMAGE, "dl.avg_pool2d(image, 2).shape"),
    "AvgPool2d": (IMAGE, "dl.AvgPool2d(2)(image).shape"),
    "AdaptiveAvgPool2d": (IMAGE, "dl.AdaptiveAvgPool2d(1)(image).shape"),
    "scaled_dot_product_attention": (
        "q, k, v = (dl.randn(2, 6, 8) for _ in range(3))",
        "dl.scaled_dot_product_attention(q, k, v, is_causal=True).shape",
    ),
    "MultiheadAttention": (
        WORDS,
        "dl.MultiheadAttention(8, 2, batch_first=True)(words, words, words)[0].shape",
    ),
    "RNN": (WORDS, "dl.RNN(8, 5, batch_first=True)(words)[0].shape"),
    "LSTM": (WORDS, "dl.LSTM(8, 5, batch_first=True)(words)[0].shape"),
    "GRU": (WORDS, "dl.GRU(8, 5, batch_first=True)(words)[0].shape"),
    "RNNCell": ("cell = dl.RNNCell(3, 5)", "cell(dl.randn(4, 3)).shape"),
    "LSTMCell": ("cell = dl.LSTMCell(3, 5)", "cell(dl.randn(4, 3))[0].shape"),
    "GRUCell": ("cell = dl.GRUCell(3, 5)", "cell(dl.randn(4, 3)).shape"),
    "cross_entropy": (CASE, "dl.cross_entropy(logits, labels).shape"),
    "CrossEntropyLoss": (CASE, "dl.CrossEntropyLoss()(logits, labels).shape"),
    "nll_loss": (CASE, "dl.nll_loss(dl.log_softmax(logits, 1), labels).shape"),
    "NLLLoss": (CASE, "dl.NLLLoss()(dl.log_softmax(logits, 1), labels).shape"),
    "binary_cross_entropy": (
        SCORES,
        "dl.binary_cross_entropy(dl.sigmoid(scores), truth).shape",
    ),
    "BCELoss": (SCORES, "dl.BCELoss()(dl.sigmoid(scores), truth).shape"),
    **{
        name: (SCORES, f"dl.{name}(scores, truth).shape")
        for name in (
            "binary_cross_entropy_with_logits",
            "huber_loss",
            "kl_div",
            "l1_loss",
            "mse_loss",
            "smooth_l1_loss",
        )
    },
    **{
        name: (SCORES, f"dl.{name}()(scores, truth).shape")
        for name in (
            "BCEWithLogitsLoss",
            "HuberLoss",
            "KLDivLoss",
            "L1Loss",
            "MSELoss",
            "SmoothL1Loss",
        )
    },
    "elastic_net_penalty": (WEIGHT, "dl.elastic_net_penalty([w], 0.1, 0.5).item()"),
    "l1_penalty": (WEIGHT, "dl.l1_penalty([w], 0.1).item()"),
    "l2_penalty": (WEIGHT, "dl.l2_penalty([w], 0.1).item()"),
    "StepLR": (
        "optimizer = dl.SGD([dl.ones(3, requires_grad=True)], lr=0.1)",
        "dl.StepLR(optimizer, step_size=10).get_last_lr()",
    ),
    "CosineAnnealingLR": (
        "optimizer = dl.SGD([dl.ones(3, requires_grad=True)], lr=0.1)",
        "dl.CosineAnnealingLR(optimizer, T_max=10).get_last_lr()",
    ),
    "InverseTimeLR": (
        "optimizer = dl.SGD([dl.ones(3, requires_grad=True)], lr=0.1)",
        "dl.InverseTimeLR(optimizer, decay_rate=1.0).get_last_lr()",
    ),
    "ExponentialLR": (
        "optimizer = dl.SGD([dl.ones(3, requires_grad=True)], lr=0.1)",
        "dl.ExponentialLR(optimizer, gamma=0.9).get_last_lr()",
    ),
    "tensor": (
        "x = dl.tensor([1.0, 2.0], requires_grad=True)",
        "(x**2).sum().item()",
    ),
    "Tensor": ("x = dl.ones(4, 5)", "x.mean(0).shape"),
    "manual_seed": ("dl.manual_seed(0)", "dl.rand(2).tolist()"),
    "no_grad": (
        "x = dl.ones(3, requires_grad=True)",
        "dl.no_grad()(lambda: (2 * x).requires_grad)()",
    ),
    "Module": (
        "model = dl.Module()",
        "sum(p.numel() for p in model.parameters())",
    ),
    "Parameter": ("w = dl.Parameter(dl.zeros(3))", "w.requires_grad"),
    "Sequential": (
        "model = dl.Sequential(dl.Linear(4, 3), dl.ReLU(), dl.Linear(3, 2))",
        "model(dl.randn(5, 4)).shape",
    ),
    "TensorDataset": (
        "data = dl.TensorDataset(dl.randn(10, 4), dl.arange(10))",
        "len(data)",
    ),
    "DataLoader": (
        "data = dl.TensorDataset(dl.randn(10, 4), dl.arange(10))",
        "[len(x) for x, y in dl.DataLoader(data, batch_size=4)]",
    ),
    "randn": ("dl.manual_seed(0)", "dl.randn(4, 5).shape"),
    "rand": ("dl.manual_seed(0)", "dl.rand(4, 5).shape"),
    "randint": ("dl.manual_seed(0)", "dl.randint(0, 10, (4,)).tolist()"),
    "zeros": ("x = dl.zeros(4, 5)", "x.shape"),
    "ones": ("x = dl.ones(4, 5)", "x.shape"),
    "arange": ("x = dl.arange(3)", "x.tolist()"),
    "linspace": ("x = dl.linspace(0, 1, 3)", "x.tolist()"),
    "matmul": ("a, b = dl.randn(4, 3), dl.randn(3, 5)", "dl.matmul(a, b).shape"),
    "mm": ("a, b = dl.randn(4, 3), dl.randn(3, 5)", "dl.mm(a, b).shape"),
    "dot": ("a, b = dl.ones(3), dl.ones(3)", "dl.dot(a, b).item()"),
    "einsum": (
        "a, b = dl.randn(4, 3), dl.randn(3, 5)",
        'dl.einsum("ij,jk->ik", a, b).shape',
    ),
    "where": ("x = dl.tensor([-1.0, 2.0])", "dl.where(x > 0, x, 0).tolist()"),
    "clamp": ("x = dl.tensor([-1.0, 2.0])", "dl.clamp(x, min=0).tolist()"),
    "reshape": ("x = dl.randn(4, 6)", "dl.reshape(x, (2, 12)).shape"),
    "dropout_from_course": ("keep_prob = 0.8", "dl.dropout_from_course(keep_prob)"),
    "sgd_from_course": ("rate, beta = 0.1, 0.9", "dl.sgd_from_course(rate, beta)"),
    "weight_decay_from_course": (
        "lambd, m = 0.7, 64",
        "dl.weight_decay_from_course(lambd, m)",
    ),
    "batch_norm_from_course": ("beta = 0.9", "dl.batch_norm_from_course(beta)"),
    "mean_from_sum": (
        "lr, weight_decay, m = 0.1, 0.0, 64",
        "dl.mean_from_sum(lr, weight_decay, m)",
    ),
    "examples_from_course": ("X = dl.randn(3, 10)", "dl.examples_from_course(X).shape"),
    "layer_forward": (
        "A_prev, W, b = dl.randn(3, 10), dl.randn(5, 3), dl.zeros(5, 1)",
        'dl.layer_forward(A_prev, W, b, "relu")[0].shape',
    ),
    "layer_backward": (
        "cache = dl.layer_forward(dl.randn(3, 9), dl.randn(5, 3), dl.zeros(5, 1), "
        '"relu")[1]',
        "dl.layer_backward(dl.randn(5, 9), cache)",
    ),
    "deep_forward": (
        "W, b = [None, dl.randn(2, 3)], [None, dl.zeros(2, 1)]",
        'dl.deep_forward(dl.randn(3, 9), W, b, [None, "relu"])[0].shape',
    ),
    "deep_cost": (
        "Z, Y = dl.randn(1, 9), dl.ones(1, 9)",
        'dl.deep_cost(Z, Y, "sigmoid").shape',
    ),
    "moving_average": (
        "values = dl.randn(10, 2)",
        "dl.moving_average(values, beta=0.9).shape",
    ),
    "random_mini_batches": (
        "X, Y = dl.randn(3, 100), dl.randn(1, 100)",
        "[x.shape[1] for x, y in dl.random_mini_batches(X, Y, 64)]",
    ),
    "numerical_gradient": (
        "x = dl.tensor([1.0, 2.0], dtype=dl.float64)",
        "dl.numerical_gradient(lambda x: (x**2).sum(), x).shape",
    ),
}
CORE = {  # what a reader looks for first
    "engine": "tensor Tensor manual_seed randn rand randint zeros ones arange matmul "
    "sum mean exp log where reshape no_grad Module Sequential Parameter TensorDataset "
    "DataLoader",
    "layers": "Linear linear relu ReLU sigmoid Sigmoid tanh softmax log_softmax "
    "Softmax dropout Dropout batch_norm BatchNorm1d layer_norm LayerNorm Embedding "
    "Conv2d conv2d MaxPool2d scaled_dot_product_attention MultiheadAttention RNN "
    "LSTM GRU",
    "losses": "cross_entropy CrossEntropyLoss mse_loss MSELoss "
    "binary_cross_entropy_with_logits BCEWithLogitsLoss nll_loss NLLLoss",
    "optim": "SGD Adam AdamW RMSprop Adagrad l1_penalty l2_penalty elastic_net_penalty "
    "StepLR CosineAnnealingLR ExponentialLR InverseTimeLR LinearLR",
    "chapters": "layer_forward layer_backward deep_forward deep_cost "
    "moving_average numerical_gradient random_mini_batches",
}
LEFT_OUT = {  # why two lines of use would say nothing of these names
    "an element type: passed as dtype, its name says the rest": "bool double float "
    "float16 float32 float64 half int int8 int16 int32 int64 long short uint8",
    "an element type that is named, but not computed in": "bfloat16 cdouble cfloat "
    "complex64 complex128",
    "an arrangement in memory, which changes no value": "channels_last "
    "contiguous_format preserve_format strided",
    "a number, which the page shows": "e inf nan pi",
    "a base class; what is derived from it takes more lines: SGD": "Optimizer",
    "torch warns of it; set_default_dtype does the same": "set_default_tensor_type",
}
