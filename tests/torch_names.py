"""What teaching scripts need most of torch, by place."""

NAMES = """
device cuda.is_available set_default_device long float int double
backends.cudnn.enabled LongTensor FloatTensor accelerator.is_available
inference_mode set_printoptions Size __version__ preserve_format
backends.mps.is_available pow mm topk sin cos masked_fill tril triu
split chunk nn.functional.one_hot log10 log1p log2 eq ne lt le gt ge add
mul sub div flip diag matmul bmm mv dot einsum clamp_min clamp_max roll
cumsum cumprod sort argsort nonzero all any logical_and logical_or
logical_not square sign norm logsumexp softmax nn.functional.pad
meshgrid swapaxes unbind concat histogram histc bincount inverse unique
isnan isfinite floor round ceil gather repeat_interleave save load
nn.Embedding nn.Flatten nn.LazyLinear nn.ModuleDict nn.Identity
nn.Unflatten nn.ParameterList nn.ParameterDict nn.Sequential nn.Linear
optim.Adadelta optim.lr_scheduler._LRScheduler autograd.Function
autograd.grad autograd.functional.jacobian autograd.functional.vjp
autograd.Variable nn.utils.parameters_to_vector
utils.data.SubsetRandomSampler utils.data.ConcatDataset
nn.functional.embedding finfo amp.autocast compile
nn.utils.clip_grad_norm_
"""
METHODS = """
to cpu cuda device type type_as is_cuda get_device int data add_ normal_
squeeze_ unsqueeze_ clamp_max_ lerp_ index_fill_ addcdiv_ addcmul_
scatter_ nelement numel view_as new_zeros new_ones new_tensor repeat
expand_as masked_fill softmax log_softmax logsumexp sigmoid tanh relu t
trace tril triu topk gather scatter_add_ eq ne uniform_ bernoulli_
random_ exponential_ zero_ fill_ copy_ mul_ sub_ div_ exp_ log_ sqrt_
detach_ stride is_contiguous contiguous size dim ndimension element_size
argmax where multinomial retain_grad register_hook grad_fn backward
requires_grad_ item tolist numpy
"""
OF_MODULES = """
register_buffer register_parameter get_parameter get_submodule
get_buffer add_module register_forward_hook register_forward_pre_hook
register_full_backward_hook state_dict load_state_dict to double float
half cpu cuda train eval zero_grad requires_grad_ apply named_parameters
parameters named_buffers buffers named_modules modules named_children
children extra_repr type
"""
OPTIONS = """
num_workers pin_memory inplace requires_grad dtype device memory_format
axis keepdims unbiased alpha persistent non_blocking
"""
FURTHER = """
nn.Conv1d nn.Conv2d nn.Conv3d nn.MaxPool2d nn.AvgPool2d nn.BatchNorm2d
nn.BatchNorm3d nn.ConvTranspose2d nn.AdaptiveAvgPool2d nn.Dropout2d
nn.functional.unfold nn.LSTM nn.RNN nn.GRU nn.LSTMCell nn.RNNCell
nn.GRUCell nn.functional.scaled_dot_product_attention nn.Transformer
optim.LBFGS
"""
