"""How further names of the reference are used: "a line; an expression" of each."""

X = "x = dl.randn(4, 5)"
V = "v = dl.tensor([3.0, 1.0, 2.0])"
AB = "a, b = dl.arange(2), dl.arange(3)"
MATRICES = "a, b = dl.randn(2, 4, 3), dl.randn(2, 3, 5)"
BITS = "a, b = dl.tensor([5, 6]), dl.tensor([3, 3])"
IMAGE = "image = dl.randn(2, 4, 8, 8)"
ROW = "row = dl.randn(2, 3, 8)"
WORDS = "words = dl.randn(2, 6, 8)"
PLACES = "x, index = dl.randn(4, 5), dl.tensor([0, 2])"
PAIRS = "scores, sides = dl.randn(6), dl.tensor([1.0, -1.0, 1.0, 1.0, -1.0, 1.0])"
CLASSES = "scores, labels = dl.randn(3, 4), dl.tensor([0, 3, 1])"
TRIPLE = "anchor, near, far = (dl.randn(4, 6) for _ in range(3))"
COUNTS = "scores, counts = dl.randn(4), dl.tensor([0.0, 2.0, 1.0, 3.0])"
MEANS = "mean, truth, var = dl.randn(4), dl.randn(4), dl.ones(4)"
TWO = "x, y = dl.randn(6), dl.randn(6)"
SGD = "optimizer = dl.SGD([dl.ones(3, requires_grad=True)], lr=0.1)"
WEIGHT = "w = dl.ones(3, requires_grad=True)"
DATA = "data = dl.TensorDataset(dl.arange(10))"
CUBE = "cube = dl.randn(2, 3, 6, 6, 6)"
GATES = "x, h, w, u = (dl.ones(*s) for s in [(2, 6, 3), (6, 5), ({0}, 3), ({0}, 5)])"
LAYER = "layer = dl.Linear(3, 5)"
FURTHER = {
    # choosing, joining and moving elements
    "clip": f"{V}; dl.clip(v, max=2).tolist()",
    "clamp_max": f"{V}; dl.clamp_max(v, 2).tolist()",
    "clamp_min": f"{V}; dl.clamp_min(v, 2).tolist()",
    "moveaxis": f"{X}; dl.moveaxis(x, 0, 1).shape",
    "movedim": f"{X}; dl.movedim(x, 0, 1).shape",
    "swapaxes": f"{X}; dl.swapaxes(x, 0, 1).shape",
    "chunk": f"{X}; [part.shape for part in dl.chunk(x, 2)]",
    "split": f"{X}; [part.shape for part in dl.split(x, 3)]",
    "tensor_split": f"{X}; [part.shape for part in dl.tensor_split(x, 3)]",
    "narrow": f"{X}; dl.narrow(x, 1, 0, 2).shape",
    "select": f"{X}; dl.select(x, 1, 0).shape",
    "roll": f"{V}; dl.roll(v, 1).tolist()",
    "pad": f"{X}; dl.pad(x, (1, 2)).shape",
    "topk": f"{V}; dl.topk(v, 2).values.tolist()",
    "kthvalue": f"{V}; dl.kthvalue(v, 2).values.item()",
    "unflatten": "x = dl.randn(4, 6); dl.unflatten(x, 1, (2, 3)).shape",
    "repeat_interleave": f"{V}; dl.repeat_interleave(v, 2).tolist()",
    "broadcast_to": f"{V}; dl.broadcast_to(v, (2, 3)).shape",
    "broadcast_tensors": "a, b = dl.ones(4, 1), dl.ones(5); dl.broadcast_tensors(a, b)",
    "meshgrid": f'{AB}; dl.meshgrid(a, b, indexing="ij")',
    "cartesian_prod": f"{AB}; dl.cartesian_prod(a, b).shape",
    "tril_indices": "rows, columns = dl.tril_indices(2, 2); rows.tolist()",
    "triu_indices": "rows, columns = dl.triu_indices(2, 2); rows.tolist()",
    "one_hot": "labels = dl.tensor([0, 2]); dl.one_hot(labels).tolist()",
    # places
    "gather": f"{V}; dl.gather(v, 0, dl.tensor([2, 0])).tolist()",
    "take": f"{V}; dl.take(v, dl.tensor([2, 0])).tolist()",
    "take_along_dim": f"{V}; dl.take_along_dim(v, dl.argsort(v)).tolist()",
    "index_select": f"{PLACES}; dl.index_select(x, 1, index).shape",
    "index_fill": f"{PLACES}; dl.index_fill(x, 1, index, 0.0).shape",
    "index_add": f"{PLACES}; dl.index_add(x, 0, index, dl.ones(2, 5)).shape",
    "index_copy": f"{PLACES}; dl.index_copy(x, 0, index, dl.ones(2, 5)).shape",
    "scatter": f"{V}; dl.scatter(v, 0, dl.tensor([0]), value=9.0).tolist()",
    "scatter_add": f"{V}; dl.scatter_add(v, 0, dl.tensor([0]), dl.ones(1)).tolist()",
    "masked_fill": f"{V}; dl.masked_fill(v, v > 2, 0.0).tolist()",
    "masked_select": f"{V}; dl.masked_select(v, v > 1).tolist()",
    "masked_scatter": f"{V}; dl.masked_scatter(v, v > 2, dl.zeros(3)).tolist()",
    "isin": f"{V}; dl.isin(v, dl.tensor([1.0])).tolist()",
    "bucketize": f"{V}; dl.bucketize(v, dl.tensor([1.5, 2.5])).tolist()",
    "searchsorted": f"{V}; dl.searchsorted(dl.tensor([1.5, 2.5]), v).tolist()",
    "bincount": "labels = dl.tensor([0, 2, 2]); dl.bincount(labels).tolist()",
    "quantile": f"{V}; dl.quantile(v, 0.5).item()",
    # arithmetic and products
    "addcdiv": f"{V}; dl.addcdiv(v, v, v).tolist()",
    "addcmul": f"{V}; dl.addcmul(v, v, v).tolist()",
    "lerp": f"{V}; dl.lerp(v, dl.zeros(3), 0.5).tolist()",
    "bitwise_and": f"{BITS}; dl.bitwise_and(a, b).tolist()",
    "bitwise_or": f"{BITS}; dl.bitwise_or(a, b).tolist()",
    "bitwise_xor": f"{BITS}; dl.bitwise_xor(a, b).tolist()",
    "bitwise_not": f"{BITS}; dl.bitwise_not(a).tolist()",
    "bmm": f"{MATRICES}; dl.bmm(a, b).shape",
    "baddbmm": f"{MATRICES}; dl.baddbmm(dl.zeros(2, 4, 5), a, b).shape",
    "mv": f"{X}; dl.mv(x, dl.ones(5)).shape",
    "outer": f"{V}; dl.outer(v, v).shape",
    "ger": f"{V}; dl.ger(v, v).shape",
    "addmm": f"{X}; dl.addmm(dl.zeros(4, 2), x, dl.randn(5, 2)).shape",
    "addmv": f"{X}; dl.addmv(dl.zeros(4), x, dl.randn(5)).shape",
    "addr": f"{X}; dl.addr(x, dl.ones(4), dl.ones(5)).shape",
    "tensordot": f"{X}; dl.tensordot(x, dl.randn(5, 2), dims=1).shape",
    "cdist": "a, b = dl.randn(4, 3), dl.randn(5, 3); dl.cdist(a, b).shape",
    "det": "a = 2 * dl.eye(3); dl.det(a).item()",
    "inverse": "a = 2 * dl.eye(2); dl.inverse(a).tolist()",
    "parameters_to_vector": f"{LAYER}; "
    "dl.parameters_to_vector(layer.parameters()).shape",
    # making
    "eye": "a = dl.eye(2); a.tolist()",
    "full": "x = dl.full((2, 2), 7.0); x.tolist()",
    "full_like": f"{V}; dl.full_like(v, 7.0).tolist()",
    "empty": "x = dl.empty(4, 5); x.shape",
    "as_tensor": "x = dl.as_tensor([1.0, 2.0]); x.tolist()",
    "asarray": "x = dl.asarray([1.0, 2.0]); x.tolist()",
    "scalar_tensor": "x = dl.scalar_tensor(2.0); x.item()",
    "from_numpy": "import numpy; dl.from_numpy(numpy.ones(3)).tolist()",
    "randperm": "dl.manual_seed(0); dl.randperm(5).tolist()",
    "normal": "dl.manual_seed(0); dl.normal(0.0, 1.0, (4, 5)).shape",
    "bernoulli": "dl.manual_seed(0); dl.bernoulli(dl.full((4,), 0.5)).tolist()",
    "multinomial": "dl.manual_seed(0); dl.multinomial(dl.ones(4), 2).tolist()",
    "randint_like": f"{V}; dl.randint_like(v, 0, 10).shape",
    "is_tensor": f"{V}; dl.is_tensor(v)",
    "finfo": "info = dl.finfo(dl.float32); info.eps",
    "iinfo": "info = dl.iinfo(dl.int16); info.max",
    "Size": "size = dl.Size((4, 5)); size.numel()",
    "get_rng_state": "dl.manual_seed(0); dl.get_rng_state().shape",
    "Generator": "g = dl.Generator().manual_seed(0); dl.rand(2, generator=g).tolist()",
    "is_grad_enabled": "ask = dl.no_grad()(dl.is_grad_enabled); ask()",
    "enable_grad": f"{WEIGHT}; dl.enable_grad()(lambda: (2 * w).requires_grad)()",
    "inference_mode": f"{WEIGHT}; dl.inference_mode()(lambda: (2 * w).requires_grad)()",
    # modules and data
    "ModuleList": "layers = dl.ModuleList([dl.Linear(3, 3), dl.ReLU()]); len(layers)",
    "ModuleDict": 'layers = dl.ModuleDict({"act": dl.ReLU()}); list(layers)',
    "ParameterList": "weights = dl.ParameterList([dl.ones(3)]); len(weights)",
    "ParameterDict": 'weights = dl.ParameterDict({"w": dl.ones(3)}); list(weights)',
    "Subset": f"{DATA}; len(dl.Subset(data, [0, 2]))",
    "ConcatDataset": f"{DATA}; len(dl.ConcatDataset([data, data]))",
    "random_split": f"{DATA}; [len(part) for part in dl.random_split(data, [7, 3])]",
    "SequentialSampler": f"{DATA}; list(dl.SequentialSampler(data))[:3]",
    "RandomSampler": f"{DATA}; len(list(dl.RandomSampler(data)))",
    "BatchSampler": "sampler = dl.BatchSampler(range(5), 2, False); list(sampler)",
    "default_collate": "two = [dl.ones(3), dl.zeros(3)]; dl.default_collate(two).shape",
    # layers
    "conv3d": f"{CUBE}; dl.conv3d(cube, dl.randn(4, 3, 3, 3, 3)).shape",
    "Conv3d": f"{CUBE}; dl.Conv3d(3, 4, 3)(cube).shape",
    "BatchNorm3d": f"{CUBE}; dl.BatchNorm3d(3)(cube).shape",
    "conv_transpose1d": f"{ROW}; dl.conv_transpose1d(row, dl.randn(3, 5, 3)).shape",
    "ConvTranspose1d": f"{ROW}; dl.ConvTranspose1d(3, 5, 3)(row).shape",
    "conv_transpose2d": f"{IMAGE}; "
    "dl.conv_transpose2d(image, dl.randn(4, 5, 3, 3)).shape",
    "ConvTranspose2d": f"{IMAGE}; dl.ConvTranspose2d(4, 5, 3, stride=2)(image).shape",
    "LazyLinear": f"{X}; dl.LazyLinear(3)(x).shape",
    "LazyConv1d": f"{ROW}; dl.LazyConv1d(5, 3)(row).shape",
    "LazyConv2d": f"{IMAGE}; dl.LazyConv2d(5, 3)(image).shape",
    "LazyConv3d": f"{CUBE}; dl.LazyConv3d(5, 3)(cube).shape",
    "LazyConvTranspose1d": f"{ROW}; dl.LazyConvTranspose1d(5, 3)(row).shape",
    "LazyConvTranspose2d": f"{IMAGE}; dl.LazyConvTranspose2d(5, 3)(image).shape",
    "LazyBatchNorm2d": f"{IMAGE}; dl.LazyBatchNorm2d()(image).shape",
    "LazyBatchNorm3d": f"{CUBE}; dl.LazyBatchNorm3d()(cube).shape",
    "max_pool1d": f"{ROW}; dl.max_pool1d(row, 2).shape",
    "avg_pool1d": f"{ROW}; dl.avg_pool1d(row, 2).shape",
    "MaxPool1d": f"{ROW}; dl.MaxPool1d(2)(row).shape",
    "AvgPool1d": f"{ROW}; dl.AvgPool1d(2)(row).shape",
    "AdaptiveAvgPool1d": f"{ROW}; dl.AdaptiveAvgPool1d(4)(row).shape",
    "AdaptiveMaxPool1d": f"{ROW}; dl.AdaptiveMaxPool1d(4)(row).shape",
    "AdaptiveMaxPool2d": f"{IMAGE}; dl.AdaptiveMaxPool2d(4)(image).shape",
    "adaptive_avg_pool1d": f"{ROW}; dl.adaptive_avg_pool1d(row, 4).shape",
    "adaptive_max_pool1d": f"{ROW}; dl.adaptive_max_pool1d(row, 4).shape",
    "adaptive_avg_pool2d": f"{IMAGE}; dl.adaptive_avg_pool2d(image, 4).shape",
    "adaptive_max_pool2d": f"{IMAGE}; dl.adaptive_max_pool2d(image, 4).shape",
    "dropout2d": f"{IMAGE}; dl.dropout2d(image, 0.5).shape",
    "Dropout2d": f"{IMAGE}; dl.Dropout2d(0.5)(image).shape",
    "instance_norm": f"{IMAGE}; dl.instance_norm(image).shape",
    "interpolate": f"{IMAGE}; dl.interpolate(image, scale_factor=2.0).shape",
    "Upsample": f"{IMAGE}; dl.Upsample(scale_factor=2.0)(image).shape",
    "pixel_shuffle": f"{IMAGE}; dl.pixel_shuffle(image, 2).shape",
    "PixelShuffle": f"{IMAGE}; dl.PixelShuffle(2)(image).shape",
    "pixel_unshuffle": f"{IMAGE}; dl.pixel_unshuffle(image, 2).shape",
    "PixelUnshuffle": f"{IMAGE}; dl.PixelUnshuffle(2)(image).shape",
    "unfold": f"{IMAGE}; dl.unfold(image, 3).shape",
    "Unfold": f"{IMAGE}; dl.Unfold(3)(image).shape",
    "fold": "columns = dl.randn(2, 36, 36); dl.fold(columns, (8, 8), 3).shape",
    "Fold": "columns = dl.randn(2, 36, 36); dl.Fold((8, 8), 3)(columns).shape",
    "Unflatten": "x = dl.randn(4, 6); dl.Unflatten(1, (2, 3))(x).shape",
    "cosine_similarity": f"{X}; dl.cosine_similarity(x, dl.ones(4, 5)).shape",
    "CosineSimilarity": f"{X}; dl.CosineSimilarity()(x, dl.ones(4, 5)).shape",
    "rnn_layer": f"{GATES.format(5)}; dl.rnn_layer(x, h, w, u)",
    "gru_layer": f"{GATES.format(15)}; dl.gru_layer(x, h, w, u)",
    "lstm_layer": f"{GATES.format(20)}; dl.lstm_layer(x, h, h, w, u)",
    "TransformerEncoderLayer": f"{WORDS}; "
    "dl.TransformerEncoderLayer(8, 2, 16)(words).shape",
    "TransformerDecoderLayer": f"{WORDS}; "
    "dl.TransformerDecoderLayer(8, 2, 16)(words, words).shape",
    "TransformerEncoder": "layer = dl.TransformerEncoderLayer(8, 2, 16); "
    "dl.TransformerEncoder(layer, 2)(dl.randn(2, 6, 8)).shape",
    "Transformer": "a, b = dl.randn(6, 2, 8), dl.randn(5, 2, 8); "
    "dl.Transformer(8, 2, 1, 1, 16)(a, b).shape",
    "TransformerDecoder": "layer = dl.TransformerDecoderLayer(8, 2, 16); "
    "dl.TransformerDecoder(layer, 2)(dl.randn(5, 2, 8), dl.randn(6, 2, 8)).shape",
    # losses
    "gaussian_nll_loss": f"{MEANS}; dl.gaussian_nll_loss(mean, truth, var).shape",
    "GaussianNLLLoss": f"{MEANS}; dl.GaussianNLLLoss()(mean, truth, var).shape",
    "hinge_embedding_loss": f"{PAIRS}; dl.hinge_embedding_loss(scores, sides).shape",
    "HingeEmbeddingLoss": f"{PAIRS}; dl.HingeEmbeddingLoss()(scores, sides).shape",
    "soft_margin_loss": f"{PAIRS}; dl.soft_margin_loss(scores, sides).shape",
    "SoftMarginLoss": f"{PAIRS}; dl.SoftMarginLoss()(scores, sides).shape",
    "margin_ranking_loss": f"{TWO}; dl.margin_ranking_loss(x, y, dl.ones(6)).shape",
    "MarginRankingLoss": f"{TWO}; dl.MarginRankingLoss()(x, y, dl.ones(6)).shape",
    "multi_margin_loss": f"{CLASSES}; dl.multi_margin_loss(scores, labels).shape",
    "MultiMarginLoss": f"{CLASSES}; dl.MultiMarginLoss()(scores, labels).shape",
    "poisson_nll_loss": f"{COUNTS}; dl.poisson_nll_loss(scores, counts).shape",
    "PoissonNLLLoss": f"{COUNTS}; dl.PoissonNLLLoss()(scores, counts).shape",
    "triplet_margin_loss": f"{TRIPLE}; dl.triplet_margin_loss(anchor, near, far).shape",
    "TripletMarginLoss": f"{TRIPLE}; dl.TripletMarginLoss()(anchor, near, far).shape",
    # schedules, and what is done to gradients and weights
    "MultiStepLR": f"{SGD}; dl.MultiStepLR(optimizer, [5, 8]).get_last_lr()",
    "LambdaLR": f"{SGD}; dl.LambdaLR(optimizer, lambda epoch: 0.5).get_last_lr()",
    "MultiplicativeLR": f"{SGD}; "
    "dl.MultiplicativeLR(optimizer, lambda epoch: 0.9).get_last_lr()",
    "CyclicLR": f"{SGD}; dl.CyclicLR(optimizer, 0.01, 0.1).get_last_lr()",
    "OneCycleLR": f"{SGD}; dl.OneCycleLR(optimizer, 0.1, total_steps=9).get_last_lr()",
    "CosineAnnealingWarmRestarts": f"{SGD}; "
    "dl.CosineAnnealingWarmRestarts(optimizer, T_0=5).get_last_lr()",
    "weights_of": f"{LAYER}; [w.shape for w in dl.weights_of(layer)]",
}
